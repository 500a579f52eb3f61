/** How the sandbox meets each payment's cancel: most go well, and the rest go wrong in every way a gateway can. */
import type { FaultInput } from "../../sandbox/portone-v2/control.js";

export interface Behaviour {
  fault: FaultInput;
  /** ALWAYS: every cancel of this payment. ONCE: the first; what is tried after it goes well. */
  lasts: "ALWAYS" | "ONCE";
}

const refusal = (pgCode: string, pgMessage: string): Behaviour => ({
  fault: { kind: "REFUSE", type: "PG_PROVIDER", pgCode, pgMessage },
  lasts: "ALWAYS",
});
const once = (fault: FaultInput): Behaviour => ({ fault, lasts: "ONCE" });
const later = (delayMs: number, outcome: "SUCCEEDED" | "FAILED"): Behaviour => ({
  fault: { kind: "PENDING", delayMs, outcome },
  lasts: "ALWAYS",
});

/** Slow enough to be seen, shorter than any read timeout. */
const SLOW_MS = 8_000;
/** A provider that decides later takes minutes to days; nobody watches a demo for so long. */
const SOON_MS = 15_000;
const LATER_MS = 45_000;
/** PortOne names seconds in Retry-After. */
const RETRY_AFTER_S = 20;

/** Of every hundred payments, one each. The rest go well. */
const TROUBLE: readonly Behaviour[] = [
  refusal("CARD_CLOSED", "해지된 카드입니다."),
  refusal("CANCEL_PERIOD_OVER", "취소 가능 기간이 지났습니다."),
  refusal("PARTIAL_NOT_ALLOWED", "부분취소가 불가능한 거래입니다."),
  refusal("MERCHANT_LIMIT", "가맹점 취소 한도를 초과했습니다."),
  refusal("ISSUER_REFUSED", "카드사에서 취소를 거절했습니다."),
  once({ kind: "LOSE_ANSWER_AFTER_EFFECT" }),
  once({ kind: "LOSE_ANSWER_AFTER_EFFECT" }),
  once({ kind: "TRUNCATED_JSON" }),
  once({ kind: "LOSE_ANSWER_BEFORE_EFFECT" }),
  once({ kind: "LOSE_ANSWER_BEFORE_EFFECT" }),
  once({ kind: "LOSE_ANSWER_BEFORE_EFFECT" }),
  later(SOON_MS, "SUCCEEDED"),
  later(SOON_MS, "SUCCEEDED"),
  later(LATER_MS, "SUCCEEDED"),
  later(LATER_MS, "SUCCEEDED"),
  later(SOON_MS, "FAILED"),
  { fault: { kind: "SLOW", ms: SLOW_MS, effect: "BEFORE_WAIT" }, lasts: "ALWAYS" },
  { fault: { kind: "SLOW", ms: SLOW_MS, effect: "AFTER_WAIT" }, lasts: "ALWAYS" },
  once({ kind: "STATUS_5XX", status: 500, effect: true }),
  once({ kind: "STATUS_5XX", status: 503, effect: false }),
  once({ kind: "HTML", effect: true }),
  once({ kind: "TOO_MANY_REQUESTS", retryAfterSeconds: RETRY_AFTER_S }),
  // A card company's failure to answer looks like a refusal and is none: it must not be taken for a no.
  once({ kind: "REFUSE", type: "PG_PROVIDER", pgCode: "9999", pgMessage: "카드사 시스템 점검 중입니다." }),
];

/** Shares no factor with 100, so that a hundred payments in a row meet each slot once, and neighbours meet different ones. */
const STRIDE = 37;

/** @param number counts the story's payments from 0 */
export const behaviourOf = (number: number): Behaviour | null => TROUBLE[(number * STRIDE) % 100] ?? null;
