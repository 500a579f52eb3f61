/** The variables of an operation: bounded before anything reads them, then checked against their types without repeating a value. */
import {
  coerceInputValue,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  isSpecifiedScalarType,
  typeFromAST,
  type GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from "graphql";
import { sentence } from "../../messages/sentence.js";
import type { Sentence } from "../../messages/text.js";
import { SentenceError } from "../sentence-error.js";
import { limitError } from "./document-rules.js";
import { MAX_ERRORS, MAX_VARIABLE_DEPTH, MAX_VARIABLE_LIST, MAX_VARIABLE_VALUES } from "./limits.js";

export interface VariablesMeasure {
  /** Values looked at: never more than one above the limit, however many there are. */
  values: number;
  fault: Sentence | null;
}

/** Walks JSON without recursion, and no further than the first bound that is passed. */
export function measureVariables(variables: unknown): VariablesMeasure {
  const open: [value: unknown, depth: number][] = [[variables, 0]];
  let values = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [value, depth] = next;
    values += 1;
    if (values > MAX_VARIABLE_VALUES)
      return { values, fault: sentence("operation.TOO_MANY_VALUES", { max: MAX_VARIABLE_VALUES }) };
    if (typeof value !== "object" || value === null) continue;
    if (depth >= MAX_VARIABLE_DEPTH)
      return { values, fault: sentence("operation.VARIABLES_TOO_DEEP", { max: MAX_VARIABLE_DEPTH }) };
    const inner: unknown[] = Array.isArray(value) ? value : Object.values(value);
    if (Array.isArray(value) && inner.length > MAX_VARIABLE_LIST)
      return { values, fault: sentence("operation.LIST_TOO_LONG", { max: MAX_VARIABLE_LIST }) };
    if (values + open.length + inner.length > MAX_VARIABLE_VALUES)
      return { values, fault: sentence("operation.TOO_MANY_VALUES", { max: MAX_VARIABLE_VALUES }) };
    for (const each of inner) open.push([each, depth + 1]);
  }
  return { values, fault: null };
}

export function variablesLimitFault(variables: unknown): GraphQLError | null {
  const { fault } = measureVariables(variables);
  return fault === null ? null : limitError("VARIABLES_TOO_LARGE", fault);
}

/** Thrown through graphql-js to end a coercion that has found enough. */
class EnoughFaults extends Error {}

/**
 * The faults of the variables, at most `MAX_ERRORS` faults. graphql-js's own sentences repeat the value that was sent,
 * which may be a customer's name; these name the place, and what would be right there.
 */
export function variableFaults(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  { namesChoices }: { /** True when an error may list an enum's values. */ namesChoices: boolean },
): GraphQLError[] {
  const faults: GraphQLError[] = [];
  const report = (definition: VariableDefinitionNode, said: Sentence): void => {
    faults.push(new SentenceError(said, { nodes: definition, extensions: { code: "BAD_USER_INPUT" } }));
    if (faults.length >= MAX_ERRORS) throw new EnoughFaults();
  };
  try {
    for (const definition of operation.variableDefinitions ?? []) {
      const type = typeFromAST(schema, definition.type);
      if (!isInputType(type)) continue; // validation has refused it
      const name = definition.variable.name.value;
      const variable = `$${name}`;
      const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
      if (value === undefined || value === null) {
        const isMissing = isNonNullType(type) && (value === null || definition.defaultValue === undefined);
        if (isMissing) report(definition, sentence("variables.missing", { variable, type: String(type) }));
        continue;
      }
      coerceInputValue(value, type, (path, invalid, error) => {
        const rule = ruleFor(typeAt(type, path), invalid, error, namesChoices);
        if (path.length === 0) return report(definition, sentence("variables.invalid", { variable, rule }));
        report(definition, sentence("variables.invalidAt", { variable, at: pathOf(name, path), rule }));
      });
    }
  } catch (error) {
    if (!(error instanceof EnoughFaults)) throw error;
  }
  return faults;
}

const pathOf = (name: string, path: readonly (string | number)[]): string =>
  path.reduce<string>((text, key) => text + (typeof key === "number" ? `[${key}]` : `.${key}`), name);

function typeAt(type: GraphQLInputType, path: readonly (string | number)[]): GraphQLInputType | null {
  let at: GraphQLInputType | null = type;
  for (const key of path) {
    const nullable: GraphQLInputType | null = at && getNullableType(at);
    if (typeof key === "number") at = isListType(nullable) ? (nullable.ofType as GraphQLInputType) : nullable;
    else at = isInputObjectType(nullable) ? (nullable.getFields()[key]?.type ?? null) : null;
  }
  return at;
}

/** Values graphql-js's own scalars take; its sentences for them repeat the value. */
const SCALAR_RULES: Readonly<Record<string, Sentence>> = {
  Int: sentence("variables.Int"),
  Float: sentence("variables.Float"),
  String: sentence("variables.String"),
  Boolean: sentence("variables.Boolean"),
  ID: sentence("variables.ID"),
};
/** More values than a person reads in a sentence. */
const MAX_CHOICES = 12;

function ruleFor(type: GraphQLInputType | null, value: unknown, error: GraphQLError, namesChoices: boolean): Sentence {
  const named = type && getNamedType(type);
  if (value !== undefined && value !== null && isEnumType(named)) {
    const choices = named.getValues().map((choice) => choice.name);
    return namesChoices && choices.length <= MAX_CHOICES
      ? sentence("variables.choices", { choices, type: named.name })
      : sentence("variables.enum", { type: named.name });
  }
  if (value !== undefined && value !== null && named && isSpecifiedScalarType(named)) {
    const rule = SCALAR_RULES[named.name];
    if (rule) return rule;
  }
  // Our own scalars name their rule; of objects and lists graphql-js names fields and types, and no values.
  return error instanceof SentenceError ? error.sentence : sentence("variables.library", { detail: error.message });
}
