/** The ledger of a gateway: its payments, and the cancels that take from them. Every change of a payment happens under its row lock. */
import { insertRow, inTransaction, updateRow, type Queryable, type Tx } from "../database.js";
import type { Sandbox } from "../sandbox.js";
import { createTables, type LedgerTables, type OwnColumns } from "./ledger-tables.js";

export type Outcome = "SUCCEEDED" | "FAILED";
/** REQUESTED is accepted only: the amount is held, the result comes later. */
export type CancellationStatus = "REQUESTED" | Outcome;

/** When and how a cancel that was only accepted will end; `at: null` waits for the control API. */
export interface Settlement {
  at: Date | null;
  outcome: Outcome;
}

/** The settlement of a fault that only accepts a cancel: after `delayMs`, or by the control API when `null`. */
export const settlementOf = (fault: { delayMs: number | null; outcome: Outcome }, now: Date): Settlement => ({
  at: fault.delayMs === null ? null : new Date(now.getTime() + fault.delayMs),
  outcome: fault.outcome,
});

/** The columns that a cancel has under the same name at every vendor. */
export interface LedgerCancellation {
  /** In the order of booking. */
  no: number;
  status: CancellationStatus;
  requested_at: Date;
  settle_at: Date | null;
  settle_outcome: Outcome | null;
}

/** One payment's bottom line: what succeeded, what is still open, and how many effects that took. Whole won. */
export interface PaymentTotals {
  paymentId: string;
  total: number;
  cancelled: number;
  pending: number;
  succeededCancellations: number;
}

/** The vendor's own part. */
export interface LedgerRules<Cancellation, Own> {
  noSuchPayment: () => Error;
  /** For facts that contradict those a payment was opened with. */
  invalid: (problem: string) => Error;
  noSuchCancellation: (id: string) => Error;
  /** Ends a cancel that holds its amount, with `release` and `end` and whatever follows at this vendor. Its payment is locked. */
  close: (tx: Tx, sandbox: Own, cancellation: Cancellation, outcome: Outcome) => Promise<Cancellation>;
}

type Columns<Row> = Partial<Record<keyof Row, unknown>>;

/** Cancels settled in one look; the rest follows in the next. */
export const SETTLED_AT_ONCE = 100;

export class PaymentLedger<Payment extends object, Cancellation extends LedgerCancellation, Own extends Sandbox> {
  readonly #tables: Required<LedgerTables>;
  readonly #rules: LedgerRules<Cancellation, Own>;
  readonly close: LedgerRules<Cancellation, Own>["close"];

  constructor(tables: LedgerTables, rules: LedgerRules<Cancellation, Own>) {
    this.#tables = {
      paymentId: "id",
      cancelled: "cancelled",
      cancellationId: "id",
      paymentOf: "payment_id",
      amount: "total",
      cancelledAt: "cancelled_at",
      paid: null,
      ...tables,
    };
    this.#rules = rules;
    this.close = rules.close;
  }

  /** Part of the vendor's table SQL, with the schema. */
  tables(own: OwnColumns): string {
    return createTables(this.#tables, own);
  }

  async find(db: Queryable, id: string): Promise<Payment | null> {
    const { payments, paymentId } = this.#tables;
    const { rows } = await db.query<Payment>(`SELECT * FROM ${payments} WHERE ${paymentId} = $1`, [id]);
    return rows[0] ?? null;
  }

  /** @throws the vendor's refusal when there is none */
  async lock(tx: Tx, id: string): Promise<Payment> {
    const { payments, paymentId } = this.#tables;
    const { rows } = await tx.query<Payment>(`SELECT * FROM ${payments} WHERE ${paymentId} = $1 FOR UPDATE`, [id]);
    if (!rows[0]) throw this.#rules.noSuchPayment();
    return rows[0];
  }

  /**
   * Opens a payment unless there is one with its id already.
   * @param amounts columns that never change
   * @returns the one there is now, locked
   * @throws the vendor's refusal when it has other amounts
   */
  async open(
    tx: Tx,
    columns: Columns<Payment>,
    amounts: Columns<Payment>,
  ): Promise<{ payment: Payment; isNew: boolean }> {
    const { payments, paymentId } = this.#tables;
    const row = { ...columns, ...amounts };
    const inserted = await insertRow(tx, payments, row, `ON CONFLICT (${paymentId}) DO NOTHING`);
    const id = String(valueOf(row, paymentId));
    const payment = await this.lock(tx, id);
    const isSame = Object.entries(amounts).every(([column, amount]) => valueOf(payment, column) === amount);
    if (!isSame) throw this.#rules.invalid(`payment ${id} already exists with other amounts`);
    return { payment, isNew: inserted !== null };
  }

  /** Sets columns of a locked payment. */
  async update(tx: Tx, id: string, columns: Columns<Payment>): Promise<Payment> {
    const { payments, paymentId } = this.#tables;
    return updateRow<Payment>(tx, payments, { [paymentId]: id }, columns);
  }

  /** Every cancel of every outcome, oldest first. */
  async cancellationsOf(db: Queryable, paymentId: string): Promise<Cancellation[]> {
    const { cancellations, paymentOf } = this.#tables;
    const sql = `SELECT * FROM ${cancellations} WHERE ${paymentOf} = $1 ORDER BY no`;
    return (await db.query<Cancellation>(sql, [paymentId])).rows;
  }

  /**
   * Sums over the payment's cancels that did not fail.
   * @param columns of `cancellations`, by the name of their sum
   * @returns the sums, and the number of tries of every outcome
   */
  async spent<Name extends string>(
    tx: Tx,
    paymentId: string,
    columns: Readonly<Record<Name, keyof Cancellation & string>>,
  ): Promise<Record<Name | "attempts", number>> {
    const { cancellations, paymentOf } = this.#tables;
    const sums = Object.entries<string>(columns).map(
      ([name, column]) => `coalesce(sum(${column}) FILTER (WHERE status <> 'FAILED'), 0)::bigint AS "${name}"`,
    );
    const { rows } = await tx.query<Record<Name | "attempts", number>>(
      `SELECT ${sums.join(", ")}, count(*) AS attempts FROM ${cancellations} WHERE ${paymentOf} = $1`,
      [paymentId],
    );
    return rows[0] as Record<Name | "attempts", number>;
  }

  /**
   * Books a cancel that was allowed, and holds its amount; `close` ends it, now or later.
   * @param more when it will end by itself, and columns of the payment that change with it
   */
  async book(
    tx: Tx,
    columns: Columns<Cancellation>,
    { settlement, payment = {} }: { settlement?: Settlement | null | undefined; payment?: Columns<Payment> },
  ): Promise<{ payment: Payment; cancellation: Cancellation }> {
    const cancellation = (await insertRow<Cancellation>(tx, this.#tables.cancellations, {
      ...columns,
      status: "REQUESTED",
      settle_at: settlement?.at ?? null,
      settle_outcome: settlement?.outcome ?? null,
    })) as Cancellation;
    return { cancellation, payment: await this.#move(tx, cancellation, { pending: 1, cancelled: 0 }, payment) };
  }

  /** Takes what a cancel holds from the payment, or gives it back. @param columns of the payment that change with it */
  release(tx: Tx, cancellation: Cancellation, outcome: Outcome, columns: Columns<Payment>): Promise<Payment> {
    return this.#move(tx, cancellation, { pending: -1, cancelled: outcome === "SUCCEEDED" ? 1 : 0 }, columns);
  }

  /** @param columns of the cancel that its end fills in */
  end(
    tx: Tx,
    cancellation: Cancellation,
    end: { outcome: Outcome; now: Date; columns?: Columns<Cancellation> | false },
  ): Promise<Cancellation> {
    const { cancellations, cancellationId, cancelledAt } = this.#tables;
    const key = { [cancellationId]: valueOf(cancellation, cancellationId) };
    return updateRow<Cancellation>(tx, cancellations, key, {
      ...end.columns,
      status: end.outcome,
      [cancelledAt]: end.outcome === "SUCCEEDED" ? end.now : null,
      settle_at: null,
    });
  }

  /**
   * Ends a cancel that was only accepted.
   * @returns the cancel, or `null` when it was not waiting any more
   * @throws the vendor's refusal when there is no such cancel
   */
  async settle(tx: Tx, sandbox: Own, id: string, outcome: Outcome): Promise<Cancellation | null> {
    const { cancellations, cancellationId, paymentOf } = this.#tables;
    const find = () => tx.query<Cancellation>(`SELECT * FROM ${cancellations} WHERE ${cancellationId} = $1`, [id]);
    const [known] = (await find()).rows;
    if (!known) throw this.#rules.noSuchCancellation(id);
    await this.lock(tx, String(valueOf(known, paymentOf)));
    const [current] = (await find()).rows;
    return current?.status === "REQUESTED" ? this.close(tx, sandbox, current, outcome) : null;
  }

  /** Cancels that were only accepted, and whose time has come, end as was planned. */
  async settleDue(sandbox: Own): Promise<void> {
    const { cancellations, cancellationId } = this.#tables;
    const { rows } = await sandbox.pool.query<{ id: string; outcome: Outcome }>(
      `SELECT ${cancellationId} AS id, settle_outcome AS outcome FROM ${cancellations}
        WHERE status = 'REQUESTED' AND settle_at <= $1 ORDER BY settle_at, no LIMIT $2`,
      [sandbox.now(), SETTLED_AT_ONCE],
    );
    for (const { id, outcome } of rows)
      await inTransaction(sandbox.pool, (tx) => this.settle(tx, sandbox, id, outcome));
  }

  /**
   * Every payment's bottom line, for tests that ask whether money is right: added up from the cancels themselves, not read
   * from a payment's running balance, which an oracle should not trust.
   */
  async totals(db: Queryable): Promise<PaymentTotals[]> {
    const { payments, paymentId, cancellations, paymentOf, amount } = this.#tables;
    const { rows } = await db.query<PaymentTotals>(
      `SELECT p.${paymentId} AS "paymentId", p.total,
              coalesce(sum(c.${amount}) FILTER (WHERE c.status = 'SUCCEEDED'), 0)::bigint AS cancelled,
              coalesce(sum(c.${amount}) FILTER (WHERE c.status = 'REQUESTED'), 0)::bigint AS pending,
              count(c.no) FILTER (WHERE c.status = 'SUCCEEDED')::integer AS "succeededCancellations"
         FROM ${payments} p LEFT JOIN ${cancellations} c ON c.${paymentOf} = p.${paymentId}
        GROUP BY p.${paymentId} ORDER BY p.${paymentId}`,
    );
    return rows;
  }

  /** Moves a cancel's amount between what is held and what is cancelled; nobody else writes a balance. */
  #move(
    tx: Tx,
    cancellation: Cancellation,
    by: { pending: 1 | -1; cancelled: 0 | 1 },
    columns: Columns<Payment>,
  ): Promise<Payment> {
    const { payments, paymentId, cancelled, paymentOf, amount, paid } = this.#tables;
    const taken = Number(valueOf(cancellation, amount));
    const returned = Number(valueOf(cancellation, "paid_back"));
    const key = { [paymentId]: valueOf(cancellation, paymentOf) };
    return updateRow<Payment>(tx, payments, key, columns, {
      pending: by.pending * taken,
      [cancelled]: by.cancelled * taken,
      ...(paid !== null && { paid_back_pending: by.pending * returned, paid_back: by.cancelled * returned }),
    });
  }
}

const valueOf = (row: object, column: string): unknown => (row as Readonly<Record<string, unknown>>)[column];
