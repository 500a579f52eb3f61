/** Two people can say how much a cancel was that its gateway names without an amount, or that one was taken back. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261129105234_cancellation_statement extends Migration {
  override up(): void {
    this.addSql(
      `create table cancellation_statement (id uuid not null, payment_id uuid not null, correction text not null, gateway_cancellation_id text not null, amount bigint null, evidence_sealed text not null, stated_by text not null, stated_at timestamptz(3) not null, confirmed_by text null, closed_at timestamptz(3) null, primary key (id));`,
    );
    this.addSql(
      `create unique index cancellation_statement_one_open on cancellation_statement (payment_id) where closed_at is null;`,
    );
    this.addSql(
      `alter table cancellation_statement add constraint cancellation_statement_payment_id_foreign foreign key (payment_id) references payment (id);`,
    );
    this.addSql(
      `alter table cancellation_statement add constraint cancellation_statement_amount check ((correction = 'MADE') = (amount is not null) and (amount is null or amount > 0));`,
    );
    this.addSql(`alter table booked_cancellation add restored_at timestamptz(3) null;`);
  }

  override down(): void {
    this.addSql(`alter table booked_cancellation drop column restored_at;`);
    this.addSql(`drop table cancellation_statement;`);
  }
}
