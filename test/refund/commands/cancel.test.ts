/** Debts that are not paid after all, or owed again; and what that makes of their return. */
import fc from "fast-check";
import { withdrawReturn } from "../../../src/refund/commands/cancel-refund.js";
import { reopenRefund } from "../../../src/refund/commands/reopen-refund.js";
import { refundStatusOf } from "../../../src/refund/record/repository.js";
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { REFUND_STATES } from "../../../machines/transition.js";
import { forAll, forAllAsync, seedOf } from "../../gateways/random.js";
import {
  balanceOf,
  codeOf,
  collectedReturn,
  everyRow,
  key,
  now,
  refundsOfReturn,
  RETURN_SERVICE,
  returnFacts,
  reportReturn,
  request,
  requestAndDrain,
} from "../../kit/fixtures.js";
import { cancel, MUTATIONS, reopen, seen } from "../mutations.js";
import { REACHED_STATES, refundIn, type ReachedState } from "../states.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { storedRefundStatus, planFault } from "../ledgers.js";

const t = sharedTestService();

const withdraw = (returnNo: string) =>
  withdrawReturn(t.context, RETURN_SERVICE, { returnNo, idempotencyKey: key(), memo: null });

async function unitsOut(orderNo: string): Promise<number> {
  const [row] = await t.rows<{ n: number }>(
    `select sum(returned_quantity)::int as n from order_line l join orders o on o.id = l.order_id where order_no = ?`,
    [orderNo],
  );
  return row!.n;
}

describe("a cancelled refund", () => {
  it("gives its reservation back, on the payment and on the line", async () => {
    const { refund, order } = await collectedReturn(t, 10_000);
    expect(codeOf(await cancel(t, refund))).toBe("ok");
    expect(await balanceOf(t, refund.paymentId)).toMatchObject({ reserved: 0, refundedAtGateway: 0 });
    const [line] = await t.rows(
      `select l.reserved::int from order_line l join orders o on o.id = l.order_id where order_no = ?`,
      [order.orderNo],
    );
    expect(line).toEqual({ reserved: 0 });
  });

  it("is re-opened once, however many ask at once, and its successor holds the money again", async () => {
    const { refund, returnId } = await collectedReturn(t, 10_000);
    await cancel(t, refund);
    const answers = await Promise.all(Array.from({ length: 20 }, () => reopen(t, refund)));
    expect(answers.map(codeOf).sort()).toEqual([...Array(19).fill("REFUND_ALREADY_REOPENED"), "ok"]);
    const legs = await refundsOfReturn(t, returnId);
    expect(legs.map((leg) => leg.state).sort()).toEqual(["cancelled", "returnCollected"]);
    expect(await balanceOf(t, refund.paymentId)).toMatchObject({ reserved: 10_000 });
    const successor = legs.find((leg) => leg.id !== refund.id)!;
    expect(successor).toMatchObject({ predecessorId: refund.id, dueOn: refund.dueOn, orderId: refund.orderId });
    await requestAndDrain(t, successor);
    expect((await now(t, successor)).state).toBe("completed");
    expect(await storedRefundStatus(t, returnId)).toBe("REFUNDED");
  });

  it("is not re-opened when its money was taken meanwhile, and no row changes", async () => {
    const { refund, order } = await collectedReturn(t, 10_000, { sold: [{ amount: 10_000, quantity: 2 }] });
    await cancel(t, refund);
    const all = await reportReturn(t, order, {
      lines: [{ lineNo: "1", quantity: 1, amount: order.lines[0]!.amount, amountReason: "OTHER" }],
    });
    expect(codeOf(all)).toBe("ok");
    const before = await everyRow(t);
    expect((await reopen(t, refund)).outcome).toMatchObject({
      problem: { code: "REFUND_AMOUNT_EXCEEDED", detail: { refundableAmount: 0 } },
    });
    expect(await everyRow(t)).toEqual(before);
  });

  it("is re-opened to the last won, whatever won of VAT the others took", async () => {
    const seed = seedOf("re-open");
    const shape = fc.record({ units: fc.integer({ min: 2, max: 6 }), price: fc.integer({ min: 101, max: 3_000 }) });
    await forAllAsync([shape], { seed, numRuns: 12 }, async ({ units, price }) => {
      const amount = units * price + 1;
      const first = await collectedReturn(t, amount, { sold: [{ amount, quantity: units }] });
      await cancel(t, first.refund);
      // The others are created while the first one's parts are free, so their parts come out of other remainders.
      for (let unit = 1; unit < units; unit += 1) await reportReturn(t, first.order);
      expect(codeOf(await reopen(t, first.refund))).toBe("ok");
      expect((await balanceOf(t, first.refund.paymentId)).reserved).toBe(amount);
    });
  });
});

describe("a withdrawn return", () => {
  it("cancels every refund of it, gives the units back, and cannot be re-opened", async () => {
    const facts = returnFacts();
    const { refunds, returnId, order } = await collectedReturn(t, [{ amount: 6_000 }, { amount: 4_000 }], {
      return: facts,
    });
    expect(await unitsOut(order.orderNo)).toBe(1);
    expect(codeOf(await withdraw(facts.returnNo))).toBe("ok");
    for (const refund of refunds) {
      expect(await now(t, refund)).toMatchObject({ state: "cancelled", cancelReason: "NOT_OWED" });
      expect((await balanceOf(t, refund.paymentId)).reserved).toBe(0);
    }
    expect(await unitsOut(order.orderNo)).toBe(0);
    expect(await storedRefundStatus(t, returnId)).toBe("WITHDRAWN");
    expect((await reopen(t, refunds[0]!)).outcome).toMatchObject({
      problem: { code: "REFUND_STATE_CONFLICT", detail: { state: "WITHDRAWN" } },
    });
    expect(codeOf(await withdraw(facts.returnNo))).toBe("ok");
    expect(await unitsOut(order.orderNo)).toBe(0);
  });

  it("is withdrawn once, by whomever at once", async () => {
    const facts = returnFacts();
    const { order } = await collectedReturn(t, 10_000, { return: facts, sold: [{ amount: 10_000, quantity: 3 }] });
    await reportReturn(t, order);
    const codes = (await Promise.all(Array.from({ length: 8 }, () => withdraw(facts.returnNo)))).map(codeOf);
    expect(codes).toEqual(Array(8).fill("ok"));
    expect(await unitsOut(order.orderNo)).toBe(1);
  });

  /** A refund in a state, with a second one of the same return that could be cancelled by itself. */
  async function siblings(state: ReachedState): Promise<{ refund: Refund; returnNo: string }> {
    const refund = await refundIn(t, state);
    const [owner] = await t.rows<{ return_no: string }>(`select return_no from collected_return where id = ?`, [
      refund.returnId,
    ]);
    const sibling = await collectedReturn(t, 5_000);
    await t.rows(`update refund set return_id = ?, order_id = ? where id = ?`, [
      refund.returnId,
      refund.orderId,
      sibling.refund.id,
    ]);
    return { refund, returnNo: owner!.return_no };
  }
  const MONEY_MAY_MOVE: readonly ReachedState[] = [
    "refundRequested.submitting",
    "refundRequested.pending",
    "refundRequested.unknown",
    "completed",
  ];

  it.each(MONEY_MAY_MOVE)("is not withdrawn, not even in part, while one refund is %s", async (state) => {
    const { refund, returnNo } = await siblings(state);
    const before = await everyRow(t);
    expect((await withdraw(returnNo)).outcome).toMatchObject({
      problem: { code: "REFUND_STATE_CONFLICT", detail: { state, refundId: refund.id } },
    });
    expect(await everyRow(t)).toEqual(before);
  });

  it.each(REACHED_STATES.filter((state) => !MONEY_MAY_MOVE.includes(state)))(
    "is withdrawn whole with one refund %s",
    async (state) => {
      const { refund, returnNo } = await siblings(state);
      expect(codeOf(await withdraw(returnNo))).toBe("ok");
      const legs = await refundsOfReturn(t, refund.returnId);
      expect(legs.map((leg) => leg.state)).toEqual(["cancelled", "cancelled"]);
    },
  );

  it("leaves no refund behind that is re-opened at the same moment", async () => {
    for (let round = 0; round < 12; round += 1) {
      const facts = returnFacts();
      const { refund, returnId, order } = await collectedReturn(t, 10_000, { return: facts });
      await cancel(t, refund);
      const reopening = reopenRefund(t.context, RETURN_SERVICE, await seen(t, refund));
      const [withdrawn] = await Promise.all([withdraw(facts.returnNo), reopening]);
      expect(codeOf(withdrawn)).toBe("ok");
      expect(new Set((await refundsOfReturn(t, returnId)).map((leg) => leg.state))).toEqual(new Set(["cancelled"]));
      expect(await storedRefundStatus(t, returnId)).toBe("WITHDRAWN");
      expect(await unitsOut(order.orderNo)).toBe(0);
    }
  });
});

describe("the life of a return", () => {
  type Leg = Pick<Refund, "id" | "state" | "cancelReason" | "predecessorId">;
  /** A leg, and how often it was cancelled and re-opened before. */
  const chain = fc.record({
    state: fc.constantFrom(...REFUND_STATES),
    cancelReason: fc.constantFrom("NOT_OWED" as const, "REOPEN_LATER" as const),
    before: fc.array(fc.constantFrom("NOT_OWED" as const, "REOPEN_LATER" as const), { maxLength: 3 }),
  });
  const legsOf = (chains: (typeof chain extends fc.Arbitrary<infer T> ? T : never)[]): Leg[] =>
    chains.flatMap(({ state, cancelReason, before }, of) => [
      ...before.map((reason, step): Leg => ({
        id: `${of}.${step}`,
        state: "cancelled",
        cancelReason: reason,
        predecessorId: step > 0 ? `${of}.${step - 1}` : null,
      })),
      {
        id: `${of}.${before.length}`,
        state,
        cancelReason: state === "cancelled" ? cancelReason : null,
        predecessorId: before.length > 0 ? `${of}.${before.length - 1}` : null,
      },
    ]);

  it("is what its debts have come to, whatever was cancelled and re-opened on the way, in any order", () => {
    const seed = seedOf("life of a return");
    forAll(
      [fc.array(chain, { maxLength: 5 }), fc.infiniteStream(fc.nat())],
      { seed, numRuns: 2_000 },
      (chains, places) => {
        const shuffled = legsOf(chains)
          .map((leg) => ({ leg, place: places.next().value as number }))
          .sort((a, b) => a.place - b.place)
          .map(({ leg }) => leg);
        const debts = chains.filter(
          ({ state, cancelReason }) => state !== "cancelled" || cancelReason === "REOPEN_LATER",
        );
        const paid = debts.filter(({ state }) => state === "completed").length;
        const expected =
          chains.length === 0
            ? "REFUNDED"
            : debts.length === 0
              ? "WITHDRAWN"
              : paid === debts.length
                ? "REFUNDED"
                : paid > 0
                  ? "PARTLY_REFUNDED"
                  : "AWAITING";
        expect(refundStatusOf(shuffled)).toBe(expected);
      },
    );
  });

  it("one leg refused leaves it partly refunded; cancelled as not owed it is finished", async () => {
    const { refunds, returnId, order } = await collectedReturn(t, [{ amount: 6_000 }, { amount: 4_000 }]);
    const refusedLeg = refunds.find((leg) => leg.amount.total === 4_000)!;
    await planFault(t, "cancel", order.payments[1]!.gatewayPaymentId, { kind: "REFUSE" });
    for (const refund of refunds) await request(t, refund);
    await t.drain();
    expect(await storedRefundStatus(t, returnId)).toBe("PARTLY_REFUNDED");
    expect(codeOf(await MUTATIONS.retry(t, refusedLeg))).toBe("ok");
    await t.drain();
    expect(await storedRefundStatus(t, returnId)).toBe("REFUNDED");
  });
});
