/**
 * The expected problems: things that can go wrong without anybody having made a mistake in the code.
 * A use case returns them (`fail(...)`); it never throws them. The sentence of each stands in the catalogue of messages
 * (`problems` in messages/), and what to do about it in `docs/errors.md`.
 */
import { render } from "./messages/catalogue.js";
import type { Messages } from "./messages/keys.js";
import type { Language } from "./messages/language.js";
import type { Params } from "./messages/text.js";

/** `transient`: the same call may succeed later unchanged, so the answer is not kept under its idempotency key. */
interface ProblemKind {
  transient: boolean;
}

const LASTING: ProblemKind = { transient: false };
const TRANSIENT: ProblemKind = { transient: true };

export const PROBLEMS = {
  NOT_FOUND: LASTING,
  INVALID_INPUT: LASTING,
  REFUND_STATE_CONFLICT: LASTING,
  VERSION_CONFLICT: LASTING,
  REFUND_AMOUNT_EXCEEDED: LASTING,
  REFUNDABLE_AMOUNT_CHANGED: LASTING,
  PAYABLE_AMOUNT_CHANGED: LASTING,
  QUANTITY_EXCEEDED: LASTING,
  FACTS_CONFLICT: LASTING,
  FACTS_INCONSISTENT: LASTING,
  SPLIT_IMPOSSIBLE: LASTING,
  NOT_CAPTURED: LASTING,
  CANCELLATION_MATCHED: LASTING,
  GATEWAY_BALANCE_SPENT: LASTING,
  PAYMENT_DISPUTED: LASTING,
  POINTS_NEVER_CASH: LASTING,
  REFUND_ACCOUNT_MISSING: LASTING,
  REFUND_ALREADY_REVERSED: LASTING,
  NOT_SUPPORTED: LASTING,
  DEADLINE_PASSED: LASTING,
  WALLET_SOURCE_UNKNOWN: LASTING,
  SELLER_CONSENT_MISSING: LASTING,
  PARTIAL_NOT_POSSIBLE: LASTING,
  CANCEL_COUNT_EXHAUSTED: LASTING,
  CONTRACT_MISSING: LASTING,
  REFUND_ACCOUNT_PHONE_MISSING: LASTING,
  REFUND_BANK_NOT_SUPPORTED: LASTING,
  SAME_PERSON: LASTING,
  GRANT_MISSING: LASTING,
  REVEAL_LIMIT_REACHED: TRANSIENT,
  ALREADY_REVEALED: LASTING,
  ACCESS_REVIEW_CONFIRMED: LASTING,
  GATEWAY_UNREACHABLE: TRANSIENT,
  EVIDENCE_DISAGREES: LASTING,
  CALL_UNDER_WAY: TRANSIENT,
  STATEMENT_CONFLICT: LASTING,
  REFUND_ALREADY_REOPENED: LASTING,
  WORK_ITEM_CHANGED: LASTING,
  WORK_ITEM_CLOSED: LASTING,
  WORK_ITEM_CLOSES_BY_ITSELF: LASTING,
  TOO_MANY: LASTING,
  BUSY: TRANSIENT,
  IDEMPOTENCY_KEY_REUSED: LASTING,
  IDEMPOTENCY_IN_PROGRESS: TRANSIENT,
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;
export type ProblemDetail = Params;

/** The parameters of a problem's sentence. Further details are for who acts on it, and are no part of the sentence. */
type DetailOf<C extends ProblemCode> = Messages[`problems.${C}`] extends null
  ? [detail?: ProblemDetail, field?: Problem["field"]]
  : [detail: Messages[`problems.${C}`] & ProblemDetail, field?: Problem["field"]];

export interface Problem {
  code: ProblemCode;
  /**
   * Details a caller needs to act on it: current values, limits, ids. Never personal data. A `reason` is a sentence of the
   * catalogue; in an answer stored by an earlier release it is a text in English, which is shown as it is. `currency` is that
   * of every amount in it.
   */
  detail: ProblemDetail;
  /** The input field it is about, as a path; `null` when it is about none. */
  field: readonly (string | number)[] | null;
}

export type Outcome<T> = { ok: true; value: T } | { ok: false; problem: Problem };
export type Failure = { ok: false; problem: Problem };

export const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });

export const fail = <C extends ProblemCode>(code: C, ...[detail = {}, field = null]: DetailOf<C>): Failure => ({
  ok: false,
  problem: { code, detail, field },
});

/** A failure whose amounts are of this currency: said where the order is known, so that pure arithmetic need not know it. */
export const inCurrency = <T extends { ok: boolean }>(outcome: T, currency: string): T =>
  "problem" in outcome
    ? {
        ...outcome,
        problem: { ...(outcome.problem as Problem), detail: { currency, ...(outcome.problem as Problem).detail } },
      }
    : outcome;

/** The sentence a person reads. */
export const messageOf = ({ code, detail }: Problem, language: Language): string =>
  render(language, { sentence: `problems.${code}`, with: detail });
