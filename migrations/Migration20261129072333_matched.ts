/** A refund can be completed with a cancel that was made at the gateway without this service. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261129072333_matched extends Migration {
  override up(): void {
    this.addSql(`alter table refund add matched_cancellation_id uuid null;`);
    this.addSql(
      `alter table refund add constraint refund_matched_cancellation_id_foreign foreign key (matched_cancellation_id) references booked_cancellation (id) on delete set null;`,
    );
    this.addSql(`create index refund_matched_cancellation_id_index on refund (matched_cancellation_id);`);
  }

  override down(): void {
    this.addSql(`alter table refund drop column matched_cancellation_id;`);
  }
}
