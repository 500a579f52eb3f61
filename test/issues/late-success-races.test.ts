/**
 * A gateway pays after two people had said that it did not, at the very moment at which somebody decides what else to do with the
 * refund: whichever comes first, the customer is paid once, and the refund says so.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import { lookUpAttempt, lookUpPayment } from "../../src/refund/settlement/look-up-attempt.js";
import { HOUR, MINUTE } from "../kit/clock.js";
import { balanceOf, cancelledAtGateway, codeOf, collectedReturn, now, requestAndDrain } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { recordTransferMade } from "../reconciliation/findings.js";
import { ACCOUNT } from "../refund/accounts.js";
import { loseAnswers, alarmsOf, assertBooksAgree, attemptOf, stateOf } from "../refund/ledgers.js";
import { twoPeopleState, approve, cancel, fallBack, retry } from "../refund/mutations.js";
import { expireLease, heldUp } from "../refund/settlement/held-up.js";

const t = sharedTestService();
beforeEach(() => t.sandbox.clearFaults());

const AMOUNT = 3_000;
/** So that either side comes first now and then. */
const HEAD_STARTS_MS = [0, 0, 10, 25, 50, 100];

/** Refused on two people's word, while a worker that everybody has given up still stands before its call. */
async function givenUp() {
  const { refund, gatewayPaymentId } = await collectedReturn(t, AMOUNT, { refundAccount: ACCOUNT });
  await loseAnswers(t, gatewayPaymentId, { moved: false });
  await requestAndDrain(t, refund);
  expect(await stateOf(t, refund)).toBe("unknown");
  const worker = heldUp(t, "before-call");
  const { id } = await attemptOf(t, refund);
  const late = lookUpAttempt(worker.context, id, "WEBHOOK");
  await worker.reached;
  await expireLease(t, id);
  await twoPeopleState(t, refund);
  await t.drain();
  expect(await stateOf(t, refund)).toBe("refused");
  const pays = async (): Promise<void> => {
    worker.resume();
    await late;
    await t.drain();
  };
  return { refund, gatewayPaymentId, pays };
}

async function end(refund: Refund): Promise<Refund> {
  for (const pause of [MINUTE, HOUR, 24 * HOUR]) await t.pass(pause);
  await lookUpPayment(t.context, refund.paymentId, "RECONCILER");
  return now(t, refund);
}

describe.each(HEAD_STARTS_MS)("a late success, %i ms ahead of", (headStart) => {
  const race = async (decision: (refund: Refund) => Promise<unknown>) => {
    const { refund, gatewayPaymentId, pays } = await givenUp();
    const paying = pays();
    await sleep(headStart);
    await Promise.all([paying, decision(refund)]);
    const ended = await end(refund);
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(AMOUNT);
    await assertBooksAgree(t);
    return ended;
  };
  const expectPaidOnce = async (refund: Refund): Promise<void> => {
    expect(refund).toMatchObject({ state: "completed", payableByHand: null });
    expect(await balanceOf(t, refund.paymentId)).toMatchObject({
      refundedAtGateway: AMOUNT,
      refundedByHand: 0,
      reserved: 0,
      excess: 0,
    });
  };

  it("another try", async () => expectPaidOnce(await race((refund) => retry(t, refund))));

  it("a bank transfer that is accepted", async () => expectPaidOnce(await race((refund) => fallBack(t, refund))));

  it("its approval, of a transfer that waited for a second person", async () =>
    expectPaidOnce(
      await race(async (refund) => {
        await fallBack(t, refund);
        await approve(t, refund);
      }),
    ));

  it("a cancel of the refund: it is over, and somebody is told that it was paid", async () => {
    const ended = await race((refund) => cancel(t, refund));
    const alarmed = (await alarmsOf(t, ended.paymentId)).includes("UNEXPECTED_SUCCESS");
    expect({ state: ended.state, told: ended.state === "completed" || alarmed }).toEqual({
      state: expect.stringMatching(/^(completed|cancelled)$/),
      told: true,
    });
    expect(await balanceOf(t, ended.paymentId)).toMatchObject({ refundedAtGateway: AMOUNT, reserved: 0, excess: 0 });
  });
});

it("a late success after the transfer was made: too late to be stopped, so it is excess with an alarm", async () => {
  const { refund, pays } = await givenUp();
  expect(codeOf(await fallBack(t, refund))).toBe("ok");
  await recordTransferMade(t, refund);
  await pays();
  const ended = await end(refund);
  expect(ended.state).toBe("completed");
  expect(await balanceOf(t, refund.paymentId)).toMatchObject({
    refundedAtGateway: AMOUNT,
    refundedByHand: AMOUNT,
    excess: AMOUNT,
  });
  expect(await alarmsOf(t, refund.paymentId)).toEqual(expect.arrayContaining(["EXCESS", "UNEXPECTED_SUCCESS"]));
});
