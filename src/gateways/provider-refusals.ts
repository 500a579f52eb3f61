/**
 * The worth of a provider's no, as data: codes and texts, each with where it was read. A provider that says "already
 * cancelled" or "taken on, carried out tomorrow" refuses the call all the same, and money paid in another way would then be
 * paid twice. So only a row that says NO_EFFECT makes a no of it; what no row knows is UNKNOWN, never "nothing moved".
 */
import { explanationOf } from "./finding.js";
import type { Claim, ProviderName, RefusalCause, Verdict } from "./port.js";

export type RefusalMeaning =
  /** A certain no: nothing moved, for this reason. */
  | { kind: "NO_EFFECT"; cause: RefusalCause }
  /** Nothing moved, and the same may be asked again later. */
  | { kind: "NOT_NOW" }
  /** The money is back already, or the provider counts less than we do as left to cancel. */
  | { kind: "DONE_ALREADY" }
  /** The cancel was taken on, or is under way: the money will move. */
  | { kind: "WILL_COME" }
  /** No row knows it. */
  | { kind: "UNKNOWN" };

/** One code of one provider, as its own documents or its integrators explain it. */
export interface CodeRow {
  providers: readonly ProviderName[];
  code: string;
  meaning: RefusalMeaning;
  source: string;
}

/** A kind of sentence, whoever says it: read only where it is unmistakable. */
export interface TextRow {
  pattern: RegExp;
  /** A sentence it stands for. */
  sample: string;
  meaning: RefusalMeaning;
  source: string;
}

const noEffect = (cause: RefusalCause): RefusalMeaning => ({ kind: "NO_EFFECT", cause });
const NOT_NOW: RefusalMeaning = { kind: "NOT_NOW" };
const DONE_ALREADY: RefusalMeaning = { kind: "DONE_ALREADY" };
const WILL_COME: RefusalMeaning = { kind: "WILL_COME" };

const NICE_MANUAL = "nicepayments/nicepay-manual common/code.md";
const TOSS_PAYMENTS =
  "Toss Payments' errors of a cancel, as several public integrations repeat its list; the list itself was not met";

type Codes = Readonly<Record<string, RefusalMeaning>>;

const rowsOf = (providers: readonly ProviderName[], source: string, codes: Codes): CodeRow[] =>
  Object.entries(codes).map(([code, meaning]) => ({ providers, code, meaning, source }));

/**
 * Left out, and so UNKNOWN: whatever only says that it failed (NICE 2003, Toss Payments `FAILED_REFUND_PROCESS`), cannot be
 * cancelled for no named reason (2014, `NOT_CANCELABLE_PAYMENT`), has two meanings in one manual (2011, 2012), or is out of
 * order (2159).
 */
export const CODE_ROWS: readonly CodeRow[] = [
  ...rowsOf(["NICE", "NICE_V2"], NICE_MANUAL, {
    // Both are codes of a success: "취소 성공", "환불 성공".
    "2001": DONE_ALREADY,
    "2211": DONE_ALREADY,
    "2013": DONE_ALREADY,
    "2015": DONE_ALREADY,
    "2010": noEffect("INVALID_REQUEST"),
    "2016": noEffect("DEADLINE_PASSED"),
    "2017": noEffect("PROVIDER_REFUSED"),
    "2018": noEffect("PROVIDER_REFUSED"),
    "2019": noEffect("PROVIDER_REFUSED"),
    "2023": NOT_NOW,
    "2024": noEffect("PROVIDER_REFUSED"),
    "2025": noEffect("PROVIDER_REFUSED"),
    // More than was paid, or than is left: NICE counts less than we do, so it may know of a cancel that we do not.
    "2026": DONE_ALREADY,
    "2032": DONE_ALREADY,
    "2027": noEffect("PROVIDER_REFUSED"),
    // "전체금액취소 불가": what is asked for as all of it; a part may go.
    "2031": noEffect("PROVIDER_REFUSED"),
    "1534": noEffect("PARTIAL_NOT_POSSIBLE"),
    "2028": noEffect("PARTIAL_NOT_POSSIBLE"),
    "2029": noEffect("PARTIAL_NOT_POSSIBLE"),
    "2030": noEffect("PARTIAL_NOT_POSSIBLE"),
    "2033": noEffect("PARTIAL_NOT_POSSIBLE"),
    "2052": noEffect("PARTIAL_NOT_POSSIBLE"),
  }),
  ...rowsOf(["TOSS_PAYMENTS"], TOSS_PAYMENTS, {
    ALREADY_CANCELED_PAYMENT: DONE_ALREADY,
    ALREADY_REFUND_PAYMENT: DONE_ALREADY,
    NOT_CANCELABLE_AMOUNT: DONE_ALREADY,
    NOT_MATCHES_REFUNDABLE_AMOUNT: DONE_ALREADY,
    INVALID_REFUND_ACCOUNT_INFO: noEffect("ACCOUNT_REJECTED"),
    INVALID_REFUND_ACCOUNT_NUMBER: noEffect("ACCOUNT_REJECTED"),
    INVALID_BANK: noEffect("ACCOUNT_REJECTED"),
    FORBIDDEN_BANK_REFUND_REQUEST: noEffect("ACCOUNT_REJECTED"),
    EXCEED_MAX_REFUND_DUE: noEffect("DEADLINE_PASSED"),
    EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT: noEffect("PROMOTION_FORBIDS"),
    NOT_ALLOWED_PARTIAL_REFUND: noEffect("PARTIAL_NOT_POSSIBLE"),
    NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER: noEffect("CUSTOMER_UNREACHABLE"),
    REFUND_REJECTED: noEffect("PROVIDER_REFUSED"),
    NOT_AVAILABLE_BANK: NOT_NOW,
    NOT_ALLOWED_REFUND_BANK: noEffect("ACCOUNT_REJECTED"),
    EXCEED_CANCEL_LIMIT: NOT_NOW,
    NOT_FOUND_PAYMENT: noEffect("PAYMENT_NOT_FOUND"),
    INVALID_REQUEST: noEffect("INVALID_REQUEST"),
    // The shop's contract or key with Toss Payments: nothing moves until somebody repairs it.
    UNAUTHORIZED_KEY: NOT_NOW,
  }),
  ...rowsOf(
    ["KCP"],
    "a reported case of a KCP payment; one public integration reads it alike; KCP's own list was not met",
    {
      "8133": DONE_ALREADY,
    },
  ),
  ...rowsOf(["KSNET"], "a public integration only; KSNET's own list was not met", { "7001": DONE_ALREADY }),
];

const OUR_READING = "our reading of Korean providers' sentences; each errs towards money that may have moved";

/** Sentences that speak of money that moves or moved: they outweigh every code beside them. Worst first. */
export const EFFECT_ROWS: readonly TextRow[] = [
  {
    pattern:
      /접수|예정|대기|영업일|익일|D\s*\+\s*\d|(처리|진행|취소|환불)\s*중|요청\s*(이|을)?\s*(완료|되었|됐)|pending|scheduled|accepted|in progress|being processed|will be/iu,
    sample: "취소 요청이 접수되어 처리 예정입니다.",
    meaning: WILL_COME,
    source: `NICE: api/cancel.md, a refund that was taken on is carried out on D+1; ${OUR_READING}`,
  },
  {
    pattern:
      /기\s*-?\s*(취소|환불)|이미|중복|(취소|환불)\s*(은|는|가|이)?\s*(처리\s*(가|는)?)?\s*(완료|성공|된|되었|됐|되어)|정상\s*(적으로)?\s*(처리|취소|환불)|already|duplicat|success/iu,
    sample: "기취소된 거래 입니다.",
    meaning: DONE_ALREADY,
    source: `KCP 8133, i'mport "이미 전액취소된 주문입니다.", NICE 2013 "취소 완료 거래"; ${OUR_READING}`,
  },
  {
    pattern:
      /(잔액|잔여\s*금액|(취소|환불)\s*(가능|할\s*수\s*있는)\s*(한\s*)?금액).{0,12}(초과|부족|큽|큼|크|많|넘|없|일치하지|불일치)|취소할\s*(결제|거래|금액).{0,6}(없|존재하지)|(exceeds?|(bigger|greater|more)\s+than)\b.{0,30}(cancell?able|refundable|balance|remaining)/iu,
    sample: "취소금액이 취소가능금액보다 큼",
    meaning: DONE_ALREADY,
    source: `NICE 2032, i'mport "취소할 결제건이 존재하지 않습니다."; ${OUR_READING}`,
  },
];

/** Sentences that name a reason nothing moved. They hold only where nothing in them or in the code speaks of a failure. */
export const NO_EFFECT_ROWS: readonly TextRow[] = [
  {
    pattern:
      /(취소|환불)\s*(가능한?)?\s*(기한|기간|시한|기일).{0,12}(초과|경과|지났|지난|만료|끝)|(당월|결제한\s*달)에만\s*(취소|환불)|(cancel|refund)\w*\s+(period|deadline).{0,20}(over|passed|expired|exceeded)/iu,
    sample: "취소 가능 기간이 경과하였습니다",
    meaning: noEffect("DEADLINE_PASSED"),
    source: "NICE 2016, Toss Payments EXCEED_MAX_REFUND_DUE; PortOne's help centre for mobile",
  },
  {
    pattern:
      /부분\s*(취소|환불)\S{0,6}\s*(은|는|이|가|을|를)?\s*(불가|할\s*수\s*없|되지\s*않|안\s*[됩되]|지원하지|지원되지|허용하지|허용되지|미지원)|partial\s+(cancel|refund)\w*.{0,20}(not\s+(allowed|supported|possible|available)|unsupported|impossible)/iu,
    sample: "무이자 할부 거래는 부분취소할 수 없습니다.",
    meaning: noEffect("PARTIAL_NOT_POSSIBLE"),
    source: "NICE 2028 to 2033, Toss Payments NOT_ALLOWED_PARTIAL_REFUND",
  },
  {
    pattern: /특약.{0,12}(미가입|가입되어\s*있지|가입하지|미체결|체결되어\s*있지)/u,
    sample: "가상계좌 환불 특약에 가입되어 있지 않습니다.",
    meaning: noEffect("CONTRACT_MISSING"),
    source: "PortOne's help centre, refunds of virtual accounts",
  },
  {
    pattern:
      /(계좌(?!이체)\s*(번호|정보)?|예금주\s*(명|성명)?)(\s*(와|과|및)\s*\S{1,6})?(은|는|이|가|을|를)?\s*(잘못|오류|올바르지|유효하지|일치하지|불일치|존재하지|확인(?!\s*중)|틀|없|해지|거래\s*(중지|정지|불가)|입금\s*(이|은)?\s*(불가|되지))|(잘못된|틀린|없는|유효하지\s*않은|존재하지\s*않는|지원하지\s*않는|올바르지\s*않은)\s*(환불\s*)?(계좌|예금주|은행)|invalid\s+(refund\s+)?(bank\s+)?account|account\s+(number|holder)?.{0,12}(invalid|incorrect|mismatch|does not match)/iu,
    sample: "환불 계좌번호와 예금주명이 일치하지 않습니다.",
    meaning: noEffect("ACCOUNT_REJECTED"),
    source: "Toss Payments INVALID_REFUND_ACCOUNT_INFO, INVALID_REFUND_ACCOUNT_NUMBER, INVALID_BANK",
  },
  {
    pattern: /(취소|환불)\s*한도\s*(를|가)?\s*초과|서비스\s*시간이\s*아닙니다/u,
    sample: "가맹점 취소 한도를 초과했습니다.",
    meaning: NOT_NOW,
    source: "NICE 2023 취소 한도 초과; Toss Payments NOT_AVAILABLE_BANK",
  },
  {
    pattern:
      /(취소|환불)\s*(요청)?\s*(이|가|을|를)?\s*거절|(cancel|refund)\w*\s+(request\s+)?(was\s+|has been\s+)?(declined|refused|rejected)/iu,
    sample: "카드사에서 취소를 거절했습니다.",
    meaning: noEffect("PROVIDER_REFUSED"),
    source: "Toss Payments REFUND_REJECTED 환불이 거절됐습니다",
  },
];

/** A provider that failed to answer, or asks to be asked again: whatever else it says, it did not decide. */
const FAILURE =
  /time.{0,3}out|timed|no response|system|network|server|internal|unknown|unexpected|communicat|connect|gateway|busy|retry|try again|temporar|delay|시간.?초과|타임.?아웃|응답|통신|네트워크|시스템|서버|장애|점검|내부|전산|일시|잠시|지연|재시도|다시\s*시도|접속|연결|알.?수.?없/iu;

/** Codes that name no reason: none at all, all zeros (a success), all nines, −1. */
const NAMELESS_CODE = /^(|0+|-\d+|[a-z_-]*9{2,})$/iu;

export interface ProviderRefusal {
  provider: ProviderName | null;
  /** The provider's own code; null where the gateway passes on none. */
  code: string | null;
  /** The provider's own sentence. */
  text: string;
}

/** Providers write a sentence; what is longer is a page, a log or an attack, and nobody reads it for a reason. */
const MAX_TEXT = 1_000;

/** The text as the rows are written: composed letters, single blanks; null where it is too long to be read. */
function readable(text: string): string | null {
  if (text.length > MAX_TEXT) return null;
  return text.normalize("NFKC").replace(/\s+/gu, " ").trim();
}

const effectIn = (text: string): RefusalMeaning | undefined =>
  EFFECT_ROWS.find(({ pattern }) => pattern.test(text))?.meaning;

/** The meaning of a provider's no. A provider we cannot name has no codes: the same code is another thing at another one. */
export function meaningOf({ provider, code, text }: ProviderRefusal): RefusalMeaning {
  const given = code === null ? null : readable(code);
  const sentence = readable(text);
  if (sentence === null) return { kind: "UNKNOWN" };
  const effect = effectIn(`${given ?? ""} ${sentence}`);
  if (effect) return effect;
  const byCode = CODE_ROWS.find((row) => row.code === given && provider !== null && row.providers.includes(provider));
  if (byCode) return byCode.meaning;
  const failed = FAILURE.test(sentence) || (given !== null && (NAMELESS_CODE.test(given) || FAILURE.test(given)));
  const byText = failed ? undefined : NO_EFFECT_ROWS.find(({ pattern }) => pattern.test(sentence));
  return byText?.meaning ?? { kind: "UNKNOWN" };
}

/** The claim of a refusal that is no certain no. */
export const claimOf = ({ kind }: RefusalMeaning): Claim => (kind === "DONE_ALREADY" ? "DONE_ALREADY" : "PERHAPS_DONE");

/** The claim in a sentence that speaks of money that moves or moved, or is too long to be read; null when it is neither. */
export function claimIn(text: string): Claim | null {
  const sentence = readable(text);
  const effect = sentence === null ? ({ kind: "UNKNOWN" } as const) : effectIn(sentence);
  return effect ? claimOf(effect) : null;
}

/**
 * A gateway's no that says nothing of its reason, or one of tomorrow, read once more: a sentence that names the reason nothing
 * moved counts once a look-up agrees, one that speaks of money that moves or moved makes it a claim.
 */
export function explained(verdict: Extract<Verdict, { kind: "UNKNOWN" }>, text: string): Verdict {
  const meaning = meaningOf({ provider: null, code: null, text });
  if (meaning.kind === "NO_EFFECT") return { ...verdict, claim: "STATE_DIFFERS", cause: meaning.cause };
  if (meaning.kind === "NOT_NOW") return { kind: "DEFERRED", until: null, ...explanationOf(verdict) };
  const claim = claimIn(text);
  return claim === null ? verdict : { ...verdict, claim };
}

/** A gateway's own no, read once more: where its sentence speaks of money that moves or moved, it is none. */
export function unlessEffectClaimed(verdict: Verdict, text?: string): Verdict {
  if (verdict.kind !== "REFUSED" && verdict.kind !== "UNKNOWN") return verdict;
  const claim = claimIn(text ?? verdict.message);
  return claim === null ? verdict : { kind: "UNKNOWN", claim, ...explanationOf(verdict) };
}
