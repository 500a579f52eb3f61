/** returnCollect over HTTP, as a return service sends it: an order in short, and what it is answered. */
import { randomUUID } from "node:crypto";
import { mutate } from "../api/ask.js";
import { RETURN_SERVICE } from "./fixtures.js";
import type { TestService } from "./test-service.js";

const COLLECTED = `return { id returnNo refundStatus noRefundReason alreadyReturned refunds { id status amount { amount } payment { paymentNo } } order { lines { lineNo quantity returnedQuantity } } }
  userErrors { code message field }`;

interface Collected {
  return: {
    id: string;
    returnNo: string;
    refundStatus: string;
    noRefundReason: string | null;
    alreadyReturned: number;
    refunds: { id: string; status: string; amount: { amount: number }; payment: { paymentNo: string } }[];
    order: { lines: { lineNo: string; quantity: number; returnedQuantity: number }[] };
  };
  userErrors: { code: string; message: string; field: string[] | null }[];
}

type Facts = Record<string, string | number | undefined>;

/** Taxable, paid by card at PortOne and sold in one unit where nothing else is said; numbers count from 1. */
export const orderInput = (of: string, payments: Facts[], lines: Facts[]) => ({
  orderNo: `O-${of}`,
  currencyCode: "KRW",
  customerId: `gildong-${of}`,
  customerName: "홍길동",
  payments: payments.map((payment, index) => ({
    paymentNo: String(index + 1),
    gateway: "PORTONE_V2",
    gatewayPaymentId: `pay-${of}-${payment["paymentNo"] ?? index + 1}`,
    method: "CARD",
    captureState: "CAPTURED",
    paidAt: "2031-03-01T00:00:00.000Z",
    ...payment,
  })),
  lines: lines.map((line, index) => ({
    lineNo: String(index + 1),
    kind: "PHYSICAL",
    taxCategory: "TAXABLE",
    name: `상품 ${line["lineNo"] ?? index + 1}`,
    quantity: 1,
    ...line,
  })),
});

export const returnInput = (lines: Facts[], over: Record<string, unknown> = {}) => ({
  returnNo: `R-${randomUUID()}`,
  collectedAt: "2031-03-02T05:00:00.000Z",
  lines: lines.map((line) => ({ lineNo: "1", quantity: 1, ...line })),
  ...over,
});

export async function collectOverHttp(
  t: TestService,
  order: ReturnType<typeof orderInput>,
  back: ReturnType<typeof returnInput>,
): Promise<Collected> {
  const input = { order, return: back, idempotencyKey: randomUUID() };
  return mutate(t, "returnCollect", input, COLLECTED, RETURN_SERVICE);
}

export const totalOf = ({ return: { refunds } }: Collected): number =>
  refunds.reduce((total, { amount }) => total + amount.amount, 0);
