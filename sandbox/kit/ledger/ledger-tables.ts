/** The tables of a ledger: columns the ledger works with, beside those of the vendor's own. */

/** Tables (with their schema) and columns under the vendor's names, plain SQL. */
export interface LedgerTables {
  payments: string;
  cancellations: string;
  /** The primary key of `payments`; `id` when omitted. */
  paymentId?: string;
  /** The column of `payments` with what was really cancelled; `cancelled` when omitted. */
  cancelled?: string;
  /** The primary key of `cancellations`; `id` when omitted. */
  cancellationId?: string;
  /** The column of `cancellations` that names the payment; `payment_id` when omitted. */
  paymentOf?: string;
  /** The column of `cancellations` with what it takes from the payment's `total`; `total` when omitted. */
  amount?: string;
  /** The column of `cancellations` with the moment of success; `cancelled_at` when omitted. */
  cancelledAt?: string;
  /** SQL of what the customer paid, from columns of `payments`: where less than is cancelled may go back, that is counted too. */
  paid?: string | null;
}

/** Columns and constraints as SQL, separated by commas: whatever the ledger itself does not ask for. */
export interface OwnColumns {
  payment: string;
  cancellation: string;
}

export function createTables(tables: Required<LedgerTables>, own: OwnColumns): string {
  const { payments, paymentId, cancelled, cancellations, cancellationId, paymentOf, amount, cancelledAt, paid } =
    tables;
  const [schema, name] = cancellations.split(".");
  return `
CREATE SCHEMA IF NOT EXISTS ${schema};

CREATE TABLE IF NOT EXISTS ${payments} (
  ${paymentId} text PRIMARY KEY,
  status text NOT NULL,
  total bigint NOT NULL CHECK (total > 0),
  ${cancelled} bigint NOT NULL DEFAULT 0,
  -- Held by cancels whose result comes later.
  pending bigint NOT NULL DEFAULT 0,
  CONSTRAINT never_more_than_total CHECK (${cancelled} >= 0 AND pending >= 0 AND ${cancelled} + pending <= total),
  ${paid === null ? "" : paidBackColumns(paid)}
  ${own.payment}
);

CREATE TABLE IF NOT EXISTS ${cancellations} (
  ${cancellationId} text PRIMARY KEY,
  no bigint GENERATED ALWAYS AS IDENTITY,
  ${paymentOf} text NOT NULL REFERENCES ${payments},
  status text NOT NULL,
  trigger text NOT NULL,
  ${amount} bigint NOT NULL CHECK (${amount} > 0),
  ${paid === null ? "" : "paid_back bigint NOT NULL CHECK (paid_back >= 0),"}
  requested_at timestamptz NOT NULL,
  ${cancelledAt} timestamptz,
  settle_at timestamptz,
  settle_outcome text,
  ${own.cancellation}
);
CREATE INDEX IF NOT EXISTS ${name}_payment ON ${cancellations} (${paymentOf}, no);
CREATE INDEX IF NOT EXISTS ${name}_due ON ${cancellations} (settle_at) WHERE status = 'REQUESTED';
`;
}

/** Columns for what the customer got back, or is about to. */
const paidBackColumns = (paid: string): string => `
  paid_back bigint NOT NULL DEFAULT 0,
  paid_back_pending bigint NOT NULL DEFAULT 0,
  CONSTRAINT never_more_than_paid CHECK (paid_back >= 0 AND paid_back_pending >= 0
    AND paid_back + paid_back_pending <= ${paid}),`;
