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

/** Something a person has to look at. Kept until somebody does. */
@Entity({ tableName: "alarm" })
@Index({
  name: "alarm_open",
  expression: `create index alarm_open on alarm (raised_at, id) where acknowledged_at is null`,
})
export class Alarm {
  @PrimaryKey({ type: "uuid" })
  id!: string;

  @Property({ type: "text" })
  kind!: AlarmKind;

  @ManyToOne(() => Refund, { mapToPk: true, fieldName: "refund_id", nullable: true })
  refundId!: string | null;

  @Property({ type: "uuid", nullable: true })
  paymentId!: string | null;

  /** Ids, amounts and codes; no personal data. */
  @Property({ type: "jsonb" })
  detail!: Record<string, string | number | null>;

  @Property(moment())
  raisedAt!: Date;

  @Property({ type: "text", nullable: true })
  acknowledgedBy!: string | null;

  @Property({ ...moment(), nullable: true })
  acknowledgedAt!: Date | null;
}

const ALARM_KINDS = [
  /** The gateway refunded although this refund was on another way or already over. */
  "UNEXPECTED_SUCCESS",
  /** The gateway moved another amount than was asked for. */
  "AMOUNT_DIFFERS",
  /** The gateway moved the amount that was asked for, and answered other parts of it (products, delivery, taxes) than were sent. */
  "ANSWER_DIFFERS",
  /** More has gone back than was paid, or is held for refunds than was captured. */
  "EXCESS",
  /** A refund lost its reservation to money that moved in the gateway's console, or was never captured. */
  "OVERTAKEN",
  "CHARGEBACK",
  /** Money moved at the gateway without us while refunds of the payment are open: each waits for a second person. */
  "MONEY_MAY_HAVE_MOVED",
  /** Goods came back for which less is owed than they cost: the rest had been cancelled at the gateway without a refund of ours, or was never captured. */
  "RETURN_OWED_LESS",
  /** Somebody cancelled a part at a gateway that names no amounts: find out how much, and record it. */
  "AMOUNT_UNKNOWN",
  /** The gateway counts less as cancelled than we booked: a cancel was taken back (취소 원복), or never was. */
  "CANCELLATION_GONE",
  /** The gateway reports another captured amount than is recorded, or one that cannot be. */
  "CAPTURE_DIFFERS",
  /** The customer's bank sent a refund back: the money is owed again. */
  "REVERSED",
  /** The gateway says that the transfer to the customer failed although the cancel succeeded. */
  "TRANSFER_FAILED",
  /** A gateway does not answer; `detail` says which calls wait. Acknowledged by the service itself when it answers again. */
  "GATEWAY_UNREACHABLE",
  /** A gateway refuses the shop itself: its credential, its id or its rights. Acknowledged by the service when it lets it in again. */
  "CREDENTIAL_REFUSED",
  /** A refund was put off for the same cause as often as it may be: it is refused with that cause. */
  "TRIES_EXHAUSTED",
  /** Reconciliation found a difference between us and a gateway; `detail` says what each side holds and what can be done. */
  "RECONCILIATION",
  /** The audit found that the books do not agree with themselves, or with the last checkpoint; `detail` says where. */
  "BOOKS_DIFFER",
] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];
