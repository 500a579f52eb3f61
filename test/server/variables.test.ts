/** Variables: looked at no further than their bounds, and never repeated in an error. */
import { buildSchema, parse, type GraphQLSchema, type OperationDefinitionNode } from "graphql";
import { buildApiSchema } from "../../src/api/schema.js";
import { clientMessage } from "../../src/api/server/client-message.js";
import {
  MAX_ERRORS,
  MAX_MESSAGE_CHARACTERS,
  MAX_VARIABLE_DEPTH,
  MAX_VARIABLE_LIST,
  MAX_VARIABLE_VALUES,
} from "../../src/api/server/limits.js";
import { measureVariables, variableFaults } from "../../src/api/server/variables.js";

const nested = (depth: number): unknown => {
  let value: unknown = {};
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { AND: value };
  return value;
};
const wide = (lists: number, length: number) =>
  Object.fromEntries(Array.from({ length: lists }, (_, i) => [`v${i}`, Array.from({ length }, () => "X")]));

describe("the measure", () => {
  it.each<[string, unknown, number]>([
    ["250,000 values in one list", { w: Array.from({ length: 250_000 }, () => "X") }, 2],
    ["nested 90,000 deep", nested(90_000), MAX_VARIABLE_DEPTH + 1],
    ["100,000 fields of one object", Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`f${i}`, 1])), 1],
    ["many lists that are each allowed", wide(100, MAX_VARIABLE_LIST), MAX_VARIABLE_VALUES + 1],
  ])("refuses %s, and looks at no more than it must", (_name, variables, atMost) => {
    const { values, fault } = measureVariables(variables);
    expect(fault).toEqual({ sentence: expect.stringMatching(/^operation\./), with: expect.any(Object) });
    expect(values).toBeLessThanOrEqual(atMost);
  });

  it("takes what is just inside", () => {
    expect(measureVariables(wide(9, MAX_VARIABLE_LIST)).fault).toBeNull();
    expect(measureVariables(nested(MAX_VARIABLE_DEPTH - 1)).fault).toBeNull();
    expect(measureVariables({ a: null, b: "text", c: 1.5, d: true })).toEqual({ values: 5, fault: null });
    expect(measureVariables(JSON.parse('{"__proto__": {"constructor": 1}}'))).toEqual({ values: 3, fault: null });
  });
});

describe("a variable that does not fit", () => {
  const schema = buildSchema(`
    enum Status { OPEN DONE }
    input Line { no: Int!, name: String, status: Status, flag: Boolean, id: ID, share: Float }
    input Order { lines: [Line!]!, customerName: String }
    type Query { a(order: Order!, statuses: [Status!]): Int }`);
  const faultsOf = (variables: Record<string, unknown>, definitions: string, by: GraphQLSchema = schema) => {
    const operation = parse(`query (${definitions}) { __typename }`).definitions[0] as OperationDefinitionNode;
    return variableFaults(by, operation, variables, { namesChoices: true }).map((fault) => fault.message);
  };

  it.each<[string, Record<string, unknown>, string]>([
    ["an object where none is", { o: "홍길동" }, 'Variable "$o" is not valid: Expected type "Order" to be an object.'],
    ["nothing where something must be", {}, 'Variable "$o" of required type "Order!" was not given.'],
    ["null", { o: null }, 'Variable "$o" of required type "Order!" was not given.'],
    [
      "text for a number",
      { o: { lines: [{ no: "010-1234-5678" }] } },
      'Variable "$o" is not valid at "o.lines[0].no": must be a whole number of at most 32 bits (Int).',
    ],
    [
      "another word for an enum's",
      { o: { lines: [{ no: 1, status: "홍길동" }] } },
      'Variable "$o" is not valid at "o.lines[0].status": must be one of OPEN, DONE (Status).',
    ],
    [
      "an object for text",
      { o: { lines: [{ no: 1, name: { first: "홍길동" } }] } },
      'Variable "$o" is not valid at "o.lines[0].name": must be text (String).',
    ],
    [
      "a field that is missing",
      { o: { customerName: "홍길동" } },
      'Variable "$o" is not valid: Field "lines" of required type "[Line!]!" was not provided.',
    ],
  ])("%s is named by its place, without the value", (_name, variables, message) => {
    const received = faultsOf(variables, "$o: Order!");
    expect(received).toEqual([message]);
    expect(received.join()).not.toMatch(/홍길동|1234/);
  });

  it("ends after a few faults, however many there are", () => {
    const variables = { s: Array.from({ length: MAX_VARIABLE_LIST }, () => "X") };
    expect(faultsOf(variables, "$s: [Status!]")).toHaveLength(MAX_ERRORS);
  });

  it("says the rule of a scalar of ours, and takes nothing from a prototype", async () => {
    const api = await buildApiSchema();
    const [moment] = faultsOf({ d: "홍길동" }, "$d: DateTime!", api);
    expect(moment).toContain("ISO 8601");
    expect(moment).not.toContain("홍길동");
    expect(faultsOf({}, "$toString: String!, $__proto__: String!")).toHaveLength(2);
  });
});

describe("a message for a client", () => {
  const shown = (message: string) => clientMessage(message, { redactSuggestions: false });

  it.each([
    ['Int cannot represent non-integer value: "홍길동"', "Int cannot represent this value."],
    [
      'Value "홍길동" does not exist in "RefundStatus" enum. Did you mean "X"?',
      "The value does not exist in the enum RefundStatus.",
    ],
    [`Value "${"홍".repeat(5_000)}" does not exist in "RefundStatus" enum.`, "A value does not exist in its enum."],
    ['Expected value of type "Date", found {name: "홍길동"}.', 'Expected value of type "Date", found another value.'],
    ['Argument "a" has invalid value "홍길동".', 'Argument "a" has invalid value another value.'],
    ['Syntax Error: Expected Name, found String "홍길동".', "Syntax Error: Expected Name, found String."],
    ['Syntax Error: Expected Name, found "}".', 'Syntax Error: Expected Name, found "}".'],
    [
      'Cannot query field "vieweR" on type "Query". Did you mean "viewer"?',
      'Cannot query field "vieweR" on type "Query". Did you mean "viewer"?',
    ],
  ])("%s → without a value", (message, expected) => {
    expect(shown(message)).toBe(expected);
  });

  it("is a sentence, whatever it repeats, and suggests nothing where the schema is closed", () => {
    const long = `Cannot query field "${"Did you mean ".repeat(100_000)}" on type "Query".`;
    expect(shown(long)).toHaveLength(MAX_MESSAGE_CHARACTERS);
    const hidden = (message: string) => clientMessage(message, { redactSuggestions: true });
    expect(hidden('Cannot query field "a" on type "Query". Did you mean "b"?')).toBe(
      'Cannot query field "a" on type "Query".',
    );
    expect(hidden(long)).toBe('Cannot query field "');
    expect(shown(`${"x".repeat(MAX_MESSAGE_CHARACTERS - 2)}😀😀`).isWellFormed()).toBe(true);
  });
});
