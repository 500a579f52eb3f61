/** A refund into a bank account whose transfer failed while it was pending stood completed, with 20,000 paid to the customer. */
import { expireLease, heldUp } from "../refund/settlement/held-up.js";
import { dataOf } from "../api/ask.js";
import { caseInputs } from "../kit/case.js";
import { HOUR, MINUTE } from "../kit/clock.js";
import { APPROVER, balanceOf, codeOf, collectedReturn, now, OPERATOR, requestAndDrain } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { ACCOUNT, account, intoVirtualAccount } from "../refund/accounts.js";
import { handedOver } from "../refund/handed-over.js";
import {
  successorOf,
  planFault,
  alarmsOf,
  assertBooksAgree,
  attemptOf,
  cancellationsOn,
  postsOf,
  returnedInParts,
  stateOf,
} from "../refund/ledgers.js";
import {
  twoPeopleState,
  AGENT,
  approve,
  cancel,
  changeAccount,
  fallBack,
  retry,
  reverse,
} from "../refund/mutations.js";
import { lookUpAttempt, lookUpPayment } from "../../src/refund/settlement/look-up-attempt.js";

const t = sharedTestService();
afterEach(() => assertBooksAgree(t));

async function failedTransfer(amount = 20_000) {
  const paid = intoVirtualAccount(amount);
  const scenario = await collectedReturn(t, [paid], { refundAccount: ACCOUNT });
  await requestAndDrain(t, scenario.refund);
  await t.pass(MINUTE);
  expect(await stateOf(t, scenario.refund)).toBe("pending");
  await t.sandbox.settleTransfer(scenario.gatewayPaymentId, "FAILED");
  await t.pass(HOUR);
  return scenario;
}

const READ = `query ($id: ID!) { refund(id: $id) { status gatewayPhase completedAt paidToCustomer { amount }
  failure { cause actions } availableActions blockedReasons { code } return { refundStatus } } }`;

describe("a transfer that failed before the refund was completed", () => {
  it("leaves it owed: refused with its cause, the cancel booked, account and bank transfer the way on", async () => {
    const { refund } = await failedTransfer();
    expect(await dataOf(t, READ, { id: refund.id })).toEqual({
      refund: {
        status: "REFUND_REQUESTED",
        gatewayPhase: "REFUSED",
        completedAt: null,
        paidToCustomer: null,
        failure: { cause: "TRANSFER_FAILED", actions: ["CHANGE_ACCOUNT", "FALL_BACK_TO_MANUAL"] },
        availableActions: ["CANCEL", "FALL_BACK_TO_MANUAL", "LOWER_AMOUNT"],
        blockedReasons: [{ code: "GATEWAY_BALANCE_SPENT" }],
        return: { refundStatus: "AWAITING" },
      },
    });
    expect(await balanceOf(t, refund.paymentId)).toMatchObject({
      refundedAtGateway: 20_000,
      reversed: 20_000,
      reserved: 20_000,
      excess: 0,
    });
    expect(await cancellationsOn(t, refund.paymentId)).toMatchObject([{ amount_total: "20000" }]);
    expect(await alarmsOf(t, refund.paymentId)).toEqual(["TRANSFER_FAILED"]);
  });

  it("as it was reported: 20,000 into a virtual account of Toss Payments", async () => {
    const { payment: paid } = (await caseInputs("transfer-failed-told-as-completed")) as { payment: object };
    const { method, pgProvider, amount, transferDelayMs } = paid as Parameters<typeof t.sandbox.createPayment>[0];
    const atGateway = { method, pgProvider, amount, transferDelayMs };
    const { refund, gatewayPaymentId } = await handedOver(t, "transfer-failed-told-as-completed", atGateway);
    expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
    await t.pass(MINUTE);
    expect(await stateOf(t, refund)).toBe("pending");
    await t.sandbox.settleTransfer(gatewayPaymentId, "FAILED");
    await t.pass(HOUR);
    expect(await now(t, refund)).toMatchObject({
      state: "refundRequested.refused",
      refusalCause: "TRANSFER_FAILED",
      paidToCustomer: null,
    });
  });

  it("is not sent again: the gateway has nothing left to cancel", async () => {
    const { refund, gatewayPaymentId } = await failedTransfer();
    const sent = (await postsOf(t, gatewayPaymentId)).length;
    expect((await retry(t, refund)).outcome).toMatchObject({
      problem: { code: "GATEWAY_BALANCE_SPENT", detail: { left: 0 } },
    });
    expect(await postsOf(t, gatewayPaymentId)).toHaveLength(sent);
    expect(await now(t, refund)).toMatchObject({ refusalCause: "TRANSFER_FAILED" });
  });

  it("is paid by bank transfer to the corrected account, all of it and once", async () => {
    const { refund } = await failedTransfer();
    expect(codeOf(await changeAccount(t, refund, account({ number: "333444555666" }), AGENT))).toBe("ok");
    expect(codeOf(await fallBack(t, refund))).toBe("ok");
    expect(await now(t, refund)).toMatchObject({ state: "accepted.unprocessed", payableByHand: 20_000 });
    for (const _ of [1, 2]) await lookUpPayment(t.context, refund.paymentId, "RECONCILER");
    expect((await now(t, refund)).state).toBe("accepted.unprocessed");
    expect(await alarmsOf(t, refund.paymentId)).toEqual(["TRANSFER_FAILED"]);
  });

  it("gives its money back to the payment when it turns out not to be owed", async () => {
    const { refund } = await failedTransfer();
    expect(codeOf(await cancel(t, refund))).toBe("ok");
    expect(await balanceOf(t, refund.paymentId)).toMatchObject({
      refundedAtGateway: 20_000,
      reversed: 20_000,
      reserved: 0,
    });
  });

  it("is found as such where the answer to the cancel had been lost", async () => {
    const scenario = await collectedReturn(t, [intoVirtualAccount(20_000)], { refundAccount: ACCOUNT });
    const { refund, gatewayPaymentId } = scenario;
    await planFault(t, "cancel", gatewayPaymentId, { kind: "LOSE_ANSWER_AFTER_EFFECT" });
    await requestAndDrain(t, refund);
    expect(await stateOf(t, refund)).toBe("unknown");
    await t.sandbox.settleTransfer(gatewayPaymentId, "FAILED");
    await t.pass(HOUR);
    expect(await now(t, refund)).toMatchObject({ state: "refundRequested.refused", refusalCause: "TRANSFER_FAILED" });
    expect(await attemptOf(t, refund)).toMatchObject({
      status: "REFUSED",
      code: null,
      finding_code: "TRANSFER_FAILED",
    });
  });
});

it("a cancel that came after two people had said nothing moved, and whose transfer failed, leaves the refund as it is", async () => {
  const scenario = await collectedReturn(t, [intoVirtualAccount(20_000)], { refundAccount: ACCOUNT });
  const { refund, gatewayPaymentId } = scenario;
  await planFault(t, "cancel", gatewayPaymentId, { kind: "LOSE_ANSWER_BEFORE_EFFECT" }, 50);
  await requestAndDrain(t, refund);
  const { id } = await attemptOf(t, refund);
  const worker = heldUp(t, "before-call");
  const late = lookUpAttempt(worker.context, id, "WEBHOOK");
  await worker.reached;
  await expireLease(t, id);
  await twoPeopleState(t, refund);
  await t.sandbox.clearFaults();
  worker.resume();
  await late;
  await t.sandbox.settleTransfer(gatewayPaymentId, "FAILED");
  await t.pass(HOUR);
  expect(await now(t, refund)).toMatchObject({
    state: "refundRequested.refused",
    refusalCause: "CONFIRMED_NOT_REFUNDED",
  });
  expect(await alarmsOf(t, refund.paymentId)).toEqual(["TRANSFER_FAILED"]);
  expect(await balanceOf(t, refund.paymentId)).toMatchObject({
    refundedAtGateway: 20_000,
    reversed: 20_000,
    excess: 0,
  });
});

it("a second failed transfer of a payment is a guess: the gateway tells one status for all, so a second person agrees", async () => {
  const { refunds, gatewayPaymentId } = await returnedInParts(t, intoVirtualAccount(10_000), [3_000, 4_000]);
  for (const refund of refunds) {
    await changeAccount(t, refund, ACCOUNT, AGENT);
    await requestAndDrain(t, refund);
    await t.pass(MINUTE);
    await t.sandbox.settleTransfer(gatewayPaymentId, "PARTIAL_REFUND_FAILED");
    await t.pass(HOUR);
    expect(await now(t, refund)).toMatchObject({ refusalCause: "TRANSFER_FAILED" });
  }
  const second = refunds[1]!;
  expect(codeOf(await fallBack(t, second, OPERATOR))).toBe("ok");
  expect(await now(t, second)).toMatchObject({
    state: "accepted.awaitingApproval",
    approvalReasons: ["MONEY_MAY_HAVE_MOVED"],
  });
  expect(codeOf(await approve(t, second, APPROVER))).toBe("ok");
});

it("a failure told after completion is a reversal, which a second person agrees to", async () => {
  const scenario = await collectedReturn(t, [intoVirtualAccount(20_000)], { refundAccount: ACCOUNT });
  const { refund, gatewayPaymentId } = scenario;
  await requestAndDrain(t, refund);
  await t.sandbox.settleTransfer(gatewayPaymentId, "COMPLETED");
  await t.pass(HOUR);
  expect(await stateOf(t, refund)).toBe("completed");
  await t.sandbox.settleTransfer(gatewayPaymentId, "FAILED");
  await lookUpPayment(t.context, refund.paymentId, "RECONCILER");
  expect(await stateOf(t, refund)).toBe("completed");
  expect(await alarmsOf(t, refund.paymentId)).toEqual(["TRANSFER_FAILED"]);
  expect(codeOf(await reverse(t, refund))).toBe("ok");
  expect(await successorOf(t, refund)).toMatchObject({
    state: "accepted.awaitingApproval",
    approvalReasons: ["PAID_AGAIN"],
  });
});
