/** M6: a worker that was held up past its lease neither calls nor writes; what it may have done is found by evidence. */
import { lookUpAttempt } from "../../../src/refund/settlement/look-up-attempt.js";
import { sendAttempt } from "../../../src/refund/settlement/send-attempt.js";
import { settleExpired } from "../../../src/refund/settlement/settle-attempt.js";
import { MINUTE } from "../../kit/clock.js";
import { changingNothing, balanceOf, collectedReturn, everyRow, now, pathOf, request } from "../../kit/fixtures.js";
import {
  attemptOf,
  attemptsOf,
  assertLedgersAgree,
  callsOf,
  keyOf,
  postsOf,
  untilQuiet,
  loseAnswers,
} from "../ledgers.js";
import { expireLease, heldUp, sendingHeldUp } from "./held-up.js";
import { sharedTestService } from "../../kit/shared-test-service.js";

const t = sharedTestService();
afterEach(() => assertLedgersAgree(t));

async function requested() {
  const scenario = await collectedReturn(t, 10_000);
  await request(t, scenario.refund);
  const { id: attemptId } = await attemptOf(t, scenario.refund);
  return { ...scenario, attemptId };
}

describe("a worker held up in its call past the lease", () => {
  it("settles nothing when it wakes: another one has found the effect by then", async () => {
    const { refund, gatewayPaymentId, attemptId } = await requested();
    const worker = await sendingHeldUp(t, attemptId, "after-call");
    expect((await now(t, refund)).state).toBe("refundRequested.submitting");

    await expireLease(t, attemptId);
    await untilQuiet(t, [refund]);
    expect(await pathOf(t, refund)).toEqual(["returnCollected", "submitting", "unknown", "completed"]);
    const before = await everyRow(t);
    await worker.finish();
    expect(await everyRow(t)).toEqual(before);
    await t.drain();
    expect(await everyRow(t)).toEqual(before);
    expect(await postsOf(t, gatewayPaymentId)).toHaveLength(1);
  });

  it("settles nothing either while the one that took over has not found out yet", async () => {
    const { refund, attemptId } = await requested();
    const worker = await sendingHeldUp(t, attemptId, "after-call");
    await expireLease(t, attemptId);
    await settleExpired(t.context, attemptId);
    await changingNothing(t, () => worker.finish());
    expect((await now(t, refund)).state).toBe("refundRequested.unknown");
    // It leaves a hint to look, for it may be the only one who knows.
    await t.drain();
    expect((await now(t, refund)).state).toBe("completed");
  });

  it("calls with the same key when it wakes, and so moves nothing twice", async () => {
    const { refund, gatewayPaymentId, attemptId } = await requested();
    const worker = await sendingHeldUp(t, attemptId, "before-call");
    await expireLease(t, attemptId);
    await untilQuiet(t, [refund]);
    await changingNothing(t, () => worker.finish());
    const posts = await postsOf(t, gatewayPaymentId);
    expect(posts.map(keyOf)).toEqual([attemptId, attemptId]);
    expect(posts.map((call) => call.replayed)).toEqual([false, true]);
    expect(await balanceOf(t, refund.paymentId)).toMatchObject({ refundedAtGateway: 10_000, reserved: 0, excess: 0 });
  });
});

describe("a worker held up before its call", () => {
  it("does not call once another has taken over", async () => {
    const { refund, gatewayPaymentId, attemptId } = await requested();
    const worker = await sendingHeldUp(t, attemptId, "after-look");
    await expireLease(t, attemptId);
    await t.pass(MINUTE);
    expect((await now(t, refund)).state).toBe("refundRequested.unknown");
    await worker.finish();
    expect(await postsOf(t, gatewayPaymentId)).toEqual([]);
    await untilQuiet(t, [refund]);

    expect(await attemptsOf(t, refund)).toMatchObject([{ status: "NOT_EXECUTED" }, { status: "SUCCEEDED" }]);
    expect((await postsOf(t, gatewayPaymentId)).map(keyOf)).toEqual([(await attemptOf(t, refund)).id]);
  });

  it("does not begin a call after its lease, even if nobody has taken over", async () => {
    const { refund, gatewayPaymentId, attemptId } = await requested();
    const worker = await sendingHeldUp(t, attemptId, "after-look");
    await expireLease(t, attemptId);
    await worker.finish();
    expect(await postsOf(t, gatewayPaymentId)).toEqual([]);
    await untilQuiet(t, [refund]);
    expect((await postsOf(t, gatewayPaymentId)).map(keyOf)).toEqual([attemptId]);
  });
});

describe("a lease", () => {
  it("keeps others away while it runs", async () => {
    const { refund, gatewayPaymentId, attemptId } = await requested();
    const worker = await sendingHeldUp(t, attemptId, "before-look");
    const before = await everyRow(t);
    await Promise.all([
      sendAttempt(t.context, attemptId),
      lookUpAttempt(t.context, attemptId, "WEBHOOK"),
      settleExpired(t.context, attemptId),
    ]);
    expect(await everyRow(t)).toEqual(before);
    expect(await callsOf(t, gatewayPaymentId)).toEqual([]);
    await worker.finish();
    expect((await now(t, refund)).state).toBe("completed");
  });

  it("that ran out is taken over by one of many, once", async () => {
    const { refund, attemptId } = await requested();
    const worker = await sendingHeldUp(t, attemptId, "after-call");
    await expireLease(t, attemptId);
    const { fence } = await attemptOf(t, refund);
    await Promise.all(Array.from({ length: 8 }, () => sendAttempt(t.context, attemptId)));
    expect(await attemptOf(t, refund)).toMatchObject({ status: "UNKNOWN", fence: fence + 1 });
    expect(await pathOf(t, refund)).toEqual(["returnCollected", "submitting", "unknown"]);
    await untilQuiet(t, [refund]);
    await worker.finish();
  });

  it("of a look-up that ran out leaves the refund unknown and is looked up anew", async () => {
    const { refund, gatewayPaymentId, attemptId } = await requested();
    await loseAnswers(t, gatewayPaymentId, { moved: true });
    await t.drain();
    const worker = heldUp(t, "after-look");
    const held = lookUpAttempt(worker.context, attemptId, "WEBHOOK");
    await worker.reached;
    await expireLease(t, attemptId);
    await untilQuiet(t, [refund]);
    const before = await everyRow(t);
    worker.resume();
    await held;
    expect(await everyRow(t)).toEqual(before);
    expect(await pathOf(t, refund)).toEqual(["returnCollected", "submitting", "unknown", "completed"]);
  });
});
