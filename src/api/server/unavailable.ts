/** `UNAVAILABLE`: the answer to a client while something we depend on is away. See docs/adr/0016-unavailable.md. */
import type { ApolloServerPlugin } from "@apollo/server";
import { OperationTypeNode, type GraphQLFormattedError } from "graphql";
import { say } from "../../messages/catalogue.js";
import type { Language } from "../../messages/language.js";
import type { Context } from "../context.js";

const UNAVAILABLE = "UNAVAILABLE";
type UnavailableReason = "DATABASE_UNAVAILABLE" | "KEYS_UNAVAILABLE";

/** A restart of PostgreSQL takes a few seconds; clients that come sooner only meet the same answer. */
export const RETRY_AFTER_S = 5;

interface Asked {
  language: Language;
  reason: UnavailableReason;
  /** One that may have been carried out: its COMMIT may have been the last thing that got through. */
  isMutation?: boolean;
}

export const unavailableError = ({ language, reason, isMutation = false }: Asked): GraphQLFormattedError => ({
  message: say(language, isMutation ? "server.UNAVAILABLE_MUTATION" : "server.UNAVAILABLE"),
  extensions: { code: UNAVAILABLE, reason, retryAfterSeconds: RETRY_AFTER_S },
});

const hasOutage = (errors: readonly GraphQLFormattedError[] | undefined): boolean =>
  errors?.some(({ extensions }) => extensions?.code === UNAVAILABLE) ?? false;

type Answer = { data?: unknown; errors?: readonly GraphQLFormattedError[] };

/**
 * The answer as it is; one with an outage in it becomes that one error and nothing else: half an answer reads like a whole one,
 * and `null` where nothing could be read like "there is none".
 */
export function wholeOrUnavailable<T extends Answer>(
  answer: T,
  { language, operation }: { language: Language; operation: OperationTypeNode | undefined },
): T | { errors: GraphQLFormattedError[] } {
  if (!hasOutage(answer.errors)) return answer;
  const isMutation = operation === OperationTypeNode.MUTATION;
  return { errors: [unavailableError({ language, reason: "DATABASE_UNAVAILABLE", isMutation })] };
}

/** Over HTTP: status 503 with `Retry-After`, so that balancers, proxies and retrying clients understand it, too. */
export const unavailableOverHttp: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response, contextValue, operation }) {
        if (response.body.kind !== "single" || !hasOutage(response.body.singleResult.errors)) return;
        response.body.singleResult = wholeOrUnavailable(response.body.singleResult, {
          language: contextValue.language,
          operation: operation?.operation,
        });
        response.http.status = 503;
        response.http.headers.set("retry-after", String(RETRY_AFTER_S));
      },
    };
  },
};
