/**
 * Why a refund is not done, in one vocabulary across gateways (실패 사유): meaning and what an operator can do next.
 * The gateway's own words are kept beside it and never parsed.
 */
import type { RefundState } from "../../../machines/transition.js";
import type { FindingCode } from "../../gateways/finding.js";
import type { RefusalCause } from "../../gateways/port.js";
import type { MessageKey } from "../../messages/sentence.js";
import type { TransferFailureCause } from "../record/transfer-failure.js";
import { possibleNow } from "./advice.js";
import type { Action, RefundFacts } from "./rules.js";

/**
 * DEFERRED: deferred, tried again by itself. UNKNOWN: unknown, evidence is looked for. PERHAPS_REFUNDED: unknown as well, and
 * what the gateway said leaves only people to end it, unless the money shows.
 */
export type FailureCause = RefusalCause | TransferFailureCause | "DEFERRED" | "UNKNOWN" | "PERHAPS_REFUNDED";

interface Failure {
  /** The meaning of the cause. */
  meaning: `failures.${FailureCause}`;
  /** The operator's next step. */
  next: `nextSteps.${StepName}`;
  /** The mutations that may help, best first. */
  actions: readonly Action[];
}

type StepName = { [K in MessageKey]: K extends `nextSteps.${infer Name}` ? Name : never }[MessageKey];
type NextStep = Pick<Failure, "next" | "actions">;

const step = (name: StepName, actions: readonly Action[]): NextStep => ({ next: `nextSteps.${name}`, actions });

/** A bank transfer that failed for its account: another account, which an approved transfer takes only after it was opened anew. */
const ANOTHER_ACCOUNT = step("ANOTHER_ACCOUNT", ["CHANGE_ACCOUNT", "RECORD_RESULT", "CANCEL"]);

/** A bank transfer that failed for another cause: the same one later. */
const TRANSFER_AGAIN = step("TRANSFER_AGAIN", ["RECORD_RESULT", "CANCEL"]);

/** The next step of each cause; what it means, and the step itself, are messages. */
const NEXT_STEPS: Readonly<Record<FailureCause, NextStep>> = {
  INVALID_REQUEST: step("INVALID_REQUEST", ["FALL_BACK_TO_MANUAL"]),
  LINE_ITEMS_MISSING: step("LINE_ITEMS_MISSING", ["RETRY", "FALL_BACK_TO_MANUAL"]),
  PAYMENT_NOT_FOUND: step("PAYMENT_NOT_FOUND", ["RETRY", "FALL_BACK_TO_MANUAL"]),
  PROVIDER_REFUSED: step("PROVIDER_REFUSED", ["RETRY", "FALL_BACK_TO_MANUAL"]),
  CANCEL_COUNT_EXHAUSTED: step("CANCEL_COUNT_EXHAUSTED", ["FALL_BACK_TO_MANUAL"]),
  PROMOTION_FORBIDS: step("PROMOTION_FORBIDS", ["FALL_BACK_TO_MANUAL"]),
  DEADLINE_PASSED: step("DEADLINE_PASSED", ["FALL_BACK_TO_MANUAL"]),
  PARTIAL_NOT_POSSIBLE: step("PARTIAL_NOT_POSSIBLE", ["FALL_BACK_TO_MANUAL"]),
  ACCOUNT_REJECTED: step("ACCOUNT_REJECTED", ["CHANGE_ACCOUNT", "RETRY", "FALL_BACK_TO_MANUAL"]),
  TRANSFER_FAILED: step("TRANSFER_FAILED", ["CHANGE_ACCOUNT", "FALL_BACK_TO_MANUAL"]),
  CONTRACT_MISSING: step("CONTRACT_MISSING", ["FALL_BACK_TO_MANUAL"]),
  NOT_SUPPORTED: step("NOT_SUPPORTED", ["FALL_BACK_TO_MANUAL"]),
  CUSTOMER_UNREACHABLE: step("CUSTOMER_UNREACHABLE", ["CHANGE_ACCOUNT", "FALL_BACK_TO_MANUAL"]),
  LEDGER_REFUSED: step("LEDGER_REFUSED", ["RETRY"]),
  GATEWAY_STATE_DIFFERS: step("GATEWAY_STATE_DIFFERS", ["RETRY", "FALL_BACK_TO_MANUAL", "CANCEL"]),
  NOT_CAPTURED: step("NOT_CAPTURED", ["RETRY", "FALL_BACK_TO_MANUAL", "CANCEL"]),
  PAYMENT_DISPUTED: step("PAYMENT_DISPUTED", ["RETRY", "CANCEL"]),
  GATEWAY_UNAVAILABLE: step("GATEWAY_UNAVAILABLE", ["RETRY", "FALL_BACK_TO_MANUAL", "CANCEL"]),
  ANSWER_UNREADABLE: step("ANSWER_UNREADABLE", ["RETRY", "FALL_BACK_TO_MANUAL", "CANCEL"]),
  OVERTAKEN: step("OVERTAKEN", ["MATCH_CANCELLATION", "LOWER_AMOUNT", "RETRY", "FALL_BACK_TO_MANUAL", "CANCEL"]),
  CHARGED_BACK: step("CHARGED_BACK", ["CANCEL", "LOWER_AMOUNT", "RETRY", "FALL_BACK_TO_MANUAL"]),
  NEVER_CAPTURED: step("NEVER_CAPTURED", ["LOWER_AMOUNT", "RETRY", "FALL_BACK_TO_MANUAL", "CANCEL"]),
  CONFIRMED_NOT_REFUNDED: step("CONFIRMED_NOT_REFUNDED", ["RETRY", "FALL_BACK_TO_MANUAL"]),
  BANK_ACCOUNT_NOT_FOUND: ANOTHER_ACCOUNT,
  BANK_ACCOUNT_CLOSED: ANOTHER_ACCOUNT,
  BANK_ACCOUNT_RESTRICTED: ANOTHER_ACCOUNT,
  BANK_HOLDER_DIFFERS: ANOTHER_ACCOUNT,
  BANK_LIMIT_EXCEEDED: TRANSFER_AGAIN,
  BANK_UNAVAILABLE: TRANSFER_AGAIN,
  BANK_REFUSED: TRANSFER_AGAIN,
  DEFERRED: step("DEFERRED", ["RETRY", "FALL_BACK_TO_MANUAL", "CANCEL"]),
  UNKNOWN: step("UNKNOWN", ["RESOLVE_UNKNOWN"]),
  PERHAPS_REFUNDED: step("PERHAPS_REFUNDED", ["RESOLVE_UNKNOWN"]),
};

export const FAILURES = Object.fromEntries(
  (Object.keys(NEXT_STEPS) as FailureCause[]).map((cause): [FailureCause, Failure] => [
    cause,
    { meaning: `failures.${cause}`, ...NEXT_STEPS[cause] },
  ]),
) as Readonly<Record<FailureCause, Failure>>;

/** The failure a refund's state has to explain; null when nothing failed. A no without a cause counts as the provider's, or the bank's. */
export function failureOf(refund: {
  state: RefundState;
  refusalCause: RefusalCause | null;
  transferFailureCause: TransferFailureCause | null;
  gatewayMessage: string | null;
  findingCode: FindingCode | null;
}): FailureCause | null {
  if (refund.state === "refundRequested.refused") return refund.refusalCause ?? "PROVIDER_REFUSED";
  if (refund.state === "refundRequested.deferred") return "DEFERRED";
  if (refund.state === "accepted.failed") return refund.transferFailureCause ?? "BANK_REFUSED";
  if (refund.state !== "refundRequested.unknown") return null;
  // Only an effect that was claimed leaves an explanation while a refund is unknown.
  return refund.gatewayMessage === null && refund.findingCode === null ? "UNKNOWN" : "PERHAPS_REFUNDED";
}

/** The remedies of a cause that are possible now, best first; where a bank transfer waits for an account, that account first. */
export const remediesNow = (cause: FailureCause, facts: RefundFacts): Action[] =>
  possibleNow(FAILURES[cause].actions, facts);
