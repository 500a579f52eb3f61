/** The part of a webhook that is acted on: stored before it is answered, so that no hint is lost. The gateway is asked; of the body only a captured amount is taken. */
import { PrimaryKeyProp } from "@mikro-orm/core";
import { Entity, Index, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";
import { moment } from "../database/columns.js";
import type { GatewayName } from "../gateways/port.js";

/** How often the sweeper wakes one webhook before it is given up; the index below knows the number too. */
export const MAX_WAKE_COUNT = 6;

@Entity({ tableName: "webhook_delivery" })
@Index({ properties: ["gateway", "gatewayPaymentId"] })
@Index({
  name: "webhook_delivery_unhandled",
  expression: `create index webhook_delivery_unhandled on webhook_delivery (received_at) where handled_at is null and wake_count <= 6`,
})
@Index({
  name: "webhook_delivery_asked",
  expression: `create index webhook_delivery_asked on webhook_delivery (gateway, asked_at) where asked_at is not null`,
})
export class WebhookDelivery {
  @PrimaryKey({ type: "text" })
  gateway!: GatewayName;

  /** The vendor's id of the delivery, or its fingerprint where it held personal data: the same one twice is one delivery. Where nobody signs, the payment's: one row for all hints. */
  @PrimaryKey({ type: "text" })
  deliveryId!: string;

  @Property({ type: "text" })
  type!: string;

  @Property({ type: "text", nullable: true })
  gatewayPaymentId!: string | null;

  /** The captured amount it says, in minor units, or UNREADABLE; null: it says none. */
  @Property({ type: "text", nullable: true })
  capturedAmount!: string | null;

  /** Keyed digest of the body (of unsigned ones the latest that counted), `<key id>.<HMAC>`; null: it came before digests were made. */
  @Property({ type: "text", nullable: true })
  bodyDigest!: string | null;

  @Property(moment())
  receivedAt!: Date;

  @Property({ ...moment(), nullable: true })
  handledAt!: Date | null;

  /** Unsigned only: how many looks hints have asked for … */
  @Property({ type: "integer", default: 1 })
  requestedCount!: number;

  /** … what that number was when the gateway was last asked … */
  @Property({ type: "integer", default: 0 })
  handledCount!: number;

  /** … and when that was. */
  @Property({ ...moment(), nullable: true })
  askedAt!: Date | null;

  /** How often the sweeper has left a job for it; above `MAX_WAKES` it is given up. */
  @Property({ type: "integer", default: 0 })
  wakeCount!: number;

  [PrimaryKeyProp]?: ["gateway", "deliveryId"];
}
