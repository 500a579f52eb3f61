/** The rest of a refund of which the gateway moved less than was asked for is a refund of its own. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261129062708_remainder extends Migration {
  override up(): void {
    this.addSql(`alter table refund add remainder_of_id uuid null;`);
    this.addSql(
      `alter table refund add constraint refund_remainder_of_id_foreign foreign key (remainder_of_id) references refund (id) on delete set null;`,
    );
    this.addSql(`alter table refund add constraint refund_remainder_of_id_unique unique (remainder_of_id);`);
  }

  override down(): void {
    this.addSql(`alter table refund drop column remainder_of_id;`);
  }
}
