/** The tables of the Toss Pay sandbox: its ledger, the shop, and what every sandbox keeps. */
import { RequestLog } from "../kit/http/request-log.js";
import { FAULTS } from "./fault.js";
import { LEDGER } from "./ledger.js";

/** The API key is taken out before a call gets here. */
export const REQUEST_LOG = new RequestLog("toss_pay");

/** See `DatabaseOptions.lockNumber`. */
export const TABLES_LOCK = 7_203_544_503;

const LEDGER_TABLES = LEDGER.tables({
  payment: `
  order_no text NOT NULL UNIQUE,
  transaction_id text NOT NULL UNIQUE,
  method text NOT NULL,
  user_state text NOT NULL DEFAULT 'ACTIVE',
  tax_free bigint NOT NULL CHECK (tax_free >= 0),
  taxable bigint NOT NULL CHECK (taxable >= 0),
  vat bigint NOT NULL CHECK (vat >= 0),
  service_fee bigint NOT NULL CHECK (service_fee >= 0),
  discount bigint NOT NULL CHECK (discount >= 0),
  points bigint NOT NULL CHECK (points >= 0),
  cash_receipt_key text,
  created_at timestamptz NOT NULL,
  paid_at timestamptz,
  settles_at timestamptz,
  updated_at timestamptz NOT NULL,
  CONSTRAINT parts_add_up CHECK (tax_free + taxable + vat + service_fee = total)`,
  cancellation: `
  refund_no text NOT NULL,
  fingerprint text,
  tax_free bigint NOT NULL CHECK (tax_free >= 0),
  taxable bigint NOT NULL CHECK (taxable >= 0),
  vat bigint NOT NULL CHECK (vat >= 0),
  service_fee bigint NOT NULL CHECK (service_fee >= 0),
  discount bigint NOT NULL CHECK (discount >= 0),
  reason text NOT NULL,
  -- json, not jsonb: a repeat has its fields in the original order.
  answer json,
  CONSTRAINT refund_parts_add_up CHECK (tax_free + taxable + vat + service_fee = amount),
  CONSTRAINT refund_divides CHECK (discount + paid_back = amount)`,
});

const OWN_TABLES = `
CREATE INDEX IF NOT EXISTS refund_day ON toss_pay.refund (requested_at);
-- A refund that failed was never made: its number is free again.
CREATE UNIQUE INDEX IF NOT EXISTS refund_no_once ON toss_pay.refund (refund_no) WHERE status <> 'FAILED';
CREATE UNIQUE INDEX IF NOT EXISTS one_refund_in_progress ON toss_pay.refund (pay_token) WHERE status = 'REQUESTED';

-- One merchant, one row.
CREATE TABLE IF NOT EXISTS toss_pay.shop (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  state text NOT NULL DEFAULT 'NORMAL',
  daily_refund_limit bigint CHECK (daily_refund_limit >= 0)
);
INSERT INTO toss_pay.shop DEFAULT VALUES ON CONFLICT DO NOTHING;
`;

export const TABLES = [LEDGER_TABLES, OWN_TABLES, REQUEST_LOG.tables, FAULTS.tables].join("\n");
