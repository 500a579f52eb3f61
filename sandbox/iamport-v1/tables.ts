/** The tables of the i'mport V1 sandbox: its ledger, tokens and contracts, and what every sandbox keeps. */
import { RequestLog } from "../kit/http/request-log.js";
import { FAULTS } from "./fault.js";
import { OUTBOX } from "./webhook.js";

export const REQUEST_LOG = new RequestLog("iamport_v1");

/** See `DatabaseOptions.lockNumber`. */
export const TABLES_LOCK = 7_203_544_517;

const LEDGER = `
CREATE SCHEMA IF NOT EXISTS iamport_v1;

CREATE TABLE IF NOT EXISTS iamport_v1.payment (
  id text PRIMARY KEY,
  merchant_uid text NOT NULL,
  status text NOT NULL,
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
  total bigint NOT NULL CHECK (total > 0),
  tax_free bigint NOT NULL CHECK (tax_free BETWEEN 0 AND total),
  vat bigint NOT NULL CHECK (vat BETWEEN 0 AND total - tax_free),
  vat_specified boolean NOT NULL,
  paid bigint NOT NULL CHECK (paid BETWEEN 0 AND total),
  promotion jsonb,
  retain_promotion boolean,
  -- Order units. 'pending' is held by cancels whose result comes later.
  cancelled bigint NOT NULL DEFAULT 0,
  pending bigint NOT NULL DEFAULT 0,
  -- What the customer got back, or is about to.
  paid_back bigint NOT NULL DEFAULT 0,
  paid_back_pending bigint NOT NULL DEFAULT 0,
  started_at timestamptz NOT NULL,
  paid_at timestamptz,
  failed_at timestamptz,
  cancelled_at timestamptz,
  cancel_reason text,
  CONSTRAINT never_more_than_total CHECK (cancelled >= 0 AND pending >= 0 AND cancelled + pending <= total),
  CONSTRAINT never_more_than_paid CHECK (paid_back >= 0 AND paid_back_pending >= 0 AND paid_back + paid_back_pending <= paid)
);
CREATE INDEX IF NOT EXISTS payment_merchant_uid ON iamport_v1.payment (merchant_uid);

CREATE TABLE IF NOT EXISTS iamport_v1.cancellation (
  id text PRIMARY KEY,
  no bigint GENERATED ALWAYS AS IDENTITY,
  payment_id text NOT NULL REFERENCES iamport_v1.payment,
  status text NOT NULL,
  total bigint NOT NULL CHECK (total > 0),
  tax_free bigint NOT NULL CHECK (tax_free >= 0),
  vat bigint NOT NULL CHECK (vat >= 0 AND tax_free + vat <= total),
  paid_back bigint NOT NULL CHECK (paid_back >= 0),
  reason text NOT NULL,
  requester text,
  trigger text NOT NULL,
  refund_account jsonb,
  notify boolean NOT NULL,
  pg_tid text,
  receipt_url text,
  requested_at timestamptz NOT NULL,
  cancelled_at timestamptz,
  settle_at timestamptz,
  settle_outcome text
);
CREATE INDEX IF NOT EXISTS cancellation_payment ON iamport_v1.cancellation (payment_id, no);
CREATE INDEX IF NOT EXISTS cancellation_due ON iamport_v1.cancellation (settle_at) WHERE status = 'REQUESTED';

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

export const TABLES = [LEDGER, REQUEST_LOG.tables, FAULTS.tables, OUTBOX.tables].join("\n");
