/** The sandbox's own PostgreSQL: its tables, whole numbers read as numbers, and transactions. */
import pg from "pg";

/** Enough for a burst of concurrent cancels; more callers wait their turn. */
const POOL_SIZE = 10;
/** Any fixed number: two sandboxes that start at once on one database create the tables one after the other. */
const TABLES_LOCK = 7_203_544_501;
const INT8_OID = 20;

export type Tx = pg.PoolClient;
export type Queryable = Pick<pg.Pool, "query">;

const TABLES = `
CREATE SCHEMA IF NOT EXISTS portone_v2;

CREATE TABLE IF NOT EXISTS portone_v2.payment (
  id text PRIMARY KEY,
  transaction_id text NOT NULL UNIQUE,
  status text NOT NULL,
  currency text NOT NULL,
  order_name text NOT NULL,
  method text NOT NULL,
  pg_provider text NOT NULL,
  total bigint NOT NULL CHECK (total > 0),
  tax_free bigint NOT NULL CHECK (tax_free BETWEEN 0 AND total),
  vat bigint NOT NULL CHECK (vat BETWEEN 0 AND total - tax_free),
  paid bigint NOT NULL CHECK (paid BETWEEN 0 AND total),
  promotion jsonb,
  retain_option text,
  max_cancel_count integer,
  cancellable_until timestamptz,
  behaviour jsonb,
  disputes jsonb NOT NULL DEFAULT '[]',
  -- Order units. 'pending' is held by cancels whose result comes later.
  cancelled bigint NOT NULL DEFAULT 0,
  pending bigint NOT NULL DEFAULT 0,
  -- What the customer got back, or is about to.
  paid_back bigint NOT NULL DEFAULT 0,
  paid_back_pending bigint NOT NULL DEFAULT 0,
  requested_at timestamptz NOT NULL,
  paid_at timestamptz,
  status_changed_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  cancelled_at timestamptz,
  CONSTRAINT never_more_than_total CHECK (cancelled >= 0 AND pending >= 0 AND cancelled + pending <= total),
  CONSTRAINT never_more_than_paid CHECK (paid_back >= 0 AND paid_back_pending >= 0 AND paid_back + paid_back_pending <= paid)
);

CREATE TABLE IF NOT EXISTS portone_v2.cancellation (
  id text PRIMARY KEY,
  no bigint GENERATED ALWAYS AS IDENTITY,
  payment_id text NOT NULL REFERENCES portone_v2.payment,
  status text NOT NULL,
  total bigint NOT NULL CHECK (total > 0),
  tax_free bigint NOT NULL CHECK (tax_free >= 0),
  vat bigint NOT NULL CHECK (vat >= 0 AND tax_free + vat <= total),
  paid_back bigint NOT NULL CHECK (paid_back >= 0),
  reason text NOT NULL,
  requester text,
  trigger text NOT NULL,
  pg_cancellation_id text,
  receipt_url text,
  skip_webhook boolean NOT NULL DEFAULT false,
  requested_at timestamptz NOT NULL,
  cancelled_at timestamptz,
  settle_at timestamptz,
  settle_outcome text
);
CREATE INDEX IF NOT EXISTS cancellation_payment ON portone_v2.cancellation (payment_id, no);
CREATE INDEX IF NOT EXISTS cancellation_due ON portone_v2.cancellation (settle_at) WHERE status = 'REQUESTED';

CREATE TABLE IF NOT EXISTS portone_v2.idempotency (
  key text PRIMARY KEY,
  fingerprint text NOT NULL,
  status integer NOT NULL,
  -- json, not jsonb: a replay has its fields in the original order.
  body json NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS portone_v2.token (
  hash text PRIMARY KEY,
  kind text NOT NULL,
  expires_at timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS portone_v2.request (
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
CREATE INDEX IF NOT EXISTS request_payment ON portone_v2.request (payment_id, no);

CREATE TABLE IF NOT EXISTS portone_v2.fault (
  no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hits text NOT NULL,
  payment_id text,
  remaining integer NOT NULL CHECK (remaining >= 0),
  fault jsonb NOT NULL
);

CREATE TABLE IF NOT EXISTS portone_v2.webhook (
  id text PRIMARY KEY,
  no bigint GENERATED ALWAYS AS IDENTITY,
  payment_id text NOT NULL,
  type text NOT NULL,
  body text NOT NULL,
  payment_status text NOT NULL,
  status text NOT NULL DEFAULT 'WAITING',
  attempts integer NOT NULL DEFAULT 0,
  manual_resends integer NOT NULL DEFAULT 0,
  next_at timestamptz,
  created_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS webhook_payment ON portone_v2.webhook (payment_id, no);
CREATE INDEX IF NOT EXISTS webhook_due ON portone_v2.webhook (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE IF NOT EXISTS portone_v2.webhook_attempt (
  no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  webhook_id text NOT NULL REFERENCES portone_v2.webhook,
  at timestamptz NOT NULL,
  url text NOT NULL,
  response_status integer,
  error text
);
CREATE INDEX IF NOT EXISTS webhook_attempt_webhook ON portone_v2.webhook_attempt (webhook_id, no);
`;

/** Opens the pool and makes sure the tables exist. The parser of int8 is this pool's own: `pg` is shared with others in the process. */
export async function openDatabase(databaseUrl: string): Promise<pg.Pool> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: POOL_SIZE,
    types: {
      getTypeParser: (oid: number, format?: "text" | "binary"): ((value: string) => unknown) =>
        oid === INT8_OID ? readWholeNumber : (pg.types.getTypeParser(oid, format) as (value: string) => unknown),
    },
  });
  // An idle connection may break when the server restarts; the pool opens a new one for the next query.
  pool.on("error", () => undefined);
  await inTransaction(pool, async (tx) => {
    await tx.query("SELECT pg_advisory_xact_lock($1)", [TABLES_LOCK]);
    await tx.query(TABLES);
  });
  return pool;
}

export async function inTransaction<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const tx = await pool.connect();
  let broken: Error | undefined;
  // A connection that breaks between two queries has nobody else to tell; the next query fails by itself.
  const onBroken = (error: Error): void => void (broken = error);
  tx.on("error", onBroken);
  try {
    await tx.query("BEGIN");
    const result = await work(tx);
    await tx.query("COMMIT");
    return result;
  } catch (error) {
    await tx.query("ROLLBACK").catch((reason: Error) => (broken = reason));
    throw error;
  } finally {
    tx.off("error", onBroken);
    tx.release(broken);
  }
}

function readWholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} cannot be held exactly`);
  return value;
}
