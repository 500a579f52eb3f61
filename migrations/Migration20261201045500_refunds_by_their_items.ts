/** Refunds are found by who sees to their open work items, and by what a look found in the way. */
import { Migration } from "@mikro-orm/migrations";

const INDEXES = [
  [
    "work_item_refund_of_assignee",
    "(assignee, refund_id, visible_from) where closed_at is null and refund_id is not null",
  ],
  [
    "work_item_refund_of_code",
    "((detail ->> 'code'), refund_id, visible_from) where closed_at is null and refund_id is not null and kind = 'BLOCKED'",
  ],
] as const;

export class Migration20261201045500_refunds_by_their_items extends Migration {
  override name = "Migration20261201045500_refunds_by_their_items";

  override up(): void {
    for (const [name, definition] of INDEXES) this.addSql(`create index ${name} on work_item ${definition};`);
  }

  override down(): void {
    for (const [name] of INDEXES) this.addSql(`drop index ${name};`);
  }
}
