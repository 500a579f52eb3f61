/** refundResolveUnknown: one person states, a second one confirms, the gateway has the last word. */
import type { Principal } from "../../../src/access/principal.js";
import { won } from "../../../src/money/minor-units.js";
import { lookUpAttempt, lookUpPayment } from "../../../src/refund/settlement/look-up-attempt.js";
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { type Statement } from "../../../src/refund/settlement/resolve-unknown.js";
import { readRefund, availableActionsOf } from "../../api/ask.js";
import { HOUR, MINUTE } from "../../kit/clock.js";
import {
  APPROVER,
  balanceOf,
  cancelledAtGateway,
  codeOf,
  now,
  OPERATOR,
  pathOf,
  person,
  request,
  requestAndDrain,
} from "../../kit/fixtures.js";
import {
  requestedReturn,
  alarmsOf,
  attemptOf,
  attemptsOf,
  assertLedgersAgree,
  cancellationsOn,
  postsOf,
  returnedInParts,
  untilQuiet,
  stateOf,
} from "../ledgers.js";
import { expireLease, heldUp } from "./held-up.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { ACCOUNT } from "../accounts.js";
import { stateResult, changeAccount, fallBack } from "../mutations.js";

const t = sharedTestService();
afterEach(() => assertLedgersAgree(t));
beforeEach(() => t.sandbox.clearFaults());

const THIRD = person("park.approver", "approver");

/** A refund of 3,000 whose call got no answer, and a gateway that goes on losing what it is asked. */
async function unknown(fault: "LOSE_ANSWER_BEFORE_EFFECT" | "LOSE_ANSWER_AFTER_EFFECT" = "LOSE_ANSWER_BEFORE_EFFECT") {
  const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, 10_000, [3_000, 4_000]);
  const [refund, other] = refunds as [Refund, Refund];
  await t.sandbox.planFault({ hits: "cancel", paymentId: gatewayPaymentId, times: 50, fault: { kind: fault } });
  await requestAndDrain(t, refund);
  expect(await stateOf(t, refund)).toBe("unknown");
  return { refund, other, paymentId, gatewayPaymentId };
}

const say = (by: Principal, refund: Pick<Refund, "id">, over: Partial<Statement>) => stateResult(t, refund, by, over);

async function stated(by: Principal, refund: Pick<Refund, "id">, over: Partial<Statement>): Promise<string> {
  const { outcome } = await say(by, refund, over);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem));
  return outcome.value.statementId;
}

const REFUNDED = { outcome: "REFUNDED", amount: won(3_000) } as const;

describe("a cancel the gateway goes on working at", () => {
  const pending = async () => {
    const { refund, gatewayPaymentId } = await requestedReturn(t, 10_000, { fault: { kind: "PENDING" } });
    expect(await stateOf(t, refund)).toBe("pending");
    return { refund, gatewayPaymentId };
  };

  it("is nobody's to state at first; after hours two people may, and a late success completes it all the same", async () => {
    const { refund, gatewayPaymentId } = await pending();
    expect(await availableActionsOf(t, refund)).toEqual([]);
    expect(codeOf(await say(OPERATOR, refund, {}))).toBe("REFUND_STATE_CONFLICT");
    await t.pass(6 * HOUR);
    expect(await stateOf(t, refund)).toBe("pending");
    expect(await availableActionsOf(t, refund)).toEqual(["RESOLVE_UNKNOWN"]);
    const confirmsStatementId = await stated(OPERATOR, refund, {});
    expect(codeOf(await say(APPROVER, refund, { confirmsStatementId }))).toBe("ok");
    expect(await stateOf(t, refund)).toBe("refused");
    // The gateway is at it still: neither sent again nor paid by hand meanwhile.
    await changeAccount(t, refund, ACCOUNT);
    expect(codeOf(await fallBack(t, refund))).toBe("EVIDENCE_DISAGREES");
    const [listed] = await t.sandbox.cancellationsOf(gatewayPaymentId);
    await t.sandbox.settle(listed!.id, "SUCCEEDED");
    await lookUpPayment(t.context, (await now(t, refund)).paymentId, "WEBHOOK");
    expect(await stateOf(t, refund)).toBe("completed");
  });

  it("can be stated as paid, which its late success then confirms without a second booking", async () => {
    const { refund, gatewayPaymentId } = await pending();
    await t.pass(6 * HOUR);
    const said = { outcome: "REFUNDED", amount: won(10_000) } as const;
    const confirmsStatementId = await stated(OPERATOR, refund, said);
    expect(codeOf(await say(APPROVER, refund, { ...said, confirmsStatementId }))).toBe("ok");
    expect(await stateOf(t, refund)).toBe("completed");
    const [listed] = await t.sandbox.cancellationsOf(gatewayPaymentId);
    await t.sandbox.settle(listed!.id, "SUCCEEDED");
    const { paymentId } = await now(t, refund);
    await lookUpPayment(t.context, paymentId, "WEBHOOK");
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 10_000, reserved: 0, excess: 0 });
  });
});

describe("a statement", () => {
  it("decides nothing by itself", async () => {
    const { refund } = await unknown();
    await stated(OPERATOR, refund, REFUNDED);
    expect(await stateOf(t, refund)).toBe("unknown");
  });

  it("is confirmed by a second person, never by the first", async () => {
    const { refund, paymentId } = await unknown();
    const confirmsStatementId = await stated(OPERATOR, refund, {});
    expect(codeOf(await say(OPERATOR, refund, { confirmsStatementId }))).toBe("SAME_PERSON");
    expect(await stateOf(t, refund)).toBe("unknown");
    expect(codeOf(await say(APPROVER, refund, { confirmsStatementId }))).toBe("ok");
    expect(await now(t, refund)).toMatchObject({
      state: "refundRequested.refused",
      refusalCause: "CONFIRMED_NOT_REFUNDED",
      // What people said is no word of the gateway's.
      gatewayMessage: null,
    });
    expect(await readRefund(t, refund, `statements { outcome statedBy confirmedBy }`)).toMatchObject({
      statements: [{ outcome: "NOT_REFUNDED", statedBy: OPERATOR.subject, confirmedBy: APPROVER.subject }],
    });
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 0, reserved: 7_000 });
    expect(codeOf(await say(THIRD, refund, { confirmsStatementId }))).toBe("REFUND_STATE_CONFLICT");
  });

  it("must be confirmed as it was made", async () => {
    const { refund } = await unknown();
    const confirmsStatementId = await stated(OPERATOR, refund, REFUNDED);
    expect(codeOf(await say(APPROVER, refund, { confirmsStatementId }))).toBe("STATEMENT_CONFLICT");
    expect(codeOf(await say(APPROVER, refund, { ...REFUNDED, amount: won(2_999), confirmsStatementId }))).toBe(
      "STATEMENT_CONFLICT",
    );
    const newer = await stated(APPROVER, refund, {});
    expect(codeOf(await say(THIRD, refund, { ...REFUNDED, confirmsStatementId }))).toBe("STATEMENT_CONFLICT");
    expect(codeOf(await say(THIRD, refund, { confirmsStatementId: newer }))).toBe("ok");
    expect(await stateOf(t, refund)).toBe("refused");
  });

  it("names an amount that was asked for, or none", async () => {
    const { refund } = await unknown();
    for (const amount of [null, won(0), won(3_001)]) {
      expect(codeOf(await say(OPERATOR, refund, { outcome: "REFUNDED", amount }))).toBe("INVALID_INPUT");
    }
    expect(codeOf(await say(OPERATOR, refund, { amount: won(3_000) }))).toBe("INVALID_INPUT");
    expect(codeOf(await say(OPERATOR, await unknown().then(({ other }) => other), {}))).toBe("REFUND_STATE_CONFLICT");
  });

  it("is not confirmed while the gateway cannot be asked", async () => {
    const { refund, gatewayPaymentId } = await unknown();
    const confirmsStatementId = await stated(OPERATOR, refund, {});
    await t.sandbox.planFault({ hits: "get", paymentId: gatewayPaymentId, fault: { kind: "STATUS_5XX" } });
    expect(codeOf(await say(APPROVER, refund, { confirmsStatementId }))).toBe("GATEWAY_UNREACHABLE");
    expect(await stateOf(t, refund)).toBe("unknown");
    expect(codeOf(await say(APPROVER, refund, { confirmsStatementId }))).toBe("ok");
  });

  it("yields to the gateway's own evidence", async () => {
    const { refund } = await unknown("LOSE_ANSWER_AFTER_EFFECT");
    const confirmsStatementId = await stated(OPERATOR, refund, {});
    expect(codeOf(await say(APPROVER, refund, { confirmsStatementId }))).toBe("EVIDENCE_DISAGREES");
    expect(await stateOf(t, refund)).toBe("unknown");
    await t.pass(MINUTE);
    expect(await stateOf(t, refund)).toBe("completed");
  });

  it("does not outlive the attempt it was about", async () => {
    const { refund, gatewayPaymentId } = await unknown();
    const old = await stated(OPERATOR, refund, REFUNDED);
    const { id } = await attemptOf(t, refund);
    t.clock.advance(3 * HOUR);
    await lookUpAttempt(t.context, id, "RECONCILER");
    t.clock.advance(HOUR);
    await lookUpAttempt(t.context, id, "RECONCILER");
    expect(await stateOf(t, refund)).toBe("deferred");
    await t.pass(MINUTE);
    expect(await stateOf(t, refund)).toBe("unknown");
    expect(await attemptsOf(t, refund)).toHaveLength(2);
    expect(codeOf(await say(APPROVER, refund, { ...REFUNDED, confirmsStatementId: old }))).toBe("STATEMENT_CONFLICT");
    expect(await stateOf(t, refund)).toBe("unknown");
    await t.sandbox.clearFaults();
    await untilQuiet(t, [refund]);
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(3_000);
  });
});

describe("a confirmed REFUNDED", () => {
  it("books the money once, and the gateway's cancellation that shows later is that money", async () => {
    const { refund, paymentId, gatewayPaymentId } = await unknown();
    const worker = heldUp(t, "before-call");
    const { id } = await attemptOf(t, refund);
    // Its replay is still on its way while two people say what they saw at the provider.
    const late = lookUpAttempt(worker.context, id, "WEBHOOK");
    await worker.reached;
    const confirmsStatementId = await stated(OPERATOR, refund, REFUNDED);
    expect(codeOf(await say(APPROVER, refund, { ...REFUNDED, confirmsStatementId }))).toBe("CALL_UNDER_WAY");
    await expireLease(t, id);
    expect(codeOf(await say(APPROVER, refund, { ...REFUNDED, confirmsStatementId }))).toBe("ok");
    expect(await pathOf(t, refund)).toEqual(["returnCollected", "submitting", "unknown", "completed"]);
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 3_000, reserved: 4_000 });

    await t.sandbox.clearFaults();
    worker.resume();
    await late;
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(3_000);
    await lookUpPayment(t.context, paymentId, "RECONCILER");
    await lookUpPayment(t.context, paymentId, "RECONCILER");
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 3_000, reserved: 4_000, excess: 0 });
    expect(await cancellationsOn(t, paymentId)).toMatchObject([{ attempt_id: id }]);
    expect(await alarmsOf(t, paymentId)).toEqual([]);
  });

  it("that was done by hand in the gateway's console is that money too", async () => {
    const { refund, paymentId, gatewayPaymentId } = await unknown();
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 3_000 });
    const confirmsStatementId = await stated(OPERATOR, refund, REFUNDED);
    expect(codeOf(await say(APPROVER, refund, { ...REFUNDED, confirmsStatementId }))).toBe("ok");
    await t.drain();
    await lookUpPayment(t.context, paymentId, "RECONCILER");
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 3_000, reserved: 4_000, excess: 0 });
    expect(await cancellationsOn(t, paymentId)).toHaveLength(1);
  });

  it("of a part books that part, with an alarm, and the rest is still owed", async () => {
    const { refund, paymentId, gatewayPaymentId } = await unknown();
    const partly = { outcome: "REFUNDED", amount: won(1_000) } as const;
    const confirmsStatementId = await stated(OPERATOR, refund, partly);
    expect(codeOf(await say(APPROVER, refund, { ...partly, confirmsStatementId }))).toBe("ok");
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 1_000, reserved: 6_000 });
    expect(await alarmsOf(t, paymentId)).toEqual(["AMOUNT_DIFFERS"]);
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 1_000 });
    await lookUpPayment(t.context, paymentId, "RECONCILER");
  });

  it("lets the next refund of the payment take its turn", async () => {
    const { refund, other, gatewayPaymentId } = await unknown();
    await request(t, other);
    const confirmsStatementId = await stated(OPERATOR, refund, {});
    await t.sandbox.clearFaults();
    expect(codeOf(await say(APPROVER, refund, { confirmsStatementId }))).toBe("ok");
    await t.drain();
    expect(await stateOf(t, other)).toBe("completed");
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(4_000);
  });
});

describe("a worker that is at it meanwhile", () => {
  it("is waited for: nothing is confirmed while a call may be under way, and nothing is sent while a statement is open", async () => {
    const { refund, gatewayPaymentId } = await unknown();
    const sent = (await postsOf(t, gatewayPaymentId)).length;
    const confirmsStatementId = await stated(OPERATOR, refund, {});
    const worker = heldUp(t, "after-look");
    const late = lookUpAttempt(worker.context, (await attemptOf(t, refund)).id, "WEBHOOK");
    await worker.reached;
    expect(codeOf(await say(APPROVER, refund, { confirmsStatementId }))).toBe("CALL_UNDER_WAY");
    expect(await stateOf(t, refund)).toBe("unknown");
    worker.resume();
    await late;
    expect(await postsOf(t, gatewayPaymentId)).toHaveLength(sent);
    expect(codeOf(await say(APPROVER, refund, { confirmsStatementId }))).toBe("ok");
    expect(await stateOf(t, refund)).toBe("refused");
    expect(await postsOf(t, gatewayPaymentId)).toHaveLength(sent);
  });

  it("and has called before anybody stated: its success is the evidence, and the refund is completed once", async () => {
    const { refund, paymentId, gatewayPaymentId } = await unknown();
    await t.sandbox.clearFaults();
    const worker = heldUp(t, "before-call");
    const late = lookUpAttempt(worker.context, (await attemptOf(t, refund)).id, "WEBHOOK");
    await worker.reached;
    const confirmsStatementId = await stated(OPERATOR, refund, {});
    expect(codeOf(await say(APPROVER, refund, { confirmsStatementId }))).toBe("CALL_UNDER_WAY");
    worker.resume();
    await late;
    await t.drain();
    expect(await stateOf(t, refund)).toBe("completed");
    expect(codeOf(await say(APPROVER, refund, { confirmsStatementId }))).toBe("REFUND_STATE_CONFLICT");
    expect(await alarmsOf(t, paymentId)).toEqual([]);
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(3_000);
  });

  it("that has died holds nobody up longer than its lease", async () => {
    const { refund } = await unknown();
    const worker = heldUp(t, "after-look");
    const { id } = await attemptOf(t, refund);
    const late = lookUpAttempt(worker.context, id, "WEBHOOK");
    await worker.reached;
    const confirmsStatementId = await stated(OPERATOR, refund, {});
    await expireLease(t, id);
    expect(codeOf(await say(APPROVER, refund, { confirmsStatementId }))).toBe("ok");
    worker.resume();
    await late;
    expect(await stateOf(t, refund)).toBe("refused");
  });

  it("after its lease, and moves what two people said had not moved, has the gateway asked again", async () => {
    const { refund, paymentId, gatewayPaymentId } = await unknown();
    await t.sandbox.clearFaults();
    const worker = heldUp(t, "before-call");
    const { id } = await attemptOf(t, refund);
    const late = lookUpAttempt(worker.context, id, "WEBHOOK");
    await worker.reached;
    const confirmsStatementId = await stated(OPERATOR, refund, {});
    await expireLease(t, id);
    expect(codeOf(await say(APPROVER, refund, { confirmsStatementId }))).toBe("ok");
    expect(await stateOf(t, refund)).toBe("refused");
    // The look that a confirmation asks for comes before the worker's call.
    await t.drain();
    worker.resume();
    await late;
    await t.drain();
    expect(await stateOf(t, refund)).toBe("completed");
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 3_000, reserved: 4_000, excess: 0 });
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(3_000);
  });
});
