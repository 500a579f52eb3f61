/** refundMatchCancellation: money cancelled in a gateway's console was a refund of ours, which is completed with it and not paid again. */
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { matchCancellation } from "../../../src/refund/commands/match-cancellation.js";
import { lookUpPayment } from "../../../src/refund/settlement/look-up-attempt.js";
import { readRefund, availableActionsOf } from "../../api/ask.js";
import {
  APPROVER,
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
import { sharedTestService } from "../../kit/shared-test-service.js";
import { ACCOUNT } from "../accounts.js";
import {
  remainderOf,
  alarmsOf,
  assertBooksAgree,
  assertLedgersAgree,
  postsOf,
  returnedInParts,
  stateOf,
} from "../ledgers.js";
import { act, approve, fallBack, retry } from "../mutations.js";

const t = sharedTestService();
afterEach(() => assertBooksAgree(t));
beforeEach(() => t.sandbox.clearFaults());

const look = (paymentId: string): Promise<void> => lookUpPayment(t.context, paymentId, "RECONCILER");

/** The refunds of a payment of 30,000 of which so much was cancelled in the console. */
async function cancelledInConsole(parts: readonly number[], amount: number) {
  const scenario = await returnedInParts(t, 30_000, parts);
  await t.sandbox.cancelInConsole(scenario.gatewayPaymentId, { amount });
  await look(scenario.paymentId);
  return { ...scenario, cancellationId: await foreignOn(scenario.paymentId) };
}

async function foreignOn(paymentId: string): Promise<string> {
  const [row] = await t.rows<{ id: string }>(
    `select id from booked_cancellation where payment_id = ? and attempt_id is null order by booked_at desc limit 1`,
    [paymentId],
  );
  return row?.id ?? "";
}

const match = (refund: Pick<Refund, "id">, cancellationId: string, by = OPERATOR) =>
  act(t, refund, matchCancellation, by, { cancellationId, memo: "PG 콘솔에서 고객 환불로 취소" });

const linesOf = (paymentId: string) =>
  t.rows(
    `select l.refunded, l.reserved from order_line l join payment p on p.order_id = l.order_id where p.id = ? order by l.line_no`,
    [paymentId],
  );

it("completes the refund with the cancel: no money moves, its return is refunded, and nothing of it can be paid again", async () => {
  const { refunds, paymentId, gatewayPaymentId, cancellationId } = await cancelledInConsole([11_000], 11_000);
  const refund = refunds[0]!;
  expect(codeOf(await match(refund, cancellationId))).toBe("ok");
  // Collected, told that money may have moved, matched.
  expect(await pathOf(t, refund)).toEqual(["returnCollected", "returnCollected", "completed"]);
  expect(await now(t, refund)).toMatchObject({ paidToCustomer: 11_000 });
  expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 11_000, reserved: 0, excess: 0 });
  expect((await linesOf(paymentId))[0]).toEqual({ refunded: "11000", reserved: "0" });
  expect(codeOf(await request(t, refund))).toBe("REFUND_STATE_CONFLICT");
  expect(await postsOf(t, gatewayPaymentId)).toEqual([]);
  expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(11_000);
  const matched = `matchedCancellationId return { refundStatus } history(first: 9) { edges { node { cause actor to } } }`;
  expect(await readRefund(t, refund, matched)).toMatchObject({
    matchedCancellationId: cancellationId,
    return: { refundStatus: "REFUNDED" },
    history: { edges: [{}, {}, { node: { cause: "GATEWAY_CONSOLE", actor: OPERATOR.subject } }] },
  });
});

it("of a smaller cancel leaves the rest owed: the refund that was overtaken by it is completed with it, and the rest is paid", async () => {
  const { refund, gatewayPaymentId } = await collectedReturn(t, 30_000);
  await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 10_000 });
  await look(refund.paymentId);
  expect(await now(t, refund)).toMatchObject({ state: "refundRequested.refused", refusalCause: "OVERTAKEN" });
  expect(codeOf(await match(refund, await foreignOn(refund.paymentId)))).toBe("ok");
  expect(await now(t, refund)).toMatchObject({ state: "completed", amount: { total: 10_000 } });
  const rest = await remainderOf(t, refund);
  expect(rest).toMatchObject({ state: "returnCollected", amount: { total: 20_000 } });
  expect(codeOf(await requestAndDrain(t, rest))).toBe("ok");
  expect(await stateOf(t, rest)).toBe("completed");
  expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(30_000);
});

it("of a larger cancel completes one refund after the other, up to its amount", async () => {
  const { refunds, paymentId, cancellationId } = await cancelledInConsole([4_000, 5_000, 6_000], 9_000);
  const [first, second, third] = refunds as [Refund, Refund, Refund];
  expect(codeOf(await match(first, cancellationId))).toBe("ok");
  expect(codeOf(await match(second, cancellationId))).toBe("ok");
  expect(codeOf(await match(third, cancellationId))).toBe("CANCELLATION_MATCHED");
  expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 9_000, reserved: 6_000 });
});

it("two people at once complete two refunds of one cancel only as far as it goes", async () => {
  const { refunds, paymentId, cancellationId } = await cancelledInConsole([4_000, 5_000], 4_000);
  const answers = await Promise.all(refunds.map((refund) => match(refund, cancellationId)));
  const codes = answers.map(codeOf);
  expect(codes.filter((code) => code === "ok")).toHaveLength(1);
  expect(codes).toContain("CANCELLATION_MATCHED");
  const completed = await t.rows(`select 1 from refund where payment_id = ? and state = 'completed'`, [paymentId]);
  expect(completed).toHaveLength(1);
});

it("a matched cancel holds nobody else up: the refunds requested after it need no second person for it", async () => {
  const { refunds, cancellationId } = await cancelledInConsole([4_000, 5_000], 4_000);
  const [meant, other] = refunds as [Refund, Refund];
  expect(codeOf(await match(meant, cancellationId))).toBe("ok");
  expect(codeOf(await requestAndDrain(t, other))).toBe("ok");
  expect(await stateOf(t, other)).toBe("completed");
  await assertLedgersAgree(t);
});

it("of a smaller cancel takes an accepted bank transfer back: what is left of it is requested anew", async () => {
  const { refund, gatewayPaymentId } = await collectedReturn(t, 30_000, { refundAccount: ACCOUNT });
  await fallBack(t, refund);
  await approve(t, refund);
  await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 10_000 });
  await look(refund.paymentId);
  expect(await now(t, refund)).toMatchObject({ state: "accepted.awaitingApproval", payableByHand: 30_000 });
  expect(codeOf(await match(refund, await foreignOn(refund.paymentId)))).toBe("ok");
  expect(await now(t, refund)).toMatchObject({ state: "completed", payableByHand: null, amount: { total: 10_000 } });
  const rest = await remainderOf(t, refund);
  expect(rest).toMatchObject({
    state: "returnCollected",
    amount: { total: 20_000 },
    payableByHand: null,
  });
});

describe("is offered", () => {
  it("to operators, while a cancel of the payment is matched with nothing", async () => {
    const { refunds, cancellationId } = await cancelledInConsole([4_000, 5_000], 4_000);
    const [meant, other] = refunds as [Refund, Refund];
    expect(await availableActionsOf(t, meant)).toContain("MATCH_CANCELLATION");
    expect(await availableActionsOf(t, meant, APPROVER)).not.toContain("MATCH_CANCELLATION");
    await match(meant, cancellationId);
    expect(await availableActionsOf(t, other)).not.toContain("MATCH_CANCELLATION");
  });

  it("not where money may be moving for the refund itself, and not of a cancel that was ours or another payment's", async () => {
    const { refunds, gatewayPaymentId } = await cancelledInConsole([4_000, 5_000], 9_000);
    const elsewhere = await cancelledInConsole([4_000], 4_000);
    const [paid, other] = refunds as [Refund, Refund];
    expect(codeOf(await request(t, paid))).toBe("ok");
    expect(codeOf(await approve(t, paid))).toBe("ok");
    expect(codeOf(await match(paid, await foreignOn(paid.paymentId)))).toBe("REFUND_STATE_CONFLICT");
    await t.drain();
    expect(await stateOf(t, paid)).toBe("completed");
    const [ours] = await t.rows<{ id: string }>(
      `select id from booked_cancellation where payment_id = ? and attempt_id is not null`,
      [paid.paymentId],
    );
    expect(codeOf(await match(other, ours!.id))).toBe("NOT_FOUND");
    expect(codeOf(await match(other, elsewhere.cancellationId))).toBe("NOT_FOUND");
    expect(codeOf(await match(other, "no-id"))).toBe("NOT_FOUND");
    expect(codeOf(await match(paid, await foreignOn(paid.paymentId)))).toBe("REFUND_STATE_CONFLICT");
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(13_000);
  });
});

describe("by itself, where no room is left to pay it otherwise and the amounts are equal,", () => {
  it.each([
    ["a return that was collected", async () => {}],
    [
      "a refused refund",
      async (refund: Refund, gatewayPaymentId: string) => {
        await t.sandbox.planFault({ hits: "cancel", paymentId: gatewayPaymentId, fault: { kind: "FAIL" } });
        await requestAndDrain(t, refund);
        expect(await stateOf(t, refund)).toBe("refused");
      },
    ],
    [
      "a bank transfer that was accepted",
      async (refund: Refund) => {
        expect(codeOf(await fallBack(t, refund))).toBe("ok");
        expect(codeOf(await approve(t, refund))).toBe("ok");
      },
    ],
  ])("%s is completed, with an alarm, and nothing of it is left to pay", async (_, before) => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, 30_000, { refundAccount: ACCOUNT });
    await before(refund, gatewayPaymentId);
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 30_000 });
    await look(refund.paymentId);
    expect(await now(t, refund)).toMatchObject({ state: "completed", payableByHand: null });
    expect(await readRefund(t, refund, "matchedCancellationId")).toEqual({
      matchedCancellationId: await foreignOn(refund.paymentId),
    });
    expect(await balanceOf(t, refund.paymentId)).toMatchObject({ refundedAtGateway: 30_000, reserved: 0, excess: 0 });
    expect(await alarmsOf(t, refund.paymentId)).toEqual(["UNEXPECTED_SUCCESS"]);
  });

  it("never where two could be meant, nor for a chargeback: those wait for people", async () => {
    const { refunds, paymentId } = await cancelledInConsole([15_000, 15_000], 15_000);
    expect(await t.rows(`select 1 from refund where payment_id = ? and state = 'completed'`, [paymentId])).toEqual([]);
    const states = await Promise.all(refunds.map((refund) => stateOf(t, refund)));
    expect(states).toContain("refused");
    expect(codeOf(await retry(t, refunds[states.indexOf("refused")]!))).not.toBe("ok");
  });
});
