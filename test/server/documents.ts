/** Documents a stranger may send, made from the schema that is really served, so that only the limit can be what refuses them. */
import {
  getNamedType,
  isCompositeType,
  isObjectType,
  isRequiredArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from "graphql";

type Field = GraphQLField<unknown, unknown>;
const freeFields = (type: GraphQLObjectType): Field[] =>
  Object.values(type.getFields()).filter((field) => !field.args.some(isRequiredArgument));

/** `depth` fields inside one another, with introspection where the schema itself does not go round. */
export function deepDocument(schema: GraphQLSchema, depth: number): string {
  const path = deepPath(schema.getQueryType() as GraphQLObjectType, depth - 1);
  return path ? `{ ${nested([...path, "__typename"])} }` : `{ ${nested(["__schema", "types", ...ofTypes(depth)])} }`;
}

export const deepIntrospection = (depth: number): string =>
  `{ ${nested(["__schema", "types", "fields", "type", ...ofTypes(depth)])} }`;

const ofTypes = (count: number): string[] => [...Array.from({ length: count }, () => "ofType"), "name"];
const nested = (names: string[]): string =>
  names.reduceRight((inner, name) => (inner ? `${name} { ${inner} }` : name), "");

function deepPath(type: GraphQLObjectType, depth: number): string[] | null {
  if (depth === 0) return [];
  for (const field of freeFields(type)) {
    const next = getNamedType(field.type);
    if (!isObjectType(next)) continue;
    const rest = deepPath(next, depth - 1);
    if (rest) return [field.name, ...rest];
  }
  return null;
}

/** One operation with the named mutations, each as its alias; every argument is a variable. */
export function mutationDocument(schema: GraphQLSchema, wanted: readonly string[], fragment = false): string {
  const fields = schema.getMutationType()?.getFields() ?? {};
  const variables: string[] = [];
  const calls = wanted.map((name, index) => {
    const field = fields[name] as Field;
    const args = field.args.map((arg) => {
      variables.push(`$v${index}_${arg.name}: ${String(arg.type)}`);
      return `${arg.name}: $v${index}_${arg.name}`;
    });
    const selection = isCompositeType(getNamedType(field.type)) ? " { __typename }" : "";
    return `m${index}: ${name}${args.length > 0 ? `(${args.join(", ")})` : ""}${selection}`;
  });
  const head = `mutation Two${variables.length > 0 ? `(${variables.join(", ")})` : ""}`;
  if (!fragment) return `${head} { ${calls.join(" ")} }`;
  const [first = "", ...others] = calls;
  return `${head} { ${first} ...Others } fragment Others on ${String(schema.getMutationType())} { ${others.join(" ")} }`;
}

export const mutationNames = (schema: GraphQLSchema): string[] =>
  Object.keys(schema.getMutationType()?.getFields() ?? {});

/** A page of the first list there is, its size a variable, each item asked for the same field `times` times. */
export function pageDocument(schema: GraphQLSchema, times: number): string {
  const query = schema.getQueryType() as GraphQLObjectType;
  const list = Object.values(query.getFields()).find(
    (field) => field.args.some((arg) => arg.name === "first") && !field.args.some(isRequiredArgument),
  );
  if (!list) throw new Error("the schema has no list to ask for");
  const { nodes, edges } = (getNamedType(list.type) as GraphQLObjectType).getFields();
  const item = "__typename ".repeat(times);
  const inside = nodes ? `nodes { ${item} }` : `${(edges as Field).name} { node { ${item} } }`;
  return `query Page($first: Int!) { ${list.name}(first: $first) { ${inside} } }`;
}

/** The first subscription there is. */
export function subscriptionDocument(schema: GraphQLSchema): string {
  const [field] = freeFields(schema.getSubscriptionType() as GraphQLObjectType);
  if (!field) throw new Error("the schema has no subscription without an argument");
  return `subscription { ${field.name}${isCompositeType(getNamedType(field.type)) ? " { __typename }" : ""} }`;
}
