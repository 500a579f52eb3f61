/** Each fault does what it says: to the caller, and to the money. */
import { randomUUID } from "node:crypto";
import type { FaultInput } from "../../../sandbox/portone-v2/control.js";
import { handClock, keyHeader, openSandbox, until, type OpenSandbox } from "./open-portone-v2.js";
import { lookAt, NOTHING, transportFaults, type FaultCase, type Seen } from "../transport-faults.js";

const clock = handClock();
let open: OpenSandbox;

beforeAll(async () => {
  open = await openSandbox({ now: clock.now });
});
afterAll(() => open.end());

async function paid(behaviour?: FaultInput): Promise<string> {
  const id = randomUUID();
  await open.control.createPayment({ id, amount: { total: 10_000 }, ...(behaviour && { behaviour }) });
  return id;
}

const thousand = { reason: "r", amount: 1_000 };

const look = (method: string, path: string, headers: Record<string, string> = {}, expected?: RegExp): Promise<Seen> => {
  const call = {
    method,
    headers: { authorization: "PortOne sandbox-api-secret", ...headers },
    ...(method === "POST" && { body: JSON.stringify(thousand) }),
  };
  return lookAt(`${open.sandbox.url}${path}`, call, expected);
};

const CASES: FaultCase<FaultInput, "SUCCEEDED" | "FAILED" | "REQUESTED">[] = [
  ...transportFaults(/SUCCEEDED/),
  [{ kind: "OUTSTANDING" }, 409, /IDEMPOTENCY_OUTSTANDING_REQUEST/, null],
  [{ kind: "UNAUTHORIZED" }, 401, /UNAUTHORIZED/, null],
  [{ kind: "TOO_MANY_REQUESTS" }, 429, /message/, null],
  [{ kind: "REFUSE" }, 502, /"pgCode":"SANDBOX_REFUSED"/, "FAILED"],
  [{ kind: "REFUSE", type: "CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN" }, 409, /CONSISTENCY_BROKEN/, null],
  [{ kind: "FAIL" }, 200, /"status":"FAILED"/, "FAILED"],
  [{ kind: "PENDING" }, 200, /"status":"REQUESTED"/, "REQUESTED"],
];

it.each(CASES)("%j", async (fault, status, text, effect) => {
  const paymentId = await paid();
  const bystander = await paid();
  await open.control.planFault({ hits: "cancel", paymentId, fault });
  expect((await look("POST", `/payments/${bystander}/cancel`)).status).toBe(200);

  const seen = await look("POST", `/payments/${paymentId}/cancel`, {}, text);
  expect(seen.status).toBe(status);
  expect(seen.text ?? "nothing").toMatch(text);
  const effects = (await open.control.cancellationsOf(paymentId)).map((one) => one.status);
  expect(effects).toEqual(effect ? [effect] : []);
  expect(await open.control.payment(paymentId)).toMatchObject({
    cancelled: effect === "SUCCEEDED" ? 1_000 : 0,
    pending: effect === "REQUESTED" ? 1_000 : 0,
  });

  // It was planned for one call only.
  expect((await look("POST", `/payments/${paymentId}/cancel`)).status).toBe(200);
  const [first, second] = await open.control.requests(paymentId);
  expect([first?.fault, second?.fault]).toEqual([fault.kind, null]);
});

it.each([
  ["BEFORE_WAIT", 1],
  ["AFTER_WAIT", 0],
] as const)("SLOW with its effect %s: a caller who gives up meanwhile leaves %i effects", async (effect, effects) => {
  const paymentId = await paid({ kind: "SLOW", ms: 500_000, effect });
  const caller = new AbortController();
  const call = fetch(`${open.sandbox.url}/payments/${paymentId}/cancel`, {
    method: "POST",
    headers: { authorization: "PortOne sandbox-api-secret" },
    body: JSON.stringify(thousand),
    signal: caller.signal,
  });
  await until(async () => (await open.control.requests(paymentId))[0]?.fault === "SLOW");
  await until(async () => (await open.control.cancellationsOf(paymentId)).length === effects);
  caller.abort();
  await expect(call).rejects.toThrow("aborted");
  expect(await open.control.cancellationsOf(paymentId)).toHaveLength(effects);
  expect(await open.control.requests(paymentId)).toMatchObject([{ responseStatus: null }]);
});

it("a lost answer can be fetched with the same key", async () => {
  const paymentId = await paid();
  await open.control.planFault({ hits: "cancel", paymentId, times: 2, fault: { kind: "LOSE_ANSWER_AFTER_EFFECT" } });
  const key = keyHeader();
  const tries = [];
  for (let i = 0; i < 3; i++) tries.push(await look("POST", `/payments/${paymentId}/cancel`, key));
  expect(tries.map((seen) => seen.status)).toEqual([null, null, 200]);
  const log = await open.control.requests(paymentId);
  expect(log.map((one) => [one.responseStatus, one.replayed, one.idempotencyKey])).toEqual([
    [null, false, key["idempotency-key"]],
    [null, true, key["idempotency-key"]],
    [200, true, key["idempotency-key"]],
  ]);
  expect(await open.control.cancellationsOf(paymentId)).toHaveLength(1);
});

it.each<[FaultInput, number | null, RegExp]>([
  [{ kind: "LOSE_ANSWER_BEFORE_EFFECT" }, null, NOTHING],
  [{ kind: "SLOW", ms: 1, effect: "AFTER_WAIT" }, 200, /"status":"PAID"/],
  [{ kind: "STATUS_5XX", status: 500 }, 500, /message/],
  [{ kind: "HTML" }, 502, /^<html>/],
  [{ kind: "TRUNCATED_JSON" }, 200, /^\{"status":"PAID".*[^}]$/s],
  [{ kind: "HALF_OPEN" }, 200, NOTHING],
  [{ kind: "UNAUTHORIZED" }, 401, /UNAUTHORIZED/],
  [{ kind: "TOO_MANY_REQUESTS", retryAfterSeconds: 7 }, 429, /message/],
  [{ kind: "REFUSE", type: "PAYMENT_NOT_FOUND" }, 404, /PAYMENT_NOT_FOUND/],
])("a look-up meets %j", async (fault, status, text) => {
  const paymentId = await paid();
  await open.control.planFault({ hits: "get", paymentId, fault });
  const seen = await look("GET", `/payments/${paymentId}`, {}, text);
  expect(seen.status).toBe(status);
  expect(seen.text ?? "nothing").toMatch(text);
  expect((await look("GET", `/payments/${paymentId}`)).status).toBe(200);
});

it("a fault for everybody hits whoever comes first; a payment's own comes before it", async () => {
  const [one, other] = [await paid(), await paid()];
  await open.control.planFault({ hits: "cancel", times: 2, fault: { kind: "HTML", effect: false } });
  await open.control.planFault({ hits: "cancel", paymentId: one, fault: { kind: "UNAUTHORIZED" } });
  const statuses = [];
  for (const id of [one, one, other, other]) statuses.push((await look("POST", `/payments/${id}/cancel`)).status);
  expect(statuses).toEqual([401, 502, 502, 200]);
  await open.control.planFault({ hits: "cancel", times: 9, fault: { kind: "UNAUTHORIZED" } });
  await open.control.clearFaults();
  expect((await look("POST", `/payments/${one}/cancel`)).status).toBe(200);
});

it("'the next n calls' are n, also when they come at once", async () => {
  const paymentId = await paid();
  await open.control.planFault({ hits: "cancel", paymentId, times: 3, fault: { kind: "OUTSTANDING" } });
  const answers = await Promise.all(Array.from({ length: 10 }, () => open.cancel(paymentId, thousand)));
  expect(answers.filter((answer) => answer.status === 409)).toHaveLength(3);
});

it("a behaviour lasts, over a restart too", async () => {
  const paymentId = await paid({ kind: "REFUSE", pgCode: "P1", pgMessage: "정지된 카드" });
  const refused = { status: 502, body: { pgCode: "P1", pgMessage: "정지된 카드" } };
  expect(await open.cancel(paymentId, thousand)).toMatchObject(refused);
  open = await open.restart();
  expect(await open.cancel(paymentId, thousand)).toMatchObject(refused);
});

it("a plan that makes no sense is refused", async () => {
  await expect(open.control.planFault({ hits: "get", fault: { kind: "PENDING" } })).rejects.toThrow("cannot happen");
});

describe("cancels that are only accepted", () => {
  it("hold their amount, and settle when their time has come", async () => {
    const ends = {
      SUCCEEDED: { cancelled: 4_000, status: "PARTIAL_CANCELLED" },
      FAILED: { cancelled: 0, status: "PAID" },
    };
    for (const outcome of ["SUCCEEDED", "FAILED"] as const) {
      const paymentId = await paid({ kind: "PENDING", delayMs: 60_000, outcome });
      await open.cancel(paymentId, { reason: "r", amount: 4_000 });
      expect(await open.cancel(paymentId, { reason: "r", amount: 6_001 })).toMatchObject({
        body: { type: "CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT" },
      });
      expect(await open.sdk.getPayment({ paymentId })).toMatchObject({
        status: "PAID",
        amount: { cancelled: 0 },
        cancellations: [{ status: "REQUESTED", totalAmount: 4_000 }],
      });
      clock.advance(60_000);
      await until(async () => (await open.control.payment(paymentId))?.pending === 0);
      expect(await open.control.payment(paymentId)).toMatchObject(ends[outcome]);
      expect(await open.control.cancellationsOf(paymentId)).toMatchObject([{ status: outcome }]);
    }
  });

  it("settle once by hand", async () => {
    const paymentId = await paid({ kind: "PENDING" });
    const { body } = await open.cancel(paymentId, { reason: "r" });
    const id = body.cancellation?.id ?? "";
    expect(await open.control.settle(id, "SUCCEEDED")).toMatchObject({ status: "SUCCEEDED", total: 10_000 });
    await expect(open.control.settle(id, "FAILED")).rejects.toThrow("PAYMENT_CANCELLATION_NOT_PENDING");
    expect(await open.control.payment(paymentId)).toMatchObject({ status: "CANCELLED", cancelled: 10_000, pending: 0 });
  });

  it("settle after a restart", async () => {
    const paymentId = await paid({ kind: "PENDING", delayMs: 60_000 });
    await open.cancel(paymentId, { reason: "r" });
    clock.advance(60_000);
    open = await open.restart();
    await until(async () => (await open.control.payment(paymentId))?.status === "CANCELLED");
    expect(await open.control.cancellationsOf(paymentId)).toMatchObject([{ status: "SUCCEEDED", total: 10_000 }]);
  });
});
