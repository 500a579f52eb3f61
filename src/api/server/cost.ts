/** The cost of an operation: one unit a field of one object, lists counted at the size asked for. */
import {
  getNullableType,
  GraphQLError,
  isListType,
  isObjectType,
  type DocumentNode,
  type GraphQLSchema,
} from "graphql";
import { fieldExtensionsEstimator, getComplexity, type ComplexityEstimator } from "graphql-query-complexity/cjs";
import { sentence } from "../../messages/sentence.js";
import { SentenceError } from "../sentence-error.js";
import { limitError } from "./document-rules.js";
import { ASSUMED_LIST_SIZE, MAX_COST, MAX_PAGE } from "./limits.js";

/** `first` or `last` on a connection, or on anything that takes them. */
const pageOf = (args: Record<string, unknown>): number | null => {
  const asked = args.first ?? args.last;
  return typeof asked === "number" ? Math.min(Math.max(asked, 1), MAX_PAGE) : null;
};

/**
 * A connection costs its page times an item; the lists inside it (`edges`, `nodes`) are that page and are not multiplied again.
 */
const estimator: ComplexityEstimator = ({ args, field, type, childComplexity }) => {
  // Introspection reads memory, not the database; its own depth limit bounds it.
  if (type.name.startsWith("__")) return 1 + childComplexity;
  const page = pageOf(args);
  if (page !== null) return 1 + page * childComplexity;
  const insideConnection = isObjectType(type) && type.name.endsWith("Connection");
  const isList = isListType(getNullableType(field.type));
  return 1 + (isList && !insideConnection ? ASSUMED_LIST_SIZE : 1) * childComplexity;
};

/**
 * Refuses an operation that costs more than `MAX_COST`, and one whose cost cannot be told because a variable does not fit.
 * Imported as CommonJS: the package's other build brings a second copy of `graphql`, which would not know our schema's types.
 */
export function costFault(
  schema: GraphQLSchema,
  { document, variables, operationName }: { document: DocumentNode; variables: unknown; operationName?: string | null },
): GraphQLError | null {
  let cost: number;
  try {
    cost = getComplexity({
      schema,
      query: document,
      variables: typeof variables === "object" && variables !== null ? { ...variables } : {},
      ...(operationName ? { operationName } : {}),
      estimators: [fieldExtensionsEstimator(), estimator],
    });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    // Of a value that does not fit: one of our scalars names its rule.
    const { sentence: rule } = (error.originalError ?? error) as Partial<SentenceError>;
    const options = { nodes: error.nodes, extensions: { code: "BAD_USER_INPUT" } };
    return rule
      ? new SentenceError(rule, options)
      : new GraphQLError(error.message, { ...options, extensions: { code: "GRAPHQL_VALIDATION_FAILED" } });
  }
  if (cost <= MAX_COST) return null;
  return limitError("TOO_COSTLY", sentence("operation.TOO_COSTLY", { cost, max: MAX_COST }));
}
