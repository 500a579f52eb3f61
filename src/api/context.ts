/** The context of every resolver: the service, who asks and in which language, the event stream, and this request's reads. */
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Principal } from "../access/principal.js";
import type { EventTail } from "../events/tail.js";
import type { Language } from "../messages/language.js";
import type { RefundContext } from "../refund/context.js";
import { createLoaders, type Loaders } from "./loaders.js";

export interface Context {
  refundContext: RefundContext;
  /** Null: nobody is logged in. */
  principal: Principal | null;
  /** The caller's network address, behind trusted proxies. */
  clientAddress: string;
  /** Of messages; Korean unless the caller prefers English. */
  language: Language;
  /** The event tail subscriptions follow. */
  tail: EventTail;
  /** One fork per request; reads only, use cases fork their own. */
  em: EntityManager;
  /** Batch the nested reads of one request. They keep nothing, so a subscription may use one context for all its events. */
  loaders: Loaders;
}

/** One per HTTP request, and one per operation on a WebSocket. */
export function createContext(
  of: Pick<Context, "refundContext" | "principal" | "clientAddress" | "language" | "tail">,
): Context {
  const em = of.refundContext.root.fork();
  return { ...of, em, loaders: createLoaders(em, of.refundContext) };
}
