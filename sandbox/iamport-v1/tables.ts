/** The tables of the i'mport V1 sandbox: its ledger, tokens and contracts, and what every sandbox keeps. */
import { RequestLog } from "../kit/http/request-log.js";
import { FAULTS } from "./fault.js";
import { LEDGER } from "./ledger.js";
import { OUTBOX } from "./webhook.js";

export const REQUEST_LOG = new RequestLog("iamport_v1");

/** See `DatabaseOptions.lockNumber`. */
export const TABLES_LOCK = 7_203_544_517;

const LEDGER_TABLES = LEDGER.tables({
  payment: `
  merchant_uid text NOT NULL,
  status_after_part text NOT NULL,
  currency text NOT NULL,
  order_name text NOT NULL,
  method text NOT NULL,
  pg_provider text NOT NULL,
  pg_tid text NOT NULL,
  test_channel boolean NOT NULL,
  uses_webhooks boolean NOT NULL,
  refund_contract boolean,
  account_holder text,
  partial_cancel boolean NOT NULL,
  cancellable_until timestamptz,
  tax_free bigint NOT NULL CHECK (tax_free BETWEEN 0 AND total),
  vat bigint NOT NULL CHECK (vat BETWEEN 0 AND total - tax_free),
  vat_specified boolean NOT NULL,
  paid bigint NOT NULL CHECK (paid BETWEEN 0 AND total),
  promotion jsonb,
  retain_promotion boolean,
  started_at timestamptz NOT NULL,
  paid_at timestamptz,
  failed_at timestamptz,
  cancelled_at timestamptz,
  cancel_reason text`,
  cancellation: `
  tax_free bigint NOT NULL CHECK (tax_free >= 0),
  vat bigint NOT NULL CHECK (vat >= 0 AND tax_free + vat <= total),
  reason text NOT NULL,
  requester text,
  refund_account jsonb,
  notify boolean NOT NULL,
  pg_tid text,
  receipt_url text`,
});

const OWN_TABLES = `
CREATE INDEX IF NOT EXISTS payment_merchant_uid ON iamport_v1.payment (merchant_uid);

-- A token itself is never kept: it is made from 'no' and the secret, so a restarted sandbox can tell it again.
CREATE TABLE IF NOT EXISTS iamport_v1.token (
  no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hash text UNIQUE,
  expires_at timestamptz NOT NULL
);

-- PGs without the special contract for refunds to an account.
CREATE TABLE IF NOT EXISTS iamport_v1.no_refund_contract (
  pg_provider text PRIMARY KEY
);
`;

/** A database of an earlier sandbox has payments without it. */
const CANCELLATION_IDS =
  "ALTER TABLE iamport_v1.payment ADD COLUMN IF NOT EXISTS cancellation_ids boolean NOT NULL DEFAULT true;";

export const TABLES = [
  LEDGER_TABLES,
  OWN_TABLES,
  CANCELLATION_IDS,
  REQUEST_LOG.tables,
  FAULTS.tables,
  OUTBOX.tables,
].join("\n");
