/** The columns of the moves of a due day, with the holidays that made them. */
import { columns, flag, instant, text } from "../connection/columns.js";
import { sql, trusted, type Sql } from "../connection/statement.js";
import type { DueChangeType } from "./delay-interest.type.js";

export const DUE_CHANGE_COLUMNS = columns<DueChangeType>({
  from: text("due_change.from_day"),
  to: text("due_change.to_day"),
  holiday: text("holiday.day"),
  name: text("holiday.name"),
  isHoliday: flag("holiday.is_holiday"),
  changedBy: text("holiday.recorded_by"),
  at: instant("due_change.at"),
});

/** The newest moves of one refund that anybody reads. */
const MAX_CHANGES = 200;

export const DUE_CHANGES_OF_REFUNDS = (ids: readonly string[]): Sql => sql`
  select parent.id as parent, change.* from unnest(${[...new Set(ids)]}::uuid[]) as parent(id)
  cross join lateral (
    select ${trusted(DUE_CHANGE_COLUMNS.selectList)}, due_change.id as sibling_order
    from due_change join holiday on holiday.id = due_change.holiday_id
    where due_change.refund_id = parent.id order by due_change.id desc limit ${trusted(String(MAX_CHANGES))}
  ) change order by parent.id, change.sibling_order`;
