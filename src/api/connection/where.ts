/** Turns a typed `where` with AND and OR into one SQL condition. */
import { badInput, isStorable, MAX_KEY_LENGTH, requireId } from "../bad-input.js";
import { allOf, anyOf, sql, TRUE, trusted, type Sql } from "./statement.js";

/** Deeper than a person writes or reads. */
export const MAX_DEPTH = 4;
/** Conditions in one `where`, all branches counted: bounds the planner's work. */
export const MAX_CONDITIONS = 50;
/** Values in one list: a page of checkboxes. */
export const MAX_VALUES = 100;

/** Any of our `where` inputs. Conditions side by side must all hold. */
export interface WhereTree<W> {
  AND?: W[] | null;
  OR?: W[] | null;
}

/** What each field of the input demands. */
export type Conditions<W> = {
  readonly [F in Exclude<keyof W, "AND" | "OR">]-?: (value: NonNullable<W[F]>) => Sql;
};

/** @throws BAD_USER_INPUT when it is too deep, too large, or has a value no column can hold. */
export function compileWhere<W extends WhereTree<W>>(where: W | null | undefined, conditions: Conditions<W>): Sql {
  let count = 0;
  const compile = (tree: W, depth: number): Sql => {
    if (depth > MAX_DEPTH) throw badInput(`where may nest ${MAX_DEPTH} deep.`);
    const pieces: Sql[] = [];
    for (const field of Object.keys(conditions) as (keyof Conditions<W>)[]) {
      const value = tree[field];
      if (value === undefined || value === null) continue;
      count += 1;
      if (count > MAX_CONDITIONS) throw badInput(`where may have ${MAX_CONDITIONS} conditions.`);
      pieces.push(conditions[field](value));
    }
    for (const branch of tree.AND ?? []) pieces.push(compile(branch, depth + 1));
    if (tree.OR) pieces.push(anyOf(tree.OR.map((branch) => compile(branch, depth + 1))));
    return allOf(pieces);
  };
  return where ? compile(where, 1) : TRUE;
}

/** A column of ours, and the type its parameter has. */
const column = (name: string): Sql => trusted(name);

function bounded<T>(values: readonly T[], what: string): readonly T[] {
  if (values.length > MAX_VALUES) throw badInput(`${what}: at most ${MAX_VALUES} values.`);
  return values;
}

/** The texts, once each. */
export function texts(values: readonly string[], what: string): string[] {
  for (const value of bounded(values, what)) {
    if (value.length > MAX_KEY_LENGTH || !isStorable(value)) {
      throw badInput(`${what}: at most ${MAX_KEY_LENGTH} characters each, and no NUL.`);
    }
  }
  return [...new Set(values)];
}

export const isOneOf = (name: string, values: readonly string[], what: string): Sql =>
  sql`${column(name)} = any(${texts(values, what)}::text[])`;

export const isOneOfIds = (name: string, values: readonly string[], what: string): Sql =>
  sql`${column(name)} = any(${bounded(values, what).map((value) => requireId(value, what))}::uuid[])`;

export interface MomentRange {
  from?: Date | null;
  until?: Date | null;
}

/** From inclusive, until exclusive: two neighbouring ranges share nothing and miss nothing. */
export const liesBetween = (name: string, { from, until }: MomentRange): Sql =>
  allOf([
    ...(from ? [sql`${column(name)} >= ${from.toISOString()}::timestamptz`] : []),
    ...(until ? [sql`${column(name)} < ${until.toISOString()}::timestamptz`] : []),
  ]);

export interface DayRange {
  from?: string | null;
  to?: string | null;
}

/** Both days inclusive, as people mean days. */
export const isWithinDays = (name: string, { from, to }: DayRange): Sql =>
  allOf([
    ...(from ? [sql`${column(name)} >= ${from}::date`] : []),
    ...(to ? [sql`${column(name)} <= ${to}::date`] : []),
  ]);

export interface AmountRange {
  min?: number | null;
  max?: number | null;
}

export const isWithinAmounts = (name: string, { min, max }: AmountRange): Sql =>
  allOf([
    ...(min !== undefined && min !== null ? [sql`${column(name)} >= ${min}::bigint`] : []),
    ...(max !== undefined && max !== null ? [sql`${column(name)} <= ${max}::bigint`] : []),
  ]);
