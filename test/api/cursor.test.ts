/** Cursors are read back as they were made, and whatever else is sent is refused in words, never by the database. */
import fc from "fast-check";
import { decodeCursor, encodeCursor } from "../../src/api/connection/cursor.js";
import { pageStatement, type ListOf, type Sort } from "../../src/api/connection/list.js";
import { pageOf } from "../../src/api/connection/page.js";
import { compiled, TRUE } from "../../src/api/connection/statement.js";
import { forAll } from "../gateways/random.js";

const seed = Number(process.env["SEED"] ?? Date.now() % 2 ** 31);
console.log(`seed ${seed}`);

const anything = () => true;
const id = "0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee";

it("gives back the place it was made of", () => {
  forAll([fc.string(), fc.uuid()], { seed }, (value, uuid) => {
    fc.pre(value.isWellFormed() && value.length < 50);
    expect(decodeCursor("refunds", encodeCursor("refunds", { value, id: uuid }), anything)).toEqual({
      value,
      id: uuid,
    });
  });
});

it("refuses any other text as bad input", () => {
  forAll([fc.oneof(fc.string(), fc.base64String(), fc.json())], { seed }, (text) => {
    const encoded = Buffer.from(text).toString("base64url");
    for (const cursor of [text, encoded]) {
      expect(() => decodeCursor("refunds", cursor, anything)).toThrow(
        expect.objectContaining({ extensions: { code: "BAD_USER_INPUT" } }),
      );
    }
  });
});

it("refuses a cursor of another order, naming that", () => {
  const cursor = encodeCursor("refunds DUE_ON", { value: "2031-03-05", id });
  expect(() => decodeCursor("refunds CREATED_AT", cursor, anything)).toThrow("another list or another order");
});

const SORTS: Record<Sort["type"], string[]> = {
  timestamptz: ["", "2031-03-05", "2031-02-30T00:00:00.000Z", "0000-01-01T00:00:00.000Z", "infinity", "now"],
  date: ["", "2031-02-29", "2031-13-01", "0000-01-01", "infinity", "2031-03-05T00:00:00.000Z"],
  bigint: ["", "-1", "1.5", "1e3", "NaN", "12345678901234567", "2031-03-05"],
};

describe.each(Object.entries(SORTS))("a cursor by %s", (type, values) => {
  it.each(values)("refuses the sort value %p before the database sees it", (value) => {
    const list: ListOf = {
      table: "refund",
      columns: "id",
      condition: TRUE,
      branches: null,
      sort: { order: "x", column: "c", type: type as Sort["type"], direction: "ASC" },
      page: pageOf({ first: 1, after: encodeCursor("x", { value, id }) }),
      extra: { columns: "", joins: "" },
    };
    expect(() => compiled(pageStatement(list))).toThrow("The cursor is not one of this list's");
  });
});

describe("a page", () => {
  it.each([{}, { first: 1, last: 1 }, { first: 0 }, { first: -1 }, { last: 101 }, { first: 2 ** 31 }])(
    "refuses %p",
    (args) => {
      expect(() => pageOf(args)).toThrow(expect.objectContaining({ extensions: { code: "BAD_USER_INPUT" } }));
    },
  );

  it("counts from the end with last, and null is left out", () => {
    expect(pageOf({ last: 5, first: null as never })).toMatchObject({ size: 5, backwards: true });
    expect(pageOf({ first: 5, last: null as never })).toMatchObject({ size: 5, backwards: false });
  });
});
