/** The history of a refund, transition by transition: append-only (a trigger refuses anything else) and hash-chained. No personal data. */
import { PrimaryKeyProp } from "@mikro-orm/core";
import { Entity, Index, ManyToOne, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";
import type { RefundState } from "../../../machines/transition.js";
import { minorUnitsColumn, moment } from "../../database/columns.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { Refund } from "./refund.entity.js";

/** The cause of a transition. */
const CAUSES = [
  "OPERATOR",
  "SERVICE",
  "GATEWAY",
  "WEBHOOK",
  "RECONCILER",
  "UPLOAD",
  "GATEWAY_CONSOLE",
  "CHARGEBACK",
  "SCHEDULE",
] as const;
export type Cause = (typeof CAUSES)[number];

/**
 * The name of a stored event. Rows are never rewritten, and their hashes cover the name they were written with: the first
 * row of a refund was called `BORN` until 2026-11.
 */
export const storedEventName = (event: string): string => (event === "BORN" ? "CREATED" : event);

@Entity({ tableName: "refund_history" })
export class RefundHistory {
  @ManyToOne(() => Refund, { mapToPk: true, fieldName: "refund_id", primary: true })
  refundId!: string;

  /** 1 is the creation; equal to the refund's version after the step. */
  @PrimaryKey({ type: "integer" })
  sequence!: number;

  @Property({ type: "text", nullable: true })
  fromState!: RefundState | null;

  @Property({ type: "text" })
  toState!: RefundState;

  /** The machine's event; `CREATED` for the first row (read it through `storedEventName`). */
  @Property({ type: "text" })
  event!: string;

  @Property({ type: "text" })
  cause!: Cause;

  /** Subject of who did it: a person, a service, or `system:…`. */
  @Property({ type: "text" })
  actor!: string;

  @Property({ type: "text", nullable: true })
  reasonCode!: string | null;

  /** The refund's amount at this step: what an approval was given for. */
  @Property({ type: minorUnitsColumn })
  amount!: MinorUnits;

  @Index()
  @Property({ type: "uuid", nullable: true })
  attemptId!: string | null;

  /** Keyed fingerprint of the account an approval was given for; null for every other step. */
  @Property({ type: "text", nullable: true })
  accountFingerprint!: string | null;

  @Property(moment())
  at!: Date;

  @Property({ type: "text" })
  previousHash!: string;

  @Property({ type: "text" })
  hash!: string;

  [PrimaryKeyProp]?: ["refundId", "sequence"];
}

/** Free text somebody gave with a step, encrypted; beside the history so that it can be erased when the law asks for it. */
@Entity({ tableName: "refund_memo" })
export class RefundMemo {
  @ManyToOne(() => Refund, { mapToPk: true, fieldName: "refund_id", primary: true })
  refundId!: string;

  /** The history row it belongs to. */
  @PrimaryKey({ type: "integer" })
  sequence!: number;

  @Property({ type: "text" })
  sealed!: string;

  [PrimaryKeyProp]?: ["refundId", "sequence"];
}

/** A person's statement about an unknown outcome. It decides nothing until a second person confirms it. */
@Entity({ tableName: "refund_statement" })
@Index({
  name: "refund_statement_one_open",
  expression: `create unique index refund_statement_one_open on refund_statement (refund_id) where closed_at is null`,
})
@Index({
  name: "refund_statement_open",
  expression: `create index refund_statement_open on refund_statement (stated_at, id) where closed_at is null`,
})
export class RefundStatement {
  @PrimaryKey({ type: "uuid" })
  id!: string;

  @ManyToOne(() => Refund, { mapToPk: true, fieldName: "refund_id" })
  refundId!: string;

  @Property({ type: "text" })
  outcome!: "REFUNDED" | "NOT_REFUNDED";

  /** The amount that moved, for REFUNDED. */
  @Property({ type: minorUnitsColumn, nullable: true })
  amount!: MinorUnits | null;

  /** The evidence the person saw and where, encrypted. */
  @Property({ type: "text" })
  evidenceSealed!: string;

  /** The evidence of the second person, encrypted; null until it is confirmed. */
  @Property({ type: "text", nullable: true })
  confirmingEvidenceSealed!: string | null;

  @Property({ type: "text" })
  statedBy!: string;

  @Property(moment())
  statedAt!: Date;

  @Property({ type: "text", nullable: true })
  confirmedBy!: string | null;

  /** When it was confirmed, or overtaken by evidence or by another statement. */
  @Property({ ...moment(), nullable: true })
  closedAt!: Date | null;
}
