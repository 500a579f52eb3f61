/** Findings: what this service found out or decided by itself, apart from what a gateway or its provider said. */

/** A closed list: programs read it. The API describes each; the particulars stand in the sentence beside it. */
export const FINDING_CODES = [
  // The call.
  "NOT_SENT",
  "NO_ANSWER",
  "FOREIGN_ANSWER",
  "UNREADABLE_ANSWER",
  "ANOTHER_PAYMENT",
  "CONTRADICTORY_ANSWER",
  "TOO_MANY_REQUESTS",
  "CREDENTIAL_REFUSED",
  "CANCELLATION_FAILED",
  "TRANSFER_FAILED",
  // Nothing was sent.
  "NOT_SENDABLE",
  "FORBIDDEN_BY_RULE",
  "OUTSIDE_HOURS",
  "CIRCUIT_OPEN",
  "LEASE_LOST",
  "PAYMENT_NOT_FOUND",
  "NOT_PAID",
  "NOT_CAPTURED",
  "PAYMENT_DISPUTED",
  "CURRENCY_DIFFERS",
  "AMOUNT_DIFFERS",
  "GATEWAY_BUSY",
  "GATEWAY_AHEAD",
  "BALANCE_DIFFERS",
  "TOO_LITTLE_LEFT",
  // The look for evidence.
  "NO_EVIDENCE",
  "NO_TRACE",
  "STATEMENT_OPEN",
  "PENDING_VANISHED",
  "ACCEPTED_WITHOUT_TRACE",
  "NOT_EXECUTED",
  "CANCELLATION_ALREADY_BOOKED",
  "EARLIER_ATTEMPT_BOOKED",
  "CONFIRMED_BY_TWO",
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

/** The explanation of an answer: either the words of the gateway or its provider, or a finding of ours in a sentence of ours. */
export interface Explanation {
  /** null: `code` and `message` are what the gateway or its provider said, without a word of ours. */
  finding: FindingCode | null;
  /** Of a finding its particular case, such as the network's own error code. */
  code: string;
  message: string;
}

/** The explanation in a verdict, without the rest of it. */
export const explanationOf = <Text extends string>({
  finding,
  code,
  message,
}: {
  finding: FindingCode | null;
  code: Text;
  message: Text;
}) => ({ finding, code, message });
