/** Reported: only a part of a payment was captured, and nothing could say how much; the rest counted as refundable. */
import assert from "node:assert/strict";
import { compareBooks } from "../../src/audit/compare-books.js";
import { minorUnits } from "../../src/money/minor-units.js";
import { lowerAmount } from "../../src/refund/commands/lower-amount.js";
import { transact } from "../../src/refund/context.js";
import { BookedCancellation } from "../../src/refund/record/attempt.entity.js";
import { lookUpPayment } from "../../src/refund/settlement/look-up-attempt.js";
import { restoreCancellation } from "../../src/refund/settlement/restore-cancellation.js";
import { dataOf, errorOf } from "../api/ask.js";
import { caseInputs } from "../kit/case.js";
import {
  cancelledAtGateway,
  codeOf,
  collectedReturn,
  everyRow,
  key,
  now,
  OPERATOR,
  reportReturn,
  request,
  RETURN_SERVICE,
} from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { alarmsOf, assertBooksAgree, returnedInParts, stateOf } from "../refund/ledgers.js";
import { reconcile, workItems } from "../reconciliation/findings.js";
import { act, retry } from "../refund/mutations.js";

const t = sharedTestService();
const { amount: CASE } = (await caseInputs("partial-capture-without-amount")).payment as { amount: { total: number } };
const AUTHORISED = { amount: CASE.total, captureState: "AUTHORISED" as const };

const REPORT = `mutation ($input: PaymentCaptureReportInput!) { paymentCaptureReport(input: $input) {
  payment { captureState capturedAmount { amount } uncaptured { total { amount } } refundable { amount } }
  userErrors { code field message } } }`;

interface Reported {
  payment: object | null;
  userErrors: { code: string; field: string[]; message: string }[];
}

async function report(gatewayPaymentId: string, capturedAmount?: number | null): Promise<Reported> {
  const input = { gateway: "PORTONE_V2", gatewayPaymentId, capturedAmount, idempotencyKey: key() };
  const asked = { by: RETURN_SERVICE };
  const { paymentCaptureReport } = await dataOf<{ paymentCaptureReport: Reported }>(t, REPORT, { input }, asked);
  return paymentCaptureReport;
}

const captured = (amount: number, uncaptured: number, refundable: number) => ({
  payment: {
    captureState: "CAPTURED",
    capturedAmount: { amount },
    uncaptured: { total: { amount: uncaptured } },
    refundable: { amount: refundable },
  },
  userErrors: [],
});

const READ = `query ($id: ID!) { payment(id: $id) { refundable { amount } uncaptured { total { amount } }
  cancellations { amount { total { amount } } released { total { amount } } } } }`;

/** What is refundable of a payment, what never was, and each cancel with its share of that. */
async function shown(paymentId: string): Promise<[number, number, [number, number][]]> {
  interface Total {
    total: { amount: number };
  }
  const { payment } = await dataOf<{
    payment: { refundable: { amount: number }; uncaptured: Total; cancellations: { amount: Total; released: Total }[] };
  }>(t, READ, { id: paymentId });
  const cancels = payment.cancellations.map((c): [number, number] => [c.amount.total.amount, c.released.total.amount]);
  return [payment.refundable.amount, payment.uncaptured.total.amount, cancels];
}

async function console(gatewayPaymentId: string, paymentId: string, amount: number): Promise<void> {
  await t.sandbox.cancelInConsole(gatewayPaymentId, { amount });
  await lookUpPayment(t.context, paymentId, "WEBHOOK");
}

it("partial-capture-without-amount: the captured half is refundable, the released one is not", async () => {
  const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, AUTHORISED, [4_000]);
  const [refund] = refunds;
  assert(refund);
  expect(codeOf(await request(t, refund))).toBe("NOT_CAPTURED");
  await console(gatewayPaymentId, paymentId, 10_000);
  expect(await report(gatewayPaymentId, 10_000)).toEqual(captured(10_000, 0, 6_000));
  expect(await shown(paymentId)).toEqual([6_000, 0, [[10_000, 10_000]]]);

  expect(codeOf(await request(t, refund))).toBe("ok");
  await t.drain();
  expect(await stateOf(t, refund)).toBe("completed");
  expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(14_000);
  await reconcile(t);
  expect(await workItems(t, paymentId)).toEqual([]);
  await assertBooksAgree(t);
});

describe("what was never captured", () => {
  it("is not refundable where the gateway shows no cancellation for it, and its release later counts once", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, AUTHORISED, [4_000]);
    expect(await report(gatewayPaymentId, 10_000)).toEqual(captured(10_000, 10_000, 6_000));
    await console(gatewayPaymentId, paymentId, 10_000);
    expect(await shown(paymentId)).toEqual([6_000, 0, [[10_000, 10_000]]]);
    expect(await alarmsOf(t, paymentId)).toEqual([]);
    for (const refund of refunds) {
      expect(codeOf(await request(t, refund))).toBe("ok");
      await t.drain();
      expect(await stateOf(t, refund)).toBe("completed");
    }
    // The same amount once more is money of the customer's.
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 6_000 });
    await lookUpPayment(t.context, paymentId, "WEBHOOK");
    expect((await shown(paymentId))[0]).toBe(0);
    await assertBooksAgree(t);
  });

  it("a release of more is foreign money beyond it, and one of less altogether", async () => {
    const more = await returnedInParts(t, AUTHORISED, [1_000]);
    await report(more.gatewayPaymentId, 10_000);
    await console(more.gatewayPaymentId, more.paymentId, 12_000);
    expect(await shown(more.paymentId)).toEqual([0, 8_000, [[12_000, 2_000]]]);
    const less = await returnedInParts(t, AUTHORISED, [1_000]);
    await report(less.gatewayPaymentId, 10_000);
    await console(less.gatewayPaymentId, less.paymentId, 4_000);
    expect(await shown(less.paymentId)).toEqual([5_000, 10_000, [[4_000, 0]]]);
    await assertBooksAgree(t);
  });

  it("may have been released in pieces before it was reported", async () => {
    const { paymentId, gatewayPaymentId } = await returnedInParts(t, AUTHORISED, [1_000]);
    for (const piece of [4_000, 6_000]) await console(gatewayPaymentId, paymentId, piece);
    expect(await report(gatewayPaymentId, 10_000)).toEqual(captured(10_000, 0, 9_000));
    const over = await returnedInParts(t, AUTHORISED, [1_000]);
    await console(over.gatewayPaymentId, over.paymentId, 12_000);
    expect(await report(over.gatewayPaymentId, 10_000)).toEqual(captured(10_000, 8_000, 0));
    expect(await shown(over.paymentId)).toEqual([0, 8_000, [[12_000, 2_000]]]);
    await assertBooksAgree(t);
  });

  it("a release of the very amount a refund is of makes a second person look", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, AUTHORISED, [10_000]);
    await report(gatewayPaymentId, 10_000);
    await console(gatewayPaymentId, paymentId, 10_000);
    expect(await shown(paymentId)).toEqual([0, 0, [[10_000, 10_000]]]);
    expect(await alarmsOf(t, paymentId)).toEqual(["MONEY_MAY_HAVE_MOVED"]);
    expect(await stateOf(t, refunds[0]!)).toBe("returnCollected");
    await assertBooksAgree(t);
  });

  it("goes back to what was never captured when its release is taken back (취소 원복)", async () => {
    const { paymentId, gatewayPaymentId } = await returnedInParts(t, AUTHORISED, [1_000]);
    await report(gatewayPaymentId, 10_000);
    await console(gatewayPaymentId, paymentId, 10_000);
    await transact(t.context, async (em) => {
      const cancellation = await em.findOneOrFail(BookedCancellation, { paymentId });
      const origin = { cause: "OPERATOR", actor: OPERATOR.subject, at: t.clock.now() } as const;
      await restoreCancellation(t.context, em, { cancellation, refunds: [] }, origin);
    });
    expect(await shown(paymentId)).toEqual([9_000, 10_000, [[10_000, 10_000]]]);
    await assertBooksAgree(t);
  });
});

describe("refunds of more than was captured", () => {
  it("lose a reservation nobody has acted on, are told why, and can be lowered to what is there", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, [AUTHORISED]);
    expect(await report(gatewayPaymentId, 12_000)).toEqual(captured(12_000, 8_000, 12_000));
    const { paymentId } = refund;
    expect(await now(t, refund)).toMatchObject({ state: "refundRequested.refused", refusalCause: "NEVER_CAPTURED" });
    expect(await alarmsOf(t, paymentId)).toEqual(["OVERTAKEN"]);
    const ASK = `query ($id: ID!) { refund(id: $id) { failure { cause actions } blockedReasons { code } } }`;
    expect(await dataOf(t, ASK, { id: refund.id })).toMatchObject({
      refund: {
        failure: { cause: "NEVER_CAPTURED", actions: ["LOWER_AMOUNT", "CANCEL"] },
        blockedReasons: [{ code: "REFUND_AMOUNT_EXCEEDED" }],
      },
    });
    const lowered = { amount: minorUnits(12_000), memo: "12,000 was captured" };
    expect(codeOf(await act(t, refund, lowerAmount, OPERATOR, lowered))).toBe("ok");
    expect(codeOf(await retry(t, refund))).toBe("ok");
    await t.drain();
    expect(await stateOf(t, refund)).toBe("completed");
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(12_000);
    await assertBooksAgree(t);
  });

  it("that were under way already are refused before they are sent, with an alarm", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, [{ amount: CASE.total }]);
    expect(codeOf(await request(t, refund))).toBe("ok");
    await report(gatewayPaymentId, 12_000);
    expect(await alarmsOf(t, refund.paymentId)).toEqual(["EXCESS"]);
    await t.drain();
    expect(await now(t, refund)).toMatchObject({
      state: "refundRequested.refused",
      refusalCause: "GATEWAY_STATE_DIFFERS",
      gatewayMessage: null,
      findingCode: "TOO_LITTLE_LEFT",
      findingMessage: "the gateway has 12000 left to cancel",
    });
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(0);
    await assertBooksAgree(t);
  });

  it("asked for at the very moment of the report: never more than was captured goes back", async () => {
    for (let time = 0; time < 4; time += 1) {
      const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, { amount: CASE.total }, [9_000, 8_000]);
      await Promise.all([...refunds.map((refund) => request(t, refund)), report(gatewayPaymentId, 10_000)]);
      await t.drain();
      expect(await cancelledAtGateway(t, gatewayPaymentId)).toBeLessThanOrEqual(10_000);
      expect((await shown(paymentId))[1]).toBe(10_000);
    }
    await assertBooksAgree(t);
  });

  it("a return of all of it is recorded, and owes what was captured", async () => {
    const { order, paymentId, gatewayPaymentId } = await partReturned();
    await report(gatewayPaymentId, 10_000);
    const rest = await reportReturn(t, order, { lines: [{ lineNo: "2", quantity: 1, amount: null }] });
    assert(rest.outcome.ok);
    const [owed] = await t.rows(`select amount_total::int as amount from refund where return_id = ?`, [
      rest.outcome.value.returnId,
    ]);
    expect(owed).toEqual({ amount: 6_000 });
    expect(await alarmsOf(t, paymentId)).toEqual(["RETURN_OWED_LESS"]);
    const last = await reportReturn(t, order, { lines: [{ lineNo: "3", quantity: 1, amount: null }] });
    assert(last.outcome.ok);
    expect(
      await t.rows(`select no_refund_reason, already_returned::int as already from collected_return where id = ?`, [
        last.outcome.value.returnId,
      ]),
    ).toEqual([{ no_refund_reason: "NEVER_CAPTURED", already: 2_000 }]);
    await assertBooksAgree(t);
  });
});

async function partReturned() {
  const sold = [4_000, 14_000, 2_000].map((amount) => ({ amount }));
  const returned = await collectedReturn(t, [AUTHORISED], { sold });
  return { ...returned, paymentId: returned.refund.paymentId };
}

describe("the report", () => {
  it("again changes nothing, and a contradicting one names both amounts", async () => {
    const { gatewayPaymentId, refund } = await partReturned();
    expect(await report(gatewayPaymentId, 10_000)).toEqual(captured(10_000, 10_000, 6_000));
    const before = await everyRow(t);
    expect(await report(gatewayPaymentId, 10_000)).toEqual(captured(10_000, 10_000, 6_000));
    for (const other of [12_000, 8_000, undefined, null]) {
      const { payment, userErrors } = await report(gatewayPaymentId, other);
      const message = `This contradicts what was reported before: the captured amount was KRW 10,000, now KRW ${(other ?? 20_000).toLocaleString("en")}`;
      expect([payment, userErrors]).toEqual([null, [{ code: "FACTS_CONFLICT", field: ["capturedAmount"], message }]]);
    }
    expect(await everyRow(t)).toEqual(before);
    expect(
      await t.rows(`select kind, before, after, actor from order_fact_change where payment_id = ?`, [refund.paymentId]),
    ).toEqual([
      {
        kind: "CAPTURED",
        before: { captureState: "AUTHORISED", capturedAmount: null },
        after: { captureState: "CAPTURED", capturedAmount: 10_000 },
        actor: RETURN_SERVICE.subject,
      },
    ]);
  });

  it("without an amount means all of it", async () => {
    const { gatewayPaymentId } = await partReturned();
    expect(await report(gatewayPaymentId)).toEqual(captured(20_000, 0, 16_000));
    expect(await report(gatewayPaymentId, 20_000)).toEqual(captured(20_000, 0, 16_000));
  });

  it("refuses what cannot have been captured, and says what can", async () => {
    const { gatewayPaymentId } = await partReturned();
    const before = await everyRow(t);
    expect((await report(gatewayPaymentId, 0)).userErrors).toMatchObject([
      { code: "INVALID_INPUT", field: ["capturedAmount"], message: expect.stringContaining("must be more than 0") },
    ]);
    expect((await report(gatewayPaymentId, 20_001)).userErrors).toMatchObject([
      {
        code: "FACTS_INCONSISTENT",
        field: ["capturedAmount"],
        message: expect.stringContaining("from KRW 1 to KRW 20,000 can have been captured, and not KRW 20,001"),
      },
    ]);
    for (const capturedAmount of [-1, 0.5, "10000"]) {
      const input = { gateway: "PORTONE_V2", gatewayPaymentId, capturedAmount, idempotencyKey: key() };
      expect((await errorOf(t, REPORT, { input }, { by: RETURN_SERVICE })).code).toBe("BAD_USER_INPUT");
    }
    expect(await everyRow(t)).toEqual(before);
  });
});

it("the audit finds captured money that nobody reported, and uncaptured money that is refundable again", async () => {
  const { paymentId, gatewayPaymentId } = await partReturned();
  await report(gatewayPaymentId, 10_000);
  const fields = async () => {
    const findings = await compareBooks((sql) => t.rows(sql));
    return findings.filter((finding) => finding.paymentId === paymentId).map(({ field }) => field);
  };
  const set = (change: string) => t.rows(`update payment set ${change} where id = ? returning 1`, [paymentId]);
  expect(await fields()).toEqual([]);
  await set(`uncaptured_total = uncaptured_total - 900, uncaptured_taxable = uncaptured_taxable - 900`);
  expect(await fields()).toEqual(["uncaptured_total"]);
  await set(`captured_amount = captured_amount + 900`);
  expect(await fields()).toEqual(["captured_amount"]);
  await set(
    `captured_amount = 10000, uncaptured_total = uncaptured_total + 900, uncaptured_taxable = uncaptured_taxable + 900`,
  );
  expect(await fields()).toEqual([]);
});
