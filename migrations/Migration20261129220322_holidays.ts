/** Holidays that people record, and the due days that they moved: two tables that only grow. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261129220322_holidays extends Migration {
  override name = "Migration20261129220322_holidays";

  override up(): void {
    this.addSql(
      `create table "holiday" ("id" uuid not null, "day" date not null, "revision" int not null, "name" text not null, "is_holiday" boolean not null, "reason" text not null, "recorded_by" text not null, "recorded_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`alter table "holiday" add constraint "holiday_day_revision_unique" unique ("day", "revision");`);

    this.addSql(
      `create table "due_change" ("id" uuid not null, "refund_id" uuid not null, "from_day" date not null, "to_day" date not null, "holiday_id" uuid not null, "at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "due_change_holiday_id_index" on "due_change" ("holiday_id");`);
    this.addSql(`create index "due_change_refund_id_id_index" on "due_change" ("refund_id", "id");`);

    this.addSql(`alter table "holiday" add constraint "holiday_revision" check (revision > 0);`);

    this.addSql(
      `alter table "due_change" add constraint "due_change_refund_id_foreign" foreign key ("refund_id") references "refund" ("id");`,
    );
    this.addSql(
      `alter table "due_change" add constraint "due_change_holiday_id_foreign" foreign key ("holiday_id") references "holiday" ("id");`,
    );
    this.addSql(`alter table "due_change" add constraint "due_change_moves" check (from_day <> to_day);`);

    this.addSql(
      `create trigger holiday_append_only before update or delete on holiday for each row execute function refuse_change();`,
    );
    this.addSql(
      `create trigger holiday_no_truncate before truncate on holiday for each statement execute function refuse_change();`,
    );

    this.addSql(
      `create trigger due_change_append_only before update or delete on due_change for each row execute function refuse_change();`,
    );
    this.addSql(
      `create trigger due_change_no_truncate before truncate on due_change for each statement execute function refuse_change();`,
    );
  }

  override down(): void {
    this.addSql(`drop table due_change;`);
    this.addSql(`drop table holiday;`);
  }
}
