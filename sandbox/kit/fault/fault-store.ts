/** Where faults on demand are kept until each has happened: planned ones, and the lasting behaviours of payments. */
import type { z } from "zod";
import type { Queryable } from "../database.js";
import { WEBHOOK_FAULT, type WebhookFault } from "./fault.js";

/** A plan whose defaults are filled in. */
export interface PlannedFault {
  /** The calls it waits for, such as `cancel` or `get`; `webhook` for deliveries. */
  hits: string;
  /** Every payment when omitted. */
  paymentId?: string | undefined;
  times: number;
  fault: { kind: string };
}

export class FaultStore<Fault extends { kind: string }> {
  readonly #schema: string;
  readonly #fault: z.ZodType<Fault>;
  readonly #decidingKinds: readonly string[];
  readonly #cancelOnlyKinds: readonly string[];
  /** Part of the vendor's table SQL; the schema must exist. */
  readonly tables: string;

  constructor(options: {
    /** The vendor's PostgreSQL schema, a plain SQL name. */
    schema: string;
    /** The vendor's whole list of faults for calls. */
    fault: z.ZodType<Fault>;
    /** Kinds that decide what a call does; a stored answer that is only replayed does not use them up. */
    decidingKinds: readonly Fault["kind"][];
    /** Kinds that make no sense for any other call. */
    cancelOnlyKinds?: readonly Fault["kind"][];
  }) {
    this.#schema = options.schema;
    this.#fault = options.fault;
    this.#decidingKinds = options.decidingKinds;
    this.#cancelOnlyKinds = options.cancelOnlyKinds ?? [];
    this.tables = `
CREATE TABLE IF NOT EXISTS ${this.#schema}.fault (
  no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hits text NOT NULL,
  payment_id text,
  remaining integer NOT NULL CHECK (remaining >= 0),
  fault jsonb NOT NULL
);

CREATE TABLE IF NOT EXISTS ${this.#schema}.behaviour (
  payment_id text PRIMARY KEY,
  fault jsonb NOT NULL
);
`;
  }

  /** The problem of a plan that cannot come true, or `null`. */
  planProblem({ hits, fault: { kind } }: PlannedFault): string | null {
    const impossible = hits !== "cancel" && this.#cancelOnlyKinds.includes(kind);
    return impossible ? `fault.kind: ${kind} cannot happen to a ${hits} call, it can only happen to a cancel` : null;
  }

  async plan(db: Queryable, wanted: PlannedFault): Promise<void> {
    await db.query(`INSERT INTO ${this.#schema}.fault (hits, payment_id, remaining, fault) VALUES ($1, $2, $3, $4)`, [
      wanted.hits,
      wanted.paymentId ?? null,
      wanted.times,
      wanted.fault,
    ]);
  }

  /** Forgets every planned fault; lasting behaviours stay. */
  async clear(db: Queryable): Promise<void> {
    await db.query(`DELETE FROM ${this.#schema}.fault`);
  }

  /** The fault every cancel of the payment meets, for ever, unless a planned one comes first; `null` ends it. */
  async setBehaviour(db: Queryable, paymentId: string, fault: Fault | null): Promise<void> {
    if (fault === null) {
      await db.query(`DELETE FROM ${this.#schema}.behaviour WHERE payment_id = $1`, [paymentId]);
      return;
    }
    await db.query(
      `INSERT INTO ${this.#schema}.behaviour (payment_id, fault) VALUES ($1, $2)
       ON CONFLICT (payment_id) DO UPDATE SET fault = excluded.fault`,
      [paymentId, fault],
    );
  }

  /**
   * A planned fault, else the payment's lasting behaviour (when `hits` is `cancel`), else `null`.
   * A call that is about no payment (`paymentId` null) meets only what is planned for everybody.
   */
  async take(db: Queryable, call: { hits: string; paymentId: string | null; replay: boolean }): Promise<Fault | null> {
    const notKinds = call.replay ? this.#decidingKinds : [];
    const planned = await this.#takePlanned(db, call, notKinds);
    if (planned !== undefined) return this.#fault.parse(planned);
    if (call.hits !== "cancel") return null;
    const { rows } = await db.query<{ fault: unknown }>(
      `SELECT fault FROM ${this.#schema}.behaviour WHERE payment_id = $1 AND NOT fault->>'kind' = ANY ($2)`,
      [call.paymentId, notKinds],
    );
    return rows[0] ? this.#fault.parse(rows[0].fault) : null;
  }

  async takeForWebhook(db: Queryable, paymentId: string): Promise<WebhookFault | null> {
    const fault = await this.#takePlanned(db, { hits: "webhook", paymentId }, []);
    return fault === undefined ? null : WEBHOOK_FAULT.parse(fault);
  }

  /** The next planned fault for this call, used up once; those of the payment come before those for every payment. */
  async #takePlanned(
    db: Queryable,
    call: { hits: string; paymentId: string | null },
    notKinds: readonly string[],
  ): Promise<unknown> {
    const { rows } = await db.query<{ fault: unknown }>(
      `UPDATE ${this.#schema}.fault SET remaining = remaining - 1
        WHERE no = (SELECT no FROM ${this.#schema}.fault
                     WHERE hits = $1 AND remaining > 0 AND (payment_id = $2 OR payment_id IS NULL)
                       AND NOT fault->>'kind' = ANY ($3)
                     ORDER BY payment_id IS NULL, no LIMIT 1 FOR UPDATE)
        RETURNING fault`,
      [call.hits, call.paymentId, notKinds],
    );
    return rows[0]?.fault;
  }
}
