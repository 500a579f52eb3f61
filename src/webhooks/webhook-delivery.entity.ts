/** A webhook as it came: stored before it is answered, so that nothing a gateway said is lost. */
import { PrimaryKeyProp } from "@mikro-orm/core";
import { Entity, Index, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";
import { moment } from "../database/columns.js";
import type { GatewayName } from "../gateways/port.js";

@Entity({ tableName: "webhook_delivery" })
@Index({ properties: ["gateway", "gatewayPaymentId"] })
export class WebhookDelivery {
  @PrimaryKey({ type: "text" })
  gateway!: GatewayName;

  /** The vendor's id of the delivery: the same one twice is one delivery. */
  @PrimaryKey({ type: "text" })
  deliveryId!: string;

  @Property({ type: "text" })
  type!: string;

  @Property({ type: "text", nullable: true })
  gatewayPaymentId!: string | null;

  /** As received, signature checked. Gateways' webhooks carry ids, states and amounts, no personal data. */
  @Property({ type: "text" })
  rawBody!: string;

  @Property(moment())
  receivedAt!: Date;

  @Property({ ...moment(), nullable: true })
  handledAt!: Date | null;

  [PrimaryKeyProp]?: ["gateway", "deliveryId"];
}
