/** The limits of a document, the same on HTTP and WebSocket. */
import {
  GraphQLError,
  OperationTypeNode,
  type DocumentNode,
  type OperationDefinitionNode,
  type ValidationRule,
} from "graphql";
import {
  MAX_ALIAS_CHARACTERS,
  MAX_ALIASES,
  MAX_DEPTH,
  MAX_DIRECTIVES,
  MAX_ERRORS,
  MAX_FIELDS,
  MAX_INTROSPECTION_DEPTH,
  MAX_MUTATIONS_PER_OPERATION,
  MAX_ROOT_FIELDS,
} from "./limits.js";
import { measureDocument, type Measure } from "./measure.js";

/** Told as `extensions.reason`; the code is BAD_USER_INPUT. */
export type LimitReason =
  | "TOO_DEEP"
  | "TOO_MANY_FIELDS"
  | "TOO_MANY_ALIASES"
  | "ALIAS_TOO_LONG"
  | "TOO_MANY_ROOT_FIELDS"
  | "TOO_MANY_DIRECTIVES"
  | "ONE_MUTATION_PER_OPERATION"
  | "DOCUMENT_TOO_LARGE"
  | "VARIABLES_TOO_LARGE"
  | "TOO_COSTLY";

export const limitError = (reason: LimitReason, message: string, node?: OperationDefinitionNode): GraphQLError =>
  new GraphQLError(message, { nodes: node, extensions: { code: "BAD_USER_INPUT", reason } });

/** Every operation of the document is measured, also the ones that would not be run. */
export function documentFaults(document: DocumentNode): GraphQLError[] {
  const measure = measureDocument(document);
  const faults: GraphQLError[] = [];
  for (const definition of document.definitions) {
    if (definition.kind !== "OperationDefinition") continue;
    const fault = faultOf(measure(definition), definition.operation);
    if (fault) faults.push(limitError(...fault, definition));
    if (faults.length >= MAX_ERRORS) break;
  }
  return faults;
}

/** The same as a rule, for Apollo, which validates a document of its own accord when it has been forgotten here. */
export const documentLimits: ValidationRule = (context) => ({
  Document(document) {
    for (const fault of documentFaults(document)) context.reportError(fault);
  },
});

function faultOf(measured: Measure, operation: OperationTypeNode): [LimitReason, string] | null {
  const { depth, introspectionDepth, fields, aliases, longestAlias, directives, topFields } = measured;
  if (operation === OperationTypeNode.MUTATION && topFields > MAX_MUTATIONS_PER_OPERATION)
    return ["ONE_MUTATION_PER_OPERATION", "An operation has one mutation. Send the others on their own."];
  if (depth > MAX_DEPTH) return ["TOO_DEEP", `The operation is ${depth} levels deep; ${MAX_DEPTH} are allowed.`];
  if (introspectionDepth > MAX_INTROSPECTION_DEPTH)
    return [
      "TOO_DEEP",
      `Introspection goes ${introspectionDepth} levels deep; ${MAX_INTROSPECTION_DEPTH} are allowed.`,
    ];
  if (topFields > MAX_ROOT_FIELDS)
    return ["TOO_MANY_ROOT_FIELDS", `The operation has more than ${MAX_ROOT_FIELDS} fields at the top.`];
  if (aliases > MAX_ALIASES) return ["TOO_MANY_ALIASES", `The operation has more than ${MAX_ALIASES} aliases.`];
  if (longestAlias > MAX_ALIAS_CHARACTERS)
    return ["ALIAS_TOO_LONG", `An alias has at most ${MAX_ALIAS_CHARACTERS} characters.`];
  if (directives > MAX_DIRECTIVES)
    return ["TOO_MANY_DIRECTIVES", `The operation has more than ${MAX_DIRECTIVES} directives.`];
  if (fields > MAX_FIELDS) return ["TOO_MANY_FIELDS", `The operation has more than ${MAX_FIELDS} fields.`];
  return null;
}
