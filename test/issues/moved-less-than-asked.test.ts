/** A refund of 11,000 completed with the 4,000 that moved, its line was closed, and no operation paid the other 7,000. */
import type { Principal } from "../../src/access/principal.js";
import { won } from "../../src/money/minor-units.js";
import { lookUpPayment } from "../../src/refund/settlement/look-up-attempt.js";
import { resolveUnknown } from "../../src/refund/settlement/resolve-unknown.js";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import { readRefund } from "../api/ask.js";
import {
  APPROVER,
  balanceOf,
  cancelledAtGateway,
  collectedReturn,
  now,
  OPERATOR,
  pathOf,
  requestAndDrain,
  type Paid,
  type Sold,
} from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { twoPeopleState, act } from "../refund/mutations.js";
import { loseAnswers, remainderOf, alarmsOf, assertLedgersAgree, stateOf } from "../refund/ledgers.js";
import { IS_ALARM } from "../kit/work-items.js";

const t = sharedTestService();

/** Its call got no answer, somebody cancelled `moved` in the gateway's console, and two people say so. */
async function movedOnly(moved: number, refund: Refund, gatewayPaymentId: string): Promise<void> {
  await loseAnswers(t, gatewayPaymentId, { moved: false, times: 5 });
  await requestAndDrain(t, refund);
  await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: moved });
  await twoPeopleState(t, refund, { outcome: "REFUNDED", amount: won(moved) });
  await t.sandbox.clearFaults();
  await t.drain();
}

const lineRooms = (paymentId: string) =>
  t.rows(
    `select l.line_no, l.refunded, l.reserved from order_line l join payment p on p.order_id = l.order_id where p.id = ? order by l.line_no`,
    [paymentId],
  );

describe("a refund of which less moved than was asked for", () => {
  it("is what moved; the rest is a refund of its own that is paid like any other", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, 11_000);
    await movedOnly(4_000, refund, gatewayPaymentId);
    const rest = await remainderOf(t, refund);
    expect(await now(t, refund)).toMatchObject({ state: "completed", amount: { total: 4_000 } });
    expect(rest).toMatchObject({ state: "returnCollected", amount: { total: 7_000 }, returnId: refund.returnId });
    expect(await balanceOf(t, refund.paymentId)).toMatchObject({ refundedAtGateway: 4_000, reserved: 7_000 });
    expect(await lineRooms(refund.paymentId)).toEqual([{ line_no: "1", refunded: "4000", reserved: "7000" }]);
    expect(
      await t.rows(`select detail from work_item where payment_id = ? and ${IS_ALARM}`, [refund.paymentId]),
    ).toEqual([{ detail: { asked: 11_000, moved: 4_000, stillOwed: rest.refundNo } }]);
    await assertLedgersAgree(t);

    await requestAndDrain(t, rest);
    expect(await pathOf(t, rest)).toEqual(["returnCollected", "submitting", "completed"]);
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(11_000);
    expect(await lineRooms(refund.paymentId)).toEqual([{ line_no: "1", refunded: "11000", reserved: "0" }]);
    await assertLedgersAgree(t);
  });

  it("leaves its return partly refunded until the rest is paid too, and each is found from the other", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, 11_000);
    await movedOnly(4_000, refund, gatewayPaymentId);
    const rest = await remainderOf(t, refund);
    const SHOWN = `amount { amount } return { refundStatus }
      remainder { id amount { amount } } remainderOf { id amount { amount } }`;
    expect(await readRefund(t, refund, SHOWN)).toEqual({
      amount: { amount: 4_000 },
      return: { refundStatus: "PARTLY_REFUNDED" },
      remainder: { id: rest.id, amount: { amount: 7_000 } },
      remainderOf: null,
    });
    await requestAndDrain(t, rest);
    expect(await readRefund(t, rest, SHOWN)).toMatchObject({
      return: { refundStatus: "REFUNDED" },
      remainder: null,
      remainderOf: { id: refund.id, amount: { amount: 4_000 } },
    });
  });

  it("keeps its deductions, and the rest has its share of each line and tax part", async () => {
    const paid: Paid = { amount: 12_000, taxFree: 1_000, vat: 1_000 };
    const sold: Sold[] = [{ amount: 11_000 }, { amount: 1_000, taxCategory: "TAX_FREE" }];
    const { refund, gatewayPaymentId } = await collectedReturn(t, [paid], {
      sold,
      return: {
        lines: ["1", "2"].map((lineNo) => ({ lineNo, quantity: 1, amount: null })),
        deductions: [{ kind: "RETURN_SHIPPING", amount: won(3_000) }],
      },
    });
    expect(refund.amount.total).toBe(9_000);
    await movedOnly(4_500, refund, gatewayPaymentId);
    const rest = await remainderOf(t, refund);
    expect((await now(t, refund)).amount).toMatchObject({ total: 4_500, taxFree: 500 });
    expect(rest.amount).toMatchObject({ total: 4_500, taxFree: 500 });
    expect(
      await t.rows(
        `select x.refund_id = ? as is_rest, l.line_no, x.amount from refund_line x join order_line l on l.id = x.order_line_id
         where x.refund_id in (?, ?) order by 1, 2`,
        [rest.id, refund.id, rest.id],
      ),
    ).toEqual([
      { is_rest: false, line_no: "1", amount: "7000" },
      { is_rest: false, line_no: "2", amount: "500" },
      { is_rest: true, line_no: "1", amount: "4000" },
      { is_rest: true, line_no: "2", amount: "500" },
    ]);
    await requestAndDrain(t, rest);
    expect(await stateOf(t, rest)).toBe("completed");
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(9_000);
    await assertLedgersAgree(t);
  });

  it("is overtaken like any other where the console had taken its room as well", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, 11_000);
    await loseAnswers(t, gatewayPaymentId, { moved: false, times: 5 });
    await requestAndDrain(t, refund);
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 11_000 });
    const say = (by: Principal, confirmsStatementId: string | null) =>
      act(t, refund, resolveUnknown, by, {
        outcome: "REFUNDED",
        amount: won(4_000),
        evidence: "PG 화면",
        confirmsStatementId,
      });
    const { outcome } = await say(OPERATOR, null);
    const answer = await say(APPROVER, outcome.ok ? outcome.value.statementId : "");
    expect(answer.outcome.ok).toBe(true);
    await t.drain();
    await lookUpPayment(t.context, refund.paymentId, "RECONCILER");
    const rest = await remainderOf(t, refund);
    expect(await stateOf(t, rest)).toBe("refused");
    expect(await balanceOf(t, refund.paymentId)).toMatchObject({ reserved: 0 });
    expect(await alarmsOf(t, refund.paymentId)).toContain("OVERTAKEN");
    expect(await readRefund(t, rest, "refusalCause")).toEqual({ refusalCause: "OVERTAKEN" });
  });
});
