/** The gateways' rules are read once per transaction, however many parts of a refund's command ask for them. */
import { requestRefunds } from "../../src/refund/commands/request-refunds.js";
import { countStatements } from "../api/ask.js";
import { codeOf, collectedReturn, key, OPERATOR } from "../kit/fixtures.js";
import { ACCOUNT } from "../refund/accounts.js";
import { sharedTestService } from "../kit/shared-test-service.js";

const t = sharedTestService();

const readsOfRules = (statements: string[]): number =>
  statements.filter((sql) => /from "?gateway_rule"?/i.test(sql)).length;

it("a request asks for them in its rules and in its attempt, and they are read once", async () => {
  const { refund } = await collectedReturn(t, 10_000, { refundAccount: ACCOUNT });
  const { id, version, amount } = refund;
  const wanted = { id, expectedVersion: version, expectedRefundableAmount: amount.total };
  const count = await countStatements(t);
  const statements = await count.of(async () => {
    const bulk = await requestRefunds(t.context, OPERATOR, { refunds: [wanted], idempotencyKey: key() });
    expect(bulk.ok && bulk.value.map(({ answered }) => codeOf(answered))).toEqual(["ok"]);
  });
  expect(readsOfRules(statements)).toBe(1);
});

it("the settlement that follows reads them once", async () => {
  const count = await countStatements(t);
  const statements = await count.of(() => t.drain());
  const transactions = statements.filter((sql) => /^begin/i.test(sql)).length;
  expect(readsOfRules(statements)).toBeGreaterThan(0);
  expect(readsOfRules(statements)).toBeLessThanOrEqual(transactions);
});
