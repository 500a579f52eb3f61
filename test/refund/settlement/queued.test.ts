/** A refund that is queued behind another one of its payment: nothing of it was sent, so every way out is open to people. */
import { takeBackRefund } from "../../../src/refund/commands/take-back.js";
import { withdrawReturn } from "../../../src/refund/commands/cancel-refund.js";
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { availableActionsOf } from "../../api/ask.js";
import { MINUTE } from "../../kit/clock.js";
import {
  balanceOf,
  cancelledAtGateway,
  codeOf,
  key,
  now,
  OPERATOR,
  pathOf,
  request,
  requestAndDrain,
  RETURN_SERVICE,
} from "../../kit/fixtures.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { ACCOUNT } from "../accounts.js";
import {
  planFault,
  assertBooksAgree,
  assertLedgersAgree,
  attemptOf,
  drainTogether,
  postsOf,
  returnedInParts,
  stateOf,
} from "../ledgers.js";
import { act, approve, cancel, changeAccount, fallBack, type Mutation } from "../mutations.js";

const t = sharedTestService();
afterEach(() => assertBooksAgree(t));
beforeEach(() => t.sandbox.clearFaults());

const takeBack: Mutation = async (_, refund, by = OPERATOR) => act(t, refund, takeBackRefund, by, {});

/** Two refunds of one payment: the first is unknown, and shows its effect only later; the second waits behind it. */
async function behindAnUnknown() {
  const scenario = await returnedInParts(t, 30_000, [11_000, 12_000]);
  const [unknown, queued] = scenario.refunds as [Refund, Refund];
  await changeAccount(t, queued, ACCOUNT);
  await planFault(t, "cancel", scenario.gatewayPaymentId, { kind: "LOSE_ANSWER_AFTER_EFFECT" });
  await request(t, unknown);
  await drainTogether(t);
  expect(await stateOf(t, unknown)).toBe("unknown");
  expect(codeOf(await request(t, queued))).toBe("ok");
  expect(await attemptOf(t, queued)).toMatchObject({ status: "QUEUED" });
  return { ...scenario, unknown, queued };
}

it("is taken back: collected as before, and requested anew when the payment is free", async () => {
  const { queued, unknown, gatewayPaymentId } = await behindAnUnknown();
  expect(await availableActionsOf(t, queued)).toEqual(["CANCEL", "FALL_BACK_TO_MANUAL", "TAKE_BACK"]);
  expect(await availableActionsOf(t, unknown)).toEqual(["RESOLVE_UNKNOWN"]);
  expect(codeOf(await takeBack(t, queued))).toBe("ok");
  expect(await now(t, queued)).toMatchObject({ state: "returnCollected", requestedBy: null, holdsReservation: true });
  expect(await attemptOf(t, queued)).toMatchObject({ status: "DROPPED" });
  await t.pass(MINUTE);
  expect(await stateOf(t, unknown)).toBe("completed");
  expect(await stateOf(t, queued)).toBe("returnCollected");
  expect(codeOf(await requestAndDrain(t, queued))).toBe("ok");
  expect(await stateOf(t, queued)).toBe("completed");
  expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(23_000);
  await assertLedgersAgree(t);
});

it("is cancelled at once", async () => {
  const { queued, paymentId, gatewayPaymentId } = await behindAnUnknown();
  expect(codeOf(await cancel(t, queued))).toBe("ok");
  expect(await pathOf(t, queued)).toEqual([
    "returnCollected",
    "returnCollected",
    "submitting",
    "returnCollected",
    "cancelled",
  ]);
  expect(await balanceOf(t, paymentId)).toMatchObject({ reserved: 11_000 });
  await t.pass(MINUTE);
  expect(await postsOf(t, gatewayPaymentId)).toHaveLength(1);
});

it("is paid by bank transfer on two people's word, and never sent", async () => {
  const { queued, gatewayPaymentId } = await behindAnUnknown();
  expect(codeOf(await fallBack(t, queued))).toBe("ok");
  expect(await now(t, queued)).toMatchObject({
    state: "accepted.awaitingApproval",
    payableByHand: 12_000,
    approvalReasons: ["NO_REFUSAL_BEHIND"],
  });
  expect(codeOf(await approve(t, queued))).toBe("ok");
  await t.pass(MINUTE);
  expect(await stateOf(t, queued)).toBe("accepted.unprocessed");
  expect(await postsOf(t, gatewayPaymentId)).toHaveLength(1);
});

it("is withdrawn with its return", async () => {
  const { queued } = await behindAnUnknown();
  const { returnId } = await now(t, queued);
  const [row] = await t.rows<{ return_no: string }>(`select return_no from collected_return where id = ?`, [returnId]);
  const input = { returnNo: row!.return_no, idempotencyKey: key(), memo: null };
  expect(codeOf(await withdrawReturn(t.context, RETURN_SERVICE, input))).toBe("ok");
  expect(await stateOf(t, queued)).toBe("cancelled");
  await t.pass(MINUTE);
});

it("is not taken back once its turn has come: the one that is open may be on its way", async () => {
  const { queued, unknown } = await behindAnUnknown();
  expect(codeOf(await takeBack(t, unknown))).toBe("REFUND_STATE_CONFLICT");
  const { refunds } = await returnedInParts(t, 30_000, [11_000]);
  const [alone] = refunds as [Refund];
  await request(t, alone);
  expect(await attemptOf(t, alone)).toMatchObject({ status: "SUBMITTING" });
  for (const way of [takeBack, cancel, fallBack as Mutation])
    expect(codeOf(await way(t, alone))).toBe("REFUND_STATE_CONFLICT");
  expect(await availableActionsOf(t, alone)).toEqual([]);
  await t.pass(MINUTE);
  expect(await stateOf(t, alone)).toBe("completed");
  expect(codeOf(await takeBack(t, queued))).toBe("REFUND_STATE_CONFLICT");
});

it("taken back just as its turn comes, it is either sent and paid or collected and never sent", async () => {
  for (let round = 0; round < 4; round += 1) {
    const { refunds, gatewayPaymentId } = await returnedInParts(t, 30_000, [11_000, 12_000]);
    const [first, second] = refunds as [Refund, Refund];
    await request(t, first);
    await request(t, second);
    const [answer] = await Promise.all([takeBack(t, second), drainTogether(t)]);
    await t.drain();
    const taken = codeOf(answer) === "ok";
    expect(await stateOf(t, second)).toBe(taken ? "returnCollected" : "completed");
    expect(await postsOf(t, gatewayPaymentId)).toHaveLength(taken ? 1 : 2);
  }
  await assertLedgersAgree(t);
});
