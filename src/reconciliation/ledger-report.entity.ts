/** The order service's own accounts of a day: the entries by which it gave points and deposits back. */
import { PrimaryKeyProp } from "@mikro-orm/core";
import { Check, Entity, Index, ManyToOne, PrimaryKey, Property, Unique } from "@mikro-orm/decorators/legacy";
import { minorUnitsColumn, moment } from "../database/columns.js";
import type { MinorUnits } from "../money/minor-units.js";
import { Payment } from "../orders/payment.entity.js";
import type { RedactedText } from "../personal-data/redacted-text.js";

/** A report, which may come in parts. Only a complete one is compared with; the next complete one of its day replaces it. */
@Entity({ tableName: "ledger_report" })
@Unique({ properties: ["day", "reportNo"] })
@Check({ name: "ledger_report_parts", expression: "parts >= 1" })
export class LedgerReport {
  @PrimaryKey({ type: "uuid" })
  id!: string;

  /** The Korean day. */
  @Property({ columnType: "date" })
  day!: string;

  /** The order service's own number of it, the same in each part. */
  @Property({ type: "text" })
  reportNo!: string;

  @Property({ type: "integer" })
  parts!: number;

  /** The parts that are there, by number, each with the SHA-256 of what it said. */
  @Property({ type: "jsonb" })
  digests!: Record<string, string>;

  @Property(moment())
  receivedAt!: Date;

  /** When its last part came; null while one is missing. */
  @Property({ ...moment(), nullable: true })
  completedAt!: Date | null;
}

/** One booking of the ledger in a customer's favour, as a report lists it; the same one listed twice is two rows. */
@Entity({ tableName: "ledger_entry" })
@Check({ name: "ledger_entry_positive", expression: "amount > 0" })
export class LedgerEntry {
  @ManyToOne(() => LedgerReport, { mapToPk: true, fieldName: "report_id", primary: true, deleteRule: "cascade" })
  reportId!: string;

  @PrimaryKey({ type: "integer" })
  part!: number;

  /** From 0, in its part. */
  @PrimaryKey({ type: "integer" })
  position!: number;

  @Property({ type: "text" })
  ledgerEntryId!: RedactedText;

  @Property({ type: "text" })
  gatewayPaymentId!: string;

  /** null: we know no payment of this id at the ledger. */
  @Index()
  @ManyToOne(() => Payment, { mapToPk: true, fieldName: "payment_id", nullable: true, deleteRule: "no action" })
  paymentId!: string | null;

  /** The attempt it answers, as the order service says; null where it was booked for none. */
  @Property({ type: "uuid", nullable: true })
  attemptId!: string | null;

  @Property({ type: minorUnitsColumn })
  amount!: MinorUnits;

  @Property(moment())
  bookedAt!: Date;

  [PrimaryKeyProp]?: ["reportId", "part", "position"];
}
