/** Returns that were taken back say who did so and why, also where they have no refund whose history could. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261201041000_withdrawal_memos extends Migration {
  override name = "Migration20261201041000_withdrawal_memos";

  override up(): void {
    this.addSql(`alter table collected_return add withdrawn_by text, add withdrawal_memo_sealed text;`);
  }

  override down(): void {
    this.addSql(`alter table collected_return drop column withdrawn_by, drop column withdrawal_memo_sealed;`);
  }
}
