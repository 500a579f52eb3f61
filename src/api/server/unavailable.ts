/** `UNAVAILABLE`: the answer to a client while something we depend on is away. See docs/adr/0016-unavailable.md. */
import type { ApolloServerPlugin } from "@apollo/server";
import { OperationTypeNode, type GraphQLFormattedError } from "graphql";
import type { Language } from "../../problem.js";
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

const MESSAGES: Record<Language, { read: string; mutation: string }> = {
  ko: {
    read: "지금은 처리할 수 없습니다. 잠시 후 다시 시도하세요.",
    mutation: "지금은 처리 여부를 알 수 없습니다. 잠시 후 같은 멱등키로 다시 보내세요.",
  },
  en: {
    read: "The service cannot answer at the moment. Try again shortly.",
    mutation: "It cannot be said whether this was carried out. Send it again shortly, with the same idempotency key.",
  },
};

export const unavailableError = ({ language, reason, isMutation = false }: Asked): GraphQLFormattedError => ({
  message: MESSAGES[language][isMutation ? "mutation" : "read"],
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
