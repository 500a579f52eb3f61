/** The table with given margins and ceilings: solved whenever it can be, and refused only when it cannot (M8). */
import fc from "fast-check";
import { minorUnits, sum, won, type MinorUnits } from "../../src/money/minor-units.js";
import { transport, type Margins } from "../../src/money/transport.js";
import { forAll } from "../gateways/random.js";

const seed = Math.trunc(Math.random() * 2 ** 31);
const columnSums = (cells: MinorUnits[][], columns: number): MinorUnits[] =>
  Array.from({ length: columns }, (_, column) => sum(cells.map((row) => row[column]!)));

const expectFilled = (margins: Margins): void => {
  const filled = transport(margins);
  if (filled.kind !== "FILLED") throw new Error(`not filled: ${JSON.stringify({ margins, filled })}`);
  expect(filled.cells.map(sum)).toEqual(margins.rows);
  expect(columnSums(filled.cells, margins.columns.length)).toEqual(margins.columns);
  filled.cells.forEach((row, r) =>
    row.forEach((cell, c) => expect(cell).toBeLessThanOrEqual(margins.ceilings[r]![c]!)),
  );
};

/** Tries every filling, one cell after the other: slow, and independent of the inequality the code relies on. */
function canBeFilled({ rows, columns, ceilings }: Margins): boolean {
  const need = [...rows] as number[];
  const room = [...columns] as number[];
  const from = (cell: number): boolean => {
    if (cell === need.length * room.length) return [...need, ...room].every((left) => left === 0);
    const [row, column] = [Math.floor(cell / room.length), cell % room.length];
    for (let value = Math.min(need[row]!, room[column]!, ceilings[row]![column]!); value >= 0; value--) {
      need[row]! -= value;
      room[column]! -= value;
      const found = from(cell + 1);
      need[row]! += value;
      room[column]! += value;
      if (found) return true;
    }
    return false;
  };
  return from(0);
}

const matrix = (rows: number, columns: number, cell: fc.Arbitrary<MinorUnits>) =>
  fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows });
const upTo = (max: number) => fc.integer({ min: 0, max }).map(minorUnits);

describe(`transport, seed ${seed}`, () => {
  it("solves every table that was built from a solution, up to the last unit of its ceilings", () => {
    const tables = fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 6 }), fc.constantFrom(3, 50, 2 ** 40))
      .chain(([rows, columns, max]) =>
        fc.tuple(matrix(rows, columns, upTo(max)), matrix(rows, columns, fc.oneof(fc.constant(won(0)), upTo(max)))),
      );
    forAll([tables], { seed, numRuns: 2_000 }, ([solution, slack]) => {
      const rows = solution.map(sum);
      const columns = columnSums(solution, solution[0]!.length);
      const ceilings = solution.map((row, r) => row.map((cell, c) => minorUnits(cell + slack[r]![c]!)));
      expectFilled({ rows, columns, ceilings });
    });
  });

  it("agrees with trying everything, whether a table can be filled or not", () => {
    const answers = { FILLED: 0, SHORT: 0 };
    const tables = fc
      .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
      .chain(([rows, columns]) => fc.tuple(matrix(rows, columns, upTo(3)), matrix(rows, columns, upTo(3))));
    forAll([tables], { seed, numRuns: 3_000 }, ([margins, ceilings]) => {
      const table = { rows: margins.map(sum), columns: columnSums(margins, margins[0]!.length), ceilings };
      const answer = transport(table);
      answers[answer.kind]++;
      expect(answer.kind).toBe(canBeFilled(table) ? "FILLED" : "SHORT");
      if (answer.kind === "FILLED") return expectFilled(table);
      expect(answer.needed).toBe(sum(answer.rows.map((row) => table.rows[row]!)));
      expect(answer.available).toBeLessThan(answer.needed);
    });
    expect(Math.min(answers.FILLED, answers.SHORT)).toBeGreaterThan(200);
  });

  it("keeps to proportion where the ceilings allow it", () => {
    const wide = [won(9_000), won(9_000)];
    const table = { rows: [won(6_000), won(3_000)], columns: [won(7_500), won(1_500)], ceilings: [wide, wide] };
    expect(transport(table)).toEqual({ kind: "FILLED", cells: [[5_000, 1_000], [2_500, 500]] }); // prettier-ignore
  });

  it("names the fewest rows that show why it cannot be done", () => {
    const table = {
      rows: [won(5), won(5), won(5)],
      columns: [won(10), won(5)],
      ceilings: [
        [won(10), won(0)],
        [won(6), won(0)],
        [won(10), won(5)],
      ],
    };
    expectFilled(table);
    const tighter = { ...table, columns: [won(9), won(6)] };
    expect(transport(tighter)).toEqual({ kind: "SHORT", rows: [0, 1], needed: 10, available: 9 });
  });

  it("margins with different totals are a caller's bug", () => {
    expect(() => transport({ rows: [won(1)], columns: [won(2)], ceilings: [[won(2)]] })).toThrow("different totals");
  });
});
