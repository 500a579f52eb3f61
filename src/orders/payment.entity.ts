/** A payment of an order and the balance of what may still be refunded of it. */
import { Check, Embedded, Entity, Index, ManyToOne, PrimaryKey, Property, Unique } from "@mikro-orm/decorators/legacy";
import { minorUnitsColumn, moment, PART_COLUMNS, PartsColumns } from "../database/columns.js";
import {
  GATEWAYS,
  type CaptureState,
  type GatewayName,
  type PaymentMethod,
  type PromotionOption,
  type ProviderName,
  type WalletSource,
  WALLET_SOURCES,
} from "../gateways/port.js";
import type { MinorUnits } from "../money/minor-units.js";
import { Order } from "./order.entity.js";

const BALANCES = [
  "amount",
  "refunded_at_gateway",
  "refunded_by_hand",
  "reserved",
  "reversed",
  "excess",
  "uncaptured",
] as const;

/** The money invariant of each part: `refundedAtGateway + refundedByHand + reserved + uncaptured <= amount + reversed + excess`. */
const invariant = Object.values(PART_COLUMNS)
  .map(
    (part) =>
      `refunded_at_gateway_${part} + refunded_by_hand_${part} + reserved_${part} + uncaptured_${part} <= amount_${part} + reversed_${part} + excess_${part}`,
  )
  .join(" and ");
const notNegative = BALANCES.flatMap((balance) =>
  Object.values(PART_COLUMNS).map((part) => `${balance}_${part} >= 0`),
).join(" and ");
const partsAddUp = BALANCES.map(
  (balance) => `${balance}_total = ${balance}_taxable + ${balance}_vat + ${balance}_tax_free + ${balance}_service_fee`,
).join(" and ");

@Entity({ tableName: "payment" })
@Unique({ properties: ["orderId", "paymentNo"] })
@Unique({ properties: ["gateway", "gatewayPaymentId"] })
@Index({ properties: ["paidAt", "id"] })
@Index({ properties: ["gateway", "paidAt", "id"] })
@Index({
  name: "payment_disputed",
  expression: `create index payment_disputed on payment (gateway, paid_at, id) where disputed`,
})
@Index({
  name: "payment_search_no",
  expression: `create index payment_search_no on payment (payment_no text_pattern_ops, id)`,
})
@Index({
  name: "payment_search_gateway_id",
  expression: `create index payment_search_gateway_id on payment (gateway_payment_id text_pattern_ops, id)`,
})
@Check({ name: "payment_never_over_refunded", expression: invariant })
@Check({ name: "payment_not_negative", expression: notNegative })
@Check({ name: "payment_parts_add_up", expression: partsAddUp })
@Check({ name: "payment_exact_in_json", expression: "amount_total <= 9007199254740991" })
@Check({ name: "payment_gateway", expression: `gateway in (${GATEWAYS.map((name) => `'${name}'`).join(", ")})` })
@Check({
  name: "payment_captured_amount",
  expression: "captured_amount is null or (captured_amount > 0 and captured_amount <= amount_total)",
})
@Check({
  name: "payment_uncaptured",
  expression: "uncaptured_total <= amount_total - coalesce(captured_amount, amount_total)",
})
@Check({
  name: "payment_wallet_source",
  expression: `wallet_source in (${WALLET_SOURCES.map((source) => `'${source}'`).join(", ")})`,
})
@Check({
  name: "payment_wallet_source_at_gateway",
  expression: `wallet_source_at_gateway in (${WALLET_SOURCES.map((source) => `'${source}'`).join(", ")})`,
})
@Check({ name: "payment_paid_by_customer", expression: "paid_by_customer >= 0 and paid_by_customer <= amount_total" })
export class Payment {
  @PrimaryKey({ type: "uuid" })
  id!: string;

  @Index()
  @ManyToOne(() => Order, { mapToPk: true, fieldName: "order_id" })
  orderId!: string;

  /** The shop's own number of the payment, unique in its order. */
  @Property({ type: "text" })
  paymentNo!: string;

  /** Place among the order's payments; 1 is the primary one. */
  @Property({ type: "integer" })
  position!: number;

  @Property({ type: "text" })
  gateway!: GatewayName;

  /** The gateway's key for the payment. */
  @Property({ type: "text" })
  gatewayPaymentId!: string;

  @Property({ type: "text" })
  method!: PaymentMethod;

  /** The provider that processes it behind the gateway (PG); null where nobody reported it. */
  @Property({ type: "text", nullable: true })
  provider!: ProviderName | null;

  /** Behind a wallet: a card, or its own money; null where nobody said. */
  @Property({ type: "text", nullable: true })
  walletSource!: WalletSource | null;

  /** The same as the gateway's last look-up said it; null where it did not. It never takes the place of what was reported. */
  @Property({ type: "text", nullable: true })
  walletSourceAtGateway!: WalletSource | null;

  /** The seller has agreed with the provider to refunds that need it. */
  @Property({ type: "boolean", default: false })
  sellerConsented!: boolean;

  /** The treatment of a discount of the part that stays: the same for every cancel of the payment, so decided once. */
  @Property({ type: "text" })
  promotion!: PromotionOption;

  /** The amount the customer paid, discounts taken off, in won and not in cancel units; null: all of `amount`. */
  @Property({ type: minorUnitsColumn, nullable: true })
  paidByCustomer!: MinorUnits | null;

  @Property({ type: "text" })
  captureState!: CaptureState;

  /** The amount that was captured (매입), as it was reported; null: captured as a whole, or not reported how much. */
  @Property({ type: minorUnitsColumn, nullable: true })
  capturedAmount!: MinorUnits | null;

  @Property(moment())
  paidAt!: Date;

  /** A chargeback or dispute is open at the gateway: refunds are blocked. */
  @Property({ type: "boolean" })
  disputed!: boolean;

  /** The amount paid, in the gateway's cancel units. */
  @Embedded(() => PartsColumns, { prefix: "amount_" })
  amount!: PartsColumns;

  /** The amount the gateway has given back, whoever asked it to. */
  @Embedded(() => PartsColumns, { prefix: "refunded_at_gateway_" })
  refundedAtGateway!: PartsColumns;

  /** The amount people paid by bank transfer instead. */
  @Embedded(() => PartsColumns, { prefix: "refunded_by_hand_" })
  refundedByHand!: PartsColumns;

  /** Held for refunds that are owed and not yet settled. */
  @Embedded(() => PartsColumns, { prefix: "reserved_" })
  reserved!: PartsColumns;

  /** Refunded money the customer's bank sent back: room again for us, not for the gateway. */
  @Embedded(() => PartsColumns, { prefix: "reversed_" })
  reversed!: PartsColumns;

  /** Facts that went beyond what was paid: a CHECK never refuses a fact. */
  @Embedded(() => PartsColumns, { prefix: "excess_" })
  excess!: PartsColumns;

  /** Authorised and never captured, as far as the gateway shows no cancel for it: nobody has paid it, so it is never refundable. */
  @Embedded(() => PartsColumns, { prefix: "uncaptured_" })
  uncaptured!: PartsColumns;

  @Property(moment())
  createdAt!: Date;
}
