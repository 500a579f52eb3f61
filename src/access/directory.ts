/**
 * The directory of who holds tokens, fed by the tokens that verify. A request never waits for it: what is new about its
 * caller is noted in memory and written beside it, many callers in one statement, and once per caller and change.
 */
import type { EntityManager } from "@mikro-orm/postgresql";
import { LRUCache } from "lru-cache";
import { koreanDay, type Clock } from "../clock.js";
import { newId } from "../identifier.js";
import type { Principal } from "./principal.js";
import { personKey } from "./subject.js";
import type { TokenVerifier } from "./token.js";

/** Callers remembered as written; one that falls out is compared with its row again. */
const MAX_KNOWN = 10_000;
/** Callers that wait to be written; one more is written with its next request. */
const MAX_WAITING = 1_000;
/** Between two statements: tokens of one person that differ, used in turn, cost no more than this. */
const PAUSE_MS = 250;

export interface Directory {
  /** Notes who was seen; writes later, and never throws. */
  seen(principal: Principal): void;
  /** Writes what waits. */
  stop(): Promise<void>;
}

interface Row {
  id: string;
  person_key: string;
  subject: string;
  name: string | null;
  kind: Principal["kind"];
  roles: readonly string[];
  scopes: readonly string[];
  at: Date;
}

export function openDirectory(options: {
  root: EntityManager;
  clock: Clock;
  onError: (error: Error) => void;
}): Directory {
  const { root, clock, onError } = options;
  const known = new LRUCache<string, string>({ max: MAX_KNOWN });
  const waiting = new Map<string, Row>();
  let writing: Promise<void> | undefined;
  let pause: NodeJS.Timeout | undefined;

  const write = async (): Promise<void> => {
    const rows = [...waiting.values()];
    waiting.clear();
    try {
      if (rows.length > 0) await storePersons(root, rows);
    } catch (error) {
      // Written with the next request of each.
      for (const { person_key: key } of rows) known.delete(key);
      onError(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const start = (): void => {
    if (writing || pause) return;
    writing = write().finally(() => {
      writing = undefined;
      pause = setTimeout(() => {
        pause = undefined;
        if (waiting.size > 0) start();
      }, PAUSE_MS);
      pause.unref();
    });
  };

  return {
    seen(principal) {
      const { subject, name, kind, roles, scopes } = principal;
      const key = personKey(subject);
      const at = clock.now();
      const shown = JSON.stringify([subject, name, kind, roles, scopes, koreanDay(at)]);
      if (known.get(key) === shown || (waiting.size >= MAX_WAITING && !waiting.has(key))) return;
      known.set(key, shown);
      waiting.set(key, { id: newId(), person_key: key, subject, name, kind, roles, scopes, at });
      start();
    },
    async stop() {
      await writing;
      clearTimeout(pause);
      await write();
    },
  };
}

/** The verifier that notes each caller it has verified. */
export const notingCallers = (verifier: TokenVerifier, directory: Directory): TokenVerifier => ({
  ...verifier,
  async verify(token) {
    const verified = await verifier.verify(token);
    if (verified.ok) directory.seen(verified.principal);
    return verified;
  },
});

/**
 * In the order of the keys, so that two processes wait for each other and never lock each other out. What a later token
 * said stands against an earlier one that is written afterwards; a row that would not change is not written.
 */
const storePersons = (root: EntityManager, rows: readonly Row[]): Promise<unknown> =>
  root.fork().execute(
    `insert into person (id, person_key, subject, name, kind, roles, scopes, first_seen_at, last_seen_at)
     select id, person_key, subject, name, kind, roles, scopes, at, at
     from jsonb_to_recordset(?::jsonb) as seen (id uuid, person_key text, subject text, name text, kind text, roles jsonb, scopes jsonb, at timestamptz(3))
     order by person_key
     on conflict (person_key) do update set subject = excluded.subject, name = excluded.name, kind = excluded.kind,
       roles = excluded.roles, scopes = excluded.scopes, last_seen_at = excluded.last_seen_at
     where excluded.last_seen_at >= person.last_seen_at
       and ((person.subject, person.kind, person.roles, person.scopes) <> (excluded.subject, excluded.kind, excluded.roles, excluded.scopes)
         or person.name is distinct from excluded.name
         or (person.last_seen_at at time zone 'Asia/Seoul')::date <> (excluded.last_seen_at at time zone 'Asia/Seoul')::date)`,
    [JSON.stringify(rows)],
  );
