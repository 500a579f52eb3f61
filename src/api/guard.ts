/**
 * The guard: puts the rule of every field in front of its resolver, denies by default, and writes the permission into the
 * description. A schema with a field nobody has decided about is refused when it is built.
 */
import assert from "node:assert/strict";
import {
  defaultFieldResolver,
  getNamedType,
  isAbstractType,
  isObjectType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from "graphql";
import { requirePermission } from "../access/guard.js";
import { hasExpired } from "../access/principal.js";
import { sentence } from "../messages/sentence.js";
import { ruleOf, type Rule } from "./authorized.js";
import type { Context } from "./context.js";
import { forbiddenSentence } from "./forbidden.js";
import { SentenceError } from "./sentence-error.js";

type Field = GraphQLField<unknown, Context>;

/** `Type.field` of every field without a rule of its own or of its type; operations need one of their own. */
export function undecidedFields(schema: GraphQLSchema): string[] {
  const roots = rootsOf(schema);
  return objectTypesOf(schema).flatMap((type) => {
    const covered = !roots.has(type) && ruleOf(type.extensions) !== null;
    return Object.values(type.getFields())
      .filter((field) => !covered && ruleOf(field.extensions) === null)
      .map((field) => `${type.name}.${field.name}`);
  });
}

/** Changes the schema in place. @throws Error naming the undecided fields. */
export function guardSchema(schema: GraphQLSchema): void {
  const undecided = undecidedFields(schema);
  if (undecided.length > 0) throw new Error(`Nobody has decided who may read: ${undecided.join(", ")}`);
  const roots = rootsOf(schema);
  for (const type of objectTypesOf(schema)) {
    const its = ruleOf(type.extensions);
    if (its) type.description = withNeeds(type.description, [its]);
    for (const field of Object.values(type.getFields()) as Field[]) guardField(schema, field, roots.has(type));
  }
}

/** The permission needed to read a field of this type, at any place it hangs. The rule of the type that holds it is asked where one enters it. */
export function rulesOf(schema: GraphQLSchema, field: Pick<Field, "type" | "extensions">): Rule[] {
  const own = ruleOf(field.extensions);
  if (own?.kind === "BY_TYPE") return [own];
  const leadsTo = getNamedType(field.type);
  const types = isObjectType(leadsTo) ? [leadsTo] : isAbstractType(leadsTo) ? schema.getPossibleTypes(leadsTo) : [];
  const rules = [own, ...types.map((type) => ruleOf(type.extensions))];
  return distinct(rules.filter((rule): rule is Rule => rule !== null && rule.kind !== "PART"));
}

function guardField(schema: GraphQLSchema, field: Field, isOperation: boolean): void {
  const rules = rulesOf(schema, field);
  if (rules.length === 0) return;
  field.description = withNeeds(field.description, rules);
  const { resolve = defaultFieldResolver, subscribe } = field;
  const byType = rules.some(({ kind }) => kind === "BY_TYPE");
  field.resolve = (source, args, context, info) => {
    demand(context, rules, isOperation);
    const value: unknown = resolve(source, args, context, info);
    return byType ? demandByType(schema, context, value) : value;
  };
  if (subscribe) {
    field.subscribe = (source, args, context, info) => {
      demand(context, rules, isOperation);
      return subscribe(source, args, context, info);
    };
  }
}

/** @throws UNAUTHENTICATED or FORBIDDEN, naming the permission. */
function demand({ principal, refundContext }: Context, rules: readonly Rule[], isOperation: boolean): void {
  // On a WebSocket a token may end between two operations.
  const expired = isOperation && principal !== null && hasExpired(principal, refundContext.clock.now());
  if (principal === null || expired) {
    throw new SentenceError(sentence("server.LOG_IN"), { extensions: { code: "UNAUTHENTICATED" } });
  }
  for (const rule of rules) {
    if (rule.kind !== "PERMISSION" || requirePermission(principal, rule.permission).ok) continue;
    throw new SentenceError(forbiddenSentence(rule.permission), {
      extensions: { code: "FORBIDDEN", permission: rule.permission },
    });
  }
}

/** Demands what the type of each value found needs; of a list, what may not be read is an error in its position. @throws as `demand` does. */
async function demandByType(schema: GraphQLSchema, context: Context, value: unknown): Promise<unknown> {
  const demandOf = (node: unknown): unknown => {
    if (node === null) return null;
    const type = schema.getType((node as { __typename: string }).__typename);
    const rule = isObjectType(type) && ruleOf(type.extensions);
    assert(rule, "a field by type names the type of what it found, and that has a rule");
    demand(context, [rule], false);
    return node;
  };
  const orItsError = (node: unknown): unknown => {
    try {
      return demandOf(node);
    } catch (error) {
      return error;
    }
  };
  const found = await value;
  return Array.isArray(found) ? found.map(orItsError) : demandOf(found);
}

function withNeeds(description: string | null | undefined, rules: readonly Rule[]): string {
  const needs = rules.map((rule) =>
    rule.kind === "PERMISSION"
      ? `\`${rule.permission}\``
      : rule.kind === "BY_TYPE"
        ? "a valid token and what the type found needs"
        : "a valid token",
  );
  const sentence = rules.some((rule) => rule.kind !== "PART") ? `Needs ${needs.join(" and ")}.` : "";
  return [description ?? "", sentence].filter(Boolean).join("\n\n");
}

const objectTypesOf = (schema: GraphQLSchema): GraphQLObjectType[] =>
  Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith("__"),
  );

const rootsOf = (schema: GraphQLSchema): Set<GraphQLObjectType | null | undefined> =>
  new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);

const distinct = (rules: Rule[]): Rule[] => [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
