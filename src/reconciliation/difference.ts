/** Differences reconciliation (대사) can find between us and a gateway, and the advice for each. */

const DIFFERENCE_KINDS = [
  /** They list money that went back, which we have not booked. */
  "MISSING_HERE",
  /** We booked money that went back, which they do not list; or they do not know the payment at all. */
  "MISSING_THERE",
  /** Both know it, with another amount. */
  "AMOUNT",
  /** Both know it, in another state. */
  "STATE",
  /** More than one cancel went through for one attempt of ours: the customer was probably paid twice. */
  "DUPLICATE",
  /** An attempt has no end for too long, or it ended well after we had given it up. */
  "LATE",
] as const;
type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** The advice, by code for the page; its sentence is the message of that name in `remedies`. */
const REMEDIES = [
  "CHECK_BOOKING",
  "WAIT_FOR_ATTEMPT",
  "FIND_AMOUNT",
  "ASK_GATEWAY",
  "CHECK_PAYMENT",
  "COMPARE_RECEIPTS",
  "RECORD_REVERSAL",
  "WAIT_FOR_GATEWAY",
  "CHECK_CAPTURE",
  "CORRECT_WALLET_SOURCE",
  "CHECK_DUPLICATE",
  "RESOLVE_ATTEMPT",
  "ASK_ORDER_SERVICE",
  "REPORT_BOOKING",
  "CHECK_LEDGER",
  "CORRECT_LEDGER",
  "CHECK_LEDGER_PAYMENT",
] as const;
export type Remedy = (typeof REMEDIES)[number];

/** An amount in minor units, a state, or null for nothing at all. */
export type Held = number | string | null;

export interface Difference {
  kind: DifferenceKind;
  /** The subject: `payment`, `balance`, `capture`, `walletSource`, `transfer`, `extent`, or the id of a cancellation or an attempt. */
  subject: string;
  ours: Held;
  theirs: Held;
  remedy: Remedy;
  refundId: string | null;
  cancellationId: string | null;
  /** The attempt the order service is to report on, where that is what can be done. */
  attemptId?: string;
}

/** Two findings with the same name are one difference, seen twice. */
export const nameOf = ({ kind, subject }: Pick<Difference, "kind" | "subject">): string => `${kind} ${subject}`;
