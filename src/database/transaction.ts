/** One transaction on a fresh identity map; run again when PostgreSQL chose it as a deadlock's victim. */
import type { EntityManager } from "@mikro-orm/postgresql";

/** A deadlock's victim has done nothing: running it again is safe. More than twice in a row means a bug, so it surfaces. */
const MAX_RUNS = 3;
const DEADLOCK = "40P01";
const LOCK_TIMEOUT = "55P03";

export const codeOf = (error: unknown): string | undefined => {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === "string" ? code : undefined;
};

export const isLockTimeout = (error: unknown): boolean => codeOf(error) === LOCK_TIMEOUT;

export async function inTransaction<T>(root: EntityManager, work: (em: EntityManager) => Promise<T>): Promise<T> {
  for (let run = 1; ; run += 1) {
    try {
      return await root.fork().transactional(work);
    } catch (error) {
      if (codeOf(error) !== DEADLOCK || run === MAX_RUNS) throw error;
    }
  }
}
