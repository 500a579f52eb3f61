/** Every documented answer of a Toss Pay refund has its verdict, and every other one is UNKNOWN (M3, M4). */
import fc from "fast-check";
import type { Verdict } from "../../../src/gateways/port.js";
import { won } from "../../../src/money/minor-units.js";
import { differencesIn } from "../../../src/gateways/toss-pay/differences.js";
import { verdictOf } from "../../../src/gateways/toss-pay/verdict.js";
import { answered } from "../answers.js";
import { seedOf } from "../random.js";

const NOW = new Date("2026-11-20T03:00:00Z");
const KEY = "3243c76e-e9cf-4669-881b-33a3b82ddf49";
const ASKED = { key: KEY, gatewayPaymentId: "example-payToken" };

const verdict = (body: unknown, status = 200, now = NOW): Verdict => verdictOf(answered(status, body), now, ASKED);

/** The shape of the documented sample, with amounts that fit together. */
const refund = (more: object = {}) => ({
  code: 0,
  refundNo: KEY,
  approvalTime: "2020-04-29 11:32:52",
  cashReceiptMgtKey: "0123456-abcd-9abcd0Df",
  refundableAmount: 1_000,
  discountedAmount: 0,
  paidAmount: 1_000,
  refundedAmount: -2_000,
  refundedDiscountAmount: 0,
  refundedPaidAmount: -2_000,
  payToken: "example-payToken",
  transactionId: "txn-refund-1",
  cardMethodType: "CREDIT",
  cardNumber: "654321******1234",
  cardUserType: "PERSONAL",
  cardNum4Print: "1234",
  cardBinNumber: "654321",
  salesCheckLinkUrl: "https://pay.toss.im/payfront/web/external/sales-check?payToken=p&transactionId=txn-refund-1",
  ...more,
});
const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(refund()).filter(([name]) => !names.includes(name)));

describe("code 0", () => {
  it("carries what moved, with the size of negative amounts", () => {
    expect(verdict(refund())).toEqual({
      kind: "SUCCEEDED",
      cancellation: {
        cancellationId: "txn-refund-1",
        amount: 2_000,
        paidToCustomer: 2_000,
        returnedAsPoints: null,
        refundedDiscount: 0,
        left: { refundable: 1_000, discount: 0, paid: 1_000 },
        at: new Date("2020-04-29T02:32:52Z"),
        providerCancellationId: null,
        receiptUrl: null,
        salesSlipUrl: "https://pay.toss.im/payfront/web/external/sales-check?payToken=p&transactionId=txn-refund-1",
        cashReceiptKey: "0123456-abcd-9abcd0Df",
        instrument: "654321******1234",
        instrumentKind: "CREDIT_CARD",
      },
    });
  });

  it("reads positive amounts the same", () => {
    expect(verdict(refund({ refundedAmount: 2_000, refundedPaidAmount: 2_000 }))).toMatchObject({
      cancellation: { amount: 2_000, paidToCustomer: 2_000 },
    });
  });

  it("10,000 bought at 10 % off, 4,000 refunded: 600 of discount remain, and 3,600 go back", () => {
    const body = refund({
      refundableAmount: 6_000,
      discountedAmount: 600,
      paidAmount: 5_400,
      refundedAmount: -4_000,
      refundedDiscountAmount: -400,
      refundedPaidAmount: -3_600,
    });
    expect(verdict(body)).toMatchObject({
      kind: "SUCCEEDED",
      cancellation: {
        amount: 4_000,
        paidToCustomer: 3_600,
        refundedDiscount: 400,
        left: { refundable: 6_000, discount: 600, paid: 5_400 },
      },
    });
  });

  it("Toss Money goes back to the account it came from", () => {
    const body = {
      ...refund({ cardNumber: null, salesCheckLinkUrl: null, cardMethodType: null }),
      accountBankCode: "88",
      accountBankName: "신한은행",
      accountNumber: "110******676",
    };
    expect(verdict(body)).toMatchObject({
      cancellation: {
        instrument: "110******676",
        instrumentKind: "BANK_ACCOUNT",
        issuer: "신한은행",
        salesSlipUrl: null,
        cashReceiptKey: "0123456-abcd-9abcd0Df",
      },
    });
  });

  it.each<[string, object, object]>([
    ["a debit card", { cardMethodType: "CHECK" }, { instrumentKind: "DEBIT_CARD", issuer: undefined }],
    ["a prepaid card", { cardMethodType: "PREPAYMENT" }, { instrumentKind: "PREPAID_CARD" }],
    ["a kind of tomorrow", { cardMethodType: "HYBRID" }, { instrumentKind: undefined }],
    ["a kind that is a word of the language", { cardMethodType: "constructor" }, { instrumentKind: undefined }],
    [
      "a bank by its number alone",
      { cardNumber: null, cardMethodType: null, accountBankCode: "88" },
      { instrumentKind: "BANK_ACCOUNT", issuer: "신한은행" },
    ],
    [
      "a number that is no bank's",
      { cardNumber: null, cardMethodType: null, accountBankCode: "888" },
      { instrumentKind: "BANK_ACCOUNT", issuer: "888" },
    ],
    ["nothing of card or account", { cardNumber: null, cardMethodType: null }, { instrumentKind: undefined }],
  ])("%s", (_, fields, expected) => {
    const { cancellation } = verdict(refund(fields)) as Extract<Verdict, { kind: "SUCCEEDED" }>;
    expect({ instrumentKind: undefined, issuer: undefined, ...cancellation }).toMatchObject(expected);
  });

  it.each<[string, object]>([
    ["missing", { cardMethodType: undefined, refundableAmount: undefined, refundedDiscountAmount: undefined }],
    ["null", { cardMethodType: null, refundableAmount: null, refundedDiscountAmount: null, accountBankCode: null }],
    ["of another type", { cardMethodType: 7, refundableAmount: "1000", refundedDiscountAmount: {}, paidAmount: [] }],
    ["out of range", { refundableAmount: -1, discountedAmount: 1e15, paidAmount: 0.5, refundedDiscountAmount: 1e15 }],
    [
      "a text no database stores",
      { cardMethodType: "CREDIT\u0000", accountBankName: "신\ud800", accountBankCode: "8888" },
    ],
    ["more discount than was refunded", { refundedDiscountAmount: -2_001 }],
  ])("card, discount and what is left may be %s: what moved is read all the same", (_, odd) => {
    const { kind, cancellation } = verdict(refund(odd)) as Extract<Verdict, { kind: "SUCCEEDED" }>;
    expect({ kind, ...cancellation }).toMatchObject({ kind: "SUCCEEDED", amount: 2_000, paidToCustomer: 2_000 });
    for (const one of [cancellation.refundedDiscount, cancellation.left?.refundable, cancellation.left?.paid])
      expect([undefined, 0, 1_000]).toContain(one);
  });
});

describe("what is left", () => {
  const left = (refundableAmount: unknown, cancellableBefore: number) =>
    differencesIn(verdict(refund({ refundableAmount })), { cancellableBefore: won(cancellableBefore) });

  it("is compared with our books, less what moved", () => {
    expect(left(1_000, 3_000)).toEqual([]);
    expect(left(500, 3_000)).toEqual([{ field: "refundableAmount", sent: 1_000, answered: 500, ofOurBooks: true }]);
  });

  it("that is not named, or is no amount, says nothing", () => {
    for (const nothing of [undefined, null, "500", -1, 0.5]) expect(left(nothing, 3_000)).toEqual([]);
  });

  it("is of no interest beside an answer that is not believed", () => {
    expect(
      differencesIn(verdict(refund({ payToken: "another", refundableAmount: 5 })), { cancellableBefore: won(1) }),
    ).toEqual([]);
  });

  it.each([
    ["1102345678900"],
    ["110-234-567890"],
    ["6543211234561234"],
    ["654321123456**34"],
    ["110234567890***"],
    ["홍길동 110***676"],
    [""],
    [110],
  ])("%j is not masked, so nobody keeps it", (accountNumber) => {
    const body = refund({ cardNumber: undefined, accountNumber });
    expect(verdict(body)).toMatchObject({ kind: "SUCCEEDED", cancellation: { instrument: null } });
  });

  it("is lenient about what is optional, and about fields it does not know", () => {
    const body = refund({
      approvalTime: "soon",
      salesCheckLinkUrl: "javascript:alert(1)",
      refundedPaidAmount: -2_001,
      cashReceiptMgtKey: 7,
      tomorrow: {},
    });
    expect(verdict(body)).toMatchObject({
      kind: "SUCCEEDED",
      cancellation: { amount: 2_000, at: null, salesSlipUrl: null, paidToCustomer: null, cashReceiptKey: null },
    });
  });

  it.each([
    ["another refundNo", refund({ refundNo: "another" }), "ANOTHER_REFUND"],
    ["another payment", refund({ payToken: "another" }), "ANOTHER_PAYMENT"],
    ["a refund of 0", refund({ refundedAmount: 0 }), "UNREADABLE_ANSWER"],
    ["half a won", refund({ refundedAmount: -0.5 }), "UNREADABLE_ANSWER"],
    ["an amount as text", refund({ refundedAmount: "-2000" }), "UNREADABLE_ANSWER"],
    ["an amount JSON cannot carry", refund({ refundedAmount: -(2 ** 60) }), "UNREADABLE_ANSWER"],
    ["no amount", without("refundedAmount"), "UNREADABLE_ANSWER"],
    ["no id of the refund", without("transactionId"), "UNREADABLE_ANSWER"],
    ["an id no database stores", refund({ transactionId: "a\u0000b" }), "UNREADABLE_ANSWER"],
    ["no refundNo", without("refundNo"), "UNREADABLE_ANSWER"],
    ["no payToken", without("payToken"), "UNREADABLE_ANSWER"],
    ["no code", without("code"), "UNREADABLE_ANSWER"],
    ["code 0 as text", refund({ code: "0" }), "UNREADABLE_ANSWER"],
    ["code 1", refund({ code: 1 }), "UNREADABLE_ANSWER"],
    ["only the code", { code: 0 }, "UNREADABLE_ANSWER"],
    ["-1 without a reason", { code: -1, msg: "실패" }, "UNREADABLE_ANSWER"],
    ["a list", [refund()], "UNREADABLE_ANSWER"],
    ["null", null, "UNREADABLE_ANSWER"],
    ["not JSON", undefined, "UNREADABLE_ANSWER"],
  ])("%s is UNKNOWN", (_, body, code) => {
    expect(verdict(body)).toMatchObject({ kind: "UNKNOWN", claim: "NOTHING", code });
  });

  it.each([201, 202, 302, 400, 500])("under HTTP %i is UNKNOWN", (status) => {
    expect(verdict(refund(), status)).toMatchObject({ kind: "UNKNOWN", claim: "NOTHING" });
  });
});

const REFUSED = (cause: string) => ({ kind: "REFUSED", cause });
const DEFERRED = { kind: "DEFERRED", until: null };
const LOOK_UP = { kind: "UNKNOWN", claim: "STATE_DIFFERS" };
const OPEN = { kind: "UNKNOWN", claim: "NOTHING" };
const DONE_ALREADY = { kind: "UNKNOWN", claim: "DONE_ALREADY" };
const failure = (errorCode: string) => ({ code: -1, errorCode, msg: "사유", added: "tomorrow" });

/** Code, verdict, and the HTTP status it may have besides 200. */
const DOCUMENTED: [string, object, number | null][] = [
  ["COMMON_INVALID_PARAMETER", REFUSED("INVALID_REQUEST"), 400],
  ["TRANSACTION_NOT_FOUND", REFUSED("PAYMENT_NOT_FOUND"), 404],
  ["INACTIVE_USER", REFUSED("CUSTOMER_UNREACHABLE"), null],
  ["PAUSE_USER", REFUSED("CUSTOMER_UNREACHABLE"), null],
  ["COMMON_INVALID_API_KEY", DEFERRED, 401],
  ["COMMON_UNAUTHORIZED", DEFERRED, 401],
  ["PAYMENT_SHOP_STATE_NOT_NORMAL", DEFERRED, null],
  ["PAYMENT_SHOP_STATE_CANNOT_REFUND", DEFERRED, null],
  ["REFUND_EXCEED_DAILY", { kind: "DEFERRED", until: new Date("2026-11-20T15:05:00Z") }, null],
  ["REFUND_ALREADY_REFUNDED", DONE_ALREADY, null],
  ["BNPL_ALREADY_COMPLETED_REFUND", DONE_ALREADY, null],
  ["COMMON_REFUND_ERROR", LOOK_UP, null],
  ["COMMON_ITS_NOT_ABLE_TO_CHANGE_STATUS", LOOK_UP, null],
  ["TRANSACTION_NOT_COMPLETE", LOOK_UP, null],
  ["REFUND_REFUND_NO_DUPLICATE", OPEN, null],
  ["COMMON_SYSTEM_ERROR", OPEN, null],
  ["COMMON_TIMEOUT", OPEN, null],
  ["COMMON_THROTTLED", OPEN, null],
  ["COMMON_BREAK_TIME_OF_BANK", OPEN, null],
  ["TRANSACTION_PENDING_ERROR", OPEN, null],
  ["CARD_SYSTEM_ERROR", OPEN, null],
  ["CARD_BANK_SYSTEM_ERROR", OPEN, null],
  ["CASH_RECEIPT_ALREADY_CANCEL_FAIL", OPEN, null],
  ["CASH_RECEIPT_CANCEL_ISSUE_FAIL", OPEN, null],
  ["CASH_RECEIPT_REVOKE_REGIST_ISSUE_FAIL", OPEN, null],
];
/** On Toss Pay's list, but of other calls: under a refund nobody knows what they mean. */
const OF_OTHER_CALLS = [
  "CASH_RECEIPT_NOT_EXIST",
  "COMMON_PAY_ERROR",
  "USER_STATUS_ERROR",
  "CORE_USER_ERROR",
  "BNPL_IN_PROGRESS_REQUEST",
];

describe("documented errors", () => {
  it.each(DOCUMENTED)("%s", (errorCode, expected, ownStatus) => {
    expect(verdict(failure(errorCode))).toMatchObject({ ...expected, code: errorCode });
    // Without the sentence too; it may be null.
    expect(verdict({ code: -1, errorCode, msg: null })).toMatchObject({ ...expected, code: errorCode });
    for (const status of [400, 401, 404]) {
      const own = status === ownStatus ? expected : OPEN;
      expect(verdict(failure(errorCode), status)).toMatchObject({ ...own, code: errorCode });
    }
    for (const status of [201, 403, 500, 502, 503]) {
      expect(verdict(failure(errorCode), status)).toMatchObject(OPEN);
    }
  });

  it.each([...OF_OTHER_CALLS, "REFUND_WHATEVER_COMES_TOMORROW", "constructor", "__proto__"])(
    "%s is UNKNOWN",
    (errorCode) => {
      expect(verdict({ ...failure("x"), errorCode })).toMatchObject({ ...OPEN, code: errorCode });
    },
  );

  it.each(["COMMON_REFUND_ERROR", "COMMON_INVALID_PARAMETER", "PAUSE_USER", "REFUND_WHATEVER_COMES_TOMORROW"])(
    "%s with a sentence that says the money is back, or will be, is no no",
    (errorCode) => {
      expect(verdict({ ...failure(errorCode), msg: "이미 환불된 거래입니다." })).toMatchObject(DONE_ALREADY);
      const later = { kind: "UNKNOWN", claim: "PERHAPS_DONE" };
      expect(verdict({ ...failure(errorCode), msg: "환불 접수가 완료되었습니다" })).toMatchObject(later);
    },
  );

  it("shows the sentence as delivered, without numbers that may be an account's", () => {
    expect(verdict({ ...failure("INACTIVE_USER"), msg: "탈퇴한 사용자입니다. (1599-4905)" })).toMatchObject({
      message: "탈퇴한 사용자입니다. (1599-4905)",
    });
    expect(verdict({ ...failure("INACTIVE_USER"), msg: "계좌 110-234-567890" })).toMatchObject({ message: "계좌 ***" });
    expect(verdict({ code: -1, errorCode: "PAUSE_USER" })).toMatchObject({ message: "PAUSE_USER" });
  });

  it.each([
    ["noon", "2026-11-20T03:00:00Z", "2026-11-20T15:05:00Z"],
    ["the last second of the day", "2026-11-20T14:59:59Z", "2026-11-20T15:05:00Z"],
    // Answered just after midnight, decided perhaps just before it: not a whole day later.
    ["midnight", "2026-11-20T15:00:00Z", "2026-11-20T15:05:00Z"],
    ["four minutes past", "2026-11-20T15:04:59Z", "2026-11-20T15:05:00Z"],
    ["five minutes past", "2026-11-20T15:05:00Z", "2026-11-21T15:05:00Z"],
    ["New Year's Eve", "2026-12-31T10:00:00Z", "2026-12-31T15:05:00Z"],
  ])("the daily limit at %s in Korea", (_, now, until) => {
    const read = verdict(failure("REFUND_EXCEED_DAILY"), 200, new Date(now));
    expect(read).toMatchObject({ kind: "DEFERRED", until: new Date(until) });
  });
});

describe("transport", () => {
  it("not sent is NOT_SENT, unanswered is UNKNOWN", () => {
    const lost = { code: "X", message: "y", durationMs: 1 };
    expect(verdictOf({ kind: "NOT_SENT", ...lost }, NOW, ASKED)).toEqual({
      kind: "NOT_SENT",
      finding: "NOT_SENT",
      code: "X",
      message: "X: y",
    });
    expect(verdictOf({ kind: "UNKNOWN", ...lost }, NOW, ASKED)).toMatchObject({ ...OPEN, code: "X" });
  });

  it.each([201, 204, 301, 400, 401, 403, 404, 429, 500, 502, 503, 504])("%i in HTML is UNKNOWN", (status) => {
    expect(verdict(undefined, status)).toMatchObject({ ...OPEN, code: `HTTP_${status}` });
  });
});

describe("whatever comes", () => {
  const codes = DOCUMENTED.map(([errorCode]) => errorCode);
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(KEY, ASKED.gatewayPaymentId, "constructor"));
  const nearly = fc.record(
    {
      code: fc.oneof(fc.constantFrom(0, -1, 1, -0), fc.jsonValue()),
      errorCode: fc.oneof(text, fc.constantFrom(...codes, ...OF_OTHER_CALLS)),
      msg: fc.oneof(text, fc.jsonValue()),
      refundNo: text,
      payToken: text,
      transactionId: fc.oneof(text, fc.jsonValue()),
      refundedAmount: fc.oneof(fc.integer(), fc.double(), fc.jsonValue()),
      refundedPaidAmount: fc.oneof(fc.integer(), fc.jsonValue()),
      approvalTime: fc.oneof(fc.string(), fc.constant("2026-11-20 11:00:00")),
      cardNumber: fc.jsonValue(),
      accountNumber: fc.string({ unit: fc.constantFrom("1", "*", "-", "가") }),
    },
    { requiredKeys: [] },
  );
  const nearlyGood = nearly.map((more) => refund(more));
  const body = fc.oneof(fc.jsonValue(), nearly, nearlyGood, fc.constant(undefined));
  const status = fc.oneof(fc.integer({ min: 100, max: 599 }), fc.constantFrom(200, 200, 200, 400, 401, 404, 429));

  /** Written anew, without the schema: the least that must hold for money to have moved. */
  const provesSuccess = (httpStatus: number, json: unknown): boolean => {
    const said = json as Record<string, unknown> | null | undefined;
    return (
      httpStatus === 200 &&
      said?.["code"] === 0 &&
      said["refundNo"] === KEY &&
      said["payToken"] === ASKED.gatewayPaymentId &&
      Number.isSafeInteger(said["refundedAmount"]) &&
      said["refundedAmount"] !== 0 &&
      typeof said["transactionId"] === "string" &&
      said["transactionId"] !== ""
    );
  };

  const saysListedNo = (httpStatus: number, json: unknown): boolean => {
    const said = json as { code?: unknown; errorCode?: unknown } | null | undefined;
    const listed = typeof said?.errorCode === "string" && codes.includes(said.errorCode);
    return [200, 400, 401, 404].includes(httpStatus) && said?.code === -1 && listed;
  };

  it("a verdict is given; success only for a proven one, a no only for a listed code; everything can be stored", () => {
    fc.assert(
      fc.property(status, body, (httpStatus, json) => {
        const read = verdict(json, httpStatus);
        expect(read.kind !== "SUCCEEDED" || provesSuccess(httpStatus, json)).toBe(true);
        const no =
          read.kind === "REFUSED" || read.kind === "DEFERRED" || (read.kind === "UNKNOWN" && read.claim !== "NOTHING");
        expect(!no || saysListedNo(httpStatus, json)).toBe(true);
        expect(["NOT_SENT", "PENDING"]).not.toContain(read.kind);
        const kept = JSON.stringify(read);
        expect(kept.length).toBeLessThan(6_000);
        expect(kept).not.toMatch(/\\u0000|\\ud[89a-f]/i);
      }),
      { seed: seedOf("Toss Pay verdict totality"), numRuns: 2_000 },
    );
  });
});
