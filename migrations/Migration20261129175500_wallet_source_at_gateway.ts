/** What a gateway's look-up says was behind a wallet stands beside what was reported, and never takes its place. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261129175500_wallet_source_at_gateway extends Migration {
  override up(): void {
    this.addSql(`alter table payment add wallet_source_at_gateway text null;`);
    this.addSql(
      `alter table payment add constraint payment_wallet_source_at_gateway check (wallet_source_at_gateway in ('CARD', 'MONEY'));`,
    );
  }

  override down(): void {
    this.addSql(`alter table payment drop constraint payment_wallet_source_at_gateway;`);
    this.addSql(`alter table payment drop column wallet_source_at_gateway;`);
  }
}
