/** Turns a typed `where` with AND and OR into one SQL condition. */
import { badInput, isStorable, MAX_KEY_LENGTH, requireId } from "../bad-input.js";
import { allOf, anyOf, sql, TRUE, trusted, type Sql } from "./statement.js";

/** Deeper than a person writes or reads. */
export const MAX_DEPTH = 4;
/** Conditions in one `where`, all branches counted: bounds the planner's work. */
const MAX_CONDITIONS = 50;
/** The `where` itself and all branches of its AND and OR. */
export const MAX_BRANCHES = 100;
/** Values in one list: a page of checkboxes. */
export const MAX_VALUES = 100;

/** Any of our `where` inputs. Conditions side by side must all hold. */
export interface WhereTree<W> {
  AND?: W[] | null;
  OR?: W[] | null;
}

/** The condition each field of the input demands; `field` is its name, for sentences about its value. */
export type Conditions<W> = {
  readonly [F in Exclude<keyof W, "AND" | "OR">]-?: (value: NonNullable<W[F]>, field: string) => Sql;
};

/** @throws BAD_USER_INPUT when it is too deep, too large, or has a value no column can hold. */
export function compileWhere<W extends WhereTree<W>>(where: W | null | undefined, conditions: Conditions<W>): Sql {
  let count = 0;
  let branches = 0;
  const compile = (tree: W, depth: number): Sql => {
    if (depth > MAX_DEPTH) throw badInput("arguments.whereDepth", { max: MAX_DEPTH });
    // An empty one demands nothing, and costs as much to look at as any other.
    branches += 1;
    if (branches > MAX_BRANCHES) throw badInput("arguments.whereBranches", { max: MAX_BRANCHES });
    const pieces: Sql[] = [];
    for (const field of Object.keys(conditions) as (keyof Conditions<W>)[]) {
      const value = tree[field];
      if (value === undefined || value === null) continue;
      count += 1;
      if (count > MAX_CONDITIONS) throw badInput("arguments.whereConditions", { max: MAX_CONDITIONS });
      pieces.push(conditions[field](value, String(field)));
    }
    for (const branch of tree.AND ?? []) pieces.push(compile(branch, depth + 1));
    if (tree.OR) pieces.push(anyOf(tree.OR.map((branch) => compile(branch, depth + 1))));
    return allOf(pieces);
  };
  return where ? compile(where, 1) : TRUE;
}

/**
 * The numbers or ids a row must have one of, wherever in the `where` they stand; null where rows without any may match. Few rows
 * have them, so these are found first. Needs a `where` that `compileWhere` took.
 */
export function keyIn<W extends WhereTree<W>>(
  where: W,
  keys: readonly (keyof Conditions<W>)[],
  conditions: Conditions<W>,
): Sql | null {
  const own = keys.flatMap((field) => {
    const value = where[field];
    return value === undefined || value === null ? [] : [conditions[field](value, String(field))];
  });
  if (own.length > 0) return allOf(own);
  const further = (where.AND ?? []).map((branch) => keyIn(branch, keys, conditions)).find((key) => key !== null);
  if (further || !where.OR) return further ?? null;
  const either = where.OR.map((branch) => keyIn(branch, keys, conditions)).filter((key) => key !== null);
  return either.length < where.OR.length ? null : anyOf(either);
}

function bounded<T>(values: readonly T[], what: string): readonly T[] {
  if (values.length > MAX_VALUES) throw badInput("arguments.tooManyValues", { what, max: MAX_VALUES });
  return values;
}

/** The texts, once each. */
function texts(values: readonly string[], what: string): string[] {
  for (const value of bounded(values, what)) {
    if (value.length > MAX_KEY_LENGTH || !isStorable(value)) {
      throw badInput("arguments.tooLongValues", { what, max: MAX_KEY_LENGTH });
    }
  }
  // Numbers are stored in NFC: a filter spelled otherwise means the same.
  return [...new Set(values.map((value) => value.normalize("NFC")))];
}

/** Of a column or an expression of ours, as are all the conditions below. */
export const isOneOf =
  (column: string) =>
  (values: readonly string[], field: string): Sql =>
    sql`${trusted(column)} = any(${texts(values, field)}::text[])`;

export const isOneOfIds =
  (column: string) =>
  (values: readonly string[], field: string): Sql =>
    sql`${trusted(column)} = any(${bounded(values, field).map((value) => requireId(value, field))}::uuid[])`;

interface MomentRange {
  from?: Date | null;
  until?: Date | null;
}

/** From inclusive, until exclusive: two neighbouring ranges share nothing and miss nothing. */
export const liesBetween =
  (column: string) =>
  ({ from, until }: MomentRange): Sql =>
    allOf([
      ...(from ? [sql`${trusted(column)} >= ${from.toISOString()}::timestamptz`] : []),
      ...(until ? [sql`${trusted(column)} < ${until.toISOString()}::timestamptz`] : []),
    ]);

interface DayRange {
  from?: string | null;
  to?: string | null;
}

/** Both days inclusive, as people mean days. */
export const isWithinDays =
  (column: string) =>
  ({ from, to }: DayRange): Sql =>
    allOf([
      ...(from ? [sql`${trusted(column)} >= ${from}::date`] : []),
      ...(to ? [sql`${trusted(column)} <= ${to}::date`] : []),
    ]);

const startOf = (day: string, later = 0): Sql =>
  sql`((${day}::date + ${later}::int)::timestamp at time zone 'Asia/Seoul')`;

/** Of a moment: both Korean days inclusive. */
export const isOnKoreanDays =
  (column: string) =>
  ({ from, to }: DayRange): Sql =>
    allOf([
      ...(from ? [sql`${trusted(column)} >= ${startOf(from)}`] : []),
      ...(to ? [sql`${trusted(column)} < ${startOf(to, 1)}`] : []),
    ]);

interface AmountRange {
  min?: number | null;
  max?: number | null;
}

export const isWithinAmounts =
  (column: string) =>
  ({ min, max }: AmountRange): Sql =>
    allOf([
      ...(min !== undefined && min !== null ? [sql`${trusted(column)} >= ${min}::bigint`] : []),
      ...(max !== undefined && max !== null ? [sql`${trusted(column)} <= ${max}::bigint`] : []),
    ]);
