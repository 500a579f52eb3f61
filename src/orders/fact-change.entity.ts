/** How what was reported of an order has changed since: it grew, its payment was captured, or two people corrected it. Only ever added to. */
import { Check, Entity, Index, ManyToOne, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";
import { moment } from "../database/columns.js";
import { Order, OrderLine } from "./order.entity.js";
import { Payment } from "./payment.entity.js";

const FACT_CHANGE_KINDS = ["GREW", "CAPTURED", "CORRECTED"] as const;
export type FactChangeKind = (typeof FACT_CHANGE_KINDS)[number];

/** Facts by name, as JSON has them: a moment in ISO 8601. No personal data. */
export type FactValues = Record<string, string | number | boolean | null>;

/** A person's proposal to correct what was reported of a payment. It changes nothing until a second person confirms it. */
@Entity({ tableName: "order_fact_correction" })
@Index({
  name: "order_fact_correction_one_open",
  expression: `create unique index order_fact_correction_one_open on order_fact_correction (payment_id) where closed_at is null`,
})
@Index({
  name: "order_fact_correction_open",
  expression: `create index order_fact_correction_open on order_fact_correction (proposed_at, id) where closed_at is null`,
})
export class OrderFactCorrection {
  @PrimaryKey({ type: "uuid" })
  id!: string;

  @Index()
  @ManyToOne(() => Payment, { mapToPk: true, fieldName: "payment_id" })
  paymentId!: string;

  /** The facts as they should be; those that are right are left out. */
  @Property({ type: "jsonb" })
  facts!: FactValues;

  /** The reason and where it was seen, encrypted: it may name people. */
  @Property({ type: "text", fieldName: "reason_sealed" })
  evidenceSealed!: string;

  /** The reason of the second person, encrypted; null until it is confirmed. */
  @Property({ type: "text", fieldName: "confirming_reason_sealed", nullable: true })
  confirmingEvidenceSealed!: string | null;

  @Property({ type: "text", fieldName: "proposed_by" })
  statedBy!: string;

  @Property({ ...moment(), fieldName: "proposed_at" })
  statedAt!: Date;

  @Property({ type: "text", nullable: true })
  confirmedBy!: string | null;

  /** When it was confirmed, or replaced by another proposal. */
  @Property({ ...moment(), nullable: true })
  closedAt!: Date | null;
}

@Entity({ tableName: "order_fact_change" })
@Check({
  name: "order_fact_change_kind",
  expression: `kind in (${FACT_CHANGE_KINDS.map((kind) => `'${kind}'`).join(", ")})`,
})
@Check({ name: "order_fact_change_subject", expression: "num_nonnulls(payment_id, order_line_id) = 1" })
export class OrderFactChange {
  @PrimaryKey({ type: "uuid" })
  id!: string;

  @Index()
  @ManyToOne(() => Order, { mapToPk: true, fieldName: "order_id" })
  orderId!: string;

  @Index()
  @ManyToOne(() => Payment, { mapToPk: true, fieldName: "payment_id", nullable: true, deleteRule: "no action" })
  paymentId!: string | null;

  @ManyToOne(() => OrderLine, { mapToPk: true, fieldName: "order_line_id", nullable: true, deleteRule: "no action" })
  orderLineId!: string | null;

  @Property({ type: "text" })
  kind!: FactChangeKind;

  /** The facts reported before; null where the payment or line is new in the order. */
  @Property({ type: "jsonb", nullable: true })
  before!: FactValues | null;

  @Property({ type: "jsonb" })
  after!: FactValues;

  /** The correction it was made by; null for the other kinds. */
  @ManyToOne(() => OrderFactCorrection, {
    mapToPk: true,
    fieldName: "correction_id",
    nullable: true,
    deleteRule: "no action",
  })
  correctionId!: string | null;

  /** The subject of the caller who reported it, or of the person who confirmed it. */
  @Property({ type: "text" })
  actor!: string;

  @Property(moment())
  at!: Date;
}
