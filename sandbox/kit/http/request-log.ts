/** Every vendor call as it arrived and what was answered: the oracle for "was it sent, how often, with which key". No credentials. */
import type { Call } from "./http.js";
import type { Queryable } from "../database.js";

/** A sandbox that stands for months must not fill the disk. */
const RETENTION_MS = 30 * 24 * 60 * 60 * 1000;
/** One reading is bounded; tests ask per payment. */
const READ_LIMIT = 10_000;

export interface LoggedRequest {
  no: number;
  at: string;
  method: string;
  path: string;
  paymentId: string | null;
  body: string | null;
  /** The key that makes a repeat recognisable, as it arrived, whatever the vendor calls it; `null` when the call carries none. */
  idempotencyKey: string | null;
  /** `null`: no answer left the sandbox (yet). */
  responseStatus: number | null;
  /** The answer was a stored one. */
  replayed: boolean;
  fault: string | null;
}

/** A call as it may be kept: a vendor whose body carries a credential takes it out first. */
export interface NewEntry {
  call: Pick<Call, "method" | "path" | "body">;
  paymentId: string | null;
  idempotencyKey: string | null;
  now: Date;
}

export class RequestLog {
  readonly #table: string;
  /** Part of the vendor's table SQL; the schema must exist. */
  readonly tables: string;

  /** @param schema the vendor's PostgreSQL schema, a plain SQL name */
  constructor(schema: string) {
    this.#table = `${schema}.request`;
    this.tables = `
CREATE TABLE IF NOT EXISTS ${this.#table} (
  no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  method text NOT NULL,
  path text NOT NULL,
  payment_id text,
  body text,
  idempotency_key text,
  response_status integer,
  replayed boolean NOT NULL DEFAULT false,
  fault text
);
CREATE INDEX IF NOT EXISTS request_payment ON ${this.#table} (payment_id, no);
`;
  }

  /** @returns the entry's number, for `noteFault` and `close`. */
  async open(db: Queryable, { call, paymentId, idempotencyKey, now }: NewEntry): Promise<number> {
    const { rows } = await db.query<{ no: number }>(
      `INSERT INTO ${this.#table} (at, method, path, payment_id, body, idempotency_key)
       VALUES ($1, $2, $3, $4, $5, $6) RETURNING no`,
      [now, call.method, call.path, paymentId, storable(call.body), idempotencyKey],
    );
    return rows[0]?.no ?? 0;
  }

  /** At once when a fault is taken: the call may take long, or its answer may never leave. */
  async noteFault(db: Queryable, no: number, fault: string): Promise<void> {
    await db.query(`UPDATE ${this.#table} SET fault = $2 WHERE no = $1`, [no, fault]);
  }

  async close(
    db: Queryable,
    no: number,
    end: { responseStatus: number | null; replayed: boolean; fault: string | null },
  ): Promise<void> {
    await db.query(`UPDATE ${this.#table} SET response_status = $2, replayed = $3, fault = $4 WHERE no = $1`, [
      no,
      end.responseStatus,
      end.replayed,
      end.fault,
    ]);
  }

  /** The latest 10,000 of a payment, or of all when `null`, oldest first. */
  async read(db: Queryable, paymentId: string | null): Promise<LoggedRequest[]> {
    const { rows } = await db.query<Omit<LoggedRequest, "at"> & { at: Date }>(
      `SELECT no, at, method, path, payment_id AS "paymentId", body, idempotency_key AS "idempotencyKey",
              response_status AS "responseStatus", replayed, fault
         FROM ${this.#table} WHERE $1::text IS NULL OR payment_id = $1 ORDER BY no DESC LIMIT $2`,
      [paymentId, READ_LIMIT],
    );
    return rows.toReversed().map((row) => ({ ...row, at: row.at.toISOString() }));
  }

  /** Once at every start. */
  async forgetOld(db: Queryable, now: Date): Promise<void> {
    await db.query(`DELETE FROM ${this.#table} WHERE at < $1`, [new Date(now.getTime() - RETENTION_MS)]);
  }
}

/** PostgreSQL's text cannot hold a NUL character. */
const storable = (body: string | null): string | null => body?.replaceAll("\0", "\u{FFFD}") ?? null;
