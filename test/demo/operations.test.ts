/** The sample operations for analysts can be pasted as they are: valid against the contract, within the limits, and told apart. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import {
  buildSchema,
  parse,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { readdirSync, readFileSync } from "node:fs";
import { costFault } from "../../src/api/server/cost.js";
import { documentLimits } from "../../src/api/server/document-rules.js";

const FOLDER = new URL("../../demo/operations/", import.meta.url);
const FILES = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".graphql"))
  .toSorted();
const textOf = (name: string): string => readFileSync(new URL(name, FOLDER), "utf8");

let schema: GraphQLSchema;
beforeAll(() => {
  schema = buildSchema(readFileSync(new URL("../../schema/schema.graphql", import.meta.url), "utf8"));
});

const operationsIn = (document: DocumentNode): OperationDefinitionNode[] =>
  document.definitions.filter((definition) => definition.kind === "OperationDefinition");

it("there are several, with names of their own", () => {
  const names = FILES.flatMap((name) => operationsIn(parse(textOf(name))).map((operation) => operation.name?.value));
  expect(names.length).toBeGreaterThanOrEqual(6);
  expect(new Set(names).size).toBe(names.length);
  expect(names).not.toContain(undefined);
});

describe.each(FILES)("%s", (name) => {
  it("is valid against schema/schema.graphql and allowed by the limits", () => {
    const document = parse(textOf(name));
    expect(validate(schema, document)).toEqual([]);
    expect(validate(schema, document, [documentLimits])).toEqual([]);
    expect(costFault(schema, { document, variables: {} })).toBeNull();
  });

  it("changes nothing, runs without variables, and says first what it is for and who may run it", () => {
    const [operation, ...others] = operationsIn(parse(textOf(name)));
    expect(others).toEqual([]);
    expect(operation?.operation).not.toBe("mutation");
    const required = operation?.variableDefinitions?.filter(
      ({ type, defaultValue }) => type.kind === "NonNullType" && !defaultValue,
    );
    expect(required).toEqual([]);
    expect(textOf(name)).toMatch(/^# .+\n/);
    expect(textOf(name)).toMatch(/Role: [a-z]/);
  });
});
