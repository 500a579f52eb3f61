/**
 * The event log: what other services follow. A row commits with the change it tells of; the relay gives it its place in
 * the stream afterwards (docs/adr/0003-event-positions.md says why neither the serial id nor the transaction id can be that place).
 */
import { Entity, Index, PrimaryKey, Property, Unique } from "@mikro-orm/decorators/legacy";
import { BigIntType } from "@mikro-orm/core";
import { moment } from "../database/columns.js";

const EVENT_TYPES = ["refund.changed", "return.changed"] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Ids, states and causes; never personal data. */
export type EventPayload = Readonly<Record<string, string | number | null>>;

@Entity({ tableName: "event_log" })
@Index({
  name: "event_log_unplaced",
  expression: `create index event_log_unplaced on event_log (id) where position is null`,
})
@Index({ properties: ["subjectId", "id"] })
export class EventRow {
  @PrimaryKey({ type: new BigIntType("number"), autoincrement: true })
  id!: number;

  /** Place in the stream, given by the relay; readers see only rows that have one. */
  @Unique()
  @Property({ type: new BigIntType("number"), nullable: true })
  position!: number | null;

  @Property({ type: "text" })
  type!: EventType;

  /** The refund or return it is about. */
  @Property({ type: "uuid" })
  subjectId!: string;

  @Property({ type: "jsonb" })
  payload!: EventPayload;

  @Property(moment())
  at!: Date;
}
