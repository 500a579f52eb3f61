/**
 * Chooses how a filtered list is read, so that any filters in any order cost a page of it little.
 *
 * One filter that an index has in the list's order is walked along that index. Of several, and of one that no index has in that
 * order, those with few rows are read whole and sorted. Where each has many, the list is walked in its own order and the rest is
 * asked of each row, `LOOKED_THROUGH` rows at most: what is common is found among them, and a page says where it stopped.
 */
import type { EntityManager } from "@mikro-orm/postgresql";
import { LOOKED_THROUGH, type Connection } from "./connection.type.js";
import { readConnection, sizesStatement, type ListOf, type Way } from "./list.js";
import { allOf, read, sql, TRUE, type Sql } from "./statement.js";

/** A demand for certain values, as indexes have it. */
export interface Served {
  condition: Sql;
  /** The same as conditions that exclude each other, each of them the beginning of an index. */
  branches: readonly Sql[];
  /** The columns that follow in these indexes: orders it can be walked in. */
  orders: readonly string[];
}

/** A demand for a stretch of an ordered column. */
export interface Stretch {
  condition: Sql;
  order: string;
  /** False where the column has an index only behind what is `Served` in its order. */
  alone?: boolean;
}

/** A demand that rows of another table say, which an index there has. */
export interface Elsewhere {
  /** Selects the ids of the rows it holds for, as many as are counted exactly and one more. */
  ids: Sql;
  condition: Sql;
}

/** Demands, by how they can be found. */
export interface Filter {
  /** Numbers and ids: so few rows that they need no bound; `rest` then has every demand. */
  key: Sql | null;
  /** The most selective first. */
  served: readonly Served[];
  stretches: readonly Stretch[];
  elsewhere?: readonly Elsewhere[];
  /** Demands that no index has. */
  rest: Sql;
}

export interface Filtered extends Omit<ListOf, keyof Way> {
  filter: Filter;
  /** True of every row, and the condition of the indexes over all of them. */
  every?: Sql;
}

/** Ways whose sizes are asked for: each costs as much as a count. */
const MOST_SIZES = 4;

const demands = (conditions: readonly Sql[]): Sql | null => {
  const all = allOf(conditions);
  return all === TRUE ? null : all;
};

const conditionsOf = (all: readonly { condition: Sql }[] = []): Sql[] => all.map(({ condition }) => condition);

/** By the ids that another table names. */
function byIds(one: Elsewhere, { served, stretches, elsewhere = [], rest }: Filter): Way {
  const others = [...served, ...stretches, ...elsewhere.filter((other) => other !== one)];
  return {
    condition: sql`id = any(array(${one.ids}))`,
    branches: null,
    along: null,
    residual: demands([...conditionsOf(others), rest]),
    size: sql`(select count(*)::int from (${one.ids}) ids)`,
  };
}

/** Along `order`, by what has an index there; everything else is asked of each row. */
function along(order: string, served: Served | null, { filter, every = TRUE }: Filtered): Way {
  const within = filter.stretches.filter((stretch) => stretch.order === order);
  const beside = [
    ...filter.served.filter((other) => other !== served),
    ...filter.stretches.filter((stretch) => stretch.order !== order),
  ];
  return {
    condition: allOf([...(served ? [] : [every]), ...within.map(({ condition }) => condition)]),
    branches: served?.branches ?? null,
    residual: demands([...conditionsOf(beside), ...conditionsOf(filter.elsewhere), filter.rest]),
    along: order,
  };
}

/** In the list's order. */
function walk(list: Filtered): Way {
  const order = list.sort.column;
  const served = list.filter.served.find(({ orders }) => orders.includes(order)) ?? null;
  const { along: _, ...way } = along(order, served, list);
  return way;
}

/** Each demand in an order that it has an index in, with a stretch of that order where there is one. */
function waysBeside(list: Filtered): Way[] {
  const { served, stretches, elsewhere = [] } = list.filter;
  const orderOf = ({ orders }: Served) =>
    stretches.find(({ order }) => orders.includes(order))?.order ?? (orders[0] as string);
  return [
    ...elsewhere.map((each) => byIds(each, list.filter)),
    ...served.map((each) => along(orderOf(each), each, list)),
    ...stretches.filter(({ alone }) => alone !== false).map(({ order }) => along(order, null, list)),
  ];
}

export interface Ways {
  /** Exact, however many rows there are; null where there is none. */
  exact: Way | null;
  /** Exact for a count, in whatever order. */
  counted: Way | null;
  /** Exact where its rows are few. */
  few: readonly Way[];
  /** Looks through so many rows and no more. */
  walked: Way;
}

export function waysOf(list: Filtered): Ways {
  const { key, rest } = list.filter;
  const walked = walk(list);
  if (key !== null) {
    const found = { condition: key, branches: null, along: null, residual: rest };
    return { exact: found, counted: found, few: [], walked };
  }
  const beside = waysBeside(list);
  const exact = walked.residual === null ? walked : null;
  const counted = exact ?? beside.find(({ residual }) => residual === null) ?? null;
  return { exact, counted, few: beside.slice(0, MOST_SIZES), walked };
}

/** The way with the fewest rows, where they are few enough to be read whole. */
async function fewest(em: EntityManager, list: Filtered, ways: readonly Way[]): Promise<Way | null> {
  if (ways.length === 0) return null;
  const [sizes = {}] = await read<Record<string, number>>(em, sizesStatement(list.table, list.sort, ways));
  const size = (index: number) => sizes[`way${index}`] ?? LOOKED_THROUGH;
  const smallest = ways.reduce((least, _, index) => (size(index) < size(least) ? index : least), 0);
  return size(smallest) < LOOKED_THROUGH ? (ways[smallest] as Way) : null;
}

/** @throws BAD_USER_INPUT for a cursor that is not of this list and order. */
export async function readFiltered<Node>(
  em: EntityManager,
  list: Filtered,
  nodeOf: (row: object) => Node,
): Promise<Connection<Node>> {
  const { exact, counted, few, walked } = waysOf(list);
  const way = exact ?? (await fewest(em, list, few)) ?? walked;
  return readConnection(em, { ...list, ...way }, nodeOf, { ...list, ...(counted ?? way) });
}
