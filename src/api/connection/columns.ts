/**
 * One description per API type of how a row becomes it: the select list, the mapper and the columns of filters and sorts
 * all follow from one table that has an entry for every field of the type.
 *
 *     export const ORDER_COLUMNS = columns<OrderType>({
 *       id: text("id"),
 *       createdAt: instant("created_at"),
 *       sealed: derived(["customer_id_sealed"], (row: { customer_id_sealed: string }) => ({ id: row.customer_id_sealed })),
 *     });
 *
 * The compiler refuses a table that lacks a field of the type, has one too many, or whose entry makes another type of value.
 */
import assert from "node:assert/strict";
import { moneyOf, partColumns, partsIn, type Money, type TaxPartsType } from "../money/money.type.js";

/** A plain row, as `read` gives it: 64-bit numbers, moments and days are text. */
type Row = Readonly<Record<string, unknown>>;

/** How one field is read. */
interface Column<Value> {
  /** Columns (`due_on`), columns of a table in the statement (`line.amount`) or named expressions (`… as quantity`). */
  readonly selected: readonly string[];
  readonly valueIn: (row: Row) => Value;
}

export interface Columns<Node> {
  /** Each selected column once, in the order of the fields. */
  readonly selectList: string;
  /** Needs a row that has what is in the select list; `currency` too where there is `money` or `taxParts`. */
  readonly nodeOf: (row: object) => Node;
  /** The column behind a field, for filters and sorts. @throws AssertionError for a field that is not one column. */
  readonly column: (field: keyof Node) => string;
}

export function columns<Node extends object>(fields: {
  readonly [Field in keyof Node]-?: Column<Node[Field]>;
}): Columns<Node> {
  const entries = Object.entries<Column<unknown>>(fields);
  return {
    selectList: [...new Set(entries.flatMap(([, { selected }]) => selected))].join(", "),
    nodeOf: (row) => Object.fromEntries(entries.map(([field, { valueIn }]) => [field, valueIn(row as Row)])) as Node,
    column: (field) => {
      const [name, ...others] = fields[field].selected;
      assert(name !== undefined && others.length === 0, `${String(field)} is not one column`);
      return name;
    },
  };
}

/** The name a selected column has in the row: the last word. */
const nameOf = (selected: string): string => /\w+$/.exec(selected)?.[0] ?? selected;

/** A column whose value is the field's; null stays null. */
const single =
  <Kind>() =>
  <Value extends Kind | null>(selected: string): Column<Value> => {
    const name = nameOf(selected);
    return { selected: [selected], valueIn: (row) => row[name] as Value };
  };

/** Also words of an enum, ids, and days (yyyy-mm-dd). */
export const text = single<string>();
/** At most 32 bits: more of them come as text. */
export const integer = single<number>();
export const flag = single<boolean>();
/** A JSON array of words. */
export const list = single<readonly string[]>();

/** A moment; null stays null. */
export function instant<Value extends Date | null>(selected: string): Column<Value> {
  const name = nameOf(selected);
  return {
    selected: [selected],
    valueIn: (row) => (row[name] === null ? null : new Date(row[name] as string)) as Value,
  };
}

/** A row with the currency of its money, which stands on the order and is joined by the statement. */
export interface Priced {
  currency: string;
}

/** Minor units of the row's currency; null stays null. */
export function money<Value extends Money | null>(selected: string): Column<Value> {
  const name = nameOf(selected);
  return derived([selected], (row: Priced & Record<string, string | null>) => {
    const amount = row[name] ?? null;
    return (amount === null ? null : moneyOf(amount, row.currency)) as Value;
  });
}

/** An embedded amount with its tax parts: the five columns `<prefix>total` and so on. */
export const taxParts = (prefix: string): Column<TaxPartsType> =>
  derived(partColumns(prefix), (row: Priced) => partsIn(row, prefix, row.currency));

/** Several columns, or none of its own, made into one value. `valueOf` sees the whole row. */
export const derived = <Value, Needed extends object>(
  selected: readonly string[],
  valueOf: (row: Needed) => Value,
): Column<Value> => ({ selected, valueIn: valueOf as unknown as (row: Row) => Value });
