/**
 * Raw listeners (of sockets, servers, timers, database connections, signals) have nobody above them: what one of them throws,
 * or leaves as a rejected promise, would end the process with everything it is doing.
 */

/** The same listener; what goes wrong in it goes to `onFault`, which must not throw. `test/tidy.test.ts` demands it of raw listeners. */
export function guarded<Args extends unknown[]>(
  listener: (...args: Args) => unknown,
  onFault: (fault: Error, ...args: Args) => void,
): (...args: Args) => void {
  const report = (fault: unknown, args: Args): void => onFault(asError(fault), ...args);
  return (...args) => {
    try {
      const result = listener(...args);
      if (result instanceof Promise) result.catch((fault: unknown) => report(fault, args));
    } catch (fault) {
      report(fault, args);
    }
  };
}

export const asError = (fault: unknown): Error => (fault instanceof Error ? fault : new Error(String(fault)));
