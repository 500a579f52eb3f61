/** Every documented answer of an EBP cancel has its verdict, and every other one is UNKNOWN (M3, M4). */
import fc from "fast-check";
import { verdictOf } from "../../../src/gateways/ebp/verdict.js";
import type { Verdict } from "../../../src/gateways/port.js";
import { answerTo, EXAMPLES, example, type ExampleResponse } from "./command.js";
import { UNTOLD, answered } from "../answers.js";
import { forAll, seedOf } from "../random.js";

const SENT = example("order").request;
const verdict = (status: number, body: unknown): Verdict => verdictOf(answered(status, body), SENT);

const OPEN = { kind: "UNKNOWN", claim: "NOTHING" };
/** EBP answered, and nobody can say what of. */
const PERHAPS_DONE = { kind: "UNKNOWN", claim: "PERHAPS_DONE" };
/** A good answer to `SENT` with something else in its data. */
const success = (data: object = {}, around: object = {}) => {
  const good = answerTo(SENT);
  return { ...good, message: "SUCCESS", requestId: "1", ...around, data: { ...good.data, ...data } };
};
const itemsWith = (change: object) => SENT.items.map((item, index) => (index === 0 ? { ...item, ...change } : item));

describe("result code 0", () => {
  it.each(EXAMPLES)("the document's example by %s", (name) => {
    const { request, response } = example(name);
    expect(verdictOf(answered(200, response), request)).toEqual({
      kind: "SUCCEEDED",
      cancellation: {
        ...UNTOLD,
        cancellationId: response.data.returnRequestId,
        amount: request.totalCancelAmount,
        at: new Date(`${response.timestamp.slice(0, 23)}Z`),
      },
    });
  });

  it("is lenient about what is optional, and about fields it does not know", () => {
    const bare = SENT.items.map(({ seq, itemType, itemId, quantity }) => ({ seq, itemType, itemId, quantity }));
    const body = success(
      { items: bare, more: [], pgCancelTransactionId: "pgc-1" },
      { timestamp: "2025-12-30 21:14:13" },
    );
    expect(verdict(200, body)).toMatchObject({
      kind: "SUCCEEDED",
      cancellation: { amount: 106_000, at: null, providerCancellationId: "pgc-1" },
    });
  });

  it.each([
    ["106000.0", 106_000],
    ["106000.00", 106_000],
    ["106000", 106_000],
  ])("money as the text %s is read", (totalProductAmount, amount) => {
    expect(verdict(200, success({ totalProductAmount }))).toMatchObject({
      kind: "SUCCEEDED",
      cancellation: { amount },
    });
  });

  it("money with `.0` is the same number", () => {
    const text = JSON.stringify(success()).replaceAll(/("(?:total\w+|amount|taxAmount|quantity)":\d+)/g, "$1.0");
    expect(text).toContain('"totalProductAmount":106000.0');
    expect(verdict(200, JSON.parse(text))).toMatchObject({ kind: "SUCCEEDED", cancellation: { amount: 106_000 } });
  });

  it("what moved is what the answer says, also where it is not what we asked", () => {
    const less = success({ totalProductAmount: 53_000, items: itemsWith({ quantity: 1, amount: 47_000 }) });
    expect(verdict(200, less)).toMatchObject({ kind: "SUCCEEDED", cancellation: { amount: 53_000 } });
    const one = success({ totalProductAmount: 3_000, items: SENT.items.slice(2), processedCount: 1 });
    expect(verdict(200, one)).toMatchObject({ kind: "SUCCEEDED", cancellation: { amount: 3_000 } });
  });

  it("delivery is part of what moved", () => {
    const body = success({ totalProductAmount: 103_000, totalDeliveryAmount: 3_000 });
    expect(verdict(200, body)).toMatchObject({ kind: "SUCCEEDED", cancellation: { amount: 106_000 } });
  });

  it.each<[string, number, unknown]>([
    ["another order", 200, success({ orderNo: "ORD2" })],
    ["an item we did not name", 200, success({ items: itemsWith({ itemId: "P009" }) })],
    ["an item in another place", 200, success({ items: itemsWith({ seq: 9 }) })],
    ["an item twice", 200, success({ items: [...SENT.items, ...SENT.items.slice(0, 1)], processedCount: 4 })],
    ["totals that are not the items'", 200, success({ totalProductAmount: 56_000 })],
    ["totals that are one won off", 200, success({ totalDeliveryAmount: 1 })],
    ["fewer processed than listed", 200, success({ processedCount: 2 })],
    ["units counted instead of lines", 200, success({ processedCount: 4 })],
    ["a success of 0", 200, success({ totalProductAmount: 0, items: [], processedCount: 0 })],
    ["half a won", 200, success({ totalProductAmount: 106_000.5 })],
    ["half a won as text", 200, success({ totalProductAmount: "106000.5" })],
    ["a negative amount", 200, success({ totalProductAmount: -106_000 })],
    ["an amount JSON cannot carry", 200, success({ totalProductAmount: 2 ** 60 })],
    ["an amount of words", 200, success({ totalProductAmount: "all" })],
    ["no amount", 200, success({ totalProductAmount: undefined })],
    ["no delivery amount", 200, success({ totalDeliveryAmount: undefined })],
    ["an item of half a won", 200, success({ items: itemsWith({ amount: 0.5 }) })],
    ["no id", 200, success({ returnRequestId: undefined })],
    ["an id no database stores", 200, success({ returnRequestId: "a\u0000b" })],
    ["no items", 200, success({ items: undefined })],
    ["no data", 200, { resultCode: "0", message: "SUCCESS", data: null }],
    ["a list", 200, [success()]],
    ["null", 200, null],
    ["not JSON", 200, undefined],
    ["another HTTP status", 201, success()],
    ["an error's HTTP status", 500, success()],
  ])("%s is UNKNOWN", (_, status, body) => expect(verdict(status, body)).toMatchObject(OPEN));
});

const MALFORMED = { kind: "REFUSED", cause: "INVALID_REQUEST" };
const LOOK_UP = { kind: "UNKNOWN", claim: "STATE_DIFFERS" };
const NOT_ALLOWED = { kind: "DEFERRED", until: null };

describe("documented errors", () => {
  it.each([
    [400, "EBP-A-0001", NOT_ALLOWED],
    [401, "EBP-A-0001", NOT_ALLOWED],
    [400, "EBP-B-0001", MALFORMED],
    [400, "EBP-B-0002", MALFORMED],
    [400, "EBP-C-0001", MALFORMED],
    [400, "EBP-C-0002", MALFORMED],
    [400, "EBP-C-0003", MALFORMED],
    [400, "EBP-C-0004", LOOK_UP],
    [400, "EBP-C-0005", LOOK_UP],
    [400, "EBP-C-0006", MALFORMED],
    [400, "EBP-C-0007", MALFORMED],
    [500, "EBP-C-0008", PERHAPS_DONE],
    [500, "EBP-C-0009", PERHAPS_DONE],
    [500, "EBP-C-0010", PERHAPS_DONE],
    [500, "EBP-C-0011", PERHAPS_DONE],
    [500, "EBP-C-0012", PERHAPS_DONE],
    [500, "EBP-Z-0001", PERHAPS_DONE],
    [500, "EBP-Z-0002", PERHAPS_DONE],
    [500, "EBP-Z-0003", PERHAPS_DONE],
    [500, "EBP-Z-0004", PERHAPS_DONE],
    [500, "EBP-Z-0005", PERHAPS_DONE],
    [500, "EBP-Z-0010", PERHAPS_DONE],
  ])("%i %s", (status, resultCode, expected) => {
    const body = { resultCode, message: "사유", requestId: "1", timestamp: "2025-01-02T10:00:00Z", data: null };
    expect(verdict(status, body)).toMatchObject({ ...expected, code: resultCode });
    // Without the optional rest too; under another status it was written by somebody else.
    expect(verdict(status, { resultCode })).toMatchObject(expected);
    for (const other of [200, 403, 502]) expect(verdict(other, { resultCode })).toMatchObject(OPEN);
    // A success's data beside an error's code proves nothing.
    expect(verdict(status, { ...body, data: success().data })).toMatchObject(expected);
  });

  it.each([
    [500, "EBP-D-0001"],
    [400, "EBP-A-0002"],
    [400, "EBP-C-0013"],
    [405, "EBP-Z-0010"],
    [429, "EBP-Z-0010"],
    [404, "0"],
    [404, "EBP-A-0001"],
    [400, "constructor"],
    [400, "__proto__"],
  ])("%i %s is not one of them: UNKNOWN", (status, resultCode) => {
    expect(verdict(status, { resultCode, message: "m" })).toMatchObject(OPEN);
  });

  it.each(["EBP-D-0001", "EBP-E-0001", "EBP-D-9999"])("%s is a provider's, and not documented", (resultCode) => {
    expect(verdict(200, { resultCode, message: "해지된 카드입니다." })).toMatchObject(PERHAPS_DONE);
    const done = { kind: "UNKNOWN", claim: "DONE_ALREADY", message: "기취소 거래" };
    expect(verdict(200, { resultCode, message: "기취소 거래" })).toMatchObject(done);
  });

  it.each([
    [400, "EBP-C-0004"],
    [400, "EBP-C-0006"],
    [404, "EBP-Z-0002"],
  ])("%i %s that complains of a payment cancelled already is no no", (status, resultCode) => {
    const body = {
      resultCode,
      message: "Validation Failed",
      errors: [{ field: "orderNo", message: "already cancelled" }],
    };
    expect(verdict(status, body)).toMatchObject({ kind: "UNKNOWN", claim: "DONE_ALREADY" });
  });

  it("404 of type Z found nothing, so nothing was executed: a look-up decides", () => {
    expect(verdict(404, { resultCode: "EBP-Z-0002", message: "no data" })).toMatchObject(LOOK_UP);
    expect(verdict(404, undefined)).toMatchObject(OPEN);
  });

  it("tells the operator what EBP complains of, in both shapes of the error body", () => {
    const details = [{ header: "X-Store-Id", message: "Missing Mandatory Header" }, { field: "seq" }, {}];
    const body = { resultCode: "EBP-A-0001", message: "Missing Mandatory Headers" };
    const sentence = /^Missing Mandatory Headers; X-Store-Id: Missing Mandatory Header; seq$/;
    for (const shape of [{ errors: details }, { error: { errorDetails: details } }]) {
      expect(verdict(400, { ...body, ...shape })).toMatchObject({ message: expect.stringMatching(sentence) });
    }
    expect(verdict(400, { ...body, errors: "all of them", error: 7 })).toMatchObject(NOT_ALLOWED);
  });

  it("keeps no account number, phone number or address of a sentence", () => {
    const message = "계좌 110-234-567890 (홍@example.kr) 010-1234-5678 AB12";
    expect(verdict(400, { resultCode: "EBP-C-0006", message })).toMatchObject({ message: "계좌 *** (***) *** AB12" });
  });
});

describe("transport", () => {
  it("not sent is NOT_SENT, unanswered is UNKNOWN", () => {
    const failure = { code: "X", message: "y", durationMs: 1 };
    expect(verdictOf({ kind: "NOT_SENT", ...failure }, SENT)).toEqual({
      kind: "NOT_SENT",
      finding: "NOT_SENT",
      code: "X",
      message: "X: y",
    });
    expect(verdictOf({ kind: "UNKNOWN", ...failure }, SENT)).toMatchObject(OPEN);
  });

  it.each([200, 204, 301, 400, 401, 403, 404, 409, 429, 500, 502, 503, 504])("%i in HTML is UNKNOWN", (status) => {
    expect(verdict(status, undefined)).toMatchObject({ ...OPEN, code: `HTTP_${status}` });
  });
});

describe("whatever comes", () => {
  const status = fc.oneof(fc.integer({ min: 100, max: 599 }), fc.constantFrom(200, 400, 401, 404, 500));
  const code = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("0", "EBP-A-0001", "EBP-C-0004", "EBP-C-0006", "EBP-Z-0005", "EBP-D-0001", "toString"),
  );
  const number = fc.oneof(fc.integer(), fc.double(), fc.jsonValue(), fc.constantFrom(106_000, "106000.0", 3));
  const data = fc.record(
    {
      orderNo: fc.constantFrom(SENT.orderNo, "ORD2", 1),
      totalProductAmount: number,
      totalDeliveryAmount: fc.oneof(number, fc.constant(0)),
      processedCount: number,
      returnRequestId: fc.oneof(fc.string({ unit: "binary" }), fc.jsonValue()),
      items: fc.oneof(
        fc.constant(SENT.items),
        fc.array(fc.record({ seq: number, itemId: fc.string() })),
        fc.jsonValue(),
      ),
    },
    { requiredKeys: [] },
  );
  const nearly = fc.record(
    {
      resultCode: fc.oneof(code, fc.jsonValue()),
      message: fc.oneof(fc.string({ unit: "binary" }), fc.jsonValue()),
      timestamp: fc.oneof(fc.string(), fc.constant("2025-12-30T21:14:13.9Z"), fc.constant("9999-99-99T99:99:99Z")),
      data: fc.oneof(data, fc.jsonValue()),
      errors: fc.jsonValue(),
      error: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const body = fc.oneof(fc.jsonValue(), nearly, fc.constant(undefined), fc.constant(success()));

  /** Written anew, without the schema: the least that must hold for money to have moved. */
  const provesSuccess = (http: number, json: unknown): boolean => {
    const answer = json as ExampleResponse | null | undefined;
    return http === 200 && String(answer?.resultCode) === "0" && answer?.data.orderNo === SENT.orderNo;
  };
  /** The pairs that prove that nothing moved, written anew. */
  const provesNothing = (http: number, json: unknown): boolean =>
    http >= 400 &&
    http < 500 &&
    /^EBP-[ABC]-000[1-7]$/.test(String((json as { resultCode?: unknown } | null)?.resultCode));

  const isPositive = (amount: number): boolean => Number.isSafeInteger(amount) && amount > 0;

  it("a verdict is given, success and refusal only where proven, and everything in it can be stored", () => {
    forAll([status, body], { seed: seedOf("EBP verdict totality"), numRuns: 2_000 }, (http, json) => {
      const read = verdict(http, json);
      expect(read.kind !== "SUCCEEDED" || provesSuccess(http, json)).toBe(true);
      expect(read.kind !== "SUCCEEDED" || isPositive(read.cancellation.amount)).toBe(true);
      expect(!["REFUSED", "DEFERRED"].includes(read.kind) || provesNothing(http, json)).toBe(true);
      expect(["NOT_SENT", "PENDING"]).not.toContain(read.kind);
      const kept = JSON.stringify(read);
      expect(kept.length).toBeLessThan(4_000);
      expect(kept).not.toMatch(/\\u0000|\\ud[89a-f]/i);
    });
  });
});
