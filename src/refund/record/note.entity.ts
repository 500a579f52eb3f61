/** Notes people leave on a refund, and whom they mention. Only ever added to (a trigger refuses anything else but a new seal). */
import { Entity, Index, ManyToOne, PrimaryKey, Property, Unique } from "@mikro-orm/decorators/legacy";
import { Person } from "../../access/person.entity.js";
import { moment } from "../../database/columns.js";
import { Refund } from "./refund.entity.js";

@Entity({ tableName: "refund_note" })
@Index({ properties: ["refundId", "id"] })
export class RefundNote {
  /** In the order they were written in. */
  @PrimaryKey({ type: "uuid" })
  id!: string;

  @ManyToOne(() => Refund, { mapToPk: true, fieldName: "refund_id" })
  refundId!: string;

  /** Subject of who wrote it. */
  @Property({ type: "text" })
  author!: string;

  /** The text, encrypted: it may name people. */
  @Property({ type: "text" })
  sealed!: string;

  @Property(moment())
  at!: Date;
}

@Entity({ tableName: "refund_note_mention" })
@Unique({ properties: ["noteId", "personId"] })
@Index({ properties: ["personId", "at", "id"] })
export class RefundNoteMention {
  @PrimaryKey({ type: "uuid" })
  id!: string;

  @ManyToOne(() => RefundNote, { mapToPk: true, fieldName: "note_id" })
  noteId!: string;

  @ManyToOne(() => Person, { mapToPk: true, fieldName: "person_id" })
  personId!: string;

  /** When the note was written. */
  @Property(moment())
  at!: Date;
}
