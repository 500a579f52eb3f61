/** Every vendor call as it arrived and what was answered: the oracle for "was it sent, how often, with which key". No credentials. */
import type { Call } from "../http.js";
import type { Queryable } from "./database.js";

/** A sandbox that stands for months must not fill the disk. */
const KEEP_MS = 30 * 24 * 60 * 60 * 1000;
/** One reading is bounded; tests ask per payment. */
const READ_LIMIT = 10_000;

export interface LoggedRequest {
  no: number;
  at: string;
  method: string;
  path: string;
  paymentId: string | null;
  body: string | null;
  /** The header as it arrived, quotes included. */
  idempotencyKey: string | null;
  /** `null`: no answer left the sandbox (yet). */
  responseStatus: number | null;
  /** The answer was a stored one. */
  replayed: boolean;
  fault: string | null;
}

export async function openEntry(db: Queryable, call: Call, paymentId: string | null, now: Date): Promise<number> {
  const key = call.headers["idempotency-key"];
  const { rows } = await db.query<{ no: number }>(
    `INSERT INTO portone_v2.request (at, method, path, payment_id, body, idempotency_key)
     VALUES ($1, $2, $3, $4, $5, $6) RETURNING no`,
    [now, call.method, call.path, paymentId, storable(call.body), key === undefined ? null : String(key)],
  );
  return rows[0]?.no ?? 0;
}

export async function noteFault(db: Queryable, no: number, fault: string): Promise<void> {
  await db.query("UPDATE portone_v2.request SET fault = $2 WHERE no = $1", [no, fault]);
}

export async function closeEntry(
  db: Queryable,
  no: number,
  end: { responseStatus: number | null; replayed: boolean; fault: string | null },
): Promise<void> {
  await db.query("UPDATE portone_v2.request SET response_status = $2, replayed = $3, fault = $4 WHERE no = $1", [
    no,
    end.responseStatus,
    end.replayed,
    end.fault,
  ]);
}

export async function readEntries(db: Queryable, paymentId: string | null): Promise<LoggedRequest[]> {
  const { rows } = await db.query<Omit<LoggedRequest, "at"> & { at: Date }>(
    `SELECT no, at, method, path, payment_id AS "paymentId", body, idempotency_key AS "idempotencyKey",
            response_status AS "responseStatus", replayed, fault
       FROM portone_v2.request WHERE $1::text IS NULL OR payment_id = $1 ORDER BY no DESC LIMIT $2`,
    [paymentId, READ_LIMIT],
  );
  return rows.toReversed().map((row) => ({ ...row, at: row.at.toISOString() }));
}

export async function forgetOldEntries(db: Queryable, now: Date): Promise<void> {
  await db.query("DELETE FROM portone_v2.request WHERE at < $1", [new Date(now.getTime() - KEEP_MS)]);
}

/** PostgreSQL's text cannot hold a NUL character; a login's body is a credential and never gets here. */
const storable = (body: string | null): string | null => body?.replaceAll("\0", "\u{FFFD}") ?? null;
