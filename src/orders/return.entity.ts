/** A collected return (반품 회수완료): what came back, what is deducted, and the life derived from its refunds. */
import { Check, Entity, Index, ManyToOne, PrimaryKey, Property, Unique } from "@mikro-orm/decorators/legacy";
import { minorUnitsColumn, moment } from "../database/columns.js";
import type { MinorUnits } from "../money/minor-units.js";
import { Order, OrderLine } from "./order.entity.js";
import { AMOUNT_REASONS, type AmountReason } from "./owed-lines.js";

/** REFUNDED is 반품완료: the event the order service and the one customer notice wait for. */
export const RETURN_REFUND_STATUSES = ["AWAITING", "PARTLY_REFUNDED", "REFUNDED", "WITHDRAWN"] as const;
export type ReturnRefundStatus = (typeof RETURN_REFUND_STATUSES)[number];

const NO_REFUND_REASONS = [
  "FREE_OF_CHARGE",
  "ALREADY_CLAIMED",
  "DEDUCTED",
  "NOT_OWED",
  "CHARGED_BACK",
  "NEVER_CAPTURED",
  "CANCELLED_AT_GATEWAY",
  "REFUNDED_BY_HAND",
] as const;
export type NoRefundReason = (typeof NO_REFUND_REASONS)[number];

/** 반품 사유. A code and no text: a text could name the customer, and gateways show it. */
export const RETURN_REASONS = [
  "CUSTOMER_REQUEST",
  "CHANGE_OF_MIND",
  "DEFECTIVE",
  "WRONG_ITEM",
  "DAMAGED_IN_TRANSIT",
] as const;
export type ReturnReason = (typeof RETURN_REASONS)[number];

/** 귀책: who answers for the return. By the e-commerce act (제18조 ⑨, ⑩) the customer pays its shipping for a change of mind, else the seller. */
export const FAULT_PARTIES = ["CUSTOMER", "SELLER", "CARRIER"] as const;
export type FaultParty = (typeof FAULT_PARTIES)[number];
/** SQL on `at_fault`. */
export const IS_FAULT_PARTY = `at_fault in (${FAULT_PARTIES.map((party) => `'${party}'`).join(", ")})`;

/** Parties that a reason rules out. A request of the customer says nothing of who is at fault. */
export const NEVER_AT_FAULT: Readonly<Record<ReturnReason, readonly FaultParty[]>> = {
  CUSTOMER_REQUEST: [],
  CHANGE_OF_MIND: ["SELLER", "CARRIER"],
  DEFECTIVE: ["CARRIER"],
  WRONG_ITEM: ["CUSTOMER", "CARRIER"],
  DAMAGED_IN_TRANSIT: ["CUSTOMER"],
};

export const DEDUCTION_KINDS = ["RETURN_SHIPPING", "LOST_FREE_SHIPPING", "OTHER"] as const;
export type DeductionKind = (typeof DEDUCTION_KINDS)[number];

@Entity({ tableName: "collected_return" })
@Check({
  name: "collected_return_no_refund_reason",
  expression: `no_refund_reason in (${NO_REFUND_REASONS.map((reason) => `'${reason}'`).join(", ")})`,
})
@Check({ name: "collected_return_already_returned", expression: "already_returned >= 0" })
@Check({
  name: "collected_return_reason",
  expression: `reason in (${RETURN_REASONS.map((reason) => `'${reason}'`).join(", ")})`,
})
@Check({ name: "collected_return_at_fault", expression: IS_FAULT_PARTY })
@Index({ properties: ["refundStatus", "collectedAt", "id"] })
@Index({ properties: ["refundStatus", "createdAt", "id"] })
@Index({
  name: "collected_return_fault_collected",
  expression: `create index collected_return_fault_collected on collected_return (at_fault, collected_at, id) where at_fault is not null`,
})
@Index({
  name: "collected_return_search_no",
  expression: `create index collected_return_search_no on collected_return (return_no text_pattern_ops, id)`,
})
export class Return {
  @PrimaryKey({ type: "uuid" })
  id!: string;

  /** The return service's own number. */
  @Unique()
  @Property({ type: "text" })
  returnNo!: string;

  @Index()
  @ManyToOne(() => Order, { mapToPk: true, fieldName: "order_id" })
  orderId!: string;

  /** When the goods were back. The statutory clock starts here. */
  @Property(moment())
  collectedAt!: Date;

  /** Why it came back, as the return service said; null: it said nothing. */
  @Property({ type: "text", nullable: true })
  reason!: ReturnReason | null;

  /** The party at fault (귀책), as the return service said; null: it said nothing. Recorded, not calculated with. */
  @Property({ type: "text", nullable: true })
  atFault!: FaultParty | null;

  @Property({ type: "text" })
  refundStatus!: ReturnRefundStatus;

  /** When the return service took it back; its units may be returned again. */
  @Property({ ...moment(), nullable: true })
  withdrawnAt!: Date | null;

  /** Subject of who took it back; null where nobody did, or before it was recorded. */
  @Property({ type: "text", nullable: true })
  withdrawnBy!: string | null;

  /** The memo given when it was taken back, encrypted: it may name people. */
  @Property({ type: "text", nullable: true })
  withdrawalMemoSealed!: string | null;

  /** Why no refund came of it; null: some did. */
  @Property({ type: "text", nullable: true })
  noRefundReason!: NoRefundReason | null;

  /** The part of what was owed that had gone back without a refund of ours: by a chargeback, or cancelled at the gateway. */
  @Property({ type: minorUnitsColumn, default: 0 })
  alreadyReturned!: MinorUnits;

  /** SHA-256 of the facts as told: the same facts again are accepted, others are a contradiction. */
  @Property({ type: "text" })
  factsHash!: string;

  @Property(moment())
  createdAt!: Date;
}

@Entity({ tableName: "return_line" })
@Unique({ properties: ["returnId", "orderLineId"] })
@Check({
  name: "return_line_amount_reason",
  expression: `amount_reason in (${AMOUNT_REASONS.map((reason) => `'${reason}'`).join(", ")})`,
})
@Check({ name: "return_line_something", expression: "quantity >= 0 and amount >= 0 and quantity + amount > 0" })
export class ReturnLine {
  @PrimaryKey({ type: "uuid" })
  id!: string;

  @ManyToOne(() => Return, { mapToPk: true, fieldName: "return_id" })
  returnId!: string;

  @Index()
  @ManyToOne(() => OrderLine, { mapToPk: true, fieldName: "order_line_id" })
  orderLineId!: string;

  /** Units that came back; 0 for a cut of the line's amount only. */
  @Property({ type: "integer" })
  quantity!: number;

  /** The amount owed for them before deductions; 0 for a free gift. */
  @Property({ type: minorUnitsColumn })
  amount!: MinorUnits;

  /** Why more is owed than the units' share, as the return service said; null: no more is. */
  @Property({ type: "text", nullable: true })
  amountReason!: AmountReason | null;
}

@Entity({ tableName: "return_deduction" })
@Check({ name: "return_deduction_positive", expression: "amount > 0" })
export class ReturnDeduction {
  @PrimaryKey({ type: "uuid" })
  id!: string;

  @Index()
  @ManyToOne(() => Return, { mapToPk: true, fieldName: "return_id" })
  returnId!: string;

  @Property({ type: "text" })
  kind!: DeductionKind;

  @Property({ type: minorUnitsColumn })
  amount!: MinorUnits;
}
