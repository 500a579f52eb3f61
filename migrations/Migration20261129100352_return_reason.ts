/** A return says why the goods came back: the cancel carries it to the gateway. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261129100352_return_reason extends Migration {
  override up(): void {
    this.addSql(`alter table collected_return add reason text null;`);
    this.addSql(
      `alter table collected_return add constraint collected_return_reason check (reason in ('CUSTOMER_REQUEST', 'CHANGE_OF_MIND', 'DEFECTIVE', 'WRONG_ITEM', 'DAMAGED_IN_TRANSIT'));`,
    );
  }

  override down(): void {
    this.addSql(`alter table collected_return drop column reason;`);
  }
}
