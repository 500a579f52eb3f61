/** The tables of the EBP sandbox: its ledger, and what every sandbox keeps. */
import { RequestLog } from "../kit/http/request-log.js";
import { FAULTS } from "./fault.js";
import { OUTBOX } from "./webhook.js";

/** A refund account is a customer's: its number and holder are taken out before a call gets here. */
export const REQUEST_LOG = new RequestLog("ebp");

/** See `DatabaseOptions.lockNumber`. */
export const TABLES_LOCK = 7_203_544_504;

const LEDGER = `
CREATE SCHEMA IF NOT EXISTS ebp;

CREATE TABLE IF NOT EXISTS ebp.payment (
  id text PRIMARY KEY,
  status text NOT NULL,
  method text NOT NULL,
  store_request_no text NOT NULL UNIQUE,
  pg_transaction_id text NOT NULL UNIQUE,
  pg_cancel_transaction_id text,
  buyer_name text NOT NULL,
  total bigint NOT NULL CHECK (total > 0),
  cancelled bigint NOT NULL DEFAULT 0,
  -- Held by cancels whose result comes later.
  pending bigint NOT NULL DEFAULT 0,
  has_lines boolean NOT NULL,
  captured boolean NOT NULL,
  paid_at timestamptz NOT NULL,
  cancellable_until timestamptz,
  updated_at timestamptz NOT NULL,
  CONSTRAINT never_more_than_total CHECK (cancelled >= 0 AND pending >= 0 AND cancelled + pending <= total),
  CONSTRAINT whole_before_capture CHECK (captured OR cancelled + pending IN (0, total))
);

CREATE TABLE IF NOT EXISTS ebp.line (
  payment_id text NOT NULL REFERENCES ebp.payment,
  seq bigint NOT NULL,
  item_id text NOT NULL,
  item_type text NOT NULL,
  quantity bigint NOT NULL CHECK (quantity > 0),
  total bigint NOT NULL CHECK (total >= 0),
  tax bigint NOT NULL CHECK (tax BETWEEN 0 AND total),
  taken bigint NOT NULL DEFAULT 0,
  tax_taken bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (payment_id, seq),
  CONSTRAINT never_more_than_line CHECK (taken BETWEEN 0 AND total AND tax_taken BETWEEN 0 AND tax)
);

CREATE TABLE IF NOT EXISTS ebp.cancellation (
  id text PRIMARY KEY,
  no bigint GENERATED ALWAYS AS IDENTITY,
  payment_id text NOT NULL REFERENCES ebp.payment,
  status text NOT NULL,
  trigger text NOT NULL,
  total bigint NOT NULL CHECK (total > 0),
  tax bigint NOT NULL CHECK (tax BETWEEN 0 AND total),
  items jsonb NOT NULL,
  refund_account jsonb,
  pg_cancel_transaction_id text,
  requested_at timestamptz NOT NULL,
  cancelled_at timestamptz,
  settle_at timestamptz,
  settle_outcome text
);
CREATE INDEX IF NOT EXISTS cancellation_payment ON ebp.cancellation (payment_id, no);
CREATE INDEX IF NOT EXISTS cancellation_due ON ebp.cancellation (settle_at) WHERE status = 'REQUESTED';

-- The running number of returnRequestId, for each day that payments were made on.
CREATE TABLE IF NOT EXISTS ebp.return_request_number (
  day text PRIMARY KEY,
  latest integer NOT NULL
);
`;

/** The webhook's own column of this vendor: it waits until a later one of its payment was sent. */
const HELD_BACK = "ALTER TABLE ebp.webhook ADD COLUMN IF NOT EXISTS held_back boolean NOT NULL DEFAULT false;";

export const TABLES = [LEDGER, REQUEST_LOG.tables, FAULTS.tables, OUTBOX.tables, HELD_BACK].join("\n");
