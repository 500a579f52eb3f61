/** Hands the story's returns over to the service with `returnCollect`, as a return service does: one call a return, some at once. */
import type { ApiClient } from "../client.js";
import type { Seed, SeedOrder, SeedReturn } from "./facts.js";

/** Calls under way at once: as many as a service on a small machine answers without queueing. */
const AT_ONCE = 6;

const RETURN_COLLECT = /* GraphQL */ `
  mutation StoryReturnCollect($input: ReturnCollectInput!) {
    returnCollect(input: $input) {
      return {
        id
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`;

interface Collected {
  returnCollect: { return: { id: string } | null; userErrors: { code: string; message: string }[] };
}

/**
 * Returns of one order go one after the other, in the order they happened.
 *
 * @throws Error naming the first return the service did not take
 */
export async function handOver(service: ApiClient, orders: Seed, onHandedOver: () => void): Promise<void> {
  const byOrder = [...Map.groupBy(orders.returns, (one) => one.order.orderNo).values()];
  const waiting = byOrder.values();
  const carry = async (): Promise<void> => {
    for (const returns of waiting) {
      for (const one of returns) {
        await collect(service, one);
        onHandedOver();
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, carry));
}

async function collect(service: ApiClient, one: SeedReturn): Promise<void> {
  const { returnCollect } = await service.send<Collected>(RETURN_COLLECT, { input: inputOf(one) });
  const [fault] = returnCollect.userErrors;
  if (fault) throw new Error(`the service did not take return ${one.returnNo}: ${fault.code} ${fault.message}`);
}

/** The key never changes, so that the same return told again after a killed start is answered, not taken twice. */
const inputOf = (one: SeedReturn) => ({
  idempotencyKey: `demo-seed-${one.returnNo}`,
  order: orderInput(one.order),
  return: {
    returnNo: one.returnNo,
    collectedAt: one.collectedAt.toISOString(),
    lines: one.lines,
    deductions: one.deductions,
    ...(one.legs && { legs: one.legs }),
    ...(one.refundAccount && { refundAccount: one.refundAccount }),
  },
});

const orderInput = (order: SeedOrder) => ({
  orderNo: order.orderNo,
  currencyCode: "KRW",
  customerId: order.customer.id,
  customerName: order.customer.name,
  lines: order.lines,
  payments: order.payments.map((payment) => ({
    paymentNo: payment.paymentNo,
    gateway: payment.gateway,
    gatewayPaymentId: payment.gatewayPaymentId,
    method: payment.method,
    ...(payment.provider !== null && { provider: payment.provider }),
    promotion: payment.promotion,
    ...(payment.paidByCustomer !== null && { paidByCustomer: payment.paidByCustomer }),
    captureState: payment.captureState,
    paidAt: payment.paidAt.toISOString(),
    amount: payment.amount,
    taxFree: payment.taxFree,
    serviceFee: 0,
    ...(payment.vat !== null && { vat: payment.vat }),
  })),
});
