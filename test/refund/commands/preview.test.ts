/** refundPreview: the same split and rules as the real thing, and not a row written. */
import fc from "fast-check";
import { won } from "../../../src/money/minor-units.js";
import { previewReturn } from "../../../src/refund/commands/preview.js";
import { RefundDeduction } from "../../../src/refund/record/refund.entity.js";
import { OrderLine } from "../../../src/orders/order.entity.js";
import { linesOf } from "../../../src/refund/record/repository.js";
import { Payment } from "../../../src/orders/payment.entity.js";
import { forAllAsync, seedOf } from "../../gateways/random.js";
import {
  codeOf,
  collectedReturn,
  everyRow,
  now,
  orderFacts,
  refundsOfReturn,
  reportReturn,
  request,
} from "../../kit/fixtures.js";
import { ABOVE_LIMIT } from "../states.js";
import { sharedTestService } from "../../kit/shared-test-service.js";

const t = sharedTestService();

const amountsOf = ({ total, taxable, vat, taxFree, serviceFee }: Payment["amount"]) => ({
  total,
  taxable,
  vat,
  taxFree,
  serviceFee,
});
const byKey = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** What a collected return really became, in the shape of a preview. */
async function becameOf(returnId: string) {
  const em = t.context.root.fork();
  const legs = [];
  for (const refund of await refundsOfReturn(t, returnId)) {
    const payment = await em.findOneOrFail(Payment, refund.paymentId);
    const lines = [];
    for (const { orderLineId, amount } of await linesOf(em, refund.id)) {
      lines.push({ lineNo: (await em.findOneOrFail(OrderLine, orderLineId)).lineNo, amount });
    }
    const deductions = await em.find(RefundDeduction, { refundId: refund.id });
    legs.push({
      paymentNo: payment.paymentNo,
      amount: amountsOf(refund.amount),
      lines: lines.sort(byKey),
      deductions: deductions.map(({ kind, amount }) => ({ kind, amount })).sort(byKey),
    });
  }
  return legs.sort(byKey);
}

describe("a preview", () => {
  const shape = fc.record({
    payments: fc.array(fc.integer({ min: 1_000, max: 90_000 }), { minLength: 1, maxLength: 3 }),
    units: fc.integer({ min: 1, max: 5 }),
    returns: fc.array(
      fc.record({
        quantity: fc.integer({ min: 0, max: 3 }),
        cut: fc.integer({ min: 0, max: 900 }),
        fee: fc.integer({ min: 0, max: 700 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  });

  it("says what collecting then does, return after return, also where it says no", async () => {
    await forAllAsync([shape], { seed: seedOf("preview"), numRuns: 25 }, async ({ payments, units, returns }) => {
      const total = payments.reduce((a, b) => a + b);
      const order = orderFacts(
        payments.map((amount) => ({ amount })),
        [{ amount: total, quantity: units }],
      );
      // The first return makes the order known.
      expect(codeOf(await reportReturn(t, order, { lines: [{ lineNo: "1", quantity: 0, amount: won(1) }] }))).toBe(
        "ok",
      );
      for (const { quantity, cut, fee } of returns) {
        const lines = [{ lineNo: "1", quantity, amount: cut > 0 ? won(cut) : null }];
        const deductions = [{ kind: "RETURN_SHIPPING" as const, amount: won(fee) }];
        const preview = await previewReturn(t.context, { orderNo: order.orderNo, lines, deductions });
        const { outcome } = await reportReturn(t, order, { lines, deductions });
        const foreseen = !preview.ok
          ? preview.problem
          : preview.value.map((leg) => ({
              paymentNo: leg.paymentNo,
              amount: amountsOf(leg.amount),
              lines: leg.lines.toSorted(byKey),
              deductions: leg.deductions.toSorted(byKey),
            }));
        const became = outcome.ok ? await becameOf(outcome.value.returnId) : outcome.problem;
        expect(Array.isArray(foreseen) ? foreseen.sort(byKey) : foreseen).toEqual(became);
      }
    });
  });

  it("writes nothing, and takes no refund number", async () => {
    const { order } = await collectedReturn(t, 30_000, { sold: [{ amount: 30_000, quantity: 3 }] });
    const numbers = () => t.rows(`select last_value from refund_no`);
    const before = [await everyRow(t), await numbers()];
    const lines = [{ lineNo: "1", quantity: 1, amount: null }];
    expect((await previewReturn(t.context, { orderNo: order.orderNo, lines, deductions: [] })).ok).toBe(true);
    expect([await everyRow(t), await numbers()]).toEqual(before);
  });

  it("tells what will stand in the way: capture, dispute, a busy payment, the second person", async () => {
    const paid = [{ amount: 2 * ABOVE_LIMIT, captureState: "AUTHORISED" as const }];
    const { order, refund } = await collectedReturn(t, paid, { sold: [{ amount: 2 * ABOVE_LIMIT, quantity: 2 }] });
    const lines = [{ lineNo: "1", quantity: 1, amount: null }];
    const preview = async () => {
      const legs = await previewReturn(t.context, { orderNo: order.orderNo, lines, deductions: [] });
      return legs.ok
        ? legs.value
            .map((leg) => ({ ...leg, blocked: leg.objections.map(({ code }) => code) }))
            .map(({ blocked, needsApproval }) => ({ blocked, needsApproval }))
        : legs;
    };
    expect(await preview()).toEqual([{ blocked: ["NOT_CAPTURED"], needsApproval: true }]);
    expect(codeOf(await request(t, refund))).toBe("NOT_CAPTURED");
    await t.rows(`update payment set capture_state = 'CAPTURED', disputed = true where id = ?`, [refund.paymentId]);
    expect(await preview()).toEqual([{ blocked: ["PAYMENT_DISPUTED"], needsApproval: true }]);
    await t.rows(`update payment set disputed = false where id = ?`, [refund.paymentId]);
    await request(t, refund);
    expect((await now(t, refund)).state).toBe("refundRequested.awaitingApproval");
    expect(await preview()).toEqual([{ blocked: [], needsApproval: true }]);
  });

  it("of an order nobody told of is NOT_FOUND", async () => {
    const preview = await previewReturn(t.context, { orderNo: "none", lines: [], deductions: [] });
    expect(preview).toMatchObject({ problem: { code: "NOT_FOUND" } });
  });
});
