/** Alarms that money may have moved end with the last refund it could have been: those whose refunds were over before end now. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261201042000_ended_doubts extends Migration {
  override name = "Migration20261201042000_ended_doubts";

  override up(): void {
    this.addSql(`update work_item set closed_at = now(), version = version + 1, changed_by = 'system:worker'
      where kind = 'MONEY_MAY_HAVE_MOVED' and closed_at is null and not exists (
        select 1 from refund where refund.payment_id = work_item.payment_id and refund.status not in ('COMPLETED', 'CANCELLED')
          and (refund.return_id is null or refund.created_at <= work_item.opened_at));`);
  }

  /** Nobody says which of them had been closed by it; closed they are as true as before. */
  override down(): void {}
}
