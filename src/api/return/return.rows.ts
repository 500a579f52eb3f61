/** How rows become a return's lines. */
import { sql, type Sql } from "../connection/statement.js";
import { moneyOf } from "../money/money.type.js";
import type { ReturnLineType } from "./return.type.js";

export const LINES_OF_RETURNS = (ids: readonly string[]): Sql => sql`
  select parent.id as parent, line.id, line.order_line_id, line.quantity, line.amount, order_line.line_no, order_line.name, orders.currency
  from unnest(${[...new Set(ids)]}::uuid[]) as parent(id)
  join return_line line on line.return_id = parent.id
  join order_line on order_line.id = line.order_line_id
  join orders on orders.id = order_line.order_id
  order by parent.id, order_line.line_no`;

export const returnLineOf = (row: {
  id: string;
  order_line_id: string;
  quantity: number;
  amount: string;
  line_no: string;
  name: string;
  currency: string;
}): ReturnLineType => ({
  id: row.id,
  lineNo: row.line_no,
  name: row.name,
  quantity: row.quantity,
  amount: moneyOf(row.amount, row.currency),
  orderLineId: row.order_line_id,
});
