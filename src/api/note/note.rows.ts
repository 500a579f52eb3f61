/** Reads notes, memos and mentions of many refunds at once. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { badInput, isId } from "../bad-input.js";
import { totalOf, type Connection } from "../connection/connection.type.js";
import type { ListOf } from "../connection/list.js";
import { sliced, type Page } from "../connection/page.js";
import { allOf, read, sql, trusted } from "../connection/statement.js";
import { NOTE_COLUMNS, type RefundNoteType } from "./note.type.js";

/** A step of a refund's history. */
export interface StepKey {
  refundId: string;
  sequence: number;
}

/** The sealed memo of each step; null where none was written. */
export async function memosOf(em: EntityManager, keys: readonly StepKey[]): Promise<(string | null)[]> {
  const rows = await read<{ refund_id: string; sequence: number; sealed: string }>(
    em,
    sql`select memo.refund_id, memo.sequence, memo.sealed from refund_memo memo
      join unnest(${keys.map(({ refundId }) => refundId)}::uuid[], ${keys.map(({ sequence }) => sequence)}::int[]) as step(refund_id, sequence)
        on step.refund_id = memo.refund_id and step.sequence = memo.sequence`,
  );
  const found = new Map(rows.map((row) => [`${row.refund_id}:${row.sequence}`, row.sealed]));
  return keys.map(({ refundId, sequence }) => found.get(`${refundId}:${sequence}`) ?? null);
}

/** The subjects each note mentions, in the order they were named. */
export async function mentionsOf(em: EntityManager, noteIds: readonly string[]): Promise<string[][]> {
  const rows = await read<{ note_id: string; subject: string }>(
    em,
    sql`select mention.note_id, person.subject from refund_note_mention mention join person on person.id = mention.person_id
      where mention.note_id = any(${[...new Set(noteIds)]}::uuid[]) order by mention.note_id, mention.id`,
  );
  const found = Map.groupBy(rows, (row) => row.note_id);
  return noteIds.map((id) => (found.get(id) ?? []).map(({ subject }) => subject));
}

const CURSOR = /^note:([0-9a-f-]{36})$/;
const cursorOf = ({ id }: { id: string }): string => Buffer.from(`note:${id}`).toString("base64url");

function idIn(cursor: string): string {
  const [, id] = CURSOR.exec(Buffer.from(cursor.slice(0, 100), "base64url").toString("utf8")) ?? [];
  if (id === undefined || !isId(id)) throw badInput("arguments.cursor");
  return id;
}

/** @throws BAD_USER_INPUT for a cursor of another list. Asked before pages are gathered, so that one bad page spoils no other. */
export function checkNoteCursors({ after, before }: Page): void {
  if (after !== null) idIn(after);
  if (before !== null) idIn(before);
}

export interface NotesKey {
  refundId: string;
  page: Page;
}

/** One statement for each different page asked for, however many refunds ask; `countOf` is asked only for a count. */
export async function notePages(
  em: EntityManager,
  keys: readonly NotesKey[],
  countOf: (refundId: string) => Promise<number>,
): Promise<Connection<RefundNoteType>[]> {
  const rows = new Map<string, Map<string, { id: string; refund_id: string }[]>>();
  for (const [name, page] of new Map(keys.map((key) => [JSON.stringify(key.page), key.page]))) {
    const ids = keys.filter((key) => JSON.stringify(key.page) === name).map(({ refundId }) => refundId);
    const found = await read<{ id: string; refund_id: string }>(em, pageOfNotes(ids, page));
    rows.set(
      name,
      Map.groupBy(found, (row) => row.refund_id),
    );
  }
  return keys.map(({ refundId, page }) => ({
    ...sliced(rows.get(JSON.stringify(page))?.get(refundId) ?? [], page, { cursorOf, nodeOf: NOTE_COLUMNS.nodeOf }),
    totalCount: async () => totalOf(await countOf(refundId)),
  }));
}

function pageOfNotes(refundIds: readonly string[], page: Page) {
  const way = trusted(page.backwards ? "desc" : "asc");
  const within = allOf([
    sql`refund_id = wanted.id`,
    ...(page.after === null ? [] : [sql`id > ${idIn(page.after)}::uuid`]),
    ...(page.before === null ? [] : [sql`id < ${idIn(page.before)}::uuid`]),
  ]);
  return sql`
    select ${trusted(NOTE_COLUMNS.selectList)} from unnest(${[...new Set(refundIds)]}::uuid[]) as wanted(id)
    cross join lateral (
      select * from refund_note where ${within} order by id ${way} limit ${trusted(String(page.size + 1))}
    ) note order by note.refund_id, note.id ${way}`;
}

export async function noteCounts(em: EntityManager, refundIds: readonly string[]): Promise<number[]> {
  const rows = await read<{ refund_id: string; counted: number }>(
    em,
    sql`select refund_id, count(*)::int as counted from refund_note
      where refund_id = any(${[...new Set(refundIds)]}::uuid[]) group by refund_id`,
  );
  const found = new Map(rows.map((row) => [row.refund_id, row.counted]));
  return refundIds.map((id) => found.get(id) ?? 0);
}

/** Notes that mention a person, the newest first: along the index of that person's mentions. */
export const mentionList = (personKey: string, page: Page): ListOf => ({
  table: "refund_note_mention",
  columns: "id, at, note_id",
  condition: sql`person_id = (select id from person where person_key = ${personKey})`,
  branches: null,
  sort: { order: "mentions AT", column: "at", type: "timestamptz", direction: "DESC" },
  page,
  extra: {
    columns: ", note.refund_id, note.author, note.sealed",
    joins: "join refund_note note on note.id = page.note_id",
  },
});

/** A row of `mentionList` → its note. */
export const mentioningNote = (row: object): RefundNoteType =>
  NOTE_COLUMNS.nodeOf({ ...row, id: (row as { note_id: string }).note_id });
