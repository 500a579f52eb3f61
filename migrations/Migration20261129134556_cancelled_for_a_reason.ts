/** A refund that is cancelled says why. A declined manual refund did not: nobody had said that it is not owed. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261129134556_cancelled_for_a_reason extends Migration {
  override up(): void {
    this.addSql(
      `update refund set cancel_reason = 'REOPEN_LATER' where state = 'cancelled' and cancel_reason is null;`,
    );
    this.addSql(
      `alter table refund add constraint refund_cancelled_for_a_reason check (state <> 'cancelled' or cancel_reason is not null);`,
    );
  }

  override down(): void {
    this.addSql(`alter table refund drop constraint refund_cancelled_for_a_reason;`);
  }
}
