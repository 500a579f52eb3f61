/** A typed client of the sandbox's control API, for tests and the demo. */
import { GatewayControl } from "../kit/control/gateway-control.js";
import type { FaultPlan } from "./fault.js";
import type { CancellationRecord, PaymentFacts, PaymentRecord } from "./payment.js";
import type { ForeignCancel } from "./routes/control.js";
import type { Shop, ShopChange } from "./shop.js";

export type { FaultInput, FaultPlan } from "./fault.js";
export type { CancellationRecord, PaymentFacts, PaymentRecord } from "./payment.js";
export type { Shop, ShopChange } from "./shop.js";

/**
 * A payment's id is its payToken, a cancellation is a refund. Every method throws an Error naming what the sandbox
 * answered when it did not answer 200. The `idempotencyKey` of a request is its refundNo, and its API key is taken out.
 */
export class TossPayControl extends GatewayControl<{
  facts: PaymentFacts;
  payment: PaymentRecord;
  cancellation: CancellationRecord;
  foreignCancel: ForeignCancel;
  faultPlan: FaultPlan;
}> {
  /** Changes the shop's state or its daily limit; what is left out stays. */
  setShop(change: ShopChange): Promise<Shop> {
    return this.call("PUT", "shop", change);
  }
}
