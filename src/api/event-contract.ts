/** The contract of the event streams as JSON Schema, read off the API's own types: what a follower may validate against. */
import {
  getNamedType,
  isEnumType,
  isNonNullType,
  isScalarType,
  type GraphQLEnumType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from "graphql";

interface JsonSchema {
  type?: string | readonly string[];
  [keyword: string]: unknown;
}

/** The published files by the subscription they describe. */
export const EVENT_CONTRACTS = {
  refundChanged: "schema/events/refund-changed.schema.json",
  returnChanged: "schema/events/return-changed.schema.json",
} as const;
type EventField = keyof typeof EVENT_CONTRACTS;

const SCALARS: Readonly<Record<string, JsonSchema>> = {
  ID: { type: "string", minLength: 1 },
  String: { type: "string" },
  Int: { type: "integer" },
  MinorUnits: { type: "integer" },
  DateTime: { type: "string", format: "date-time" },
};

/** JSON Schema (draft 2020-12) of one event: its own fields, and not the objects that can be read through it. */
export function eventContract(schema: GraphQLSchema, field: EventField): JsonSchema {
  const subscription = schema.getSubscriptionType()?.getFields()[field];
  if (!subscription) throw new Error(`The schema has no subscription ${field}.`);
  const event = getNamedType(subscription.type) as GraphQLObjectType;
  const own = Object.values(event.getFields())
    .filter(({ type }) => isLeaf(getNamedType(type)))
    .toSorted((a, b) => a.name.localeCompare(b.name, "en"));
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: event.name,
    description: `${event.description ?? ""} Fields and enumeration values may be added: ignore what you do not know.`,
    type: "object",
    required: own.map(({ name }) => name),
    properties: Object.fromEntries(own.map((one) => [one.name, propertyOf(one)])),
  };
}

const isLeaf = (type: GraphQLNamedType): boolean => isScalarType(type) || isEnumType(type);

function propertyOf({ name, type, description }: GraphQLField<unknown, unknown>): JsonSchema {
  const named = getNamedType(type);
  const value = isEnumType(named) ? openEnumeration(named) : SCALARS[named.name];
  if (!value) throw new Error(`${name}: the contract knows no JSON form of ${named.name}.`);
  return { description, ...value, type: isNonNullType(type) ? value.type : [String(value.type), "null"] };
}

/** Values may be added, which `enum` would make a breach: `x-extensible-enum` names those there are today. */
const openEnumeration = (type: GraphQLEnumType): JsonSchema => {
  const values = type.getValues();
  return {
    type: "string",
    "x-extensible-enum": values.map(({ name }) => name),
    "x-enum-descriptions": Object.fromEntries(values.map(({ name, description }) => [name, description])),
  };
};
