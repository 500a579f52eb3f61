/** Returns say why no refund came of them, and their lines why more is owed than the units' share. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261129021850_return_reasons extends Migration {
  override up(): void {
    this.addSql(`alter table collected_return add no_refund_reason text null;`);
    this.addSql(
      `alter table collected_return add constraint collected_return_no_refund_reason check (no_refund_reason in ('FREE_OF_CHARGE', 'ALREADY_CLAIMED', 'DEDUCTED'));`,
    );
    this.addSql(
      `update collected_return r set no_refund_reason = case
         when exists (select from return_line l where l.return_id = r.id and l.amount > 0) then 'DEDUCTED'
         when exists (select from return_line l join order_line o on o.id = l.order_line_id
                      where l.return_id = r.id and o.amount > 0) then 'ALREADY_CLAIMED'
         else 'FREE_OF_CHARGE' end
       where not exists (select from refund f where f.return_id = r.id);`,
    );
    this.addSql(`alter table return_line add amount_reason text null;`);
    this.addSql(
      `alter table return_line add constraint return_line_amount_reason check (amount_reason in ('GOODWILL', 'DAMAGED_SET', 'OTHER'));`,
    );
  }

  override down(): void {
    this.addSql(`alter table return_line drop column amount_reason;`);
    this.addSql(`alter table collected_return drop column no_refund_reason;`);
  }
}
