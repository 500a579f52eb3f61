/** Exports that are offered: the operation each one reads, and the columns it shows. */
import assert from "node:assert/strict";
import { flag, cause, moment, named, number, selectionOf, state, text, type Column, type Row } from "./column.js";

export interface Page {
  rows: readonly Row[];
  /** The cursor of the next page; null where there is none. */
  next: string | null;
}

export interface Export {
  /** Names the route and the file. */
  name: string;
  /** Arguments of the operation that a body may have. */
  inputs: readonly string[];
  columnsFor(body: Row): readonly Column[];
  document(columns: readonly Column[]): string;
  pageOf(answer: Row): Page;
}

interface ListOf {
  list: string;
  where: string;
  orderBy: string;
  columns: readonly Column[];
}

const listExport = ({ list, where, orderBy, columns }: ListOf): Export => ({
  name: list,
  inputs: ["where", "orderBy"],
  columnsFor: () => columns,
  document: (shown) => `query ($where: ${where}, $orderBy: ${orderBy}, $first: Int!, $after: String) {
    list: ${list}(where: $where, orderBy: $orderBy, first: $first, after: $after) {
      edges { node { ${selectionOf(shown)} } } pageInfo { hasNextPage endCursor }
    } }`,
  pageOf(answer) {
    const { edges, pageInfo } = answer["list"] as {
      edges: readonly { node: Row }[];
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    };
    assert(!pageInfo.hasNextPage || pageInfo.endCursor !== null, "a page that others follow has a cursor");
    return { rows: edges.map(({ node }) => node), next: pageInfo.hasNextPage ? pageInfo.endCursor : null };
  },
});

interface GroupsOf {
  name: string;
  /** Columns before the dimensions that are asked for. */
  first?: readonly Column[];
  columns: readonly Column[];
  query: (selection: string) => string;
  rowsOf: (answer: Row) => unknown;
}

/** A column of what it may be grouped by, and the dimension's name. */
const DIMENSIONS: Readonly<Record<string, Column>> = {
  DAY: text("day"),
  MONTH: text("month"),
  STATE: state("state"),
  AGE: named("age")("age"),
  GATEWAY: named("payer")("gateway"),
  PROVIDER: named("payer")("provider"),
  METHOD: named("method")("method"),
  CAUSE: cause("cause"),
};

const groupsExport = ({ name, first = [], columns, query, rowsOf }: GroupsOf): Export => ({
  name,
  inputs: ["where", "groupBy"],
  columnsFor({ groupBy }) {
    const asked: readonly unknown[] = Array.isArray(groupBy) ? groupBy : [groupBy];
    const dimensions = Object.entries(DIMENSIONS).filter(([dimensionName]) => asked.includes(dimensionName));
    return [...first, ...dimensions.map(([, column]) => column), ...columns];
  },
  document: (shown) => query(selectionOf(shown)),
  pageOf: (answer) => ({ rows: rowsOf(answer) as readonly Row[], next: null }),
});

interface FiguresOf {
  figures: string;
  name: string;
  dimension: string;
  columns: readonly Column[];
}

const figureExport = ({ figures, name, dimension, columns }: FiguresOf): Export =>
  groupsExport({
    name: `refund-figures/${name}`,
    columns,
    query: (selection) => `query ($where: RefundFiguresWhere!, $groupBy: [${dimension}!]! = []) {
    refundFigures(where: $where) { rows: ${figures}(groupBy: $groupBy) { ${selection} } } }`,
    rowsOf: (answer) => (answer["refundFigures"] as Row)["rows"],
  });

const REFUNDS = listExport({
  list: "refunds",
  where: "RefundWhere",
  orderBy: "RefundOrder",
  columns: [
    text("refundNo"),
    text("orderNo", "order.orderNo"),
    text("returnNo", "return.returnNo"),
    text("customerName", "order.customerName"),
    state("state"),
    named("payer")("gateway", "payment.gateway"),
    named("payer")("provider", "payment.provider"),
    named("method")("method", "payment.method"),
    text("paymentNo", "payment.paymentNo"),
    named("party")("atFault"),
    text("currency", "amount.currencyCode"),
    number("amount", "amount.amount"),
    number("paidToCustomer", "paidToCustomer.amount"),
    number("payableByHand", "payableByHand.amount"),
    number("delayInterest", "delayInterest.amount.amount"),
    moment("createdAt"),
    text("dueOn"),
    flag("overdue"),
    moment("completedAt"),
    text("transferredOn"),
    text("bankReference"),
    text("requestedBy", "requestedByPerson.name"),
    text("approvedBy", "approvedByPerson.name"),
    cause("refusalCause"),
    cause("transferFailureCause"),
    text("gatewayMessage"),
    named("cancelReason")("cancelReason"),
    named("bank")("bank", "refundAccount.bankCode"),
    text("accountNumber", "refundAccount.number"),
    text("accountHolder", "refundAccount.holder"),
  ],
});

const RETURN_COLUMNS: readonly Column[] = [
  text("returnNo"),
  text("orderNo", "order.orderNo"),
  text("customerName", "order.customerName"),
  named("state")("refundStatus"),
  named("returnReason")("returnReason", "reason"),
  named("party")("atFault"),
  moment("collectedAt"),
  text("dueOn"),
  text("currency", "sums.open.currencyCode"),
  number("open", "sums.open.amount"),
  number("refunded", "sums.refunded.amount"),
  number("notOwed", "sums.notOwed.amount"),
  number("alreadyReturned"),
  number("delayInterest", "delayInterest.amount"),
  named("noRefundReason")("noRefundReason"),
  moment("withdrawnAt"),
  moment("createdAt"),
];

/** Headers of what happened to refunds on the days of a range: their number, and their amounts. */
const HAPPENED = {
  created: ["createdRefunds", "createdAmount"],
  completed: ["completedRefunds", "completedAmount"],
  paidByTransfer: ["paidByTransferRefunds", "paidByTransferAmount"],
  failed: ["failedRefunds", "failedAmount"],
  cancelled: ["cancelledRefunds", "cancelledAmount"],
  reversed: ["reversedRefunds", "reversedAmount"],
} as const;

/** Headers of what persons did: likewise. */
const DONE = {
  requested: ["requestedRefunds", "requestedAmount"],
  retried: ["retriedRefunds", "retriedAmount"],
  approved: ["approvedRefunds", "approvedAmount"],
  declined: ["declinedRefunds", "declinedAmount"],
  accepted: ["acceptedRefunds", "acceptedAmount"],
  recorded: ["recordedResults", "recordedAmount"],
  cancelled: ["cancelledRefunds", "cancelledAmount"],
} as const;

type Header = Parameters<typeof number>[0];
const countedColumns = (headers: Readonly<Record<string, readonly [Header, Header]>>): Column[] =>
  Object.entries(headers).flatMap(([field, [refunds, amount]]) => [
    number(refunds, `${field}.refunds`),
    number(amount, `${field}.amount.amount`),
  ]);

const CURRENCY = text("currency", "amount.currencyCode");
const REFUND_COUNT = number("refunds");
const AMOUNT = number("amount", "amount.amount");

/** Each has its route: `/exports/<name>.csv`. */
export const EXPORTS: readonly Export[] = [
  REFUNDS,
  listExport({ list: "returns", where: "AnyReturnWhere", orderBy: "ReturnOrder", columns: RETURN_COLUMNS }),
  figureExport({
    figures: "open",
    name: "open",
    dimension: "OpenRefundDimension",
    columns: [CURRENCY, REFUND_COUNT, AMOUNT],
  }),
  figureExport({
    figures: "overdue",
    name: "overdue",
    dimension: "OverdueRefundDimension",
    columns: [CURRENCY, REFUND_COUNT, AMOUNT, number("delayInterest", "interest.amount"), number("withoutInterest")],
  }),
  figureExport({
    figures: "daily",
    name: "daily",
    dimension: "DailyRefundDimension",
    columns: [text("currency", "created.amount.currencyCode"), ...countedColumns(HAPPENED)],
  }),
  figureExport({
    figures: "failures",
    name: "failures",
    dimension: "FailureDimension",
    columns: [CURRENCY, number("failures"), AMOUNT],
  }),
  figureExport({
    figures: "timeToRefund",
    name: "time-to-refund",
    dimension: "DailyRefundDimension",
    columns: [REFUND_COUNT, number("p50Hours"), number("p90Hours"), number("p99Hours")],
  }),
  groupsExport({
    name: "person-figures",
    first: [text("person", "person.name")],
    columns: [text("currency", "requested.amount.currencyCode"), ...countedColumns(DONE)],
    query: (selection) => `query ($where: PersonFiguresWhere!, $groupBy: [PersonFigureDimension!]! = []) {
    rows: personFigures(where: $where, groupBy: $groupBy) { ${selection} } }`,
    rowsOf: (answer) => answer["rows"],
  }),
];
