/** A cancel whose transfer to the customer failed is no refund: the gateway counts it, and it is owed as before. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261129065801_transfer_failed extends Migration {
  override up(): void {
    this.addSql(`alter table booked_cancellation add transfer_failed boolean not null default false;`);
  }

  override down(): void {
    this.addSql(`alter table booked_cancellation drop column transfer_failed;`);
  }
}
