/** Filters become SQL in which nothing from outside is text, whatever it is and however deep it nests. */
import fc from "fast-check";
import { waysOf } from "../../src/api/connection/filter.js";
import { countStatement, lastSeenStatement, pageStatement, sizesStatement } from "../../src/api/connection/list.js";
import { pageOf } from "../../src/api/connection/page.js";
import { compiled } from "../../src/api/connection/statement.js";
import { MAX_BRANCHES, MAX_DEPTH, MAX_VALUES } from "../../src/api/connection/where.js";
import { refundList, type RefundWhere } from "../../src/api/refund/refund-list.js";
import { returnList, type ReturnWhere } from "../../src/api/return/return-list.js";
import { forAll } from "../gateways/random.js";

const seed = Number(process.env["SEED"] ?? Date.now() % 2 ** 31);
console.log(`seed ${seed}`);

/** Cannot stand in a statement of ours by chance. */
const MARK = "zqx";
const hostile = fc
  .tuple(fc.constantFrom("'", '"', "; drop table refund", "$1", "?", "--", "%", "\\", "\n", "환"), fc.string())
  .map(([start, rest]) => `${MARK}${start}${rest.replaceAll("\0", "")}`.slice(0, 100))
  .filter((text) => text.isWellFormed());
const texts = fc.array(hostile, { minLength: 1, maxLength: 3 });
const moment = fc.date({ min: new Date("1950-01-01"), max: new Date("2090-01-01"), noInvalidDate: true });
/** Days and amounts no statement of ours contains. */
const day = fc.integer({ min: 4000, max: 9999 }).map((year) => `${year}-07-09`);
const number = fc.integer({ min: 10_000_000, max: Number.MAX_SAFE_INTEGER });

const leaf: fc.Arbitrary<RefundWhere> = fc.record(
  {
    refundNo: texts,
    returnNo: texts,
    orderNo: texts,
    requestedBy: texts,
    paymentId: fc.array(fc.uuid(), { maxLength: 3 }),
    createdAt: fc.record({ from: moment, until: moment }, { requiredKeys: [] }),
    dueOn: fc.record({ from: day, to: day }, { requiredKeys: [] }),
    amount: fc.record({ min: number, max: number }, { requiredKeys: [] }),
    status: fc.subarray(["RETURN_COLLECTED", "COMPLETED", "CANCELLED"]),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<RefundWhere>;

const tree = (depth: number): fc.Arbitrary<RefundWhere> =>
  depth === 1
    ? leaf
    : fc
        .tuple(
          leaf,
          fc.array(tree(depth - 1), { maxLength: 2 }),
          fc.option(fc.array(tree(depth - 1), { maxLength: 2 }), { nil: undefined }),
        )
        .map(([own, AND, OR]) => Object.assign({}, own, { AND, OR }));

/** Whatever way of reading is taken, and what is asked before and after. */
const statementsOf = (where: RefundWhere) => {
  const reader = { me: "kim", now: new Date("4000-07-09T00:00:00Z"), mayReadItems: true };
  const list = refundList({ where, page: pageOf({ first: 10 }), today: "4000-07-09", reader });
  const { exact, counted, few, walked } = waysOf(list);
  const ways = [exact, walked, counted, ...few].filter((way) => way !== null).map((way) => ({ ...list, ...way }));
  return [
    ...ways.map(pageStatement),
    ...ways.map(countStatement),
    ...ways.map(lastSeenStatement),
    ...(few.length > 0 ? [sizesStatement(list.table, list.sort, few)] : []),
  ].map(compiled);
};

it("puts every value beside the statement, never into it", () => {
  forAll([tree(2)], { seed, numRuns: 300 }, (where) => {
    for (const { text, values } of statementsOf(where)) {
      expect(text).not.toContain(MARK);
      expect(text).not.toMatch(/\d{4}-\d\d-\d\d|\d{8}/);
      const placeholders = [...text.matchAll(/\$(\d+)/g)].map(([, n]) => Number(n));
      expect(placeholders).toEqual(values.map((_, index) => index + 1));
    }
  });
});

const others = fc.record(
  {
    changedBy: texts,
    approvedBy: texts,
    completedOn: fc.record({ from: day, to: day }, { requiredKeys: [] }),
    overdue: fc.constant(true),
    gateway: fc.subarray(["PORTONE_V2", "EBP"]),
    provider: fc.subarray(["KCP", "HECTO"]),
    method: fc.subarray(["CARD", "POINTS"]),
    OR: fc.array(leaf, { maxLength: 2 }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<RefundWhere>;

it("puts every value of the other filters beside it, too", () => {
  forAll([others], { seed, numRuns: 300 }, (where) => {
    for (const { text, values } of statementsOf(where)) {
      expect(text).not.toContain(MARK);
      expect(text).not.toMatch(/\d{4}-\d\d-\d\d|\d{8}/);
      expect(text).toContain(`$${values.length}`.replace("$0", "select"));
    }
  });
});

it("has the same text for other values of the same shape", () => {
  const shape = (word: string): RefundWhere => ({
    orderNo: [word],
    OR: [{ refundNo: [word, `${word}2`] }, { amount: { min: word.length as never } }],
  });
  const [a, b] = ["x", "' or true --"].map((word) => statementsOf(shape(word)).map(({ text }) => text));
  expect(a).toEqual(b);
});

it("asks for nothing when nothing is demanded, and for no row when a list is empty", () => {
  const [page] = statementsOf({});
  expect(page?.text).toContain("where version > 0");
  const [none] = statementsOf({ OR: [] });
  expect(none?.text).toContain("where false");
  expect(statementsOf({ status: [] })[0]?.text).toContain("where false");
});

describe("bounds", () => {
  const nested = (depth: number): RefundWhere => (depth === 1 ? { refundNo: ["x"] } : { AND: [nested(depth - 1)] });

  it.each([
    ["deeper than allowed", nested(MAX_DEPTH + 1)],
    ["wider than allowed, though every branch is empty", { OR: Array.from({ length: MAX_BRANCHES }, () => ({})) }],
    ["too many conditions", { OR: Array.from({ length: 60 }, () => ({ refundNo: ["x"] })) }],
    ["too many values", { refundNo: Array.from({ length: MAX_VALUES + 1 }, (_, n) => `RF-${n}`) }],
    ["too long a value", { orderNo: ["x".repeat(201)] }],
    ["NUL", { orderNo: ["a\0b"] }],
    ["half a surrogate pair", { requestedBy: ["\ud800"] }],
    ["no id", { paymentId: ["1 or true"] }],
  ] satisfies [string, RefundWhere][])("%s is bad input", (_, where) => {
    expect(() => statementsOf(where)).toThrow(expect.objectContaining({ extensions: { code: "BAD_USER_INPUT" } }));
  });

  it("allows what is just within", () => {
    expect(() => statementsOf(nested(MAX_DEPTH))).not.toThrow();
    expect(() => statementsOf({ AND: Array.from({ length: MAX_BRANCHES - 1 }, () => ({})) })).not.toThrow();
  });
});

it("bounds the returns' filter the same way", () => {
  const where: ReturnWhere = { refundNo: ["a\0b"] };
  expect(() => returnList({ where, page: pageOf({ first: 10 }) })).toThrow("no NUL");
});
