/** A nightly audit, one a Korean day: whether it is due, under way or over, what it found, and the last checkpoint it knew of. */
import { Entity, Index, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";
import { moment } from "../database/columns.js";

@Entity({ tableName: "audit_run" })
@Index({
  name: "audit_run_due",
  expression: `create index audit_run_due on audit_run (due_at) where finished_at is null`,
})
export class AuditRun {
  /** The Korean day on which it ran. */
  @PrimaryKey({ columnType: "date" })
  day!: string;

  /** Counts leases; a worker whose fence is older writes nothing. */
  @Property({ type: "integer" })
  fence!: number;

  /** By the database's clock: one worker audits at a time. */
  @Property({ columnType: "timestamptz", nullable: true })
  leaseUntil!: Date | null;

  /** When it is woken if nothing else has; null once it is finished. */
  @Property({ ...moment(), nullable: true })
  dueAt!: Date | null;

  @Property(moment())
  startedAt!: Date;

  @Property({ ...moment(), nullable: true })
  finishedAt!: Date | null;

  /** Findings, those known already included; null until it is finished. */
  @Property({ type: "integer", nullable: true })
  findings!: number | null;

  /** The number of the checkpoint it took; null where it took none. */
  @Property({ type: "integer", nullable: true })
  checkpoint!: number | null;
}
