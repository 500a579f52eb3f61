/** A typed client of the sandbox's control API, for tests and the demo. */
import { ControlClient, ofPayment } from "../control-client.js";
import type { LoggedRequest } from "../request-log.js";
import type { FaultPlan } from "./fault.js";
import type { PaymentFacts } from "./payment.js";
import type { CancellationRecord, PaymentRecord, PaymentTotals } from "./records.js";
import type { Shop, ShopChange } from "./shop.js";

export type { Fault, FaultInput, FaultPlan } from "./fault.js";
export type { PaymentFacts } from "./payment.js";
export type { CancellationRecord, PaymentRecord, PaymentTotals } from "./records.js";
export type { LoggedRequest } from "../request-log.js";
export type { Shop, ShopChange } from "./shop.js";

/** Whole won, gross; `amount` omitted means all that remains. */
export interface ForeignCancel {
  amount?: number;
  taxFreeAmount?: number;
  vatAmount?: number;
  serviceFeeAmount?: number;
  reason?: string;
}

/** Every method throws an Error naming what the sandbox answered when it did not answer 200. A payment's id is its payToken. */
export class TossPayControl extends ControlClient {
  /** Opens a payment; opening the same one again changes no money and sets its behaviour and user anew. */
  async createPayment(facts: PaymentFacts): Promise<PaymentRecord> {
    const [record] = await this.createPayments([facts]);
    if (!record) throw new Error("the sandbox opened no payment");
    return record;
  }

  /** All or none, at most 5,000. */
  createPayments(facts: readonly PaymentFacts[]): Promise<PaymentRecord[]> {
    return this.call("POST", "payments", facts);
  }

  payment(paymentId: string): Promise<PaymentRecord | null> {
    return this.call("GET", `payments/${encodeURIComponent(paymentId)}`);
  }

  /** Every refund on record, of every outcome, oldest first. */
  cancellationsOf(paymentId: string): Promise<CancellationRecord[]> {
    return this.call("GET", `payments/${encodeURIComponent(paymentId)}/cancellations`);
  }

  /** Every payment with what was really refunded, added up from its refunds. */
  totals(): Promise<PaymentTotals[]> {
    return this.call("GET", "totals");
  }

  /** Somebody refunds in the vendor's merchant console. */
  cancelInConsole(paymentId: string, cancel: ForeignCancel = {}): Promise<CancellationRecord> {
    return this.call("POST", `payments/${encodeURIComponent(paymentId)}/console-cancellation`, cancel);
  }

  /** Ends a refund in progress. */
  settle(cancellationId: string, outcome: "SUCCEEDED" | "FAILED"): Promise<CancellationRecord> {
    return this.call("POST", `cancellations/${encodeURIComponent(cancellationId)}/settlement`, { outcome });
  }

  /** Changes the shop's state or its daily limit; what is left out stays. */
  setShop(change: ShopChange): Promise<Shop> {
    return this.call("PUT", "shop", change);
  }

  async planFault(plan: FaultPlan): Promise<void> {
    await this.call("POST", "faults", plan);
  }

  /** Forgets every planned fault; lasting behaviours of payments stay. */
  async clearFaults(): Promise<void> {
    await this.call("DELETE", "faults", {});
  }

  /** Every vendor call, oldest first, the latest 10,000; `idempotencyKey` is its refundNo, and its API key is taken out. */
  requests(paymentId?: string): Promise<LoggedRequest[]> {
    return this.call("GET", `requests${ofPayment(paymentId)}`);
  }
}
