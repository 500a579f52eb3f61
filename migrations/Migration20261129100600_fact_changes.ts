/** What is reported of an order may grow or be corrected, and keeps how; a return says how much of it had gone back already. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261129100600_fact_changes extends Migration {
  override up(): void {
    this.addSql(
      `create table order_fact_correction (id uuid not null, payment_id uuid not null, facts jsonb not null, reason_sealed text not null, proposed_by text not null, proposed_at timestamptz(3) not null, confirmed_by text null, closed_at timestamptz(3) null, primary key (id));`,
    );
    this.addSql(
      `create unique index order_fact_correction_one_open on order_fact_correction (payment_id) where closed_at is null;`,
    );
    this.addSql(
      `alter table order_fact_correction add constraint order_fact_correction_payment_id_foreign foreign key (payment_id) references payment (id);`,
    );
    this.addSql(
      `create table order_fact_change (id uuid not null, order_id uuid not null, payment_id uuid null, order_line_id uuid null, kind text not null, before jsonb null, after jsonb not null, correction_id uuid null, actor text not null, at timestamptz(3) not null, primary key (id));`,
    );
    this.addSql(`create index order_fact_change_order_id_index on order_fact_change (order_id);`);
    this.addSql(`create index order_fact_change_payment_id_index on order_fact_change (payment_id);`);
    for (const [column, table] of Object.entries({
      order_id: "orders",
      payment_id: "payment",
      order_line_id: "order_line",
      correction_id: "order_fact_correction",
    })) {
      this.addSql(
        `alter table order_fact_change add constraint order_fact_change_${column}_foreign foreign key (${column}) references ${table} (id);`,
      );
    }
    this.addSql(
      `alter table order_fact_change add constraint order_fact_change_subject check (num_nonnulls(payment_id, order_line_id) = 1);`,
    );
    this.addSql(
      `alter table order_fact_change add constraint order_fact_change_kind check (kind in ('GREW', 'CORRECTED'));`,
    );
    this.addSql(`create trigger order_fact_change_append_only before update or delete on order_fact_change
      for each row execute function refuse_change();`);
    this.addSql(`create trigger order_fact_change_no_truncate before truncate on order_fact_change
      for each statement execute function refuse_change();`);

    this.addSql(`alter table collected_return drop constraint collected_return_no_refund_reason;`);
    this.addSql(
      `alter table collected_return add constraint collected_return_no_refund_reason check (no_refund_reason in ('FREE_OF_CHARGE', 'ALREADY_CLAIMED', 'DEDUCTED', 'NOT_OWED', 'CHARGED_BACK', 'CANCELLED_AT_GATEWAY'));`,
    );
    this.addSql(`alter table collected_return add already_returned bigint not null default '0';`);
    this.addSql(
      `alter table collected_return add constraint collected_return_already_returned check (already_returned >= 0);`,
    );
  }

  override down(): void {
    this.addSql(`alter table collected_return drop column already_returned;`);
    this.addSql(`alter table collected_return drop constraint collected_return_no_refund_reason;`);
    this.addSql(
      `alter table collected_return add constraint collected_return_no_refund_reason check (no_refund_reason in ('FREE_OF_CHARGE', 'ALREADY_CLAIMED', 'DEDUCTED'));`,
    );
    this.addSql(`drop table order_fact_change;`);
    this.addSql(`drop table order_fact_correction;`);
  }
}
