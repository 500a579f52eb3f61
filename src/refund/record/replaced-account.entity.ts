/** A bank account that another one took the place of: a gateway may still name it, and what it says must be read without it. */
import { Entity, Index, ManyToOne, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";
import { moment } from "../../database/columns.js";
import { Refund } from "./refund.entity.js";

@Entity({ tableName: "replaced_account" })
export class ReplacedAccount {
  @PrimaryKey({ type: "uuid" })
  id!: string;

  @Index()
  @ManyToOne(() => Refund, { mapToPk: true, fieldName: "refund_id" })
  refundId!: string;

  /** Each sealed for this row; nothing is ever paid to it. */
  @Property({ type: "text" })
  numberSealed!: string;

  @Property({ type: "text" })
  holderSealed!: string;

  @Property({ type: "text", nullable: true })
  phoneSealed!: string | null;

  @Property(moment())
  replacedAt!: Date;
}
