/** A person's statement about a day: append-only, the newest of a day counts. */
import { Check, Entity, PrimaryKey, Property, Unique } from "@mikro-orm/decorators/legacy";
import { moment } from "../database/columns.js";

@Entity({ tableName: "holiday" })
@Unique({ properties: ["day", "revision"] })
@Check({ name: "holiday_revision", expression: "revision > 0" })
export class Holiday {
  @PrimaryKey({ type: "uuid" })
  id!: string;

  /** Korean day. */
  @Property({ columnType: "date" })
  day!: string;

  /** Counts the statements about this day from 1 on; the highest one counts. */
  @Property({ type: "integer" })
  revision!: number;

  @Property({ type: "text" })
  name!: string;

  /** False: what the gazette's list or an earlier statement calls a holiday is none. */
  @Property({ type: "boolean" })
  isHoliday!: boolean;

  /** Where it was declared, for people: the gazette's number, a notice. No personal data. */
  @Property({ type: "text" })
  reason!: string;

  /** Subject of who recorded it. */
  @Property({ type: "text" })
  recordedBy!: string;

  @Property(moment())
  recordedAt!: Date;
}
