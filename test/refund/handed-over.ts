/** The hand-over of a reported case, as a return service makes it, of a payment that stands at the PortOne sandbox. */
import assert from "node:assert/strict";
import type { PaymentFacts } from "../../sandbox/portone-v2/control.js";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import { mutate } from "../api/ask.js";
import { caseInput, type CaseInput } from "../kit/case.js";
import { now, RETURN_SERVICE } from "../kit/fixtures.js";
import type { TestService } from "../kit/test-service.js";

/** The one refund of a return that the return service reports. */
export async function collectedRefund(t: TestService, input: object): Promise<Refund> {
  const answer = await mutate<{ return: { refunds: { id: string }[] } | null; userErrors: object[] }>(
    t,
    "returnCollect",
    input,
    "return { refunds { id } } userErrors { code message }",
    RETURN_SERVICE,
  );
  expect(answer.userErrors).toEqual([]);
  const [refund] = answer.return?.refunds ?? [];
  assert(refund);
  return now(t, refund);
}

/** `atGateway`: what the sandbox knows beside id and amount. `change` is made to the case's input before it is sent; the same `of` is another return of the same order. */
export async function handedOver(
  t: TestService,
  slug: string,
  atGateway: Omit<Partial<PaymentFacts>, "id"> = {},
  { change, of }: { change?: (input: CaseInput) => void; of?: string } = {},
): Promise<{ refund: Refund; gatewayPaymentId: string; input: CaseInput }> {
  const input = await caseInput(t, slug, of);
  change?.(input);
  const [payment] = input.order.payments;
  assert(payment);
  const { gatewayPaymentId, amount } = payment;
  await t.sandbox.createPayment({ amount: { total: amount }, ...atGateway, id: gatewayPaymentId });
  return { refund: await collectedRefund(t, input), gatewayPaymentId, input };
}
