/** A typed client of the sandbox's control API, for tests and the demo. */
import { WebhookGatewayControl } from "../kit/control/gateway-control.js";
import type { FaultPlan } from "./fault.js";
import type { CancellationRecord, PaymentFacts, PaymentRecord } from "./payment.js";
import type { ForeignCancel } from "./routes/control.js";
import type { WebhookRecord, WebhookTarget } from "./webhook.js";

export type { FaultInput, FaultPlan } from "./fault.js";
export type { CancellationRecord, PaymentFacts, PaymentRecord } from "./payment.js";
export type { WebhookRecord, WebhookTarget } from "./webhook.js";

/**
 * A `paymentId` is an imp_uid. Every method throws an Error naming what the sandbox answered when it did not answer 200.
 * A cancel that failed after it was accepted is on record, a refused one leaves nothing. Accounts in requests are starred out.
 */
export class IamportV1Control extends WebhookGatewayControl<{
  facts: PaymentFacts;
  payment: PaymentRecord;
  cancellation: CancellationRecord;
  foreignCancel: ForeignCancel;
  faultPlan: FaultPlan;
  target: WebhookTarget;
  webhook: WebhookRecord;
  /** The vendor does not sign. */
  delivery: Record<string, never>;
}> {
  /** Sets that refunds to an account are contracted, or not, with the PG; payments that say it themselves are not touched. */
  async setRefundContract(pgProvider: string, contracted: boolean): Promise<void> {
    await this.call("PUT", `refund-contracts/${encodeURIComponent(pgProvider)}`, { contracted });
  }

  /** Ends every access token now: the next call with one is answered 401, the next getToken gives another. */
  async expireTokens(): Promise<void> {
    await this.call("DELETE", "tokens", {});
  }
}
