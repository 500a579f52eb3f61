/** refundReversalRecord (반송): money the customer's bank sent back is owed again, the success stays in the history. */
import { PART_COLUMNS } from "../../../src/database/columns.js";
import { recordReversal } from "../../../src/refund/commands/record-reversal.js";
import { verifyHistory } from "../../../src/refund/record/verify-history.js";
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { HOUR, MINUTE } from "../../kit/clock.js";
import {
  changingNothing,
  balanceOf,
  codeOf,
  collectedReturn,
  everyRow,
  key,
  now,
  OPERATOR,
  pathOf,
  refundsOfReturn,
  request,
  requestAndDrain,
} from "../../kit/fixtures.js";
import { ACCOUNT, intoVirtualAccount, withPoints } from "../accounts.js";
import {
  storedRefundStatus,
  successorOf,
  requestedReturn,
  alarmsOf,
  assertLedgersAgree,
  returnedInParts,
} from "../ledgers.js";
import { approve, booked, cancel, changeAccount, fallBack, reopen, report, reverse, seen } from "../mutations.js";
import { ABOVE_LIMIT, REACHED_STATES, refundIn } from "../states.js";
import { lookUpPayment } from "../../../src/refund/settlement/look-up-attempt.js";
import { sharedTestService } from "../../kit/shared-test-service.js";

const t = sharedTestService({ gateways: () => ({ merchantLedger: true }) });

/** Paid back to the bank account it had been paid from (계좌이체). */
async function completed(amount = 10_000) {
  const scenario = await collectedReturn(t, [{ amount, method: "BANK_TRANSFER" }], {
    refundAccount: ACCOUNT,
  });
  await request(t, scenario.refund);
  if (amount >= ABOVE_LIMIT) await approve(t, scenario.refund);
  await t.drain();
  expect((await now(t, scenario.refund)).state).toBe("completed");
  return scenario;
}

/** The money invariant of every part, and that lines never give more than they cost and came back. */
async function expectSound(): Promise<void> {
  const beyond = Object.values(PART_COLUMNS)
    .map(
      (c) =>
        `refunded_at_gateway_${c} + refunded_by_hand_${c} + reserved_${c} > amount_${c} + reversed_${c} + excess_${c}`,
    )
    .join(" or ");
  expect(await t.rows(`select id from payment where ${beyond}`)).toEqual([]);
  expect(await t.rows(`select id from order_line where refunded + reserved > amount + reversed`)).toEqual([]);
}

it("the whole story of a transfer that was sent back: completed, told as failed by the gateway, and a manual successor that pays it again", async () => {
  const { refund, returnId, gatewayPaymentId } = await requestedReturn(t, [intoVirtualAccount(10_000)], {
    refundAccount: ACCOUNT,
  });
  await t.pass(MINUTE);
  await t.sandbox.settleTransfer(gatewayPaymentId, "COMPLETED");
  await t.pass(HOUR);
  expect(await storedRefundStatus(t, returnId)).toBe("REFUNDED");
  expect(await alarmsOf(t, refund.paymentId)).toEqual([]);
  await t.sandbox.settleTransfer(gatewayPaymentId, "FAILED");
  await lookUpPayment(t.context, refund.paymentId, "RECONCILER");
  expect(await alarmsOf(t, refund.paymentId)).toEqual(["TRANSFER_FAILED"]);

  const { outcome } = await reverse(t, refund);
  const successor = await successorOf(t, refund);
  expect(outcome).toEqual({ ok: true, value: { refundId: successor.id } });
  expect(successor).toMatchObject({
    state: "accepted.awaitingApproval",
    approvalReasons: ["PAID_AGAIN"],
    predecessorId: refund.id,
    holdsReservation: true,
    payableByHand: 10_000,
    accountBankCode: "088",
    requestedBy: OPERATOR.subject,
    dueOn: refund.dueOn,
    amount: refund.amount,
  });
  expect(await now(t, refund)).toMatchObject({ state: "completed", reversedAt: t.clock.now() });
  expect(await pathOf(t, refund)).toEqual(["returnCollected", "submitting", "pending", "completed", "completed"]);
  expect(await balanceOf(t, refund.paymentId)).toEqual({
    amount: 10_000,
    refundedAtGateway: 10_000,
    refundedByHand: 0,
    reserved: 10_000,
    reversed: 10_000,
    excess: 0,
  });
  expect(await storedRefundStatus(t, returnId)).toBe("AWAITING");
  expect((await alarmsOf(t, refund.paymentId)).sort()).toEqual(["REVERSED", "TRANSFER_FAILED"]);
  // Looked at once more, the gateway still says so; it has been seen to.
  await t.context.jobs.enqueue(t.context.root.fork(), "payment.look-up", {
    gateway: "PORTONE_V2",
    paymentId: refund.paymentId,
  });
  await t.drain();
  expect(await alarmsOf(t, refund.paymentId)).toHaveLength(2);
  expect((await verifyHistory(t.context.root)).faults).toEqual([]);
  await expectSound();
});

describe("is recorded", () => {
  it("once: a second time it names the refund that stands for it", async () => {
    const { refund } = await completed();
    expect(codeOf(await reverse(t, refund))).toBe("ok");
    const successor = await successorOf(t, refund);
    expect((await reverse(t, refund)).outcome).toMatchObject({
      problem: {
        code: "REFUND_ALREADY_REVERSED",
        detail: { successorId: successor.id, successorNo: successor.refundNo },
      },
    });
    await assertLedgersAgree(t);
    await expectSound();
  });

  it("once by people who press at the same moment, and by the same key", async () => {
    const { refund } = await completed();
    const command = { ...(await seen(t, refund)), memo: "line 7" };
    const same = key();
    const answers = await Promise.all(
      [key(), key(), same, same, same, key()].map((idempotencyKey) =>
        recordReversal(t.context, OPERATOR, { ...command, idempotencyKey }),
      ),
    );
    const successor = await successorOf(t, refund);
    const done = answers.filter(({ outcome }) => outcome.ok);
    expect(done.length).toBeGreaterThan(0);
    for (const { outcome } of done) expect(outcome).toEqual({ ok: true, value: { refundId: successor.id } });
    expect(done.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await balanceOf(t, refund.paymentId)).toMatchObject({ reserved: 10_000, reversed: 10_000, excess: 0 });
    expect(await t.rows(`select 1 from refund where predecessor_id = ?`, [refund.id])).toHaveLength(1);
    await expectSound();
  });

  it.each(REACHED_STATES.filter((state) => state !== "completed"))("not of %s", async (state) => {
    const refund = await refundIn(t, state);
    expect(codeOf(await changingNothing(t, () => reverse(t, refund)))).toBe("REFUND_STATE_CONFLICT");
  });

  it("not of a card, whose money goes to no bank account: the gateway still counts it", async () => {
    const { refund } = await requestedReturn(t, 10_000, { refundAccount: ACCOUNT });
    const before = await everyRow(t);
    expect(codeOf(await reverse(t, refund))).toBe("EVIDENCE_DISAGREES");
    await t.stopSandbox();
    expect(codeOf(await reverse(t, refund))).toBe("GATEWAY_UNREACHABLE");
    await t.restoreSandbox();
    expect(await everyRow(t)).toEqual(before);
  });

  it("not of points, which no bank has", async () => {
    const { refund } = await requestedReturn(t, [withPoints(3_000)]);
    await report(t, refund, booked("entry-of-points"));
    expect((await now(t, refund)).state).toBe("completed");
    expect(codeOf(await reverse(t, refund))).toBe("POINTS_NEVER_CASH");
  });
});

describe("the successor", () => {
  it("waits for a second person, whatever the amount, who is not the one that recorded it", async () => {
    const { refund } = await completed();
    expect(codeOf(await reverse(t, refund))).toBe("ok");
    const successor = await successorOf(t, refund);
    expect(successor).toMatchObject({ state: "accepted.awaitingApproval", holdsReservation: true });
    expect(codeOf(await approve(t, successor, OPERATOR))).toBe("SAME_PERSON");
    expect(codeOf(await approve(t, successor))).toBe("ok");
    expect((await now(t, successor)).state).toBe("accepted.unprocessed");
  });

  it("cancelled and re-opened goes another way, and is still owed once", async () => {
    const { refund, returnId } = await completed();
    await reverse(t, refund);
    const successor = await successorOf(t, refund);
    expect(codeOf(await cancel(t, successor))).toBe("ok");
    expect(await balanceOf(t, refund.paymentId)).toMatchObject({ reserved: 0, reversed: 10_000 });
    expect(codeOf(await reopen(t, successor))).toBe("ok");
    const third = await successorOf(t, successor);
    expect(third.state).toBe("returnCollected");
    expect(codeOf(await fallBack(t, third))).toBe("ok");
    expect(await now(t, third)).toMatchObject({ state: "accepted.awaitingApproval", payableByHand: 10_000 });
    expect((await now(t, third)).approvalReasons).toContain("PAID_AGAIN");
    expect(await refundsOfReturn(t, returnId)).toHaveLength(3);
    expect(await balanceOf(t, refund.paymentId)).toMatchObject({ reserved: 10_000, reversed: 10_000, excess: 0 });
    await expectSound();
  });

  it("pays what the customer had really got: his share of a discounted payment", async () => {
    const atGateway = {
      amount: { total: 10_000, paid: 9_000 },
      promotion: { kind: "PERCENT", percent: 10, minimum: 1_000 },
    } as const;
    // Told by the shop, and where it was not told, asked of the gateway.
    for (const paidByCustomer of [9_000, undefined]) {
      const { refunds, paymentId } = await returnedInParts(
        t,
        { amount: 10_000, method: "BANK_TRANSFER", atGateway, ...(paidByCustomer && { paidByCustomer }) },
        [4_000, 6_000],
      );
      const [first, second] = refunds as [Refund, Refund];
      for (const refund of refunds) {
        await changeAccount(t, refund, ACCOUNT);
        await requestAndDrain(t, refund);
      }
      expect(await now(t, first)).toMatchObject({ state: "completed", paidToCustomer: null });
      expect(codeOf(await reverse(t, first))).toBe("ok");
      expect(codeOf(await reverse(t, second))).toBe("ok");
      const cash = (await successorOf(t, first)).payableByHand! + (await successorOf(t, second)).payableByHand!;
      expect((await successorOf(t, first)).payableByHand).toBe(3_600);
      expect(cash).toBe(9_000);
      expect(await balanceOf(t, paymentId)).toMatchObject({ reserved: 10_000, reversed: 10_000 });
    }
  });

  it("is not created while only an unreachable gateway knows what it has to pay; nothing changes then", async () => {
    const atGateway = {
      amount: { total: 10_000, paid: 9_000 },
      promotion: { kind: "PERCENT", percent: 10, minimum: 1_000 },
    } as const;
    const { refund } = await requestedReturn(t, [{ amount: 10_000, method: "BANK_TRANSFER", atGateway }]);
    await t.stopSandbox();
    expect(codeOf(await changingNothing(t, () => reverse(t, refund)))).toBe("GATEWAY_UNREACHABLE");
    await t.restoreSandbox();
    expect(codeOf(await reverse(t, refund))).toBe("ok");
    expect((await successorOf(t, refund)).payableByHand).toBe(9_000);
  });
});

it("of each part of a payment, while others of it are refunded at the same time: never beyond", async () => {
  const { refunds, paymentId } = await returnedInParts(
    t,
    { amount: 10_000, method: "BANK_TRANSFER" },
    [2_000, 2_000, 2_000, 2_000, 2_000],
  );
  const [first, second, ...others] = refunds as [Refund, Refund, ...Refund[]];
  for (const refund of [first, second]) await request(t, refund);
  await t.drain();
  await Promise.all([reverse(t, first), reverse(t, second), ...others.map((refund) => request(t, refund)), t.drain()]);
  await t.drain();
  expect(await balanceOf(t, paymentId)).toEqual({
    amount: 10_000,
    refundedAtGateway: 10_000,
    refundedByHand: 0,
    reserved: 4_000,
    reversed: 4_000,
    excess: 0,
  });
  await assertLedgersAgree(t);
  await expectSound();
});
