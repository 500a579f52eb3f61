import { Migration } from "@mikro-orm/migrations";

/**
 * Tables and columns get the field's words; nothing but names changes. History and events stay as they were written:
 * they are append-only and history is hashed, so the creation of a refund before today is stored as `BORN`
 * and read as `CREATED` (`storedEventName` in src/refund/record/history.entity.ts).
 */
export class Migration20261128211000_names extends Migration {
  override name = "Migration20261128211000_names";

  override up(): void {
    this.addSql(`alter table gateway_effect rename to booked_cancellation;`);
    for (const name of CONSTRAINTS)
      this.addSql(
        `alter table booked_cancellation rename constraint gateway_effect_${name} to booked_cancellation_${name};`,
      );
    this.addSql(
      `alter table booked_cancellation rename constraint gateway_effect_gateway_payment_id_gateway_cancell_a8f05_unique to booked_cancellation_gateway_payment_id_gateway_ca_5febe_unique;`,
    );
    this.addSql(`alter index gateway_effect_payment_id_index rename to booked_cancellation_payment_id_index;`);

    this.addSql(`alter table collected_return rename column life to refund_status;`);
    for (const name of ["created_at_id_index", "collected_at_id_index"])
      this.addSql(`alter index collected_return_life_${name} rename to collected_return_refund_status_${name};`);

    this.addSql(`alter table reconciliation_run rename column agreed to confirmed;`);
    for (const [from, to] of COUNTS) this.addSql(`alter table webhook_delivery rename column ${from} to ${to};`);

    this.addSql(
      `update idempotency_key set operation = 'refundLedgerResultReport' where operation = 'refundLegReport';`,
    );
  }

  override down(): void {
    this.addSql(
      `update idempotency_key set operation = 'refundLegReport' where operation = 'refundLedgerResultReport';`,
    );
    for (const [from, to] of COUNTS) this.addSql(`alter table webhook_delivery rename column ${to} to ${from};`);
    this.addSql(`alter table reconciliation_run rename column confirmed to agreed;`);
    for (const name of ["created_at_id_index", "collected_at_id_index"])
      this.addSql(`alter index collected_return_refund_status_${name} rename to collected_return_life_${name};`);
    this.addSql(`alter table collected_return rename column refund_status to life;`);
    this.addSql(`alter index booked_cancellation_payment_id_index rename to gateway_effect_payment_id_index;`);
    this.addSql(
      `alter table booked_cancellation rename constraint booked_cancellation_gateway_payment_id_gateway_ca_5febe_unique to gateway_effect_gateway_payment_id_gateway_cancell_a8f05_unique;`,
    );
    for (const name of CONSTRAINTS)
      this.addSql(
        `alter table booked_cancellation rename constraint booked_cancellation_${name} to gateway_effect_${name};`,
      );
    this.addSql(`alter table booked_cancellation rename to gateway_effect;`);
  }
}

const CONSTRAINTS = ["pkey", "positive", "attempt_id_unique", "attempt_id_foreign", "payment_id_foreign"];

const COUNTS = [
  ["told", "requested_count"],
  ["heeded", "handled_count"],
  ["wakes", "wake_count"],
] as const;
