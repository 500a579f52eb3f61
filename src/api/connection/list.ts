/**
 * Reads one page of a large table: keyset, so that page 1,000 costs what page 1 costs, and always along an index.
 *
 * A filter on a list of values (`status: [A, B]`) would make PostgreSQL sort everything that matches, or walk an index past
 * everything that does not. So each value gets a branch that walks its own part of an index, and the branches are merged.
 */
import type { EntityManager } from "@mikro-orm/postgresql";
import { isDayText } from "../scalar/calendar.js";
import { COUNTED_EXACTLY, totalOf, type Connection } from "./connection.type.js";
import { decodeCursor, encodeCursor } from "./cursor.js";
import { sliced, type Page } from "./page.js";
import { allOf, FALSE, joined, read, sql, trusted, type Sql } from "./statement.js";

export const DIRECTIONS = ["ASC", "DESC"] as const;
export type Direction = (typeof DIRECTIONS)[number];

export interface Sort {
  /** Names the list and the field, in cursors. */
  order: string;
  column: string;
  type: "timestamptz" | "date";
  direction: Direction;
}

export interface ListOf {
  table: string;
  /** The columns read of each row: `id` and the sort column must be among it. */
  columns: string;
  condition: Sql;
  /** One condition per branch; null: no branches. */
  branches: readonly Sql[] | null;
  sort: Sort;
  page: Page;
  /** Joins what each row of the page needs, as in `select page.*, … from (<page>) page join …`. */
  extra: { columns: string; joins: string };
}

const VALUE: Record<Sort["type"], RegExp> = {
  timestamptz: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  date: /^\d{4}-\d\d-\d\d$/,
};

/** True for a sort value as a cursor of such a column has it. */
export const isSortValue = (type: Sort["type"], value: string): boolean =>
  VALUE[type].test(value) && isDayText(value.slice(0, 10)) && !Number.isNaN(new Date(value).getTime());

/** Rows sort by (column, id): ids are unique, so no two rows share a place. */
function beyond({ order, column, type }: Sort, cursor: string, descending: boolean): Sql {
  const { value, id } = decodeCursor(order, cursor, (text) => isSortValue(type, text));
  const operator = trusted(descending ? "<" : ">");
  return sql`(${trusted(column)}, id) ${operator} (${value}::${trusted(type)}, ${id}::uuid)`;
}

export function pageStatement({ table, columns, condition, branches, sort, page, extra }: ListOf): Sql {
  const down = sort.direction === "DESC";
  const readDown = down !== page.backwards;
  const way = readDown ? "desc" : "asc";
  const positions = [
    ...(page.after !== null ? [beyond(sort, page.after, down)] : []),
    ...(page.before !== null ? [beyond(sort, page.before, !down)] : []),
  ];
  // One more than asked for tells whether more follow.
  const end = (prefix = "") =>
    trusted(`order by ${prefix}${sort.column} ${way}, ${prefix}id ${way} limit ${page.size + 1}`);
  const branch = (its: readonly Sql[]) =>
    sql`select ${trusted(columns)} from ${trusted(table)} where ${allOf([...its, condition, ...positions])} ${end()}`;
  const rows = merged(branches, branch, (all) => sql`select * from (${all}) branch ${end()}`);
  return sql`select page.*${trusted(extra.columns)} from (${rows}) page ${trusted(extra.joins)} order by page.${trusted(sort.column)} ${trusted(way)}, page.id ${trusted(way)}`;
}

/** Counts along the same index and stops early. */
export function countStatement({ table, condition, branches, sort }: ListOf): Sql {
  const limit = trusted(`limit ${COUNTED_EXACTLY + 1}`);
  const branch = (its: readonly Sql[]) =>
    sql`select 1 from ${trusted(table)} where ${allOf([...its, condition])} order by ${trusted(sort.column)}, id ${limit}`;
  const rows = merged(branches, branch, (all) => sql`select 1 from (${all}) branch ${limit}`);
  return sql`select count(*)::int as counted from (${rows}) found`;
}

function merged(branches: ListOf["branches"], branch: (its: readonly Sql[]) => Sql, merge: (all: Sql) => Sql): Sql {
  if (branches === null) return branch([]);
  if (branches.length === 0) return branch([FALSE]);
  if (branches.length === 1) return branch(branches);
  return merge(
    joined(
      branches.map((its) => sql`(${branch([its])})`),
      " union all ",
    ),
  );
}

/** @throws BAD_USER_INPUT for a cursor that is not of this list and order. */
export async function readConnection<Node>(
  em: EntityManager,
  list: ListOf,
  nodeOf: (row: object) => Node,
): Promise<Connection<Node>> {
  const { sort, page } = list;
  const rows = await read<{ id: string } & Record<string, string>>(em, pageStatement(list));
  const cursorOf = ({ id, [sort.column]: value = "" }: (typeof rows)[number]) =>
    encodeCursor(sort.order, { value: sort.type === "date" ? value : new Date(value).toISOString(), id });
  return {
    ...sliced(rows, page, { cursorOf, nodeOf }),
    totalCount: async () => {
      const [row] = await read<{ counted: number }>(em, countStatement(list));
      return totalOf(row?.counted ?? 0);
    },
  };
}
