/** Reported: a part was cancelled in the console, and then neither a retry nor a bank transfer of the rest was possible, only withdrawing the return. */
import { expect, it } from "@jest/globals";
import assert from "node:assert/strict";
import { lookUpPayment } from "../../src/refund/settlement/look-up-attempt.js";
import { dataOf } from "../api/ask.js";
import { caseInput } from "../kit/case.js";
import { cancelledAtGateway, now, RETURN_SERVICE, request } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { assertBooksAgree } from "../refund/ledgers.js";

const t = sharedTestService();

const COLLECT = `mutation ($input: ReturnCollectInput!) { returnCollect(input: $input) {
  return { refunds { id payment { id } } } userErrors { code message } } }`;
const MATCH = `mutation ($input: RefundMatchCancellationInput!) { refundMatchCancellation(input: $input) {
  refund { status amount { amount } remainder { id status amount { amount } } return { refundStatus } } userErrors { code message } } }`;
const READ = `query ($id: ID!) { refund(id: $id) { version availableActions failure { cause actions }
  payment { cancellations { id amount { total { amount } } } } } }`;

interface Read {
  refund: {
    version: number;
    availableActions: string[];
    failure: { cause: string; actions: string[] };
    payment: { cancellations: { id: string }[] };
  };
}

it("console-partial-then-full-refund: the operator alone brings the refund to what is left, and the customer gets it", async () => {
  const input = await caseInput(t, "console-partial-then-full-refund");
  const [payment] = input.order.payments;
  assert(payment);
  const { gatewayPaymentId } = payment;
  await t.sandbox.createPayment({ id: gatewayPaymentId, amount: { total: payment.amount } });
  const { returnCollect } = await dataOf<{
    returnCollect: { return: { refunds: { id: string; payment: { id: string } }[] } };
  }>(t, COLLECT, { input }, { by: RETURN_SERVICE });
  const [refund] = returnCollect.return.refunds;
  assert(refund);
  const { id } = refund;

  await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 10_000 });
  await lookUpPayment(t.context, refund.payment.id, "WEBHOOK");
  const seen = (await dataOf<Read>(t, READ, { id })).refund;
  expect(seen.failure).toMatchObject({ cause: "OVERTAKEN", actions: expect.arrayContaining(["MATCH_CANCELLATION"]) });
  expect(seen.availableActions).toContain("MATCH_CANCELLATION");

  const [cancellation] = seen.payment.cancellations;
  assert(cancellation);
  const asked = {
    id,
    expectedVersion: seen.version,
    cancellationId: cancellation.id,
    idempotencyKey: input.idempotencyKey,
  };
  const { refundMatchCancellation } = await dataOf<{
    refundMatchCancellation: { refund: { remainder: { id: string } } };
  }>(t, MATCH, { input: asked });
  expect(refundMatchCancellation).toMatchObject({
    userErrors: [],
    refund: {
      status: "COMPLETED",
      amount: { amount: 10_000 },
      remainder: { status: "RETURN_COLLECTED", amount: { amount: 20_000 } },
      return: { refundStatus: "PARTLY_REFUNDED" },
    },
  });
  const { remainder } = refundMatchCancellation.refund;
  await request(t, remainder);
  await t.drain();
  expect(await now(t, remainder)).toMatchObject({ state: "completed", paidToCustomer: 20_000 });
  expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(30_000);
  await assertBooksAgree(t);
});
