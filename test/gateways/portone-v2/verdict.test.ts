/** Every documented answer of a PortOne V2 cancel has its verdict, and every other one is UNKNOWN (M3, M4). */
import fc from "fast-check";
import type { Verdict } from "../../../src/gateways/port.js";
import { verdictOf, type Asked } from "../../../src/gateways/portone-v2/verdict.js";
import { UNTOLD, answered } from "../answers.js";
import { forAll, seedOf } from "../random.js";

const NOW = new Date("2026-11-20T03:00:00Z");

const ASKED = { provider: null };
const verdict = (status: number, body: unknown, asked: Asked = ASKED): Verdict =>
  verdictOf(answered(status, body), NOW, asked);

const cancellation = (more: object = {}) => ({
  cancellation: {
    status: "SUCCEEDED",
    id: "c-1",
    totalAmount: 4_400,
    taxFreeAmount: 0,
    vatAmount: 400,
    reason: "반품",
    requestedAt: "2026-11-20T02:59:58Z",
    cancelledAt: "2026-11-20T02:59:59.5Z",
    pgCancellationId: "pg-9",
    receiptUrl: "https://receipt.example/1",
    ...more,
  },
});

describe("HTTP 200", () => {
  it("SUCCEEDED carries what moved", () => {
    expect(verdict(200, cancellation())).toEqual({
      kind: "SUCCEEDED",
      cancellation: {
        ...UNTOLD,
        cancellationId: "c-1",
        amount: 4_400,
        at: new Date("2026-11-20T02:59:59.500Z"),
        providerCancellationId: "pg-9",
        receiptUrl: "https://receipt.example/1",
      },
    });
  });

  it("is lenient about what is optional, and about fields it does not know", () => {
    const body = cancellation({
      cancelledAt: "soon",
      pgCancellationId: 7,
      receiptUrl: "javascript:alert(1)",
      colour: {},
    });
    expect(verdict(200, { ...body, more: [] })).toMatchObject({
      kind: "SUCCEEDED",
      cancellation: { amount: 4_400, at: null, providerCancellationId: null, receiptUrl: null },
    });
  });

  it("REQUESTED is not yet refunded", () => {
    expect(verdict(200, cancellation({ status: "REQUESTED" }))).toEqual({ kind: "PENDING", cancellationId: "c-1" });
  });

  it("FAILED is the provider's no", () => {
    expect(verdict(200, cancellation({ status: "FAILED" }))).toMatchObject({
      kind: "REFUSED",
      cause: "PROVIDER_REFUSED",
    });
  });

  it.each([
    ["a status of tomorrow", cancellation({ status: "PARTLY_SUCCEEDED" })],
    ["a success of 0", cancellation({ totalAmount: 0 })],
    ["a negative success", cancellation({ totalAmount: -1 })],
    ["half a won", cancellation({ totalAmount: 0.5 })],
    ["an amount as text", cancellation({ totalAmount: "4400" })],
    ["an amount JSON cannot carry", cancellation({ totalAmount: 2 ** 60 })],
    ["no amount", cancellation({ totalAmount: undefined })],
    ["no id", cancellation({ id: undefined })],
    ["an id no database stores", cancellation({ id: "a\u0000b" })],
    ["no cancellation", {}],
    ["a list", [cancellation()]],
    ["null", null],
    ["not JSON", undefined],
    ["an error under 200", { type: "INVALID_REQUEST" }],
  ])("%s is UNKNOWN", (_, body) => {
    expect(verdict(200, body)).toMatchObject({ kind: "UNKNOWN", claim: "NOTHING" });
  });
});

const REFUSED = (cause: string) => ({ kind: "REFUSED", cause });
const LOOK_UP = { kind: "UNKNOWN", claim: "STATE_DIFFERS" };

describe("documented errors", () => {
  it.each([
    [400, "INVALID_REQUEST", REFUSED("INVALID_REQUEST")],
    [400, "NEGATIVE_PROMOTION_ADJUSTED_CANCEL_AMOUNT", REFUSED("PROMOTION_FORBIDS")],
    [400, "PROMOTION_DISCOUNT_RETAIN_OPTION_SHOULD_NOT_BE_CHANGED", REFUSED("PROMOTION_FORBIDS")],
    [401, "UNAUTHORIZED", { kind: "DEFERRED", until: null }],
    [403, "FORBIDDEN", { kind: "DEFERRED", until: null }],
    [404, "PAYMENT_NOT_FOUND", REFUSED("PAYMENT_NOT_FOUND")],
    [409, "PAYMENT_NOT_PAID", LOOK_UP],
    [409, "PAYMENT_ALREADY_CANCELLED", { kind: "UNKNOWN", claim: "DONE_ALREADY" }],
    [409, "CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN", LOOK_UP],
    [409, "CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT", LOOK_UP],
    [409, "SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT", REFUSED("INVALID_REQUEST")],
    [409, "CANCEL_TAX_FREE_AMOUNT_EXCEEDS_CANCELLABLE_TAX_FREE_AMOUNT", LOOK_UP],
    [409, "CANCEL_TAX_AMOUNT_EXCEEDS_CANCELLABLE_TAX_AMOUNT", LOOK_UP],
    [409, "MAX_CANCEL_COUNT_REACHED", REFUSED("CANCEL_COUNT_EXHAUSTED")],
    [409, "IDEMPOTENCY_OUTSTANDING_REQUEST", { kind: "UNKNOWN", claim: "NOTHING" }],
  ])("%i %s", (status, type, expected) => {
    expect(verdict(status, { type, message: "사유", added: "tomorrow" })).toMatchObject({ ...expected, code: type });
    // Without the optional message too; under another status it was written by somebody else.
    expect(verdict(status, { type })).toMatchObject(expected);
    expect(verdict(500, { type })).toMatchObject({ kind: "UNKNOWN", claim: "NOTHING" });
  });

  it("429 waits as long as it is told, within reason", () => {
    expect(verdictOf(answered(429, undefined), NOW, ASKED)).toMatchObject({ kind: "DEFERRED", until: null });
    expect(verdictOf(answered(429, {}, 90), NOW, ASKED)).toMatchObject({ until: new Date("2026-11-20T03:01:30Z") });
    expect(verdictOf(answered(429, {}, 10_000_000), NOW, ASKED)).toMatchObject({ until: null });
  });

  it("a documented no whose sentence says that the money is back is none", () => {
    const body = { type: "MAX_CANCEL_COUNT_REACHED", message: "이미 취소된 결제입니다." };
    expect(verdict(409, body)).toMatchObject({ kind: "UNKNOWN", claim: "DONE_ALREADY", message: body.message });
  });

  it("an unauthenticated answer stops the shop, in PortOne's own words", () => {
    expect(verdict(401, { type: "UNAUTHORIZED", message: "인증에 실패했습니다." })).toMatchObject({
      notAllowed: true,
      finding: null,
      message: "인증에 실패했습니다.",
    });
  });
});

describe("502 PG_PROVIDER", () => {
  const provider = (pgCode: unknown, pgMessage: unknown, asked?: Asked) =>
    verdict(502, { type: "PG_PROVIDER", pgCode, pgMessage }, asked);

  it.each([
    ["CD01", "취소 가능 기간이 경과하였습니다", "DEADLINE_PASSED"],
    ["8130", "부분취소 불가 카드입니다", "PARTIAL_NOT_POSSIBLE"],
    ["R300", "partial cancel is not allowed for this card", "PARTIAL_NOT_POSSIBLE"],
    ["R301", "카드사에서 취소를 거절했습니다.", "PROVIDER_REFUSED"],
  ])("%s %s names its reason: a no", (pgCode, pgMessage, cause) => {
    expect(provider(pgCode, pgMessage)).toMatchObject({
      kind: "REFUSED",
      cause,
      code: `PG_PROVIDER:${pgCode}`,
      message: pgMessage,
    });
  });

  it.each([
    ["T001", "응답시간 초과"],
    ["T002", "Read timed out"],
    ["S001", "시스템 오류가 발생했습니다"],
    ["S003", "internal server error"],
    ["S004", "취소가 거절되었습니다. 잠시 후 다시 시도해 주세요"],
    ["P001", "이전 취소 요청이 처리중입니다"],
    ["P002", "취소 요청이 접수되어 처리 예정입니다."],
    ["X001", "취소 불가 거래"],
    ["X002", "거절"],
    ["READ_TIMEOUT", "취소 거절"],
    ["9999", "취소 거절"],
    ["-1", "취소 거절"],
    ["", "취소 거절"],
    ["X1", " "],
    [undefined, "취소 거절"],
    [7, "취소 거절"],
  ])("%s %s is no certain no: the money may have moved", (pgCode, pgMessage) => {
    expect(provider(pgCode, pgMessage)).toMatchObject({ kind: "UNKNOWN", claim: "PERHAPS_DONE" });
  });

  it.each([
    ["A001", "기취소 거래입니다"],
    ["A002", "이미 취소된 거래"],
    ["A003", "Already cancelled"],
    ["0000", "정상 처리"],
  ])("%s %s says that it is done", (pgCode, pgMessage) => {
    expect(provider(pgCode, pgMessage)).toMatchObject({ kind: "UNKNOWN", claim: "DONE_ALREADY" });
  });

  it("a code is the provider's own: at another one, or where nobody named one, it says nothing", () => {
    expect(provider("2016", "취소 실패", { provider: "NICE" })).toMatchObject({ cause: "DEADLINE_PASSED" });
    for (const asked of [{ provider: null }, { provider: "OTHER" }, { provider: "KCP" }] as const)
      expect(provider("2016", "취소 실패", asked)).toMatchObject({ kind: "UNKNOWN", claim: "PERHAPS_DONE" });
  });

  it("a limit of the day is not now", () => {
    expect(provider("2023", "취소 한도 초과", { provider: "NICE" })).toMatchObject({ kind: "DEFERRED", until: null });
  });

  it("keeps no account number, phone number or address that a provider writes into its sentence", () => {
    const read = provider("B100", "계좌 110-234-567890 (홍@example.kr) 010-1234-5678 취소 거절 AB12");
    expect(read).toMatchObject({ kind: "REFUSED", message: "계좌 *** (***) *** 취소 거절 AB12" });
  });
});

describe("transport", () => {
  it("not sent is NOT_SENT, unanswered is UNKNOWN", () => {
    const failure = { code: "X", message: "y", durationMs: 1 };
    expect(verdictOf({ kind: "NOT_SENT", ...failure }, NOW, ASKED)).toEqual({
      kind: "NOT_SENT",
      finding: "NOT_SENT",
      code: "X",
      message: "X: y",
    });
    expect(verdictOf({ kind: "UNKNOWN", ...failure }, NOW, ASKED)).toMatchObject({ kind: "UNKNOWN", claim: "NOTHING" });
  });

  it.each([201, 204, 301, 400, 403, 404, 409, 500, 502, 503, 504])("%i in HTML is UNKNOWN", (status) => {
    expect(verdict(status, undefined)).toMatchObject({ kind: "UNKNOWN", claim: "NOTHING", code: `HTTP_${status}` });
  });
});

describe("whatever comes", () => {
  const status = fc.oneof(fc.integer({ min: 100, max: 599 }), fc.constantFrom(200, 400, 401, 403, 404, 409, 429, 502));
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("SUCCEEDED", "REQUESTED", "FAILED", "constructor"),
  );
  const nearly = fc.record(
    {
      cancellation: fc.record(
        {
          status: text,
          id: fc.oneof(text, fc.jsonValue()),
          totalAmount: fc.oneof(fc.integer(), fc.double(), fc.jsonValue()),
          cancelledAt: fc.oneof(
            fc.string(),
            fc.date({ noInvalidDate: true }).map((d) => d.toISOString()),
          ),
        },
        { requiredKeys: [] },
      ),
      type: fc.oneof(text, fc.constantFrom("PG_PROVIDER", "INVALID_REQUEST", "__proto__", "toString")),
      message: fc.oneof(text, fc.jsonValue()),
      pgCode: text,
      pgMessage: text,
    },
    { requiredKeys: [] },
  );
  const body = fc.oneof(fc.jsonValue(), nearly, fc.constant(undefined), fc.constant(cancellation()));

  /** Written anew, without the schema: the least that must hold for money to have moved. */
  const provesSuccess = (code: number, json: unknown): boolean => {
    const c = (json as { cancellation?: Record<string, unknown> } | null | undefined)?.cancellation;
    return (
      code === 200 &&
      c?.["status"] === "SUCCEEDED" &&
      Number.isSafeInteger(c["totalAmount"]) &&
      (c["totalAmount"] as number) > 0 &&
      typeof c["id"] === "string" &&
      c["id"] !== ""
    );
  };

  it("a verdict is given, success only for a proven one, and everything in it can be stored", () => {
    let successes = 0;
    forAll([status, body], { seed: seedOf("verdict totality"), numRuns: 2_000 }, (code, json) => {
      const read = verdict(code, json);
      if (read.kind === "SUCCEEDED") successes += 1;
      expect(read.kind !== "SUCCEEDED" || provesSuccess(code, json)).toBe(true);
      const kept = JSON.stringify(read);
      expect(kept.length).toBeLessThan(4_000);
      expect(kept).not.toMatch(/\\u0000|\\ud[89a-f]/i);
    });
    expect(successes).toBeGreaterThan(0);
  });
});
