/** The tables of the order service: accounts of points and deposits with every entry, and what was answered to each attempt. */
import { FAULTS } from "./fault.js";

/** See `DatabaseOptions.lockNumber`. */
export const TABLES_LOCK = 7_203_544_505;

const LEDGER = `
CREATE SCHEMA IF NOT EXISTS order_service;

CREATE TABLE IF NOT EXISTS order_service.account (
  id text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('POINTS', 'DEPOSIT')),
  -- Points and won are alike.
  balance bigint NOT NULL CONSTRAINT never_below_zero CHECK (balance >= 0),
  opened_at timestamptz NOT NULL,
  closed_at timestamptz
);

CREATE TABLE IF NOT EXISTS order_service.payment (
  id text PRIMARY KEY,
  account_id text NOT NULL REFERENCES order_service.account,
  amount bigint NOT NULL CHECK (amount > 0),
  returned bigint NOT NULL DEFAULT 0,
  paid_at timestamptz NOT NULL,
  CONSTRAINT never_more_than_paid CHECK (returned BETWEEN 0 AND amount)
);

CREATE TABLE IF NOT EXISTS order_service.entry (
  id uuid PRIMARY KEY,
  no bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  account_id text NOT NULL REFERENCES order_service.account,
  payment_id text REFERENCES order_service.payment,
  attempt_id text CONSTRAINT booked_once UNIQUE,
  kind text NOT NULL,
  amount bigint NOT NULL,
  -- Of the account, after this entry.
  balance bigint NOT NULL,
  at timestamptz NOT NULL,
  CHECK (CASE kind WHEN 'OPENING' THEN amount >= 0 AND payment_id IS NULL AND attempt_id IS NULL
                   WHEN 'SPENT' THEN amount < 0 AND payment_id IS NOT NULL AND attempt_id IS NULL
                   WHEN 'RETURNED' THEN amount > 0 AND payment_id IS NOT NULL AND attempt_id IS NOT NULL
                   ELSE false END)
);
CREATE INDEX IF NOT EXISTS entry_account ON order_service.entry (account_id, no);
CREATE INDEX IF NOT EXISTS entry_payment ON order_service.entry (payment_id, no);
`;

const ANSWERS = `
CREATE TABLE IF NOT EXISTS order_service.answer (
  attempt_id text PRIMARY KEY,
  no bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  refund_no text NOT NULL,
  -- As the service names it; it may be one this ledger does not know.
  payment_id text NOT NULL,
  amount bigint NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('BOOKED', 'REFUSED')),
  entry_id uuid REFERENCES order_service.entry,
  reason text,
  decided_at timestamptz NOT NULL,
  idempotency_key uuid NOT NULL,
  report text NOT NULL DEFAULT 'DUE' CHECK (report IN ('DUE', 'HEARD', 'REJECTED')),
  due_at timestamptz NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  trouble text,
  CHECK ((outcome = 'BOOKED') = (entry_id IS NOT NULL)),
  CHECK ((outcome = 'REFUSED') = (reason IS NOT NULL))
);
CREATE INDEX IF NOT EXISTS answer_payment ON order_service.answer (payment_id, no);
CREATE INDEX IF NOT EXISTS answer_due ON order_service.answer (due_at) WHERE report = 'DUE';

-- One stream, one row: the last event that is worked off.
CREATE TABLE IF NOT EXISTS order_service.stream (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  cursor text NOT NULL
);
`;

export const TABLES = LEDGER + ANSWERS + FAULTS.tables;
