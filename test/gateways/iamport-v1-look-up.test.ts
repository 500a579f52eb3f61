/** What i'mport V1's answer to a look-up proves, for each payment status and for answers that prove nothing. */
import fc from "fast-check";
import { lookUpOf } from "../../src/gateways/iamport-v1/gateway.js";
import type { LookUp } from "../../src/gateways/port.js";
import { answered, failure, IMP_UID, NOON, payment, row, success } from "./iamport-v1-answers.js";
import { seedOf } from "./random.js";

const lookUp = (json: unknown, status = 200): LookUp => lookUpOf(answered(status, json), IMP_UID);
const found = (read: LookUp) => (read.kind === "FOUND" ? read.picture : read);

const EARLIER = row(1_000, { cancelled_at: NOON - 60 });
const CLEAN = {
  amount: 10_000,
  cancelled: 0,
  extent: "NONE",
  paidByCustomer: 10_000,
  disputed: false,
  discounted: false,
  cancellations: [],
};

describe("payment statuses", () => {
  it.each([
    ["ready", "NOT_PAID"],
    ["failed", "NOT_PAID"],
    ["paid", "CAPTURED"],
  ])("%s is %s", (status, captureState) => {
    expect(found(lookUp(success(payment([], { status }))))).toEqual({ ...CLEAN, captureState });
    for (const none of [null, undefined]) {
      const bare = success(payment([], { status, cancel_history: none, promotion: none }));
      expect(found(lookUp(bare))).toEqual({ ...CLEAN, captureState });
    }
  });

  it("cancelled before it was paid: a virtual account that was closed", () => {
    expect(found(lookUp(success(payment([], { status: "cancelled", paid_at: 0 }))))).toEqual({
      ...CLEAN,
      captureState: "NOT_PAID",
    });
  });

  it.each(["paid", "cancelled"])("partly cancelled, told as %s: the amounts say how far", (status) => {
    const read = found(lookUp(success(payment([EARLIER, row(4_000)], { status }))));
    expect(read).toMatchObject({
      captureState: "CAPTURED",
      cancelled: 5_000,
      extent: "PART",
      cancellations: [{ cancellationId: "cancellation-1000" }, { cancellationId: "cancellation-4000" }],
    });
  });

  it("cancelled to the last won, with all that is told of it", () => {
    expect(found(lookUp(success(payment([row(10_000)]))))).toEqual({
      ...CLEAN,
      captureState: "CAPTURED",
      cancelled: 10_000,
      extent: "ALL",
      cancellations: [
        {
          cancellationId: "cancellation-10000",
          amount: 10_000,
          paidToCustomer: 10_000,
          at: new Date("2026-11-20T03:00:00Z"),
          providerCancellationId: "tid-10000",
          receiptUrl: "https://receipt.example/c",
          salesSlipUrl: "https://receipt.example/c",
          cashReceiptKey: null,
          instrument: "625804******1234",
          state: "SUCCEEDED",
          requestedAt: null,
          trigger: "UNRECOGNISED",
        },
      ],
    });
  });

  it("0 is no moment", () => {
    expect(found(lookUp(success(payment([row(10_000, { cancelled_at: 0 })]))))).toMatchObject({
      cancellations: [{ at: null }],
    });
  });
});

describe("promotions: amounts are before the discount", () => {
  const promotion = { id: "promotion-id-1", discount: 1_000 };

  it("what the customer paid is told while nothing is cancelled", () => {
    expect(found(lookUp(success(payment([], { promotion }))))).toMatchObject({
      amount: 10_000,
      discounted: true,
      paidByCustomer: 9_000,
    });
  });

  it("after a partial cancel it is not guessed, nor what went back", () => {
    expect(found(lookUp(success(payment([EARLIER], { promotion }))))).toMatchObject({
      discounted: true,
      paidByCustomer: null,
      cancellations: [{ amount: 1_000, paidToCustomer: null }],
    });
  });

  it.each([[{}], [{ discount: null }], [{ discount: 0.5 }], [{ discount: 10_001 }], ["a promotion"]])(
    "an unreadable one counts as one: %j",
    (strange) => {
      expect(found(lookUp(success(payment([], { promotion: strange }))))).toMatchObject({
        discounted: true,
        paidByCustomer: null,
      });
    },
  );

  it("one that took nothing off is none", () => {
    expect(found(lookUp(success(payment([], { promotion: { discount: 0 } }))))).toMatchObject({
      discounted: false,
      paidByCustomer: 10_000,
    });
  });
});

describe("no evidence", () => {
  it.each([
    ["a status of tomorrow", payment([], { status: "partly_captured" }), "UNRECOGNISED_PAYMENT_STATUS"],
    ["a status that every object knows", payment([], { status: "constructor" }), "UNRECOGNISED_PAYMENT_STATUS"],
    ["cancelled, paid, and nothing cancelled", payment([], { status: "cancelled" }), "CANCELLED_WITHOUT_AMOUNT"],
    ["never paid, and yet cancelled", payment([EARLIER], { status: "ready" }), "CANCELLED_WITHOUT_PAYMENT"],
    ["more cancelled than listed", payment([EARLIER], { cancel_amount: 2_000 }), "CANCELLATIONS_DO_NOT_ADD_UP"],
    ["less cancelled than listed", payment([EARLIER], { cancel_amount: 0 }), "CANCELLATIONS_DO_NOT_ADD_UP"],
    ["cancelled without its list", payment([], { cancel_amount: 10_000 }), "CANCELLATIONS_DO_NOT_ADD_UP"],
    ["one cancellation twice", payment([EARLIER, EARLIER]), "CANCELLATION_REPEATED"],
    ["more cancelled than paid", payment([row(10_001)]), "MORE_CANCELLED_THAN_PAID"],
    ["another payment", payment([], { imp_uid: "imp_2" }), "ANOTHER_PAYMENT"],
    ["dollars", payment([], { currency: "USD", amount: 10 }), "CURRENCY_NOT_KRW"],
    ["a fraction", payment([], { amount: 10.5 }), "UNREADABLE_ANSWER"],
    [
      "a row without an amount",
      payment([EARLIER], { cancel_history: [{ cancellation_id: "c" }] }),
      "UNREADABLE_ANSWER",
    ],
    ["no payment", null, "UNREADABLE_ANSWER"],
  ])("%s", (_, response, code) => expect(lookUp(success(response))).toMatchObject({ kind: "UNREACHABLE", code }));

  it.each([
    [404, undefined],
    [404, { message: "존재하지 않는 결제정보입니다." }],
    [404, success(payment([]))],
    [404, success(null)],
    [500, failure(-1, "존재하지 않는 결제정보입니다.")],
    [401, failure(-1, "Unauthorized")],
    [429, undefined],
    [502, undefined],
    [301, success(payment([]))],
  ])("%i %j", (status, json) => {
    expect(lookUp(json, status)).toMatchObject({ kind: "UNREACHABLE", code: `HTTP_${status}` });
  });

  it("200 with a failure in it, or not JSON", () => {
    expect(lookUp(failure(-1, "m"))).toMatchObject({ kind: "UNREACHABLE", code: "CODE_-1" });
    expect(lookUp(undefined)).toMatchObject({ kind: "UNREACHABLE", code: "HTTP_200" });
  });

  it("only i'mport's own 404 says that there is no such payment", () => {
    expect(lookUp(failure(-1, "존재하지 않는 결제정보입니다."), 404)).toEqual({ kind: "NOT_FOUND" });
    expect(lookUp({ code: -1, message: "m" }, 404)).toEqual({ kind: "NOT_FOUND" });
  });

  it("no answer is no evidence", () => {
    const lost = { code: "TIMEOUT", message: "m", durationMs: 1 };
    expect(lookUpOf({ kind: "NO_ANSWER", ...lost }, IMP_UID)).toMatchObject({ kind: "UNREACHABLE", code: "TIMEOUT" });
    expect(lookUpOf({ kind: "NOT_SENT", ...lost }, IMP_UID)).toMatchObject({ kind: "UNREACHABLE" });
  });
});

it("whatever comes, a look-up never throws, and a picture it finds adds up", () => {
  const amount = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(0, 1_000, 4_000, 10_000) }, fc.jsonValue());
  const cancellation = fc.record(
    { cancellation_id: fc.constantFrom("a", "b", "c", ""), amount, cancelled_at: fc.constantFrom(0, NOON, -1, "x") },
    { requiredKeys: ["cancellation_id", "amount"] },
  );
  const nearly = fc
    .record(
      {
        status: fc.constantFrom("paid", "cancelled", "ready", "__proto__"),
        imp_uid: fc.constantFrom(IMP_UID, IMP_UID, "imp_2", 1),
        amount,
        cancel_amount: amount,
        cancel_history: fc.oneof(fc.array(cancellation, { maxLength: 3 }), fc.jsonValue()),
        promotion: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    .map((more) => success(payment([], more)));
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 599 }),
      fc.oneof({ weight: 4, arbitrary: nearly }, fc.jsonValue()),
      fc.boolean(),
      (status, json, ok) => {
        const read = lookUp(json, ok ? 200 : status);
        if (read.kind !== "FOUND") return;
        const { picture } = read;
        expect((json as { response: { imp_uid: unknown } }).response.imp_uid).toBe(IMP_UID);
        expect(picture.cancellations.reduce((sum, one) => sum + (one.amount ?? NaN), 0)).toBe(picture.cancelled);
        expect(picture.extent === "NONE").toBe(picture.cancelled === 0);
        expect(picture.extent === "ALL").toBe(picture.cancelled === picture.amount && picture.cancelled !== 0);
      },
    ),
    { seed: seedOf("i'mport V1 look-up totality"), numRuns: 3_000 },
  );
});
