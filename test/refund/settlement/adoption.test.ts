/** Money that moved at the gateway without us is adopted: once, never refused, and never while it could be an open attempt's own effect. */
import { transact } from "../../../src/refund/context.js";
import { raiseAlarm } from "../../../src/refund/record/alarm.js";
import { cancelRefund } from "../../../src/refund/commands/cancel-refund.js";
import { lookUpAttempt, lookUpPayment } from "../../../src/refund/settlement/look-up-attempt.js";
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { sendAttempt } from "../../../src/refund/settlement/send-attempt.js";
import { HOUR, MINUTE } from "../../kit/clock.js";
import {
  balanceOf,
  cancelledAtGateway,
  codeOf,
  collectedReturn,
  now,
  OPERATOR,
  pathOf,
  request,
  requestAndDrain,
} from "../../kit/fixtures.js";
import {
  requestedReturn,
  alarmsOf,
  attemptOf,
  attemptsOf,
  assertLedgersAgree,
  callsOf,
  cancellationsOn,
  postsOf,
  returnedInParts,
  untilQuiet,
  stateOf,
  loseAnswers,
} from "../ledgers.js";
import { expireLease, heldUp } from "./held-up.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { act, approve, retry } from "../mutations.js";
import { bookByMistake } from "../../reconciliation/findings.js";

const t = sharedTestService();
afterEach(() => assertLedgersAgree(t));

const look = (paymentId: string): Promise<void> => lookUpPayment(t.context, paymentId, "RECONCILER");

const cancel = async (refund: Pick<Refund, "id">): Promise<string> =>
  codeOf(await act(t, refund, cancelRefund, OPERATOR, { reason: "NOT_OWED", memo: null }));

/** Tax parts that are in excess, and the totals. */
const excessOf = async (paymentId: string): Promise<number[]> => {
  const [row] = await t.rows<Record<string, string>>(
    `select excess_total, excess_taxable, excess_vat, excess_tax_free from payment where id = ?`,
    [paymentId],
  );
  return Object.values(row ?? {}).map(Number);
};

/** Requested after money had moved beside it: a second person agrees that it is paid in addition. */
async function requestApproved(refund: Refund): Promise<void> {
  await request(t, refund);
  expect(await now(t, refund)).toMatchObject({
    state: "refundRequested.awaitingApproval",
    approvalReasons: ["MONEY_MAY_HAVE_MOVED"],
  });
  expect(codeOf(await approve(t, refund))).toBe("ok");
}

describe("a cancel in the gateway's console", () => {
  it("takes free balance first: no refund loses its money, but it may have been this one, so a second person decides", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, 10_000, [3_000]);
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 7_000 });
    await look(paymentId);
    expect(await stateOf(t, refunds[0]!)).toBe("returnCollected");
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 7_000, reserved: 3_000, excess: 0 });
    expect(await cancellationsOn(t, paymentId)).toMatchObject([{ cause: "GATEWAY_CONSOLE", attempt_id: null }]);
    expect(await alarmsOf(t, paymentId)).toEqual(["MONEY_MAY_HAVE_MOVED"]);
    await requestApproved(refunds[0]!);
    await t.drain();
    expect(await stateOf(t, refunds[0]!)).toBe("completed");
  });

  it("takes free balance part by part: what another refund holds of a tax part is no excess", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, [{ amount: 10_000, taxFree: 5_000 }], {
      sold: [{ amount: 5_000 }, { amount: 5_000, taxCategory: "TAX_FREE" }],
      return: { lines: [{ lineNo: "2", quantity: 1, amount: null }] },
    });
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 5_000, taxFreeAmount: 0 });
    await look(refund.paymentId);
    expect(await excessOf(refund.paymentId)).toEqual([0, 0, 0, 0]);
    expect(await alarmsOf(t, refund.paymentId)).toEqual(["MONEY_MAY_HAVE_MOVED"]);
    await requestApproved(refund);
    await t.drain();
    expect(await stateOf(t, refund)).toBe("completed");
    expect(await excessOf(refund.paymentId)).toEqual([0, 0, 0, 0]);
  });

  it("then is the one refund of exactly its amount, which is completed with it", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, 10_000, [6_000, 4_000]);
    const [older, exact] = refunds as [Refund, Refund];
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 4_000 });
    await look(paymentId);
    expect([await stateOf(t, older), await stateOf(t, exact)]).toEqual(["returnCollected", "completed"]);
    expect(await now(t, exact)).toMatchObject({ refusalCause: null, holdsReservation: false });
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 4_000, reserved: 6_000, excess: 0 });
    expect(await alarmsOf(t, paymentId)).toEqual(["UNEXPECTED_SUCCESS"]);
  });

  it("or where there are two of its amount, takes the reservation of one of them, not of the oldest", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, 10_000, [6_000, 2_000, 2_000]);
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 2_000 });
    await look(paymentId);
    const states = await Promise.all(refunds.map((refund) => stateOf(t, refund)));
    expect(states).toEqual(["returnCollected", "refused", "returnCollected"]);
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 2_000, reserved: 8_000, excess: 0 });
  });

  it("or else the oldest; an overtaken refund reserves anew once there is room again", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, 10_000, [6_000, 4_000]);
    const [oldest, other] = refunds as [Refund, Refund];
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 1_000 });
    await look(paymentId);
    expect([await stateOf(t, oldest), await stateOf(t, other)]).toEqual(["refused", "returnCollected"]);
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 1_000, reserved: 4_000, excess: 0 });
    expect(codeOf(await retry(t, oldest))).toBe("REFUND_AMOUNT_EXCEEDED");
    expect(await cancel(other)).toBe("ok");
    expect(codeOf(await retry(t, oldest))).toBe("ok");
    expect(await balanceOf(t, paymentId)).toMatchObject({ reserved: 6_000 });
    expect(codeOf(await approve(t, oldest))).toBe("ok");
    await t.drain();
    expect(await stateOf(t, oldest)).toBe("completed");
  });

  it("is excess with an alarm where every reservation has been acted on", async () => {
    const { refund, gatewayPaymentId } = await requestedReturn(t, 10_000, { fault: { kind: "FAIL" } });
    expect(await stateOf(t, refund)).toBe("refused");
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 9_000 });
    await look(refund.paymentId);
    expect(await balanceOf(t, refund.paymentId)).toMatchObject({
      refundedAtGateway: 9_000,
      reserved: 10_000,
      excess: 9_000,
    });
    expect((await alarmsOf(t, refund.paymentId)).toSorted()).toEqual(["EXCESS", "MONEY_MAY_HAVE_MOVED"]);

    // Trying again does not send what the gateway no longer has, whoever agrees to it.
    expect(codeOf(await retry(t, refund))).toBe("GATEWAY_BALANCE_SPENT");
    await t.drain();
    expect(await postsOf(t, gatewayPaymentId)).toHaveLength(1);
  });

  it("that is booked already leaves too little: the call for more than the gateway has left is never built", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, 10_000);
    await request(t, refund);
    const { id } = (await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 9_000 })) as { id: string };
    await bookByMistake(t, refund.paymentId, id, 9_000, { excess: 9_000 });
    await transact(t.context, async (em) =>
      raiseAlarm(t.context, em, "EXCESS", {
        paymentId: refund.paymentId,
        at: t.clock.now(),
        detail: { excess: 9_000 },
      }),
    );
    await t.drain();
    expect(await attemptsOf(t, refund)).toMatchObject([
      { status: "REFUSED", code: null, finding_code: "TOO_LITTLE_LEFT" },
    ]);
    expect(await postsOf(t, gatewayPaymentId)).toEqual([]);
  });

  it("between request and call: the call is not made, the refund is overtaken or sent with the new balance", async () => {
    const { refunds, gatewayPaymentId } = await returnedInParts(t, 10_000, [6_000, 2_000]);
    const [big, small] = refunds as [Refund, Refund];
    await request(t, big);
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 8_000 });
    await t.drain();
    expect(await postsOf(t, gatewayPaymentId)).toEqual([]);
    expect(await stateOf(t, big)).toBe("refused");
    expect(await stateOf(t, small)).toBe("returnCollected");
    await requestApproved(small);
    await t.drain();
    expect(await stateOf(t, small)).toBe("completed");
    expect(JSON.parse((await postsOf(t, gatewayPaymentId))[0]?.body ?? "")).toMatchObject({
      currentCancellableAmount: 2_000,
    });
  });

  it("behind which several refunds queue: each sees it, none keeps another from its adoption for ever", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, 12_000, [3_000, 3_000, 3_000]);
    for (const refund of refunds) await request(t, refund);
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 2_000 });
    await t.drain();
    expect(await cancellationsOn(t, paymentId)).toHaveLength(1);
    expect((await callsOf(t, gatewayPaymentId)).length).toBeLessThan(10);
    const states = () => Promise.all(refunds.map((refund) => stateOf(t, refund)));
    expect(await states()).toEqual(["awaitingApproval", "awaitingApproval", "awaitingApproval"]);
    await t.pass(24 * HOUR);
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(2_000);
    for (const refund of refunds) expect(codeOf(await approve(t, refund))).toBe("ok");
    await untilQuiet(t, refunds);
    expect(await states()).toEqual(["completed", "completed", "completed"]);
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(11_000);
  });

  it("is booked once however often it is looked up, also at once", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, 10_000, [3_000]);
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 2_000 });
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 2_000 });
    await Promise.all(Array.from({ length: 8 }, () => look(paymentId)));
    await look(paymentId);
    expect(await cancellationsOn(t, paymentId)).toHaveLength(2);
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 4_000, reserved: 3_000 });
    expect(await stateOf(t, refunds[0]!)).toBe("returnCollected");
  });
});

describe("while an attempt is open", () => {
  it("nothing is adopted, for it could be its effect; once it is closed, everything is", async () => {
    const { refund, paymentId, gatewayPaymentId } = await returnedInParts(t, 10_000, [3_000]);
    const worker = heldUp(t, "after-call");
    await request(t, refund);
    const { id } = await attemptOf(t, refund);
    const held = sendAttempt(worker.context, id);
    await worker.reached;
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 3_000 });
    await look(paymentId);
    await look(paymentId);
    expect(await cancellationsOn(t, paymentId)).toEqual([]);
    // The look is not lost: it comes again when the call must be over.
    const [planned] = await t.rows<{ count: string }>(
      `select count(*) as count from pgboss.job where name like 'payment.look-up%' and data->>'paymentId' = ? and state = 'created'`,
      [paymentId],
    );
    expect(Number(planned?.count)).toBeGreaterThan(0);
    worker.resume();
    await held;
    expect(await cancellationsOn(t, paymentId)).toMatchObject([{ attempt_id: id, cause: "API" }]);
    await look(paymentId);
    expect(await cancellationsOn(t, paymentId)).toHaveLength(2);
  });

  it("that is unknown: a console cancel of the same amount is not taken for its effect, and is adopted when it ends", async () => {
    const { refund, paymentId, gatewayPaymentId } = await returnedInParts(t, 10_000, [3_000]);
    await loseAnswers(t, gatewayPaymentId, { moved: false, times: 2 });
    await requestAndDrain(t, refund);
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 3_000 });
    await look(paymentId);
    expect(await stateOf(t, refund)).toBe("unknown");
    expect(await cancellationsOn(t, paymentId)).toEqual([]);
    await untilQuiet(t, [refund]);
    expect(await now(t, refund)).toMatchObject({
      state: "refundRequested.awaitingApproval",
      approvalReasons: ["MONEY_MAY_HAVE_MOVED"],
    });
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(3_000);
    expect(codeOf(await approve(t, refund))).toBe("ok");
    await untilQuiet(t, [refund]);
    expect(await stateOf(t, refund)).toBe("completed");
    expect((await cancellationsOn(t, paymentId)).map(({ cause }) => cause).sort()).toEqual(["API", "GATEWAY_CONSOLE"]);
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(6_000);
  });

  it("that is unknown: what the gateway listed before the call is not taken for its outcome", async () => {
    const { refund, gatewayPaymentId } = await returnedInParts(t, 10_000, [3_000]);
    await t.sandbox.planFault({ hits: "cancel", paymentId: gatewayPaymentId, fault: { kind: "FAIL" } });
    await requestAndDrain(t, refund);
    expect(await stateOf(t, refund)).toBe("refused");
    await loseAnswers(t, gatewayPaymentId, { moved: false });
    expect(codeOf(await retry(t, refund))).toBe("ok");
    await t.drain();
    expect(await stateOf(t, refund)).toBe("unknown");
    await t.pass(MINUTE);
    // The failed cancellation of the same amount is the first attempt's.
    expect((await attemptsOf(t, refund)).map(({ status }) => status)).toEqual(["REFUSED", "SUCCEEDED"]);
  });
});

describe("a late effect", () => {
  /** Unknown for so long that it was closed as not executed; then the gateway does it after all. */
  async function givenUp(parts: number[] = [3_000]) {
    const scenario = await returnedInParts(t, 10_000, parts);
    const [refund] = scenario.refunds as [Refund];
    const worker = heldUp(t, "before-call");
    await request(t, refund);
    const { id } = await attemptOf(t, refund);
    const late = sendAttempt(worker.context, id);
    await worker.reached;
    await expireLease(t, id);
    await t.pass(MINUTE);
    expect(await stateOf(t, refund)).toBe("unknown");
    t.clock.advance(3 * HOUR);
    await lookUpAttempt(t.context, id, "RECONCILER");
    t.clock.advance(HOUR);
    await lookUpAttempt(t.context, id, "RECONCILER");
    expect(await stateOf(t, refund)).toBe("deferred");
    return { ...scenario, refund, happen: () => (worker.resume(), late) };
  }

  it("completes the refund that waits for its next try", async () => {
    const { refund, paymentId, happen } = await givenUp();
    await happen();
    await look(paymentId);
    expect(await pathOf(t, refund)).toEqual(["returnCollected", "submitting", "unknown", "deferred", "completed"]);
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 3_000, reserved: 0 });
    await untilQuiet(t, [refund]);
    await t.pass(HOUR);
    expect(await attemptsOf(t, refund)).toHaveLength(1);
  });

  it("is noticed by the next try itself, which then is not made", async () => {
    const { refund, gatewayPaymentId, happen } = await givenUp();
    await happen();
    await t.pass(MINUTE);
    await untilQuiet(t, [refund]);
    expect(await stateOf(t, refund)).toBe("completed");
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(3_000);
  });

  it("that comes after the new try is turned away by the old balance", async () => {
    const { refund, gatewayPaymentId, happen } = await givenUp();
    await t.pass(MINUTE);
    expect(await stateOf(t, refund)).toBe("completed");
    await happen();
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(3_000);
    expect((await postsOf(t, gatewayPaymentId)).map((call) => call.responseStatus)).toEqual([200, 409]);
  });

  it("of a refund that was cancelled meanwhile is adopted with an alarm", async () => {
    const { refund, paymentId, happen } = await givenUp();
    expect(await cancel(refund)).toBe("ok");
    await happen();
    await look(paymentId);
    expect(await stateOf(t, refund)).toBe("cancelled");
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 3_000, reserved: 0, excess: 0 });
    expect(await cancellationsOn(t, paymentId)).toMatchObject([{ cause: "API", attempt_id: null }]);
    expect(await alarmsOf(t, paymentId)).toEqual(["UNEXPECTED_SUCCESS"]);
    await look(paymentId);
    expect(await alarmsOf(t, paymentId)).toEqual(["UNEXPECTED_SUCCESS"]);
  });
});

describe("chargebacks and disputes", () => {
  it("a chargeback is money already returned: adopted with an alarm, never paid again", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, 10_000);
    await t.sandbox.chargeback(gatewayPaymentId, { amount: 10_000 });
    await look(refund.paymentId);
    expect(await now(t, refund)).toMatchObject({ state: "refundRequested.refused", refusalCause: "CHARGED_BACK" });
    expect(await cancellationsOn(t, refund.paymentId)).toMatchObject([{ cause: "CHARGEBACK" }]);
    expect((await alarmsOf(t, refund.paymentId)).sort()).toEqual(["CHARGEBACK", "OVERTAKEN"]);
    expect(codeOf(await retry(t, refund))).toBe("REFUND_AMOUNT_EXCEEDED");
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(10_000);
  });

  it("an open dispute blocks what is requested, and what was requested already", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, 10_000, [3_000, 4_000]);
    const [early, late] = refunds as [Refund, Refund];
    await request(t, early);
    await t.sandbox.dispute(gatewayPaymentId);
    await t.drain();
    expect(await stateOf(t, early)).toBe("deferred");
    expect(codeOf(await request(t, late))).toBe("PAYMENT_DISPUTED");
    await t.pass(HOUR);
    expect(await postsOf(t, gatewayPaymentId)).toEqual([]);

    await t.sandbox.dispute(gatewayPaymentId, { resolved: true });
    await look(paymentId);
    expect(codeOf(await requestAndDrain(t, late))).toBe("ok");
    await untilQuiet(t, refunds);
    expect(await Promise.all(refunds.map((refund) => stateOf(t, refund)))).toEqual(["completed", "completed"]);
  });
});
