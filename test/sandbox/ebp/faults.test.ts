/** Each fault of the EBP sandbox does what it says: to the caller, and to the money. */
import { randomUUID } from "node:crypto";
import type { FaultInput } from "../../../sandbox/ebp/control.js";
import { CODE_STATUS, type ResultCode } from "../../../sandbox/ebp/refusal.js";
import { handClock, until } from "../portone-v2/open-portone-v2.js";
import { cut, headersFor, openEbp, type OpenEbp } from "./open-ebp.js";
import { lookAt, NOTHING, transportFaults, type FaultCase, type Seen } from "../transport-faults.js";

const clock = handClock();
let open: OpenEbp;

beforeAll(async () => {
  open = await openEbp({ now: clock.now });
});
afterAll(() => open.end());

async function paid(behaviour?: FaultInput): Promise<string> {
  const id = randomUUID();
  await open.control.createPayment({ id, amount: { total: 10_000 }, ...(behaviour && { behaviour }) });
  return id;
}

function look(call: "cancel" | "detail", orderNo: string, expected?: RegExp): Promise<Seen> {
  const body = JSON.stringify(call === "cancel" ? cut(orderNo, 1_000) : { orderNo });
  const url = `${open.sandbox.url}/api/v2/payment/${call}`;
  return lookAt(url, { method: "POST", headers: headersFor(body), body }, expected);
}

const DONE = /"resultCode":"0".*"returnRequestId"/;

const CASES: FaultCase<FaultInput, "SUCCEEDED" | "REQUESTED">[] = [
  ...transportFaults(DONE),
  [{ kind: "UNAUTHORIZED" }, 401, /EBP-A-0001/, null],
  [{ kind: "UNAUTHORIZED", status: 400 }, 400, /EBP-A-0001/, null],
  [{ kind: "REFUSE" }, 500, /EBP-C-0010/, null],
  [{ kind: "REFUSE", code: "EBP-E-0007" }, 200, /EBP-E-0007.*"data":null/, null],
  [{ kind: "REFUSE", code: "EBP-C-0011", status: 200 }, 200, /EBP-C-0011/, null],
  [{ kind: "REFUSE", shape: "ERROR_DETAILS" }, 500, /"error":\{"errorDetails":\[\]\}/, null],
  [{ kind: "REFUSE", shape: "ERRORS" }, 500, /"errors":\[\]/, null],
  [{ kind: "REFUSE", code: "EBP-Z-0010", effect: true }, 500, /EBP-Z-0010/, "SUCCEEDED"],
  [{ kind: "REFUSE", code: "EBP-D-1234", effect: true }, 200, /EBP-D-1234/, "SUCCEEDED"],
  [{ kind: "PENDING" }, 200, DONE, "REQUESTED"],
];

it.each(CASES)("%j", async (fault, status, text, effect) => {
  const [paymentId, bystander] = [await paid(), await paid()];
  await open.control.planFault({ hits: "cancel", paymentId, fault });
  expect((await look("cancel", bystander)).status).toBe(200);

  const seen = await look("cancel", paymentId, text);
  expect(seen.status).toBe(status);
  expect(seen.text ?? "nothing").toMatch(text);
  const effects = (await open.control.cancellationsOf(paymentId)).map((one) => one.status);
  expect(effects).toEqual(effect ? [effect] : []);
  expect(await open.control.payment(paymentId)).toMatchObject({
    cancelled: effect === "SUCCEEDED" ? 1_000 : 0,
    pending: effect === "REQUESTED" ? 1_000 : 0,
  });

  // It was planned for one call only.
  expect((await look("cancel", paymentId)).status).toBe(200);
  const [first, second] = await open.control.requests(paymentId);
  expect([first?.fault, second?.fault]).toEqual([fault.kind, null]);
});

it.each(Object.entries(CODE_STATUS) as [ResultCode, number][])("%s comes with %i on demand", async (code, status) => {
  const paymentId = await paid();
  for (const hits of ["cancel", "get"] as const) {
    await open.control.planFault({ hits, paymentId, fault: { kind: "REFUSE", code, message: "거절" } });
    const seen = await look(hits === "get" ? "detail" : "cancel", paymentId);
    expect(seen.status).toBe(status);
    expect(JSON.parse(seen.text ?? "")).toMatchObject({ resultCode: code, message: "거절" });
  }
  expect(await open.control.cancellationsOf(paymentId)).toEqual([]);
});

it.each<[FaultInput, number | null, RegExp]>([
  [{ kind: "LOSE_ANSWER_BEFORE_EFFECT" }, null, NOTHING],
  [{ kind: "SLOW", ms: 1, effect: "AFTER_WAIT" }, 200, /"paymentStatus":"2"/],
  [{ kind: "STATUS_5XX", status: 500 }, 500, /message/],
  [{ kind: "HTML" }, 502, /^<html>/],
  [{ kind: "TRUNCATED_JSON" }, 200, /^\{"resultCode":"0".*[^}]$/s],
  [{ kind: "HALF_OPEN" }, 200, NOTHING],
  [{ kind: "UNAUTHORIZED" }, 401, /EBP-A-0001/],
])("a look-up meets %j", async (fault, status, text) => {
  const paymentId = await paid();
  await open.control.planFault({ hits: "get", paymentId, fault });
  const seen = await look("detail", paymentId, text);
  expect(seen.status).toBe(status);
  expect(seen.text ?? "nothing").toMatch(text);
  expect((await look("detail", paymentId)).status).toBe(200);
});

it.each([
  ["BEFORE_WAIT", 1],
  ["AFTER_WAIT", 0],
] as const)("SLOW with its effect %s: a caller who gives up meanwhile leaves %i effects", async (effect, effects) => {
  const paymentId = await paid({ kind: "SLOW", ms: 500_000, effect });
  const caller = new AbortController();
  const body = JSON.stringify(cut(paymentId, 1_000));
  const url = `${open.sandbox.url}/api/v2/payment/cancel`;
  const call = fetch(url, { method: "POST", headers: headersFor(body), body, signal: caller.signal });
  await until(async () => (await open.control.requests(paymentId))[0]?.fault === "SLOW");
  await until(async () => (await open.control.cancellationsOf(paymentId)).length === effects);
  caller.abort();
  await expect(call).rejects.toThrow("aborted");
  expect(await open.control.requests(paymentId)).toMatchObject([{ responseStatus: null, idempotencyKey: null }]);
});

it("a lost answer, sent again, is a second cancel: nothing recognises the repeat", async () => {
  const paymentId = await paid();
  await open.control.planFault({ hits: "cancel", paymentId, fault: { kind: "LOSE_ANSWER_AFTER_EFFECT" } });
  expect(await look("cancel", paymentId)).toEqual({ status: null, text: null });
  expect((await look("cancel", paymentId)).status).toBe(200);
  expect(await open.control.payment(paymentId)).toMatchObject({ cancelled: 2_000 });
});

it("a payment's own fault comes before one for everybody; a behaviour lasts, over a restart too", async () => {
  const [one, other] = [await paid(), await paid({ kind: "REFUSE", code: "EBP-D-0003" })];
  await open.control.planFault({ hits: "cancel", times: 2, fault: { kind: "HTML", effect: false } });
  await open.control.planFault({ hits: "cancel", paymentId: one, fault: { kind: "UNAUTHORIZED" } });
  const statuses = [];
  for (const id of [one, one, one]) statuses.push((await look("cancel", id)).status);
  expect(statuses).toEqual([401, 502, 502]);
  await open.control.planFault({ hits: "cancel", times: 9, fault: { kind: "UNAUTHORIZED" } });
  await open.control.clearFaults();
  expect((await look("cancel", one)).status).toBe(200);
  expect(await open.cancel(cut(other, 1))).toMatchObject({ body: { resultCode: "EBP-D-0003" } });
  open = await open.restart();
  expect(await open.cancel(cut(other, 1))).toMatchObject({ body: { resultCode: "EBP-D-0003" } });
});

it("'the next n calls' are n, also when they come at once", async () => {
  const paymentId = await paid();
  await open.control.planFault({ hits: "cancel", paymentId, times: 3, fault: { kind: "UNAUTHORIZED" } });
  const answers = await Promise.all(Array.from({ length: 10 }, () => open.cancel(cut(paymentId, 1_000))));
  expect(answers.filter((answer) => answer.status === 401)).toHaveLength(3);
});

it("a plan that makes no sense is refused", async () => {
  await expect(open.control.planFault({ hits: "get", fault: { kind: "PENDING" } })).rejects.toThrow("cannot happen");
  const unknown = { kind: "REFUSE", code: "EBP-C-9999" } as unknown as FaultInput;
  await expect(open.control.planFault({ hits: "cancel", fault: unknown })).rejects.toThrow("documented code");
});

describe("cancels that are only accepted", () => {
  it("show 6 and hold their amount until their time has come", async () => {
    const ends = {
      SUCCEEDED: [{ cancelled: 4_000, status: "PARTIAL_CANCEL" }, "7"],
      FAILED: [{ cancelled: 0, status: "COMPLETE" }, "2"],
    } as const;
    for (const outcome of ["SUCCEEDED", "FAILED"] as const) {
      const paymentId = await paid({ kind: "PENDING", delayMs: 60_000, outcome });
      await open.cancel(cut(paymentId, 4_000));
      expect(await open.cancel(cut(paymentId, 6_001))).toMatchObject({ body: { resultCode: "EBP-C-0010" } });
      const data = (await open.detail(paymentId)).body.data;
      expect(data).toMatchObject({ paymentStatus: "6" });
      expect(data).not.toHaveProperty("pgCancelTransactionId");
      clock.advance(60_000);
      await until(async () => (await open.control.payment(paymentId))?.pending === 0);
      expect(await open.control.payment(paymentId)).toMatchObject(ends[outcome][0]);
      expect(await open.detail(paymentId)).toMatchObject({ body: { data: { paymentStatus: ends[outcome][1] } } });
      expect(await open.control.cancellationsOf(paymentId)).toMatchObject([{ status: outcome }]);
    }
  });

  it("settle once by hand; a failed one gives its line back", async () => {
    const id = randomUUID();
    const items = [{ seq: 1, itemId: "P001", amount: 10_000, taxAmount: 909 }];
    await open.control.createPayment({ id, amount: { total: 10_000 }, items });
    await open.control.planFault({ hits: "cancel", paymentId: id, fault: { kind: "PENDING" } });
    const { body } = await open.cancel(cut(id, 10_000));
    const returnRequestId = body.data?.returnRequestId ?? "";
    expect(await open.control.settle(returnRequestId, "FAILED")).toMatchObject({ status: "FAILED", total: 10_000 });
    await expect(open.control.settle(returnRequestId, "SUCCEEDED")).rejects.toThrow("not waiting");
    expect(await open.cancel(cut(id, 10_000))).toMatchObject({ status: 200 });
    expect(await open.control.payment(id)).toMatchObject({ status: "CANCEL", cancelled: 10_000, pending: 0 });
  });

  it("settle after a restart", async () => {
    const paymentId = await paid({ kind: "PENDING", delayMs: 60_000 });
    await open.cancel(cut(paymentId, 10_000));
    clock.advance(60_000);
    open = await open.restart();
    await until(async () => (await open.control.payment(paymentId))?.status === "CANCEL");
  });
});
