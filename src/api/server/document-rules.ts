/** The limits of a document, the same on HTTP and WebSocket. */
import {
  OperationTypeNode,
  type GraphQLError,
  type DocumentNode,
  type OperationDefinitionNode,
  type ValidationRule,
} from "graphql";
import { sentence } from "../../messages/sentence.js";
import type { Sentence } from "../../messages/text.js";
import { SentenceError } from "../sentence-error.js";
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

export const limitError = (reason: LimitReason, said: Sentence, node?: OperationDefinitionNode): SentenceError =>
  new SentenceError(said, { nodes: node, extensions: { code: "BAD_USER_INPUT", reason } });

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

function faultOf(measured: Measure, operation: OperationTypeNode): [LimitReason, Sentence] | null {
  const { depth, introspectionDepth, fields, aliases, longestAlias, directives, topFields } = measured;
  if (operation === OperationTypeNode.MUTATION && topFields > MAX_MUTATIONS_PER_OPERATION)
    return ["ONE_MUTATION_PER_OPERATION", sentence("operation.ONE_MUTATION")];
  if (depth > MAX_DEPTH) return ["TOO_DEEP", sentence("operation.TOO_DEEP", { depth, max: MAX_DEPTH })];
  if (introspectionDepth > MAX_INTROSPECTION_DEPTH)
    return [
      "TOO_DEEP",
      sentence("operation.INTROSPECTION_TOO_DEEP", { depth: introspectionDepth, max: MAX_INTROSPECTION_DEPTH }),
    ];
  if (topFields > MAX_ROOT_FIELDS)
    return ["TOO_MANY_ROOT_FIELDS", sentence("operation.TOO_MANY_ROOT_FIELDS", { max: MAX_ROOT_FIELDS })];
  if (aliases > MAX_ALIASES) return ["TOO_MANY_ALIASES", sentence("operation.TOO_MANY_ALIASES", { max: MAX_ALIASES })];
  if (longestAlias > MAX_ALIAS_CHARACTERS)
    return ["ALIAS_TOO_LONG", sentence("operation.ALIAS_TOO_LONG", { max: MAX_ALIAS_CHARACTERS })];
  if (directives > MAX_DIRECTIVES)
    return ["TOO_MANY_DIRECTIVES", sentence("operation.TOO_MANY_DIRECTIVES", { max: MAX_DIRECTIVES })];
  if (fields > MAX_FIELDS) return ["TOO_MANY_FIELDS", sentence("operation.TOO_MANY_FIELDS", { max: MAX_FIELDS })];
  return null;
}
