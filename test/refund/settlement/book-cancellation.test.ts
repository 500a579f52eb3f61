/** Money that moved is booked once, in parts that add up to what moved; the balance, the lines and the gateway agree afterwards. */
import fc from "fast-check";
import assert from "node:assert/strict";
import { minorUnits, won, type MinorUnits } from "../../../src/money/minor-units.js";
import { NO_MONEY, partsOf, plus, TAX_PARTS, within, type Parts } from "../../../src/money/parts.js";
import { ownText } from "../../../src/personal-data/redacted-text.js";
import { lease } from "../../../src/refund/record/attempt.js";
import { GatewayAttempt, OPEN_ATTEMPT_STATUSES } from "../../../src/refund/record/attempt.entity.js";
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { bookCancellation, partsMoved } from "../../../src/refund/settlement/book-cancellation.js";
import { lookUpPayment } from "../../../src/refund/settlement/look-up-attempt.js";
import { settleAttempt } from "../../../src/refund/settlement/settle-attempt.js";
import { transact } from "../../../src/refund/context.js";
import { forAll, seedOf } from "../../gateways/random.js";
import { HOUR } from "../../kit/clock.js";
import {
  balanceOf,
  collectedReturn,
  everyRow,
  refundsOfReturn,
  reportReturn,
  request,
  requestAndDrain,
  type Paid,
  type Sold,
} from "../../kit/fixtures.js";
import { approve } from "../mutations.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { alarmsOf, assertLedgersAgree, attemptOf, cancellationsOn, stateOf, untilQuiet } from "../ledgers.js";
import { UNTOLD } from "../../gateways/answers.js";
import { IS_ALARM } from "../../kit/work-items.js";

const t = sharedTestService();
afterEach(() => assertLedgersAgree(t));

/** Supply value, VAT, tax-free, service fee. */
type Four = readonly [number, number, number, number];
const four = ([taxable, vat, taxFree, serviceFee]: Four): Parts => partsOf({ taxable, vat, taxFree, serviceFee });
const shown = (parts: Parts): Four => [parts.taxable, parts.vat, parts.taxFree, parts.serviceFee];

describe("the parts of what moved", () => {
  it.each<[string, number, Four, Four, Four]>([
    ["as asked: the parts asked for", 1_100, [900, 80, 120, 0], [900, 80, 120, 0], [900, 80, 120, 0]],
    ["as asked, though the gateway has less left", 1_100, [1_000, 100, 0, 0], [500, 50, 0, 0], [1_000, 100, 0, 0]],
    ["less: in proportion", 550, [900, 100, 100, 0], [9_000, 1_000, 1_000, 0], [450, 50, 50, 0]],
    ["less by one won: the odd won has a place", 1_099, [1_000, 100, 0, 0], [1_000, 100, 0, 0], [999, 100, 0, 0]],
    ["more: the rest from what is left", 2_200, [1_000, 100, 0, 0], [1_000, 100, 1_100, 0], [1_000, 100, 1_100, 0]],
    ["more than is left: beyond, taxable", 1_500, [1_000, 100, 0, 0], [1_000, 100, 0, 0], [1_400, 100, 0, 0]],
    ["more, and what was asked is not left", 1_200, [1_000, 100, 0, 0], [0, 0, 500, 0], [1_000, 100, 100, 0]],
    ["nothing was asked: all from what is left", 600, [0, 0, 0, 0], [400, 40, 100, 60], [400, 40, 100, 60]],
    ["nothing is left either: taxable", 600, [0, 0, 0, 0], [0, 0, 0, 0], [600, 0, 0, 0]],
  ])("%s", (_, moved, asked, remaining, parts) => {
    expect(shown(partsMoved(won(moved), four(asked), four(remaining)))).toEqual(parts);
  });

  it("add up to what moved, and stay within what is left where that is enough", () => {
    const amount = fc.nat({ max: 9_999 });
    const parts = fc.tuple(amount, amount, amount, amount).map(four);
    forAll(
      [fc.integer({ min: 1, max: 60_000 }), parts, parts],
      { seed: seedOf("parts of what moved"), numRuns: 2_000 },
      (moved, asked, others) => {
        const remaining = plus(asked, others);
        const booked = partsMoved(minorUnits(moved), asked, remaining);
        expect(booked.total).toBe(moved);
        expect(TAX_PARTS.reduce((sum, part) => sum + booked[part], 0)).toBe(moved);
        expect(within(booked, remaining)).toBe(moved <= remaining.total);
        expect(moved < asked.total || within(asked, booked)).toBe(true);
        expect(partsMoved(minorUnits(moved), NO_MONEY, asked).total).toBe(moved);
      },
    );
  });
});

/** 12,000: two taxable lines of 5,500, of which 500 are VAT, and one of 1,000 without tax. */
const PAID: Paid = { amount: 12_000, taxFree: 1_000, vat: 1_000 };
const SOLD: Sold[] = [{ amount: 5_500 }, { amount: 5_500 }, { amount: 1_000, taxCategory: "TAX_FREE" }];

/** The order of which these lines came back: a return, and so a refund, for each group of them. */
async function returned(...groups: (readonly number[])[]) {
  const linesOf = (group: readonly number[]) => ({
    lines: group.map((lineNo) => ({ lineNo: String(lineNo), quantity: 1, amount: null })),
  });
  const [group = [], ...later] = groups;
  const { order, refund, gatewayPaymentId } = await collectedReturn(t, [PAID], { sold: SOLD, return: linesOf(group) });
  const refunds = [refund];
  for (const one of later) {
    const { outcome } = await reportReturn(t, order, linesOf(one));
    assert(outcome.ok, JSON.stringify(outcome));
    refunds.push(...(await refundsOfReturn(t, outcome.value.returnId)));
  }
  return { refunds: refunds as [Refund, ...Refund[]], paymentId: refund.paymentId, gatewayPaymentId };
}

const PARTS = ["taxable", "vat", "tax_free", "service_fee"];

/** What the books say of a payment: each booking, what is refunded and in excess, by tax parts; what each line has back and holds. */
async function booksOf(paymentId: string) {
  const partsIn = (prefix: string) => PARTS.map((part) => `${prefix}_${part}`).join(", ");
  const numbers = async (sql: string): Promise<number[][]> =>
    (await t.rows<Record<string, string>>(sql, [paymentId])).map((row) => Object.values(row).map(Number));
  const ofLines = async (column: string): Promise<number[]> =>
    (
      await numbers(
        `select l.${column} from order_line l join payment p on p.order_id = l.order_id where p.id = ? order by l.line_no`,
      )
    ).flat();
  const [refunded] = await numbers(`select ${partsIn("refunded_at_gateway")} from payment where id = ?`);
  const [excess] = await numbers(`select ${partsIn("excess")} from payment where id = ?`);
  return {
    booked: await numbers(
      `select ${partsIn("amount")} from booked_cancellation where payment_id = ? order by booked_at, id`,
    ),
    refunded,
    excess,
    linesRefunded: await ofLines("refunded"),
    linesReserved: await ofLines("reserved"),
  };
}

const look = (paymentId: string): Promise<void> => lookUpPayment(t.context, paymentId, "RECONCILER");

/** The gateway does not carry a refund out: somebody has acted on it, and it is still owed. */
async function refuse(refund: Refund, gatewayPaymentId: string): Promise<void> {
  await t.sandbox.planFault({ hits: "cancel", paymentId: gatewayPaymentId, fault: { kind: "FAIL" } });
  await requestAndDrain(t, refund);
  expect(await stateOf(t, refund)).toBe("refused");
}

const answered = (cancellationId: string, amount: MinorUnits) => ({
  ...UNTOLD,
  cancellationId: ownText(cancellationId),
  amount,
});

/** The attempt of a refund is answered with a cancellation, as by a worker that holds its lease. */
async function answer(refund: Refund, cancellationId: string, amount: number): Promise<void> {
  const held = await lease(t.context, (await attemptOf(t, refund)).id, OPEN_ATTEMPT_STATUSES, HOUR);
  assert(held, "another worker has the attempt");
  const verdict = { kind: "SUCCEEDED", cancellation: answered(cancellationId, won(amount)) } as const;
  await settleAttempt(t.context, held, { verdict, exchange: null, cause: "OPERATOR" });
}

async function newestCancellation(gatewayPaymentId: string): Promise<string> {
  const newest = (await t.sandbox.cancellationsOf(gatewayPaymentId)).at(-1);
  assert(newest && "id" in newest);
  return newest.id as string;
}

describe("the answer to an attempt", () => {
  it("is booked in the parts that were asked for, and each line has its own back", async () => {
    const { refunds, paymentId } = await returned([1, 3]);
    await requestAndDrain(t, refunds[0]);
    expect(await booksOf(paymentId)).toEqual({
      booked: [[5_000, 500, 1_000, 0]],
      refunded: [5_000, 500, 1_000, 0],
      excess: [0, 0, 0, 0],
      linesRefunded: [5_500, 0, 1_000],
      linesReserved: [0, 0, 0],
    });
    expect(await alarmsOf(t, paymentId)).toEqual([]);
  });

  it.each<[string, number, Four]>([
    ["less, in proportion", 3_250, [2_500, 250, 500, 0]],
    ["more, from what else was paid", 12_000, [10_000, 1_000, 1_000, 0]],
  ])("that moved %s is booked as it moved, with an alarm", async (_, moved, parts) => {
    const { refunds, paymentId, gatewayPaymentId } = await returned([1, 3]);
    await request(t, refunds[0]);
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: moved, taxFreeAmount: parts[2] });
    await answer(refunds[0], await newestCancellation(gatewayPaymentId), moved);
    expect(await booksOf(paymentId)).toMatchObject({ booked: [parts], refunded: parts, excess: [0, 0, 0, 0] });
    expect(await stateOf(t, refunds[0])).toBe("completed");
    expect(await alarmsOf(t, paymentId)).toEqual(["AMOUNT_DIFFERS"]);
    await t.drain();
  });

  it("that takes what another refund holds is excess in exactly those parts", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await returned([1], [3]);
    await request(t, refunds[0]);
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 12_000, taxFreeAmount: 1_000 });
    await answer(refunds[0], await newestCancellation(gatewayPaymentId), 12_000);
    expect(await booksOf(paymentId)).toEqual({
      booked: [[10_000, 1_000, 1_000, 0]],
      refunded: [10_000, 1_000, 1_000, 0],
      excess: [0, 0, 1_000, 0],
      linesRefunded: [5_500, 0, 0],
      linesReserved: [0, 0, 1_000],
    });
    expect((await alarmsOf(t, paymentId)).sort()).toEqual(["AMOUNT_DIFFERS", "EXCESS"]);
    await t.drain();
  });
});

describe("money nobody here asked for", () => {
  it("is booked into free room, part by part, and no line is touched", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await returned([1]);
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 6_500, taxFreeAmount: 1_000 });
    await look(paymentId);
    expect(await booksOf(paymentId)).toEqual({
      booked: [[5_000, 500, 1_000, 0]],
      refunded: [5_000, 500, 1_000, 0],
      excess: [0, 0, 0, 0],
      linesRefunded: [0, 0, 0],
      linesReserved: [5_500, 0, 0],
    });
    expect(await stateOf(t, refunds[0])).toBe("returnCollected");
    expect(await alarmsOf(t, paymentId)).toEqual(["MONEY_MAY_HAVE_MOVED"]);
    await request(t, refunds[0]);
    await approve(t, refunds[0]);
    await t.drain();
    expect(await stateOf(t, refunds[0])).toBe("completed");
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 12_000, reserved: 0, excess: 0 });
  });

  it("is the one refund of exactly its amount, where no room is left: its lines are refunded", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await returned([1, 2], [3]);
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 1_000, taxFreeAmount: 1_000 });
    await look(paymentId);
    expect(await booksOf(paymentId)).toEqual({
      booked: [[0, 0, 1_000, 0]],
      refunded: [0, 0, 1_000, 0],
      excess: [0, 0, 0, 0],
      linesRefunded: [0, 0, 1_000],
      linesReserved: [5_500, 5_500, 0],
    });
    expect(await stateOf(t, refunds[1]!)).toBe("completed");
    expect(await stateOf(t, refunds[0])).toBe("returnCollected");
    expect(await alarmsOf(t, paymentId)).toEqual(["UNEXPECTED_SUCCESS"]);
  });

  it("is excess, with an alarm, where every reservation has been acted on: each part for itself", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await returned([1, 3]);
    await refuse(refunds[0], gatewayPaymentId);
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 6_000 });
    await look(paymentId);
    // 5,500 are free; of the other 500 each part gives its share.
    expect(await booksOf(paymentId)).toEqual({
      booked: [[5_385, 538, 77, 0]],
      refunded: [5_385, 538, 77, 0],
      excess: [385, 38, 77, 0],
      linesRefunded: [0, 0, 0],
      linesReserved: [5_500, 0, 1_000],
    });
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 6_000, reserved: 6_500, excess: 500 });
    const alarms = await t.rows(
      `select kind, detail from work_item where payment_id = ? and ${IS_ALARM} order by kind`,
      [paymentId],
    );
    expect(alarms).toMatchObject([
      { kind: "EXCESS", detail: { amount: 6_000, excess: 500 } },
      { kind: "MONEY_MAY_HAVE_MOVED", detail: { amount: 6_000 } },
    ]);
  });
});

describe("the same cancellation twice", () => {
  it("is booked once: whoever comes second is told so and writes nothing", async () => {
    const { refunds, paymentId } = await returned([1]);
    await requestAndDrain(t, refunds[0]);
    const [booked] = await cancellationsOn(t, paymentId);
    const { id } = await attemptOf(t, refunds[0]);
    const before = await everyRow(t);
    const again = await transact(t.context, async (em) => {
      const attempt = await em.findOneOrFail(GatewayAttempt, id);
      const same = answered(booked!.gateway_cancellation_id, won(5_500));
      return bookCancellation(em, attempt, same, "API", t.clock.now());
    });
    expect(again).toBeNull();
    await Promise.all(Array.from({ length: 4 }, () => look(paymentId)));
    expect(await everyRow(t)).toEqual(before);
  });

  it("is no answer for another refund of the payment: that one is asked about again", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await returned([1], [2]);
    const [first, second] = refunds as [Refund, Refund];
    await requestAndDrain(t, first);
    const before = await booksOf(paymentId);
    await request(t, second);
    await answer(second, await newestCancellation(gatewayPaymentId), 5_500);
    expect(await stateOf(t, second)).toBe("unknown");
    expect(await attemptOf(t, second)).toMatchObject({ code: null, finding_code: "CANCELLATION_ALREADY_BOOKED" });
    expect(await booksOf(paymentId)).toEqual(before);
    await untilQuiet(t, [second]);
    expect(await booksOf(paymentId)).toMatchObject({
      booked: [
        [5_000, 500, 0, 0],
        [5_000, 500, 0, 0],
      ],
      refunded: [10_000, 1_000, 0, 0],
    });
  });

  it("is another one on another payment, whatever its id", async () => {
    const [one, other] = [await returned([1]), await returned([1])];
    for (const { refunds } of [one, other]) await request(t, refunds[0]);
    await t.drain();
    const named = answered(await newestCancellation(one.gatewayPaymentId), won(5_500));
    const { id } = await attemptOf(t, other.refunds[0]);
    const em = t.context.root.fork();
    await em.begin();
    const attempt = await em.findOneOrFail(GatewayAttempt, id);
    const moved = await bookCancellation(em, attempt, named, "API", t.clock.now());
    await em.rollback();
    expect(moved && shown(moved)).toEqual([5_000, 500, 0, 0]);
  });
});
