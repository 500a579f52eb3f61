/** A reconciliation of one gateway for one Korean day, and the payments it still has to look at. A killed run goes on from here. */
import { PrimaryKeyProp } from "@mikro-orm/core";
import { Check, Entity, Index, ManyToOne, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";
import { moment } from "../database/columns.js";
import { GATEWAYS, type GatewayName } from "../gateways/port.js";
import { Payment } from "../orders/payment.entity.js";

@Entity({ tableName: "reconciliation_run" })
@Check({
  name: "reconciliation_run_gateway",
  expression: `gateway in (${GATEWAYS.map((name) => `'${name}'`).join(", ")})`,
})
@Index({
  name: "reconciliation_run_due",
  expression: `create index reconciliation_run_due on reconciliation_run (due_at) where finished_at is null`,
})
export class ReconciliationRun {
  @PrimaryKey({ type: "text" })
  gateway!: GatewayName;

  /** The Korean day. */
  @PrimaryKey({ columnType: "date" })
  day!: string;

  /** Payments looked at; `confirmed`, those that differ, and `unreachable` make it up. */
  @Property({ type: "integer" })
  checked!: number;

  @Property({ type: "integer" })
  confirmed!: number;

  /** Differences found, those known already included; a payment may have several. */
  @Property({ type: "integer" })
  differences!: number;

  /** Payments the gateway gave no usable answer about: the next run asks again. */
  @Property({ type: "integer" })
  unreachable!: number;

  /** Counts leases; a worker whose fence is older writes nothing. */
  @Property({ type: "integer" })
  fence!: number;

  /** By the database's clock: one run per gateway works at a time. */
  @Property({ columnType: "timestamptz", nullable: true })
  leaseUntil!: Date | null;

  /** When it is woken if nothing else has; null once it is finished. */
  @Property({ ...moment(), nullable: true })
  dueAt!: Date | null;

  @Property(moment())
  startedAt!: Date;

  @Property({ ...moment(), nullable: true })
  finishedAt!: Date | null;

  [PrimaryKeyProp]?: ["gateway", "day"];
}

const CHECK_OUTCOMES = ["AGREED", "DIFFERENT", "UNREACHABLE"] as const;
export type CheckOutcome = (typeof CHECK_OUTCOMES)[number];

/** One payment of a run. Gone when the run is finished, but for those the gateway could not be asked about. */
@Entity({ tableName: "reconciliation_task" })
@Index({
  name: "reconciliation_task_waiting",
  expression: `create index reconciliation_task_waiting on reconciliation_task (gateway, day, turn, payment_id) where outcome is null`,
})
@Index({
  name: "reconciliation_task_unreachable",
  expression: `create index reconciliation_task_unreachable on reconciliation_task (gateway) where outcome = 'UNREACHABLE'`,
})
export class ReconciliationTask {
  @PrimaryKey({ type: "text" })
  gateway!: GatewayName;

  @PrimaryKey({ columnType: "date" })
  day!: string;

  @Index()
  @ManyToOne(() => Payment, { mapToPk: true, fieldName: "payment_id", primary: true })
  paymentId!: string;

  /** 1: a refund on it is pending or unknown, so it comes first; 2: the others. */
  @Property({ type: "integer" })
  turn!: number;

  /** null: not looked at yet. */
  @Property({ type: "text", nullable: true })
  outcome!: CheckOutcome | null;

  /** Why there was no usable answer. */
  @Property({ type: "text", nullable: true })
  code!: string | null;

  @Property({ ...moment(), nullable: true })
  checkedAt!: Date | null;

  [PrimaryKeyProp]?: ["gateway", "day", "paymentId"];
}
