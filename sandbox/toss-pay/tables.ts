/** The tables of the Toss Pay sandbox: its ledger, the shop, and what every sandbox keeps. */
import { RequestLog } from "../kit/http/request-log.js";
import { FAULTS } from "./fault.js";

/** The API key is taken out before a call gets here. */
export const REQUEST_LOG = new RequestLog("toss_pay");

/** See `DatabaseOptions.lockNumber`. */
export const TABLES_LOCK = 7_203_544_503;

const LEDGER = `
CREATE SCHEMA IF NOT EXISTS toss_pay;

-- One merchant, one row.
CREATE TABLE IF NOT EXISTS toss_pay.shop (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  state text NOT NULL DEFAULT 'NORMAL',
  daily_refund_limit bigint CHECK (daily_refund_limit >= 0)
);
INSERT INTO toss_pay.shop DEFAULT VALUES ON CONFLICT DO NOTHING;

CREATE TABLE IF NOT EXISTS toss_pay.payment (
  pay_token text PRIMARY KEY,
  order_no text NOT NULL UNIQUE,
  transaction_id text NOT NULL UNIQUE,
  status text NOT NULL,
  method text NOT NULL,
  user_state text NOT NULL DEFAULT 'ACTIVE',
  total bigint NOT NULL CHECK (total > 0),
  tax_free bigint NOT NULL CHECK (tax_free >= 0),
  taxable bigint NOT NULL CHECK (taxable >= 0),
  vat bigint NOT NULL CHECK (vat >= 0),
  service_fee bigint NOT NULL CHECK (service_fee >= 0),
  discount bigint NOT NULL CHECK (discount >= 0),
  points bigint NOT NULL CHECK (points >= 0),
  cash_receipt_key text,
  -- Gross. 'pending' is held by the refund that is in progress.
  refunded bigint NOT NULL DEFAULT 0,
  pending bigint NOT NULL DEFAULT 0,
  -- What the customer got back, or is about to.
  paid_back bigint NOT NULL DEFAULT 0,
  paid_back_pending bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  paid_at timestamptz,
  settles_at timestamptz,
  updated_at timestamptz NOT NULL,
  CONSTRAINT parts_add_up CHECK (tax_free + taxable + vat + service_fee = total),
  CONSTRAINT never_more_than_total CHECK (refunded >= 0 AND pending >= 0 AND refunded + pending <= total),
  CONSTRAINT never_more_than_paid CHECK (paid_back >= 0 AND paid_back_pending >= 0
    AND paid_back + paid_back_pending <= total - discount - points)
);

CREATE TABLE IF NOT EXISTS toss_pay.refund (
  transaction_id text PRIMARY KEY,
  no bigint GENERATED ALWAYS AS IDENTITY,
  pay_token text NOT NULL REFERENCES toss_pay.payment,
  refund_no text NOT NULL,
  fingerprint text,
  status text NOT NULL,
  trigger text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  tax_free bigint NOT NULL CHECK (tax_free >= 0),
  taxable bigint NOT NULL CHECK (taxable >= 0),
  vat bigint NOT NULL CHECK (vat >= 0),
  service_fee bigint NOT NULL CHECK (service_fee >= 0),
  discount bigint NOT NULL CHECK (discount >= 0),
  paid_back bigint NOT NULL CHECK (paid_back >= 0),
  reason text NOT NULL,
  -- json, not jsonb: a repeat has its fields in the original order.
  answer json,
  requested_at timestamptz NOT NULL,
  refunded_at timestamptz,
  settle_at timestamptz,
  settle_outcome text,
  CONSTRAINT refund_parts_add_up CHECK (tax_free + taxable + vat + service_fee = amount),
  CONSTRAINT refund_divides CHECK (discount + paid_back = amount)
);
CREATE INDEX IF NOT EXISTS refund_payment ON toss_pay.refund (pay_token, no);
CREATE INDEX IF NOT EXISTS refund_day ON toss_pay.refund (requested_at);
CREATE INDEX IF NOT EXISTS refund_due ON toss_pay.refund (settle_at) WHERE status = 'REQUESTED';
-- A refund that failed was never made: its number is free again.
CREATE UNIQUE INDEX IF NOT EXISTS refund_no_once ON toss_pay.refund (refund_no) WHERE status <> 'FAILED';
CREATE UNIQUE INDEX IF NOT EXISTS one_refund_in_progress ON toss_pay.refund (pay_token) WHERE status = 'REQUESTED';
`;

export const TABLES = [LEDGER, REQUEST_LOG.tables, FAULTS.tables].join("\n");
