/** Reported: a part was cancelled in the console, and then neither a retry nor a bank transfer of the rest was possible, only withdrawing the return. */
import assert from "node:assert/strict";
import { lookUpPayment } from "../../src/refund/settlement/look-up-attempt.js";
import { mutate, readRefund } from "../api/ask.js";
import { cancelledAtGateway, now, requestAndDrain } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { handedOver } from "../refund/handed-over.js";
import { assertBooksAgree } from "../refund/ledgers.js";

const t = sharedTestService();

const MATCHED = `refund { status amount { amount } remainder { id status amount { amount } } return { refundStatus } } userErrors { code message }`;
const SHOWN = `version availableActions failure { cause actions } payment { cancellations { id amount { total { amount } } } }`;

interface Read {
  version: number;
  availableActions: string[];
  failure: { cause: string; actions: string[] };
  payment: { cancellations: { id: string }[] };
}

it("console-partial-then-full-refund: the operator alone brings the refund to what is left, and the customer gets it", async () => {
  const { refund, gatewayPaymentId, input } = await handedOver(t, "console-partial-then-full-refund");

  await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 10_000 });
  await lookUpPayment(t.context, refund.paymentId, "WEBHOOK");
  const seen = await readRefund<Read>(t, refund, SHOWN);
  expect(seen.failure).toMatchObject({ cause: "OVERTAKEN", actions: expect.arrayContaining(["MATCH_CANCELLATION"]) });
  expect(seen.availableActions).toContain("MATCH_CANCELLATION");

  const [cancellation] = seen.payment.cancellations;
  assert(cancellation);
  const asked = {
    id: refund.id,
    expectedVersion: seen.version,
    cancellationId: cancellation.id,
    idempotencyKey: input.idempotencyKey,
  };
  const matched = await mutate<{ refund: { remainder: { id: string } } }>(t, "refundMatchCancellation", asked, MATCHED);
  expect(matched).toMatchObject({
    userErrors: [],
    refund: {
      status: "COMPLETED",
      amount: { amount: 10_000 },
      remainder: { status: "RETURN_COLLECTED", amount: { amount: 20_000 } },
      return: { refundStatus: "PARTLY_REFUNDED" },
    },
  });
  const { remainder } = matched.refund;
  await requestAndDrain(t, remainder);
  expect(await now(t, remainder)).toMatchObject({ state: "completed", paidToCustomer: 20_000 });
  expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(30_000);
  await assertBooksAgree(t);
});
