/** Months of the access record: each a partition, made with its first access and dropped whole when the law lets it go. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { koreanDay } from "../clock.js";
import { inTransaction } from "../database/transaction.js";

/** The first day of the Korean month, `yyyy-mm-01`. */
export const monthOf = (at: Date): string => `${koreanDay(at).slice(0, 7)}-01`;

/** The first day of the month that is so many months later; earlier where negative. */
export function monthsAfter(month: string, months: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 10);
}

const PARTITION = /^personal_data_access_(\d{4})(\d{2})$/;
const partitionOf = (month: string): string => `personal_data_access_${month.slice(0, 7).replace("-", "")}`;
/** Midnight in Korea. */
export const startOf = (month: string): string => `${month} 00:00:00+09`;

/** The caller holds the chain, so nobody else makes it meanwhile. */
export async function openMonth(em: EntityManager, month: string): Promise<void> {
  const partition = partitionOf(month);
  const [known] = await em.execute<{ known: boolean }[]>(`select to_regclass(?) is not null as known`, [partition]);
  if (known?.known) return;
  await em.execute(
    `create table ${partition} partition of personal_data_access
     for values from ('${startOf(month)}') to ('${startOf(monthsAfter(month, 1))}')`,
  );
  // Row triggers come with the parent; those of TRUNCATE do not.
  await em.execute(
    `create trigger ${partition}_no_truncate before truncate on ${partition} for each statement execute function refuse_change()`,
  );
}

/**
 * Drops the months that ended longer ago than `retentionMonths`, the oldest first, and stores where the chain goes on. Each in
 * its own transaction; whoever appends or drops meanwhile is waited for.
 * @returns the months that were dropped, as their first days.
 */
export async function dropOldMonths(root: EntityManager, now: Date, retentionMonths: number): Promise<string[]> {
  const kept = monthsAfter(monthOf(now), -retentionMonths);
  const dropped: string[] = [];
  for (const month of await monthsBefore(root, kept)) {
    const done = await inTransaction(root, async (em) => {
      await em.execute(`select 1 from personal_data_access_head for update`);
      const partition = partitionOf(month);
      const [known] = await em.execute<{ known: boolean }[]>(`select to_regclass(?) is not null as known`, [partition]);
      if (!known?.known) return false;
      await em.execute(
        `insert into personal_data_access_removal (month, last_sequence, last_hash, accesses, removed_at)
         select ?::date, sequence, hash, (select count(*) from ${partition}), ?
         from ${partition} order by sequence desc limit 1`,
        [month, now],
      );
      await em.execute(`drop table ${partition}`);
      return true;
    });
    if (done) dropped.push(month);
  }
  return dropped;
}

async function monthsBefore(root: EntityManager, month: string): Promise<string[]> {
  const rows = await root.fork().execute<{ name: string }[]>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
       where i.inhparent = 'personal_data_access'::regclass order by c.relname`,
  );
  return rows
    .flatMap(({ name }) => {
      const [, year, number] = PARTITION.exec(name) ?? [];
      return year && number ? [`${year}-${number}-01`] : [];
    })
    .filter((each) => each < month);
}
