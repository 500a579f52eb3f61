/** A due day that a change of the calendar moved: append-only. */
import { Check, Entity, Index, ManyToOne, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";
import { Holiday } from "../../calendar/holiday.entity.js";
import { moment } from "../../database/columns.js";
import { Refund } from "./refund.entity.js";

@Entity({ tableName: "due_change" })
@Index({ properties: ["refundId", "id"] })
@Check({ name: "due_change_moves", expression: "from_day <> to_day" })
export class DueChange {
  @PrimaryKey({ type: "uuid" })
  id!: string;

  @ManyToOne(() => Refund, { mapToPk: true, fieldName: "refund_id" })
  refundId!: string;

  /** The due day until then. */
  @Property({ columnType: "date" })
  fromDay!: string;

  @Property({ columnType: "date" })
  toDay!: string;

  /** The statement about a day that moved it. */
  @Index()
  @ManyToOne(() => Holiday, { mapToPk: true, fieldName: "holiday_id" })
  holidayId!: string;

  @Property(moment())
  at!: Date;
}
