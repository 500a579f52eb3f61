/** Findings of the audit: where the books do not agree with themselves, with their sealed values or with the last checkpoint. */
import type { HistoryFaultKind } from "../refund/record/verify-history.js";

/** The meaning of each finding, as the end of a sentence about its subject. */
export const FINDINGS = {
  EDITED: "was changed after it was written",
  GAP: "is missing, or stands elsewhere",
  CHAIN_BROKEN: "does not follow from the one before it",
  TAIL_CUT: "and what came after it is missing",
  END_DIFFERS: "is not the end that the refund names",
  REFUND_DIFFERS: "the refund is not as its history and its lines say",
  REFUND_MISSING: "other rows name this refund, and it is gone",
  SETTLEMENT_DIFFERS: "completed without exactly one booking or result, or the reverse",
  PAYMENT_DIFFERS: "the payment's balance is not the sum of its rows",
  LINE_DIFFERS: "the order line's balance is not the sum of its refunds",
  RETURN_DIFFERS: "the return's status is not what its refunds say",
  RETURN_MISSING: "events name this return, and it is gone",
  ATTEMPT_MISSING: "a booking names this attempt, and it is gone",
  EVENT_DIFFERS: "this step and its event do not tell the same",
  EVENTS_MISSING: "positions of the event log are empty",
  ACCOUNT_NOT_AUTHENTIC: "the sealed account does not open here: it was changed, or belongs to another row",
  ACCESS_RECORD_DIFFERS: "the record of accesses to personal data is not as it was written from here on",
  CHECKPOINT_FORGED: "the checkpoint is not as it was signed",
  CHECKPOINT_MISSING: "a later checkpoint was taken, and it is gone",
  CHECKPOINT_CUT: "the last checkpoint had seen more steps of this refund",
  CHECKPOINT_REWRITTEN: "the last checkpoint had seen another step here",
  CHECKPOINT_REFUND_GONE: "the last checkpoint had seen this refund, and it is gone",
} as const satisfies Record<HistoryFaultKind, string> & Record<string, string>;
export type FindingKind = keyof typeof FINDINGS;

export interface Finding {
  kind: FindingKind;
  /** The refund number, the gateway's payment id, the line, the return, the checkpoint. */
  subject: string;
  /** The column or step that differs. */
  field: string;
  /** The refund, where its row still exists. */
  refundId: string | null;
  paymentId: string | null;
  stored: string | null;
  expected: string | null;
}

/** Findings after which the heads of the chains must not be signed: a new checkpoint would cover the damage up. */
const OF_CHAINS: ReadonlySet<FindingKind> = new Set<FindingKind>([
  "EDITED",
  "GAP",
  "CHAIN_BROKEN",
  "TAIL_CUT",
  "END_DIFFERS",
  "REFUND_MISSING",
  "CHECKPOINT_FORGED",
  "CHECKPOINT_MISSING",
  "CHECKPOINT_CUT",
  "CHECKPOINT_REWRITTEN",
  "CHECKPOINT_REFUND_GONE",
]);
export const isOfChains = ({ kind }: Finding): boolean => OF_CHAINS.has(kind);
