/** orderFactsCorrect: facts reported wrongly are corrected by two people, and what they were is kept. */
import { randomUUID } from "node:crypto";
import { mutationOf, mutate, errorOf, dataOf } from "../../api/ask.js";
import {
  APPROVER,
  collectedReturn,
  now,
  OPERATOR,
  person,
  request,
  requestAndDrain,
  type Paid,
} from "../../kit/fixtures.js";
import { collectOverHttp, orderInput, returnInput } from "../../kit/return-collect.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { planFault } from "../ledgers.js";

const t = sharedTestService();

const CORRECTED = `correctionId confirmed payment { paidAt provider method openCorrection { id proposedBy facts { name value } } }
  userErrors { code message field }`;

interface Answer {
  correctionId: string | null;
  confirmed: boolean;
  payment: object | null;
  userErrors: { code: string; message: string; field: string[] | null }[];
}
type Given = { paymentId: string; facts: object; confirmsCorrectionId?: string | null };

const correct = (given: Given, by = OPERATOR): Promise<Answer> => {
  const input = { reason: "카드사 매출전표", idempotencyKey: randomUUID(), ...given };
  return mutate(t, "orderFactsCorrect", input, CORRECTED, by);
};

const codes = ({ userErrors }: Answer) => userErrors.map(({ code }) => code);

const collected = async (over: Partial<Paid> = {}) => {
  const { refund, ...rest } = await collectedReturn(t, [{ amount: 10_000, ...over }]);
  return { ...rest, refund, paymentId: refund.paymentId };
};

const PAID_AT = "2031-02-21T09:30:00.000Z";

describe("a correction", () => {
  it("changes nothing until a second person confirms the same; then it is kept what it was", async () => {
    const { paymentId, order } = await collected();
    const facts = { paidAt: PAID_AT, provider: "KCP", method: "EASY_PAY" };
    const proposed = await correct({ paymentId, facts });
    expect(proposed).toMatchObject({
      userErrors: [],
      confirmed: false,
      payment: {
        paidAt: "2031-02-20T03:00:00.000Z",
        provider: null,
        method: "CARD",
        openCorrection: {
          id: proposed.correctionId,
          proposedBy: OPERATOR.subject,
          facts: [
            { name: "method", value: "EASY_PAY" },
            { name: "paidAt", value: PAID_AT },
            { name: "provider", value: "KCP" },
          ],
        },
      },
    });
    const confirmsCorrectionId = proposed.correctionId;
    expect(codes(await correct({ paymentId, facts, confirmsCorrectionId }))).toEqual(["SAME_PERSON"]);
    const other = { paymentId, facts: { ...facts, provider: "INICIS" }, confirmsCorrectionId };
    expect(codes(await correct(other, APPROVER))).toEqual(["STATEMENT_CONFLICT"]);
    expect(await correct({ paymentId, facts, confirmsCorrectionId }, APPROVER)).toMatchObject({
      userErrors: [],
      confirmed: true,
      payment: { paidAt: PAID_AT, provider: "KCP", method: "EASY_PAY", openCorrection: null },
    });
    const { order: read } = await dataOf<{ order: object }>(
      t,
      `query ($orderNo: String!) { order(orderNo: $orderNo) { factChanges { kind paymentNo lineNo actor facts { name before after } } } }`,
      { orderNo: order.orderNo },
    );
    expect(read).toEqual({
      factChanges: [
        {
          kind: "CORRECTED",
          paymentNo: "1",
          lineNo: null,
          actor: APPROVER.subject,
          facts: [
            { name: "method", before: "CARD", after: "EASY_PAY" },
            { name: "paidAt", before: "2031-02-20T03:00:00.000Z", after: PAID_AT },
            { name: "provider", before: null, after: "KCP" },
          ],
        },
      ],
    });
    expect(codes(await correct({ paymentId, facts: { method: "CARD" }, confirmsCorrectionId }, APPROVER))).toEqual([
      "STATEMENT_CONFLICT",
    ]);
  });

  it("one spelling of a person is that person", async () => {
    const { paymentId } = await collected();
    const facts = { provider: "KCP" };
    const { correctionId } = await correct({ paymentId, facts });
    const again = person(OPERATOR.subject.toUpperCase(), "approver");
    expect(codes(await correct({ paymentId, facts, confirmsCorrectionId: correctionId }, again))).toEqual([
      "SAME_PERSON",
    ]);
  });

  it("is replaced by a later proposal", async () => {
    const { paymentId } = await collected();
    const first = await correct({ paymentId, facts: { provider: "KCP" } });
    await correct({ paymentId, facts: { provider: "NICE" } });
    const late = { paymentId, facts: { provider: "KCP" }, confirmsCorrectionId: first.correctionId };
    expect(codes(await correct(late, APPROVER))).toEqual(["STATEMENT_CONFLICT"]);
  });

  it("is not overwritten by the wrong facts, reported again; others are a contradiction as before", async () => {
    const of = randomUUID();
    const order = orderInput(of, [{ amount: 10_000, provider: "KCP" }], [{ amount: 10_000 }]);
    await collectOverHttp(t, order, returnInput([{ quantity: 0, amount: 1 }]));
    const [payment] = await t.rows<{ id: string }>(`select id from payment where gateway_payment_id = ?`, [
      `pay-${of}-1`,
    ]);
    const paymentId = payment!.id;
    const facts = { paidAt: PAID_AT, provider: "NICE" };
    const { correctionId } = await correct({ paymentId, facts });
    await correct({ paymentId, facts, confirmsCorrectionId: correctionId }, APPROVER);
    expect((await collectOverHttp(t, order, returnInput([{}]))).userErrors).toEqual([]);
    expect(
      await t.rows(`select provider, paid_at = '${PAID_AT}' as corrected from payment where id = ?`, [paymentId]),
    ).toEqual([{ provider: "NICE", corrected: true }]);
    const third = orderInput(of, [{ amount: 10_000, provider: "INICIS" }], [{ amount: 10_000 }]);
    expect((await collectOverHttp(t, third, returnInput([{}]))).userErrors).toMatchObject([
      {
        code: "FACTS_CONFLICT",
        field: ["order", "payments", "0", "provider"],
        message: expect.stringContaining("was NICE Payments, now KG Inicis"),
      },
    ]);
  });

  it("opens what a wrong deadline blocked", async () => {
    const { paymentId, refund } = await collected({ paidAt: new Date("2029-01-01T00:00:00.000Z") });
    expect((await request(t, refund)).outcome).toMatchObject({ problem: { code: "DEADLINE_PASSED" } });
    const facts = { paidAt: PAID_AT };
    const { correctionId } = await correct({ paymentId, facts });
    await correct({ paymentId, facts, confirmsCorrectionId: correctionId }, APPROVER);
    expect((await request(t, refund)).outcome).toMatchObject({ ok: true });
    await t.drain();
    expect((await now(t, refund)).state).toBe("completed");
  });
});

describe("a correction is refused", () => {
  it("while an attempt of the payment is open, proposed or confirmed", async () => {
    const { paymentId, refund, gatewayPaymentId } = await collected();
    const facts = { provider: "KCP" };
    const { correctionId } = await correct({ paymentId, facts });
    await planFault(t, "cancel", gatewayPaymentId, { kind: "LOSE_ANSWER_BEFORE_EFFECT" });
    await requestAndDrain(t, refund);
    expect((await now(t, refund)).state).toBe("refundRequested.unknown");
    expect(codes(await correct({ paymentId, facts }))).toEqual(["REFUND_STATE_CONFLICT"]);
    expect(codes(await correct({ paymentId, facts, confirmsCorrectionId: correctionId }, APPROVER))).toEqual([
      "REFUND_STATE_CONFLICT",
    ]);
    expect(await t.rows(`select provider from payment where id = ?`, [paymentId])).toEqual([{ provider: null }]);
  });

  it("where money has moved by the fact as it is", async () => {
    const { paymentId, refund } = await collected();
    await requestAndDrain(t, refund);
    const { userErrors } = await correct({ paymentId, facts: { promotion: "RETAIN" } });
    expect(userErrors).toEqual([
      {
        code: "FACTS_INCONSISTENT",
        message: expect.stringContaining("cancels were made with releasing the benefit"),
        field: ["promotion"],
      },
    ]);
    await t.rows(`update refund set payable_by_hand = 10000 where id = ?`, [refund.id]);
    expect((await correct({ paymentId, facts: { paidByCustomer: 9_000 } })).userErrors).toEqual([
      { code: "FACTS_INCONSISTENT", message: expect.stringContaining(refund.refundNo), field: ["paidByCustomer"] },
    ]);
  });

  it.each<[object, string, string[] | null]>([
    [{ paidAt: "2031-12-01T00:00:00.000Z" }, "FACTS_INCONSISTENT", ["paidAt"]],
    [{ method: "POINTS" }, "FACTS_INCONSISTENT", ["method"]],
    [{ paidByCustomer: 10_001 }, "FACTS_INCONSISTENT", ["paidByCustomer"]],
    [{ method: "CARD" }, "INVALID_INPUT", null],
    [{}, "INVALID_INPUT", ["facts"]],
  ])("for %j: %s", async (facts, code, field) => {
    const { paymentId } = await collected();
    expect((await correct({ paymentId, facts })).userErrors).toMatchObject([{ code, field }]);
  });

  it("for a payment that is none, and by who may not", async () => {
    expect(codes(await correct({ paymentId: randomUUID(), facts: { method: "CARD" } }))).toEqual(["NOT_FOUND"]);
    const input = { paymentId: randomUUID(), facts: { method: "CARD" }, reason: "x", idempotencyKey: randomUUID() };
    const agent = person("park.agent", "cs-agent");
    expect((await errorOf(t, mutationOf("orderFactsCorrect", CORRECTED), { input }, { by: agent })).code).toBe(
      "FORBIDDEN",
    );
  });
});

it("keeps the reason sealed", async () => {
  const { paymentId } = await collected();
  await correct({ paymentId, facts: { provider: "KCP" } });
  const [row] = await t.rows<{ reason_sealed: string }>(
    `select reason_sealed from order_fact_correction where payment_id = ?`,
    [paymentId],
  );
  expect(row?.reason_sealed).not.toContain("매출전표");
});
