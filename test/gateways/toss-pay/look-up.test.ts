/** What Toss Pay's status answer proves, for each payment status and for answers that prove nothing. */
import fc from "fast-check";
import type { HttpResult } from "../../../src/gateways/http.js";
import type { ListedCancellation, LookUp, GatewayPaymentSnapshot } from "../../../src/gateways/port.js";
import type { RedactedSnapshot } from "../../../src/refund/settlement/ask-gateway.js";
import { lookUpOf } from "../../../src/gateways/toss-pay/gateway.js";
import { judge } from "../../../src/refund/settlement/evidence.js";
import { won } from "../../../src/money/minor-units.js";
import { answered, snapshotIn, UNTOLD, UNTOUCHED } from "../answers.js";
import { forAnyAnswer, testNoEvidence } from "../look-up-tables.js";
import { seedOf } from "../random.js";

const TOKEN = "rDgrfe4YRBnTNLo5lwpqb9";
const read = (result: HttpResult): LookUp => lookUpOf(result, TOKEN);
const lookUp = (json: unknown): LookUp => read(answered(200, json));
const snapshotOf = (json: unknown): GatewayPaymentSnapshot => snapshotIn(lookUp(json));

/** 10,000 ordered, 1,000 taken off, 9,000 paid, unless told otherwise. */
const pay = (more: object = {}) => ({
  stepType: "PAY",
  transactionId: "81a6bafc-b7b6-4959-82ba-e74034f379ea",
  transactionAmount: 10_000,
  discountedAmount: 1_000,
  pointAmount: 0,
  paidAmount: 9_000,
  regTs: "2026-11-20 10:00:00",
  ...more,
});
const plainPay = pay({ discountedAmount: 0, paidAmount: 10_000 });
const row = (amount: number, paid: number | undefined, id: string, more: object = {}) => ({
  stepType: "REFUND",
  transactionId: id,
  transactionAmount: -amount,
  discountedAmount: paid === undefined ? undefined : paid - amount,
  paidAmount: paid === undefined ? undefined : -paid,
  regTs: "2026-11-20 11:00:01",
  ...more,
});

const payment = (payStatus: string, more: object = {}) => ({
  code: 0,
  mode: "LIVE",
  payToken: TOKEN,
  orderNo: "o-1",
  payStatus,
  payMethod: "CARD",
  amount: 10_000,
  discountedAmount: 0,
  paidAmount: 10_000,
  refundableAmount: 10_000,
  amountTaxable: 9_090,
  amountTaxFree: 0,
  amountVat: 910,
  card: { cardNumber: "557042******700*", salesCheckLinkUrl: "https://pay.toss.im/x", spreadOut: 0 },
  transactions: [plainPay],
  ...more,
});

describe("payment statuses", () => {
  it.each(["PAY_STANDBY", "PAY_APPROVED", "PAY_PROGRESS", "PAY_CANCEL"])("%s is not paid", (payStatus) => {
    const open = { payToken: TOKEN, code: 0, payStatus, amount: 10_000, transactions: null, card: null };
    expect(lookUp(open)).toEqual({
      kind: "FOUND",
      snapshot: { ...UNTOUCHED, captureState: "NOT_PAID", paidByCustomer: null },
    });
    expect(snapshotOf(payment(payStatus, { transactions: [] }))).toMatchObject({ captureState: "NOT_PAID" });
  });

  it("PAY_COMPLETE, nothing refunded", () => {
    expect(lookUp(payment("PAY_COMPLETE"))).toEqual({ kind: "FOUND", snapshot: UNTOUCHED });
  });

  it.each<[string, object, object]>([
    [
      "a card and its company",
      {
        card: { cardNumber: "557042******700*", cardMethodType: "CHECK", cardCompanyName: "국민", cardCompanyCode: 4 },
      },
      { instrumentKind: "DEBIT_CARD", issuer: "국민" },
    ],
    ["a card company by its number", { card: { cardCompanyCode: 10 } }, { issuer: "BC" }],
    ["a number that is no company's", { card: { cardCompanyCode: 11, cardNumber: "5*" } }, { issuer: undefined }],
    [
      "an account",
      { card: null, accountBankCode: "004", accountNumber: "110******676" },
      { instrumentKind: "BANK_ACCOUNT", issuer: "국민은행" },
    ],
    ["fields of another type", { card: { cardMethodType: 1, cardCompanyName: {}, cardCompanyCode: "x" } }, {}],
  ])("%s", (_, fields, expected) => {
    const transactions = [plainPay, row(4_000, 4_000, "t-1", { discountedAmount: "?" })];
    const snapshot = snapshotOf(payment("REFUND_SUCCESS", { refundableAmount: 6_000, transactions, ...fields }));
    expect({ instrumentKind: undefined, issuer: undefined, ...snapshot }).toMatchObject(expected);
    expect(snapshot).toMatchObject({ cancelled: 4_000, cancellations: [{ amount: 4_000, ...expected }] });
  });

  it("REFUND_SUCCESS in part: 4,000 of 10,000 bought at 10 % off", () => {
    const refunded = payment("REFUND_SUCCESS", {
      discountedAmount: 600,
      paidAmount: 5_400,
      refundableAmount: 6_000,
      transactions: [pay(), row(4_000, 3_600, "t-1")],
    });
    expect(lookUp(refunded)).toEqual({
      kind: "FOUND",
      snapshot: {
        ...UNTOUCHED,
        cancelled: 4_000,
        extent: "PART",
        paidByCustomer: 9_000,
        discounted: true,
        cancellations: [
          {
            ...UNTOLD,
            cancellationId: "t-1",
            amount: 4_000,
            paidToCustomer: 3_600,
            refundedDiscount: 400,
            at: new Date("2026-11-20T02:00:01Z"),
            requestedAt: null,
            instrument: "557042******700*",
            state: "SUCCEEDED",
            trigger: "UNRECOGNISED",
          },
        ],
      },
    });
  });

  it("REFUND_SUCCESS in full, in two refunds, positive numbers too", () => {
    const transactions = [
      plainPay,
      row(4_000, 4_000, "t-1"),
      { ...row(0, 0, "t-2"), transactionAmount: 6_000, paidAmount: 6_000 },
    ];
    expect(snapshotOf(payment("REFUND_SUCCESS", { refundableAmount: 0, paidAmount: 0, transactions }))).toMatchObject({
      cancelled: 10_000,
      extent: "ALL",
      paidByCustomer: 10_000,
      discounted: false,
      cancellations: [{ amount: 4_000 }, { cancellationId: "t-2", amount: 6_000, paidToCustomer: 6_000 }],
    });
  });

  it("after a year nothing is refundable, and what was refunded stays known", () => {
    expect(snapshotOf(payment("SETTLEMENT_COMPLETE", { refundableAmount: 0 }))).toMatchObject({
      captureState: "CAPTURED",
      cancelled: 0,
      extent: "NONE",
    });
    const transactions = [plainPay, row(4_000, 4_000, "t-1")];
    expect(snapshotOf(payment("SETTLEMENT_REFUND_COMPLETE", { refundableAmount: 0, transactions }))).toMatchObject({
      captureState: "CAPTURED",
      cancelled: 4_000,
      extent: "PART",
    });
  });
});

describe("REFUND_PROGRESS", () => {
  it("a refund that is off the balance and not yet listed is pending", () => {
    const running = payment("REFUND_PROGRESS", {
      refundableAmount: 3_000,
      transactions: [plainPay, row(4_000, 4_000, "t-1")],
    });
    expect(snapshotOf(running)).toMatchObject({
      cancelled: 4_000,
      extent: "PART",
      cancellations: [
        { cancellationId: "t-1", state: "SUCCEEDED" },
        { cancellationId: "REFUND_PROGRESS:3000", amount: 3_000, state: "PENDING", paidToCustomer: null, at: null },
      ],
    });
  });

  it("a refund that is listed and not yet off the balance is pending: the newest of that amount", () => {
    const running = payment("REFUND_PROGRESS", {
      refundableAmount: 6_000,
      transactions: [
        plainPay,
        row(4_000, 4_000, "t-new", { regTs: "2026-11-20 12:00:00" }),
        row(4_000, 4_000, "t-old", { regTs: "2026-11-20 11:00:00" }),
      ],
    });
    const snapshot = snapshotOf(running);
    expect(snapshot).toMatchObject({ cancelled: 4_000, extent: "PART" });
    expect(snapshot.cancellations).toMatchObject([
      { cancellationId: "t-new", state: "PENDING", at: null, requestedAt: new Date("2026-11-20T03:00:00Z") },
      { cancellationId: "t-old", state: "SUCCEEDED" },
    ]);
  });

  it.each([
    ["nothing is off the balance and nothing is listed", { refundableAmount: 10_000 }],
    [
      "the newest row may be the running one",
      { refundableAmount: 6_000, transactions: [plainPay, row(4_000, 4_000, "t-1")] },
    ],
    ["the balance fits no row", { refundableAmount: 7_000, transactions: [plainPay, row(4_000, 4_000, "t-1")] }],
  ])("no picture while it cannot be told which refund is running: %s", (_, more) => {
    expect(lookUp(payment("REFUND_PROGRESS", more))).toMatchObject({ kind: "UNREACHABLE", code: "REFUND_IN_PROGRESS" });
  });
});

describe("what the rows tell", () => {
  const one = (more: object, refund: object): ListedCancellation | undefined =>
    snapshotOf(payment("REFUND_SUCCESS", { refundableAmount: 6_000, ...more, transactions: [plainPay, refund] }))
      .cancellations[0];

  it("an undiscounted refund went back in full, though the row does not say so", () => {
    expect(one({}, row(4_000, undefined, "t-1"))).toMatchObject({ paidToCustomer: 4_000 });
  });

  it("of a discounted one the customer's share is not guessed", () => {
    const transactions = [pay(), row(4_000, undefined, "t-1")];
    expect(snapshotOf(payment("REFUND_SUCCESS", { refundableAmount: 6_000, transactions }))).toMatchObject({
      discounted: true,
      cancellations: [{ amount: 4_000, paidToCustomer: null }],
    });
  });

  it("what the customer paid is not read from what remains", () => {
    const transactions = [row(4_000, 3_600, "t-1")];
    const told = snapshotOf(payment("REFUND_SUCCESS", { refundableAmount: 6_000, paidAmount: 5_400, transactions }));
    expect(told).toMatchObject({ paidByCustomer: null, discounted: true });
    expect(snapshotOf(payment("PAY_COMPLETE", { transactions: null, paidAmount: 9_000 }))).toMatchObject({
      paidByCustomer: 9_000,
      discounted: true,
    });
  });

  it("Toss Money: the account, masked; a clear number is dropped", () => {
    const money = { card: null, accountNumber: "110******676" };
    expect(one(money, row(4_000, 4_000, "t-1"))).toMatchObject({ instrument: "110******676" });
    const clear = { card: { cardNumber: "5570421234567008" }, accountNumber: "110234567890" };
    expect(one(clear, row(4_000, 4_000, "t-1"))).toMatchObject({ instrument: null });
  });

  it("a row in a word of tomorrow is no refund, so the balance must not lack it", () => {
    const strange = { ...row(4_000, 4_000, "t-1"), stepType: "REVERSAL" };
    expect(lookUp(payment("PAY_COMPLETE", { transactions: [plainPay, strange] }))).toMatchObject({ kind: "FOUND" });
    expect(
      lookUp(payment("PAY_COMPLETE", { refundableAmount: 6_000, transactions: [plainPay, strange] })),
    ).toMatchObject({ kind: "UNREACHABLE", code: "CANCELLATIONS_INCOMPLETE" });
  });

  it("the row is found as the effect of a refund whose answer was lost, and by the id of one that came", () => {
    const snapshot = snapshotOf(
      payment("REFUND_SUCCESS", {
        refundableAmount: 2_000,
        transactions: [plainPay, row(4_000, 4_000, "t-1"), row(4_000, 4_000, "t-2")],
      }),
    );
    const asked = {
      amount: won(4_000),
      cancellableBefore: won(6_000),
      knownCancellationIds: ["t-1"],
      accepted: false,
      claim: "NOTHING" as const,
    };
    const byAmount = judge({ ...asked, gatewayCancellationId: null }, snapshot as RedactedSnapshot, new Set());
    expect(byAmount).toMatchObject({ kind: "SUCCEEDED", cancellation: { cancellationId: "t-2", amount: 4_000 } });
    expect(judge({ ...asked, gatewayCancellationId: "t-2" }, snapshot as RedactedSnapshot, new Set())).toEqual(
      byAmount,
    );
  });
});

const refunds = (...rows: object[]) => ({ transactions: [plainPay, ...rows] });
const said = (errorCode: string, code = -1) => ({ code, errorCode, msg: "사유" });

testNoEvidence(read, {
  unreadable: [
    ["a status of tomorrow", payment("PAY_HALF"), "UNRECOGNISED_PAY_STATUS"],
    ["a status that every object knows", payment("constructor"), "UNRECOGNISED_PAY_STATUS"],
    ["refunded without a row", payment("REFUND_SUCCESS", { refundableAmount: 0 }), "CANCELLATIONS_MISSING"],
    ["refunded and settled without a row", payment("SETTLEMENT_REFUND_COMPLETE"), "CANCELLATIONS_MISSING"],
    [
      "less refundable than the rows explain",
      payment("PAY_COMPLETE", { refundableAmount: 9_999 }),
      "CANCELLATIONS_INCOMPLETE",
    ],
    [
      "more refundable than the rows leave",
      payment("REFUND_SUCCESS", refunds(row(4_000, 4_000, "t-1"))),
      "CANCELLATIONS_CONTRADICT",
    ],
    [
      "more refunded than paid",
      payment("REFUND_SUCCESS", { refundableAmount: 0, ...refunds(row(10_001, 10_001, "t-1")) }),
      "REFUNDED_MORE_THAN_PAID",
    ],
    [
      "one id twice",
      payment("REFUND_SUCCESS", { refundableAmount: 9_998, ...refunds(row(1, 1, "t"), row(1, 1, "t")) }),
      "SAME_TRANSACTION_TWICE",
    ],
    ["refunded and never paid", payment("PAY_CANCEL", refunds(row(1, 1, "t"))), "REFUNDED_BUT_NOT_PAID"],
    ["no refundable amount", payment("PAY_COMPLETE", { refundableAmount: undefined }), "NO_REFUNDABLE_AMOUNT"],
    ["more refundable than paid", payment("PAY_COMPLETE", { refundableAmount: 10_001 }), "NO_REFUNDABLE_AMOUNT"],
    ["another payment", { ...payment("PAY_COMPLETE"), payToken: "another" }, "ANOTHER_PAYMENT"],
    ["no payment named", { ...payment("PAY_COMPLETE"), payToken: undefined }, "UNREADABLE_ANSWER"],
    [
      "a row without an amount",
      payment("PAY_COMPLETE", refunds({ stepType: "REFUND", transactionId: "t" })),
      "UNREADABLE_ANSWER",
    ],
    ["half a won", payment("PAY_COMPLETE", { amount: 0.5 }), "UNREADABLE_ANSWER"],
    ["no code", { ...payment("PAY_COMPLETE"), code: undefined }, "UNREADABLE_ANSWER"],
    ["not JSON", undefined, "UNREADABLE_ANSWER"],
  ],
  strange: [
    [200, said("COMMON_SYSTEM_ERROR"), "COMMON_SYSTEM_ERROR"],
    [200, said("COMMON_INVALID_API_KEY"), "COMMON_INVALID_API_KEY"],
    [200, said("A_CODE_OF_TOMORROW"), "A_CODE_OF_TOMORROW"],
    [500, said("TRANSACTION_NOT_FOUND"), "TRANSACTION_NOT_FOUND"],
    [400, said("TRANSACTION_NOT_FOUND"), "TRANSACTION_NOT_FOUND"],
    ...[201, 301, 401, 404, 429, 502].flatMap((status) =>
      [undefined, { message: "not found" }, payment("PAY_COMPLETE")].map((body) => [status, body] as const),
    ),
    [200, said("TRANSACTION_NOT_FOUND", 0), "UNREADABLE_ANSWER"],
    [404, said("TRANSACTION_NOT_FOUND", 0)],
  ],
  absent: [
    [200, said("TRANSACTION_NOT_FOUND")],
    [404, said("TRANSACTION_NOT_FOUND")],
  ],
});

const statuses = [
  "PAY_STANDBY",
  "PAY_COMPLETE",
  "REFUND_PROGRESS",
  "REFUND_SUCCESS",
  "SETTLEMENT_COMPLETE",
  "SETTLEMENT_REFUND_COMPLETE",
  "__proto__",
];

it("a picture is always whole: amounts fit, whatever rows and balances come", () => {
  const rows = fc.array(
    fc.record({
      stepType: fc.constantFrom("PAY", "REFUND"),
      transactionId: fc.uuid(),
      transactionAmount: fc.integer({ min: -6, max: 6 }),
      paidAmount: fc.option(fc.integer({ min: -6, max: 6 }), { nil: undefined }),
      regTs: fc.constantFrom("2026-11-20 11:00:01", "2026-11-20 11:00:02", "x"),
    }),
    { maxLength: 4 },
  );
  const cases = fc.record({
    payStatus: fc.constantFrom(...statuses),
    amount: fc.integer({ min: 1, max: 12 }),
    refundableAmount: fc.nat({ max: 12 }),
    paidAmount: fc.nat({ max: 12 }),
    transactions: rows,
  });
  fc.assert(
    fc.property(cases, (more) => {
      const one = lookUp(payment(more.payStatus, more));
      if (one.kind !== "FOUND") return;
      const { amount, cancelled, extent, paidByCustomer, cancellations, captureState } = one.snapshot;
      const done = cancellations
        .filter((c) => c.state === "SUCCEEDED")
        .reduce((soFar, c) => soFar + (c.amount ?? 0), 0);
      expect(cancelled).toBe(done);
      expect(done).toBeLessThanOrEqual(more.amount);
      expect(extent).toBe(done === 0 ? "NONE" : done === more.amount ? "ALL" : "PART");
      expect(amount).toBe(more.amount);
      expect(paidByCustomer ?? 0).toBeLessThanOrEqual(more.amount);
      const running = cancellations.filter((c) => c.state === "PENDING");
      expect(running).toHaveLength(more.payStatus === "REFUND_PROGRESS" ? 1 : 0);
      expect(captureState === "CAPTURED" || cancellations.length === 0).toBe(true);
      const balanced = more.payStatus === "PAY_COMPLETE" || more.payStatus === "REFUND_SUCCESS";
      expect(!balanced || done === more.amount - more.refundableAmount).toBe(true);
    }),
    { seed: seedOf("Toss Pay pictures"), numRuns: 3_000 },
  );
});

it("whatever comes, a look-up never throws and finds only the payment asked for", () => {
  const amount = fc.oneof(fc.nat(), fc.constant(Number.MAX_SAFE_INTEGER), fc.jsonValue());
  const nearly = fc.record(
    {
      code: fc.constantFrom(0, 0, 0, -1, "0"),
      errorCode: fc.constantFrom("TRANSACTION_NOT_FOUND", "x"),
      payToken: fc.constantFrom(TOKEN, "another", 1),
      payStatus: fc.oneof(fc.constantFrom(...statuses), fc.jsonValue()),
      amount,
      refundableAmount: amount,
      paidAmount: amount,
      transactions: fc.oneof(
        fc.jsonValue(),
        fc.array(
          fc.record({
            stepType: fc.constantFrom("PAY", "REFUND"),
            transactionId: fc.string(),
            transactionAmount: amount,
          }),
        ),
      ),
      card: fc.jsonValue(),
      accountNumber: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  forAnyAnswer(read, { seed: "Toss Pay look-up totality", nearly }, (found, json) => {
    const its = json as { payToken?: unknown; code?: unknown; errorCode?: unknown };
    expect(found.kind !== "FOUND" || its.payToken === TOKEN).toBe(true);
    const isAbsent = () => its.code === -1 && its.errorCode === "TRANSACTION_NOT_FOUND";
    expect(found.kind !== "NOT_FOUND" || isAbsent()).toBe(true);
  });
});
