/** The sample operations for analysts can be pasted as they are: valid against the contract, within the limits, and told apart. */
import {
  buildSchema,
  getVariableValues,
  parse,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { costFault } from "../../src/api/server/cost.js";
import { documentLimits } from "../../src/api/server/document-rules.js";

const FOLDER = new URL("../../demo/operations/", import.meta.url);
const FILES = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".graphql"))
  .toSorted();
const textOf = (name: string): string => readFileSync(new URL(name, FOLDER), "utf8");

/** What an operation cannot do without, with places to fill in; null: it runs as it is. */
const variablesOf = (name: string): Record<string, unknown> | null => {
  const file = new URL(name.replace(/\.graphql$/, ".variables.json"), FOLDER);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>) : null;
};

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

it("they show the gateways' rules, the banks, a preview, failures with their other ways, and each gateway", () => {
  const names = FILES.flatMap((name) => operationsIn(parse(textOf(name))).map((operation) => operation.name?.value));
  expect(names).toEqual(
    expect.arrayContaining([
      "GatewayRules",
      "Banks",
      "PreviewARefund",
      "Failures",
      "ByGateway",
      "FallBackToManual",
      "ChangeRefundAccount",
      "RecordAReversal",
    ]),
  );
});

it("every file of variables belongs to an operation", () => {
  const examples = readdirSync(FOLDER).filter((name) => name.endsWith(".variables.json"));
  expect(examples.length).toBeGreaterThan(0);
  for (const name of examples) expect(FILES).toContain(name.replace(".variables.json", ".graphql"));
});

describe.each(FILES)("%s", (name) => {
  it("is valid against schema/schema.graphql and allowed by the limits", () => {
    const document = parse(textOf(name));
    expect(validate(schema, document)).toEqual([]);
    expect(validate(schema, document, [documentLimits])).toEqual([]);
    expect(costFault(schema, { document, variables: variablesOf(name) ?? {} })).toBeNull();
  });

  it("runs without variables, or comes with an example of them; one that changes something always does", () => {
    const [operation, ...others] = operationsIn(parse(textOf(name)));
    expect(others).toEqual([]);
    const example = variablesOf(name);
    expect(operation?.operation === "mutation" && example === null).toBe(false);
    const { errors } = getVariableValues(schema, operation?.variableDefinitions ?? [], example ?? {});
    expect(errors).toBeUndefined();
    const known = operation?.variableDefinitions?.map(({ variable }) => variable.name.value) ?? [];
    expect(known).toEqual(expect.arrayContaining(Object.keys(example ?? {})));
  });

  it("says first what it is for and who may run it", () => {
    expect(textOf(name)).toMatch(/^# .+\n/);
    expect(textOf(name)).toMatch(/Role: [a-z]/);
  });
});
