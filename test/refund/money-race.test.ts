/**
 * M1: whatever is asked for at once, through two pools on one database, nothing is reserved or refunded beyond what was
 * paid, by one won, per payment, line and tax part; and nothing that would have fitted is refused.
 */
import type { MikroORM } from "@mikro-orm/postgresql";
import fc from "fast-check";
import { connect } from "../../src/database/orm.js";
import { won } from "../../src/money/minor-units.js";
import { NO_MONEY, partsOf, plus, TAX_PARTS } from "../../src/money/parts.js";
import { reserve } from "../../src/orders/balance.js";
import type { OrderFacts } from "../../src/orders/facts.js";
import { OrderLine } from "../../src/orders/order.entity.js";
import { Payment } from "../../src/orders/payment.entity.js";
import { entities } from "../../src/orm.config.js";
import { cancelRefund } from "../../src/refund/commands/cancel-refund.js";
import { reopenRefund } from "../../src/refund/commands/reopen-refund.js";
import { collectReturn } from "../../src/refund/commands/collect-return.js";
import { transact, type RefundContext } from "../../src/refund/context.js";
import { Refund, RefundLine } from "../../src/refund/record/refund.entity.js";
import { requestRefunds } from "../../src/refund/commands/request-refunds.js";
import type { Outcome } from "../../src/problem.js";
import { seedOf } from "../gateways/random.js";
import { openTestService, type TestService } from "../kit/test-service.js";
import {
  balanceOf,
  cancelledAtGateway,
  codeOf,
  key,
  now,
  OPERATOR,
  orderFacts,
  payAtGateway,
  refundsOfReturn,
  RETURN_SERVICE,
  returnFacts,
  reportReturn,
} from "../kit/fixtures.js";
import { act, cancel, seen } from "./mutations.js";

const AT_ONCE = 50;
const POOL = 12;
const seed = seedOf("money race");

let t: TestService;
let second: MikroORM;
/** Two services that share nothing but the database. */
let contexts: readonly [RefundContext, RefundContext];
beforeAll(async () => {
  t = await openTestService();
  second = await connect({ url: t.databaseUrl, entities, pool: POOL });
  contexts = [t.context, { ...t.context, root: second.em.fork() }];
});
afterAll(async () => {
  await second.close(true);
  await t.close();
});

const contextOf = (index: number): RefundContext => contexts[index % 2]!;
const paid = [{ amount: 100_003, taxFree: 40_001 }];
const newOrder = (): OrderFacts =>
  orderFacts(paid, [
    { amount: 60_002, quantity: 3 },
    { amount: 40_001, taxCategory: "TAX_FREE" },
  ]);

/** A cut of a line's amount: as many as one likes, whatever the quantity. */
const cut = (context: RefundContext, order: OrderFacts, lineNo: string, amount: number) =>
  collectReturn(context, RETURN_SERVICE, {
    order,
    return: returnFacts({ lines: [{ lineNo, quantity: 0, amount: won(amount) }] }),
    idempotencyKey: key(),
  });

const refundOf = async (outcome: Outcome<{ returnId: string }>): Promise<Refund> => {
  if (!outcome.ok) throw new Error(outcome.problem.code);
  return (await refundsOfReturn(t, outcome.value.returnId))[0]!;
};

async function cancelled(order: OrderFacts, lineNo: string, amount: number): Promise<Refund> {
  const refund = await refundOf((await cut(t.context, order, lineNo, amount)).outcome);
  await cancel(t, refund);
  return refund;
}

const reopen = async (context: RefundContext, refund: Refund) => reopenRefund(context, OPERATOR, await seen(t, refund));

/** What is held must be what the living refunds add up to, part by part and line by line, and no more than was paid. */
async function heldOf(order: OrderFacts): Promise<{ payment: Payment; lines: OrderLine[] }> {
  const em = t.context.root.fork();
  const payment = await em.findOneOrFail(Payment, { gatewayPaymentId: order.payments[0]!.gatewayPaymentId });
  const lines = await em.find(OrderLine, { orderId: payment.orderId }, { orderBy: { lineNo: "asc" } });
  const living = await em.find(Refund, { paymentId: payment.id, state: { $nin: ["cancelled", "completed"] } });
  const held = living.map((refund) => refund.amount).reduce(plus, NO_MONEY);
  for (const part of ["total", ...TAX_PARTS] as const) {
    expect(payment.reserved[part]).toBe(held[part]);
    expect(held[part]).toBeLessThanOrEqual(payment.amount[part]);
  }
  for (const line of lines) {
    const claims = await em.find(RefundLine, { orderLineId: line.id, refundId: { $in: living.map(({ id }) => id) } });
    expect(line.reserved).toBe(claims.reduce((sum, claim) => sum + claim.amount, 0));
    expect(line.reserved).toBeLessThanOrEqual(line.amount);
  }
  return { payment, lines };
}

describe("returns and re-openings at once", () => {
  it(`${AT_ONCE} on each of several payments take no won too many and refuse none that fits`, async () => {
    const random = fc.sample(fc.integer({ min: 3_000, max: 9_000 }), { seed, numRuns: 3 * AT_ONCE });
    const orders = Array.from({ length: 3 }, newOrder);
    const freed: Refund[][] = [];
    for (const order of orders) {
      const refunds = [];
      for (let n = 0; n < 10; n += 1) refunds.push(await cancelled(order, n % 2 === 0 ? "1" : "2", 2_000 + n));
      freed.push(refunds);
    }

    const tried = await Promise.all(
      orders.flatMap((order, of) =>
        Array.from({ length: AT_ONCE }, async (_, n) => {
          const again = freed[of]![n];
          const lineNo = n % 2 === 0 ? "1" : "2";
          const amount = again ? again.amount.total : random[of * AT_ONCE + n]!;
          const answer = again ? await reopen(contextOf(n), again) : await cut(contextOf(n), order, lineNo, amount);
          return { of, lineNo, amount, code: codeOf(answer) };
        }),
      ),
    );

    for (const [of, order] of orders.entries()) {
      const { lines } = await heldOf(order);
      for (const line of lines) {
        const here = tried.filter((one) => one.of === of && one.lineNo === line.lineNo);
        expect(new Set(here.map(({ code }) => code))).toEqual(new Set(["ok", "REFUND_AMOUNT_EXCEEDED"]));
        const refused = here.filter(({ code }) => code !== "ok").map(({ amount }) => amount);
        // Room only ever shrank, so whatever was refused must be more than what is left at the end.
        expect(Math.min(...refused)).toBeGreaterThan(line.amount - line.reserved);
        const rest = line.amount - line.reserved;
        const last = rest === 0 ? "nothing is left" : codeOf(await cut(t.context, order, line.lineNo, rest));
        expect(last).toBe(rest === 0 ? "nothing is left" : "ok");
      }
      const { payment } = await heldOf(order);
      expect(payment.reserved).toEqual(payment.amount);
      expect(codeOf(await cut(t.context, order, "1", 1))).toBe("REFUND_AMOUNT_EXCEEDED");
    }
  });

  it("two payments' refunds of one line do not both take its last won", async () => {
    for (let round = 0; round < 5; round += 1) {
      const order = orderFacts([{ amount: 5_000 }, { amount: 5_000 }], [{ amount: 5_000 }, { amount: 5_000 }]);
      const of = async (paymentNo: string): Promise<Refund> => {
        const legs = [{ paymentNo, amount: won(5_000) }];
        const facts = returnFacts({ lines: [{ lineNo: "1", quantity: 0, amount: won(5_000) }], legs });
        const refund = await refundOf((await reportReturn(t, order, facts)).outcome);
        await act(t, refund, cancelRefund, OPERATOR, { reason: "NOT_OWED", memo: null });
        return refund;
      };
      const refunds = [await of("1"), await of("2")];
      const ended = await Promise.allSettled(refunds.map((refund, n) => reopen(contextOf(n), refund)));
      const codes = ended.map((end) => (end.status === "fulfilled" ? codeOf(end.value) : String(end.reason)));
      expect(codes.sort()).toEqual(["REFUND_AMOUNT_EXCEEDED", "ok"]);
    }
  });
});

describe("reservations at once", () => {
  it(`${AT_ONCE} transactions that each want a part: as many get it as there is money for`, async () => {
    for (let round = 0; round < 3; round += 1) {
      const order = newOrder();
      const refund = await refundOf((await cut(t.context, order, "1", 1)).outcome);
      const want = partsOf({ taxable: 6_000, vat: 600 });
      const ended = await Promise.allSettled(
        Array.from({ length: AT_ONCE }, (_, n) =>
          transact(contextOf(n), async (em) => (await reserve(em, refund.paymentId, want, [])).ok),
        ),
      );
      // Answered, all of them: the CHECK behind it would have thrown. 60,002 are taxable and VAT, one is taken: nine times 6,600.
      const received = ended.map((end) => (end.status === "fulfilled" ? end.value : end.status));
      expect(received.filter((reserved) => reserved === true)).toHaveLength(9);
      expect(received.filter((reserved) => reserved === false)).toHaveLength(AT_ONCE - 9);
      expect((await balanceOf(t, refund.paymentId)).reserved).toBe(1 + 9 * 6_600);
    }
  });

  it("a part that is used up is not taken out of another part of the payment", async () => {
    const order = newOrder();
    const refund = await refundOf((await cut(t.context, order, "2", 40_001)).outcome);
    const outcome = await transact(t.context, (em) => reserve(em, refund.paymentId, partsOf({ taxFree: 1 }), []));
    expect(outcome).toMatchObject({ problem: { code: "REFUND_AMOUNT_EXCEEDED" } });
  });
});

describe("requests at once", () => {
  it("move at the gateway exactly what was paid, however they are interleaved", async () => {
    const order = newOrder();
    await payAtGateway(t, order, paid);
    const amounts = Array.from({ length: 14 }, (_, n) => 4_300 + n);
    const refunds = [];
    for (const amount of amounts)
      refunds.push(await refundOf((await cut(t.context, order, "1", amount)).outcome).catch(() => null));
    refunds.push(await refundOf((await cut(t.context, order, "2", 40_001)).outcome));
    const living = refunds.filter((refund) => refund !== null);
    const rest = 100_003 - living.reduce((sum, refund) => sum + refund.amount.total, 0);
    living.push(await refundOf((await cut(t.context, order, "1", rest)).outcome));

    // Each is asked for by both services at once, with what the page shows: nothing is free, so its own reservation.
    await Promise.all(
      living.flatMap((refund) =>
        contexts.map((context) =>
          requestRefunds(context, OPERATOR, {
            refunds: [
              { id: refund.id, expectedVersion: refund.version, expectedRefundableAmount: refund.amount.total },
            ],
            idempotencyKey: key(),
          }),
        ),
      ),
    );
    await t.drain();
    expect(new Set(await Promise.all(living.map(async (refund) => (await now(t, refund)).state)))).toEqual(
      new Set(["completed"]),
    );
    expect(await cancelledAtGateway(t, order.payments[0]!.gatewayPaymentId)).toBe(100_003);
    expect(await balanceOf(t, living[0]!.paymentId)).toMatchObject({
      reserved: 0,
      refundedAtGateway: 100_003,
      excess: 0,
    });
  });
});
