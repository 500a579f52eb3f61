/** Work items have the due day of their refund, so that their list can be walked in its order. */
import { Migration } from "@mikro-orm/migrations";

const NONE = "9999-12-31";
const INDEXES = ["open", "closed"].flatMap((name) =>
  [["kind"], ["assignee", "kind"]].map((by) => [
    ["work_item", name, ...by, "due"].join("_"),
    `work_item (${by.join(", ")}, due_on, id) where closed_at is ${name === "open" ? "" : "not "}null`,
  ]),
);

export class Migration20261201043000_due_days_of_work_items extends Migration {
  override name = "Migration20261201043000_due_days_of_work_items";

  override up(): void {
    this.addSql(`set local statement_timeout = 0;`);
    this.addSql(`alter table work_item add due_on date not null default '${NONE}';`);
    this.addSql(`update work_item set due_on = refund.due_on from refund where refund.id = work_item.refund_id;`);
    this.addSql(`create function due_day_of_work_item() returns trigger language plpgsql as $$
      begin
        new.due_on := coalesce((select due_on from refund where id = new.refund_id), '${NONE}');
        return new;
      end $$;`);
    this.addSql(`create trigger work_item_due before insert on work_item for each row
      execute function due_day_of_work_item();`);
    this.addSql(`create function due_day_of_work_items_moved() returns trigger language plpgsql as $$
      begin
        update work_item set due_on = new.due_on where refund_id = new.id;
        return null;
      end $$;`);
    this.addSql(`create trigger refund_due_moved after update of due_on on refund for each row
      when (old.due_on is distinct from new.due_on) execute function due_day_of_work_items_moved();`);
    for (const [name, definition] of INDEXES) this.addSql(`create index ${name} on ${definition};`);
  }

  override down(): void {
    for (const [name] of INDEXES) this.addSql(`drop index ${name};`);
    this.addSql(`drop trigger refund_due_moved on refund;`);
    this.addSql(`drop function due_day_of_work_items_moved();`);
    this.addSql(`drop trigger work_item_due on work_item;`);
    this.addSql(`drop function due_day_of_work_item();`);
    this.addSql(`alter table work_item drop column due_on;`);
  }
}
