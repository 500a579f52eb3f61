/** The nested reads of a request, each gathered into one statement over plain rows, whatever the size of the page. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { koreanDay } from "../clock.js";
import type { Exchange } from "../gateways/port.js";
import { loadRules } from "../orders/gateway-rule-book.js";
import type { GatewayRule } from "../orders/gateway-rules.js";
import type { Desk } from "../refund/desk.js";
import { batched } from "./batch.js";
import { read, sql, trusted, type Sql } from "./connection/statement.js";
import { ORDER_COLUMNS, ORDER_LINE_COLUMNS, orderLineOf, orderOf } from "./order/order.type.js";
import { EFFECT_COLUMNS, effectOf, PAYMENT_COLUMNS, paymentOf } from "./payment/payment.type.js";
import { ATTEMPT_COLUMNS, attemptOf, exchangeOf } from "./refund/attempt.type.js";
import { historyPages, type HistoryKey } from "./refund/history.type.js";
import { deductionOf, LINES_OF_REFUNDS, refundLineOf, statementOf } from "./refund/refund-parts.rows.js";
import { REFUND_COLUMNS, refundOf, type RefundRow } from "./refund/refund.type.js";
import { LINES_OF_RETURNS, returnLineOf } from "./return/return.rows.js";
import { RETURN_COLUMNS, returnOf } from "./return/return.type.js";

/** Of one parent's children nobody needs more in one answer; facts are bounded lower when they come in. */
const MAX_CHILDREN = 200;

export type Loaders = ReturnType<typeof createLoaders>;

/** Where the currency of a child's money stands. */
const CURRENCY = {
  ofOrder: "join orders on orders.id = child.order_id",
  ofPayment: "join payment on payment.id = parent.id join orders on orders.id = payment.order_id",
  ofRefund: "join refund on refund.id = parent.id join orders on orders.id = refund.order_id",
} as const;

interface Children {
  table: string;
  columns: string;
  /** The child's column that names its parent. */
  of: string;
  orderBy: string;
  /** How to get at the currency; undefined where no money is read. */
  currency?: string;
  condition?: string;
}

/** The children of each of `ids`: along the index on `of`, once per parent. */
const childrenOf = (ids: readonly string[], { table, columns, of, orderBy, currency, condition }: Children): Sql => sql`
  select parent.id as parent, child.*${trusted(currency ? ", orders.currency" : "")}
  from unnest(${[...new Set(ids)]}::uuid[]) as parent(id)
  cross join lateral (
    select ${trusted(columns)} from ${trusted(table)}
    where ${trusted(`${of} = parent.id${condition ? ` and ${condition}` : ""}`)}
    order by ${trusted(orderBy)} limit ${trusted(String(MAX_CHILDREN))}
  ) child ${trusted(currency ?? "")} order by parent.id, ${trusted(`child.${orderBy}`)}`;

export function createLoaders(em: EntityManager, desk: Pick<Desk, "clock">) {
  /** By id, null where there is no such row. */
  const one = <Row extends object, Node>(of: Children, nodeOf: (row: Row) => Node) =>
    batched<string, Node | null>(async (ids) => {
      const rows = await read<Row & { parent: string }>(em, childrenOf(ids, of));
      const found = new Map(rows.map((row) => [row.parent, row]));
      return ids.map((id) => {
        const row = found.get(id);
        return row ? nodeOf(row) : null;
      });
    });
  const many = <Row extends object, Node>(
    of: Children | ((ids: readonly string[]) => Sql),
    nodeOf: (row: Row) => Node,
  ) =>
    batched<string, Node[]>(async (ids) => {
      const rows = await read<Row & { parent: string }>(em, typeof of === "function" ? of(ids) : childrenOf(ids, of));
      const found = Map.groupBy(rows, ({ parent }) => parent);
      return ids.map((id) => (found.get(id) ?? []).map(nodeOf));
    });

  const refund = { table: "refund", columns: REFUND_COLUMNS, orderBy: "id", currency: CURRENCY.ofOrder };
  const refundNode = (row: RefundRow) => refundOf(row, koreanDay(desk.clock.now()));
  const payment = { table: "payment", columns: PAYMENT_COLUMNS, orderBy: "position", currency: CURRENCY.ofOrder };
  const line = { table: "order_line", columns: ORDER_LINE_COLUMNS, orderBy: "line_no", currency: CURRENCY.ofOrder };
  const collected = { table: "collected_return", columns: RETURN_COLUMNS, orderBy: "id" };
  const order = { table: "orders", columns: ORDER_COLUMNS, orderBy: "id" };
  const attempt = { table: "gateway_attempt", of: "refund_id", orderBy: "sequence" };

  return {
    refund: one({ ...refund, of: "id" }, refundNode),
    /** The refund that re-opened this one. */
    successor: one({ ...refund, of: "predecessor_id" }, refundNode),
    refundsOfReturn: many({ ...refund, of: "return_id" }, refundNode),
    refundsOfPayment: many({ ...refund, of: "payment_id" }, refundNode),
    refundsOfOrder: many({ ...refund, of: "order_id" }, refundNode),
    linesOfRefund: many(LINES_OF_REFUNDS, refundLineOf),
    deductionsOfRefund: many(
      {
        table: "refund_deduction",
        columns: "id, kind, amount",
        of: "refund_id",
        orderBy: "id",
        currency: CURRENCY.ofRefund,
      },
      deductionOf,
    ),
    attemptsOfRefund: many({ ...attempt, columns: ATTEMPT_COLUMNS, currency: CURRENCY.ofRefund }, attemptOf),
    exchangeOfAttempt: one(
      { table: "gateway_attempt", columns: "id, exchange", of: "id", orderBy: "id" },
      (row: { exchange: Exchange | null }) => (row.exchange ? exchangeOf(row.exchange) : null),
    ),
    openStatementOfRefund: one(
      {
        table: "refund_statement",
        columns: "id, outcome, amount, stated_by, stated_at",
        of: "refund_id",
        condition: "closed_at is null",
        orderBy: "id",
        currency: CURRENCY.ofRefund,
      },
      statementOf,
    ),
    historyOfRefund: batched((keys: readonly HistoryKey[]) => historyPages(em, keys)),

    payment: one({ ...payment, of: "id" }, paymentOf),
    paymentsOfOrder: many({ ...payment, of: "order_id" }, paymentOf),
    effectsOfPayment: many(
      {
        table: "gateway_effect",
        columns: EFFECT_COLUMNS,
        of: "payment_id",
        orderBy: "id",
        currency: CURRENCY.ofPayment,
      },
      effectOf,
    ),
    /** How many cancels of it succeeded at the gateway, whoever asked for them. */
    cancelsOfPayment: batched<string, number>(async (ids) => {
      const rows = await read<{ payment_id: string; count: string }>(
        em,
        sql`select payment_id, count(*) as count from gateway_effect where payment_id = any(${[...new Set(ids)]}::uuid[]) group by payment_id`,
      );
      const counts = new Map(rows.map((row) => [row.payment_id, Number(row.count)]));
      return ids.map((id) => counts.get(id) ?? 0);
    }),
    /** The gateways' rules, read once for the request. */
    gatewayRules: (() => {
      let rules: Promise<GatewayRule[]> | undefined;
      return () => (rules ??= loadRules(em));
    })(),
    /** The refund whose attempt is open at the gateway on this payment. */
    refundAtGateway: one(
      {
        table: "gateway_attempt",
        columns: "id, refund_id",
        of: "payment_id",
        condition: "status in ('SUBMITTING', 'PENDING', 'UNKNOWN')",
        orderBy: "id",
      },
      (row: { refund_id: string }) => row.refund_id,
    ),

    order: one({ ...order, of: "id" }, orderOf),
    orderLine: one({ ...line, of: "id" }, orderLineOf),
    linesOfOrder: many({ ...line, of: "order_id" }, orderLineOf),
    return: one({ ...collected, of: "id" }, returnOf),
    returnsOfOrder: many({ ...collected, of: "order_id" }, returnOf),
    linesOfReturn: many(LINES_OF_RETURNS, returnLineOf),
    deductionsOfReturn: many(
      {
        table: "return_deduction",
        columns: "id, kind, amount",
        of: "return_id",
        orderBy: "id",
        currency:
          "join collected_return on collected_return.id = parent.id join orders on orders.id = collected_return.order_id",
      },
      deductionOf,
    ),
  };
}
