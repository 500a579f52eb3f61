/** paymentCancellationCorrect: two people say what a gateway does not: how much a cancel was, or that one was taken back. */
import assert from "node:assert/strict";
import type { Principal } from "../../../src/access/principal.js";
import { won } from "../../../src/money/minor-units.js";
import { correctCancellation, type CorrectCancellation } from "../../../src/refund/commands/correct-cancellation.js";
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { lookUpPayment } from "../../../src/refund/settlement/look-up-attempt.js";
import { dataOf } from "../../api/ask.js";
import { movedAt, openContractService } from "../../gateways/contract/contract-service.js";
import { caseInput } from "../../kit/case.js";
import { MINUTE } from "../../kit/clock.js";
import {
  APPROVER,
  balanceOf,
  cancelledAtGateway,
  codeOf,
  collectedReturn,
  key,
  now,
  OPERATOR,
  request,
  requestAndDrain,
} from "../../kit/fixtures.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { shared } from "../../kit/shared-resource.js";
import { collectedRefund } from "../handed-over.js";
import type { TestService } from "../../kit/test-service.js";
import { ACCOUNT } from "../accounts.js";
import { successorOf, alarmsOf, assertBooksAgree, cancellationsOn, returnedInParts, stateOf } from "../ledgers.js";
import { AGENT, approve, cancel, changeAccount, fallBack, retry, reverse } from "../mutations.js";

type Said = Pick<CorrectCancellation, "correction" | "gatewayCancellationId" | "amount">;

const say = (t: TestService, by: Principal, paymentId: string, said: Said, confirmsStatementId: string | null = null) =>
  correctCancellation(t.context, by, {
    ...said,
    paymentId,
    evidence: "PG 관리자 화면",
    confirmsStatementId,
    idempotencyKey: key(),
  });

async function stated(t: TestService, paymentId: string, said: Said): Promise<string> {
  const { outcome } = await say(t, OPERATOR, paymentId, said);
  assert(outcome.ok, JSON.stringify(outcome));
  expect(outcome.value.confirmed).toBe(false);
  return outcome.value.statementId;
}

async function corrected(t: TestService, paymentId: string, said: Said): Promise<void> {
  const statementId = await stated(t, paymentId, said);
  expect(codeOf(await say(t, APPROVER, paymentId, said, statementId))).toBe("ok");
}

describe("a cancel that was taken back at the provider (취소 원복)", () => {
  const t = sharedTestService();

  /** Two refunds of one payment of 20,000: the first completed, and its cancel taken back; the second refused for it. */
  async function restored() {
    const input = await caseInput(t, "cancel-restored-at-the-pg");
    const [payment] = input.order.payments;
    assert(payment);
    const { gatewayPaymentId } = payment;
    await t.sandbox.createPayment({ id: gatewayPaymentId, amount: { total: 20_000 } });
    const collect = async (lineNo: string) => {
      const owed = { ...input.return, returnNo: `R-${key()}`, lines: [{ lineNo, quantity: 1 }] };
      return collectedRefund(t, { ...input, idempotencyKey: key(), return: owed });
    };
    const first = await collect("1");
    expect(codeOf(await requestAndDrain(t, first))).toBe("ok");
    const { paymentId, state } = await now(t, first);
    expect(state).toBe("completed");
    await t.sandbox.restoreCancellations(gatewayPaymentId);
    const second = await collect("2");
    expect(codeOf(await requestAndDrain(t, second))).toBe("ok");
    expect(await now(t, second)).toMatchObject({
      state: "refundRequested.refused",
      refusalCause: "GATEWAY_STATE_DIFFERS",
    });
    const [booked] = await cancellationsOn(t, paymentId);
    assert(booked);
    const said = {
      correction: "RESTORED",
      gatewayCancellationId: booked.gateway_cancellation_id,
      amount: null,
    } as const;
    return { first, second, paymentId, gatewayPaymentId, said };
  }

  /** Closed ones, too, as the API shows them. */
  const statementsOn = async (paymentId: string): Promise<object[]> => {
    const { payment } = await dataOf<{ payment: { cancellationStatements: object[] } }>(
      t,
      `query ($id: ID!) { payment(id: $id) { cancellationStatements {
        id confirmedBy evidence { text writtenBy } confirmingEvidence { text writtenBy } } } }`,
      { id: paymentId },
    );
    return payment.cancellationStatements;
  };

  it("is told by an alarm as soon as it is seen, once", async () => {
    const { paymentId } = await restored();
    expect(await alarmsOf(t, paymentId)).toEqual(["CANCELLATION_GONE"]);
    await lookUpPayment(t.context, paymentId, "RECONCILER");
    expect(await alarmsOf(t, paymentId)).toEqual(["CANCELLATION_GONE"]);
  });

  it("recorded by two people: the first refund is owed again, and every refund of the payment is paid by the gateway", async () => {
    const { first, second, paymentId, gatewayPaymentId, said } = await restored();
    const statementId = await stated(t, paymentId, said);
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 10_000, reserved: 10_000 });
    expect(codeOf(await say(t, OPERATOR, paymentId, said, statementId))).toBe("SAME_PERSON");
    expect(codeOf(await say(t, APPROVER, paymentId, said, statementId))).toBe("ok");
    expect(await statementsOn(paymentId)).toEqual([
      {
        id: statementId,
        confirmedBy: APPROVER.subject,
        evidence: { text: "PG 관리자 화면", writtenBy: OPERATOR.subject },
        confirmingEvidence: { text: "PG 관리자 화면", writtenBy: APPROVER.subject },
      },
    ]);
    expect(await balanceOf(t, paymentId)).toMatchObject({
      refundedAtGateway: 0,
      reserved: 20_000,
      reversed: 0,
      excess: 0,
    });
    const successor = await successorOf(t, first);
    expect((await now(t, first)).reversedAt).not.toBeNull();
    await assertBooksAgree(t);

    expect(codeOf(await retry(t, second))).toBe("ok");
    await t.drain();
    expect(await stateOf(t, second)).toBe("completed");
    // It was paid once and is said to have come back: never on one person's word.
    expect(codeOf(await request(t, successor))).toBe("ok");
    expect(await now(t, successor)).toMatchObject({ approvalReasons: ["PAID_AGAIN"] });
    expect(codeOf(await approve(t, successor))).toBe("ok");
    await t.drain();
    expect(await stateOf(t, successor)).toBe("completed");
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(20_000);
    await assertBooksAgree(t);
  });

  it("after it was recorded as sent back: that gives no room a second time", async () => {
    const { first, paymentId, said } = await restored();
    expect(codeOf(await reverse(t, first))).toBe("ok");
    const manual = await successorOf(t, first);
    expect(codeOf(await cancel(t, manual))).toBe("ok");
    await corrected(t, paymentId, said);
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 0, reversed: 0, reserved: 10_000 });
    await assertBooksAgree(t);
  });

  it("is not recorded while the gateway still lists it, cannot be asked, or an attempt of the payment is open", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, 30_000, [11_000, 12_000]);
    const [paid, other] = refunds as [Refund, Refund];
    await requestAndDrain(t, paid);
    const [booked] = await cancellationsOn(t, paymentId);
    const said = {
      correction: "RESTORED",
      gatewayCancellationId: booked!.gateway_cancellation_id,
      amount: null,
    } as const;
    const statementId = await stated(t, paymentId, said);
    expect((await say(t, APPROVER, paymentId, said, statementId)).outcome).toMatchObject({
      problem: { code: "EVIDENCE_DISAGREES", detail: { reason: { sentence: "reasons.evidence.stillListed" } } },
    });
    await t.sandbox.planFault({ hits: "get", paymentId: gatewayPaymentId, fault: { kind: "STATUS_5XX" } });
    expect(codeOf(await say(t, APPROVER, paymentId, said, statementId))).toBe("GATEWAY_UNREACHABLE");
    await t.sandbox.restoreCancellations(gatewayPaymentId);
    await t.rows(`update gateway_attempt set status = 'UNKNOWN', settled_at = null where refund_id = ? returning 1`, [
      paid.id,
    ]);
    expect(codeOf(await say(t, APPROVER, paymentId, said, statementId))).toBe("CALL_UNDER_WAY");
    await t.rows(
      `update gateway_attempt set status = 'SUCCEEDED', settled_at = now() where refund_id = ? returning 1`,
      [paid.id],
    );
    expect(codeOf(await say(t, APPROVER, paymentId, said, statementId))).toBe("ok");
    expect(codeOf(await say(t, APPROVER, paymentId, said, statementId))).toBe("NOT_FOUND");
    expect(await stateOf(t, other)).toBe("returnCollected");
    await assertBooksAgree(t);
  });

  it("that nobody knows, or was never booked, is not found; what is said must be whole", async () => {
    const { refund } = await collectedReturn(t, 10_000);
    const { paymentId } = refund;
    const unknown = { correction: "RESTORED", gatewayCancellationId: "cancellation_x", amount: null } as const;
    expect(codeOf(await say(t, OPERATOR, paymentId, unknown))).toBe("NOT_FOUND");
    expect(codeOf(await say(t, OPERATOR, "no-id", unknown))).toBe("NOT_FOUND");
    expect(codeOf(await say(t, OPERATOR, paymentId, { ...unknown, correction: "MADE", amount: won(1_000) }))).toBe(
      "NOT_FOUND",
    );
    const { said, paymentId: ofRestored } = await restored();
    expect(codeOf(await say(t, OPERATOR, ofRestored, { ...said, amount: won(1) } as Said))).toBe("INVALID_INPUT");
  });
});

describe("a cancel of which EBP names no amount", () => {
  const on = shared(openContractService);

  const cancellationAsked = async (paymentId: string): Promise<string> => {
    const [alarm] = await on.t.rows<{ id: string }>(
      `select detail ->> 'cancellationId' as id from work_item where payment_id = ? and kind = 'AMOUNT_UNKNOWN'`,
      [paymentId],
    );
    assert(alarm);
    return alarm.id;
  };

  it("is booked with the amount two people say, holds the open refunds, and the next refund is paid", async () => {
    const scenario = await on.returned("EBP", [3_000]);
    const { refund, paymentId, gatewayPaymentId } = scenario;
    await on.ledgerOf("EBP").cancelInConsole(gatewayPaymentId, { amount: 2_000 });
    await lookUpPayment(on.t.context, paymentId, "RECONCILER");
    const said = {
      correction: "MADE",
      gatewayCancellationId: await cancellationAsked(paymentId),
      amount: won(2_000),
    } as const;
    expect(codeOf(await say(on.t, OPERATOR, paymentId, { ...said, amount: won(10_001) }))).toBe("INVALID_INPUT");
    const statementId = await stated(on.t, paymentId, said);
    expect(codeOf(await say(on.t, APPROVER, paymentId, { ...said, amount: won(1_000) }, statementId))).toBe(
      "STATEMENT_CONFLICT",
    );
    expect(codeOf(await say(on.t, APPROVER, paymentId, said, statementId))).toBe("ok");
    expect(await balanceOf(on.t, paymentId)).toMatchObject({ refundedAtGateway: 2_000, reserved: 3_000 });
    const [alarm] = await on.t.rows(
      `select closed_by from work_item where payment_id = ? and kind = 'AMOUNT_UNKNOWN'`,
      [paymentId],
    );
    expect(alarm).toEqual({ closed_by: APPROVER.subject });
    expect(codeOf(await say(on.t, OPERATOR, paymentId, said))).toBe("NOT_FOUND");

    expect(codeOf(await request(on.t, refund))).toBe("ok");
    expect(await now(on.t, refund)).toMatchObject({ approvalReasons: ["MONEY_MAY_HAVE_MOVED"] });
    expect(codeOf(await approve(on.t, refund))).toBe("ok");
    await on.t.drain();
    await on.t.pass(10 * MINUTE);
    expect(await stateOf(on.t, refund)).toBe("completed");
    expect(await movedAt(on.ledgerOf("EBP"), gatewayPaymentId)).toMatchObject({ amount: 5_000 });
    await assertBooksAgree(on.t);
  });

  it("makes a bank transfer possible again that waited for it", async () => {
    const scenario = await on.returned("EBP", [3_000]);
    const { refund, paymentId, gatewayPaymentId } = scenario;
    await on.ledgerOf("EBP").cancelInConsole(gatewayPaymentId, { amount: 2_000 });
    await changeAccount(on.t, refund, ACCOUNT, AGENT);
    await fallBack(on.t, refund);
    expect(codeOf(await fallBack(on.t, refund))).toBe("EVIDENCE_DISAGREES");
    const gatewayCancellationId = await cancellationAsked(paymentId);
    await corrected(on.t, paymentId, { correction: "MADE", gatewayCancellationId, amount: won(2_000) });
    expect(codeOf(await fallBack(on.t, refund))).toBe("ok");
    expect(await stateOf(on.t, refund)).toBe("accepted.awaitingApproval");
  });
});
