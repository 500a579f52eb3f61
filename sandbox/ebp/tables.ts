/** The tables of the EBP sandbox: its ledger, and what every sandbox keeps. */
import { RequestLog } from "../kit/http/request-log.js";
import { FAULTS } from "./fault.js";
import { LEDGER } from "./ledger.js";
import { OUTBOX } from "./webhook.js";

/** A refund account is a customer's: its number and holder are taken out before a call gets here. */
export const REQUEST_LOG = new RequestLog("ebp");

/** See `DatabaseOptions.lockNumber`. */
export const TABLES_LOCK = 7_203_544_504;

const LEDGER_TABLES = LEDGER.tables({
  payment: `
  method text NOT NULL,
  store_request_no text NOT NULL UNIQUE,
  pg_transaction_id text NOT NULL UNIQUE,
  pg_cancel_transaction_id text,
  buyer_name text NOT NULL,
  has_lines boolean NOT NULL,
  captured boolean NOT NULL,
  paid_at timestamptz NOT NULL,
  cancellable_until timestamptz,
  updated_at timestamptz NOT NULL,
  CONSTRAINT whole_before_capture CHECK (captured OR cancelled + pending IN (0, total))`,
  cancellation: `
  tax bigint NOT NULL CHECK (tax BETWEEN 0 AND total),
  items jsonb NOT NULL,
  refund_account jsonb,
  pg_cancel_transaction_id text`,
});

const OWN_TABLES = `
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

-- The running number of returnRequestId, for each day that payments were made on.
CREATE TABLE IF NOT EXISTS ebp.return_request_number (
  day text PRIMARY KEY,
  latest integer NOT NULL
);
`;

/** The webhook's own column of this vendor: it waits until a later one of its payment was sent. */
const HELD_BACK = "ALTER TABLE ebp.webhook ADD COLUMN IF NOT EXISTS held_back boolean NOT NULL DEFAULT false;";

export const TABLES = [LEDGER_TABLES, OWN_TABLES, REQUEST_LOG.tables, FAULTS.tables, OUTBOX.tables, HELD_BACK].join(
  "\n",
);
