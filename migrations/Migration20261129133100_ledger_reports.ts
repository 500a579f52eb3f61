/** The order service's own accounts of a day, which reconciliation compares with the refunds of points and deposits. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261129133100_ledger_reports extends Migration {
  override up(): void {
    this.addSql(
      `create table ledger_report (id uuid not null, day date not null, report_no text not null, parts int not null, digests jsonb not null, received_at timestamptz(3) not null, completed_at timestamptz(3) null, primary key (id));`,
    );
    this.addSql(`alter table ledger_report add constraint ledger_report_day_report_no_unique unique (day, report_no);`);
    this.addSql(`alter table ledger_report add constraint ledger_report_parts check (parts >= 1);`);
    this.addSql(
      `create table ledger_entry (report_id uuid not null, part int not null, position int not null, ledger_entry_id text not null, gateway_payment_id text not null, payment_id uuid null, attempt_id uuid null, amount bigint not null, booked_at timestamptz(3) not null, primary key (report_id, part, position));`,
    );
    this.addSql(`create index ledger_entry_payment_id_index on ledger_entry (payment_id);`);
    this.addSql(
      `alter table ledger_entry add constraint ledger_entry_report_id_foreign foreign key (report_id) references ledger_report (id) on delete cascade;`,
    );
    this.addSql(
      `alter table ledger_entry add constraint ledger_entry_payment_id_foreign foreign key (payment_id) references payment (id);`,
    );
    this.addSql(`alter table ledger_entry add constraint ledger_entry_positive check (amount > 0);`);
  }

  override down(): void {
    this.addSql(`drop table ledger_entry;`);
    this.addSql(`drop table ledger_report;`);
  }
}
