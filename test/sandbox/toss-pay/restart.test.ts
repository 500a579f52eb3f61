/** The ledger is durable: a sandbox killed in the middle of its work still knows everything that was committed, and nothing else. */
import { randomUUID } from "node:crypto";
import { handClock, until } from "../portone-v2/open-portone-v2.js";
import { endedBy, killUnderLoad, sandboxProcesses, whileConnectionsAreCut, withClient } from "../sandbox-process.js";
import { API_KEY, failed, openTossPay, type OpenTossPay } from "./open-toss-pay.js";

const clock = handClock();
const processes = sandboxProcesses("toss-pay", { "api-key": API_KEY, "daily-refund-limit": "1000000000" });
let open: OpenTossPay;

beforeAll(async () => {
  // It tells of each connection that is cut; here that is meant.
  open = await openTossPay({ now: clock.now, log: () => undefined });
});
afterAll(async () => {
  processes.killAll();
  await open.end();
});

it("payments, refunds, faults, the shop and the log are there after a restart", async () => {
  const payToken = await open.paid({ amount: { total: 10_000, taxFree: 1_000, discount: 500 } });
  await open.refund(payToken, { amount: 1_500, amountTaxFree: 500 });
  await open.control.setShop({ state: "CANNOT_REFUND", dailyRefundLimit: 1_000_000 });
  await open.control.planFault({ hits: "cancel", paymentId: payToken, fault: { kind: "UNAUTHORIZED" } });
  const everything = async () => ({
    seen: await open.status({ payToken }),
    totals: await open.control.totals(),
    payment: await open.control.payment(payToken),
    refunds: await open.control.cancellationsOf(payToken),
    asked: (await open.control.requests(payToken)).filter((one) => one.path === "/api/v2/refunds"),
    shop: await open.control.setShop({}),
  });
  const before = await everything();
  open = await open.restart();
  expect(await everything()).toEqual(before);
  expect(await open.refund(payToken)).toMatchObject({ status: 401 });
  expect(await open.refund(payToken)).toEqual(failed("PAYMENT_SHOP_STATE_CANNOT_REFUND"));
  await open.control.setShop({ state: "NORMAL" });
  expect((await open.refund(payToken)).body).toMatchObject({ code: 0, refundedAmount: -8_500 });
});

it("a refund in progress settles after a restart", async () => {
  const payToken = await open.paid({ behaviour: { kind: "PENDING", delayMs: 60_000 } });
  await open.refund(payToken);
  clock.advance(60_000);
  open = await open.restart();
  await until(async () => (await open.control.payment(payToken))?.cancelled === 10_000);
  expect(await open.control.cancellationsOf(payToken)).toMatchObject([{ status: "SUCCEEDED", total: 10_000 }]);
});

it.each([
  ["never_more_than_total", "UPDATE toss_pay.payment SET refunded = 10001 WHERE pay_token = $1"],
  ["never_more_than_paid", "UPDATE toss_pay.payment SET paid_back = 9001 WHERE pay_token = $1"],
])("the database itself refuses %s", async (constraint, sql) => {
  const payToken = await open.paid({ amount: { total: 10_000, discount: 1_000 } });
  await withClient(open.databaseUrl, (client) =>
    expect(client.query(sql, [payToken])).rejects.toMatchObject({ constraint }),
  );
});

/** Sends the refund until it is answered with a success; a cut connection is answered with 500. */
async function untilRefunded(payToken: string, refundNo: string): Promise<string> {
  const { body } = await open.refund(payToken, { refundNo, amount: 1 });
  return body.transactionId ?? untilRefunded(payToken, refundNo);
}

it("outlives broken database connections: the same refundNo, sent until it is answered, has one effect", async () => {
  const payToken = await open.paid();
  const ids = await whileConnectionsAreCut(
    open.databaseUrl,
    Array.from({ length: 30 }, () => () => untilRefunded(payToken, randomUUID())),
  );
  expect((await open.control.cancellationsOf(payToken)).map((one) => one.id).toSorted()).toEqual(ids.toSorted());
  expect(await open.control.payment(payToken)).toMatchObject({ cancelled: 30, pending: 0 });
});

it("killed under load: what was answered is on record, and every refundNo has at most one effect", async () => {
  const payToken = await open.paid({ amount: { total: 1_000_000 } });
  const numbers = Array.from({ length: 60 }, () => randomUUID());
  const refundAt = async (url: string, refundNo: string): Promise<string> => {
    const response = await fetch(`${url}/api/v2/refunds`, {
      method: "POST",
      body: JSON.stringify({ apiKey: API_KEY, payToken, refundNo, amount: 1 }),
    });
    const { transactionId } = (await response.json()) as { transactionId?: string };
    if (transactionId === undefined) throw new Error(`answered ${response.status}`);
    return transactionId;
  };

  const { child, url } = await processes.start(open.databaseUrl);
  const answered = new Map<string, string>();
  await killUnderLoad(
    { child, databaseUrl: open.databaseUrl, table: "toss_pay.payment" },
    numbers.map((refundNo) => async () => answered.set(refundNo, await refundAt(url, refundNo))),
  );

  const again = await processes.start(open.databaseUrl);
  const ids = await Promise.all(numbers.map((refundNo) => refundAt(again.url, refundNo)));
  const repeated = new Map<string, string | undefined>(numbers.map((refundNo, index) => [refundNo, ids[index]]));
  for (const [refundNo, id] of answered) expect(repeated.get(refundNo)).toBe(id);
  await endedBy(again.child, "SIGTERM");
  expect(new Set(ids).size).toBe(numbers.length);
  expect(await open.control.cancellationsOf(payToken)).toHaveLength(numbers.length);
  expect(await open.control.payment(payToken)).toMatchObject({ cancelled: numbers.length, pending: 0 });
});
