/** refundFigures after whatever people, gateways and time do: equal to a slow recount from the history, folded or not. */
import assert from "node:assert/strict";
import { foldFigures } from "../../src/figures/fold.js";
import { won } from "../../src/money/minor-units.js";
import { lowerAmount } from "../../src/refund/commands/lower-amount.js";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import { mulberry32, seedOf } from "../gateways/random.js";
import { HOUR } from "../kit/clock.js";
import { orderFacts, OPERATOR, payAtGateway, refundsOfReturn, reportReturn, type Paid } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { chosen, made, record } from "../manual-refund/results.js";
import { ACCOUNT } from "../refund/accounts.js";
import { act, changeAccountForManual, fallBack, MUTATIONS, reverse } from "../refund/mutations.js";
import { figuresOf } from "./figures.js";
import { personFiguresOf, recountOfPersons } from "./persons.js";
import { recount } from "./recount.js";

const t = sharedTestService({ gateways: () => ({ merchantLedger: true }) });

/** The migration before the one that brought the figures. */
const BEFORE = "Migration20261129220322_holidays";
const DAY = 24 * HOUR;
const UNITS = 6;
const STEPS = 220;
const PAYMENTS: Paid[] = [
  { amount: UNITS * 10_007 },
  { amount: UNITS * 210_001, method: "EASY_PAY", provider: "KCP" },
  { amount: UNITS * 1_501, gateway: "MERCHANT_LEDGER", method: "POINTS" },
];

type Random = () => number;
const oneOf = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

/** Everything somebody may try on a refund; most of it is refused in most states. */
const TRIED: Record<string, (refund: Refund, random: Random) => Promise<unknown>> = {
  ...Object.fromEntries(
    Object.entries(MUTATIONS).map(([name, mutation]) => [name, (refund: Refund) => mutation(t, refund)]),
  ),
  again: (refund) => MUTATIONS.request(t, refund),
  more: (refund) => MUTATIONS.request(t, refund),
  account: (refund) => changeAccountForManual(t, refund, ACCOUNT),
  "by hand": (refund) => fallBack(t, refund),
  "by hand after all": (refund) => fallBack(t, refund),
  paid: async (refund) => record(t, await chosen(t, refund, made(t))),
  "not paid": async (refund, random) => {
    const failureCause = oneOf(random, ["BANK_ACCOUNT_CLOSED", "BANK_LIMIT_EXCEEDED"] as const);
    return record(t, await chosen(t, refund, { result: "FAILED", failureCause }));
  },
  "to be paid": async (refund) => record(t, await chosen(t, refund, { result: "UNPROCESSED" })),
  "came back": (refund) => reverse(t, refund),
  lower: (refund, random) =>
    act(t, refund, lowerAmount, OPERATOR, { amount: won(1 + Math.floor(random() * 5_000)), memo: "다른 보상" }),
};
const FAULTS = ["REFUSE", "PENDING", "TOO_MANY_REQUESTS", "LOSE_ANSWER_BEFORE_EFFECT"] as const;

const refundsNow = (): Promise<Refund[]> =>
  t.rows<Refund>(`select r.id, r.payment_id as "paymentId" from refund r order by r.created_at, r.id`);

it("any walk of many refunds leaves figures that a recount from the history finds, too", async () => {
  const random = mulberry32(seedOf("figures"));
  const orders = await Promise.all(
    [0, 1, 2, 0, 1, 2].map(async (which) => {
      const paid = [PAYMENTS[which]!];
      const order = orderFacts(paid, [{ amount: paid[0]!.amount, quantity: UNITS }]);
      await payAtGateway(t, order, paid);
      return order;
    }),
  );
  const collect = async () => {
    const lines = [{ lineNo: "1", quantity: 1 + Math.floor(random() * 2), amount: null }];
    const answer = await reportReturn(t, oneOf(random, orders), { lines });
    if (answer.outcome.ok) await refundsOfReturn(t, answer.outcome.value.returnId);
  };
  for (let count = 0; count < orders.length; count += 1) await collect();

  for (let step = 1; step <= STEPS; step += 1) {
    const chance = random();
    if (chance < 0.12) await collect();
    else if (chance < 0.2) await t.pass(oneOf(random, [HOUR, 7 * HOUR, DAY, 3 * DAY]));
    else if (chance < 0.25) await foldFigures(t.context.root);
    else if (chance < 0.28) {
      const [{ id }] = (await t.rows<{ id: string }>(`select id from payment order by random() limit 1`)) as [
        { id: string },
      ];
      await t.rows(`update payment set provider = ? where id = ?`, [oneOf(random, ["KCP", "NICE", null]), id]);
    } else if (chance < 0.4) {
      const order = oneOf(
        random,
        orders.filter(({ payments }) => payments[0]!.gateway === "PORTONE_V2"),
      );
      await t.sandbox.planFault({
        hits: "cancel",
        fault: { kind: oneOf(random, FAULTS) },
        paymentId: order.payments[0]!.gatewayPaymentId,
      });
    } else {
      await TRIED[oneOf(random, Object.keys(TRIED))]!(oneOf(random, await refundsNow()), random);
      if (random() < 0.5) await t.drain();
    }
    if (step % 20 === 0) {
      assert.deepEqual(await figuresOf(t), await recount(t));
      assert.deepEqual(await personFiguresOf(t), await recountOfPersons(t));
    }
  }

  // The walk has been somewhere: otherwise nothing was compared.
  const seen = await t.rows<{ to_state: string }>(`select distinct to_state from refund_history`);
  expect(seen.length).toBeGreaterThan(3);
  const before = await figuresOf(t);
  const persons = await personFiguresOf(t);
  await foldFigures(t.context.root);
  expect(await figuresOf(t)).toEqual(before);
  expect(await t.rows(`select id from figure_delta`)).toEqual([]);

  // Counted anew from the refunds and their history, as a database from before the figures is.
  await t.orm.migrator.down({ to: BEFORE });
  await t.orm.migrator.up();
  expect(await figuresOf(t)).toEqual(before);
  expect(await personFiguresOf(t)).toEqual(persons);
}, 120_000);
