/** Every documented answer of an i'mport V1 cancel has its verdict, and every other one is UNKNOWN (M3, M4). */
import fc from "fast-check";
import type { CancelCommand, Verdict } from "../../../src/gateways/port.js";
import { verdictOf } from "../../../src/gateways/iamport-v1/verdict.js";
import { minorUnits, won } from "../../../src/money/minor-units.js";
import { partsOf } from "../../../src/money/parts.js";
import { answered } from "../answers.js";
import { command, failure, IMP_UID, NOON, payment, row, success } from "./answers.js";
import { seedOf } from "../random.js";

const verdict = (status: number, body: unknown, sent = command()): Verdict => verdictOf(answered(status, body), sent);

const EARLIER = row(1_000, { cancelled_at: NOON - 60 });
const OURS = row(4_000);

describe("a success", () => {
  it("is found in the payment's history, and carries what moved", () => {
    expect(verdict(200, success(payment([EARLIER, OURS])))).toEqual({
      kind: "SUCCEEDED",
      cancellation: {
        cancellationId: "cancellation-4000",
        derivedId: "no-id:tid-4000:4000:1795143600:0",
        amount: 4_000,
        paidToCustomer: 4_000,
        returnedAsPoints: null,
        at: new Date("2026-11-20T03:00:00Z"),
        providerCancellationId: "tid-4000",
        receiptUrl: "https://receipt.example/c",
        salesSlipUrl: "https://receipt.example/c",
        cashReceiptKey: null,
        instrument: "625804******1234",
      },
    });
  });

  it.each(["paid", "cancelled", "partial_cancelled"])("status %s: only the amounts decide", (status) => {
    expect(verdict(200, success(payment([EARLIER, OURS], { status })))).toMatchObject({
      kind: "SUCCEEDED",
      cancellation: { amount: 4_000 },
    });
  });

  it("the order of the history does not matter, nor an earlier row of the same amount", () => {
    const sent = command({ cancellableBefore: won(6_000) });
    const twin = row(4_000, { cancelled_at: NOON - 60, cancellation_id: "twin" });
    for (const rows of [
      [OURS, twin],
      [twin, OURS],
    ]) {
      expect(verdict(200, success(payment(rows)), sent)).toMatchObject({
        kind: "SUCCEEDED",
        cancellation: { cancellationId: "cancellation-4000" },
      });
    }
  });

  it("an earlier row of the same second and another amount is not taken for ours", () => {
    const sameSecond = row(1_000);
    expect(verdict(200, success(payment([OURS, sameSecond])))).toMatchObject({
      cancellation: { cancellationId: "cancellation-4000" },
    });
  });

  it("another amount than asked for is told as it moved", () => {
    expect(verdict(200, success(payment([EARLIER, row(9_000)])))).toMatchObject({
      kind: "SUCCEEDED",
      cancellation: { amount: 9_000, cancellationId: "cancellation-9000" },
    });
  });

  it("with a promotion the customer's share is not guessed, and an amount that differs is not believed", () => {
    const promotion = { id: "promotion-id-1", discount: 1_000 };
    expect(verdict(200, success(payment([EARLIER, OURS], { promotion })))).toMatchObject({
      kind: "SUCCEEDED",
      cancellation: { amount: 4_000, paidToCustomer: null },
    });
    expect(verdict(200, success(payment([EARLIER, row(3_600)], { promotion })))).toMatchObject({
      kind: "UNKNOWN",
      claim: "NOTHING",
      code: "AMOUNT_DIFFERS",
    });
  });

  it("is lenient about what is optional, and about fields it does not know", () => {
    const bare = row(4_000, { cancelled_at: NOON, receipt_url: "javascript:alert(1)", pg_tid: null, colour: {} });
    const answer = payment([EARLIER, bare], { card_number: null, paid_at: "?", pay_method: 7, added: [] });
    expect(verdict(200, { ...success(answer), more: 1 })).toMatchObject({
      kind: "SUCCEEDED",
      cancellation: { receiptUrl: null, salesSlipUrl: null, providerCancellationId: null, instrument: null },
    });
  });

  it.each([
    ["625804******1234", true],
    ["6258-04**-****-1234", true],
    ["625804XXXXXX1234", true],
    ["6258041234561234", false],
    ["62580412345*1234", false],
    ["1234", false],
    ["<b>****</b>", false],
    ["", false],
  ])("card number %s is shown: %s", (card_number, shown) => {
    expect(verdict(200, success(payment([EARLIER, OURS], { card_number })))).toMatchObject({
      cancellation: { instrument: shown ? card_number : null },
    });
  });

  it("only cards have a sales slip", () => {
    expect(verdict(200, success(payment([EARLIER, OURS], { pay_method: "vbank" })))).toMatchObject({
      cancellation: { receiptUrl: "https://receipt.example/c", salesSlipUrl: null },
    });
  });
});

it("a success that shows nothing yet is accepted, and waited for without an id", () => {
  expect(verdict(200, success(payment([EARLIER])))).toEqual({ kind: "PENDING", cancellationId: null });
});

describe("a success whose effect cannot be told", () => {
  const twin = row(4_000, { cancellation_id: "twin" });
  it.each<[string, unknown, string, Partial<CancelCommand>?]>([
    ["less is cancelled than before", payment([]), "LESS_CANCELLED"],
    [
      "two equal rows of the same second, one of them there before",
      payment([OURS, twin]),
      "EFFECT_NOT_IDENTIFIED",
      { cancellableBefore: won(6_000) },
    ],
    [
      "ours and one of the console's, together",
      payment([EARLIER, OURS, row(500, { cancelled_at: NOON + 1 })]),
      "EFFECT_NOT_IDENTIFIED",
    ],
    [
      "ours and one of the console's, whose sum an earlier row has",
      payment([row(4_500, { cancelled_at: NOON - 60 }), OURS, row(500)]),
      "EFFECT_NOT_IDENTIFIED",
      { cancellableBefore: won(5_500) },
    ],
    [
      "the same, and the earlier row is of the same second",
      payment([row(4_500), OURS, row(500)]),
      "EFFECT_NOT_IDENTIFIED",
      { cancellableBefore: won(5_500) },
    ],
    [
      "the right amount, but an older row than another",
      payment([row(5_000), row(4_000, { cancelled_at: NOON - 60 })]),
      "EFFECT_NOT_IDENTIFIED",
      { cancellableBefore: won(5_000) },
    ],
    [
      "a history that is not the sum",
      payment([EARLIER, OURS], { cancel_amount: 6_000 }),
      "CANCELLATIONS_DO_NOT_ADD_UP",
    ],
    ["no history", payment([EARLIER, OURS], { cancel_history: null }), "CANCELLATIONS_DO_NOT_ADD_UP"],
    ["the same id twice", payment([OURS, OURS]), "CANCELLATION_REPEATED"],
    ["more cancelled than paid", payment([EARLIER, row(10_000)]), "MORE_CANCELLED_THAN_PAID"],
    ["another payment", payment([EARLIER, OURS], { imp_uid: "imp_2" }), "ANOTHER_PAYMENT"],
    ["a payment of another amount", payment([EARLIER, OURS], { amount: 11_000 }), "PAYMENT_AMOUNT_DIFFERS"],
    ["dollars", payment([EARLIER, OURS], { currency: "USD" }), "CURRENCY_DIFFERS"],
    ["no currency", payment([EARLIER, OURS], { currency: undefined }), "UNREADABLE_ANSWER"],
    ["half a won", payment([EARLIER, row(3_999.5)]), "UNREADABLE_ANSWER"],
    ["a negative row", payment([EARLIER, row(-4_000)]), "UNREADABLE_ANSWER"],
    ["an amount as text", payment([], { cancel_amount: "5000" }), "UNREADABLE_ANSWER"],
    ["an id no database stores", payment([row(4_000, { cancellation_id: "a\u0000" })]), "UNREADABLE_ANSWER"],
    ["milliseconds", payment([EARLIER, row(4_000, { cancelled_at: NOON * 1000 })]), "UNREADABLE_ANSWER"],
    ["no payment", null, "UNREADABLE_ANSWER"],
    ["a list", [payment([OURS])], "UNREADABLE_ANSWER"],
  ])("%s is UNKNOWN", (_, response, code, sent = {}) => {
    expect(verdict(200, success(response), command(sent))).toMatchObject({ kind: "UNKNOWN", claim: "NOTHING", code });
  });
});

describe("a failure under HTTP 200", () => {
  it.each([
    [1, "취소 가능 금액이 checksum과 일치하지 않습니다.", "STATE_DIFFERS", undefined],
    [-1, "[CD01] 취소 가능 기간이 경과하였습니다", "STATE_DIFFERS", "DEADLINE_PASSED"],
    [-1, "부분취소가 불가능한 거래입니다.", "STATE_DIFFERS", "PARTIAL_NOT_POSSIBLE"],
    [-1, "[2016] 취소 실패", "STATE_DIFFERS", "DEADLINE_PASSED"],
    [1, "이미 전액취소된 주문입니다.", "DONE_ALREADY", undefined],
    [1, "취소할 결제건이 존재하지 않습니다.", "DONE_ALREADY", undefined],
    [-1, "[8133] 기취소된 거래 입니다.", "DONE_ALREADY", undefined],
    [-1, "취소 접수 완료(익영업일 처리)", "PERHAPS_DONE", undefined],
    [-1, "응답시간 초과", "PERHAPS_DONE", undefined],
    [-1, "[CD99] 취소 불가 거래", "PERHAPS_DONE", undefined],
    [7, "", "PERHAPS_DONE", undefined],
  ])("%i %s claims %s", (code, message, claim, cause) => {
    const sent = command({ provider: "NICE" });
    const expected = {
      kind: "UNKNOWN",
      claim,
      finding: null,
      code: `CODE_${code}`,
      message: message || `CODE_${code}`,
      ...(cause && { cause }),
    };
    expect(verdict(200, failure(code, message), sent)).toEqual(expected);
    expect(verdict(200, { code, message }, sent)).toEqual(expected);
  });

  it("the code in brackets is the provider's: at another provider it says nothing", () => {
    const kcp = verdict(200, failure(-1, "[8133] 거래 오류"), command({ provider: "KCP" }));
    expect(kcp).toMatchObject({ kind: "UNKNOWN", claim: "DONE_ALREADY" });
    const unnamed = verdict(200, failure(-1, "[2016] 취소 실패"), command({ provider: null }));
    expect(unnamed).toMatchObject({ kind: "UNKNOWN", claim: "PERHAPS_DONE" });
  });

  it("a limit of the day is not now", () => {
    expect(verdict(200, failure(-1, "[2023] 취소 한도 초과"))).toMatchObject({ kind: "DEFERRED", until: null });
  });

  it("keeps no account number, phone number or address that a provider writes into its sentence", () => {
    expect(verdict(200, failure(-1, "계좌 110-234-567890 (홍@example.kr) 010-1234-5678 거절"))).toMatchObject({
      message: "계좌 *** (***) *** 거절",
    });
  });

  it("a failure with a payment in it says two things at once: believed in neither", () => {
    expect(verdict(200, { ...failure(1, "m"), response: payment([EARLIER, OURS]) })).toMatchObject({
      kind: "UNKNOWN",
      claim: "NOTHING",
    });
  });

  it.each([[{}], [{ code: "1", response: null }], [{ code: 0.5 }], [null], [[]], [undefined], ["text"]])(
    "%j is no answer of i'mport's",
    (body) => {
      expect(verdict(200, body)).toMatchObject({ kind: "UNKNOWN", claim: "NOTHING", code: "UNREADABLE_ANSWER" });
    },
  );
});

describe("other statuses", () => {
  it.each([failure(-1, "Unauthorized"), undefined])("401 (renewed before): turned away, %j", (body) => {
    expect(verdict(401, body)).toMatchObject({ kind: "DEFERRED", until: null, code: "HTTP_401" });
  });

  it.each([201, 204, 301, 400, 403, 404, 409, 429, 500, 502, 503, 504])("%i is UNKNOWN, whatever it says", (status) => {
    for (const body of [undefined, failure(-1, "m"), success(payment([EARLIER, OURS]))]) {
      expect(verdict(status, body)).toMatchObject({ kind: "UNKNOWN", claim: "NOTHING", code: `HTTP_${status}` });
    }
  });

  it("not sent is NOT_SENT, unanswered is UNKNOWN", () => {
    const lost = { code: "X", message: "y", durationMs: 1 };
    expect(verdictOf({ kind: "NOT_SENT", ...lost }, command())).toEqual({
      kind: "NOT_SENT",
      finding: "NOT_SENT",
      code: "X",
      message: "X: y",
    });
    expect(verdictOf({ kind: "UNKNOWN", ...lost }, command())).toMatchObject({ kind: "UNKNOWN", claim: "NOTHING" });
  });
});

describe("whatever comes", () => {
  /** Few amounts, times and ids, so that rows often coincide. */
  const cancellation = fc.record(
    {
      cancellation_id: fc.oneof({ weight: 9, arbitrary: fc.constantFrom("a", "b", "c", "d") }, fc.jsonValue()),
      amount: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(500, 1_000, 4_000, 4_500, 9_000) }, fc.double()),
      cancelled_at: fc.constantFrom(0, NOON - 1, NOON),
    },
    { requiredKeys: ["cancellation_id", "amount", "cancelled_at"] },
  );
  const answer = fc
    .record({
      rows: fc.array(cancellation, { maxLength: 4 }),
      imp_uid: fc.constantFrom(IMP_UID, IMP_UID, IMP_UID, "imp_2"),
      status: fc.oneof(fc.constantFrom("paid", "cancelled"), fc.string()),
      off: fc.constantFrom(0, 0, 0, 1_000),
      currency: fc.constantFrom("KRW", "KRW", "KRW", "USD"),
      promotion: fc.constantFrom(null, null, { discount: 1_000 }, "?"),
    })
    .map(({ rows, off, ...rest }) => {
      const sum = rows.reduce((soFar, { amount }) => soFar + (typeof amount === "number" ? amount : 0), 0);
      return { ...payment([]), ...rest, cancel_history: rows, cancel_amount: sum + off };
    });
  const body = fc.oneof(
    { weight: 4, arbitrary: answer.map(success) },
    fc.record({ code: fc.oneof(fc.integer(), fc.jsonValue()), message: fc.jsonValue(), response: fc.jsonValue() }),
    fc.jsonValue(),
    fc.constant(undefined),
  );
  const status = fc.oneof({ weight: 4, arbitrary: fc.constant(200) }, fc.integer({ min: 100, max: 599 }));
  const sent = fc
    .record({ amount: fc.constantFrom(500, 1_000, 4_000), before: fc.constantFrom(4_000, 5_500, 9_000, 10_000) })
    .map(({ amount, before }) =>
      command({ amount: partsOf({ taxable: amount }), cancellableBefore: minorUnits(before) }),
    );

  interface Row {
    amount: number;
    cancelled_at: number;
    cancellation_id: string;
  }

  /**
   * Written anew, without the room: every set of rows that could have come after our call (what was there before adds
   * up to `amount − checksum`, and nothing of it is newer than what came).
   */
  const couldHaveCome = (rows: Row[], before: number): Row[][] => {
    const sets = rows.reduce<Row[][]>((soFar, one) => [...soFar, ...soFar.map((set) => [...set, one])], [[]]);
    return sets.filter((came) => {
      const there = rows.filter((one) => !came.includes(one));
      const inOrder = there.every((old) => came.every((fresh) => fresh.cancelled_at >= old.cancelled_at));
      return inOrder && came.length > 0 && there.reduce((sum, one) => sum + one.amount, 0) === before;
    });
  };

  /** A row without an id is named after what it says. */
  const isNamed = ({ cancellation_id: id, amount, cancelled_at: at }: Row, name: string): boolean =>
    id ? id === name : name.startsWith("no-id:") && name.includes(`:${amount}:${at}:`);

  /** The least that must hold for a success: no way to read the history in which this row is not what our call did. */
  const proven = (json: unknown, asked: CancelCommand, cancellationId: string): boolean => {
    const { response } = json as { response: { cancel_history: Row[] } };
    const possible = couldHaveCome(response.cancel_history, 10_000 - asked.cancellableBefore);
    // Alone; or several at once, none of which has the amount we asked for, which ours would have.
    const ours = (came: Row[]): boolean =>
      (came.length === 1 && came[0] !== undefined && isNamed(came[0], cancellationId)) ||
      !came.some((one) => one.amount === asked.amount.total);
    return possible.length > 0 && possible.every(ours);
  };

  it("a verdict is given, success only for the one row that can be ours, and everything in it can be stored", () => {
    fc.assert(
      fc.property(status, body, sent, (code, json, asked) => {
        const read = verdict(code, json, asked);
        expect(["SUCCEEDED", "PENDING", "UNKNOWN", "DEFERRED"]).toContain(read.kind);
        expect(read.kind === "DEFERRED").toBe(code === 401);
        expect(
          read.kind !== "SUCCEEDED" || (code === 200 && proven(json, asked, read.cancellation.cancellationId)),
        ).toBe(true);
        const kept = JSON.stringify(read);
        expect(kept.length).toBeLessThan(4_000);
        expect(kept).not.toMatch(/\\u0000|\\ud[89a-f]/i);
      }),
      { seed: seedOf("i'mport V1 verdict totality"), numRuns: 5_000 },
    );
  });
});
