/** The ledger of idempotency keys: the first answer to a key is kept for ever, in the transaction of its effect. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { createHash } from "node:crypto";
import type { Clock } from "../clock.js";
import { inTransaction, isLockTimeout } from "../database/transaction.js";
import { fail, PROBLEMS, type Failure, type Outcome } from "../problem.js";

/** Where an answer is kept. */
export interface RequestKey {
  /** The caller: one text per person or program, however the token spells them. */
  caller: string;
  key: string;
  /** The refund of a bulk; empty for a request as a whole. */
  item?: string;
  operation: string;
  /** The input without its key; another input under the same key is refused. */
  input: unknown;
  /** Other spellings of the very same input: fingerprints in it that were made under an encryption key of before. */
  earlierSpellings?: readonly unknown[];
}

export interface IdempotentResult<T> {
  outcome: Outcome<T>;
  /** True when the answer was kept from an earlier call and nothing was done now. */
  replayed: boolean;
}

type StoredAnswer = { ok: true; value: unknown } | Failure;

class Undo extends Error {
  constructor(readonly failure: Failure) {
    super(failure.problem.code);
  }
}

/**
 * Runs `work` once per slot. A second caller waits for the first one's transaction and is given its answer; the answer
 * commits with the effect, so a crash leaves either both or neither. A problem undoes everything `work` wrote and is kept
 * too, unless it is transient. `value` must survive JSON: ids and numbers, no personal data.
 */
export async function runOnce<T>(
  root: EntityManager,
  clock: Clock,
  requestKey: RequestKey,
  work: (em: EntityManager) => Promise<Outcome<T>>,
): Promise<IdempotentResult<T>> {
  const worked = await undoing(() =>
    inTransaction(root, async (em) => {
      const earlier = await claim<T>(em, clock, requestKey);
      if (earlier) return earlier;
      const outcome = await work(em);
      if (!outcome.ok) throw new Undo(outcome);
      await em.flush();
      await storeAnswer(em, requestKey, outcome);
      return { outcome, replayed: false };
    }),
  );
  if (!(worked instanceof Undo)) return worked;
  const { failure } = worked;
  const unstored = (problem: Failure): IdempotentResult<T> => ({ outcome: problem, replayed: false });
  if (PROBLEMS[failure.problem.code].transient) return unstored(failure);
  const stored = await undoing(() =>
    inTransaction(root, async (em) => {
      const earlier = await claim<T>(em, clock, requestKey);
      if (earlier) return earlier;
      await storeAnswer(em, requestKey, failure);
      return unstored(failure);
    }),
  );
  return stored instanceof Undo ? unstored(stored.failure) : stored;
}

/** The result of `run`, or the problem for which it was undone. */
async function undoing<T>(run: () => Promise<T>): Promise<T | Undo> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Undo) return error;
    // Rolled back by PostgreSQL because somebody else held a row too long: nothing was done, so it may be tried again.
    if (isLockTimeout(error)) return new Undo(fail("BUSY"));
    throw error;
  }
}

/**
 * Claims a bulk's key as a whole, so that it cannot be used for another input; each item then has a slot of its own.
 * Run again after a crash, the bulk goes on with the items that have no answer yet.
 */
export async function claimBulk(root: EntityManager, clock: Clock, requestKey: RequestKey): Promise<Failure | null> {
  const claimed = await undoing(() => inTransaction(root, (em) => claim(em, clock, requestKey, { bulk: true })));
  if (claimed instanceof Undo) return claimed.failure;
  return claimed && !claimed.outcome.ok ? claimed.outcome : null;
}

async function claim<T>(
  em: EntityManager,
  clock: Clock,
  requestKey: RequestKey,
  { bulk = false } = {},
): Promise<IdempotentResult<T> | null> {
  const { caller, key, item = "", operation, input, earlierSpellings = [] } = requestKey;
  const hash = hashOf(input);
  try {
    const claimed = await em.execute<unknown[]>(
      `insert into idempotency_key (caller, key, item, operation, input_hash, at) values (?, ?, ?, ?, ?, ?)
       on conflict do nothing returning 1`,
      [caller, key, item, operation, hash, clock.now()],
    );
    if (claimed.length > 0) return null;
  } catch (error) {
    if (isLockTimeout(error)) throw new Undo(fail("IDEMPOTENCY_IN_PROGRESS"));
    throw error;
  }
  const [row] = await em.execute<{ operation: string; input_hash: string; answer: StoredAnswer | null }[]>(
    `select operation, input_hash, answer from idempotency_key where caller = ? and key = ? and item = ?`,
    [caller, key, item],
  );
  if (!row) throw new Undo(fail("IDEMPOTENCY_IN_PROGRESS"));
  const sameInput = row.input_hash === hash || earlierSpellings.some((spelling) => hashOf(spelling) === row.input_hash);
  if (row.operation !== operation || !sameInput) {
    return { outcome: fail("IDEMPOTENCY_KEY_REUSED", {}, ["idempotencyKey"]), replayed: false };
  }
  if (bulk) return { outcome: { ok: true, value: null as T }, replayed: true };
  if (!row.answer) throw new Undo(fail("IDEMPOTENCY_IN_PROGRESS"));
  return { outcome: row.answer as Outcome<T>, replayed: true };
}

const storeAnswer = (em: EntityManager, { caller, key, item = "" }: RequestKey, answer: StoredAnswer) =>
  em.execute(`update idempotency_key set answer = ?::jsonb where caller = ? and key = ? and item = ?`, [
    JSON.stringify(answer),
    caller,
    key,
    item,
  ]);

/** SHA-256 of the input with its object keys sorted, so that two spellings of the same input are the same. */
export const hashOf = (input: unknown): string => createHash("sha256").update(canonical(input)).digest("hex");

function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, v]) => v !== undefined && v !== null);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(",")}}`;
}
