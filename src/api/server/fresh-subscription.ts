/** Runs a subscription so that each event is resolved with reads of its own, and no event is resolved after the token's end. */
import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from "graphql";

export interface Freshness {
  /** A long stream on one identity map would show old rows and grow for ever. */
  freshContext: () => unknown;
  /** Asked before each event. */
  mayGoOn: () => boolean;
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
  { freshContext, mayGoOn }: Freshness,
): AsyncGenerator<ExecutionResult, void, undefined> {
  const events = source[Symbol.asyncIterator]();
  const end = async (): Promise<IteratorResult<ExecutionResult, void>> => {
    await events.return?.();
    return { done: true, value: undefined };
  };
  return {
    async next() {
      const event = await events.next();
      if (event.done) return { done: true, value: undefined };
      if (!mayGoOn()) return end();
      return { done: false, value: await execute({ ...args, rootValue: event.value, contextValue: freshContext() }) };
    },
    return: end,
    async throw(error) {
      await events.return?.();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await events.return?.();
    },
  };
}
