/** The columns of a refund's lines, deductions and open statement. */
import { columns, instant, integer, money, text } from "../connection/columns.js";
import { sql, trusted, type Sql } from "../connection/statement.js";
import type { Deduction, RefundLineType, StatementType } from "./refund-parts.type.js";

export const REFUND_LINE_COLUMNS = columns<RefundLineType>({
  id: text("line.id"),
  lineNo: text("order_line.line_no"),
  name: text("order_line.name"),
  quantity: integer("coalesce(return_line.quantity, 0) as quantity"),
  amount: money("line.amount"),
  orderLineId: text("line.order_line_id"),
});

/** With the line of the order and of the return, so that a list with lines is two statements. */
export const LINES_OF_REFUNDS = (ids: readonly string[]): Sql => sql`
  select parent.id as parent, ${trusted(REFUND_LINE_COLUMNS.selectList)}, orders.currency
  from unnest(${[...new Set(ids)]}::uuid[]) as parent(id)
  join refund on refund.id = parent.id
  join orders on orders.id = refund.order_id
  join refund_line line on line.refund_id = parent.id
  join order_line on order_line.id = line.order_line_id
  left join return_line on return_line.return_id = refund.return_id and return_line.order_line_id = line.order_line_id
  order by parent.id, order_line.line_no`;

export const DEDUCTION_COLUMNS = columns<Deduction>({ kind: text("kind"), amount: money("amount") });

export const STATEMENT_COLUMNS = columns<StatementType>({
  id: text("id"),
  outcome: text("outcome"),
  amount: money("amount"),
  statedBy: text("stated_by"),
  statedAt: instant("stated_at"),
  confirmedBy: text("confirmed_by"),
  closedAt: instant("closed_at"),
  evidenceSealed: text("evidence_sealed"),
  confirmingEvidenceSealed: text("confirming_evidence_sealed"),
});
