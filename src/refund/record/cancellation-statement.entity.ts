/** A person's statement about a cancel at a gateway. It changes no books until a second person confirms it. */
import { Check, Entity, Index, ManyToOne, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";
import { minorUnitsColumn, moment } from "../../database/columns.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { Payment } from "../../orders/payment.entity.js";
import type { RedactedText } from "../../personal-data/redacted-text.js";

/**
 * MADE: a cancel of which its gateway names no amount was of this amount. RESTORED: a booked cancel was taken back at the
 * provider (취소 원복), and the customer has been charged again.
 */
export const CANCELLATION_CORRECTIONS = ["MADE", "RESTORED"] as const;
export type CancellationCorrection = (typeof CANCELLATION_CORRECTIONS)[number];

@Entity({ tableName: "cancellation_statement" })
@Index({
  name: "cancellation_statement_one_open",
  expression: `create unique index cancellation_statement_one_open on cancellation_statement (payment_id) where closed_at is null`,
})
@Index({
  name: "cancellation_statement_open",
  expression: `create index cancellation_statement_open on cancellation_statement (stated_at, id) where closed_at is null`,
})
@Check({
  name: "cancellation_statement_amount",
  expression: "(correction = 'MADE') = (amount is not null) and (amount is null or amount > 0)",
})
export class CancellationStatement {
  @PrimaryKey({ type: "uuid" })
  id!: string;

  @Index()
  @ManyToOne(() => Payment, { mapToPk: true, fieldName: "payment_id" })
  paymentId!: string;

  @Property({ type: "text" })
  correction!: CancellationCorrection;

  @Property({ type: "text" })
  gatewayCancellationId!: RedactedText;

  /** The amount it was of, for MADE. */
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

  /** When it was confirmed, or replaced by another statement. */
  @Property({ ...moment(), nullable: true })
  closedAt!: Date | null;
}
