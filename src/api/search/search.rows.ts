/** Sources of a search, and the one statement that looks through them: each look walks an index of its own and stops early. */
import { Permission } from "../../access/permission.js";
import { isId } from "../bad-input.js";
import { joined, sql, trusted, type Sql } from "../connection/statement.js";
import type { NodeTypename } from "../node/node.type.js";
import type { SearchField } from "./search.enums.js";

type SearchedTypename = Exclude<NodeTypename, "WorkItem">;

/** The permission to read what a hit leads to: without it nobody looks there. */
const NEEDS: Readonly<Record<SearchedTypename, Permission>> = {
  Order: Permission.OrderRead,
  Payment: Permission.PaymentRead,
  Refund: Permission.RefundRead,
  Return: Permission.ReturnRead,
};

interface Source {
  field: SearchField;
  typename: SearchedTypename;
  table: string;
  column: string;
  /** The column with the id of what it leads to. */
  node: string;
  /** By the first letters, along an index with `text_pattern_ops`; otherwise the whole id of a row. */
  byPrefix: boolean;
  /** Ours are written in capitals, whatever is typed. */
  inCapitals?: boolean;
}

const number = (field: SearchField, typename: SearchedTypename, table: string, column: string): Source => ({
  field,
  typename,
  table,
  column,
  node: "id",
  byPrefix: true,
});
const ownId = (typename: SearchedTypename, table: string): Source => ({
  ...number("ID", typename, table, "id"),
  byPrefix: false,
});

const SOURCES: readonly Source[] = [
  ownId("Refund", "refund"),
  ownId("Return", "collected_return"),
  ownId("Order", "orders"),
  ownId("Payment", "payment"),
  number("ORDER_NO", "Order", "orders", "order_no"),
  number("RETURN_NO", "Return", "collected_return", "return_no"),
  { ...number("REFUND_NO", "Refund", "refund", "refund_no"), inCapitals: true },
  number("PAYMENT_NO", "Payment", "payment", "payment_no"),
  number("GATEWAY_PAYMENT_ID", "Payment", "payment", "gateway_payment_id"),
  {
    ...number("GATEWAY_CANCELLATION_ID", "Refund", "gateway_attempt", "gateway_cancellation_id"),
    node: "refund_id",
  },
  {
    ...number("GATEWAY_CANCELLATION_ID", "Payment", "booked_cancellation", "gateway_cancellation_id"),
    node: "payment_id",
  },
  {
    ...number("PROVIDER_CANCELLATION_ID", "Payment", "booked_cancellation", "provider_cancellation_id"),
    node: "payment_id",
  },
  { ...number("GATEWAY_REQUEST_ID", "Refund", "gateway_attempt", "gateway_request_id"), node: "refund_id" },
  { ...number("ATTEMPT_ID", "Refund", "gateway_attempt", "id"), node: "refund_id", byPrefix: false },
];

/** @param may asks whether the caller holds a permission. */
export const sourcesFor = (may: (permission: Permission) => boolean): Source[] =>
  SOURCES.filter(({ typename }) => may(NEEDS[typename]));

/** A row found. `rank` counts the rows of its source, from 1. */
export interface Found {
  field: SearchField;
  typename: SearchedTypename;
  node: string;
  value: string;
  exact: boolean;
  rank: number;
}

/** LIKE has signs of its own, which a number may have as well. */
const literally = (text: string): string => text.replace(/[\\%_]/g, "\\$&");

/** At most `limit` rows of each source; null where none could have it. */
export function searchStatement(sources: readonly Source[], text: string, limit: number): Sql | null {
  const looks = sources.filter(({ byPrefix }) => byPrefix || isId(text)).map((source) => look(source, text, limit));
  return looks.length === 0 ? null : joined(looks, " union all ");
}

function look({ field, typename, table, column, node, byPrefix, inCapitals }: Source, text: string, limit: number) {
  const wanted = inCapitals ? text.toUpperCase() : text;
  const value = trusted(column);
  const condition = byPrefix ? sql`${value} like ${`${literally(wanted)}%`}::text` : sql`${value} = ${wanted}::uuid`;
  // The order of the index, in which the shortest, the text itself, comes first; the database's own order would sort all.
  const order = trusted(byPrefix ? `${column} using ~<~, id` : "id");
  return sql`(select ${field}::text as field, ${typename}::text as typename, ${trusted(node)}::text as node, ${value}::text as value,
    ${value}::text = ${byPrefix ? wanted : wanted.toLowerCase()}::text as exact, row_number() over (order by ${order})::int as rank
    from ${trusted(table)} where ${condition} order by ${order} limit ${trusted(String(limit))})`;
}

/** The hits to show: what matches in full first, then the first of each source, the second of each, and so on. */
export function ranked(rows: readonly Found[], first: number): { shown: Found[]; hasMore: boolean } {
  // Two attempts of a refund may have one id at the gateway, and be one hit.
  const keyOf = ({ field, node, value }: Found) => JSON.stringify([field, node, value]);
  const distinct = [...new Map(rows.map((row) => [keyOf(row), row])).values()];
  const sorted = distinct.toSorted((a, b) => Number(b.exact) - Number(a.exact) || a.rank - b.rank);
  return { shown: sorted.slice(0, first), hasMore: sorted.length > first };
}
