/** Checks that the access record is as it was written: every hash again, no number missing, its end where the chain says. */
import { IsolationLevel } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import { monthsAfter } from "./access-months.js";
import type { PersonalDataAccess } from "./access.entity.js";
import { ACCESS_CHAIN_START, hashOfAccess } from "./record-access.js";

const PAGE = 1_000;

export interface AccessReport {
  accesses: number;
  /** The first access that is not as it was written, or is missing; null where all are. */
  faultAt: string | null;
}

interface End {
  sequence: string;
  hash: string;
}

/** Reads all of it as of one moment. Months that were dropped are trusted as far as their retention had passed. */
export const verifyAccesses = (
  root: EntityManager,
  retentionMonths: number,
  onPage: () => Promise<void> = async () => {},
): Promise<AccessReport> =>
  root.fork().transactional(
    async (em) => {
      const removed = await endOfRemoved(em, retentionMonths);
      if (removed === null) return { accesses: 0, faultAt: "1" };
      let last = removed;
      let accesses = 0;
      for (;;) {
        await onPage();
        const rows = await readPage(em, last.sequence);
        for (const row of rows) {
          const next = String(BigInt(last.sequence) + 1n);
          if (row.sequence !== next || row.previousHash !== last.hash || hashOfAccess(row) !== row.hash)
            return { accesses, faultAt: next };
          last = { sequence: row.sequence, hash: row.hash };
          accesses += 1;
        }
        if (rows.length < PAGE) break;
      }
      const [head] = await em.execute<End[]>(`select sequence::text, hash from personal_data_access_head`);
      const isEnd = head?.sequence === last.sequence && head.hash === last.hash;
      return { accesses, faultAt: isEnd ? null : String(BigInt(last.sequence) + 1n) };
    },
    { isolationLevel: IsolationLevel.REPEATABLE_READ, readOnly: true },
  );

/** Where the chain goes on; null where a month was dropped before its time. */
async function endOfRemoved(em: EntityManager, retentionMonths: number): Promise<End | null> {
  const removals = await em.execute<(End & { month: string; removedIn: string })[]>(
    `select month::text, last_sequence::text as sequence, last_hash as hash,
       to_char(removed_at at time zone 'Asia/Seoul', 'YYYY-MM-01') as "removedIn"
     from personal_data_access_removal order by last_sequence`,
  );
  const early = removals.some(({ month, removedIn }) => month >= monthsAfter(removedIn, -retentionMonths));
  if (early) return null;
  return removals.at(-1) ?? { sequence: "0", hash: ACCESS_CHAIN_START };
}

async function readPage(em: EntityManager, after: string): Promise<PersonalDataAccess[]> {
  const rows = await em.execute<PersonalDataAccess[]>(
    `select id, at, sequence::text, actor, actor_key as "actorKey", client_address as "clientAddress", action, fields,
       refund_id as "refundId", order_id as "orderId", record_count as "recordCount", reason_code as "reasonCode",
       texts_digest as "textsDigest", previous_hash as "previousHash", hash
     from personal_data_access access where access.sequence > ?::bigint order by access.sequence limit ${PAGE}`,
    [after],
  );
  return rows.map((row) => Object.assign(row, { at: new Date(row.at) }));
}
