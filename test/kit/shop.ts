/** A shop that talks to server processes as its services and people do: GraphQL over HTTP, with keys of their own. */
import { randomUUID } from "node:crypto";
import type { ContractSetup, ServerProcess } from "./server.js";
import { graphql } from "./server.js";

export interface ShopOrder {
  orderNo: string;
  gatewayPaymentId: string;
  /** The order as `returnCollect` takes it: one taxable line of `units` units, one card payment. */
  facts: Record<string, unknown>;
}

const VAT_RATE_WITH_PRICE = 1.1;

/** An order of `units` units for `amount` in all, paid at the sandbox. */
export async function paidOrder(setup: Pick<ContractSetup, "sandbox">, amount: number, units = 1): Promise<ShopOrder> {
  const orderNo = `O-${randomUUID()}`;
  const gatewayPaymentId = `pay-${orderNo}`;
  await setup.sandbox.createPayment({ id: gatewayPaymentId, amount: { total: amount } });
  return {
    orderNo,
    gatewayPaymentId,
    facts: {
      orderNo,
      currencyCode: "KRW",
      // What one customer gets back in a day is looked at together: each order here is another one's.
      customerId: `honggildong${orderNo}`,
      customerName: "홍길동",
      payments: [
        {
          paymentNo: "1",
          gateway: "PORTONE_V2",
          gatewayPaymentId,
          method: "CARD",
          captureState: "CAPTURED",
          paidAt: "2026-11-01T03:00:00.000Z",
          amount,
          vat: amount - Math.round(amount / VAT_RATE_WITH_PRICE),
        },
      ],
      lines: [{ lineNo: "1", kind: "PHYSICAL", taxCategory: "TAXABLE", name: "상품", quantity: units, amount }],
    },
  };
}

export interface CollectAnswer {
  returnCollect: {
    replayed: boolean;
    return: { returnNo: string; refunds: ShopRefund[] } | null;
    userErrors: { code: string; message: string }[];
  };
}

export interface ShopRefund {
  id: string;
  version: number;
  refundableAmount: { amount: number };
  amount: { amount: number };
}

const COLLECT = `mutation ($input: ReturnCollectInput!) {
  returnCollect(input: $input) {
    replayed
    return { returnNo refunds { id version refundableAmount { amount } amount { amount } } }
    userErrors { code message }
  }
}`;

export interface ShopReturn {
  returnNo: string;
  idempotencyKey: string;
  line: { lineNo: string; quantity: number; amount?: number; amountReason?: "GOODWILL" };
}

export const newReturn = (line: Partial<ShopReturn["line"]> = {}): ShopReturn => ({
  returnNo: `R-${randomUUID()}`,
  idempotencyKey: randomUUID(),
  line: { lineNo: "1", quantity: 1, ...line },
});

/** Hands a collected return over. Throws when there was no answer at all, as a caller whose server died would see it. */
export async function collect(
  server: Pick<ServerProcess, "url">,
  token: string,
  order: ShopOrder,
  { returnNo, idempotencyKey, line }: ShopReturn,
): Promise<CollectAnswer["returnCollect"]> {
  const answer = await graphql<CollectAnswer>(server, token, COLLECT, {
    input: {
      order: order.facts,
      return: { returnNo, collectedAt: "2026-11-18T05:00:00.000Z", lines: [line] },
      idempotencyKey,
    },
  });
  if (!answer.data) throw new Error(JSON.stringify(answer.errors));
  return answer.data.returnCollect;
}

export interface RequestAnswer {
  refundsRequest: {
    results: { replayed: boolean; refund: { id: string; status: string } | null; userErrors: { code: string }[] }[];
    userErrors: { code: string }[];
  };
}

const REQUEST = `mutation ($input: RefundsRequestInput!) {
  refundsRequest(input: $input) {
    results { replayed refund { id status } userErrors { code } }
    userErrors { code }
  }
}`;

export async function requestRefunds(
  server: Pick<ServerProcess, "url">,
  token: string,
  refunds: readonly Pick<ShopRefund, "id" | "version" | "refundableAmount">[],
  idempotencyKey: string,
): Promise<RequestAnswer["refundsRequest"]> {
  const answer = await graphql<RequestAnswer>(server, token, REQUEST, {
    input: {
      idempotencyKey,
      refunds: refunds.map(({ id, version, refundableAmount }) => ({
        id,
        expectedVersion: version,
        expectedRefundableAmount: refundableAmount.amount,
      })),
    },
  });
  if (!answer.data) throw new Error(JSON.stringify(answer.errors));
  return answer.data.refundsRequest;
}

/** Sends until somebody answers: what a careful caller does when a server dies under him, always with the same key. */
export async function insist<T>(send: () => Promise<T>, { pauseMs = 200, forMs = 240_000 } = {}): Promise<T> {
  const deadline = Date.now() + forMs;
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

const MOVING = `('refundRequested.submitting', 'refundRequested.deferred', 'refundRequested.pending', 'refundRequested.unknown')`;

/** Waits until nothing moves by itself any more. */
export async function untilQuiet(setup: Pick<ContractSetup, "rows">, forMs = 240_000): Promise<void> {
  const deadline = Date.now() + forMs;
  for (;;) {
    const [row] = await setup.rows<{ moving: string }>(
      `select count(*) as moving from refund where state in ${MOVING}`,
    );
    if (row?.moving === "0") return;
    if (Date.now() > deadline) {
      const left = await setup.rows(
        `select r.state, a.status, a.tries, a.code, a.due_at, a.lease_until from refund r left join gateway_attempt a on a.refund_id = r.id where r.state in ${MOVING} limit 5`,
      );
      throw new Error(`still ${row?.moving} refunds under way: ${JSON.stringify(left)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
