/** What EBP's answer to a look-up proves, for each payment status and for answers that prove nothing. */
import fc from "fast-check";
import { lookUpOf } from "../../src/gateways/ebp/gateway.js";
import type { HttpResult } from "../../src/gateways/http.js";
import type { LookUp } from "../../src/gateways/port.js";
import { seedOf } from "./random.js";

const answered = (status: number, json: unknown): HttpResult => ({
  kind: "ANSWERED",
  status,
  text: "",
  json,
  retryAfterSeconds: null,
  durationMs: 1,
});
const lookUp = (json: unknown, status = 200): LookUp => lookUpOf(answered(status, json), "ORD1");
const payment = (paymentStatus: unknown, more: object = {}) => ({
  resultCode: "0",
  message: "SUCCESS",
  requestId: "1",
  timestamp: "2026-11-20T02:00:00Z",
  data: { orderNo: "ORD1", storeRequestNo: "S1", pgTransactionId: "pg-1", buyerName: "b", paymentStatus, ...more },
});
const row = (cancellationId: string, state: string, providerCancellationId: string | null) => ({
  cancellationId,
  amount: null,
  paidToCustomer: null,
  at: null,
  providerCancellationId,
  receiptUrl: null,
  salesSlipUrl: null,
  cashReceiptKey: null,
  instrument: null,
  state,
  requestedAt: null,
  trigger: "UNRECOGNISED",
});

describe("payment statuses", () => {
  it.each([
    ["1", "Request", "NOT_PAID", "NONE", 0],
    ["2", "Complete", "CAPTURED", "NONE", 0],
    ["3", "Cancel", "CAPTURED", "ALL", null],
    ["4", "Fail", "NOT_PAID", "NONE", 0],
    ["5", "Pending", "AUTHORISED", "NONE", 0],
    ["6", "Pending Cancel", "AUTHORISED", "ALL", null],
    ["7", "Partial Cancel", "CAPTURED", "PART", null],
    ["9", "Register", "NOT_PAID", "NONE", 0],
  ])("%s %s", (status, _, captureState, extent, cancelled) => {
    // How the number is written is not documented: as text and as a number.
    for (const written of [status, Number(status), ` ${status} `]) {
      const read = lookUp(payment(written));
      expect(read).toMatchObject({ kind: "FOUND", picture: { captureState, extent, cancelled } });
    }
  });

  it("the whole picture of a partly cancelled payment: how far it went, and no amounts", () => {
    expect(lookUp(payment("7", { pgCancelTransactionId: "pgc-1" }))).toEqual({
      kind: "FOUND",
      picture: {
        captureState: "CAPTURED",
        amount: null,
        cancelled: null,
        extent: "PART",
        paidByCustomer: null,
        disputed: false,
        discounted: false,
        cancellations: [row("pgc-1", "SUCCEEDED", "pgc-1")],
      },
    });
  });

  it.each([
    ["2", undefined, []],
    ["7", undefined, []],
    ["7", null, []],
    ["7", "", []],
    ["3", "pgc-2", [row("pgc-2", "SUCCEEDED", "pgc-2")]],
    ["6", "pgc-2", [row("pgc-2", "PENDING", "pgc-2")]],
    ["5", "pgc-2", [row("pgc-2", "PENDING", "pgc-2")]],
    ["2", "pgc-2", [row("pgc-2", "UNRECOGNISED", "pgc-2")]],
    // All that was left is cancelled once: the order names it where nothing else does.
    ["3", undefined, [row("ORD1", "SUCCEEDED", null)]],
    ["6", undefined, [row("ORD1", "PENDING", null)]],
  ])("status %s with the cancel id %s", (status, pgCancelTransactionId, cancellations) => {
    expect(lookUp(payment(status, { pgCancelTransactionId }))).toMatchObject({ picture: { cancellations } });
  });
});

describe("no evidence", () => {
  it.each<[string, unknown, string]>([
    ["a status that is not in the flow", payment("8"), "UNRECOGNISED_PAYMENT_STATUS"],
    ["a status in words", payment("CANCELED"), "UNRECOGNISED_PAYMENT_STATUS"],
    ["a status that every object knows", payment("constructor"), "UNRECOGNISED_PAYMENT_STATUS"],
    ["no status", payment(undefined), "UNREADABLE_ANSWER"],
    ["another order", payment("2", { orderNo: "ORD2" }), "ANOTHER_PAYMENT"],
    ["no order", payment("2", { orderNo: undefined }), "UNREADABLE_ANSWER"],
    ["no data", { ...payment("2"), data: null }, "UNREADABLE_ANSWER"],
    ["an error under 200", { ...payment("2"), resultCode: "EBP-E-0001" }, "HTTP_200"],
    ["no result code", { data: payment("2").data }, "HTTP_200"],
    ["not JSON", undefined, "HTTP_200"],
  ])("%s", (_, json, code) => expect(lookUp(json)).toMatchObject({ kind: "UNREACHABLE", code }));

  it.each([
    [404, undefined],
    [404, { resultCode: "NOT_FOUND" }],
    [404, { resultCode: "EBP-A-0001" }],
    [404, { status: 404, error: "Not Found" }],
    [500, { resultCode: "EBP-Z-0002", message: "m" }],
    [401, { resultCode: "EBP-A-0001" }],
    [301, payment("2")],
    [500, payment("3")],
  ])("%i %j", (status, json) => {
    expect(lookUp(json, status)).toMatchObject({ kind: "UNREACHABLE", code: `HTTP_${status}` });
  });

  it("only EBP's own 404 says that there is no such order", () => {
    expect(lookUp({ resultCode: "EBP-Z-0002", message: "No data found", data: null }, 404)).toEqual({
      kind: "NOT_FOUND",
    });
  });

  it("no answer is no evidence", () => {
    const failure = { code: "TIMEOUT", message: "m", durationMs: 1 };
    for (const kind of ["NO_ANSWER", "NOT_SENT"] as const)
      expect(lookUpOf({ kind, ...failure }, "ORD1")).toMatchObject({ kind: "UNREACHABLE", code: "TIMEOUT" });
  });
});

it("whatever comes, a look-up never throws, finds only the order asked for, and NONE says 0", () => {
  const status = fc.constantFrom<unknown>("1", "2", 3, "5", "6", "7", "9", "x", "__proto__", null);
  const nearly = fc.record(
    {
      resultCode: fc.constantFrom<unknown>("0", 0, "EBP-Z-0002", null),
      data: fc.record(
        {
          orderNo: fc.constantFrom<unknown>("ORD1", "ORD2", 1),
          paymentStatus: fc.oneof(status, fc.jsonValue()),
          pgCancelTransactionId: fc.oneof(fc.string({ unit: "binary" }), fc.jsonValue()),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  );
  const http = fc.oneof(fc.constantFrom(200, 404), fc.integer({ min: 100, max: 599 }));
  fc.assert(
    fc.property(http, fc.oneof(nearly, fc.jsonValue()), (code, json) => {
      const read = lookUp(json, code);
      if (read.kind !== "FOUND") return;
      expect(code === 200 && (json as { data?: { orderNo?: unknown } }).data?.orderNo === "ORD1").toBe(true);
      expect(read.picture.cancelled).toBe(read.picture.extent === "NONE" ? 0 : null);
      expect(JSON.stringify(read)).not.toMatch(/\\u0000|\\ud[89a-f]/i);
    }),
    { seed: seedOf("EBP look-up totality"), numRuns: 2_000 },
  );
});
