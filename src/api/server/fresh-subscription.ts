/** Runs a subscription so that each event is resolved with reads of its own, and no event is resolved after the token's end. */
import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from "graphql";
import { isUnavailable } from "../../database/unavailable.js";

export interface Freshness {
  /** A long stream on one identity map would show old rows and grow for ever. */
  freshContext: () => unknown;
  /** Asked before each event. */
  mayGoOn: () => boolean;
  /** Runs again what met an outage, once it is over: an event is passed on whole, or not at all. */
  survive: <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;
}

export async function subscribeFreshly(
  args: ExecutionArgs,
  freshness: Freshness,
): Promise<AsyncGenerator<ExecutionResult, void, undefined> | ExecutionResult> {
  const source = await createSourceEventStream(args);
  return Symbol.asyncIterator in source ? resolved(source, args, freshness) : source;
}

/**
 * Written out, not as `async function*`: `return()` must reach the source while it waits for its next event, and a generator
 * would first wait for that event itself.
 */
function resolved(
  source: AsyncIterable<unknown>,
  args: ExecutionArgs,
  { freshContext, mayGoOn, survive }: Freshness,
): AsyncGenerator<ExecutionResult, void, undefined> {
  const events = source[Symbol.asyncIterator]();
  const leaving = new AbortController();
  const resolve = async (rootValue: unknown): Promise<ExecutionResult> => {
    const result = await execute({ ...args, rootValue, contextValue: freshContext() });
    const outage = result.errors?.find(isUnavailable);
    if (outage) throw outage;
    return result;
  };
  const end = async (): Promise<IteratorResult<ExecutionResult, void>> => {
    leaving.abort();
    await events.return?.();
    return { done: true, value: undefined };
  };
  return {
    async next() {
      const event = await events.next();
      if (event.done) return { done: true, value: undefined };
      if (!mayGoOn()) return end();
      const value = await survive(() => resolve(event.value), leaving.signal);
      // An outage may have outlived the token.
      return mayGoOn() ? { done: false, value } : end();
    },
    return: end,
    async throw(error) {
      leaving.abort();
      await events.return?.();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      leaving.abort();
      await events.return?.();
    },
  };
}
