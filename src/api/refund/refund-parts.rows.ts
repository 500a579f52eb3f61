/** How rows become a refund's lines, deductions and open statement. */
import type { DeductionKind } from "../../orders/return.entity.js";
import { sql, type Sql } from "../connection/statement.js";
import { moneyOf } from "../money/money.type.js";
import type { Deduction, RefundLineType, StatementType } from "./refund-parts.type.js";

/** With the line of the order and of the return, so that a list with lines is two statements. */
export const LINES_OF_REFUNDS = (ids: readonly string[]): Sql => sql`
  select parent.id as parent, line.id, line.order_line_id, line.amount, order_line.line_no, order_line.name,
         coalesce(return_line.quantity, 0) as quantity, orders.currency
  from unnest(${[...new Set(ids)]}::uuid[]) as parent(id)
  join refund on refund.id = parent.id
  join orders on orders.id = refund.order_id
  join refund_line line on line.refund_id = parent.id
  join order_line on order_line.id = line.order_line_id
  left join return_line on return_line.return_id = refund.return_id and return_line.order_line_id = line.order_line_id
  order by parent.id, order_line.line_no`;

export const refundLineOf = (row: {
  id: string;
  order_line_id: string;
  amount: string;
  line_no: string;
  name: string;
  quantity: number;
  currency: string;
}): RefundLineType => ({
  id: row.id,
  lineNo: row.line_no,
  name: row.name,
  quantity: row.quantity,
  amount: moneyOf(row.amount, row.currency),
  orderLineId: row.order_line_id,
});

export const deductionOf = (row: { kind: DeductionKind; amount: string; currency: string }): Deduction => ({
  kind: row.kind,
  amount: moneyOf(row.amount, row.currency),
});

export const statementOf = (row: {
  id: string;
  outcome: StatementType["outcome"];
  amount: string | null;
  stated_by: string;
  stated_at: string;
  currency: string;
}): StatementType => ({
  id: row.id,
  outcome: row.outcome,
  amount: row.amount === null ? null : moneyOf(row.amount, row.currency),
  statedBy: row.stated_by,
  statedAt: new Date(row.stated_at),
});
