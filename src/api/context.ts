/** What every resolver is given: the desk, who asks and in which language, the event stream, and this request's reads. */
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Principal } from "../access/principal.js";
import type { Growth } from "../events/stream.js";
import type { Language } from "../problem.js";
import type { Desk } from "../refund/desk.js";
import { createLoaders, type Loaders } from "./loaders.js";

export interface Context {
  desk: Desk;
  /** Null: nobody is logged in. */
  principal: Principal | null;
  /** Of messages; Korean unless the caller prefers English. */
  language: Language;
  /** Tells subscriptions that the event stream has grown. */
  growth: Growth;
  /** One fork per request; reads only, use cases fork their own. */
  em: EntityManager;
  /** Batch the nested reads of one request. They keep nothing, so a subscription may use one context for all its events. */
  loaders: Loaders;
}

/** One per HTTP request, and one per operation on a WebSocket. */
export function createContext(of: Pick<Context, "desk" | "principal" | "language" | "growth">): Context {
  const em = of.desk.root.fork();
  return { ...of, em, loaders: createLoaders(em, of.desk) };
}
