/** A filter and an order of a list under a name: one person's, and of use to others where it is shared. No personal data. */
import { Check, Entity, Index, PrimaryKey, Property, Unique } from "@mikro-orm/decorators/legacy";
import { moment } from "../database/columns.js";

/** The lists whose filters can be kept, each a query of the API. */
export const VIEWED_LISTS = [
  "REFUNDS",
  "RETURNS_AWAITING_REFUND",
  "RETURNS",
  "PAYMENTS",
  "BOOKED_CANCELLATIONS",
  "WORK_ITEMS",
  "APPROVALS_WAITING",
  "REFUND_FIGURES",
] as const;
export type ViewedList = (typeof VIEWED_LISTS)[number];

@Entity({ tableName: "saved_view" })
@Check({ name: "saved_view_name", expression: "name <> ''" })
@Unique({ properties: ["ownerKey", "list", "name"] })
@Index({ properties: ["ownerKey", "createdAt", "id"] })
@Index({
  name: "saved_view_shared",
  expression: `create index saved_view_shared on saved_view (created_at, id) where shared`,
})
export class SavedView {
  @PrimaryKey({ type: "uuid" })
  id!: string;

  /** `personKey` of the owner: two spellings of one person keep one set of views. */
  @Property({ type: "text" })
  ownerKey!: string;

  /** Subject of the owner. */
  @Property({ type: "text" })
  owner!: string;

  @Property({ type: "text" })
  list!: ViewedList;

  @Property({ type: "text" })
  name!: string;

  /** Arguments of the query, as its variables have them. */
  @Property({ type: "jsonb" })
  arguments!: Record<string, unknown>;

  @Property({ type: "boolean" })
  shared!: boolean;

  @Property(moment())
  createdAt!: Date;

  @Property(moment())
  changedAt!: Date;
}
