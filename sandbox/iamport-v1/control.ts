/** A typed client of the sandbox's control API, for tests and the demo. */
import { ControlClient, ofPayment } from "../control-client.js";
import type { LoggedRequest } from "../request-log.js";
import type { WebhookTarget } from "./courier.js";
import type { FaultPlan } from "./fault.js";
import type { PaymentFacts } from "./payment.js";
import type { CancellationRecord, PaymentRecord, PaymentTotals, WebhookRecord } from "./records.js";

export type { Fault, FaultInput, FaultPlan, WebhookFault } from "./fault.js";
export type { PaymentFacts } from "./payment.js";
export type { CancellationRecord, PaymentRecord, PaymentTotals, WebhookRecord } from "./records.js";
export type { LoggedRequest } from "../request-log.js";
export type { WebhookTarget } from "./courier.js";

/** Whole won, order units; `amount` omitted means all that remains. */
export interface ForeignCancel {
  amount?: number;
  taxFreeAmount?: number;
  vatAmount?: number;
  reason?: string;
}

/** A `paymentId` is an imp_uid. Every method throws an Error naming what the sandbox answered when it did not answer 200. */
export class IamportV1Control extends ControlClient {
  /** Opens a payment; opening the same one again changes no money and sets its behaviour anew. */
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

  /** Every cancel that was accepted, those that failed later included, oldest first. A refused one leaves nothing. */
  cancellationsOf(paymentId: string): Promise<CancellationRecord[]> {
    return this.call("GET", `payments/${encodeURIComponent(paymentId)}/cancellations`);
  }

  /** Every payment with what was really cancelled, added up from its cancellations. */
  totals(): Promise<PaymentTotals[]> {
    return this.call("GET", "totals");
  }

  /** Somebody cancels in the vendor's console. */
  cancelInConsole(paymentId: string, cancel: ForeignCancel = {}): Promise<CancellationRecord> {
    return this.call("POST", `payments/${encodeURIComponent(paymentId)}/console-cancellation`, cancel);
  }

  /** Ends a cancel that was only accepted. */
  settle(cancellationId: string, outcome: "SUCCEEDED" | "FAILED"): Promise<CancellationRecord> {
    return this.call("POST", `cancellations/${encodeURIComponent(cancellationId)}/settlement`, { outcome });
  }

  /** Whether refunds to an account are contracted with the PG; payments that say it themselves are not touched. */
  async setRefundContract(pgProvider: string, contracted: boolean): Promise<void> {
    await this.call("PUT", `refund-contracts/${encodeURIComponent(pgProvider)}`, { contracted });
  }

  /** Ends every access token now: the next call with one is answered 401, the next getToken gives another. */
  async expireTokens(): Promise<void> {
    await this.call("DELETE", "tokens", {});
  }

  async planFault(plan: FaultPlan): Promise<void> {
    await this.call("POST", "faults", plan);
  }

  /** Forgets every planned fault; lasting behaviours of payments stay. */
  async clearFaults(): Promise<void> {
    await this.call("DELETE", "faults", {});
  }

  /** Every vendor call as it arrived (no credentials, accounts starred out), oldest first, the latest 10,000. */
  requests(paymentId?: string): Promise<LoggedRequest[]> {
    return this.call("GET", `requests${ofPayment(paymentId)}`);
  }

  webhooks(paymentId?: string): Promise<WebhookRecord[]> {
    return this.call("GET", `webhooks${ofPayment(paymentId)}`);
  }

  /**
   * Sends a webhook now, beside its schedule: duplicates, late and out-of-order deliveries.
   * @returns the receiver's HTTP status for each copy, `null` where there was none.
   */
  deliverWebhook(webhookId: string, times = 1): Promise<(number | null)[]> {
    return this.call("POST", `webhooks/${encodeURIComponent(webhookId)}/deliveries`, { times });
  }

  async setWebhook(target: WebhookTarget | null): Promise<void> {
    await this.call("PUT", "webhook-target", target);
  }
}
