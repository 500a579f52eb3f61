import { Migration } from '@mikro-orm/migrations';

export class Migration20261122015339_initial extends Migration {

  override name = 'Migration20261122015339_initial';

  override up(): void | Promise<void> {
    this.addSql(`create table "event_log" ("id" bigserial primary key, "position" bigint null, "type" text not null, "subject_id" uuid not null, "payload" jsonb not null, "at" timestamptz(3) not null);`);
    this.addSql(`alter table "event_log" add constraint "event_log_position_unique" unique ("position");`);
    this.addSql(`create index "event_log_subject_id_id_index" on "event_log" ("subject_id", "id");`);
    this.addSql(`create index event_log_unplaced on event_log (id) where position is null;`);

    this.addSql(`create table "gateway_rule" ("id" uuid not null, "kind" text not null, "gateway" text null, "provider" text null, "method" text null, "value" jsonb not null, "valid_from" date not null, "source" text not null, "note" text null, "supersedes" uuid null, "recorded_by" text not null, "recorded_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`alter table "gateway_rule" add constraint "gateway_rule_supersedes_unique" unique ("supersedes");`);
    this.addSql(`create unique index gateway_rule_one_per_scope on gateway_rule (kind, gateway, provider, method) nulls not distinct where supersedes is null;`);
    this.addSql(`alter table "gateway_rule" add constraint "gateway_rule_not_its_own" check (supersedes <> id);`);
    this.addSql(`alter table "gateway_rule" add constraint "gateway_rule_kind" check (kind in ('DEADLINE', 'PARTIAL', 'BEFORE_CAPTURE', 'CANCEL_COUNT', 'ACCOUNT', 'CONTRACT', 'UNSUPPORTED', 'FEE', 'ARRIVAL', 'HOURS'));`);

    this.addSql(`create table "idempotency_key" ("caller" text not null, "key" text not null, "item" text not null, "operation" text not null, "input_hash" text not null, "answer" jsonb null, "at" timestamptz(3) not null, primary key ("caller", "key", "item"));`);

    this.addSql(`create table "orders" ("id" uuid not null, "order_no" text not null, "currency" char(3) not null, "customer_id_sealed" text not null, "customer_name_sealed" text not null, "created_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`alter table "orders" add constraint "orders_order_no_unique" unique ("order_no");`);

    this.addSql(`create table "order_line" ("id" uuid not null, "order_id" uuid not null, "line_no" text not null, "kind" text not null, "tax_category" text not null, "name" text not null, "quantity" int not null, "returned_quantity" int not null, "amount" bigint not null, "reserved" bigint not null, "refunded" bigint not null, "reversed" bigint not null, primary key ("id"));`);
    this.addSql(`alter table "order_line" add constraint "order_line_order_id_line_no_unique" unique ("order_id", "line_no");`);
    this.addSql(`alter table "order_line" add constraint "order_line_quantity" check (quantity > 0 and returned_quantity >= 0 and returned_quantity <= quantity);`);
    this.addSql(`alter table "order_line" add constraint "order_line_money" check (amount >= 0 and reserved >= 0 and refunded >= 0 and reversed >= 0 and refunded + reserved <= amount + reversed);`);

    this.addSql(`create table "payment" ("id" uuid not null, "order_id" uuid not null, "payment_no" text not null, "position" int not null, "gateway" text not null, "gateway_payment_id" text not null, "method" text not null, "provider" text null, "promotion" text not null, "paid_by_customer" bigint null, "capture_state" text not null, "paid_at" timestamptz(3) not null, "disputed" boolean not null, "amount_total" bigint not null, "amount_taxable" bigint not null, "amount_vat" bigint not null, "amount_tax_free" bigint not null, "amount_service_fee" bigint not null, "refunded_at_gateway_total" bigint not null, "refunded_at_gateway_taxable" bigint not null, "refunded_at_gateway_vat" bigint not null, "refunded_at_gateway_tax_free" bigint not null, "refunded_at_gateway_service_fee" bigint not null, "refunded_by_hand_total" bigint not null, "refunded_by_hand_taxable" bigint not null, "refunded_by_hand_vat" bigint not null, "refunded_by_hand_tax_free" bigint not null, "refunded_by_hand_service_fee" bigint not null, "reserved_total" bigint not null, "reserved_taxable" bigint not null, "reserved_vat" bigint not null, "reserved_tax_free" bigint not null, "reserved_service_fee" bigint not null, "reversed_total" bigint not null, "reversed_taxable" bigint not null, "reversed_vat" bigint not null, "reversed_tax_free" bigint not null, "reversed_service_fee" bigint not null, "excess_total" bigint not null, "excess_taxable" bigint not null, "excess_vat" bigint not null, "excess_tax_free" bigint not null, "excess_service_fee" bigint not null, "created_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`create index "payment_order_id_index" on "payment" ("order_id");`);
    this.addSql(`alter table "payment" add constraint "payment_gateway_gateway_payment_id_unique" unique ("gateway", "gateway_payment_id");`);
    this.addSql(`alter table "payment" add constraint "payment_order_id_payment_no_unique" unique ("order_id", "payment_no");`);
    this.addSql(`alter table "payment" add constraint "payment_paid_by_customer" check (paid_by_customer >= 0 and paid_by_customer <= amount_total);`);
    this.addSql(`alter table "payment" add constraint "payment_gateway" check (gateway in ('PORTONE_V2', 'IAMPORT_V1', 'TOSS_PAY', 'EBP', 'MERCHANT_LEDGER'));`);
    this.addSql(`alter table "payment" add constraint "payment_exact_in_json" check (amount_total <= 9007199254740991);`);
    this.addSql(`alter table "payment" add constraint "payment_parts_add_up" check (amount_total = amount_taxable + amount_vat + amount_tax_free + amount_service_fee and refunded_at_gateway_total = refunded_at_gateway_taxable + refunded_at_gateway_vat + refunded_at_gateway_tax_free + refunded_at_gateway_service_fee and refunded_by_hand_total = refunded_by_hand_taxable + refunded_by_hand_vat + refunded_by_hand_tax_free + refunded_by_hand_service_fee and reserved_total = reserved_taxable + reserved_vat + reserved_tax_free + reserved_service_fee and reversed_total = reversed_taxable + reversed_vat + reversed_tax_free + reversed_service_fee and excess_total = excess_taxable + excess_vat + excess_tax_free + excess_service_fee);`);
    this.addSql(`alter table "payment" add constraint "payment_not_negative" check (amount_total >= 0 and amount_taxable >= 0 and amount_vat >= 0 and amount_tax_free >= 0 and amount_service_fee >= 0 and refunded_at_gateway_total >= 0 and refunded_at_gateway_taxable >= 0 and refunded_at_gateway_vat >= 0 and refunded_at_gateway_tax_free >= 0 and refunded_at_gateway_service_fee >= 0 and refunded_by_hand_total >= 0 and refunded_by_hand_taxable >= 0 and refunded_by_hand_vat >= 0 and refunded_by_hand_tax_free >= 0 and refunded_by_hand_service_fee >= 0 and reserved_total >= 0 and reserved_taxable >= 0 and reserved_vat >= 0 and reserved_tax_free >= 0 and reserved_service_fee >= 0 and reversed_total >= 0 and reversed_taxable >= 0 and reversed_vat >= 0 and reversed_tax_free >= 0 and reversed_service_fee >= 0 and excess_total >= 0 and excess_taxable >= 0 and excess_vat >= 0 and excess_tax_free >= 0 and excess_service_fee >= 0);`);
    this.addSql(`alter table "payment" add constraint "payment_never_over_refunded" check (refunded_at_gateway_total + refunded_by_hand_total + reserved_total <= amount_total + reversed_total + excess_total and refunded_at_gateway_taxable + refunded_by_hand_taxable + reserved_taxable <= amount_taxable + reversed_taxable + excess_taxable and refunded_at_gateway_vat + refunded_by_hand_vat + reserved_vat <= amount_vat + reversed_vat + excess_vat and refunded_at_gateway_tax_free + refunded_by_hand_tax_free + reserved_tax_free <= amount_tax_free + reversed_tax_free + excess_tax_free and refunded_at_gateway_service_fee + refunded_by_hand_service_fee + reserved_service_fee <= amount_service_fee + reversed_service_fee + excess_service_fee);`);

    this.addSql(`create table "reconciliation_run" ("gateway" text not null, "day" date not null, "checked" int not null, "agreed" int not null, "differences" int not null, "unreachable" int not null, "fence" int not null, "lease_until" timestamptz null, "due_at" timestamptz(3) null, "started_at" timestamptz(3) not null, "finished_at" timestamptz(3) null, primary key ("gateway", "day"));`);
    this.addSql(`create index reconciliation_run_due on reconciliation_run (due_at) where finished_at is null;`);
    this.addSql(`alter table "reconciliation_run" add constraint "reconciliation_run_gateway" check (gateway in ('PORTONE_V2', 'IAMPORT_V1', 'TOSS_PAY', 'EBP', 'MERCHANT_LEDGER'));`);

    this.addSql(`create table "reconciliation_task" ("gateway" text not null, "day" date not null, "payment_id" uuid not null, "turn" int not null, "outcome" text null, "code" text null, "checked_at" timestamptz(3) null, primary key ("gateway", "day", "payment_id"));`);
    this.addSql(`create index "reconciliation_task_payment_id_index" on "reconciliation_task" ("payment_id");`);
    this.addSql(`create index reconciliation_task_unreachable on reconciliation_task (gateway) where outcome = 'UNREACHABLE';`);
    this.addSql(`create index reconciliation_task_waiting on reconciliation_task (gateway, day, turn, payment_id) where outcome is null;`);

    this.addSql(`create table "collected_return" ("id" uuid not null, "return_no" text not null, "order_id" uuid not null, "collected_at" timestamptz(3) not null, "life" text not null, "withdrawn_at" timestamptz(3) null, "facts_hash" text not null, "created_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`alter table "collected_return" add constraint "collected_return_return_no_unique" unique ("return_no");`);
    this.addSql(`create index "collected_return_order_id_index" on "collected_return" ("order_id");`);
    this.addSql(`create index "collected_return_life_created_at_id_index" on "collected_return" ("life", "created_at", "id");`);
    this.addSql(`create index "collected_return_life_collected_at_id_index" on "collected_return" ("life", "collected_at", "id");`);

    this.addSql(`create table "refund" ("id" uuid not null, "refund_no" text not null, "order_id" uuid not null, "return_id" uuid not null, "payment_id" uuid not null, "state" text not null, "status" text not null, "gateway_phase" text null, "processing_result" text null, "version" int not null, "history_hash" text not null, "amount_total" bigint not null, "amount_taxable" bigint not null, "amount_vat" bigint not null, "amount_tax_free" bigint not null, "amount_service_fee" bigint not null, "holds_reservation" boolean not null, "account_bank_code" text null, "account_number_sealed" text null, "account_holder_sealed" text null, "account_phone_sealed" text null, "payable_by_hand" bigint null, "expected_from" date null, "expected_by" date null, "reversed_at" timestamptz(3) null, "paid_to_customer" bigint null, "requested_by" text null, "approved_by" text null, "refusal_cause" text null, "gateway_message" text null, "deferred_until" timestamptz(3) null, "cancel_reason" text null, "predecessor_id" uuid null, "due_on" date not null, "changed_by" text not null, "changed_at" timestamptz(3) not null, "completed_at" timestamptz(3) null, "created_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`alter table "refund" add constraint "refund_refund_no_unique" unique ("refund_no");`);
    this.addSql(`create index "refund_order_id_index" on "refund" ("order_id");`);
    this.addSql(`create index "refund_return_id_index" on "refund" ("return_id");`);
    this.addSql(`create index "refund_payment_id_index" on "refund" ("payment_id");`);
    this.addSql(`alter table "refund" add constraint "refund_predecessor_id_unique" unique ("predecessor_id");`);
    this.addSql(`create index refund_amount on refund (amount_total, id);`);
    this.addSql(`create index "refund_requested_by_created_at_id_index" on "refund" ("requested_by", "created_at", "id");`);
    this.addSql(`create index "refund_gateway_phase_due_on_id_index" on "refund" ("gateway_phase", "due_on", "id");`);
    this.addSql(`create index "refund_status_due_on_id_index" on "refund" ("status", "due_on", "id");`);
    this.addSql(`create index "refund_due_on_id_index" on "refund" ("due_on", "id");`);
    this.addSql(`create index "refund_gateway_phase_created_at_id_index" on "refund" ("gateway_phase", "created_at", "id");`);
    this.addSql(`create index "refund_status_created_at_id_index" on "refund" ("status", "created_at", "id");`);
    this.addSql(`create index "refund_created_at_id_index" on "refund" ("created_at", "id");`);
    this.addSql(`alter table "refund" add constraint "refund_payable_by_hand" check (payable_by_hand >= 0 and payable_by_hand <= amount_total);`);
    this.addSql(`alter table "refund" add constraint "refund_account_whole" check (num_nonnulls(account_bank_code, account_number_sealed, account_holder_sealed) in (0, 3) and (account_phone_sealed is null or account_bank_code is not null));`);
    this.addSql(`alter table "refund" add constraint "refund_parts_add_up" check (amount_total = amount_taxable + amount_vat + amount_tax_free + amount_service_fee);`);
    this.addSql(`alter table "refund" add constraint "refund_owes_something" check (amount_total > 0);`);

    this.addSql(`create table "refund_statement" ("id" uuid not null, "refund_id" uuid not null, "outcome" text not null, "amount" bigint null, "evidence_sealed" text not null, "stated_by" text not null, "stated_at" timestamptz(3) not null, "confirmed_by" text null, "closed_at" timestamptz(3) null, primary key ("id"));`);
    this.addSql(`create unique index refund_statement_one_open on refund_statement (refund_id) where closed_at is null;`);

    this.addSql(`create table "refund_memo" ("refund_id" uuid not null, "sequence" int not null, "sealed" text not null, primary key ("refund_id", "sequence"));`);

    this.addSql(`create table "refund_line" ("id" uuid not null, "refund_id" uuid not null, "order_line_id" uuid not null, "amount" bigint not null, primary key ("id"));`);
    this.addSql(`create index "refund_line_order_line_id_index" on "refund_line" ("order_line_id");`);
    this.addSql(`alter table "refund_line" add constraint "refund_line_refund_id_order_line_id_unique" unique ("refund_id", "order_line_id");`);
    this.addSql(`alter table "refund_line" add constraint "refund_line_not_negative" check (amount >= 0);`);

    this.addSql(`create table "refund_history" ("refund_id" uuid not null, "sequence" int not null, "from_state" text null, "to_state" text not null, "event" text not null, "cause" text not null, "actor" text not null, "reason_code" text null, "amount" bigint not null, "attempt_id" uuid null, "at" timestamptz(3) not null, "previous_hash" text not null, "hash" text not null, primary key ("refund_id", "sequence"));`);
    this.addSql(`create index "refund_history_attempt_id_index" on "refund_history" ("attempt_id");`);

    this.addSql(`create table "refund_deduction" ("id" uuid not null, "refund_id" uuid not null, "kind" text not null, "amount" bigint not null, primary key ("id"));`);
    this.addSql(`create index "refund_deduction_refund_id_index" on "refund_deduction" ("refund_id");`);
    this.addSql(`alter table "refund_deduction" add constraint "refund_deduction_positive" check (amount > 0);`);

    this.addSql(`create table "gateway_attempt" ("id" uuid not null, "refund_id" uuid not null, "payment_id" uuid not null, "gateway" text not null, "sequence" int not null, "status" text not null, "amount_total" bigint not null, "amount_taxable" bigint not null, "amount_vat" bigint not null, "amount_tax_free" bigint not null, "amount_service_fee" bigint not null, "cancellable_before" bigint null, "uses_account" boolean not null, "known_cancellation_ids" jsonb not null, "tries" int not null, "fence" int not null, "lease_until" timestamptz null, "due_at" timestamptz(3) null, "first_sent_at" timestamptz(3) null, "last_sent_at" timestamptz(3) null, "look_ups" int not null, "absent_since" timestamptz(3) null, "answered_no" boolean not null, "gateway_cancellation_id" text null, "refusal_cause" text null, "code" text null, "message" text null, "exchange" jsonb null, "created_at" timestamptz(3) not null, "settled_at" timestamptz(3) null, primary key ("id"));`);
    this.addSql(`create index "gateway_attempt_payment_id_index" on "gateway_attempt" ("payment_id");`);
    this.addSql(`create index gateway_attempt_due on gateway_attempt (due_at) where status in ('SUBMITTING', 'PENDING', 'UNKNOWN');`);
    this.addSql(`create unique index gateway_attempt_one_open_per_payment on gateway_attempt (payment_id) where status in ('SUBMITTING', 'PENDING', 'UNKNOWN');`);
    this.addSql(`create index gateway_attempt_waiting on gateway_attempt (payment_id, created_at) where status = 'QUEUED';`);
    this.addSql(`alter table "gateway_attempt" add constraint "gateway_attempt_refund_id_sequence_unique" unique ("refund_id", "sequence");`);
    this.addSql(`alter table "gateway_attempt" add constraint "gateway_attempt_amount_positive" check (amount_total > 0);`);

    this.addSql(`create table "gateway_effect" ("id" uuid not null, "gateway" text not null, "payment_id" uuid not null, "gateway_cancellation_id" text not null, "attempt_id" uuid null, "cause" text not null, "amount_total" bigint not null, "amount_taxable" bigint not null, "amount_vat" bigint not null, "amount_tax_free" bigint not null, "amount_service_fee" bigint not null, "paid_to_customer" bigint null, "provider_cancellation_id" text null, "receipt_url" text null, "sales_slip_url" text null, "cash_receipt_key" text null, "instrument" text null, "happened_at" timestamptz(3) null, "booked_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`create index "gateway_effect_payment_id_index" on "gateway_effect" ("payment_id");`);
    this.addSql(`alter table "gateway_effect" add constraint "gateway_effect_attempt_id_unique" unique ("attempt_id");`);
    this.addSql(`alter table "gateway_effect" add constraint "gateway_effect_gateway_payment_id_gateway_cancell_a8f05_unique" unique ("gateway", "payment_id", "gateway_cancellation_id");`);
    this.addSql(`alter table "gateway_effect" add constraint "gateway_effect_positive" check (amount_total > 0);`);

    this.addSql(`create table "alarm" ("id" uuid not null, "kind" text not null, "refund_id" uuid null, "payment_id" uuid null, "detail" jsonb not null, "raised_at" timestamptz(3) not null, "acknowledged_by" text null, "acknowledged_at" timestamptz(3) null, primary key ("id"));`);
    this.addSql(`create index alarm_open on alarm (raised_at, id) where acknowledged_at is null;`);

    this.addSql(`create table "return_deduction" ("id" uuid not null, "return_id" uuid not null, "kind" text not null, "amount" bigint not null, primary key ("id"));`);
    this.addSql(`create index "return_deduction_return_id_index" on "return_deduction" ("return_id");`);
    this.addSql(`alter table "return_deduction" add constraint "return_deduction_positive" check (amount > 0);`);

    this.addSql(`create table "return_line" ("id" uuid not null, "return_id" uuid not null, "order_line_id" uuid not null, "quantity" int not null, "amount" bigint not null, primary key ("id"));`);
    this.addSql(`create index "return_line_order_line_id_index" on "return_line" ("order_line_id");`);
    this.addSql(`alter table "return_line" add constraint "return_line_return_id_order_line_id_unique" unique ("return_id", "order_line_id");`);
    this.addSql(`alter table "return_line" add constraint "return_line_something" check (quantity >= 0 and amount >= 0 and quantity + amount > 0);`);

    this.addSql(`create table "webhook_delivery" ("gateway" text not null, "delivery_id" text not null, "type" text not null, "gateway_payment_id" text null, "raw_body" text not null, "received_at" timestamptz(3) not null, "handled_at" timestamptz(3) null, "told" int not null default 1, "heeded" int not null default 0, "asked_at" timestamptz(3) null, "wakes" int not null default 0, primary key ("gateway", "delivery_id"));`);
    this.addSql(`create index webhook_delivery_asked on webhook_delivery (gateway, asked_at) where asked_at is not null;`);
    this.addSql(`create index webhook_delivery_unhandled on webhook_delivery (received_at) where handled_at is null and wakes <= 6;`);
    this.addSql(`create index "webhook_delivery_gateway_gateway_payment_id_index" on "webhook_delivery" ("gateway", "gateway_payment_id");`);

    this.addSql(`alter table "gateway_rule" add constraint "gateway_rule_supersedes_foreign" foreign key ("supersedes") references "gateway_rule" ("id") on delete restrict;`);

    this.addSql(`alter table "order_line" add constraint "order_line_order_id_foreign" foreign key ("order_id") references "orders" ("id");`);

    this.addSql(`alter table "payment" add constraint "payment_order_id_foreign" foreign key ("order_id") references "orders" ("id");`);

    this.addSql(`alter table "reconciliation_task" add constraint "reconciliation_task_payment_id_foreign" foreign key ("payment_id") references "payment" ("id");`);

    this.addSql(`alter table "collected_return" add constraint "collected_return_order_id_foreign" foreign key ("order_id") references "orders" ("id");`);

    this.addSql(`alter table "refund" add constraint "refund_order_id_foreign" foreign key ("order_id") references "orders" ("id");`);
    this.addSql(`alter table "refund" add constraint "refund_return_id_foreign" foreign key ("return_id") references "collected_return" ("id");`);
    this.addSql(`alter table "refund" add constraint "refund_payment_id_foreign" foreign key ("payment_id") references "payment" ("id");`);
    this.addSql(`alter table "refund" add constraint "refund_predecessor_id_foreign" foreign key ("predecessor_id") references "refund" ("id") on delete set null;`);

    this.addSql(`alter table "refund_statement" add constraint "refund_statement_refund_id_foreign" foreign key ("refund_id") references "refund" ("id");`);

    this.addSql(`alter table "refund_memo" add constraint "refund_memo_refund_id_foreign" foreign key ("refund_id") references "refund" ("id");`);

    this.addSql(`alter table "refund_line" add constraint "refund_line_refund_id_foreign" foreign key ("refund_id") references "refund" ("id");`);
    this.addSql(`alter table "refund_line" add constraint "refund_line_order_line_id_foreign" foreign key ("order_line_id") references "order_line" ("id");`);

    this.addSql(`alter table "refund_history" add constraint "refund_history_refund_id_foreign" foreign key ("refund_id") references "refund" ("id");`);

    this.addSql(`alter table "refund_deduction" add constraint "refund_deduction_refund_id_foreign" foreign key ("refund_id") references "refund" ("id");`);

    this.addSql(`alter table "gateway_attempt" add constraint "gateway_attempt_refund_id_foreign" foreign key ("refund_id") references "refund" ("id");`);
    this.addSql(`alter table "gateway_attempt" add constraint "gateway_attempt_payment_id_foreign" foreign key ("payment_id") references "payment" ("id");`);

    this.addSql(`alter table "gateway_effect" add constraint "gateway_effect_payment_id_foreign" foreign key ("payment_id") references "payment" ("id");`);
    this.addSql(`alter table "gateway_effect" add constraint "gateway_effect_attempt_id_foreign" foreign key ("attempt_id") references "gateway_attempt" ("id") on delete set null;`);

    this.addSql(`alter table "alarm" add constraint "alarm_refund_id_foreign" foreign key ("refund_id") references "refund" ("id") on delete set null;`);

    this.addSql(`alter table "return_deduction" add constraint "return_deduction_return_id_foreign" foreign key ("return_id") references "collected_return" ("id");`);

    this.addSql(`alter table "return_line" add constraint "return_line_return_id_foreign" foreign key ("return_id") references "collected_return" ("id");`);
    this.addSql(`alter table "return_line" add constraint "return_line_order_line_id_foreign" foreign key ("order_line_id") references "order_line" ("id");`);
  }

}
