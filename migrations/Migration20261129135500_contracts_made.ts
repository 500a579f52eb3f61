/** Refund contracts of the shop are rules that people record. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261129135500_contracts_made extends Migration {
  override up(): void {
    this.addSql(`alter table gateway_rule drop constraint gateway_rule_kind;`);
    this.addSql(
      `alter table gateway_rule add constraint gateway_rule_kind check (kind in ('DEADLINE', 'PARTIAL', 'BEFORE_CAPTURE', 'CANCEL_COUNT', 'ACCOUNT', 'BANKS', 'CONTRACT', 'CONTRACT_MADE', 'UNSUPPORTED', 'FEE', 'ARRIVAL', 'HOURS'));`,
    );
  }

  override down(): void {
    this.addSql(`alter table gateway_rule disable trigger gateway_rule_append_only;`);
    this.addSql(`delete from gateway_rule where kind = 'CONTRACT_MADE';`);
    this.addSql(`alter table gateway_rule enable trigger gateway_rule_append_only;`);
    this.addSql(`alter table gateway_rule drop constraint gateway_rule_kind;`);
    this.addSql(
      `alter table gateway_rule add constraint gateway_rule_kind check (kind in ('DEADLINE', 'PARTIAL', 'BEFORE_CAPTURE', 'CANCEL_COUNT', 'ACCOUNT', 'BANKS', 'CONTRACT', 'UNSUPPORTED', 'FEE', 'ARRIVAL', 'HOURS'));`,
    );
  }
}
