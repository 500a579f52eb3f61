/** What PortOne V2's answer to a look-up proves, for each payment status and for answers that prove nothing. */
import fc from "fast-check";
import type { HttpResult } from "../../../src/gateways/http.js";
import type { LookUp } from "../../../src/gateways/port.js";
import { lookUpOf } from "../../../src/gateways/portone-v2/gateway.js";
import { answered, UNTOLD, UNTOUCHED } from "../answers.js";
import { forAnyAnswer, testNoEvidence } from "../look-up-tables.js";

const read = (result: HttpResult): LookUp => lookUpOf(result, "pay-1");
const lookUp = (json: unknown): LookUp => read(answered(200, json));

const row = (status: string, totalAmount: number, more: object = {}) => ({
  status,
  id: `c-${status}-${totalAmount}`,
  totalAmount,
  taxFreeAmount: 0,
  vatAmount: 0,
  reason: "r",
  requestedAt: "2026-11-20T02:00:00Z",
  ...more,
});

const payment = (status: string, more: object = {}) => ({
  status,
  id: "pay-1",
  currency: "KRW",
  amount: { total: 10_000, taxFree: 0, discount: 0, paid: 10_000, cancelled: 0, cancelledTaxFree: 0 },
  ...more,
});
const cancelled = (amount: number, discount = 0) => ({ amount: { total: 10_000, discount, cancelled: amount } });

describe("payment statuses", () => {
  it.each(["READY", "PAY_PENDING", "PENDING", "VIRTUAL_ACCOUNT_ISSUED", "FAILED"])("%s is not paid", (status) => {
    expect(lookUp(payment(status))).toEqual({
      kind: "FOUND",
      snapshot: { ...UNTOUCHED, captureState: "NOT_PAID", transferFailed: false },
    });
  });

  it("PAID, nothing cancelled", () => {
    expect(lookUp(payment("PAID", { disputes: [] }))).toEqual({
      kind: "FOUND",
      snapshot: { ...UNTOUCHED, captureState: "CAPTURED", transferFailed: false },
    });
  });

  it.each<[string, object, string | undefined]>([
    ["a card behind a wallet", { easyPayMethod: { type: "PaymentMethodCard", card: {} } }, "CARD"],
    ["a wallet's own money", { easyPayMethod: { type: "PaymentMethodEasyPayMethodCharge" } }, "MONEY"],
    ["a transfer behind a wallet is neither", { easyPayMethod: { type: "PaymentMethodTransfer" } }, undefined],
    ["a wallet that names nothing", {}, undefined],
    ["a method of tomorrow", { easyPayMethod: { type: "PaymentMethodStars" } }, undefined],
    ["a word of the language", { easyPayMethod: { type: "constructor" } }, undefined],
    ["another type", { easyPayMethod: [7] }, undefined],
    ["a card without a wallet", { type: "PaymentMethodCard", easyPayMethod: { type: "PaymentMethodCard" } }, undefined],
  ])("what was behind a wallet: %s", (_, method, walletSource) => {
    const read = lookUp(payment("PAID", { method: { type: "PaymentMethodEasyPay", provider: "KAKAOPAY", ...method } }));
    expect(read).toEqual({
      kind: "FOUND",
      snapshot: { ...UNTOUCHED, transferFailed: false, ...(walletSource && { walletSource }) },
    });
  });

  it("PAID may already hold cancellations that are under way or failed", () => {
    const rows = [row("REQUESTED", 3_000, { trigger: "API" }), row("FAILED", 2_000, { trigger: "API" })];
    expect(lookUp(payment("PAID", { cancellations: rows }))).toMatchObject({
      snapshot: {
        cancelled: 0,
        cancellations: [
          { cancellationId: "c-REQUESTED-3000", state: "PENDING", amount: 3_000, trigger: "API" },
          { cancellationId: "c-FAILED-2000", state: "FAILED", amount: 2_000 },
        ],
      },
    });
  });

  it("PARTIAL_CANCELLED lists what moved, when, how, and why", () => {
    const rows = [
      row("SUCCEEDED", 1_000, {
        trigger: "CONSOLE",
        cancelledAt: "2026-11-20T11:00:01+09:00",
        pgCancellationId: "pg-1",
        receiptUrl: "https://receipt.example/c",
      }),
      row("SUCCEEDED", 500, { trigger: "PORTONE_ADMIN" }),
      row("SUCCEEDED", 250, { trigger: "CHARGEBACK" }),
      row("SUCCEEDED", 125),
    ];
    const listed = lookUp(payment("PARTIAL_CANCELLED", { ...cancelled(1_875), cancellations: rows }));
    expect(listed).toMatchObject({
      kind: "FOUND",
      snapshot: {
        captureState: "CAPTURED",
        cancelled: 1_875,
        cancellations: [
          { trigger: "CONSOLE" },
          { trigger: "CONSOLE" },
          { trigger: "CHARGEBACK" },
          { trigger: "UNRECOGNISED" },
        ],
      },
    });
    expect(listed.kind === "FOUND" && listed.snapshot.cancellations[0]).toEqual({
      ...UNTOLD,
      cancellationId: "c-SUCCEEDED-1000",
      amount: 1_000,
      paidToCustomer: 1_000,
      at: new Date("2026-11-20T02:00:01Z"),
      providerCancellationId: "pg-1",
      receiptUrl: "https://receipt.example/c",
      state: "SUCCEEDED",
      requestedAt: new Date("2026-11-20T02:00:00Z"),
      trigger: "CONSOLE",
    });
  });

  it("CANCELLED with a discount: cancel units are order units, and the customer's share is not guessed", () => {
    const listed = lookUp(
      payment("CANCELLED", { ...cancelled(9_000, 1_000), cancellations: [row("SUCCEEDED", 10_000)] }),
    );
    expect(listed).toMatchObject({
      snapshot: {
        cancelled: 10_000,
        extent: "ALL",
        discounted: true,
        cancellations: [{ amount: 10_000, paidToCustomer: null }],
      },
    });
  });

  it.each([
    ["what the customer paid", { discount: 1_000, paid: 9_000 }, { paidByCustomer: 9_000, discounted: true }],
    ["nothing about it", {}, { paidByCustomer: null }],
    ["something unreadable", { paid: "9000" }, { paidByCustomer: null }],
  ])("the amounts say %s", (_, amounts, expected) => {
    expect(lookUp(payment("PAID", { amount: { total: 10_000, cancelled: 0, ...amounts } }))).toMatchObject({
      kind: "FOUND",
      snapshot: expected,
    });
  });

  it.each([
    [[9_999], "PART"],
    [[10_000], "ALL"],
    [[4_000, 6_000], "ALL"],
  ] as const)("%j of 10,000 cancelled is %s", (amounts, extent) => {
    const status = extent === "ALL" ? "CANCELLED" : "PARTIAL_CANCELLED";
    const total = amounts.reduce((sum: number, one) => sum + one, 0);
    const cancellations = amounts.map((one) => row("SUCCEEDED", one));
    expect(lookUp(payment(status, { ...cancelled(total), cancellations }))).toMatchObject({ snapshot: { extent } });
  });

  it("a cancellation in a status of tomorrow is shown, not counted", () => {
    expect(lookUp(payment("PAID", { cancellations: [row("FROZEN", 1_000)] }))).toMatchObject({
      snapshot: { cancelled: 0, cancellations: [{ state: "UNRECOGNISED" }] },
    });
  });

  it.each([
    [["RESOLVED"], false],
    [["RESOLVED", "UNRESOLVED"], true],
    [["ESCALATED"], true],
  ])("disputes %j", (statuses, disputed) => {
    const disputes = statuses.map((status) => ({ status, reason: "r", createdAt: "x" }));
    expect(lookUp(payment("PAID", { disputes }))).toMatchObject({ snapshot: { disputed } });
  });
});

describe("the transfer of a virtual account refund", () => {
  const method = (refundStatus?: unknown) => ({
    method: { type: "PaymentMethodVirtualAccount", accountNumber: "1", refundStatus },
  });
  const whole = { ...cancelled(10_000), cancellations: [row("SUCCEEDED", 10_000)] };

  it("PENDING: the cancel has succeeded, the money is not there yet", () => {
    expect(lookUp(payment("CANCELLED", { ...whole, ...method("PENDING") }))).toMatchObject({
      kind: "FOUND",
      snapshot: {
        cancelled: 0,
        extent: "NONE",
        transferFailed: false,
        cancellations: [{ cancellationId: "c-SUCCEEDED-10000", state: "PENDING", amount: 10_000 }],
      },
    });
  });

  it.each([
    ["COMPLETED", false],
    // The cancel stands: the balance is used, and people must see to the money.
    ["FAILED", true],
    ["PARTIAL_REFUND_FAILED", true],
    // A PG that does not reportReturn, and every other way of paying.
    [undefined, false],
  ])("%s: the cancel has succeeded, transferFailed %s", (refundStatus, transferFailed) => {
    expect(lookUp(payment("CANCELLED", { ...whole, ...method(refundStatus) }))).toMatchObject({
      kind: "FOUND",
      snapshot: { cancelled: 10_000, extent: "ALL", transferFailed, cancellations: [{ state: "SUCCEEDED" }] },
    });
  });

  it("PENDING speaks of the latest cancel that succeeded, not of one before it or one that failed", () => {
    const at = (time: string) => ({ requestedAt: time, cancelledAt: time });
    const cancellations = [
      row("SUCCEEDED", 3_000, at("2026-11-18T02:00:00Z")),
      row("SUCCEEDED", 2_000, at("2026-11-19T02:00:00Z")),
      row("FAILED", 1_000, at("2026-11-20T02:00:00Z")),
    ];
    expect(
      lookUp(payment("PARTIAL_CANCELLED", { ...cancelled(5_000), cancellations, ...method("PENDING") })),
    ).toMatchObject({
      kind: "FOUND",
      snapshot: {
        cancelled: 3_000,
        extent: "PART",
        cancellations: [{ state: "SUCCEEDED" }, { state: "PENDING", amount: 2_000 }, { state: "FAILED" }],
      },
    });
  });

  it("PENDING hides no missing row: the amounts must explain themselves first", () => {
    const cancellations = [row("SUCCEEDED", 2_000)];
    expect(
      lookUp(payment("PARTIAL_CANCELLED", { ...cancelled(3_000), cancellations, ...method("PENDING") })),
    ).toMatchObject({ kind: "UNREACHABLE", code: "CANCELLATIONS_INCOMPLETE" });
  });

  it("PENDING before anything was cancelled changes nothing", () => {
    expect(lookUp(payment("PAID", method("PENDING")))).toMatchObject({
      kind: "FOUND",
      snapshot: { cancelled: 0, extent: "NONE", cancellations: [] },
    });
  });
});

testNoEvidence(read, {
  unreadable: [
    ["a payment status of tomorrow", payment("PARTLY_CAPTURED"), "UNRECOGNISED_PAYMENT_STATUS"],
    ["a status that every object knows", payment("constructor"), "UNRECOGNISED_PAYMENT_STATUS"],
    ["cancelled without its list", payment("CANCELLED", cancelled(10_000)), "CANCELLATIONS_MISSING"],
    [
      "more cancelled than the rows explain",
      payment("PARTIAL_CANCELLED", { ...cancelled(3_000), cancellations: [row("SUCCEEDED", 2_000)] }),
      "CANCELLATIONS_INCOMPLETE",
    ],
    [
      "a row without an amount",
      payment("PAID", { cancellations: [{ status: "SUCCEEDED", id: "c" }] }),
      "UNREADABLE_ANSWER",
    ],
    ["another payment", { ...payment("PAID"), id: "pay-2" }, "ANOTHER_PAYMENT"],
    ["no amounts", { status: "PAID", id: "pay-1" }, "UNREADABLE_ANSWER"],
    ["not JSON", undefined, "UNREADABLE_ANSWER"],
  ],
  strange: [
    [404, undefined],
    [404, { type: "NOT_FOUND" }, "NOT_FOUND"],
    [500, { type: "PAYMENT_NOT_FOUND" }, "PAYMENT_NOT_FOUND"],
    [401, { type: "UNAUTHORIZED" }, "UNAUTHORIZED"],
    [429, undefined],
    [502, undefined],
    [301, payment("PAID")],
  ],
  absent: [[404, { type: "PAYMENT_NOT_FOUND", message: "m" }]],
});

it("whatever comes, a look-up never throws and finds only readable payments", () => {
  const amount = fc.oneof(fc.nat(), fc.constant(Number.MAX_SAFE_INTEGER), fc.jsonValue());
  const status = fc.constantFrom("PAID", "CANCELLED", "PARTIAL_CANCELLED", "SUCCEEDED", "REQUESTED", "x", "__proto__");
  const nearly = fc.record(
    {
      status,
      id: fc.constantFrom("pay-1", "pay-2", 1),
      amount: fc.record({ total: amount, cancelled: amount, discount: amount }, { requiredKeys: [] }),
      cancellations: fc.array(fc.record({ status, id: fc.string(), totalAmount: amount }, { requiredKeys: [] })),
      disputes: fc.jsonValue(),
      method: fc.oneof(
        fc.jsonValue(),
        fc.record({ refundStatus: fc.oneof(fc.constantFrom("PENDING", "COMPLETED", "FAILED"), fc.jsonValue()) }),
      ),
    },
    { requiredKeys: [] },
  );
  forAnyAnswer(read, { seed: "look-up totality", nearly }, (found, json) => {
    expect(found.kind !== "FOUND" || (json as { id?: unknown }).id === "pay-1").toBe(true);
  });
});
