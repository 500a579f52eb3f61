/** Refunds by their payment's gateway, method and provider, by who changed them last and by their completion; returns by the party at fault. */
import { Migration } from "@mikro-orm/migrations";

/** True of every refund: only a statement that says so uses an index over all of them. */
const EVERY = "version > 0";
const INDEXES = [
  ["refund_every_created", `refund (created_at, id) where ${EVERY}`],
  ["refund_every_due", `refund (due_on, id) where ${EVERY}`],
  ["refund_every_amount", `refund (amount_total, id) where ${EVERY}`],
  ["refund_status_gateway_created", "refund (status, gateway, created_at, id)"],
  ["refund_status_gateway_due", "refund (status, gateway, due_on, id)"],
  ["refund_phase_created", "refund (gateway_phase, created_at, id) where gateway_phase is not null"],
  ["refund_phase_due", "refund (gateway_phase, due_on, id) where gateway_phase is not null"],
  ["refund_gateway_completed", "refund (gateway, completed_at, id) where completed_at is not null"],
  ["refund_method_created", "refund (method, created_at, id)"],
  ["refund_provider_created", "refund (provider, created_at, id) where provider is not null"],
  ["refund_changer_created", "refund (changed_by, created_at, id)"],
  ["collected_return_fault_collected", "collected_return (at_fault, collected_at, id) where at_fault is not null"],
] as const;

/** What the new ones serve as well. */
const REPLACED = [
  ["refund_created_at_id_index", "refund (created_at, id)"],
  ["refund_due_on_id_index", "refund (due_on, id)"],
  ["refund_amount", "refund (amount_total, id)"],
  ["refund_status_created_at_id_index", "refund (status, created_at, id)"],
  ["refund_status_due_on_id_index", "refund (status, due_on, id)"],
  ["refund_gateway_phase_created_at_id_index", "refund (gateway_phase, created_at, id)"],
  ["refund_gateway_phase_due_on_id_index", "refund (gateway_phase, due_on, id)"],
] as const;

export class Migration20261130070500_list_filters extends Migration {
  override up(): void {
    this.addSql(`set local statement_timeout = 0;`);
    for (const [name] of REPLACED) this.addSql(`drop index ${name};`);
    this.addSql(
      `alter table refund add column gateway text null, add column method text null, add column provider text null;`,
    );
    // The figures read these three of the payment: nothing that they count changes.
    this.addSql(`alter table refund disable trigger refund_figures_changed;`);
    this.addSql(
      `update refund set gateway = payment.gateway, method = payment.method, provider = payment.provider from payment where payment.id = refund.payment_id;`,
    );
    this.addSql(`alter table refund enable trigger refund_figures_changed;`);
    this.addSql(`alter table refund alter column gateway set not null, alter column method set not null;`);
    for (const [name, definition] of INDEXES) this.addSql(`create index ${name} on ${definition};`);

    this.addSql(`create function correct_refunds_of_payment() returns trigger language plpgsql as $$
      begin
        perform 1 from refund where payment_id = new.id order by id for no key update;
        update refund set gateway = new.gateway, method = new.method, provider = new.provider where payment_id = new.id;
        return null;
      end $$;`);
    this
      .addSql(`create trigger payment_refunds_corrected after update of gateway, method, provider on payment for each row
      when ((old.gateway, old.method, old.provider) is distinct from (new.gateway, new.method, new.provider))
      execute function correct_refunds_of_payment();`);
  }

  override down(): void {
    this.addSql(`drop trigger payment_refunds_corrected on payment;`);
    this.addSql(`drop function correct_refunds_of_payment();`);
    for (const [name] of INDEXES) this.addSql(`drop index ${name};`);
    this.addSql(`alter table refund drop column gateway, drop column method, drop column provider;`);
    for (const [name, definition] of REPLACED) this.addSql(`create index ${name} on ${definition};`);
  }
}
