/** Filters of lists that people keep under a name, and share. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261130070147_saved_views extends Migration {
  override up(): void {
    this.addSql(`create table "saved_view" (
      "id" uuid not null, "owner_key" text not null, "owner" text not null, "list" text not null, "name" text not null,
      "arguments" jsonb not null, "shared" boolean not null,
      "created_at" timestamptz(3) not null, "changed_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`create index saved_view_shared on saved_view (created_at, id) where shared;`);
    this.addSql(
      `create index "saved_view_owner_key_created_at_id_index" on "saved_view" ("owner_key", "created_at", "id");`,
    );
    this.addSql(
      `alter table "saved_view" add constraint "saved_view_owner_key_list_name_unique" unique ("owner_key", "list", "name");`,
    );
    this.addSql(`alter table "saved_view" add constraint "saved_view_name" check (name <> '');`);
  }

  override down(): void {
    this.addSql(`drop table "saved_view";`);
  }
}
