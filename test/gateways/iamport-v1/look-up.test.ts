/** What i'mport V1's answer to a look-up proves, for each payment status and for answers that prove nothing. */
import fc from "fast-check";
import { lookUpOf } from "../../../src/gateways/iamport-v1/gateway.js";
import type { HttpResult } from "../../../src/gateways/http.js";
import type { LookUp } from "../../../src/gateways/port.js";
import { answered, snapshotIn, UNTOUCHED } from "../answers.js";
import { forAnyAnswer, testNoEvidence } from "../look-up-tables.js";
import { failure, IMP_UID, NOON, payment, row, success } from "./answers.js";

const read = (result: HttpResult): LookUp => lookUpOf(result, IMP_UID);
const found = (response: unknown) => snapshotIn(read(answered(200, success(response))));

const EARLIER = row(1_000, { cancelled_at: NOON - 60 });

describe("payment statuses", () => {
  it.each([
    ["ready", "NOT_PAID"],
    ["failed", "NOT_PAID"],
    ["paid", "CAPTURED"],
  ])("%s is %s", (status, captureState) => {
    expect(found(payment([], { status }))).toEqual({ ...UNTOUCHED, captureState });
    for (const none of [null, undefined]) {
      const bare = payment([], { status, cancel_history: none, promotion: none });
      expect(found(bare)).toEqual({ ...UNTOUCHED, captureState });
    }
  });

  it("cancelled before it was paid: a virtual account that was closed", () => {
    expect(found(payment([], { status: "cancelled", paid_at: 0 }))).toEqual({
      ...UNTOUCHED,
      captureState: "NOT_PAID",
    });
  });

  it.each(["paid", "cancelled"])("partly cancelled, told as %s: the amounts say how far", (status) => {
    const read = found(payment([EARLIER, row(4_000)], { status }));
    expect(read).toMatchObject({
      captureState: "CAPTURED",
      cancelled: 5_000,
      extent: "PART",
      cancellations: [{ cancellationId: "cancellation-1000" }, { cancellationId: "cancellation-4000" }],
    });
  });

  it.each<[string, unknown, unknown, string | undefined]>([
    ["KakaoPay by card", "kakaopay", "card", "CARD"],
    ["KakaoPay with its money", "kakaopay", "point", "MONEY"],
    ["KakaoPay, and no more", "kakaopay", "kakaopay", undefined],
    ["another type", "kakaopay", 7, undefined],
    ["a card at a PG", "html5_inicis", "card", undefined],
    ["points of another wallet", "naverpay", "point", undefined],
  ])("what was behind a wallet: %s", (_, pg_provider, pay_method, walletSource) => {
    expect(found(payment([], { status: "paid", pg_provider, pay_method })).walletSource).toBe(walletSource);
  });

  it("rows without an id are told apart by transaction, amount, second and number, the same on every look", () => {
    const unnamed = (amount: number, more: object = {}) => row(amount, { cancellation_id: null, pg_tid: "t", ...more });
    const list = [unnamed(1_000), unnamed(1_000), unnamed(2_000), unnamed(1_000, { cancelled_at: NOON + 1 })];
    const ids = (rows: { amount: number }[]) => found(payment(rows)).cancellations.map((one) => one.cancellationId);
    const named = [
      `no-id:t:1000:${NOON}:0`,
      `no-id:t:1000:${NOON}:1`,
      `no-id:t:2000:${NOON}:0`,
      `no-id:t:1000:${NOON + 1}:0`,
    ];
    expect(ids(list)).toEqual(named);
    expect(ids(list.toReversed()).toSorted()).toEqual(named.toSorted());
  });

  it("cancelled to the last won, with all that is told of it", () => {
    expect(found(payment([row(10_000)]))).toEqual({
      ...UNTOUCHED,
      captureState: "CAPTURED",
      cancelled: 10_000,
      extent: "ALL",
      cancellations: [
        {
          cancellationId: "cancellation-10000",
          derivedId: "no-id:tid-10000:10000:1795143600:0",
          amount: 10_000,
          paidToCustomer: 10_000,
          returnedAsPoints: null,
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
    expect(found(payment([row(10_000, { cancelled_at: 0 })]))).toMatchObject({
      cancellations: [{ at: null }],
    });
  });
});

describe("promotions: amounts are before the discount", () => {
  const promotion = { id: "promotion-id-1", discount: 1_000 };

  it("what the customer paid is told while nothing is cancelled", () => {
    expect(found(payment([], { promotion }))).toMatchObject({
      amount: 10_000,
      discounted: true,
      paidByCustomer: 9_000,
    });
  });

  it("after a partial cancel it is not guessed, nor what went back", () => {
    expect(found(payment([EARLIER], { promotion }))).toMatchObject({
      discounted: true,
      paidByCustomer: null,
      cancellations: [{ amount: 1_000, paidToCustomer: null }],
    });
  });

  it.each([[{}], [{ discount: null }], [{ discount: 0.5 }], [{ discount: 10_001 }], ["a promotion"]])(
    "an unreadable one counts as one: %j",
    (strange) => {
      expect(found(payment([], { promotion: strange }))).toMatchObject({
        discounted: true,
        paidByCustomer: null,
      });
    },
  );

  it("one that took nothing off is none", () => {
    expect(found(payment([], { promotion: { discount: 0 } }))).toMatchObject({
      discounted: false,
      paidByCustomer: 10_000,
    });
  });
});

it("dollars are read in cents", () => {
  expect(found(payment([row(2.5)], { currency: "USD", amount: 10.05 }))).toMatchObject({
    currency: "USD",
    amount: 1_005,
    cancelled: 250,
    cancellations: [{ amount: 250 }],
  });
});

const told = (...its: Parameters<typeof payment>) => success(payment(...its));

testNoEvidence(read, {
  unreadable: [
    ["a status of tomorrow", told([], { status: "partly_captured" }), "UNRECOGNISED_PAYMENT_STATUS"],
    ["a status that every object knows", told([], { status: "constructor" }), "UNRECOGNISED_PAYMENT_STATUS"],
    ["cancelled, paid, and nothing cancelled", told([], { status: "cancelled" }), "CANCELLED_WITHOUT_AMOUNT"],
    ["never paid, and yet cancelled", told([EARLIER], { status: "ready" }), "CANCELLED_WITHOUT_PAYMENT"],
    ["more cancelled than listed", told([EARLIER], { cancel_amount: 2_000 }), "CANCELLATIONS_DO_NOT_ADD_UP"],
    ["less cancelled than listed", told([EARLIER], { cancel_amount: 0 }), "CANCELLATIONS_DO_NOT_ADD_UP"],
    ["cancelled without its list", told([], { cancel_amount: 10_000 }), "CANCELLATIONS_DO_NOT_ADD_UP"],
    ["one cancellation twice", told([EARLIER, EARLIER]), "CANCELLATION_REPEATED"],
    ["more cancelled than paid", told([row(10_001)]), "MORE_CANCELLED_THAN_PAID"],
    ["another payment", told([], { imp_uid: "imp_2" }), "ANOTHER_PAYMENT"],
    ["a currency nobody has", told([], { currency: "XYZ" }), "UNREADABLE_ANSWER"],
    ["a fraction of a cent", told([], { currency: "USD", amount: 10.505 }), "UNREADABLE_ANSWER"],
    ["a fraction", told([], { amount: 10.5 }), "UNREADABLE_ANSWER"],
    ["a row without an amount", told([EARLIER], { cancel_history: [{ cancellation_id: "c" }] }), "UNREADABLE_ANSWER"],
    ["no payment", success(null), "UNREADABLE_ANSWER"],
  ],
  strange: [
    [404, undefined],
    [404, { message: "존재하지 않는 결제정보입니다." }],
    [404, success(payment([]))],
    [404, success(null)],
    [500, failure(-1, "존재하지 않는 결제정보입니다."), "CODE_-1"],
    [401, failure(-1, "Unauthorized")],
    [429, undefined],
    [502, undefined],
    [301, success(payment([]))],
    [200, failure(-1, "m"), "CODE_-1"],
    [200, undefined],
  ],
  absent: [
    [404, failure(-1, "존재하지 않는 결제정보입니다.")],
    [404, { code: -1, message: "m" }],
  ],
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
  forAnyAnswer(read, { seed: "i'mport V1 look-up totality", nearly, numRuns: 3_000 }, (one, json) => {
    if (one.kind !== "FOUND") return;
    const { snapshot } = one;
    expect((json as { response: { imp_uid: unknown } }).response.imp_uid).toBe(IMP_UID);
    expect(snapshot.cancellations.reduce((sum, each) => sum + (each.amount ?? NaN), 0)).toBe(snapshot.cancelled);
    expect(snapshot.extent === "NONE").toBe(snapshot.cancelled === 0);
    expect(snapshot.extent === "ALL").toBe(snapshot.cancelled === snapshot.amount && snapshot.cancelled !== 0);
  });
});
