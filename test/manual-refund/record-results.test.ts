/** manualRefundResultsRecord (환불처리결과): 성공, 실패 and 미처리 of bank transfers, after a look at the gateway, each once. */
import { recordResults, type TransferResult } from "../../src/manual-refund/record-results.js";
import { won } from "../../src/money/minor-units.js";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import { lookUpPayment } from "../../src/refund/settlement/look-up-attempt.js";
import { HOUR } from "../kit/clock.js";
import { balanceOf, codeOf, collectedReturn, everyRow, key, now, request, type Paid } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { cancelBesideUs } from "../reconciliation/findings.js";
import { ACCOUNT } from "../refund/accounts.js";
import { assertBooksAgree, callsOf, returnedInParts, stateOf } from "../refund/ledgers.js";
import { approve, cancel, changeAccount, fallBack, reverse } from "../refund/mutations.js";
import { ACCOUNTANT, chosen, made, record, recordMade } from "./results.js";

const t = sharedTestService();
beforeEach(() => t.sandbox.clearFaults());

const AMOUNT = 12_000;
const FAILED: TransferResult = { result: "FAILED", failureCause: "BANK_ACCOUNT_CLOSED" };
const UNPROCESSED: TransferResult = { result: "UNPROCESSED" };

/** Refused by the gateway and accepted as a bank transfer (환불접수): the accountant may pay it now. */
async function accepted(paid: Paid | number = AMOUNT) {
  const scenario = await collectedReturn(t, typeof paid === "number" ? paid : [paid], {
    return: { refundAccount: ACCOUNT },
  });
  await accept(scenario.refund, scenario.gatewayPaymentId);
  return { ...scenario, paymentId: scenario.refund.paymentId };
}

async function accept(refund: Refund, gatewayPaymentId: string): Promise<void> {
  await t.sandbox.planFault({ hits: "cancel", fault: { kind: "REFUSE" }, paymentId: gatewayPaymentId });
  await request(t, refund);
  await t.drain();
  expect(codeOf(await fallBack(t, refund))).toBe("ok");
  expect(await stateOf(t, refund)).toBe("accepted.unprocessed");
}

/** One of two things came back of a payment of 30,000, and waits for its transfer: there is room for other money. */
async function acceptedPart() {
  const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, { amount: 30_000 }, [AMOUNT]);
  const [refund] = refunds as [Refund];
  await changeAccount(t, refund, ACCOUNT);
  await accept(refund, gatewayPaymentId);
  return { refund, paymentId, gatewayPaymentId };
}

const lastRow = async ({ id }: Pick<Refund, "id">) => {
  const [row] = await t.rows(
    `select event, from_state, to_state, cause, actor, reason_code from refund_history where refund_id = ? order by sequence desc limit 1`,
    [id],
  );
  return row;
};

describe("성공", () => {
  it("completes the refund, says when and under which number of the bank, and books it as paid by hand", async () => {
    const { refund, paymentId } = await accepted();
    const result = made(t, { bankReference: "20310303-0007", transferredOn: "2031-03-03" });
    expect(codeOf(await record(t, await chosen(t, refund, result, "오후 3시 이체")))).toBe("ok");
    expect(await now(t, refund)).toMatchObject({
      state: "completed",
      status: "COMPLETED",
      processingResult: "SUCCEEDED",
      transferredOn: "2031-03-03",
      bankReference: "20310303-0007",
      payableByHand: AMOUNT,
    });
    expect(await lastRow(refund)).toEqual({
      event: "RECORD_SUCCESS",
      from_state: "accepted.unprocessed",
      to_state: "completed",
      cause: "OPERATOR",
      actor: ACCOUNTANT.subject,
      reason_code: null,
    });
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedByHand: AMOUNT, refundedAtGateway: 0, reserved: 0 });
    const [memo] = await t.rows(`select sealed from refund_memo where refund_id = ?`, [refund.id]);
    expect(JSON.stringify(memo)).not.toContain("이체");
    await assertBooksAgree(t);
  });

  it("asks the gateway first, and no call is made about a refund that cannot be completed", async () => {
    const { refund, gatewayPaymentId } = await accepted();
    const before = (await callsOf(t, gatewayPaymentId)).length;
    await record(t, { ...(await chosen(t, refund, made(t))), expectedVersion: 1 });
    expect((await callsOf(t, gatewayPaymentId)).length).toBe(before);
    await recordMade(t, refund);
    const calls = (await callsOf(t, gatewayPaymentId)).slice(before);
    expect(calls.map(({ method }) => method)).toEqual(["GET"]);
  });

  it("is not recorded where the gateway has paid the customer meanwhile: the refund is completed by that", async () => {
    const { refund, paymentId, gatewayPaymentId } = await accepted();
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: AMOUNT });
    expect(codeOf(await recordMade(t, refund))).toBe("VERSION_CONFLICT");
    expect(await now(t, refund)).toMatchObject({
      state: "completed",
      processingResult: null,
      transferredOn: null,
      payableByHand: null,
    });
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: AMOUNT, refundedByHand: 0, excess: 0 });
    expect(codeOf(await recordMade(t, refund))).toBe("REFUND_STATE_CONFLICT");
    await assertBooksAgree(t);
  });

  it("waits for a second person where other money of the payment moved, which may have been this refund", async () => {
    const { refund, paymentId, gatewayPaymentId } = await acceptedPart();
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 5_000 });
    expect(codeOf(await recordMade(t, refund))).toBe("VERSION_CONFLICT");
    expect(await now(t, refund)).toMatchObject({
      state: "accepted.awaitingApproval",
      approvalReasons: ["MONEY_MAY_HAVE_MOVED"],
    });
    expect(codeOf(await recordMade(t, refund))).toBe("REFUND_STATE_CONFLICT");
    expect(codeOf(await approve(t, refund))).toBe("ok");
    expect(codeOf(await recordMade(t, refund))).toBe("ok");
    expect(await balanceOf(t, paymentId)).toMatchObject({
      refundedAtGateway: 5_000,
      refundedByHand: AMOUNT,
      excess: 0,
    });
  });

  it("is not recorded while the gateway works on a cancel of this amount", async () => {
    const { refund, gatewayPaymentId } = await acceptedPart();
    await t.sandbox.planFault({ hits: "cancel", fault: { kind: "PENDING" }, paymentId: gatewayPaymentId });
    await cancelBesideUs(t, gatewayPaymentId, AMOUNT);
    const before = await now(t, refund);
    expect(codeOf(await recordMade(t, refund))).toBe("EVIDENCE_DISAGREES");
    expect(await now(t, refund)).toEqual(before);
    const waiting = (await t.sandbox.cancellationsOf(gatewayPaymentId)).find(({ status }) => status === "REQUESTED");
    await t.sandbox.settle(waiting!.id, "FAILED");
    expect(codeOf(await recordMade(t, refund))).toBe("ok");
  });

  it("of a day in the future, or before the refund was accepted, is refused with the days that are possible", async () => {
    const { refund } = await accepted();
    const before = await everyRow(t);
    const answered = async (transferredOn: string) => {
      const { outcome } = await record(t, await chosen(t, refund, made(t, { transferredOn })));
      return outcome.ok ? "ok" : outcome.problem;
    };
    expect(await answered("2031-03-04")).toMatchObject({
      code: "INVALID_INPUT",
      field: ["transferredOn"],
      detail: { reason: { sentence: "reasons.refund.transferInFuture", with: { today: "2031-03-03" } } },
    });
    expect(await answered("2031-03-02")).toMatchObject({
      code: "INVALID_INPUT",
      field: ["transferredOn"],
      detail: { reason: { sentence: "reasons.refund.transferTooEarly", with: { since: "2031-03-03" } } },
    });
    expect(await everyRow(t)).toEqual(before);
    expect(await answered("2031-03-03")).toBe("ok");
  });

  it("that was sent back keeps the refund as one that was paid by hand", async () => {
    const { refund } = await accepted({ amount: AMOUNT, method: "BANK_TRANSFER" });
    await recordMade(t, refund);
    expect(codeOf(await reverse(t, refund))).toBe("ok");
    expect(await now(t, refund)).toMatchObject({
      state: "completed",
      processingResult: "SUCCEEDED",
      transferredOn: "2031-03-03",
    });
    await assertBooksAgree(t);
  });
});

describe("while the gateway is away", () => {
  it("a success waits, and the same key records it once the gateway answers", async () => {
    const { refund } = await accepted();
    const idempotencyKey = key();
    const result = await chosen(t, refund, made(t));
    await t.stopSandbox();
    const before = await now(t, refund);
    expect(codeOf(await record(t, result, { idempotencyKey }))).toBe("GATEWAY_UNREACHABLE");
    expect(await now(t, refund)).toEqual(before);
    await t.restoreSandbox();
    expect(codeOf(await record(t, result, { idempotencyKey }))).toBe("ok");
    expect(await record(t, result, { idempotencyKey })).toMatchObject({ replayed: true, outcome: { ok: true } });
  });

  it("a reason records it all the same, and the history says that nobody asked", async () => {
    const { refund } = await accepted();
    await t.stopSandbox();
    const result = made(t, { withoutLookUpBecause: "결제사와 계약이 끝났습니다" });
    expect(codeOf(await record(t, await chosen(t, refund, result)))).toBe("ok");
    await t.restoreSandbox();
    expect(await stateOf(t, refund)).toBe("completed");
    expect(await lastRow(refund)).toMatchObject({ event: "RECORD_SUCCESS", reason_code: "GATEWAY_NOT_ASKED" });
    expect(await t.rows(`select 1 from refund_memo where refund_id = ?`, [refund.id])).toHaveLength(1);
  });

  it("many successes ask it once, not once each", async () => {
    const refunds = [await accepted(1_000), await accepted(2_000), await accepted(3_000)].map(({ refund }) => refund);
    const results = await Promise.all(refunds.map((refund) => chosen(t, refund, made(t))));
    await t.stopSandbox();
    const asked = async () => {
      const metric = await t.context.metrics.gatewayCallSeconds.get();
      return metric.values
        .filter(({ metricName }) => metricName?.endsWith("_count"))
        .reduce((sum, { value }) => sum + value, 0);
    };
    const before = await asked();
    const bulk = await recordResults(t.context, ACCOUNTANT, { results, idempotencyKey: key() });
    await t.restoreSandbox();
    expect(bulk.ok && bulk.value.map(({ answered }) => codeOf(answered))).toEqual(Array(3).fill("GATEWAY_UNREACHABLE"));
    expect((await asked()) - before).toBe(1);
  });

  it("a failure is recorded without asking it", async () => {
    const { refund } = await accepted();
    await t.stopSandbox();
    expect(codeOf(await record(t, await chosen(t, refund, FAILED)))).toBe("ok");
    await t.restoreSandbox();
  });
});

describe("실패", () => {
  it("leaves the refund accepted and owed, with the bank's cause; 미처리 takes it back; 성공 ends it", async () => {
    const { refund, paymentId } = await accepted();
    expect(codeOf(await record(t, await chosen(t, refund, FAILED)))).toBe("ok");
    expect(await now(t, refund)).toMatchObject({
      status: "ACCEPTED",
      processingResult: "FAILED",
      transferFailureCause: "BANK_ACCOUNT_CLOSED",
      transferredOn: null,
    });
    expect(await lastRow(refund)).toMatchObject({ event: "RECORD_FAILURE", reason_code: "BANK_ACCOUNT_CLOSED" });
    expect(await balanceOf(t, paymentId)).toMatchObject({ reserved: AMOUNT, refundedByHand: 0 });
    expect(codeOf(await record(t, await chosen(t, refund, UNPROCESSED)))).toBe("ok");
    expect(await now(t, refund)).toMatchObject({ processingResult: "UNPROCESSED", transferFailureCause: null });
    await record(t, await chosen(t, refund, FAILED));
    expect(codeOf(await recordMade(t, refund))).toBe("ok");
    expect(await now(t, refund)).toMatchObject({ processingResult: "SUCCEEDED", transferFailureCause: null });
    await assertBooksAgree(t);
  });

  it("is forgotten when the gateway pays after all, and when the refund is cancelled", async () => {
    const paid = await accepted();
    await record(t, await chosen(t, paid.refund, FAILED));
    await t.sandbox.cancelInConsole(paid.gatewayPaymentId, { amount: AMOUNT });
    await lookUpPayment(t.context, paid.paymentId, "WEBHOOK");
    expect(await now(t, paid.refund)).toMatchObject({
      state: "completed",
      processingResult: null,
      transferFailureCause: null,
    });
    const over = await accepted();
    await record(t, await chosen(t, over.refund, FAILED));
    expect(codeOf(await cancel(t, over.refund))).toBe("ok");
    expect((await now(t, over.refund)).transferFailureCause).toBeNull();
  });
});

describe("a result that cannot be", () => {
  it("of another amount than the page showed is refused, with the amount that is right", async () => {
    const { refund } = await accepted();
    for (const result of [made(t), FAILED]) {
      const { outcome } = await record(t, { ...(await chosen(t, refund, result)), expectedPayable: won(AMOUNT - 1) });
      expect(outcome).toMatchObject({
        problem: { code: "PAYABLE_AMOUNT_CHANGED", field: ["expectedPayable"], detail: { payableByHand: AMOUNT } },
      });
    }
    expect(await stateOf(t, refund)).toBe("accepted.unprocessed");
  });

  it("in a state that takes none is a conflict: not yet approved, not accepted, nothing to take back, over", async () => {
    const { refund: collected } = await collectedReturn(t, AMOUNT, { return: { refundAccount: ACCOUNT } });
    expect(codeOf(await recordMade(t, collected))).toBe("REFUND_STATE_CONFLICT");
    await fallBack(t, collected);
    expect(await stateOf(t, collected)).toBe("accepted.awaitingApproval");
    expect(codeOf(await recordMade(t, collected))).toBe("REFUND_STATE_CONFLICT");
    expect(codeOf(await record(t, await chosen(t, collected, FAILED)))).toBe("REFUND_STATE_CONFLICT");
    const { refund } = await accepted();
    expect(codeOf(await record(t, await chosen(t, refund, UNPROCESSED)))).toBe("REFUND_STATE_CONFLICT");
    await recordMade(t, refund);
    for (const result of [made(t), FAILED, UNPROCESSED])
      expect(codeOf(await record(t, await chosen(t, refund, result)))).toBe("REFUND_STATE_CONFLICT");
  });
});

describe("many at once", () => {
  it("each has an answer of its own, in order; the same key again answers the same and moves nothing", async () => {
    const [good, stale, failed] = [await accepted(), await accepted(), await accepted()];
    const none = "0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee";
    const results = [
      { ...(await chosen(t, good.refund, made(t))), id: none },
      await chosen(t, good.refund, made(t)),
      { ...(await chosen(t, stale.refund, made(t))), expectedVersion: 1 },
      await chosen(t, failed.refund, FAILED),
    ];
    const send = { results, idempotencyKey: key() };
    const codes = async () => {
      const bulk = await recordResults(t.context, ACCOUNTANT, send);
      if (!bulk.ok) throw new Error(JSON.stringify(bulk.problem));
      return bulk.value.map(({ answered }) => `${codeOf(answered)}${answered.replayed ? " again" : ""}`);
    };
    expect(await codes()).toEqual(["NOT_FOUND", "ok", "VERSION_CONFLICT", "ok"]);
    expect(await codes()).toEqual(["NOT_FOUND again", "ok again", "VERSION_CONFLICT again", "ok again"]);
    expect((await balanceOf(t, good.paymentId)).refundedByHand).toBe(AMOUNT);
    const other = await recordResults(t.context, ACCOUNTANT, { ...send, results: results.slice(1) });
    expect(codeOf({ outcome: other })).toBe("IDEMPOTENCY_KEY_REUSED");
  });

  it("a refund twice, or more than a hundred, and none of it is done", async () => {
    const { refund } = await accepted();
    const one = await chosen(t, refund, made(t));
    const whole = async (results: (typeof one)[]) =>
      codeOf({ outcome: await recordResults(t.context, ACCOUNTANT, { results, idempotencyKey: key() }) });
    expect(await whole([one, one])).toBe("INVALID_INPUT");
    expect(await whole(Array.from({ length: 101 }, () => one))).toBe("TOO_MANY");
    expect(await stateOf(t, refund)).toBe("accepted.unprocessed");
  });

  it("two accountants who record the same transfer at the same moment book it once", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { refund, paymentId } = await accepted();
      const result = await chosen(t, refund, made(t));
      const answers = await Promise.all([
        record(t, result),
        record(t, result),
        record(t, await chosen(t, refund, FAILED)),
      ]);
      expect(answers.filter(({ outcome }) => outcome.ok)).toHaveLength(1);
      const { state } = await now(t, refund);
      expect((await balanceOf(t, paymentId)).refundedByHand).toBe(state === "completed" ? AMOUNT : 0);
    }
    await assertBooksAgree(t);
  });

  it("a success against a console cancel that is being looked up: whichever comes first, nothing is booked twice unseen", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { refund, paymentId, gatewayPaymentId } = await accepted();
      const result = await chosen(t, refund, made(t));
      await Promise.all([
        t.sandbox.cancelInConsole(gatewayPaymentId, { amount: AMOUNT }),
        record(t, result),
        lookUpPayment(t.context, paymentId, "WEBHOOK"),
      ]);
      await t.pass(HOUR);
      await lookUpPayment(t.context, paymentId, "RECONCILER");
      const { refundedAtGateway, refundedByHand, excess } = await balanceOf(t, paymentId);
      expect(refundedAtGateway).toBe(AMOUNT);
      expect(excess).toBe(refundedByHand);
      expect((await now(t, refund)).state).toBe("completed");
    }
    await assertBooksAgree(t);
  });
});
