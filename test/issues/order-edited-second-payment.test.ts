/** An order that was edited after its first return was a contradiction whatever had been added: the added money could never be refunded. */
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { forAllAsync, seedOf } from "../gateways/random.js";
import { caseInputs } from "../kit/case.js";
import { cancelledAtGateway, requestAndDrain } from "../kit/fixtures.js";
import { collectOverHttp, orderInput, returnInput, totalOf } from "../kit/return-collect.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { assertBooksAgree } from "../refund/ledgers.js";

const t = sharedTestService();

const paid = (...numbers: string[]) => numbers.map((paymentNo) => ({ paymentNo, amount: 10_000 }));
const sold = (lineNo: string, quantity = 1) => ({ lineNo, quantity, amount: quantity * 10_000 });
const cut = (lineNo: string) => returnInput([{ lineNo, quantity: 0, amount: 1_000 }]);

it("order-edited-second-payment: 19,000 are refunded, of both payments", async () => {
  const of = randomUUID();
  const { payments } = (await caseInputs("order-edited-second-payment")) as {
    payments: { amount: { total: number } }[];
  };
  const [first, second] = orderInput(
    of,
    payments.map(({ amount }) => ({ amount: amount.total })),
    [],
  ).payments;
  for (const [index, { amount }] of payments.entries())
    await t.sandbox.createPayment({ id: `pay-${of}-${index + 1}`, amount });
  const before = orderInput(of, [first!], [sold("1")]);
  expect(totalOf(await collectOverHttp(t, before, cut("1")))).toBe(1_000);

  const edited = orderInput(of, [first!, second!], [sold("1", 2)]);
  const answer = await collectOverHttp(t, edited, returnInput([{ quantity: 2 }]));
  expect(answer.userErrors).toEqual([]);
  expect(answer.return.order.lines).toEqual([{ lineNo: "1", quantity: 2, returnedQuantity: 2 }]);
  expect(totalOf(answer)).toBe(19_000);
  for (const { id } of answer.return.refunds) {
    await requestAndDrain(t, { id });
  }
  expect([await cancelledAtGateway(t, `pay-${of}-1`), await cancelledAtGateway(t, `pay-${of}-2`)]).toEqual([
    9_000, 10_000,
  ]);
  await assertBooksAgree(t);
});

describe("an order that grew", () => {
  it("keeps who reported it, and when", async () => {
    const of = randomUUID();
    await collectOverHttp(t, orderInput(of, paid("1"), [sold("1")]), cut("1"));
    const grown = orderInput(of, paid("1", "2", "3"), [sold("1", 2), sold("2")]);
    await collectOverHttp(t, grown, cut("2"));
    const kept = await t.rows(
      `select kind, before, after, actor from order_fact_change where order_id = (select id from orders where order_no = ?)
       order by before nulls first, payment_id nulls last, id`,
      [`O-${of}`],
    );
    const grew = (before: object | null, after: object) => ({ kind: "GREW", before, after, actor: "return-service" });
    expect(kept).toEqual([
      grew(null, { amount: 10_000 }),
      grew(null, { amount: 10_000 }),
      grew(null, { quantity: 1, amount: 10_000 }),
      grew({ quantity: 1, amount: 10_000 }, { quantity: 2, amount: 20_000 }),
    ]);
    await expect(t.rows(`update order_fact_change set actor = 'x'`)).rejects.toThrow("append-only");
  });

  it("may be reported as it was before: the same return again, and another one", async () => {
    const of = randomUUID();
    const old = orderInput(of, paid("1"), [sold("1")]);
    const first = cut("1");
    const { return: known } = await collectOverHttp(t, old, first);
    const grown = orderInput(of, paid("1", "2"), [sold("1", 2)]);
    await collectOverHttp(t, grown, cut("1"));
    expect(await collectOverHttp(t, old, first)).toMatchObject({ userErrors: [], return: { id: known.id } });
    const { return: after } = await collectOverHttp(t, old, cut("1"));
    expect(after.order.lines).toEqual([{ lineNo: "1", quantity: 2, returnedQuantity: 0 }]);
  });

  it.each<[string, (of: string) => ReturnType<typeof orderInput>, string[], RegExp]>([
    [
      "a payment it began with is left out",
      (of) => orderInput(of, paid("2"), [sold("1")]),
      ["order", "payments"],
      /order › payments was with payment 1, now without it/,
    ],
    [
      "fewer units than it began with",
      (of) => orderInput(of, paid("1"), [{ ...sold("1"), quantity: 1 }]),
      ["order", "payments"],
      /order › payments was with payment 2, now without it; order › lines 1 › quantity was 2, now 1; order › lines 1 › amount was KRW 20,000, now KRW 10,000/,
    ],
    [
      "more units for the same money",
      (of) => orderInput(of, paid("1", "2"), [{ ...sold("1", 2), quantity: 3 }]),
      ["order", "lines", "0", "quantity"],
      /order › lines 1 › quantity was 2, now 3/,
    ],
    [
      "two facts differ: both are named",
      (of) =>
        orderInput(of, [{ ...paid("1")[0], method: "MOBILE" }, ...paid("2")], [{ ...sold("1", 2), name: "다른 것" }]),
      ["order", "payments", "0", "method"],
      /order › payments 1 › method of payment was card, now carrier billing; order › lines 1 › name was 상품 1, now 다른 것/,
    ],
  ])("is contradicted where %s", async (_, contradicting, field, message) => {
    const of = randomUUID();
    await collectOverHttp(t, orderInput(of, paid("1", "2"), [sold("1", 2)]), cut("1"));
    const { userErrors } = await collectOverHttp(t, contradicting(of), cut("1"));
    expect(userErrors).toEqual([{ code: "FACTS_CONFLICT", message: expect.stringMatching(message), field }]);
  });

  it("does not take in what does not add up with what it had", async () => {
    const of = randomUUID();
    await collectOverHttp(t, orderInput(of, paid("1"), [sold("1")]), cut("1"));
    await collectOverHttp(t, orderInput(of, paid("1", "2"), [sold("1", 2)]), cut("1"));
    // The second unit once more, paid by another payment.
    const { userErrors } = await collectOverHttp(t, orderInput(of, paid("1", "3"), [sold("1", 2)]), cut("1"));
    expect(userErrors).toEqual([
      {
        code: "FACTS_CONFLICT",
        message: expect.stringContaining(
          "the taxable lines sum to KRW 20,000, the payments' taxable parts to KRW 30,000",
        ),
        field: ["order"],
      },
    ]);
  });

  it("is bounded: an eleventh payment is refused", async () => {
    const of = randomUUID();
    const numbers = (from: number) => Array.from({ length: 6 }, (_, index) => String(from + index));
    const lines = (from: number) => numbers(from).map((lineNo) => sold(lineNo));
    await collectOverHttp(t, orderInput(of, paid("1"), [sold("1")]), cut("1"));
    await collectOverHttp(t, orderInput(of, paid("1", ...numbers(2)), [sold("1"), ...lines(2)]), cut("1"));
    const more = orderInput(of, paid("1", ...numbers(8)), [sold("1"), ...lines(8)]);
    expect((await collectOverHttp(t, more, cut("1"))).userErrors).toEqual([
      { code: "TOO_MANY", message: expect.stringContaining("10"), field: ["order", "payments"] },
    ]);
  });
});

it("reports at once that each let the order grow: none is lost, nothing is doubled", async () => {
  const of = randomUUID();
  await collectOverHttp(t, orderInput(of, paid("1"), [sold("1")]), cut("1"));
  const reports = [
    orderInput(of, paid("1", "2"), [sold("1"), sold("2")]),
    orderInput(of, paid("1", "3"), [sold("1"), sold("3")]),
    orderInput(of, paid("1", "2", "3", "4"), [sold("1", 2), sold("2"), sold("3")]),
    orderInput(of, paid("1", "2"), [sold("1"), sold("2")]),
    orderInput(of, paid("1", "2", "3", "4", "5"), [sold("1", 3), sold("2"), sold("3")]),
  ];
  const answers = await Promise.all(reports.map((order) => collectOverHttp(t, order, cut("1"))));
  expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([]);
  const rows = await t.rows(
    `select line_no, quantity, amount, reserved from order_line where order_id = (select id from orders where order_no = ?) order by 1`,
    [`O-${of}`],
  );
  expect(rows).toEqual([
    { line_no: "1", quantity: 3, amount: "30000", reserved: "6000" },
    { line_no: "2", quantity: 1, amount: "10000", reserved: "0" },
    { line_no: "3", quantity: 1, amount: "10000", reserved: "0" },
  ]);
  const payments = await t.rows<{ payment_no: string; position: number }>(
    `select payment_no, position from payment where order_id = (select id from orders where order_no = ?) order by 1`,
    [`O-${of}`],
  );
  expect(payments.map((row) => row.payment_no)).toEqual(["1", "2", "3", "4", "5"]);
  expect(new Set(payments.map((row) => row.position)).size).toBe(5);
});

/**
 * Orders that grow between their returns. Whatever the order: nothing that a return holds becomes smaller, lines and payments
 * hold the same, no payment holds more than it has, and in the end all of the order's money can be refunded, to the won.
 */
it("holds for its returns what they held, and gives everything back in the end", async () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant("GROW" as const),
      units: fc.integer({ min: 1, max: 3 }),
      price: fc.integer({ min: 1, max: 9_999 }),
      line: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant("RETURN" as const),
      line: fc.integer({ min: 0, max: 3 }),
      units: fc.integer({ min: 1, max: 3 }),
    }),
    fc.record({
      kind: fc.constant("CUT" as const),
      line: fc.integer({ min: 0, max: 3 }),
      amount: fc.integer({ min: 1, max: 500 }),
    }),
  );
  await forAllAsync(
    [fc.array(step, { minLength: 3, maxLength: 8 })],
    { seed: seedOf("order growth"), numRuns: 12 },
    async (steps) => {
      const of = randomUUID();
      const payments = [{ paymentNo: "1", amount: 10_001 }];
      const lines = [{ lineNo: "1", quantity: 2, amount: 10_001, returned: 0, cut: 0 }];
      const order = () =>
        orderInput(
          of,
          payments,
          lines.map(({ lineNo, quantity, amount }) => ({ lineNo, quantity, amount })),
        );
      let refunds = 0;
      let held = await holdings(of);
      for (const step of steps) {
        if (step.kind === "GROW") {
          payments.push({ paymentNo: String(payments.length + 1), amount: step.price });
          const line = lines[lines.length - 1]!;
          if (step.line)
            lines.push({
              lineNo: String(lines.length + 1),
              quantity: step.units,
              amount: step.price,
              returned: 0,
              cut: 0,
            });
          else Object.assign(line, { quantity: line.quantity + step.units, amount: line.amount + step.price });
          continue;
        }
        const line = lines[step.line % lines.length]!;
        const left = line.quantity - line.returned;
        if (left === 0) continue;
        const back =
          step.kind === "CUT" ? { quantity: 0, amount: step.amount } : { quantity: Math.min(step.units, left) };
        const answer = await collectOverHttp(t, order(), returnInput([{ lineNo: line.lineNo, ...back }]));
        if (step.kind === "CUT" && answer.userErrors[0]?.code === "REFUND_AMOUNT_EXCEEDED") continue;
        expect(answer.userErrors).toEqual([]);
        line.returned += back.quantity;
        refunds += totalOf(answer);
        const now = await holdings(of);
        for (const [row, reserved] of held) expect(now.get(row)).toBeGreaterThanOrEqual(reserved);
        held = now;
      }
      const rest = lines
        .filter((line) => line.returned < line.quantity)
        .map((line) => ({ lineNo: line.lineNo, quantity: line.quantity - line.returned }));
      if (rest.length > 0) refunds += totalOf(await collectOverHttp(t, order(), returnInput(rest)));
      expect(refunds).toBe(payments.reduce((total, { amount }) => total + amount, 0));
      await checkAllocations(of);
    },
  );
});

/** The money each line and payment of an order holds for refunds, by its number. */
async function holdings(of: string): Promise<Map<string, number>> {
  const rows = await t.rows<{ row: string; held: string }>(
    `select 'line ' || line_no as row, reserved + refunded as held from order_line where order_id = (select id from orders where order_no = ?)
     union all select 'payment ' || payment_no, reserved_total + refunded_at_gateway_total from payment where order_id = (select id from orders where order_no = ?)`,
    [`O-${of}`, `O-${of}`],
  );
  return new Map(rows.map(({ row, held }) => [row, Number(held)]));
}

/** Line by payment: the refunds' lines sum to what each line holds, and the refunds to what each payment holds. */
async function checkAllocations(of: string): Promise<void> {
  const wrong = await t.rows(
    `select 'line' as what, l.line_no as no from order_line l join orders o on o.id = l.order_id and o.order_no = ?
     where l.reserved + l.refunded <> (select coalesce(sum(amount), 0) from refund_line where order_line_id = l.id) or l.reserved + l.refunded > l.amount
     union all select 'payment', p.payment_no from payment p join orders o on o.id = p.order_id and o.order_no = ?
     where p.reserved_total <> (select coalesce(sum(amount_total), 0) from refund where payment_id = p.id) or p.reserved_total > p.amount_total`,
    [`O-${of}`, `O-${of}`],
  );
  expect(wrong).toEqual([]);
}
