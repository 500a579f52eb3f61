/** A refund can be completed with a cancel that was made at the gateway without this service. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261129073835_cancellation_match extends Migration {
  override up(): void {
    this.addSql(
      `create table cancellation_match (refund_id uuid not null, cancellation_id uuid not null, amount bigint not null, primary key (refund_id));`,
    );
    this.addSql(`create index cancellation_match_cancellation_id_index on cancellation_match (cancellation_id);`);
    this.addSql(
      `alter table cancellation_match add constraint cancellation_match_refund_id_foreign foreign key (refund_id) references refund (id);`,
    );
    this.addSql(
      `alter table cancellation_match add constraint cancellation_match_cancellation_id_foreign foreign key (cancellation_id) references booked_cancellation (id);`,
    );
    this.addSql(`alter table cancellation_match add constraint cancellation_match_positive check (amount > 0);`);
  }

  override down(): void {
    this.addSql(`drop table cancellation_match;`);
  }
}
