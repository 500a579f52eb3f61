/** W1, issue "What it must show" 4: in whatever order five webhooks of a payment come, and come again, the books end the same. */
import {
  balanceOf,
  codeOf,
  key,
  orderFacts,
  payAtGateway,
  request,
  returnFacts,
  RETURN_SERVICE,
} from "../kit/fixtures.js";
import { shared } from "../kit/shared-resource.js";
import { collectReturn } from "../../src/refund/commands/collect-return.js";
import { Refund } from "../../src/refund/record/refund.entity.js";
import { seedOf } from "../gateways/random.js";
import { openHooks, PORTONE_SECRETS } from "./open-hooks.js";
import { IS_ALARM } from "../kit/work-items.js";

const h = shared(openHooks);
beforeAll(async () => {
  // The sandbox writes its webhooks, and sends them when the test says so.
  await h.t.sandbox.planFault({ hits: "webhook", times: 1_000_000, fault: { kind: "DROP" } });
  await h.t.sandbox.setWebhook({ url: h.url.portone, secrets: PORTONE_SECRETS });
});

function ordersOf<T>(things: readonly T[]): T[][] {
  if (things.length < 2) return [[...things]];
  return things.flatMap((first, at) => ordersOf(things.toSpliced(at, 1)).map((rest) => [first, ...rest]));
}

const each = <T, R>(things: readonly T[], work: (thing: T, at: number) => Promise<R>) => Promise.all(things.map(work));
/** A few at a time: a delivery that stands in a long queue of others is given up by its sender. */
async function inGroups<T>(things: readonly T[], work: (thing: T, at: number) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < things.length; from += GROUP)
    await each(things.slice(from, from + GROUP), (thing, at) => work(thing, from + at));
}
const GROUP = 10;
/** As several workers would, until nothing is left. */
const drainTogether = () => each([1, 2, 3, 4], () => h.app.drainJobs());

interface Scene {
  id: string;
  paymentId: string;
  ours: Refund;
  other: Refund;
}

/** 10,000 paid. 3,000 came back and we cancel it; 2,000 came back and nobody has acted on it yet. */
async function scene(): Promise<Scene> {
  const paid = [{ amount: 10_000 }];
  const order = orderFacts(paid, [{ amount: 3_000 }, { amount: 2_000 }, { amount: 5_000 }]);
  await payAtGateway(h.t, order, paid);
  const refunds: Refund[] = [];
  for (const lineNo of ["1", "2"]) {
    const facts = returnFacts({ lines: [{ lineNo, quantity: 1, amount: null }] });
    const { outcome } = await collectReturn(h.t.context, RETURN_SERVICE, {
      order,
      return: facts,
      idempotencyKey: key(),
    });
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem));
    refunds.push(await h.t.context.root.fork().findOneOrFail(Refund, { returnId: outcome.value.returnId }));
  }
  const [ours, other] = refunds as [Refund, Refund];
  return { id: order.payments[0]?.gatewayPaymentId ?? "", paymentId: ours.paymentId, ours, other };
}

/** What happens to the payment, in the only order it can; each leads to one webhook. */
const EVENTS: ((scenes: Scene[]) => Promise<unknown>)[] = [
  // Ours: its answer is lost, so that a webhook is the first to tell of it.
  async (scenes) => {
    await each(scenes, async ({ id, ours }) => {
      await h.t.sandbox.planFault({ hits: "cancel", paymentId: id, fault: { kind: "LOSE_ANSWER_AFTER_EFFECT" } });
      expect(codeOf(await request(h.t, ours))).toBe("ok");
    });
    await drainTogether();
  },
  (scenes) => Promise.all(scenes.map(({ id }) => h.t.sandbox.cancelInConsole(id, { amount: 2_000 }))),
  (scenes) => Promise.all(scenes.map(({ id }) => h.t.sandbox.dispute(id))),
  (scenes) => Promise.all(scenes.map(({ id }) => h.t.sandbox.dispute(id, { resolved: true }))),
  // The rest: it takes what the second return had reserved.
  (scenes) => Promise.all(scenes.map(({ id }) => h.t.sandbox.cancelInConsole(id))),
];
const TYPES = ["PartialCancelled", "PartialCancelled", "DisputeCreated", "DisputeResolved", "Cancelled"];

/** Delivers the webhook of event number `at` of one payment, twice. */
async function deliver({ id }: Scene, at: number): Promise<void> {
  const webhooks = await h.t.sandbox.webhooks(id);
  const webhook = webhooks[at];
  if (webhook?.type !== `Transaction.${TYPES[at]}`) throw new Error(`event ${at} was told as ${webhook?.type}`);
  expect(await h.t.sandbox.deliverWebhook(webhook.id, 2)).toEqual([200, 200]);
}

/** What the books say of a payment, without ids and times. */
async function balancesOf({ paymentId, ours, other }: Scene): Promise<unknown> {
  const about = (sql: string) => h.t.rows<Record<string, unknown>>(sql, [paymentId]);
  const steps = (refund: Refund) =>
    h.t.rows(`select event, to_state, actor from refund_history where refund_id = ? order by sequence`, [refund.id]);
  return {
    balance: await balanceOf(h.t, paymentId),
    disputed: await about(`select disputed, capture_state from payment where id = ?`),
    effects: await about(
      `select amount_total, cause, attempt_id is not null as ours from booked_cancellation where payment_id = ? order by 1, 2`,
    ),
    attempts: await about(`select status, amount_total from gateway_attempt where payment_id = ? order by 1`),
    alarms: await about(
      `select kind, detail->>'amount' as amount from work_item where payment_id = ? and ${IS_ALARM} order by 1, 2`,
    ),
    ours: await steps(ours),
    other: await steps(other),
    webhooks: await h.t.rows(
      `select type, handled_at is not null as handled from webhook_delivery
       where gateway_payment_id = (select gateway_payment_id from payment where id = ?) order by 1`,
      [paymentId],
    ),
  };
}

async function expectSameBalances(scenes: Scene[]): Promise<void> {
  const balances = await Promise.all(scenes.map(balancesOf));
  const [first] = balances;
  expect(first).toMatchObject({
    balance: { amount: 10_000, refundedAtGateway: 10_000, refundedByHand: 0, reserved: 0, reversed: 0, excess: 0 },
    disputed: [{ disputed: false }],
    effects: [{ cause: "GATEWAY_CONSOLE" }, { cause: "API", ours: true }, { cause: "GATEWAY_CONSOLE" }],
    webhooks: TYPES.map(() => ({ handled: true })),
  });
  for (const other of balances) expect(other).toEqual(first);
}

const ORDERS = ordersOf([...EVENTS.keys()]);

/** Each is a payment of its own: a third of them, another third at each run, and all in `npm run test:chaos`. */
const [EVERY, FROM] = process.env.HWANBUL_CHAOS === "full" ? [1, 0] : [3, seedOf("orders of webhooks") % 3];

it("any of 120 orders, when everything has happened before the first one comes", async () => {
  expect(ORDERS).toHaveLength(120);
  const orders = ORDERS.filter((_, at) => at % EVERY === FROM);
  const received = await each(orders, scene);
  for (const happen of EVENTS) await happen(received);
  for (const step of EVENTS.keys()) {
    await inGroups(received, (one, at) => deliver(one, orders[at]?.[step] ?? 0));
    await drainTogether();
  }
  await expectSameBalances(received);
});

it("any way in which they can lag behind while it happens", async () => {
  // A webhook comes at its place in the order, or as soon as there is one: after which step, for each event.
  const lags = ORDERS.map((order) => [...EVENTS.keys()].map((event) => Math.max(event, order.indexOf(event))));
  const different = [...new Map(lags.map((lag) => [lag.join(), lag])).values()].filter((_, at) => at % EVERY === FROM);
  const received = await each(different, scene);
  for (const [step, happen] of EVENTS.entries()) {
    await happen(received);
    await inGroups(received, async (one, at) => {
      for (const [event, when] of (different[at] ?? []).entries()) if (when === step) await deliver(one, event);
    });
    await drainTogether();
  }
  await expectSameBalances(received);
});
