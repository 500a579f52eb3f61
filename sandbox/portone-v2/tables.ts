/** The tables of the PortOne V2 sandbox: its ledger, keys and tokens, and what every sandbox keeps. */
import { RequestLog } from "../kit/http/request-log.js";
import { FAULTS } from "./fault.js";
import { LEDGER } from "./ledger.js";
import { DEFAULT_TRANSFER_DELAY_MS } from "./payment.js";
import { OUTBOX } from "./webhook.js";

export const REQUEST_LOG = new RequestLog("portone_v2");

/** See `DatabaseOptions.lockNumber`. */
export const TABLES_LOCK = 7_203_544_501;

const LEDGER_TABLES = LEDGER.tables({
  payment: `
  transaction_id text NOT NULL UNIQUE,
  currency text NOT NULL,
  order_name text NOT NULL,
  method text NOT NULL,
  pg_provider text NOT NULL,
  tax_free bigint NOT NULL CHECK (tax_free BETWEEN 0 AND total),
  vat bigint NOT NULL CHECK (vat BETWEEN 0 AND total - tax_free),
  paid bigint NOT NULL CHECK (paid BETWEEN 0 AND total),
  promotion jsonb,
  retain_option text,
  max_cancel_count integer,
  cancellable_until timestamptz,
  disputes jsonb NOT NULL DEFAULT '[]',
  requested_at timestamptz NOT NULL,
  paid_at timestamptz,
  status_changed_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  cancelled_at timestamptz`,
  cancellation: `
  tax_free bigint NOT NULL CHECK (tax_free >= 0),
  vat bigint NOT NULL CHECK (vat >= 0 AND tax_free + vat <= total),
  reason text NOT NULL,
  requester text,
  pg_cancellation_id text,
  receipt_url text,
  skip_webhook boolean NOT NULL DEFAULT false`,
});

const OWN_TABLES = `
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
`;

/** The webhook's own column of this vendor: how often it was made due again by hand. */
const MANUAL_RESENDS =
  "ALTER TABLE portone_v2.webhook ADD COLUMN IF NOT EXISTS manual_resends integer NOT NULL DEFAULT 0;";

/** Refunds of virtual accounts; a database of an earlier sandbox has the payment without them. */
const TRANSFERS = `
ALTER TABLE portone_v2.payment
  ADD COLUMN IF NOT EXISTS refund_contract boolean NOT NULL DEFAULT true,
  ADD COLUMN IF NOT EXISTS transfer_delay_ms bigint DEFAULT ${DEFAULT_TRANSFER_DELAY_MS},
  ADD COLUMN IF NOT EXISTS refund_status text
    CHECK (refund_status IN ('PENDING', 'COMPLETED', 'FAILED', 'PARTIAL_REFUND_FAILED')),
  ADD COLUMN IF NOT EXISTS transfer_at timestamptz CHECK (transfer_at IS NULL OR refund_status = 'PENDING'),
  ADD COLUMN IF NOT EXISTS transfer_failed boolean NOT NULL DEFAULT false;
CREATE INDEX IF NOT EXISTS payment_transfer_due ON portone_v2.payment (transfer_at) WHERE transfer_at IS NOT NULL;
`;

/** The source behind a wallet; a database of an earlier sandbox has only wallets with their own points. */
const WALLETS =
  "ALTER TABLE portone_v2.payment ADD COLUMN IF NOT EXISTS easy_pay_method text NOT NULL DEFAULT 'charge';";

/** A database of an earlier sandbox keeps behaviours in the payment's row. */
const MOVED_BEHAVIOURS = `
DO $$ BEGIN
  IF EXISTS (SELECT FROM information_schema.columns
              WHERE table_schema = 'portone_v2' AND table_name = 'payment' AND column_name = 'behaviour') THEN
    INSERT INTO portone_v2.behaviour (payment_id, fault)
      SELECT id, behaviour FROM portone_v2.payment WHERE behaviour IS NOT NULL;
    ALTER TABLE portone_v2.payment DROP COLUMN behaviour;
  END IF;
END $$;
`;

export const TABLES = [
  LEDGER_TABLES,
  OWN_TABLES,
  TRANSFERS,
  WALLETS,
  REQUEST_LOG.tables,
  FAULTS.tables,
  OUTBOX.tables,
  MANUAL_RESENDS,
  MOVED_BEHAVIOURS,
].join("\n");
