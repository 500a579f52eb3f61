/** Base of the control clients of all gateways: open payments, see what became of them, and plan what goes wrong. */
import { ControlClient, ofPayment } from "./control-client.js";
import type { LoggedRequest } from "../http/request-log.js";
import type { PaymentTotals } from "../ledger/payment-ledger.js";

/** One vendor's shapes, as they travel. */
export interface GatewayShapes {
  facts: unknown;
  payment: unknown;
  cancellation: unknown;
  /** A cancel that somebody makes on the vendor's side. */
  foreignCancel: unknown;
  faultPlan: unknown;
}

export interface WebhookShapes {
  target: unknown;
  webhook: unknown;
  /** Options of a delivery by hand, beside how many. */
  delivery: object;
}

/** Every method throws an Error naming what the sandbox answered when it did not answer 200. */
export abstract class GatewayControl<Shapes extends GatewayShapes> extends ControlClient {
  /** Opens a payment; opening the same one again changes no money and sets its behaviour anew. */
  async createPayment(facts: Shapes["facts"]): Promise<Shapes["payment"]> {
    const [record] = await this.createPayments([facts]);
    if (!record) throw new Error("the sandbox opened no payment");
    return record;
  }

  /** All or none, at most 5,000. */
  createPayments(facts: readonly Shapes["facts"][]): Promise<Shapes["payment"][]> {
    return this.call("POST", "payments", facts);
  }

  payment(paymentId: string): Promise<Shapes["payment"] | null> {
    return this.call("GET", `payments/${encodeURIComponent(paymentId)}`);
  }

  /** Every cancel on record, of every outcome, oldest first. Whether a refused one is on record is the vendor's way. */
  cancellationsOf(paymentId: string): Promise<Shapes["cancellation"][]> {
    return this.call("GET", `payments/${encodeURIComponent(paymentId)}/cancellations`);
  }

  /** Every payment with what was really cancelled, added up from its cancellations. */
  totals(): Promise<PaymentTotals[]> {
    return this.call("GET", "totals");
  }

  /** Somebody cancels in the vendor's console; all that remains when no amount is named. */
  cancelInConsole(paymentId: string, cancel?: Shapes["foreignCancel"]): Promise<Shapes["cancellation"]> {
    return this.call("POST", `payments/${encodeURIComponent(paymentId)}/console-cancellation`, cancel ?? {});
  }

  /** Ends a cancel that was only accepted. */
  settle(cancellationId: string, outcome: "SUCCEEDED" | "FAILED"): Promise<Shapes["cancellation"]> {
    return this.call("POST", `cancellations/${encodeURIComponent(cancellationId)}/settlement`, { outcome });
  }

  async planFault(plan: Shapes["faultPlan"]): Promise<void> {
    await this.call("POST", "faults", plan);
  }

  /** Forgets every planned fault; lasting behaviours of payments stay. */
  async clearFaults(): Promise<void> {
    await this.call("DELETE", "faults", {});
  }

  /** Every vendor call as it arrived, without credentials, oldest first, the latest 10,000. */
  requests(paymentId?: string): Promise<LoggedRequest[]> {
    return this.call("GET", `requests${ofPayment(paymentId)}`);
  }
}

/** The same for a gateway that sends webhooks. */
export abstract class WebhookGatewayControl<
  Shapes extends GatewayShapes & WebhookShapes,
> extends GatewayControl<Shapes> {
  webhooks(paymentId?: string): Promise<Shapes["webhook"][]> {
    return this.call("GET", `webhooks${ofPayment(paymentId)}`);
  }

  /**
   * Sends a webhook now, beside its schedule: duplicates, late and out-of-order deliveries.
   * @returns the receiver's HTTP status for each copy, `null` where there was none.
   */
  deliverWebhook(webhookId: string, times = 1, delivery?: Shapes["delivery"]): Promise<(number | null)[]> {
    return this.call("POST", `webhooks/${encodeURIComponent(webhookId)}/deliveries`, { times, ...delivery });
  }

  async setWebhook(target: Shapes["target"] | null): Promise<void> {
    await this.call("PUT", "webhook-target", target);
  }
}
