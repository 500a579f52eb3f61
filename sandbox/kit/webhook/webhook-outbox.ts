/** Webhooks as rows: written in the transaction of the fact they tell, delivered afterwards by the webhook sender. */
import { randomUUID } from "node:crypto";
import type { Queryable, Tx } from "../database.js";

export type WebhookStatus =
  | "WAITING"
  | "SUCCEEDED"
  | "FAILED_NOT_OK_RESPONSE"
  | "FAILED_UNEXPECTED_ERROR"
  /** Swallowed on purpose by a planned fault. */
  | "DROPPED";

/** A vendor may add columns of its own to the table, and name them in a type that extends this one. */
export interface WebhookRow {
  id: string;
  no: number;
  payment_id: string;
  type: string;
  /** Exactly the bytes that are signed and sent, the same on each re-send. */
  body: string;
  /** The payment's status when it was written, as the vendor names it. */
  payment_status: string;
  status: WebhookStatus;
  attempts: number;
  next_at: Date | null;
  created_at: Date;
}

export interface WebhookAttemptRow {
  webhook_id: string;
  at: Date;
  url: string;
  response_status: number | null;
  error: string | null;
}

/** A webhook as the control API shows it. */
export interface WebhookRecord<Type extends string = string> {
  id: string;
  paymentId: string;
  type: Type;
  body: string;
  status: WebhookStatus;
  /** When it is due (again); `null` when nothing more will be sent. */
  nextAt: string | null;
  createdAt: string;
  deliveries: { at: string; url: string; responseStatus: number | null; error: string | null }[];
}

export interface NewWebhook<Type extends string = string> {
  paymentId: string;
  type: Type;
  body: string;
  paymentStatus: string;
  now: Date;
}

/** How one delivery ended. */
export interface Outcome {
  status: WebhookStatus;
  responseStatus: number | null;
  error: string | null;
}

export class WebhookOutbox<Row extends WebhookRow = WebhookRow> {
  readonly #table: string;
  readonly #attempts: string;
  /** Part of the vendor's table SQL; the schema must exist. */
  readonly tables: string;

  /** @param schema the vendor's PostgreSQL schema, a plain SQL name */
  constructor(schema: string) {
    this.#table = `${schema}.webhook`;
    this.#attempts = `${schema}.webhook_attempt`;
    this.tables = `
CREATE TABLE IF NOT EXISTS ${this.#table} (
  id text PRIMARY KEY,
  no bigint GENERATED ALWAYS AS IDENTITY,
  payment_id text NOT NULL,
  type text NOT NULL,
  body text NOT NULL,
  payment_status text NOT NULL,
  status text NOT NULL DEFAULT 'WAITING',
  attempts integer NOT NULL DEFAULT 0,
  next_at timestamptz,
  created_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS webhook_payment ON ${this.#table} (payment_id, no);
CREATE INDEX IF NOT EXISTS webhook_due ON ${this.#table} (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE IF NOT EXISTS ${this.#attempts} (
  no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  webhook_id text NOT NULL REFERENCES ${this.#table},
  at timestamptz NOT NULL,
  url text NOT NULL,
  response_status integer,
  error text
);
CREATE INDEX IF NOT EXISTS webhook_attempt_webhook ON ${this.#attempts} (webhook_id, no);
`;
  }

  /** Due at once. @returns the webhook's id */
  async write(tx: Tx, webhook: NewWebhook<Row["type"]>): Promise<string> {
    const id = `webhook_${randomUUID()}`;
    await tx.query(
      `INSERT INTO ${this.#table} (id, payment_id, type, body, payment_status, next_at, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $6)`,
      [id, webhook.paymentId, webhook.type, webhook.body, webhook.paymentStatus, webhook.now],
    );
    return id;
  }

  async find(db: Queryable, id: string): Promise<Row | null> {
    const { rows } = await db.query<Row>(`SELECT * FROM ${this.#table} WHERE id = $1`, [id]);
    return rows[0] ?? null;
  }

  /** Those of one payment, or all when `null`, oldest first. */
  async withDeliveries(
    db: Queryable,
    paymentId: string | null,
  ): Promise<(Row & { deliveries: WebhookAttemptRow[] })[]> {
    const { rows } = await db.query<Row>(
      `SELECT * FROM ${this.#table} WHERE $1::text IS NULL OR payment_id = $1 ORDER BY no`,
      [paymentId],
    );
    const attempts = await db.query<WebhookAttemptRow>(
      `SELECT a.webhook_id, a.at, a.url, a.response_status, a.error
         FROM ${this.#attempts} a JOIN ${this.#table} w ON w.id = a.webhook_id
        WHERE $1::text IS NULL OR w.payment_id = $1 ORDER BY a.no`,
      [paymentId],
    );
    const byWebhook = Map.groupBy(attempts.rows, (attempt) => attempt.webhook_id);
    return rows.map((row) => ({ ...row, deliveries: byWebhook.get(row.id) ?? [] }));
  }

  async records(db: Queryable, paymentId: string | null): Promise<WebhookRecord<Row["type"]>[]> {
    return (await this.withDeliveries(db, paymentId)).map((webhook) => ({
      id: webhook.id,
      paymentId: webhook.payment_id,
      type: webhook.type,
      body: webhook.body,
      status: webhook.status,
      nextAt: webhook.next_at?.toISOString() ?? null,
      createdAt: webhook.created_at.toISOString(),
      deliveries: webhook.deliveries.map((delivery) => ({
        at: delivery.at.toISOString(),
        url: delivery.url,
        responseStatus: delivery.response_status,
        error: delivery.error,
      })),
    }));
  }

  /** The longest due first, without those that are under way (`notIds`). */
  async due(db: Queryable, look: { now: Date; notIds: readonly string[]; limit: number }): Promise<Row[]> {
    const { rows } = await db.query<Row>(
      `SELECT * FROM ${this.#table} WHERE next_at <= $1 AND NOT id = ANY ($2) ORDER BY next_at, no LIMIT $3`,
      [look.now, look.notIds, look.limit],
    );
    return rows;
  }

  /** `nextAt: null`: nothing more will be sent. */
  async reschedule(
    db: Queryable,
    id: string,
    next: { status: WebhookStatus; attempts: number; nextAt: Date | null },
  ): Promise<void> {
    await db.query(`UPDATE ${this.#table} SET status = $2, attempts = $3, next_at = $4 WHERE id = $1`, [
      id,
      next.status,
      next.attempts,
      next.nextAt,
    ]);
  }

  async noteAttempt(db: Queryable, id: string, attempt: { at: Date; url: string; outcome: Outcome }): Promise<void> {
    await db.query(
      `INSERT INTO ${this.#attempts} (webhook_id, at, url, response_status, error) VALUES ($1, $2, $3, $4, $5)`,
      [id, attempt.at, attempt.url, attempt.outcome.responseStatus, attempt.outcome.error],
    );
  }
}
