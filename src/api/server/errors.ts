/** The error as a client sees it: one of a few codes, and never a stack, a statement or a value. */
import { unwrapResolverError } from "@apollo/server/errors";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { newId } from "../../identifier.js";
import type { Logger } from "../../telemetry/logger.js";
import { render, say } from "../../messages/catalogue.js";
import type { Language } from "../../messages/language.js";
import type { Sentence } from "../../messages/text.js";
import { SentenceError } from "../sentence-error.js";
import { clientMessage, clipped } from "./client-message.js";
import { unavailableError } from "./unavailable.js";

/** The top-level codes of the API; everything else a caller can meet is a `userError` inside a payload. */
const TOP_LEVEL_CODES = [
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "BAD_USER_INPUT",
  "RATE_LIMITED",
  "UNAVAILABLE",
  "INTERNAL",
] as const;
export type TopLevelCode = (typeof TOP_LEVEL_CODES)[number];

/** Codes of Apollo and type-graphql for a request that cannot be understood or is not allowed, in our words. */
const TRANSLATED: Readonly<Record<string, TopLevelCode>> = {
  GRAPHQL_PARSE_FAILED: "BAD_USER_INPUT",
  GRAPHQL_VALIDATION_FAILED: "BAD_USER_INPUT",
  OPERATION_RESOLUTION_FAILURE: "BAD_USER_INPUT",
  PERSISTED_QUERY_NOT_FOUND: "BAD_USER_INPUT",
  PERSISTED_QUERY_NOT_SUPPORTED: "BAD_USER_INPUT",
  BAD_REQUEST: "BAD_USER_INPUT",
  UNAUTHORIZED: "FORBIDDEN",
};

const isTopLevelCode = (code: unknown): code is TopLevelCode => (TOP_LEVEL_CODES as readonly unknown[]).includes(code);

export interface ErrorFormat {
  log: Logger;
  /** Where the schema is closed, suggestions ("Did you mean …?") would tell of it. */
  redactSuggestions: boolean;
  /** True when the database is away; then the error has been counted and needs no line of its own. */
  databaseAway: (error: unknown) => boolean;
}

/** How errors are put for one caller. */
export interface CallersFormat extends ErrorFormat {
  language: Language;
}

/** @param error what was thrown; GraphQL wraps what resolvers throw. */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
  { log, redactSuggestions, databaseAway, language }: CallersFormat,
): GraphQLFormattedError {
  const thrown = unwrapResolverError(error);
  if (databaseAway(thrown)) return unavailableError({ language, reason: "DATABASE_UNAVAILABLE" });
  const { message, locations, path } = formatted;
  const { code, reason, http: _http, stacktrace: _stack, ...rest } = formatted.extensions ?? {};
  if (code === "INTERNAL" || !(isTopLevelCode(code) || (typeof code === "string" && Object.hasOwn(TRANSLATED, code))))
    return internal({ locations, path }, thrown, { log, language });
  const translated = isTopLevelCode(code) ? code : TRANSLATED[code as string];
  const why = reason ?? (code === translated ? undefined : code);
  const said = sentenceOf(thrown, error);
  return {
    message: said
      ? clipped(render(language, said))
      : isTopLevelCode(code)
        ? clientMessage(message, { redactSuggestions })
        : clipped(say(language, "server.DOCUMENT", { detail: clientMessage(message, { redactSuggestions }) })),
    ...(locations ? { locations } : {}),
    ...(path ? { path } : {}),
    extensions: { code: translated, ...(why === undefined ? {} : { reason: why }), ...rest },
  };
}

/** The sentence of an error of ours; a library's has none, and speaks to a programmer about a document (docs/adr/0045). */
const sentenceOf = (...errors: unknown[]): Sentence | null =>
  errors.find((error) => error instanceof SentenceError)?.sentence ?? null;

/** The id stands in the log beside what really happened. */
function internal(
  where: Pick<GraphQLFormattedError, "locations" | "path">,
  thrown: unknown,
  { log, language }: Pick<CallersFormat, "log" | "language">,
): GraphQLFormattedError {
  const errorId = newId();
  log.error({ errorId, path: where.path?.join("."), err: thrown }, "resolver failed");
  return {
    message: say(language, "server.INTERNAL"),
    ...(where.path ? { path: where.path } : {}),
    extensions: { code: "INTERNAL", errorId },
  };
}

/** Errors of graphql-js while it parses, validates or coerces carry no code of its own. */
export function asClientError(error: GraphQLError): GraphQLFormattedError {
  const formatted = error.toJSON();
  return { ...formatted, extensions: { code: "GRAPHQL_VALIDATION_FAILED", ...formatted.extensions } };
}

/** The answer of a request that never came to be an operation. */
export const refusal = (code: TopLevelCode, reason: string, message: string) => ({
  errors: [{ message, extensions: { code, reason } }],
});

/** The status of an answer to a request that was refused as a whole. */
export function statusOf(errors: readonly GraphQLError[]): 400 | 401 | 403 | 405 | 500 {
  const { code, reason } = errors[0]?.extensions ?? {};
  if (reason === "MUTATION_OVER_GET") return 405;
  if (code === "UNAUTHENTICATED") return 401;
  if (code === "FORBIDDEN") return 403;
  return code === "INTERNAL" ? 500 : 400;
}
