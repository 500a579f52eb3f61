/** What of a cancel went back as the wallet's own points is kept beside the money that went back. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261129095713_returned_as_points extends Migration {
  override up(): void {
    this.addSql(`alter table booked_cancellation add returned_as_points bigint null;`);
  }

  override down(): void {
    this.addSql(`alter table booked_cancellation drop column returned_as_points;`);
  }
}
