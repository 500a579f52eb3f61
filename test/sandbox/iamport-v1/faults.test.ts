/** Each fault of the i'mport V1 sandbox does what it says: to the caller, and to the money. */
import { randomUUID } from "node:crypto";
import type { FaultInput } from "../../../sandbox/iamport-v1/control.js";
import { handClock, until } from "../portone-v2/open-portone-v2.js";
import { IMP_KEY, IMP_SECRET, openIamport, type OpenIamport } from "./open-iamport-v1.js";
import { lookAt, NOTHING, transportFaults, type FaultCase, type Seen } from "../transport-faults.js";

const clock = handClock();
let open: OpenIamport;
let token: string;

beforeAll(async () => {
  open = await openIamport({ now: clock.now });
});
beforeEach(async () => {
  token = await open.token();
});
afterAll(() => open.end());

async function paid(behaviour?: FaultInput, pgProvider = "tosspayments"): Promise<string> {
  const id = `imp_${randomUUID()}`;
  await open.control.createPayment({ id, amount: { total: 10_000 }, pgProvider, ...(behaviour && { behaviour }) });
  return id;
}

const look = (method: string, path: string, body?: unknown, expected?: RegExp): Promise<Seen> => {
  const call = {
    method,
    headers: { authorization: token, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
  return lookAt(`${open.sandbox.url}${path}`, call, expected);
};

const cancelThousand = (id: string, expected?: RegExp) =>
  look("POST", "/payments/cancel", { imp_uid: id, amount: 1_000 }, expected);

const CANCELS: FaultCase<FaultInput, "SUCCEEDED" | "REQUESTED">[] = [
  ...transportFaults(/"cancel_amount":1000/),
  [{ kind: "UNAUTHORIZED" }, 401, /"code":-1,"message":"Unauthorized"/, null],
  [{ kind: "REFUSE" }, 200, /"code":-1,"message":".*거절/, null],
  [
    { kind: "REFUSE", code: 1, message: "이미 전액취소된 주문입니다." },
    200,
    /"code":1,"message":"이미 전액취소된/,
    null,
  ],
  [{ kind: "PENDING" }, 200, /"code":0.*"cancel_amount":0.*"cancel_history":\[\]/, "REQUESTED"],
];

it.each(CANCELS)("a cancel meets %j", async (fault, status, text, effect) => {
  const [id, bystander] = [await paid(), await paid()];
  await open.control.planFault({ hits: "cancel", paymentId: id, fault });
  expect((await cancelThousand(bystander)).text).toContain('"code":0');

  const seen = await cancelThousand(id, text);
  expect(seen.status).toBe(status);
  expect(seen.text ?? "nothing").toMatch(text);
  const statuses = (await open.control.cancellationsOf(id)).map((one) => one.status);
  expect(statuses).toEqual(effect === null ? [] : [effect]);

  expect((await cancelThousand(id)).text).toContain('"code":0');
  const [first, second] = await open.control.requests(id);
  expect([first?.fault, second?.fault]).toEqual([fault.kind, null]);
});

it.each<[FaultInput, number | null, RegExp]>([
  [{ kind: "LOSE_ANSWER_BEFORE_EFFECT" }, null, NOTHING],
  [{ kind: "SLOW", ms: 1, effect: "AFTER_WAIT" }, 200, /"status":"paid"/],
  [{ kind: "STATUS_5XX", status: 502 }, 502, /message/],
  [{ kind: "HTML" }, 502, /^<html>/],
  [{ kind: "TRUNCATED_JSON" }, 200, /^\{"code":0.*[^}]$/s],
  [{ kind: "HALF_OPEN" }, 200, NOTHING],
  [{ kind: "UNAUTHORIZED" }, 401, /Unauthorized/],
  [{ kind: "REFUSE", message: "점검 중" }, 200, /"code":-1,"message":"점검 중"/],
  [{ kind: "REFUSE", status: 404 }, 404, /"code":-1/],
])("a look-up meets %j", async (fault, status, text) => {
  const id = await paid();
  await open.control.planFault({ hits: "get", paymentId: id, fault });
  const seen = await look("GET", `/payments/${id}?include_sandbox=true`, undefined, text);
  expect(seen.status).toBe(status);
  expect(seen.text ?? "nothing").toMatch(text);
  expect((await look("GET", `/payments/find/order_${id}`)).status).toBe(200);
  expect((await open.control.requests(id)).map((one) => one.path)).toEqual([
    `/payments/${id}?include_sandbox=true`,
    `/payments/find/order_${id}`,
  ]);
});

it.each<[FaultInput, number | null, RegExp]>([
  [{ kind: "LOSE_ANSWER_BEFORE_EFFECT" }, null, NOTHING],
  [{ kind: "STATUS_5XX" }, 500, /message/],
  [{ kind: "HTML" }, 502, /^<html>/],
  [{ kind: "TRUNCATED_JSON" }, 200, /^\{"code":0.*[^}]$/s],
  [{ kind: "HALF_OPEN" }, 200, NOTHING],
  [{ kind: "UNAUTHORIZED" }, 401, /인증에 실패/],
  [{ kind: "REFUSE", message: "점검 중" }, 200, /"code":-1,"message":"점검 중"/],
])("asking for a token meets %j", async (fault, status, text) => {
  await open.control.planFault({ hits: "token", fault });
  const credential = { imp_key: IMP_KEY, imp_secret: IMP_SECRET };
  const seen = await look("POST", "/users/getToken", credential, text);
  expect(seen.status).toBe(status);
  expect(seen.text ?? "nothing").toMatch(text);
  expect((await look("POST", "/users/getToken", credential)).status).toBe(200);
});

it.each([
  ["BEFORE_WAIT", 1],
  ["AFTER_WAIT", 0],
] as const)("SLOW with its effect %s: a caller who gives up meanwhile leaves %i effects", async (effect, effects) => {
  const id = await paid({ kind: "SLOW", ms: 500_000, effect });
  const caller = new AbortController();
  const call = fetch(`${open.sandbox.url}/payments/cancel`, {
    method: "POST",
    headers: { authorization: token, "content-type": "application/json" },
    body: JSON.stringify({ imp_uid: id, amount: 1_000 }),
    signal: caller.signal,
  });
  await until(async () => (await open.control.requests(id))[0]?.fault === "SLOW");
  await until(async () => (await open.control.cancellationsOf(id)).length === effects);
  caller.abort();
  await expect(call).rejects.toThrow("aborted");
  expect(await open.control.requests(id)).toMatchObject([{ responseStatus: null }]);
});

it("after a lost answer the same checksum has no second effect", async () => {
  const id = await paid({ kind: "LOSE_ANSWER_AFTER_EFFECT" });
  const request = { imp_uid: id, amount: 1_000, checksum: 10_000 };
  expect((await look("POST", "/payments/cancel", request)).status).toBeNull();
  await open.control.createPayment({ id, amount: { total: 10_000 } });
  expect((await open.cancel(request)).body).toMatchObject({ code: 1, response: null });
  expect(await open.control.cancellationsOf(id)).toHaveLength(1);
});

it("expired tokens are refused, and the next one is another", async () => {
  const id = await paid();
  await open.control.expireTokens();
  expect((await cancelThousand(id)).status).toBe(401);
  expect(await open.control.cancellationsOf(id)).toEqual([]);
  const next = await open.token();
  expect(next).not.toBe(token);
  token = next;
  expect((await cancelThousand(id)).status).toBe(200);
});

it("a fault for everybody hits whoever comes first; a payment's own comes before it; clearing forgets", async () => {
  const [one, other] = [await paid(), await paid()];
  await open.control.planFault({ hits: "cancel", times: 2, fault: { kind: "HTML", effect: false } });
  await open.control.planFault({ hits: "cancel", paymentId: one, fault: { kind: "UNAUTHORIZED" } });
  const statuses = [];
  for (const id of [one, one, other, other]) statuses.push((await cancelThousand(id)).status);
  expect(statuses).toEqual([401, 502, 502, 200]);
  await open.control.planFault({ hits: "cancel", times: 9, fault: { kind: "UNAUTHORIZED" } });
  await open.control.clearFaults();
  expect((await cancelThousand(one)).status).toBe(200);
});

it("a fault of a payment also hits the cancel that names it by its merchant_uid", async () => {
  const id = await paid();
  await open.control.planFault({ hits: "cancel", paymentId: id, fault: { kind: "REFUSE", message: "한도" } });
  expect((await open.cancel({ merchant_uid: `order_${id}` })).body).toMatchObject({ code: -1, message: "한도" });
});

it("a plan that makes no sense is refused", async () => {
  await expect(open.control.planFault({ hits: "get", fault: { kind: "PENDING" } })).rejects.toThrow("only happen");
  await expect(open.control.planFault({ hits: "cancel", fault: { kind: "REFUSE", code: 0 } })).rejects.toThrow(
    "0 is success",
  );
});

describe("cancels that are only accepted (PayPal)", () => {
  it("hold their amount, and show in cancel_history when their time has come", async () => {
    for (const outcome of ["SUCCEEDED", "FAILED"] as const) {
      const id = await paid({ kind: "PENDING", delayMs: 60_000, outcome }, "paypal");
      const accepted = await open.cancel({ imp_uid: id, amount: 4_000, checksum: 10_000 });
      expect(accepted.body).toMatchObject({
        code: 0,
        response: { status: "paid", cancel_amount: 0, cancelled_at: 0, cancel_history: [] },
      });
      expect((await open.cancel({ imp_uid: id, amount: 6_001 })).body).toMatchObject({ code: 1 });
      clock.advance(60_000);
      await until(async () => (await open.control.payment(id))?.pending === 0);
      const { response } = (await open.get(`/payments/${id}`)).body;
      expect(response?.cancel_amount).toBe(outcome === "SUCCEEDED" ? 4_000 : 0);
      expect(response?.cancel_history.map((item) => item.amount)).toEqual(outcome === "SUCCEEDED" ? [4_000] : []);
      expect(await open.control.cancellationsOf(id)).toMatchObject([{ status: outcome }]);
    }
  });

  it("settle once by hand", async () => {
    const id = await paid({ kind: "PENDING" });
    await open.cancel({ imp_uid: id });
    const [waiting] = await open.control.cancellationsOf(id);
    expect(await open.control.settle(waiting?.id ?? "", "SUCCEEDED")).toMatchObject({ status: "SUCCEEDED" });
    await expect(open.control.settle(waiting?.id ?? "", "FAILED")).rejects.toThrow("not waiting");
    await expect(open.control.settle("none", "FAILED")).rejects.toThrow("no such");
    expect(await open.control.payment(id)).toMatchObject({ status: "cancelled", cancelled: 10_000, pending: 0 });
  });
});
