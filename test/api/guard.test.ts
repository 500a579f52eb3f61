/** Who may read what is decided for every field, enforced by one guard, and written into the description. */
import {
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  type GraphQLNamedType,
} from "graphql";
import { PERMISSIONS } from "../../src/access/permission.js";
import { ruleOf } from "../../src/api/authorized.js";
import { guardSchema, rulesOf, undecidedFields } from "../../src/api/guard.js";
import { buildUnguardedSchema } from "../../src/api/schema.js";
import { apiSchema } from "./ask.js";

const ours = (schema: GraphQLSchema): GraphQLNamedType[] =>
  Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith("__"));

it("leaves no field undecided", async () => {
  expect(undecidedFields(await apiSchema())).toEqual([]);
});

it("refuses to build a schema with a field nobody has decided about", () => {
  const query = new GraphQLObjectType({ name: "Query", fields: { everything: { type: GraphQLString } } });
  expect(() => guardSchema(new GraphQLSchema({ query }))).toThrow("Query.everything");
});

it("does not take a rule on Query for a rule on each operation", () => {
  const extensions = { rule: { kind: "PART" } };
  const query = new GraphQLObjectType({ name: "Query", extensions, fields: { everything: { type: GraphQLString } } });
  expect(undecidedFields(new GraphQLSchema({ query }))).toEqual(["Query.everything"]);
});

it("asks each operation for a permission or at least for a token", async () => {
  const schema = await apiSchema();
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const field of Object.values(root?.getFields() ?? {})) {
      expect([`${root?.name}.${field.name}`, ruleOf(field.extensions)?.kind]).toEqual([
        `${root?.name}.${field.name}`,
        expect.stringMatching(/^(PERMISSION|LOGGED_IN|BY_TYPE)$/),
      ]);
    }
  }
});

/** `Part` is for values: whatever has an id of its own must name a permission. */
it("calls nothing a part that can be looked up by itself", async () => {
  const parts = ours(await apiSchema()).filter(
    (type) => isObjectType(type) && ruleOf(type.extensions)?.kind === "PART",
  );
  expect(parts.filter((type) => isObjectType(type) && type.getFields()["id"] !== undefined)).toEqual([]);
});

it("writes what is needed into the description", async () => {
  const schema = await apiSchema();
  const exchange = schema.getType("GatewayAttempt") as GraphQLObjectType;
  const field = exchange.getFields()["exchange"];
  expect(field?.description).toContain("Needs `ATTEMPT_EXCHANGE_READ`.");
  expect(field && rulesOf(schema, field)).toEqual([{ kind: "PERMISSION", permission: "ATTEMPT_EXCHANGE_READ" }]);
});

it("only guards: without it the schema is the same", async () => {
  const bare = await buildUnguardedSchema();
  expect(ours(bare).map(String)).toEqual(ours(await apiSchema()).map(String));
});

it("uses every permission the matrix has for the API", async () => {
  const schema = await apiSchema();
  const asked = new Set(
    ours(schema)
      .flatMap((type) =>
        isObjectType(type)
          ? [ruleOf(type.extensions), ...Object.values(type.getFields()).map((field) => ruleOf(field.extensions))]
          : [],
      )
      .map((rule) => (rule?.kind === "PERMISSION" ? rule.permission : null)),
  );
  const elsewhere = ["CUSTOMER_SEARCH", "SAVED_VIEW_TIDY", "SCHEMA_INTROSPECT", "METRICS_READ"];
  expect(PERMISSIONS.filter((permission) => !asked.has(permission))).toEqual(elsewhere);
});

it("describes every type, field, argument and enum value", async () => {
  const silent = ours(await apiSchema()).flatMap((type) => {
    const within: string[] = [];
    const check = (name: string, description: string | null | undefined) => {
      if (!description) within.push(name);
    };
    const root = ["Query", "Mutation", "Subscription"].includes(type.name);
    if (!root && !isScalarType(type)) check(type.name, type.description);
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        check(`${type.name}.${field.name}`, field.description);
        for (const arg of field.args) check(`${type.name}.${field.name}(${arg.name})`, arg.description);
      }
    }
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) check(`${type.name}.${field.name}`, field.description);
    if (isEnumType(type)) for (const value of type.getValues()) check(`${type.name}.${value.name}`, value.description);
    return within;
  });
  expect(silent).toEqual([]);
});
