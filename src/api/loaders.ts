/** The nested reads of a request, each gathered into one statement over plain rows, whatever the size of the page. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { koreanDay } from "../clock.js";
import type { Exchange } from "../gateways/port.js";
import { loadRules } from "../gateway-rules/rule-book.js";
import type { GatewayRule } from "../gateway-rules/terms.js";
import type { RefundContext } from "../refund/context.js";
import { gatewayUseOf } from "../refund/eligibility/load-facts.js";
import { batched } from "./batch.js";
import { read, sql, trusted, type Sql } from "./connection/statement.js";
import type { Columns } from "./connection/columns.js";
import { CHANGES_OF_ORDERS, FACT_CHANGE_COLUMNS, FACT_CORRECTION_COLUMNS } from "./order/fact-change.type.js";
import { memosOf, mentionsOf, noteCounts, notePages, type NotesKey, type StepKey } from "./note/note.rows.js";
import { ORDER_COLUMNS, ORDER_LINE_COLUMNS } from "./order/order.type.js";
import { CANCELLATION_STATEMENT_COLUMNS } from "./payment/cancellation-statement.type.js";
import { CANCELLATION_COLUMNS, PAYMENT_COLUMNS } from "./payment/payment.type.js";
import { personsNamed } from "./person/person.rows.js";
import { ATTEMPT_COLUMNS, exchangeOf, type ExchangeType } from "./refund/attempt.type.js";
import { DUE_CHANGE_COLUMNS, DUE_CHANGES_OF_REFUNDS } from "./refund/due-change.rows.js";
import { approvalMoments, historyPages, type HistoryKey } from "./refund/history.type.js";
import {
  DEDUCTION_COLUMNS,
  LINES_OF_REFUNDS,
  REFUND_LINE_COLUMNS,
  STATEMENT_COLUMNS,
} from "./refund/refund-parts.rows.js";
import { REFUND_COLUMNS, refundOf, type RefundType } from "./refund/refund.type.js";
import { LINES_OF_RETURNS, RETURN_LINE_COLUMNS } from "./return/return.rows.js";
import { RETURN_COLUMNS } from "./return/return.type.js";
import { WORK_ITEM_COLUMNS } from "./work-item/work-item.type.js";

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
  /** The child's column that names its parent. */
  of: string;
  orderBy: string;
  /** How to get at the currency; undefined where no money is read. */
  currency?: string;
  condition?: string;
}

type Read<Node> = Pick<Columns<Node>, "selectList" | "nodeOf">;

/** The children of each of `ids`: along the index on `of`, once per parent. */
const childrenOf = (
  ids: readonly string[],
  selectList: string,
  { table, of, orderBy, currency, condition }: Children,
): Sql => sql`
  select parent.id as parent, child.*${trusted(currency ? ", orders.currency" : "")}
  from unnest(${[...new Set(ids)]}::uuid[]) as parent(id)
  cross join lateral (
    select ${trusted(`${selectList}, ${orderBy} as sibling_order`)} from ${trusted(table)}
    where ${trusted(`${of} = parent.id${condition ? ` and ${condition}` : ""}`)}
    order by ${trusted(orderBy)} limit ${trusted(String(MAX_CHILDREN))}
  ) child ${trusted(currency ?? "")} order by parent.id, child.sibling_order`;

const EXCHANGE: Read<ExchangeType | null> = {
  selectList: "exchange",
  nodeOf: (row) => {
    const { exchange } = row as { exchange: Exchange | null };
    return exchange && exchangeOf(exchange);
  },
};

const MATCHED_CANCELLATION: Read<string> = {
  selectList: "cancellation_id",
  nodeOf: (row) => (row as { cancellation_id: string }).cancellation_id,
};

const REFUND_ID: Read<string> = {
  selectList: "refund_id",
  nodeOf: (row) => (row as { refund_id: string }).refund_id,
};

/** Refunds that cancellations paid: of the attempt they answer, or completed with them. */
const REFUND_IDS_OF_CANCELLATIONS = (ids: readonly string[]): Sql => sql`
  select booked.id as parent, attempt.refund_id from booked_cancellation booked
  join gateway_attempt attempt on attempt.id = booked.attempt_id where booked.id = any(${[...new Set(ids)]}::uuid[])
  union
  select cancellation_id, refund_id from cancellation_match where cancellation_id = any(${[...new Set(ids)]}::uuid[])
  order by parent, refund_id`;

export function createLoaders(em: EntityManager, refundContext: Pick<RefundContext, "clock">) {
  /** By id, null where there is no such row. */
  const one = <Node>({ selectList, nodeOf }: Read<Node>, of: Children) =>
    batched<string, Node | null>(async (ids) => {
      const rows = await read<{ parent: string }>(em, childrenOf(ids, selectList, of));
      const found = new Map(rows.map((row) => [row.parent, row]));
      return ids.map((id) => {
        const row = found.get(id);
        return row ? nodeOf(row) : null;
      });
    });
  const many = <Node>({ selectList, nodeOf }: Read<Node>, of: Children | ((ids: readonly string[]) => Sql)) =>
    batched<string, Node[]>(async (ids) => {
      const statement = typeof of === "function" ? of(ids) : childrenOf(ids, selectList, of);
      const found = Map.groupBy(await read<{ parent: string }>(em, statement), ({ parent }) => parent);
      return ids.map((id) => (found.get(id) ?? []).map(nodeOf));
    });

  const refund = { table: "refund", orderBy: "id", currency: CURRENCY.ofOrder };
  const payment = { table: "payment", orderBy: "position", currency: CURRENCY.ofOrder };
  const line = { table: "order_line", orderBy: "line_no", currency: CURRENCY.ofOrder };
  const collected = { table: "collected_return", orderBy: "id" };
  const ofRefund = { of: "refund_id", orderBy: "id", currency: CURRENCY.ofRefund };
  const ofPayment = { of: "payment_id", orderBy: "id" };
  const cancellationStatement = { ...ofPayment, table: "cancellation_statement", currency: CURRENCY.ofPayment };
  const correction = { ...ofPayment, table: "order_fact_correction" };
  const refundColumns: Read<RefundType> = {
    selectList: REFUND_COLUMNS.selectList,
    nodeOf: (row) => refundOf(row, koreanDay(refundContext.clock.now())),
  };

  const noteCount = batched((ids: readonly string[]) => noteCounts(em, ids));

  return {
    workItem: one(WORK_ITEM_COLUMNS, { table: "work_item", of: "id", orderBy: "id" }),

    refund: one(refundColumns, { ...refund, of: "id" }),
    /** The refund that re-opened this one. */
    successor: one(refundColumns, { ...refund, of: "predecessor_id" }),
    /** The rest of a refund of which less moved. */
    remainder: one(refundColumns, { ...refund, of: "remainder_of_id" }),
    dueChangesOfRefund: many(DUE_CHANGE_COLUMNS, DUE_CHANGES_OF_REFUNDS),
    /** The cancel made elsewhere that a refund was completed with. */
    matchedCancellationOf: one(MATCHED_CANCELLATION, {
      table: "cancellation_match",
      of: "refund_id",
      orderBy: "refund_id",
    }),
    refundIdsOfCancellation: many(REFUND_ID, REFUND_IDS_OF_CANCELLATIONS),
    refundsOfReturn: many(refundColumns, { ...refund, of: "return_id" }),
    refundsOfPayment: many(refundColumns, { ...refund, of: "payment_id" }),
    refundsOfOrder: many(refundColumns, { ...refund, of: "order_id" }),
    linesOfRefund: many(REFUND_LINE_COLUMNS, LINES_OF_REFUNDS),
    deductionsOfRefund: many(DEDUCTION_COLUMNS, { ...ofRefund, table: "refund_deduction" }),
    attemptsOfRefund: many(ATTEMPT_COLUMNS, { ...ofRefund, table: "gateway_attempt", orderBy: "sequence" }),
    exchangeOfAttempt: one(EXCHANGE, { table: "gateway_attempt", of: "id", orderBy: "id" }),
    openStatementOfRefund: one(STATEMENT_COLUMNS, {
      ...ofRefund,
      table: "refund_statement",
      condition: "closed_at is null",
    }),
    statementsOfRefund: many(STATEMENT_COLUMNS, { ...ofRefund, table: "refund_statement" }),
    notesOfRefund: batched((keys: readonly NotesKey[]) => notePages(em, keys, noteCount)),
    mentionsOfNote: batched((ids: readonly string[]) => mentionsOf(em, ids)),
    memoOfStep: batched((keys: readonly StepKey[]) => memosOf(em, keys)),
    /** Whoever a subject names. */
    person: batched((subjects: readonly string[]) => personsNamed(em, subjects)),
    /** When its last approval was asked for, and given. */
    approvalOfRefund: batched((ids: readonly string[]) => approvalMoments(em, ids)),
    historyOfRefund: batched((keys: readonly HistoryKey[]) => historyPages(em, keys)),

    payment: one(PAYMENT_COLUMNS, { ...payment, of: "id" }),
    paymentsOfOrder: many(PAYMENT_COLUMNS, { ...payment, of: "order_id" }),
    cancellationsOfPayment: many(CANCELLATION_COLUMNS, {
      table: "booked_cancellation",
      of: "payment_id",
      orderBy: "id",
      currency: CURRENCY.ofPayment,
    }),
    openCancellationStatementOfPayment: one(CANCELLATION_STATEMENT_COLUMNS, {
      ...cancellationStatement,
      condition: "closed_at is null",
    }),
    cancellationStatementsOfPayment: many(CANCELLATION_STATEMENT_COLUMNS, cancellationStatement),
    openCorrectionOfPayment: one(FACT_CORRECTION_COLUMNS, { ...correction, condition: "closed_at is null" }),
    correctionsOfPayment: many(FACT_CORRECTION_COLUMNS, correction),
    /** Cancels so far, and the refund whose attempt is open at the gateway. */
    gatewayUse: batched((ids: readonly string[]) => gatewayUseOf(em, ids)),
    /** The gateways' rules, read once for the request. */
    gatewayRules: (() => {
      let rules: Promise<GatewayRule[]> | undefined;
      return () => (rules ??= loadRules(em));
    })(),

    order: one(ORDER_COLUMNS, { table: "orders", of: "id", orderBy: "id" }),
    orderLine: one(ORDER_LINE_COLUMNS, { ...line, of: "id" }),
    factChangesOfOrder: many(FACT_CHANGE_COLUMNS, CHANGES_OF_ORDERS),
    linesOfOrder: many(ORDER_LINE_COLUMNS, { ...line, of: "order_id" }),
    return: one(RETURN_COLUMNS, { ...collected, of: "id" }),
    returnsOfOrder: many(RETURN_COLUMNS, { ...collected, of: "order_id" }),
    linesOfReturn: many(RETURN_LINE_COLUMNS, LINES_OF_RETURNS),
    deductionsOfReturn: many(DEDUCTION_COLUMNS, {
      table: "return_deduction",
      of: "return_id",
      orderBy: "id",
      currency:
        "join collected_return on collected_return.id = parent.id join orders on orders.id = collected_return.order_id",
    }),
  };
}
