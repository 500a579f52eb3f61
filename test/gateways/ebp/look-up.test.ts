/** What EBP's answer to a look-up proves, for each payment status and for answers that prove nothing. */
import fc from "fast-check";
import { lookUpOf } from "../../../src/gateways/ebp/gateway.js";
import type { HttpResult } from "../../../src/gateways/http.js";
import type { LookUp } from "../../../src/gateways/port.js";
import { answered, UNTOLD } from "../answers.js";
import { forAnyAnswer, testNoEvidence } from "../look-up-tables.js";

const read = (result: HttpResult): LookUp => lookUpOf(result, "ORD1");
const lookUp = (json: unknown): LookUp => read(answered(200, json));
const payment = (paymentStatus: unknown, more: object = {}) => ({
  resultCode: "0",
  message: "SUCCESS",
  requestId: "1",
  timestamp: "2026-11-20T02:00:00Z",
  data: { orderNo: "ORD1", storeRequestNo: "S1", pgTransactionId: "pg-1", buyerName: "b", paymentStatus, ...more },
});
const row = (cancellationId: string, state: string, providerCancellationId: string | null) => ({
  ...UNTOLD,
  cancellationId,
  amount: null,
  providerCancellationId,
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
      expect(lookUp(payment(written))).toMatchObject({ kind: "FOUND", snapshot: { captureState, extent, cancelled } });
    }
  });

  it("the whole picture of a partly cancelled payment: how far it went, and no amounts", () => {
    expect(lookUp(payment("7", { pgCancelTransactionId: "pgc-1" }))).toEqual({
      kind: "FOUND",
      snapshot: {
        captureState: "CAPTURED",
        currency: "KRW",
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
    expect(lookUp(payment(status, { pgCancelTransactionId }))).toMatchObject({ snapshot: { cancellations } });
  });
});

testNoEvidence(read, {
  unreadable: [
    ["a status that is not in the flow", payment("8"), "UNRECOGNISED_PAYMENT_STATUS"],
    ["a status in words", payment("CANCELED"), "UNRECOGNISED_PAYMENT_STATUS"],
    ["a status that every object knows", payment("constructor"), "UNRECOGNISED_PAYMENT_STATUS"],
    ["no status", payment(undefined), "UNREADABLE_ANSWER"],
    ["another order", payment("2", { orderNo: "ORD2" }), "ANOTHER_PAYMENT"],
    ["no order", payment("2", { orderNo: undefined }), "UNREADABLE_ANSWER"],
    ["no data", { ...payment("2"), data: null }, "UNREADABLE_ANSWER"],
    ["an error under 200", { ...payment("2"), resultCode: "EBP-E-0001" }, "EBP-E-0001"],
    ["no result code", { data: payment("2").data }, "HTTP_200"],
    ["not JSON", undefined, "HTTP_200"],
  ],
  strange: [
    [404, undefined],
    [404, { resultCode: "NOT_FOUND" }, "NOT_FOUND"],
    [404, { resultCode: "EBP-A-0001" }, "EBP-A-0001"],
    [404, { status: 404, error: "Not Found" }],
    [500, { resultCode: "EBP-Z-0002", message: "m" }, "EBP-Z-0002"],
    [401, { resultCode: "EBP-A-0001" }, "EBP-A-0001"],
    [301, payment("2")],
    [500, payment("3")],
  ],
  absent: [[404, { resultCode: "EBP-Z-0002", message: "No data found", data: null }]],
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
  forAnyAnswer(read, { seed: "EBP look-up totality", nearly }, (found, json, code) => {
    if (found.kind !== "FOUND") return;
    expect(code === 200 && (json as { data?: { orderNo?: unknown } }).data?.orderNo === "ORD1").toBe(true);
    expect(found.snapshot.cancelled).toBe(found.snapshot.extent === "NONE" ? 0 : null);
    expect(JSON.stringify(found)).not.toMatch(/\\u0000|\\ud[89a-f]/i);
  });
});
