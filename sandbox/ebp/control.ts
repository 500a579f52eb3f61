/** A typed client of the sandbox's control API, for tests and the demo. */
import { WebhookGatewayControl } from "../kit/control/gateway-control.js";
import type { CancellationRecord } from "./cancellation.js";
import type { FaultPlan } from "./fault.js";
import type { PaymentFacts, PaymentRecord } from "./payment.js";
import type { ForeignCancel } from "./routes/control.js";
import type { WebhookRecord, WebhookTarget } from "./webhook.js";

export type { CancellationRecord } from "./cancellation.js";
export type { FaultInput, FaultPlan } from "./fault.js";
export type { PaymentFacts, PaymentRecord } from "./payment.js";
export type { WebhookRecord, WebhookTarget } from "./webhook.js";

/**
 * A payment's id is its orderNo, a cancellation's its returnRequestId. Every method throws an Error naming what the sandbox
 * answered when it did not answer 200. A console cancel is by amount: no line is named. Requests are without their refund
 * account, and the vendor has no key for repeats.
 */
export class EbpControl extends WebhookGatewayControl<{
  facts: PaymentFacts;
  payment: PaymentRecord;
  cancellation: CancellationRecord;
  foreignCancel: ForeignCancel;
  faultPlan: FaultPlan;
  target: WebhookTarget;
  webhook: WebhookRecord;
  delivery: { signedSecondsAgo?: number };
}> {
  /** 매입 of a payment that was opened with `captured: false`, or of a part of it. */
  capture(paymentId: string, part: { amount?: number } = {}): Promise<PaymentRecord> {
    return this.call("POST", `payments/${encodeURIComponent(paymentId)}/capture`, part);
  }
}
