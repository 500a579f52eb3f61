/** Fills a table of amounts whose row sums, column sums and ceiling per cell are given: who gives how much of what. */
import assert from "node:assert/strict";
import { allocate } from "./allocate.js";
import { minorUnits, sum, type MinorUnits } from "./minor-units.js";

/** The work doubles with each row, because every set of rows is looked at; columns are cheap. Tax categories are 3. */
const MAX_ROWS = 8;

export interface Margins {
  /** The sum of each row. */
  rows: readonly MinorUnits[];
  /** The sum of each column; together as much as the rows. */
  columns: readonly MinorUnits[];
  /** `ceilings[row][column]`: the most that cell may hold. */
  ceilings: readonly (readonly MinorUnits[])[];
}

export type Transport =
  | { kind: "FILLED"; cells: MinorUnits[][] }
  /** These rows together need more than the columns can hold of them. The fewest rows that show it. */
  | { kind: "SHORT"; rows: number[]; needed: MinorUnits; available: MinorUnits };

/**
 * Finds whole amounts for all cells, as near to proportion as the ceilings allow, or names the rows that make it impossible.
 * Exact in both directions: it answers SHORT only when no filling exists. Minor units; the same input has the same answer.
 *
 * A filling exists if and only if every set of rows needs at most what the columns can hold of it, a column holding at
 * most its own sum and at most the set's ceilings in it (max-flow equals min-cut, Gale 1957). Fixing one cell leaves a
 * smaller table of the same kind, so the same inequality gives the range of values that keep the rest fillable.
 *
 * @throws AssertionError when rows and columns add up to different totals, or there are more rows than `MAX_ROWS` (caller's bug).
 */
export function transport({ rows, columns, ceilings }: Margins): Transport {
  assert(rows.length <= MAX_ROWS, `${rows.length} rows; at most ${MAX_ROWS}`);
  assert.equal(sum(rows), sum(columns), "rows and columns add up to different totals");
  const table = new OpenTable(rows, columns, ceilings);

  for (const set of subsets(rows.map((_, row) => row))) {
    const needed = table.needOf(set);
    const available = table.capacityOf(set);
    if (needed > available)
      return { kind: "SHORT", rows: set, needed: minorUnits(needed), available: minorUnits(available) };
  }

  const cells = rows.map((): MinorUnits[] => []);
  columns.forEach((_, column) => {
    cells.forEach((cellsOfRow, row) => cellsOfRow.push(table.fix(row, column)));
  });
  return { kind: "FILLED", cells };
}

/** The part still to be distributed; each fixed cell makes it smaller, and it stays fillable throughout. */
class OpenTable {
  readonly #need: MinorUnits[];
  readonly #room: MinorUnits[];
  readonly #ceilings: MinorUnits[][];

  constructor(
    rows: readonly MinorUnits[],
    columns: readonly MinorUnits[],
    ceilings: readonly (readonly MinorUnits[])[],
  ) {
    this.#need = [...rows];
    this.#room = [...columns];
    this.#ceilings = rows.map((_, row) => columns.map((_column, column) => minorUnits(ceilings[row]?.[column] ?? 0)));
  }

  needOf(set: readonly number[]): number {
    return set.reduce((soFar, row) => soFar + this.#need[row]!, 0);
  }

  /** The most the columns can hold of these rows together; `except` leaves one column out. */
  capacityOf(set: readonly number[], except?: number): number {
    return this.#room.reduce(
      (soFar, room, column) => (column === except ? soFar : soFar + Math.min(room, this.#ceilingOf(set, column))),
      0,
    );
  }

  /** Fixes the cell at its proportional share, moved into the range that keeps the rest fillable. Rows of a column go in order. */
  fix(row: number, column: number): MinorUnits {
    const { least, most } = this.#range(row, column);
    assert(least <= most, "the table became unfillable");
    const proportional = allocate(this.#room[column]!, this.#need.slice(row))[0] ?? 0;
    const value = minorUnits(Math.min(Math.max(proportional, least), most));
    this.#need[row] = minorUnits(this.#need[row]! - value);
    this.#room[column] = minorUnits(this.#room[column]! - value);
    this.#ceilings[row]![column] = minorUnits(0);
    return value;
  }

  #range(row: number, column: number): { least: number; most: number } {
    let least = 0;
    let most = Math.min(this.#need[row]!, this.#ceilings[row]![column]!);
    const others = this.#need.map((_, other) => other).filter((other) => other !== row);
    for (const set of [[], ...subsets(others)]) {
      // What the other columns cannot hold of `set` must fit beside this cell …
      const restOfSet = this.needOf(set) - this.capacityOf(set, column);
      most = Math.min(most, this.#room[column]! - restOfSet);
      // … and what they cannot hold of `set` and this row, less what the set can put into this column, must fit in it.
      const withRow = [...set, row];
      const restWithRow = this.needOf(withRow) - this.capacityOf(withRow, column);
      least = Math.max(least, restWithRow - this.#ceilingOf(set, column));
    }
    return { least, most };
  }

  #ceilingOf(set: readonly number[], column: number): number {
    return set.reduce((soFar, row) => soFar + this.#ceilings[row]![column]!, 0);
  }
}

/** All non-empty subsets, small ones first. */
const subsets = (items: readonly number[]): number[][] =>
  items
    .reduce<number[][]>((found, item) => [...found, ...found.map((set) => [...set, item])], [[]])
    .slice(1)
    .toSorted((a, b) => a.length - b.length);
