/** The worst allowed request of every operation, by count: values looked at, errors made, characters said. CPU is for bench/budget.mjs. */
import { getNamedType, isCompositeType, isInputObjectType, isListType, isNonNullType, type GraphQLField, type GraphQLInputType, type GraphQLSchema } from "graphql"; // prettier-ignore
import { buildApiSchema } from "../../src/api/schema.js";
import { clientMessage } from "../../src/api/server/client-message.js";
import { MAX_ERRORS, MAX_MESSAGE_CHARACTERS, MAX_VARIABLE_LIST, MAX_VARIABLE_VALUES } from "../../src/api/server/limits.js"; // prettier-ignore
import { DocumentCache, prepareOperation } from "../../src/api/server/prepare-operation.js";
import { measureVariables } from "../../src/api/server/variables.js";
import { OPERATOR } from "../kit/fixtures.js";

let schema: GraphQLSchema;
beforeAll(async () => {
  schema = await buildApiSchema();
});

type Field = GraphQLField<unknown, unknown>;
const fieldsOf = (): [operation: string, field: Field][] =>
  [
    ["query", schema.getQueryType()] as const,
    ["mutation", schema.getMutationType()] as const,
    ["subscription", schema.getSubscriptionType()] as const,
  ].flatMap(([operation, type]) =>
    Object.values(type?.getFields() ?? {}).map((field): [string, Field] => [operation, field]),
  );

/** Wrong everywhere: objects for scalars, lists of `length`, and a field nobody has. */
function wrong(type: GraphQLInputType, length: number, depth = 0): unknown {
  if (isNonNullType(type)) return wrong(type.ofType as GraphQLInputType, length, depth);
  if (isListType(type))
    return Array.from({ length: depth > 1 ? 2 : length }, () => wrong(type.ofType as GraphQLInputType, length, depth + 1));
  if (!isInputObjectType(type) || depth > 3) return { not: "this" };
  const entries = Object.values(type.getFields()).map((field) => [field.name, wrong(field.type, length, depth + 1)]);
  return { ...Object.fromEntries(entries), customerName: "홍길동" };
} // prettier-ignore

function requestOf(operation: string, field: Field, length: number) {
  const head = field.args.map(({ name, type }) => `$${name}: ${String(type)}`).join(", ");
  const args = field.args.map(({ name }) => `${name}: $${name}`).join(", ");
  const below = isCompositeType(getNamedType(field.type)) ? " { __typename }" : "";
  const query = `${operation}${head && ` (${head})`} { ${field.name}${args && `(${args})`}${below} }`;
  return { query, variables: Object.fromEntries(field.args.map(({ name, type }) => [name, wrong(type, length)])) };
}

const prepare = (request: ReturnType<typeof requestOf>) =>
  prepareOperation({ schema, introspectionOpen: true, documents: new DocumentCache() }, request, {
    principal: OPERATOR,
    transport: "WEBSOCKET",
  });

describe("for every operation", () => {
  it.each([1, 20, 100, MAX_VARIABLE_LIST, MAX_VARIABLE_LIST + 1, 5_000])("lists of %i wrong values stay within bounds", (length) => {
    const fields = fieldsOf();
    expect(fields.length).toBeGreaterThan(25);
    for (const [operation, field] of fields) {
      const request = requestOf(operation, field, length);
      const prepared = prepare(request);
      const errors = prepared.ok ? [] : prepared.errors;
      const said = errors.map(({ message }) => clientMessage(message, { redactSuggestions: true }));
      expect({
        field: field.name,
        refused: field.args.length === 0 || !prepared.ok,
        looked: measureVariables(request.variables).values <= MAX_VARIABLE_VALUES + 1,
        errors: errors.length <= MAX_ERRORS,
        sentences: said.every((message) => message.length <= MAX_MESSAGE_CHARACTERS),
        values: said.some((message) => message.includes("홍길동")),
      }).toEqual({ field: field.name, refused: true, looked: true, errors: true, sentences: true, values: false });
    }
  }); // prettier-ignore
});
