/** The story as EBP knows it: orders of a maker's own shop, with their lines, which a cancel has to name. */
import type { FaultInput, PaymentFacts } from "../../sandbox/ebp/control.js";
import type { PaymentMethod } from "../../src/gateways/port.js";
import { always, lasting, once, SLOW_MS, SOON_MS, type Troubles } from "./behaviour.js";
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
  id: payment.gatewayPaymentId,
  amount: { total: payment.amount },
  // With a second means beside it, which lines this payment paid for is nobody's to say.
  ...(order.payments.length === 1 && { items: order.lines.map(itemOf) }),
  method: METHOD_AT_GATEWAY[payment.method],
  captured: payment.captureState === "CAPTURED",
  buyerName: order.customer.name,
  paidAt: payment.paidAt.toISOString(),
  ...lasting(EBP_TROUBLES, payment.turn),
});

/** Amounts and taxes are per piece: the maker's prices divide by eleven, so that no won is lost. */
const itemOf = ({ lineNo, kind, quantity, amount }: SeedLine) => ({
  seq: Number(lineNo),
  itemId: lineNo,
  itemType: kind,
  quantity,
  amount: amount / quantity,
  taxAmount: amount / quantity / 11,
});
