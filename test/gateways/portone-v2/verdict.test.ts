/** Every documented answer of a PortOne V2 cancel has its verdict, and every other one is UNKNOWN (M3, M4). */
import fc from "fast-check";
import type { Verdict } from "../../../src/gateways/port.js";
import { verdictOf } from "../../../src/gateways/portone-v2/verdict.js";
import { answered } from "../answers.js";
import { seedOf } from "../random.js";

const NOW = new Date("2026-11-20T03:00:00Z");

const verdict = (status: number, body: unknown): Verdict => verdictOf(answered(status, body), NOW);

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
        cancellationId: "c-1",
        amount: 4_400,
        paidToCustomer: null,
        at: new Date("2026-11-20T02:59:59.500Z"),
        providerCancellationId: "pg-9",
        receiptUrl: "https://receipt.example/1",
        salesSlipUrl: null,
        cashReceiptKey: null,
        instrument: null,
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
    expect(verdict(200, body)).toMatchObject({ kind: "UNKNOWN", answeredNo: false });
  });
});

const REFUSED = (cause: string) => ({ kind: "REFUSED", cause });
const LOOK_UP = { kind: "UNKNOWN", answeredNo: true };

describe("documented errors", () => {
  it.each([
    [400, "INVALID_REQUEST", REFUSED("INVALID_REQUEST")],
    [400, "NEGATIVE_PROMOTION_ADJUSTED_CANCEL_AMOUNT", REFUSED("PROMOTION_FORBIDS")],
    [400, "PROMOTION_DISCOUNT_RETAIN_OPTION_SHOULD_NOT_BE_CHANGED", REFUSED("PROMOTION_FORBIDS")],
    [401, "UNAUTHORIZED", { kind: "DEFERRED", until: null }],
    [403, "FORBIDDEN", { kind: "DEFERRED", until: null }],
    [404, "PAYMENT_NOT_FOUND", REFUSED("PAYMENT_NOT_FOUND")],
    [409, "PAYMENT_NOT_PAID", LOOK_UP],
    [409, "PAYMENT_ALREADY_CANCELLED", LOOK_UP],
    [409, "CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN", LOOK_UP],
    [409, "CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT", LOOK_UP],
    [409, "SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT", REFUSED("INVALID_REQUEST")],
    [409, "CANCEL_TAX_FREE_AMOUNT_EXCEEDS_CANCELLABLE_TAX_FREE_AMOUNT", LOOK_UP],
    [409, "CANCEL_TAX_AMOUNT_EXCEEDS_CANCELLABLE_TAX_AMOUNT", LOOK_UP],
    [409, "MAX_CANCEL_COUNT_REACHED", REFUSED("CANCEL_COUNT_EXHAUSTED")],
    [409, "IDEMPOTENCY_OUTSTANDING_REQUEST", { kind: "UNKNOWN", answeredNo: false }],
  ])("%i %s", (status, type, expected) => {
    expect(verdict(status, { type, message: "사유", added: "tomorrow" })).toMatchObject({ ...expected, code: type });
    // Without the optional message too; under another status it was written by somebody else.
    expect(verdict(status, { type })).toMatchObject(expected);
    expect(verdict(500, { type })).toMatchObject({ kind: "UNKNOWN", answeredNo: false });
  });

  it("429 waits as long as it is told, within reason", () => {
    expect(verdictOf(answered(429, undefined), NOW)).toMatchObject({ kind: "DEFERRED", until: null });
    expect(verdictOf(answered(429, {}, 90), NOW)).toMatchObject({ until: new Date("2026-11-20T03:01:30Z") });
    expect(verdictOf(answered(429, {}, 10_000_000), NOW)).toMatchObject({ until: null });
  });

  it("an unauthenticated answer says whose fault it is", () => {
    expect(verdict(401, { type: "UNAUTHORIZED" })).toMatchObject({
      message: expect.stringContaining("our PortOne credential"),
    });
  });
});

describe("502 PG_PROVIDER", () => {
  const provider = (pgCode: unknown, pgMessage: unknown) => verdict(502, { type: "PG_PROVIDER", pgCode, pgMessage });

  it.each([
    ["CD01", "취소 가능 기간이 경과하였습니다"],
    ["8130", "부분취소 불가 카드입니다"],
    ["R300", "partial cancel is not allowed for this card"],
  ])("%s %s is a no", (pgCode, pgMessage) => {
    expect(provider(pgCode, pgMessage)).toMatchObject({
      kind: "REFUSED",
      cause: "PROVIDER_REFUSED",
      code: `PG_PROVIDER:${pgCode}`,
      message: pgMessage,
    });
  });

  it.each([
    ["T001", "응답시간 초과"],
    ["T002", "Read timed out"],
    ["T003", "Time-out"],
    ["S001", "시스템 오류가 발생했습니다"],
    ["S002", "카드사 통신 장애"],
    ["S003", "internal server error"],
    ["S004", "잠시 후 다시 시도해 주세요"],
    ["S005", "점검 중입니다"],
    ["P001", "이전 취소 요청이 처리중입니다"],
    ["A001", "기취소 거래입니다"],
    ["A002", "이미 취소된 거래"],
    ["A003", "Already cancelled"],
    ["READ_TIMEOUT", "거절"],
    ["9999", "거절"],
    ["0000", "정상"],
    ["-1", "거절"],
    ["", "거절"],
    ["X1", " "],
    [undefined, "거절"],
    [7, "거절"],
  ])("%s %s is doubtful", (pgCode, pgMessage) => {
    expect(provider(pgCode, pgMessage)).toMatchObject({ kind: "UNKNOWN", answeredNo: false });
  });

  it("keeps no account number, phone number or address that a provider writes into its sentence", () => {
    const read = provider("B100", "계좌 110-234-567890 (홍@example.kr) 010-1234-5678 거절 AB12");
    expect(read).toMatchObject({ kind: "REFUSED", message: "계좌 *** (***) *** 거절 AB12" });
  });
});

describe("transport", () => {
  it("not sent is NOT_SENT, unanswered is UNKNOWN", () => {
    const failure = { code: "X", message: "y", durationMs: 1 };
    expect(verdictOf({ kind: "NOT_SENT", ...failure }, NOW)).toEqual({ kind: "NOT_SENT", code: "X", message: "y" });
    expect(verdictOf({ kind: "UNKNOWN", ...failure }, NOW)).toMatchObject({ kind: "UNKNOWN", answeredNo: false });
  });

  it.each([201, 204, 301, 400, 403, 404, 409, 500, 502, 503, 504])("%i in HTML is UNKNOWN", (status) => {
    expect(verdict(status, undefined)).toMatchObject({ kind: "UNKNOWN", answeredNo: false, code: `HTTP_${status}` });
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
    fc.assert(
      fc.property(status, body, (code, json) => {
        const read = verdict(code, json);
        if (read.kind === "SUCCEEDED") successes += 1;
        expect(read.kind !== "SUCCEEDED" || provesSuccess(code, json)).toBe(true);
        const kept = JSON.stringify(read);
        expect(kept.length).toBeLessThan(4_000);
        expect(kept).not.toMatch(/\\u0000|\\ud[89a-f]/i);
      }),
      { seed: seedOf("verdict totality"), numRuns: 2_000 },
    );
    expect(successes).toBeGreaterThan(0);
  });
});
