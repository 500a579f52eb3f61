/** The client: where the service is, and who asks. */
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { follow, type EventOf, type FollowOptions } from "./follow.js";
import { send } from "./send.js";

export interface ClientOptions {
  /** The service's address, without a path: `https://refunds.example.kr` */
  url: string;
  /** The bearer token; asked for before every try, so that it may be renewed. */
  token: () => string | Promise<string>;
  /** Of messages; Korean when left out. */
  language?: "ko" | "en";
  /** How long a call is tried again while the service is away, in milliseconds; a minute when left out. */
  patienceMs?: number;
  /** Another `fetch` than the runtime's. */
  fetch?: typeof fetch;
  /** Another WebSocket than the runtime's: `ws`, say. */
  webSocket?: unknown;
}

export interface HwanbulClient {
  /**
   * Sends one operation and returns its data. Lost answers, outages and limits are met by sending the same again, with
   * the same idempotency key: a mutation is carried out once. Problems (`userErrors`) are answers, and yours to read.
   * @throws HwanbulError for a top-level error, and `NO_ANSWER` when patience has run out: whether a mutation was carried
   * out is then unknown, and sending it again later with the same key finds out.
   */
  send<Data, Variables>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    options?: { signal?: AbortSignal },
  ): Promise<Data>;
  /** Follows a subscription without missing an event: see `follow`. */
  follow<Data extends object, Variables extends { after?: string | null }>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    options?: FollowOptions,
  ): AsyncGenerator<EventOf<Data>, void, undefined>;
}

export const createHwanbulClient = (options: ClientOptions): HwanbulClient => ({
  send: (document, variables, call) => send(options, document, variables, call),
  follow: (document, variables, call) => follow(options, document, variables, call),
});
