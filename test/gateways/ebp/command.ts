/** What the EBP tests share: the documented examples, a command to send, a gateway to send it with. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createEbp, type EbpOptions } from "../../../src/gateways/ebp/gateway.js";
import type { CancelItem } from "../../../src/gateways/ebp/items.js";
import type { CancelCommand, CancelLine, PaymentGateway } from "../../../src/gateways/port.js";
import { minorUnits, won } from "../../../src/money/minor-units.js";
import { partsOf } from "../../../src/money/parts.js";
import { Secret } from "../../../src/secret.js";
import { itemOf } from "../../kit/fixtures.js";
import { handClock } from "../../kit/clock.js";

export const ACCESS_KEY = "CANARYaccess0123456789";
export const HASH_KEY = "CANARYhash 한글 key";
export const CONTEXT = {
  divisionCode: "DIV01",
  storeId: "STORE9",
  channelCode: "CH-1",
  ricCode: "KIC",
  countryCode: "KR",
  currencyCode: "KRW",
};

export const optionsAt = (baseUrl: string): EbpOptions => ({
  baseUrl,
  accessKey: new Secret(ACCESS_KEY),
  hashKey: new Secret(HASH_KEY),
  context: CONTEXT,
  webhookSecrets: [],
  clock: handClock(),
  readTimeoutMs: 10_000,
});
export const ebpAt = (baseUrl: string): PaymentGateway => createEbp(optionsAt(baseUrl));

export interface ExampleRequest {
  orderNo: string;
  totalCancelAmount: number;
  refundAccount: { accountNumber: string; bankCode: string; accountHolderName: string };
  items: CancelItem[];
}
export interface ExampleResponse {
  resultCode: string;
  requestId: string;
  timestamp: string;
  data: {
    orderNo: string;
    totalProductAmount: number;
    totalProductTaxAmount: number;
    totalDeliveryAmount: number;
    totalDeliveryTaxAmount: number;
    processedCount: number;
    returnRequestId: string;
    items: CancelItem[];
  };
}
export const EXAMPLES = ["order", "item", "amount"] as const;
export type ExampleName = (typeof EXAMPLES)[number];

/** The document's own examples: cancel by order, by item, by amount. */
export const example = (name: ExampleName): { request: ExampleRequest; response: ExampleResponse } => {
  const read = (part: string): unknown =>
    JSON.parse(readFileSync(new URL(`../../fixtures/ebp/cancel-${name}.${part}.json`, import.meta.url), "utf8"));
  return { request: read("request") as ExampleRequest, response: read("response") as ExampleResponse };
};

export const line = (lineNo: string, amount: number, more: Partial<CancelLine> = {}): CancelLine => ({
  lineNo,
  ...itemOf(Number(lineNo)),
  kind: "PHYSICAL",
  quantity: 1,
  amount: won(amount),
  vat: won(0),
  ...more,
});

/** A command for exactly these lines; what is not VAT is tax-free. */
export function commandFor(lines: readonly CancelLine[], more: Partial<CancelCommand> = {}): CancelCommand {
  const total = lines.reduce((sum, l) => sum + l.amount, 0);
  const vat = lines.reduce((sum, l) => sum + l.vat, 0);
  return {
    key: randomUUID(),
    gatewayPaymentId: "ORD20251224001",
    currency: "KRW",
    amount: partsOf({ taxFree: total - vat, vat }),
    cancellableBefore: minorUnits(total + 1_000),
    paymentAmount: minorUnits(total + 1_000),
    reason: "반품",
    requester: "CUSTOMER",
    provider: null,
    promotion: "RETAIN",
    refundAccount: null,
    lines,
    ...more,
  };
}

/** A whole, good answer to a request as sent. */
export function answerTo(request: Pick<ExampleRequest, "orderNo" | "items">): ExampleResponse {
  const of = (delivery: boolean, per: "amount" | "taxAmount"): number => {
    let sum = 0;
    for (const item of request.items) if ((item.itemType === "DELIVERY") === delivery) sum += item.quantity * item[per];
    return sum;
  };
  return {
    resultCode: "0",
    requestId: "1767129253908",
    timestamp: "2025-12-30T21:14:13.909292900Z",
    data: {
      orderNo: request.orderNo,
      totalProductAmount: of(false, "amount"),
      totalProductTaxAmount: of(false, "taxAmount"),
      totalDeliveryAmount: of(true, "amount"),
      totalDeliveryTaxAmount: of(true, "taxAmount"),
      processedCount: request.items.length,
      returnRequestId: "RETREQ20251224001",
      items: request.items,
    },
  };
}
