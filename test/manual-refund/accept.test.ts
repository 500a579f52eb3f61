/** manualRefundAccept (환불접수): money for a bank account without a return, reserved like any other and never paid on one word. */
import { won } from "../../src/money/minor-units.js";
import { matchCancellation } from "../../src/refund/commands/match-cancellation.js";
import { lookUpPayment } from "../../src/refund/settlement/look-up-attempt.js";
import {
  balanceOf,
  changingNothing,
  codeOf,
  collectedReturn,
  key,
  now,
  OPERATOR,
  reportReturn,
  request,
  returnFacts,
  type Paid,
  type Sold,
} from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { cancelBesideUs } from "../reconciliation/findings.js";
import { account } from "../refund/accounts.js";
import { alarmsOf, assertBooksAgree, remainderOf, stateOf, successorOf } from "../refund/ledgers.js";
import { AGENT, approve, cancel, decline, reopen, reverse } from "../refund/mutations.js";
import { register, registered, registration } from "./accepted.js";
import { recordMade } from "./results.js";

const t = sharedTestService();
beforeEach(() => t.sandbox.clearFaults());

/** Two lines of 10,000 each, of which the first came back: the other half of the payment is free. */
async function halfReturned(paid: Paid[] = [{ amount: 20_000 }], over: { sold?: Sold[] } = {}) {
  const scenario = await collectedReturn(t, paid, { sold: over.sold ?? [{ amount: 10_000 }, { amount: 10_000 }] });
  return { ...scenario, paymentId: scenario.refund.paymentId };
}

const historyOf = ({ id }: { id: string }) =>
  t.rows(
    `select from_state, to_state, event, cause, actor, reason_code from refund_history where refund_id = ? order by sequence`,
    [id],
  );

describe("registered", () => {
  it("is accepted, holds its money, waits for a second person, and is due by the day it was registered on", async () => {
    const { paymentId } = await halfReturned();
    const refund = await registered(t, paymentId, 3_000, { memo: "배송 지연 보상" });
    expect(refund).toMatchObject({
      state: "accepted.awaitingApproval",
      status: "ACCEPTED",
      returnId: null,
      atFault: null,
      requestedBy: AGENT.subject,
      accountNamedBy: [AGENT.subject],
      approvalReasons: ["NO_REFUSAL_BEHIND", "ACCOUNT_NAMED_BY_REQUESTER"],
      payableByHand: 3_000,
      owedSince: t.clock.now(),
      dueOn: "2031-03-06",
    });
    expect(await historyOf(refund)).toEqual([
      {
        from_state: null,
        to_state: "accepted.awaitingApproval",
        event: "CREATED",
        cause: "OPERATOR",
        actor: AGENT.subject,
        reason_code: "GOODWILL",
      },
    ]);
    expect(await balanceOf(t, paymentId)).toMatchObject({ reserved: 13_000 });
    await assertBooksAgree(t);
  });

  it("is paid once a second person has approved, and booked as paid by hand", async () => {
    const { paymentId } = await halfReturned();
    const refund = await registered(t, paymentId, 3_000);
    expect(codeOf(await approve(t, refund, AGENT))).toBe("SAME_PERSON");
    expect(codeOf(await recordMade(t, refund))).toBe("REFUND_STATE_CONFLICT");
    expect(codeOf(await approve(t, refund))).toBe("ok");
    expect(await stateOf(t, refund)).toBe("accepted.unprocessed");
    expect(codeOf(await recordMade(t, refund))).toBe("ok");
    expect(await now(t, refund)).toMatchObject({ state: "completed", processingResult: "SUCCEEDED" });
    expect(await balanceOf(t, paymentId)).toMatchObject({ reserved: 10_000, refundedByHand: 3_000 });
    await assertBooksAgree(t);
  });

  it("says why else a second person has to look: another holder, more than the limit, money that moved at the gateway", async () => {
    const { paymentId, gatewayPaymentId } = await halfReturned([{ amount: 4_000_000 }], {
      sold: [{ amount: 2_000_000 }, { amount: 2_000_000 }],
    });
    await cancelBesideUs(t, gatewayPaymentId, 10_000);
    await lookUpPayment(t.context, paymentId, "WEBHOOK");
    t.clock.advance(60_000);
    const refund = await registered(t, paymentId, 500_000, { account: account({ holder: "김철수" }) });
    expect(refund.approvalReasons).toEqual([
      "MONEY_MAY_HAVE_MOVED",
      "NO_REFUSAL_BEHIND",
      "HOLDER_DIFFERS",
      "ACCOUNT_NAMED_BY_REQUESTER",
      "ABOVE_LIMIT",
    ]);
  });

  it("counts the cash of what was paid with a discount", async () => {
    const { paymentId } = await halfReturned([
      {
        amount: 20_000,
        atGateway: {
          amount: { total: 20_000, paid: 18_000 },
          promotion: { kind: "PERCENT", percent: 10, minimum: 1_000 },
        },
      },
    ]);
    expect(await registered(t, paymentId, 5_000)).toMatchObject({ payableByHand: 4_500, amount: { total: 5_000 } });
  });

  it("is done once for one key, whatever is sent again, and is another for another key", async () => {
    const { paymentId } = await halfReturned();
    const sent = await registration(t, paymentId, 1_000);
    const again = async (over: Partial<typeof sent> = {}) => {
      const answered = await register(t, paymentId, 1_000, { ...sent, ...over });
      return [codeOf(answered), answered.replayed];
    };
    expect(await again()).toEqual(["ok", false]);
    expect(await again()).toEqual(["ok", true]);
    expect(await again({ account: account({ number: "110999999999" }) })).toEqual(["IDEMPOTENCY_KEY_REUSED", false]);
    expect(await again({ amount: won(2_000) })).toEqual(["IDEMPOTENCY_KEY_REUSED", false]);
    expect(await again({ idempotencyKey: key() })).toEqual(["REFUNDABLE_AMOUNT_CHANGED", false]);
    expect(await balanceOf(t, paymentId)).toMatchObject({ reserved: 11_000 });
  });
});

describe("refused, with nothing changed", () => {
  const refused = (paymentId: string, amount: number, over: Parameters<typeof register>[3] = {}) =>
    changingNothing(t, async () => {
      const { outcome } = await register(t, paymentId, amount, over);
      return outcome.ok ? "ok" : [outcome.problem.code, outcome.problem.field];
    });

  it("where more is asked for than the payment, or a line, has left", async () => {
    const { paymentId } = await halfReturned();
    expect(await refused(paymentId, 10_001)).toEqual(["REFUND_AMOUNT_EXCEEDED", ["amount"]]);
    const lines = [{ lineNo: "1", amount: won(1) }];
    expect(await refused(paymentId, 1, { lines })).toEqual(["REFUND_AMOUNT_EXCEEDED", ["lines", 0]]);
  });

  it("where the lines are not the order's, stand twice, or come to another amount", async () => {
    const { paymentId } = await halfReturned();
    const two = { lineNo: "2", amount: won(1_000) };
    const of = (...lines: (typeof two)[]) => refused(paymentId, 2_000, { lines });
    expect(await of({ ...two, lineNo: "3" })).toEqual(["FACTS_INCONSISTENT", ["lines", 0]]);
    expect(await of(two, two)).toEqual(["FACTS_INCONSISTENT", ["lines", 1]]);
    expect(await of(two)).toEqual(["FACTS_INCONSISTENT", ["lines"]]);
  });

  it("where the page showed another refundable amount", async () => {
    const { paymentId } = await halfReturned();
    expect(await refused(paymentId, 1_000, { expectedRefundableAmount: won(20_000) })).toEqual([
      "REFUNDABLE_AMOUNT_CHANGED",
      ["expectedRefundableAmount"],
    ]);
  });

  it("for points, for money that was not captured, and while the payment is disputed", async () => {
    const points = await halfReturned();
    await t.rows(`update payment set gateway = 'MERCHANT_LEDGER', method = 'POINTS' where id = ? returning 1`, [
      points.paymentId,
    ]);
    expect(await refused(points.paymentId, 1_000)).toEqual(["POINTS_NEVER_CASH", null]);
    const authorised = await halfReturned([{ amount: 20_000, captureState: "AUTHORISED" }]);
    expect(await refused(authorised.paymentId, 1_000)).toEqual(["NOT_CAPTURED", null]);
    const { paymentId } = await halfReturned();
    await t.rows(`update payment set disputed = true where id = ? returning 1`, [paymentId]);
    expect(await refused(paymentId, 1_000)).toEqual(["PAYMENT_DISPUTED", null]);
  });

  it("for a payment nobody knows", async () => {
    const unknown = "01890000-0000-7000-8000-000000000000";
    const { paymentId } = await halfReturned();
    expect(await refused(paymentId, 1_000, { paymentId: unknown })).toEqual(["NOT_FOUND", ["paymentId"]]);
    expect(await refused(paymentId, 1_000, { paymentId: "1" })).toEqual(["NOT_FOUND", ["paymentId"]]);
  });

  it("while the gateway cannot be asked, unless somebody says why it cannot wait", async () => {
    const { paymentId } = await halfReturned();
    await t.stopSandbox();
    try {
      const { outcome } = await register(t, paymentId, 1_000);
      expect(codeOf({ outcome })).toBe("GATEWAY_UNREACHABLE");
      const refund = await registered(t, paymentId, 1_000, { withoutLookUpBecause: "고객이 오늘 출국" });
      expect(refund.approvalReasons).toContain("GATEWAY_NOT_ASKED");
    } finally {
      await t.restoreSandbox();
    }
  });
});

describe("at once", () => {
  it("never takes more than the payment has left, of 50 registrations and a refund on the original payment", async () => {
    const { paymentId, refund } = await halfReturned();
    const sent = await registration(t, paymentId, 3_000);
    const answers = await Promise.all([
      request(t, refund),
      ...Array.from({ length: 50 }, (_, n) =>
        register(t, paymentId, 3_000, {
          ...sent,
          idempotencyKey: key(),
          expectedRefundableAmount: won(10_000 - 3_000 * (n % 4)),
        }),
      ),
    ]);
    const codes = answers.map(codeOf);
    expect(codes.filter((code) => code === "ok").length).toBeLessThanOrEqual(4);
    expect(codes.filter((code) => code === "ok").length).toBeGreaterThanOrEqual(2);
    const { reserved } = await balanceOf(t, paymentId);
    expect(reserved).toBe(10_000 + 3_000 * (codes.filter((code) => code === "ok").length - 1));
    await t.drain();
    await assertBooksAgree(t);
  });
});

describe("a return that follows", () => {
  it("is owed so much less for the lines that were named", async () => {
    const { paymentId, order } = await halfReturned();
    await registered(t, paymentId, 4_000, { lines: [{ lineNo: "2", amount: won(4_000) }] });
    const { outcome } = await reportReturn(t, order, { lines: [{ lineNo: "2", quantity: 1, amount: null }] });
    expect(outcome.ok).toBe(true);
    const [row] = await t.rows<{ amount: string; already: string }>(
      `select r.amount_total as amount, c.already_returned as already from refund r join collected_return c on c.id = r.return_id
       where r.payment_id = ? order by r.id desc limit 1`,
      [paymentId],
    );
    expect(row).toEqual({ amount: "6000", already: "0" });
    await assertBooksAgree(t);
  });

  it("is owed all of it again once the registration was cancelled", async () => {
    const { paymentId, order } = await halfReturned();
    const refund = await registered(t, paymentId, 4_000, { lines: [{ lineNo: "2", amount: won(4_000) }] });
    expect(codeOf(await cancel(t, refund))).toBe("ok");
    await reportReturn(t, order, { lines: [{ lineNo: "2", quantity: 1, amount: null }] });
    expect(await balanceOf(t, paymentId)).toMatchObject({ reserved: 20_000 });
  });

  it("is owed what is left where a refund of the payment as a whole took it, and people are asked to look", async () => {
    const { paymentId, order } = await halfReturned();
    await registered(t, paymentId, 4_000);
    await reportReturn(t, order, { lines: [{ lineNo: "2", quantity: 1, amount: null }] });
    expect(await balanceOf(t, paymentId)).toMatchObject({ reserved: 20_000 });
    expect(await alarmsOf(t, paymentId)).toEqual(["RETURN_OWED_LESS"]);
    await assertBooksAgree(t);
  });

  it("says so where nothing at all is left", async () => {
    const { paymentId, order } = await halfReturned();
    await registered(t, paymentId, 10_000);
    await reportReturn(t, order, { returnNo: "R-nothing-left", lines: [{ lineNo: "2", quantity: 1, amount: null }] });
    const [row] = await t.rows(
      `select no_refund_reason, already_returned::int, refund_status from collected_return where return_no = 'R-nothing-left'`,
    );
    expect(row).toEqual({ no_refund_reason: "REFUNDED_BY_HAND", already_returned: 10_000, refund_status: "REFUNDED" });
  });

  it("is owed in full where a deduction of an earlier return was given back", async () => {
    const { order, refund } = await collectedReturn(t, 20_000, {
      sold: [{ amount: 10_000 }, { amount: 10_000 }],
      return: { ...returnFacts(), deductions: [{ kind: "RETURN_SHIPPING", amount: won(2_500) }] },
    });
    await registered(t, refund.paymentId, 2_500, { reason: "DEDUCTION_RETURNED" });
    await reportReturn(t, order, { lines: [{ lineNo: "2", quantity: 1, amount: null }] });
    expect(await balanceOf(t, refund.paymentId)).toMatchObject({ reserved: 20_000 });
    expect(await alarmsOf(t, refund.paymentId)).toEqual([]);
    await assertBooksAgree(t);
  });
});

describe("what comes after", () => {
  it("is cancelled by a decline, and re-opened it waits for a second person again, due as before", async () => {
    const { paymentId } = await halfReturned();
    const refund = await registered(t, paymentId, 3_000);
    expect(codeOf(await decline(t, refund))).toBe("ok");
    expect(await balanceOf(t, paymentId)).toMatchObject({ reserved: 10_000 });
    t.clock.advance(3 * 24 * 3_600_000);
    expect(codeOf(await reopen(t, refund))).toBe("ok");
    const successor = await successorOf(t, refund);
    expect(successor).toMatchObject({
      state: "accepted.awaitingApproval",
      returnId: null,
      requestedBy: OPERATOR.subject,
      accountNamedBy: [AGENT.subject],
      approvalReasons: ["NO_REFUSAL_BEHIND", "GATEWAY_NOT_ASKED"],
      payableByHand: 3_000,
      dueOn: refund.dueOn,
      owedSince: refund.owedSince,
    });
    expect(codeOf(await approve(t, successor, AGENT))).toBe("SAME_PERSON");
    expect(codeOf(await approve(t, successor, OPERATOR))).toBe("SAME_PERSON");
    expect(codeOf(await approve(t, successor))).toBe("ok");
    expect(codeOf(await recordMade(t, successor))).toBe("ok");
    await assertBooksAgree(t);
  });

  it("is paid again where the customer's bank sent it back", async () => {
    const { paymentId } = await halfReturned();
    const refund = await registered(t, paymentId, 3_000);
    await approve(t, refund);
    await recordMade(t, refund);
    expect(codeOf(await reverse(t, refund))).toBe("ok");
    const successor = await successorOf(t, refund);
    expect(successor).toMatchObject({ state: "accepted.awaitingApproval", returnId: null, payableByHand: 3_000 });
    expect(await balanceOf(t, paymentId)).toMatchObject({ reserved: 13_000, reversed: 3_000, refundedByHand: 3_000 });
    await assertBooksAgree(t);
  });

  it("is completed by the gateway where it was the cancel somebody made in its console, and its rest waits by hand", async () => {
    const { paymentId, gatewayPaymentId } = await halfReturned();
    const refund = await registered(t, paymentId, 3_000);
    await cancelBesideUs(t, gatewayPaymentId, 2_000);
    await lookUpPayment(t.context, paymentId, "WEBHOOK");
    const [cancellation] = await t.rows<{ id: string }>(`select id from booked_cancellation where payment_id = ?`, [
      paymentId,
    ]);
    const matched = await matchCancellation(t.context, OPERATOR, {
      id: refund.id,
      expectedVersion: (await now(t, refund)).version,
      cancellationId: cancellation!.id,
      memo: null,
      idempotencyKey: key(),
    });
    expect(codeOf(matched)).toBe("ok");
    expect(await now(t, refund)).toMatchObject({ state: "completed", payableByHand: null, amount: { total: 2_000 } });
    const rest = await remainderOf(t, refund);
    expect(rest).toMatchObject({
      state: "accepted.awaitingApproval",
      returnId: null,
      payableByHand: 1_000,
      approvalReasons: ["NO_REFUSAL_BEHIND"],
    });
    await assertBooksAgree(t);
  });
});
