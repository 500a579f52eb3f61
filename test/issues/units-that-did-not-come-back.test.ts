/** One of three units came back for the amount of all three, and the other two later gave a return without a refund and without a word. */
import { randomUUID } from "node:crypto";
import { mutate } from "../api/ask.js";
import { caseInput, type CaseInput } from "../kit/case.js";
import { RETURN_SERVICE } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";

const t = sharedTestService();

const COLLECTED = `return { refundStatus noRefundReason lines { quantity amount { amount } amountReason } refunds { amount { amount } } }
  userErrors { code message field }`;
interface Answer {
  return: object | null;
  userErrors: object[];
}
const collect = (input: CaseInput) => mutate<Answer>(t, "returnCollect", input, COLLECTED, RETURN_SERVICE);

/** The case at PortOne, where the same hand-over was accepted, with other lines and deductions of the return. */
async function returning(of: string, lines?: object[], deductions: object[] = []): Promise<CaseInput> {
  const input = await caseInput(t, "units-that-did-not-come-back", of);
  for (const payment of input.order.payments) payment.gateway = "PORTONE_V2";
  return { ...input, return: { ...input.return, ...(lines && { lines }), deductions } };
}

describe("one of three units", () => {
  it("for the amount of all three is refused, and what would be right is said", async () => {
    const answer = await collect(await returning(randomUUID()));
    expect(answer.return).toBeNull();
    expect(answer.userErrors).toEqual([
      {
        code: "FACTS_INCONSISTENT",
        message: expect.stringMatching(
          /1 of 3 units are worth KRW 10,000, not KRW 30,000, unless a reason for the amount/,
        ),
        field: ["return", "lines", "0"],
      },
    ]);
  });

  it.each([10_000, 9_000])("for %s is taken, and the others later for their own share", async (amount) => {
    const of = randomUUID();
    await collect(await returning(of, [{ lineNo: "1", quantity: 1, amount }]));
    const rest = await collect(await returning(of, [{ lineNo: "1", quantity: 2 }]));
    expect(rest).toMatchObject({
      userErrors: [],
      return: { noRefundReason: null, refunds: [{ amount: { amount: 30_000 - amount } }] },
    });
  });

  it("for more is taken with its reason; the others later yield no refund, and that says why", async () => {
    const of = randomUUID();
    const said = [{ lineNo: "1", quantity: 1, amount: 30_000, amountReason: "GOODWILL" }];
    expect(await collect(await returning(of, said))).toMatchObject({
      userErrors: [],
      return: {
        noRefundReason: null,
        lines: [{ amountReason: "GOODWILL" }],
        refunds: [{ amount: { amount: 30_000 } }],
      },
    });
    expect(await collect(await returning(of, [{ lineNo: "1", quantity: 2 }]))).toMatchObject({
      userErrors: [],
      return: { noRefundReason: "ALREADY_CLAIMED", refundStatus: "REFUNDED", refunds: [] },
    });
  });

  it("whose share is no whole amount may be rounded up or down", async () => {
    for (const amount of [3_333, 3_334, 3_335]) {
      const input = await returning(randomUUID(), [{ lineNo: "1", quantity: 1, amount }]);
      for (const priced of [...input.order.payments, ...input.order.lines]) Object.assign(priced, { amount: 10_000 });
      expect((await collect(input)).userErrors).toHaveLength(amount === 3_335 ? 1 : 0);
    }
  });
});

it("a cut is told with quantity 0 and needs no reason; it comes off the share of the units still out", async () => {
  const of = randomUUID();
  expect((await collect(await returning(of, [{ lineNo: "1", quantity: 0, amount: 15_000 }]))).userErrors).toEqual([]);
  const answer = await collect(await returning(of, [{ lineNo: "1", quantity: 1, amount: 10_000 }]));
  expect(answer.userErrors).toMatchObject([{ message: expect.stringContaining("worth KRW 5,000, not KRW 10,000") }]);
});

it("a return whose deductions eat it says so", async () => {
  const deductions = [{ kind: "RETURN_SHIPPING", amount: 10_000 }];
  const answer = await collect(await returning(randomUUID(), [{ lineNo: "1", quantity: 1 }], deductions));
  expect(answer).toMatchObject({ userErrors: [], return: { noRefundReason: "DEDUCTED", refunds: [] } });
});
