/**
 * Reads one page of a large table: keyset, so that page 1,000 costs what page 1 costs, and always along an index.
 *
 * A filter on a list of values (`status: [A, B]`) would make PostgreSQL sort everything that matches, or walk an index past
 * everything that does not. So each value gets a branch that walks its own part of an index, and the branches are merged.
 * What no index says is asked of each row that is read, and only so many are read at once.
 */
import type { EntityManager } from "@mikro-orm/postgresql";
import { isDayText } from "../scalar/calendar.js";
import { COUNTED_EXACTLY, LOOKED_THROUGH, totalOf, type Connection } from "./connection.type.js";
import { decodeCursor, encodeCursor } from "./cursor.js";
import { goingOn, sliced, type Page } from "./page.js";
import { allOf, FALSE, joined, read, sql, trusted, type Sql } from "./statement.js";

export const DIRECTIONS = ["ASC", "DESC"] as const;
export type Direction = (typeof DIRECTIONS)[number];

export interface Sort {
  /** Names the list and the field, in cursors. */
  order: string;
  column: string;
  type: "timestamptz" | "date" | "bigint";
  direction: Direction;
}

/** How rows are read. */
export interface Way {
  /** The part of each branch that is read. */
  condition: Sql;
  /** One condition per branch; null: no branches. */
  branches: readonly Sql[] | null;
  /**
   * The column whose order the rows are read in, where it is not the list's: they are few, and sorted afterwards. Null: in no
   * order, as they are found by their numbers.
   */
  along?: string | null;
  /** The demands that are asked of each row that is read. */
  residual?: Sql | null;
  /** The number of its rows, where another table says it. */
  size?: Sql;
}

export interface ListOf extends Way {
  table: string;
  /** The columns read of each row: `id` and the sort column must be among it. */
  columns: string;
  sort: Sort;
  page: Page;
  /** Joins what each row of the page needs, as in `select page.*, … from (<page>) page join …`. */
  extra: { columns: string; joins: string };
}

const VALUE: Record<Sort["type"], RegExp> = {
  timestamptz: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  date: /^\d{4}-\d\d-\d\d$/,
  bigint: /^\d{1,16}$/,
};

/** True for a sort value as a cursor of such a column has it. */
export const isSortValue = (type: Sort["type"], value: string): boolean =>
  VALUE[type].test(value) &&
  (type === "bigint" || (isDayText(value.slice(0, 10)) && !Number.isNaN(new Date(value).getTime())));

/** Rows sort by (column, id): ids are unique, so no two rows share a place. */
function beyond({ order, column, type }: Sort, cursor: string, descending: boolean): Sql {
  const { value, id } = decodeCursor(order, cursor, (text) => isSortValue(type, text));
  const operator = trusted(descending ? "<" : ">");
  return sql`(${trusted(column)}, id) ${operator} (${value}::${trusted(type)}, ${id}::uuid)`;
}

/** Rows of the way in its own order, at most `limit` of them. */
function rowsOf({ table, sort, ...way }: Way & Pick<ListOf, "table" | "sort">, asked: Asked): Sql {
  const { condition, branches, along } = way;
  if (along === null) return sql`select ${trusted(asked.columns)} from ${trusted(table)} where ${condition} offset 0`;
  const end = trusted(`order by ${along ?? sort.column} ${asked.way}, id ${asked.way} limit ${asked.limit}`);
  const branch = (its: readonly Sql[]) =>
    sql`select ${trusted(asked.columns)} from ${trusted(table)} where ${allOf([...its, condition, ...asked.positions])} ${end}`;
  // What is only counted needs no order, and has no column to be ordered by.
  const mergedEnd = asked.counted ? trusted(`limit ${asked.limit}`) : end;
  return merged(branches, branch, (all) => sql`select * from (${all}) branch ${mergedEnd}`);
}

interface Asked {
  columns: string;
  way: "asc" | "desc";
  limit: number;
  positions: readonly Sql[];
  counted?: boolean;
}

/** Of a list's page: the direction it is read in, and what its cursors demand. */
function reading({ sort, page }: Pick<ListOf, "sort" | "page">) {
  const down = sort.direction === "DESC";
  const positions = [
    ...(page.after !== null ? [beyond(sort, page.after, down)] : []),
    ...(page.before !== null ? [beyond(sort, page.before, !down)] : []),
  ];
  return { way: down === page.backwards ? "asc" : "desc", positions } as const;
}

const inOrder = ({ along }: Way): boolean => along === undefined;

export function pageStatement(list: ListOf): Sql {
  const { columns, sort, page, extra, residual } = list;
  const { way, positions } = reading(list);
  // One more than asked for tells whether more follow.
  const limit = page.size + 1;
  const byOrder = (prefix = "") => `order by ${prefix}${sort.column} ${way}, ${prefix}id ${way}`;
  const rows =
    !residual && inOrder(list)
      ? rowsOf(list, { columns, way, limit, positions })
      : sql`select ${trusted(columns)} from (${windowOf(list)}) ${trusted(list.table)} where ${allOf([...(inOrder(list) ? [] : positions), ...(residual ? [residual] : [])])}
        ${trusted(`${byOrder()} limit ${limit}`)}`;
  return sql`select page.*${trusted(extra.columns)} from (${rows}) page ${trusted(extra.joins)} ${trusted(byOrder("page."))}`;
}

/** Rows that are looked through for a page: in the list's order from its cursors on, or all that are few. */
function windowOf(list: ListOf, columns = "*"): Sql {
  const { way, positions } = reading(list);
  return rowsOf(list, { columns, way, limit: LOOKED_THROUGH, positions: inOrder(list) ? positions : [] });
}

/** The last row that a page looked through, if it looked through as many as it may. */
export function lastSeenStatement(list: ListOf): Sql {
  const { column } = list.sort;
  const { way } = reading(list);
  return sql`select ${trusted(column)}, id from (${windowOf(list, `${column}, id`)}) seen
    ${trusted(`order by ${column} ${way}, id ${way} offset ${LOOKED_THROUGH - 1} limit 1`)}`;
}

/** Counts along the same index and stops early: `seen` rows were looked through. */
export function countStatement(list: ListOf): Sql {
  const { residual } = list;
  const asked = { way: "asc", positions: [], counted: true } as const;
  if (!residual)
    return sql`select count(*)::int as counted, 0 as seen from (${rowsOf(list, { ...asked, columns: "1", limit: COUNTED_EXACTLY + 1 })}) found`;
  return sql`select (count(*) filter (where ${residual}))::int as counted, count(*)::int as seen
    from (${rowsOf(list, { ...asked, columns: "*", limit: LOOKED_THROUGH })}) ${trusted(list.table)}`;
}

/** Of each way how many rows it has, up to as many as are looked through. */
export const sizesStatement = (table: string, sort: Sort, ways: readonly Way[]): Sql =>
  sql`select ${joined(
    ways.map(
      (way, index) =>
        sql`${way.size ?? sql`(select count(*)::int from (${rowsOf({ ...way, table, sort }, { columns: "1", way: "asc", limit: LOOKED_THROUGH, positions: [], counted: true })}) rows)`} as ${trusted(`way${index}`)}`,
    ),
    ", ",
  )}`;

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
  counting: ListOf = list,
): Promise<Connection<Node>> {
  const { sort, page } = list;
  const rows = await read<Keyed>(em, pageStatement(list));
  const cursorOf = ({ id, [sort.column]: value = "" }: Keyed) =>
    encodeCursor(sort.order, { value: sort.type === "timestamptz" ? new Date(value).toISOString() : value, id });
  const { edges, pageInfo } = sliced(rows, page, { cursorOf, nodeOf });
  const cutShort = list.residual && inOrder(list) && rows.length <= page.size;
  const [last] = cutShort ? await read<Keyed>(em, lastSeenStatement(list)) : [];
  return {
    edges,
    pageInfo: last ? goingOn(pageInfo, page, cursorOf(last)) : pageInfo,
    totalCount: async () => {
      const [row] = await read<{ counted: number; seen: number }>(em, countStatement(counting));
      const { count, precision } = totalOf(row?.counted ?? 0);
      return {
        count,
        precision: (row?.seen ?? 0) < LOOKED_THROUGH || counting.along === null ? precision : "AT_LEAST",
      };
    },
  };
}

type Keyed = { id: string } & Record<string, string>;
