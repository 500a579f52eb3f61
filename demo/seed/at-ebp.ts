/** The story as EBP knows it: orders of a maker's own shop, with their lines, which a cancel has to name. */
import assert from "node:assert/strict";
import type { FaultInput, PaymentFacts } from "../../sandbox/ebp/control.js";
import type { PaymentMethod } from "../../src/gateways/port.js";
import { always, once, SLOW_MS, SOON_MS, type Troubles } from "./behaviour.js";
import { totalOf } from "./basket.js";
import { checkoutFacts } from "./checkout.js";
import type { SeedLine, SeedOrder, SeedPayment } from "./facts.js";

const METHOD_AT_GATEWAY: Readonly<Partial<Record<PaymentMethod, PaymentFacts["method"]>>> = {
  CARD: "card",
  EASY_PAY: "easyPay",
  VIRTUAL_ACCOUNT: "virtualAccount",
};

/** A cancel that is only accepted is answered like one that is done, so none of these may fail later. */
export const EBP_TROUBLES: Troubles<FaultInput> = {
  of: 20,
  stride: 7,
  list: [
    once({ kind: "LOSE_ANSWER_AFTER_EFFECT" }),
    always({ kind: "PENDING", delayMs: SOON_MS, outcome: "SUCCEEDED" }),
    // Nothing can be sent twice here, and a look-up names no amounts: two people end this one.
    once({ kind: "LOSE_ANSWER_BEFORE_EFFECT" }),
    always({ kind: "REFUSE", code: "EBP-C-0007", message: "Invalid Parameter" }),
    once({ kind: "UNAUTHORIZED" }),
    always({ kind: "SLOW", ms: SLOW_MS, effect: "BEFORE_WAIT" }),
  ],
};

export const ebpFacts = (payment: SeedPayment, order: SeedOrder): PaymentFacts => ({
  ...checkoutFacts(payment, EBP_TROUBLES),
  amount: { total: payment.amount, paidOtherwise: totalOf(order.lines) - payment.amount },
  items: order.lines.map(itemOf),
  method: METHOD_AT_GATEWAY[payment.method],
  captured: payment.captureState === "CAPTURED",
  buyerName: order.customer.name,
});

/** Amounts and taxes are per piece: the maker's prices divide by eleven, so that no won is lost. */
function itemOf({ itemId, seq, kind, quantity, amount }: SeedLine) {
  assert(itemId && seq, "the maker's goods have model numbers");
  return { seq, itemId, itemType: kind, quantity, amount: amount / quantity, taxAmount: amount / quantity / 11 };
}
