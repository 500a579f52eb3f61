/**
 * The catalogue of objections: a rule or a state that stands in the way of sending a refund. What the gateways' rules object to
 * comes from `gateway-rules/objection.ts`; those that weigh BLOCKS are problems of the same name (`problem.ts`).
 */
import { RULE_OBJECTIONS, type ObjectionWeight } from "../../gateway-rules/objection.js";
import type { ProblemDetail } from "../../problem.js";

const OBJECTIONS = {
  ...RULE_OBJECTIONS,
  /** The gateway has less left to cancel of the payment than this refund: it counts cancels whose money did not stay with the customer. */
  GATEWAY_BALANCE_SPENT: { weight: "BLOCKS", manual: true },
  /** The refund holds no money, and less than it owes is left: it is lowered, matched with what took its room, or cancelled. */
  REFUND_AMOUNT_EXCEEDED: { weight: "BLOCKS", manual: false },
  PAYMENT_DISPUTED: { weight: "BLOCKS", manual: false },
  /** An attempt of another refund is open on the payment. */
  PAYMENT_BUSY: { weight: "DELAYS", manual: false },
} as const satisfies Record<string, { weight: ObjectionWeight; manual: boolean }>;
export type ObjectionCode = keyof typeof OBJECTIONS;

/** Objections that refuse a command. The type system derives them, so one that is no problem does not compile. */
export type BlockingObjectionCode = {
  [Code in ObjectionCode]: (typeof OBJECTIONS)[Code]["weight"] extends "BLOCKS" ? Code : never;
}[ObjectionCode];

/** BLOCKS: it cannot be sent. DELAYS: it is sent later. WARNS: only the gateway knows. */
export interface Objection {
  code: ObjectionCode;
  weight: ObjectionWeight;
  /** The gateway will not make it: a manual refund (수기 환불) is the way on. */
  manual: boolean;
  detail: ProblemDetail;
}

/** Objections whose problem says what to do about it, whatever command was refused. */
const ADVISED = [
  "NOT_SUPPORTED",
  "DEADLINE_PASSED",
  "WALLET_SOURCE_UNKNOWN",
  "SELLER_CONSENT_MISSING",
  "PARTIAL_NOT_POSSIBLE",
  "CANCEL_COUNT_EXHAUSTED",
  "CONTRACT_MISSING",
  "REFUND_ACCOUNT_MISSING",
  "REFUND_ACCOUNT_PHONE_MISSING",
  "REFUND_BANK_NOT_SUPPORTED",
  "GATEWAY_BALANCE_SPENT",
] as const satisfies readonly BlockingObjectionCode[];

export const isAdvised = (code: string): code is (typeof ADVISED)[number] =>
  (ADVISED as readonly string[]).includes(code);

export function objection(code: ObjectionCode, detail: ProblemDetail = {}): Objection {
  const { weight, manual } = OBJECTIONS[code];
  return { code, weight, manual, detail };
}
