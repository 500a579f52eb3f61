/** The story as Toss Pay knows it: a wallet with a card or Toss money behind it, and a discount of its own. */
import type { FaultInput, PaymentFacts } from "../../sandbox/toss-pay/control.js";
import { always, behaviourOf, once, SLOW_MS, SOON_MS, type Troubles } from "./behaviour.js";
import { amountFacts, checkoutFacts } from "./checkout.js";
import type { SeedPayment } from "./facts.js";

/** Toss Pay's default: an eleventh of what is taxable, rounded up. Told explicitly, so that both books have the same won. */
export const tossVat = (taxable: number): number => Math.ceil(taxable / 11);

/** A customer who has left (탈퇴): the gateway cannot pay back, people must. */
const GONE: FaultInput = { kind: "REFUSE", code: "INACTIVE_USER" };

export const TOSS_PAY_TROUBLES: Troubles<FaultInput> = {
  of: 20,
  stride: 7,
  list: [
    always<FaultInput>(GONE),
    once({ kind: "LOSE_ANSWER_AFTER_EFFECT" }),
    always({ kind: "PENDING", delayMs: SOON_MS, outcome: "SUCCEEDED" }),
    once({ kind: "LOSE_ANSWER_BEFORE_EFFECT" }),
    // The money moved; only the cash receipt (현금영수증) could not follow.
    once({ kind: "ERROR_AFTER_EFFECT" }),
    once({ kind: "REFUSE", code: "REFUND_EXCEED_DAILY" }),
    always({ kind: "SLOW", ms: SLOW_MS, effect: "BEFORE_WAIT" }),
  ],
};

export const tossPayFacts = (payment: SeedPayment): PaymentFacts => ({
  ...checkoutFacts(payment, TOSS_PAY_TROUBLES),
  amount: {
    ...amountFacts(payment),
    ...(payment.paidByCustomer !== null && { discount: payment.amount - payment.paidByCustomer }),
  },
  method: payment.method === "CARD" ? "CARD" : "TOSS_MONEY",
  user: behaviourOf(TOSS_PAY_TROUBLES, payment.turn)?.fault === GONE ? "INACTIVE" : "ACTIVE",
});
