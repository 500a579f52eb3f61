/** Idempotency-Key: one effect per key, the stored answer replayed for three hours. Source: PortOne REST guide, after the IETF draft. */
import { hashOf } from "../kit/http/credential.js";
import type { Answer, Call } from "../kit/http/http.js";
import type { Queryable, Tx } from "../kit/database.js";
import { invalid, Refusal } from "./refusal.js";

const LIFETIME_MS = 3 * 60 * 60 * 1000;
const MIN_LENGTH = 16;
const MAX_LENGTH = 256;
/** RFC 8941 string: the double quotes belong to the value on the wire; `"` and `\` inside it are escaped. */
const QUOTED_STRING = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;

export interface Keyed {
  key: string;
  /** Tells whether a second call with this key is the same request. */
  fingerprint: string;
}

/** @returns `null` when the call carries no key. @throws Refusal INVALID_REQUEST when it is not a quoted string of the documented length. */
export function readKey(call: Call): Keyed | null {
  const header = call.headers["idempotency-key"];
  if (header === undefined) return null;
  const key = QUOTED_STRING.exec(String(header))?.[1]?.replace(/\\(.)/g, "$1");
  if (key === undefined) throw invalid("Idempotency-Key: must be one double-quoted string of ASCII characters");
  if (key.length < MIN_LENGTH || key.length > MAX_LENGTH) {
    throw invalid(`Idempotency-Key: must have ${MIN_LENGTH} to ${MAX_LENGTH} characters`);
  }
  const request = `${call.method} ${JSON.stringify(call.segments)}\n${canonical(call.body ?? "")}`;
  return { key, fingerprint: hashOf(request) };
}

/**
 * The keys this process is working on. They live in memory only: a call that died with its process is in flight no
 * more, and its effect and stored answer are committed together or not at all.
 */
export class RunningKeys {
  readonly #fingerprints = new Map<string, string>();

  /** @throws Refusal when the key is in flight. */
  check(keyed: Keyed): void {
    const running = this.#fingerprints.get(keyed.key);
    if (running === undefined) return;
    if (running !== keyed.fingerprint) throw otherPayload();
    throw outstanding();
  }

  start(keyed: Keyed): void {
    this.#fingerprints.set(keyed.key, keyed.fingerprint);
  }

  end(keyed: Keyed): void {
    this.#fingerprints.delete(keyed.key);
  }
}

/** Claims the key, or finds the answer it already has. A claim must be given back with `running.end`. @throws Refusal */
export async function claim(db: Queryable, running: RunningKeys, keyed: Keyed, now: Date): Promise<Answer | null> {
  running.check(keyed);
  const stored = await findStored(db, keyed, now);
  if (stored) return stored;
  // Somebody may have claimed it while we looked; from here to `start` nothing waits.
  running.check(keyed);
  running.start(keyed);
  try {
    const storedMeanwhile = await findStored(db, keyed, now);
    if (storedMeanwhile) running.end(keyed);
    return storedMeanwhile;
  } catch (error) {
    running.end(keyed);
    throw error;
  }
}

async function findStored(db: Queryable, keyed: Keyed, now: Date): Promise<Answer | null> {
  const { rows } = await db.query<{ fingerprint: string; status: number; body: unknown }>(
    "SELECT fingerprint, status, body FROM portone_v2.idempotency WHERE key = $1 AND created_at > $2",
    [keyed.key, new Date(now.getTime() - LIFETIME_MS)],
  );
  const [row] = rows;
  if (!row) return null;
  if (row.fingerprint !== keyed.fingerprint) throw otherPayload();
  return { status: row.status, body: row.body };
}

/** Stores the answer in the transaction of its effect. @throws Refusal when another process was faster. */
export async function storeAnswer(tx: Tx, keyed: Keyed, answer: Answer, now: Date): Promise<void> {
  const { rowCount } = await tx.query(
    `INSERT INTO portone_v2.idempotency AS old (key, fingerprint, status, body, created_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (key) DO UPDATE
        SET fingerprint = excluded.fingerprint, status = excluded.status, body = excluded.body, created_at = excluded.created_at
      WHERE old.created_at <= $6`,
    [
      keyed.key,
      keyed.fingerprint,
      answer.status,
      JSON.stringify(answer.body),
      now,
      new Date(now.getTime() - LIFETIME_MS),
    ],
  );
  if (rowCount === 0) throw outstanding();
}

export async function forgetExpiredKeys(db: Queryable, now: Date): Promise<void> {
  await db.query("DELETE FROM portone_v2.idempotency WHERE created_at <= $1", [new Date(now.getTime() - LIFETIME_MS)]);
}

export const outstanding = (): Refusal =>
  new Refusal("IDEMPOTENCY_OUTSTANDING_REQUEST", "A request with this Idempotency-Key is still being worked on.");

const otherPayload = (): Refusal => invalid("Idempotency-Key: was used with another request");

/** Two JSON texts that say the same have the same canonical text. */
function canonical(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), (_name, value: unknown) =>
      value !== null && typeof value === "object" && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : value,
    );
  } catch {
    return text;
  }
}
