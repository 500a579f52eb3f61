/** A typed client of the sandbox's control API, for tests and the demo. */
import { WebhookGatewayControl } from "../kit/control/gateway-control.js";
import type { FaultPlan } from "./fault.js";
import type { CancellationRecord, Dispute, PaymentFacts, PaymentRecord, TransferOutcome } from "./payment.js";
import type { ForeignCancel } from "./routes/control.js";
import type { WebhookRecord, WebhookTarget } from "./webhook.js";

export type { LoggedRequest } from "../kit/http/request-log.js";
export type { FaultInput, FaultPlan } from "./fault.js";
export type { CancellationRecord, PaymentFacts, PaymentRecord, TransferOutcome } from "./payment.js";
export type { WebhookRecord, WebhookTarget } from "./webhook.js";

/** Every method throws an Error naming what the sandbox answered when it did not answer 200. */
export class PortoneV2Control extends WebhookGatewayControl<{
  facts: PaymentFacts;
  payment: PaymentRecord;
  cancellation: CancellationRecord;
  foreignCancel: ForeignCancel;
  faultPlan: FaultPlan;
  target: WebhookTarget;
  webhook: WebhookRecord;
  delivery: { signedSecondsAgo?: number };
}> {
  /** The card company takes the money back. */
  chargeback(paymentId: string, cancel: ForeignCancel = {}): Promise<CancellationRecord> {
    return this.call("POST", `payments/${encodeURIComponent(paymentId)}/chargeback`, cancel);
  }

  /** The provider takes every cancel of the payment back (취소 원복). */
  restoreCancellations(paymentId: string): Promise<PaymentRecord> {
    return this.call("POST", `payments/${encodeURIComponent(paymentId)}/restoration`, {});
  }

  /** Opens a dispute, or with `resolved` closes all of them. */
  dispute(paymentId: string, dispute: { reason?: string; resolved?: boolean } = {}): Promise<Dispute[]> {
    return this.call("POST", `payments/${encodeURIComponent(paymentId)}/dispute`, dispute);
  }

  /** Ends the transfer of a virtual account refund; give the payment `transferDelayMs: null` to be the one who does. */
  settleTransfer(paymentId: string, outcome: TransferOutcome): Promise<PaymentRecord> {
    return this.call("POST", `payments/${encodeURIComponent(paymentId)}/transfer-settlement`, { outcome });
  }
}
