/** Gathers the keys that resolvers ask for in one turn and loads them with one statement. Keeps nothing: each turn reads anew. */

/** More keys than a page of pages can ask for; a larger turn is loaded in several statements. */
const MAX_KEYS = 10_000;

interface Waiting<K, V> {
  key: K;
  resolve: (value: V) => void;
  reject: (error: unknown) => void;
}

/**
 * @param load answers in the order of its keys, which may hold the same key twice.
 */
export function batched<K, V>(load: (keys: readonly K[]) => Promise<readonly V[]>): (key: K) => Promise<V> {
  let turn: Waiting<K, V>[] = [];

  const run = async (asked: readonly Waiting<K, V>[]): Promise<void> => {
    try {
      const values = await load(asked.map(({ key }) => key));
      asked.forEach(({ resolve }, index) => resolve(values[index] as V));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  };

  return (key) =>
    new Promise<V>((resolve, reject) => {
      if (turn.length === 0) {
        // After the promises that are due now: sibling fields settle in this turn and ask for their keys first.
        void Promise.resolve().then(() =>
          process.nextTick(() => {
            const asked = turn;
            turn = [];
            for (let from = 0; from < asked.length; from += MAX_KEYS) void run(asked.slice(from, from + MAX_KEYS));
          }),
        );
      }
      turn.push({ key, resolve, reject });
    });
}
