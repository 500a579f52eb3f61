/** What PortOne V2's answer to a look-up proves, for each payment status and for answers that prove nothing. */
import fc from "fast-check";
import type { HttpResult } from "../../src/gateways/http.js";
import type { LookUp } from "../../src/gateways/port.js";
import { lookUpOf } from "../../src/gateways/portone-v2/gateway.js";
import { seedOf } from "./random.js";

const answered = (status: number, json: unknown): HttpResult => ({
  kind: "ANSWERED",
  status,
  text: "",
  json,
  retryAfterSeconds: null,
  durationMs: 1,
});
const lookUp = (json: unknown, status = 200): LookUp => lookUpOf(answered(status, json), "pay-1");

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
  amount: { total: 10_000, taxFree: 0, discount: 0, paid: 10_000, cancelled: 0, cancelledTaxFree: 0 },
  ...more,
});
const cancelled = (amount: number, discount = 0) => ({ amount: { total: 10_000, discount, cancelled: amount } });

describe("payment statuses", () => {
  it.each(["READY", "PAY_PENDING", "PENDING", "VIRTUAL_ACCOUNT_ISSUED", "FAILED"])("%s is not paid", (status) => {
    expect(lookUp(payment(status))).toEqual({
      kind: "FOUND",
      picture: {
        captureState: "NOT_PAID",
        amount: 10_000,
        cancelled: 0,
        disputed: false,
        discounted: false,
        cancellations: [],
      },
    });
  });

  it("PAID, nothing cancelled", () => {
    expect(lookUp(payment("PAID", { disputes: [] }))).toEqual({
      kind: "FOUND",
      picture: {
        captureState: "CAPTURED",
        amount: 10_000,
        cancelled: 0,
        disputed: false,
        discounted: false,
        cancellations: [],
      },
    });
  });

  it("PAID may already hold cancellations that are under way or failed", () => {
    const rows = [row("REQUESTED", 3_000, { trigger: "API" }), row("FAILED", 2_000, { trigger: "API" })];
    expect(lookUp(payment("PAID", { cancellations: rows }))).toMatchObject({
      picture: {
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
    const read = lookUp(payment("PARTIAL_CANCELLED", { ...cancelled(1_875), cancellations: rows }));
    expect(read).toMatchObject({
      kind: "FOUND",
      picture: {
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
    expect(read.kind === "FOUND" && read.picture.cancellations[0]).toEqual({
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
    const read = lookUp(
      payment("CANCELLED", { ...cancelled(9_000, 1_000), cancellations: [row("SUCCEEDED", 10_000)] }),
    );
    expect(read).toMatchObject({
      picture: { cancelled: 10_000, cancellations: [{ amount: 10_000, paidToCustomer: null }] },
    });
  });

  it("a cancellation in a status of tomorrow is shown, not counted", () => {
    expect(lookUp(payment("PAID", { cancellations: [row("FROZEN", 1_000)] }))).toMatchObject({
      picture: { cancelled: 0, cancellations: [{ state: "UNRECOGNISED" }] },
    });
  });

  it.each([
    [["RESOLVED"], false],
    [["RESOLVED", "UNRESOLVED"], true],
    [["ESCALATED"], true],
  ])("disputes %j", (statuses, disputed) => {
    const disputes = statuses.map((status) => ({ status, reason: "r", createdAt: "x" }));
    expect(lookUp(payment("PAID", { disputes }))).toMatchObject({ picture: { disputed } });
  });
});

describe("no evidence", () => {
  it.each([
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
  ])("%s", (_, json, code) => expect(lookUp(json)).toMatchObject({ kind: "UNREACHABLE", code }));

  it.each([
    [404, undefined],
    [404, { type: "NOT_FOUND" }],
    [500, { type: "PAYMENT_NOT_FOUND" }],
    [401, { type: "UNAUTHORIZED" }],
    [429, undefined],
    [502, undefined],
    [301, payment("PAID")],
  ])("%i %j", (status, json) => {
    expect(lookUp(json, status)).toMatchObject({ kind: "UNREACHABLE", code: `HTTP_${status}` });
  });

  it("only PortOne's own 404 says that there is no such payment", () => {
    expect(lookUp({ type: "PAYMENT_NOT_FOUND", message: "m" }, 404)).toEqual({ kind: "NOT_FOUND" });
  });

  it("no answer is no evidence", () => {
    const failure = { code: "TIMEOUT", message: "m", durationMs: 1 };
    expect(lookUpOf({ kind: "NO_ANSWER", ...failure }, "pay-1")).toMatchObject({
      kind: "UNREACHABLE",
      code: "TIMEOUT",
    });
    expect(lookUpOf({ kind: "NOT_SENT", ...failure }, "pay-1")).toMatchObject({ kind: "UNREACHABLE" });
  });
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
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 599 }),
      fc.oneof(nearly, fc.jsonValue()),
      fc.boolean(),
      (code, json, ok) => {
        const read = lookUp(json, ok ? 200 : code);
        expect(read.kind !== "FOUND" || (json as { id?: unknown }).id === "pay-1").toBe(true);
      },
    ),
    { seed: seedOf("look-up totality"), numRuns: 2_000 },
  );
});
