/**
 * From what a client sent to an operation that may be run, the same on HTTP and WebSocket. Cheap questions come first: a
 * request that is refused costs no more than the question that refuses it.
 */
import { createHash } from "node:crypto";
import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { LRUCache } from "lru-cache";
import type { Principal } from "../../access/principal.js";
import { sentence } from "../../messages/sentence.js";
import type { Sentence } from "../../messages/text.js";
import { SentenceError } from "../sentence-error.js";
import { costFault } from "./cost.js";
import { documentFaults, limitError } from "./document-rules.js";
import { introspectionFault } from "./introspection.js";
import { MAX_CACHED_TOKENS, MAX_DOCUMENT_CHARACTERS, MAX_ERRORS, MAX_TOKENS } from "./limits.js";
import { topFieldNames } from "./measure.js";
import { variableFaults, variablesLimitFault } from "./variables.js";

export interface OperationRequest {
  query: string;
  variables?: unknown;
  operationName?: string | null;
}

export type Transport = "HTTP_GET" | "HTTP_POST" | "WEBSOCKET";

export interface PrepareOptions {
  schema: GraphQLSchema;
  /** True when everyone may read the schema; otherwise SCHEMA_INTROSPECT is needed. */
  introspectionOpen: boolean;
  /** Documents that were parsed and found valid before. */
  documents: DocumentCache;
}

interface PreparedOperation {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Record<string, unknown>;
}

export type Preparation = ({ ok: true } & PreparedOperation) | { ok: false; errors: readonly GraphQLError[] };

export function prepareOperation(
  { schema, introspectionOpen, documents }: PrepareOptions,
  { query, variables, operationName }: OperationRequest,
  { principal, transport }: { principal: Principal | null; transport: Transport },
): Preparation {
  const limit = documentTooLarge(query) ?? variablesLimitFault(variables ?? {});
  if (limit) return refused(limit);

  const known = documents.get(query);
  const parsed = known ? { ok: true as const, document: known } : parseDocument(query);
  if (!parsed.ok) return refused(parsed.error);
  const { document } = parsed;
  const operation = getOperationAST(document, operationName);
  if (principal === null && !isPublic(document, operation, introspectionOpen)) return refused(tokenMissing());

  if (!known) {
    const limits = documentFaults(document);
    if (limits.length > 0) return refused(...limits);
    const faults = validate(schema, document, specifiedRules, { maxErrors: MAX_ERRORS });
    if (faults.length > 0) return refused(...faults);
    documents.add(query, document);
  }
  if (!operation) return refused(badRequest("OPERATION_RESOLUTION_FAILURE", sentence("operation.UNNAMED")));
  const misplaced = transportFault(operation, transport);
  if (misplaced) return refused(misplaced);

  const closed = introspectionFault(document, operation, { open: introspectionOpen, principal });
  if (closed) return refused(closed);
  const values = asRecord(variables);
  const faults = variableFaults(schema, operation, values, { namesChoices: introspectionOpen });
  if (faults.length > 0) return refused(...faults);
  const costly = costFault(schema, { document, operationName, variables: values });
  return costly ? refused(costly) : { ok: true, document, operation, variables: values };
}

function transportFault({ operation }: OperationDefinitionNode, transport: Transport): GraphQLError | null {
  if (transport === "WEBSOCKET") return null;
  if (operation === OperationTypeNode.SUBSCRIPTION)
    return badRequest("SUBSCRIPTION_OVER_HTTP", sentence("operation.SUBSCRIPTION_OVER_HTTP"));
  // A link can be followed by mistake, prefetched and repeated.
  return transport === "HTTP_GET" && operation === OperationTypeNode.MUTATION
    ? badRequest("MUTATION_OVER_GET", sentence("operation.MUTATION_OVER_GET"))
    : null;
}

/** Fields nobody needs a token for: `__typename`, and the schema where it is open. */
function isPublic(
  document: DocumentNode,
  operation: OperationDefinitionNode | null | undefined,
  introspectionOpen: boolean,
): boolean {
  if (!operation) return false;
  const names = topFieldNames(document, operation);
  return [...names].every((name) => name === "__typename" || (introspectionOpen && SCHEMA_FIELDS.has(name)));
}

const SCHEMA_FIELDS: ReadonlySet<string> = new Set(["__schema", "__type"]);

const refused = (...errors: GraphQLError[]): Preparation => ({ ok: false, errors });

const badRequest = (reason: string, said: Sentence): SentenceError =>
  new SentenceError(said, { extensions: { code: "BAD_USER_INPUT", reason } });

const tokenMissing = (): SentenceError =>
  new SentenceError(sentence("server.TOKEN_MISSING"), {
    extensions: { code: "UNAUTHENTICATED", reason: "TOKEN_MISSING" },
  });

const documentTooLarge = (query: string): GraphQLError | null =>
  query.length <= MAX_DOCUMENT_CHARACTERS
    ? null
    : limitError("DOCUMENT_TOO_LARGE", sentence("operation.DOCUMENT_TOO_LARGE", { max: MAX_DOCUMENT_CHARACTERS }));

const asRecord = (variables: unknown): Record<string, unknown> =>
  typeof variables === "object" && variables !== null ? (variables as Record<string, unknown>) : {};

/** Brackets in brackets may exhaust the parser's stack before they exhaust its tokens: also a document we do not take. */
function parseDocument(query: string): { ok: true; document: DocumentNode } | { ok: false; error: GraphQLError } {
  const extensions = { code: "GRAPHQL_PARSE_FAILED" };
  try {
    return { ok: true, document: parse(query, { maxTokens: MAX_TOKENS }) };
  } catch (error) {
    if (error instanceof RangeError)
      return {
        ok: false,
        error: new SentenceError(sentence("operation.NESTED_TOO_DEEPLY"), {
          extensions: { code: "BAD_USER_INPUT", reason: extensions.code },
        }),
      };
    if (!(error instanceof GraphQLError)) throw error;
    const { message, source, positions } = error;
    return { ok: false, error: new GraphQLError(message, { source, positions, extensions }) };
  }
}

/** Parsed and validated documents by their text; bounded by the tokens they hold, the least used is forgotten first. */
export class DocumentCache {
  readonly #documents = new LRUCache<string, DocumentNode>({
    maxSize: MAX_CACHED_TOKENS,
    sizeCalculation: (document) => Math.max(tokensOf(document), 1),
  });

  get(query: string): DocumentNode | undefined {
    return this.#documents.get(keyOf(query));
  }

  add(query: string, document: DocumentNode): void {
    this.#documents.set(keyOf(query), document);
  }

  /** As Apollo asks: its key ends in the SHA-256 of the text in hexadecimal. */
  readonly forApollo = {
    get: (key: string): Promise<DocumentNode | undefined> =>
      Promise.resolve(this.#documents.get(key.slice(-KEY_CHARACTERS))),
    set: (): Promise<void> => Promise.resolve(),
    delete: (): Promise<boolean> => Promise.resolve(false),
  };
}

const KEY_CHARACTERS = 64;
const keyOf = (query: string): string => createHash("sha256").update(query).digest("hex");

/** graphql-js counts while it parses; its types do not say so. */
const tokensOf = (document: DocumentNode): number =>
  (document as DocumentNode & { tokenCount?: number }).tokenCount ?? MAX_TOKENS;
