/** A typed client of the sandbox's control API, for tests and the demo. */
import { ControlClient, ofPayment } from "../control-client.js";
import type { LoggedRequest } from "../request-log.js";
import type { FaultPlan } from "./fault.js";
import type { Dispute, PaymentFacts, TransferOutcome } from "./payment.js";
import type { CancellationRecord, PaymentRecord, PaymentTotals, WebhookRecord } from "./records.js";
import type { WebhookTarget } from "./courier.js";

export type { Fault, FaultInput, FaultPlan, WebhookFault } from "./fault.js";
export type { PaymentFacts, RefundStatus, TransferOutcome } from "./payment.js";
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

/** Every method throws an Error naming what the sandbox answered when it did not answer 200. */
export class PortoneV2Control extends ControlClient {
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

  /** Every attempt on record, of every outcome, oldest first. */
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

  /** The card company takes the money back. */
  chargeback(paymentId: string, cancel: ForeignCancel = {}): Promise<CancellationRecord> {
    return this.call("POST", `payments/${encodeURIComponent(paymentId)}/chargeback`, cancel);
  }

  /** Opens a dispute, or with `resolved` closes all of them. */
  dispute(paymentId: string, dispute: { reason?: string; resolved?: boolean } = {}): Promise<Dispute[]> {
    return this.call("POST", `payments/${encodeURIComponent(paymentId)}/dispute`, dispute);
  }

  /** Ends a cancel that was only accepted. */
  settle(cancellationId: string, outcome: "SUCCEEDED" | "FAILED"): Promise<CancellationRecord> {
    return this.call("POST", `cancellations/${encodeURIComponent(cancellationId)}/settlement`, { outcome });
  }

  /** Ends the transfer of a virtual account refund; give the payment `transferDelayMs: null` to be the one who does. */
  settleTransfer(paymentId: string, outcome: TransferOutcome): Promise<PaymentRecord> {
    return this.call("POST", `payments/${encodeURIComponent(paymentId)}/transfer-settlement`, { outcome });
  }

  async planFault(plan: FaultPlan): Promise<void> {
    await this.call("POST", "faults", plan);
  }

  /** Forgets every planned fault; lasting behaviours of payments stay. */
  async clearFaults(): Promise<void> {
    await this.call("DELETE", "faults", {});
  }

  /** Every vendor call as it arrived, oldest first, the latest 10,000. */
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
  deliverWebhook(
    webhookId: string,
    times = 1,
    options: { signedSecondsAgo?: number } = {},
  ): Promise<(number | null)[]> {
    return this.call("POST", `webhooks/${encodeURIComponent(webhookId)}/deliveries`, { times, ...options });
  }

  async setWebhook(target: WebhookTarget | null): Promise<void> {
    await this.call("PUT", "webhook-target", target);
  }
}
