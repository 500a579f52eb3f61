/** The columns of a return's lines. */
import { columns, integer, money, text } from "../connection/columns.js";
import { sql, trusted, type Sql } from "../connection/statement.js";
import type { ReturnLineType } from "./return.type.js";

export const RETURN_LINE_COLUMNS = columns<ReturnLineType>({
  id: text("line.id"),
  lineNo: text("order_line.line_no"),
  name: text("order_line.name"),
  quantity: integer("line.quantity"),
  amount: money("line.amount"),
  amountReason: text("line.amount_reason"),
  orderLineId: text("line.order_line_id"),
});

export const LINES_OF_RETURNS = (ids: readonly string[]): Sql => sql`
  select parent.id as parent, ${trusted(RETURN_LINE_COLUMNS.selectList)}, orders.currency
  from unnest(${[...new Set(ids)]}::uuid[]) as parent(id)
  join return_line line on line.return_id = parent.id
  join order_line on order_line.id = line.order_line_id
  join orders on orders.id = order_line.order_id
  order by parent.id, order_line.line_no`;
