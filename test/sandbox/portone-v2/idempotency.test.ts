/** One Idempotency-Key, one effect: in parallel, replayed, after a refusal, after three hours, after a restart. */
import { randomUUID } from "node:crypto";
import { handClock, keyHeader, openSandbox, until, type OpenSandbox } from "./open-portone-v2.js";

const HOUR_MS = 60 * 60 * 1000;
const clock = handClock();
let open: OpenSandbox;

beforeAll(async () => {
  open = await openSandbox({ now: clock.now });
});
afterAll(() => open.end());

async function paid(): Promise<string> {
  const id = randomUUID();
  await open.control.createPayment({ id, amount: { total: 10_000 } });
  return id;
}

const thousand = { reason: "r", amount: 1_000 };

it("20 parallel calls with one key have one effect; the rest is in flight or a replay", async () => {
  const paymentId = await paid();
  const key = keyHeader();
  const answers = await Promise.all(Array.from({ length: 20 }, () => open.cancel(paymentId, thousand, key)));
  const answered = answers.map(({ status, body }) => `${status} ${body.type ?? body.cancellation?.status}`);
  for (const one of answered) expect(["200 SUCCEEDED", "409 IDEMPOTENCY_OUTSTANDING_REQUEST"]).toContain(one);
  expect(answered).toContain("200 SUCCEEDED");
  const ids = new Set(answers.flatMap(({ body }) => body.cancellation?.id ?? []));
  const effects = await open.control.cancellationsOf(paymentId);
  expect(effects.map((one) => one.id)).toEqual([...ids]);
});

it("a completed key replays its answer byte for byte, and says so in the log", async () => {
  const paymentId = await paid();
  const headers = { authorization: "PortOne sandbox-api-secret", ...keyHeader() };
  const texts: string[] = [];
  for (let i = 0; i < 3; i++) {
    const url = `${open.sandbox.url}/payments/${paymentId}/cancel`;
    texts.push(await (await fetch(url, { method: "POST", headers, body: JSON.stringify(thousand) })).text());
  }
  expect(new Set(texts).size).toBe(1);
  expect((await open.control.requests(paymentId)).map((one) => one.replayed)).toEqual([false, true, true]);
  expect(await open.control.cancellationsOf(paymentId)).toHaveLength(1);
});

it("the order of a body's fields does not make another payload; another amount or payment does", async () => {
  const paymentId = await paid();
  const key = keyHeader();
  await open.cancel(paymentId, thousand, key);
  expect(await open.cancel(paymentId, '{"amount":1000, "reason":"r"}', key)).toMatchObject({ status: 200 });
  const conflict = { status: 400, body: { type: "INVALID_REQUEST" } };
  expect(await open.cancel(paymentId, { ...thousand, amount: 2_000 }, key)).toMatchObject(conflict);
  expect(await open.cancel(await paid(), thousand, key)).toMatchObject(conflict);
});

it("a refusal is replayed too, even when the call would succeed by now", async () => {
  const paymentId = await paid();
  const key = keyHeader();
  await open.control.planFault({ hits: "cancel", paymentId, fault: { kind: "REFUSE" } });
  const refused = await open.cancel(paymentId, thousand, key);
  expect(refused).toMatchObject({ status: 502, body: { type: "PG_PROVIDER", pgCode: "SANDBOX_REFUSED" } });
  expect(await open.cancel(paymentId, thousand, key)).toEqual(refused);
  expect((await open.cancel(paymentId, thousand, keyHeader())).status).toBe(200);
});

it("a replay leaves planned refusals for a call that really works", async () => {
  const paymentId = await paid();
  const key = keyHeader();
  await open.cancel(paymentId, thousand, key);
  await open.control.planFault({ hits: "cancel", paymentId, fault: { kind: "FAIL" } });
  expect(await open.cancel(paymentId, thousand, key)).toMatchObject({
    body: { cancellation: { status: "SUCCEEDED" } },
  });
  expect(await open.cancel(paymentId, thousand, keyHeader())).toMatchObject({
    body: { cancellation: { status: "FAILED" } },
  });
});

it("is remembered just short of three hours, and then forgotten", async () => {
  const paymentId = await paid();
  const key = keyHeader();
  const first = await open.cancel(paymentId, thousand, key);
  clock.advance(3 * HOUR_MS - 1);
  expect(await open.cancel(paymentId, thousand, key)).toEqual(first);
  clock.advance(1);
  const second = await open.cancel(paymentId, thousand, key);
  expect(second.body.cancellation?.id).not.toBe(first.body.cancellation?.id);
  expect(await open.cancel(paymentId, thousand, key)).toEqual(second);
  expect(await open.control.cancellationsOf(paymentId)).toHaveLength(2);
});

it.each([
  ["without quotes", "0123456789abcdef"],
  ["too short", '"0123456789abcde"'],
  ["too long", `"${"k".repeat(257)}"`],
  ["with a bare quote inside", '"01234567"89abcdef"'],
  ["with a parameter", '"0123456789abcdef";a=1'],
])("a key %s is refused and nothing happens", async (_name, value) => {
  const paymentId = await paid();
  const answer = await open.cancel(paymentId, thousand, { "idempotency-key": value });
  expect(answer).toMatchObject({ status: 400, body: { type: "INVALID_REQUEST" } });
  expect(await open.control.cancellationsOf(paymentId)).toEqual([]);
});

it("16 and 256 characters are long and short enough", async () => {
  for (const length of [16, 256]) {
    const key = randomUUID().repeat(8).slice(0, length);
    expect((await open.cancel(await paid(), thousand, keyHeader(key))).status).toBe(200);
  }
});

it("a slow call keeps its key in flight, whether its effect comes before or after the wait", async () => {
  for (const effect of ["BEFORE_WAIT", "AFTER_WAIT"] as const) {
    const paymentId = await paid();
    const key = keyHeader();
    await open.control.planFault({ hits: "cancel", paymentId, fault: { kind: "SLOW", ms: 3_000, effect } });
    const slow = open.cancel(paymentId, thousand, key);
    await until(async () => (await open.control.requests(paymentId))[0]?.fault === "SLOW");
    const meanwhile = await open.cancel(paymentId, thousand, key);
    expect(meanwhile).toMatchObject({ status: 409, body: { type: "IDEMPOTENCY_OUTSTANDING_REQUEST" } });
    const other = await open.cancel(paymentId, { ...thousand, amount: 2 }, key);
    expect(other).toMatchObject({ status: 400, body: { type: "INVALID_REQUEST" } });
    const answer = await slow;
    expect(answer.status).toBe(200);
    expect(await open.cancel(paymentId, thousand, key)).toEqual(answer);
    expect(await open.control.cancellationsOf(paymentId)).toHaveLength(1);
  }
});

it("survives a restart: completed keys replay, and a key that was in flight is free again", async () => {
  const paymentId = await paid();
  const [done, dying] = [keyHeader(), keyHeader()];
  const first = await open.cancel(paymentId, thousand, done);
  await open.control.planFault({
    hits: "cancel",
    paymentId,
    fault: { kind: "SLOW", ms: 60_000, effect: "AFTER_WAIT" },
  });
  const lost = open.cancel(paymentId, thousand, dying).then(
    () => "answered",
    () => "cut off",
  );
  await until(async () => (await open.control.requests(paymentId))[1]?.fault === "SLOW");
  open = await open.restart();
  expect(await lost).toBe("cut off");
  expect(await open.control.cancellationsOf(paymentId)).toHaveLength(1);
  expect(await open.cancel(paymentId, thousand, done)).toEqual(first);
  expect((await open.cancel(paymentId, thousand, dying)).status).toBe(200);
  expect(await open.control.cancellationsOf(paymentId)).toHaveLength(2);
});
