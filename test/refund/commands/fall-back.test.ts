/** refundFallBackToManual: from the gateway's way to a bank transfer, only when no money can be moving there. */
import { won } from "../../../src/money/minor-units.js";
import { fallBackToManual } from "../../../src/refund/commands/fall-back.js";
import { lookUpAttempt, lookUpPayment } from "../../../src/refund/settlement/look-up-attempt.js";
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { sendAttempt } from "../../../src/refund/settlement/send-attempt.js";
import { HOUR, MINUTE } from "../../kit/clock.js";
import {
  APPROVER,
  balanceOf,
  cancelledAtGateway,
  codeOf,
  collectedReturn,
  everyRow,
  now,
  OPERATOR,
  pathOf,
  person,
  type Paid,
  request,
  requestAndDrain,
} from "../../kit/fixtures.js";
import { ACCOUNT } from "../accounts.js";
import {
  requestedReturn,
  alarmsOf,
  attemptOf,
  attemptsOf,
  assertLedgersAgree,
  callsOf,
  postsOf,
  returnedInParts,
  stateOf,
} from "../ledgers.js";
import { expireLease, heldUp } from "../settlement/held-up.js";
import { approve, cancel, changeAccount, decline, fallBack, reopen, retry, seen } from "../mutations.js";
import { ABOVE_LIMIT, refundIn } from "../states.js";
import { sharedTestService } from "../../kit/shared-test-service.js";

const t = sharedTestService();

/** Counted as 10,000, bought for 9,000. */
const DISCOUNTED: Paid = {
  amount: 10_000,
  atGateway: { amount: { total: 10_000, paid: 9_000 }, promotion: { kind: "PERCENT", percent: 10, minimum: 1_000 } },
};
const WITH_ACCOUNT = { refundAccount: ACCOUNT };
const look = (paymentId: string): Promise<void> => lookUpPayment(t.context, paymentId, "RECONCILER");

/** Requested, and refused by the gateway. */
async function refusedRefund(amount = 10_000) {
  const scenario = await collectedReturn(t, amount, WITH_ACCOUNT);
  await t.sandbox.planFault({ hits: "cancel", fault: { kind: "REFUSE" }, paymentId: scenario.gatewayPaymentId });
  await requestAndDrain(t, scenario.refund);
  expect(await stateOf(t, scenario.refund)).toBe("refused");
  return scenario;
}

/** Sent and unknown for so long that it was closed as not executed; what is given back lets the gateway do it after all. */
async function givenUp(refund: Refund): Promise<() => Promise<void>> {
  const worker = heldUp(t, "before-call");
  await request(t, refund);
  const { id } = await attemptOf(t, refund);
  const late = sendAttempt(worker.context, id);
  await worker.reached;
  await expireLease(t, id);
  await t.pass(MINUTE);
  t.clock.advance(3 * HOUR);
  await lookUpAttempt(t.context, id, "RECONCILER");
  t.clock.advance(HOUR);
  await lookUpAttempt(t.context, id, "RECONCILER");
  expect(await stateOf(t, refund)).toBe("deferred");
  return () => (worker.resume(), late);
}

async function refundGivenUp(amount = 10_000) {
  const scenario = await collectedReturn(t, amount, WITH_ACCOUNT);
  return { ...scenario, paymentId: scenario.refund.paymentId, happen: await givenUp(scenario.refund) };
}

describe("from", () => {
  it("a collected return the gateway was never asked to refund: looked at, and on two people's word only", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, 10_000, WITH_ACCOUNT);
    expect(codeOf(await fallBack(t, refund))).toBe("ok");
    expect(await now(t, refund)).toMatchObject({
      state: "accepted.awaitingApproval",
      approvalReasons: ["NO_REFUSAL_BEHIND"],
      requestedBy: OPERATOR.subject,
    });
    expect((await callsOf(t, gatewayPaymentId)).map(({ method }) => method)).toEqual(["GET"]);
    expect(codeOf(await approve(t, refund))).toBe("ok");
    expect(await now(t, refund)).toMatchObject({
      state: "accepted.unprocessed",
      status: "ACCEPTED",
      processingResult: "UNPROCESSED",
      payableByHand: 10_000,
      approvalReasons: [],
    });
    expect(await balanceOf(t, refund.paymentId)).toMatchObject({ reserved: 10_000, refundedAtGateway: 0 });
  });

  it("refused: after a fresh look at the gateway", async () => {
    const { refund, gatewayPaymentId } = await refusedRefund();
    const before = await callsOf(t, gatewayPaymentId);
    expect(codeOf(await fallBack(t, refund))).toBe("ok");
    expect((await callsOf(t, gatewayPaymentId)).slice(before.length).map(({ method }) => method)).toEqual(["GET"]);
    expect(await stateOf(t, refund)).toBe("accepted.unprocessed");
    await assertLedgersAgree(t);
  });

  it("deferred: it is not tried again when its time comes", async () => {
    const { refund, gatewayPaymentId } = await requestedReturn(t, 10_000, {
      ...WITH_ACCOUNT,
      fault: { kind: "TOO_MANY_REQUESTS" },
    });
    expect(await stateOf(t, refund)).toBe("deferred");
    expect(codeOf(await fallBack(t, refund))).toBe("ok");
    expect((await now(t, refund)).deferredUntil).toBeNull();
    await t.pass(24 * HOUR);
    expect(await stateOf(t, refund)).toBe("accepted.awaitingApproval");
    expect(await postsOf(t, gatewayPaymentId)).toHaveLength(1);
  });

  it.each([
    "refundRequested.awaitingApproval",
    "refundRequested.submitting",
    "refundRequested.pending",
    "refundRequested.unknown",
    "completed",
    "cancelled",
  ] as const)("%s: never", async (state) => {
    const refund = await refundIn(t, state);
    const before = await everyRow(t);
    expect((await fallBack(t, refund)).outcome).toMatchObject({
      problem: { code: "REFUND_STATE_CONFLICT", detail: { state, event: "ACCEPT_MANUALLY" } },
    });
    expect(await everyRow(t)).toEqual(before);
  });

  it("without an account to pay to, or while the payment is disputed: not yet", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, 10_000);
    expect(codeOf(await fallBack(t, refund))).toBe("REFUND_ACCOUNT_MISSING");
    await changeAccount(t, refund, ACCOUNT);
    await t.sandbox.dispute(gatewayPaymentId);
    expect(codeOf(await fallBack(t, refund))).toBe("PAYMENT_DISPUTED");
    await t.sandbox.dispute(gatewayPaymentId, { resolved: true });
    expect(codeOf(await fallBack(t, refund))).toBe("ok");
  });
});

describe("the fresh look", () => {
  it("that cannot be had changes nothing, and the same key may try again", async () => {
    const { refund } = await refusedRefund();
    await t.stopSandbox();
    const before = await everyRow(t);
    const command = { ...(await seen(t, refund)), memo: null };
    expect(codeOf(await fallBackToManual(t.context, OPERATOR, command))).toBe("GATEWAY_UNREACHABLE");
    expect(await everyRow(t)).toEqual(before);
    await t.restoreSandbox();
    expect(codeOf(await fallBackToManual(t.context, OPERATOR, command))).toBe("ok");
    expect(await fallBackToManual(t.context, OPERATOR, command)).toMatchObject({
      outcome: { ok: true },
      replayed: true,
    });
  });

  it("that finds a late success completes the refund, and tells the caller that it has moved on", async () => {
    const { refund, gatewayPaymentId, happen } = await refundGivenUp();
    await happen();
    expect(codeOf(await fallBack(t, refund))).toBe("VERSION_CONFLICT");
    expect(await now(t, refund)).toMatchObject({ state: "completed", payableByHand: null });
    expect(codeOf(await fallBack(t, refund))).toBe("REFUND_STATE_CONFLICT");
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(10_000);
    await assertLedgersAgree(t);
  });

  it("that finds a cancel under way there leaves the refund as it is: the money could go out twice", async () => {
    const { refund, gatewayPaymentId, happen } = await refundGivenUp();
    await t.sandbox.planFault({ hits: "cancel", fault: { kind: "PENDING" }, paymentId: gatewayPaymentId });
    await happen();
    const before = await now(t, refund);
    expect(codeOf(await fallBack(t, refund))).toBe("EVIDENCE_DISAGREES");
    expect(await now(t, refund)).toEqual(before);
    const [cancellation] = await t.sandbox.cancellationsOf(gatewayPaymentId);
    await t.sandbox.settle(cancellation!.id, "FAILED");
    expect(codeOf(await fallBack(t, refund))).toBe("ok");
    expect(await stateOf(t, refund)).toBe("accepted.awaitingApproval");
  });

  it("does not take another refund's pending cancel for its own", async () => {
    const { refunds, gatewayPaymentId } = await returnedInParts(t, 10_000, [3_000, 3_000]);
    const [first, second] = refunds as [Refund, Refund];
    await changeAccount(t, first, ACCOUNT);
    await t.sandbox.planFault({ hits: "cancel", fault: { kind: "FAIL" }, paymentId: gatewayPaymentId });
    await requestAndDrain(t, first);
    expect(await stateOf(t, first)).toBe("refused");
    await t.sandbox.planFault({ hits: "cancel", fault: { kind: "PENDING" }, paymentId: gatewayPaymentId });
    await requestAndDrain(t, second);
    expect(await stateOf(t, second)).toBe("pending");
    expect(codeOf(await fallBack(t, first))).toBe("ok");
    const pending = (await t.sandbox.cancellationsOf(gatewayPaymentId)).find(({ status }) => status === "REQUESTED");
    await t.sandbox.settle(pending!.id, "SUCCEEDED");
    await t.pass(HOUR);
    expect(await stateOf(t, second)).toBe("completed");
    expect(await stateOf(t, first)).toBe("accepted.unprocessed");
  });
});

describe("a late success after the fall-back", () => {
  it("completes the refund with an alarm: nothing is to be paid by hand any more", async () => {
    const { refund, paymentId, happen } = await refundGivenUp();
    expect(codeOf(await fallBack(t, refund))).toBe("ok");
    expect((await now(t, refund)).payableByHand).toBe(10_000);
    expect(codeOf(await approve(t, refund))).toBe("ok");
    await happen();
    await look(paymentId);
    expect(await now(t, refund)).toMatchObject({ state: "completed", payableByHand: null, paidToCustomer: 10_000 });
    expect(await balanceOf(t, paymentId)).toMatchObject({
      refundedAtGateway: 10_000,
      refundedByHand: 0,
      reserved: 0,
      excess: 0,
    });
    expect(await alarmsOf(t, paymentId)).toEqual(["UNEXPECTED_SUCCESS"]);
    expect((await pathOf(t, refund)).slice(-2)).toEqual(["accepted.unprocessed", "completed"]);
    expect(await attemptsOf(t, refund)).toHaveLength(1);
    await assertLedgersAgree(t);
  });

  it("also while it waits for its second pair of eyes", async () => {
    const { refund, happen } = await refundGivenUp(900_000);
    const strict = {
      ...t.context,
      settings: { ...t.context.settings, fourEyesLimit: new Map([["KRW", won(100_000)]]) },
    };
    const { version } = await now(t, refund);
    const command = { id: refund.id, expectedVersion: version, idempotencyKey: `late-${refund.id}`, memo: null };
    expect(codeOf(await fallBackToManual(strict, OPERATOR, command))).toBe("ok");
    expect(await stateOf(t, refund)).toBe("accepted.awaitingApproval");
    await happen();
    await look(refund.paymentId);
    expect(await stateOf(t, refund)).toBe("completed");
    expect(await alarmsOf(t, refund.paymentId)).toEqual(["UNEXPECTED_SUCCESS"]);
    await assertLedgersAgree(t);
  });

  it("counts for what the others get in cash as it moved, not once more as it was to be paid", async () => {
    const { refunds } = await returnedInParts(t, { ...DISCOUNTED, paidByCustomer: 9_000 }, [4_000, 6_000]);
    const [first, second] = refunds as [Refund, Refund];
    for (const refund of refunds) await changeAccount(t, refund, ACCOUNT);
    const happen = await givenUp(first);
    expect(codeOf(await fallBack(t, first))).toBe("ok");
    expect((await now(t, first)).payableByHand).toBe(3_600);
    await happen();
    await look(first.paymentId);
    expect(await stateOf(t, first)).toBe("completed");
    expect(codeOf(await fallBack(t, second))).toBe("ok");
    expect((await now(t, second)).payableByHand).toBe(5_400);
  });
});

describe("a refund that lost its money to the gateway's console", () => {
  it("reserves again, or is told how much is left", async () => {
    const overtaken = async () => {
      const { refund, gatewayPaymentId } = await collectedReturn(t, 10_000, WITH_ACCOUNT);
      await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 4_000 });
      await look(refund.paymentId);
      expect(await now(t, refund)).toMatchObject({ state: "refundRequested.refused", holdsReservation: false });
      return refund;
    };
    const gone = await overtaken();
    expect((await fallBack(t, gone)).outcome).toMatchObject({
      problem: { code: "REFUND_AMOUNT_EXCEEDED", detail: { refundableAmount: 6_000 } },
    });
    expect(await stateOf(t, gone)).toBe("refused");

    const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, 10_000, [3_000, 5_000]);
    const [small, large] = refunds as [Refund, Refund];
    await changeAccount(t, small, ACCOUNT);
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 2_500 });
    await look(paymentId);
    expect(await stateOf(t, small)).toBe("refused");
    expect(codeOf(await fallBack(t, small))).toBe("REFUND_AMOUNT_EXCEEDED");
    await cancel(t, large);
    expect(codeOf(await fallBack(t, small))).toBe("ok");
    expect(await now(t, small)).toMatchObject({
      state: "accepted.awaitingApproval",
      holdsReservation: true,
      payableByHand: 3_000,
    });
    expect(await balanceOf(t, paymentId)).toMatchObject({ reserved: 3_000, refundedAtGateway: 2_500, excess: 0 });
    await assertLedgersAgree(t);
  });
});

describe("a payment that had cost the customer less than it counts", () => {
  it("is paid back in his share: 4,000 of 10,000 bought for 9,000 are 3,600, and the rest is the rest", async () => {
    const { refunds } = await returnedInParts(t, { ...DISCOUNTED, paidByCustomer: 9_000 }, [4_000, 6_000]);
    for (const refund of refunds) {
      await changeAccount(t, refund, ACCOUNT);
      expect(codeOf(await fallBack(t, refund))).toBe("ok");
    }
    expect(await Promise.all(refunds.map(async (refund) => (await now(t, refund)).payableByHand))).toEqual([
      3_600, 5_400,
    ]);
  });

  it("asks the gateway what he paid, where nobody had told", async () => {
    const { refunds, gatewayPaymentId } = await returnedInParts(t, DISCOUNTED, [4_000, 6_000]);
    const [first, second] = refunds as [Refund, Refund];
    await changeAccount(t, second, ACCOUNT);
    await requestAndDrain(t, first);
    expect(await stateOf(t, first)).toBe("completed");
    await t.sandbox.planFault({ hits: "cancel", fault: { kind: "REFUSE" }, paymentId: gatewayPaymentId });
    await requestAndDrain(t, second);
    expect(codeOf(await fallBack(t, second))).toBe("ok");
    expect((await now(t, second)).payableByHand).toBe(5_400);
  });

  it("gives the share of a refund that was cancelled meanwhile to nobody", async () => {
    const { refunds } = await returnedInParts(t, { ...DISCOUNTED, paidByCustomer: 9_000 }, [4_000, 6_000]);
    const [first, second] = refunds as [Refund, Refund];
    for (const refund of refunds) await changeAccount(t, refund, ACCOUNT);
    await fallBack(t, first);
    expect(codeOf(await cancel(t, first))).toBe("ok");
    expect(codeOf(await fallBack(t, second))).toBe("ok");
    expect((await now(t, second)).payableByHand).toBe(5_400);
  });
});

describe("four eyes", () => {
  it("look at it above the limit, whoever had approved the way over the gateway", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, ABOVE_LIMIT, WITH_ACCOUNT);
    await t.sandbox.planFault({ hits: "cancel", fault: { kind: "REFUSE" }, paymentId: gatewayPaymentId });
    await request(t, refund);
    await approve(t, refund);
    await t.drain();
    expect(await stateOf(t, refund)).toBe("refused");
    const lead = person("choi.lead", "refund-operator", "approver");
    expect(codeOf(await fallBack(t, refund, lead))).toBe("ok");
    expect(await now(t, refund)).toMatchObject({
      state: "accepted.awaitingApproval",
      requestedBy: lead.subject,
      approvedBy: null,
      holdsReservation: true,
    });
    expect(codeOf(await approve(t, refund, lead))).toBe("SAME_PERSON");
    await t.rows(`update payment set disputed = true where id = ?`, [refund.paymentId]);
    expect(codeOf(await approve(t, refund))).toBe("PAYMENT_DISPUTED");
    await t.rows(`update payment set disputed = false where id = ?`, [refund.paymentId]);
    expect(codeOf(await approve(t, refund))).toBe("ok");
    expect(await now(t, refund)).toMatchObject({ state: "accepted.unprocessed", approvedBy: APPROVER.subject });
  });

  it("may decline it: the debt is cancelled, and what was held is free", async () => {
    const { refund } = await collectedReturn(t, ABOVE_LIMIT, WITH_ACCOUNT);
    await fallBack(t, refund);
    expect(codeOf(await decline(t, refund))).toBe("ok");
    expect(await stateOf(t, refund)).toBe("cancelled");
    expect(await balanceOf(t, refund.paymentId)).toMatchObject({ reserved: 0 });
    expect(codeOf(await retry(t, refund))).toBe("REFUND_STATE_CONFLICT");
  });

  it("declined, says whether it is still owed: it is unless somebody says otherwise", async () => {
    const owed = await collectedReturn(t, ABOVE_LIMIT, WITH_ACCOUNT);
    await fallBack(t, owed.refund);
    expect(codeOf(await decline(t, owed.refund))).toBe("ok");
    expect(await now(t, owed.refund)).toMatchObject({ state: "cancelled", cancelReason: "REOPEN_LATER" });
    expect(codeOf(await reopen(t, owed.refund))).toBe("ok");

    const notOwed = await collectedReturn(t, ABOVE_LIMIT, WITH_ACCOUNT);
    await fallBack(t, notOwed.refund);
    expect(codeOf(await decline(t, notOwed.refund, undefined, "NOT_OWED"))).toBe("ok");
    expect(await now(t, notOwed.refund)).toMatchObject({ state: "cancelled", cancelReason: "NOT_OWED" });

    const gateways = await collectedReturn(t, ABOVE_LIMIT);
    await request(t, gateways.refund);
    const refused = await decline(t, gateways.refund, undefined, "NOT_OWED");
    expect(refused.outcome).toMatchObject({ problem: { code: "INVALID_INPUT", field: ["cancelReason"] } });
    expect(await stateOf(t, gateways.refund)).toBe("awaitingApproval");
  });
});
