import { Migration } from "@mikro-orm/migrations";

/**
 * Webhooks are kept without their body, and accounts that were replaced are kept sealed. The bodies that are there go for good:
 * they stood in clear, nobody read them, and SQL has no key to make their digests with.
 */
export class Migration20261128173746_vendor_texts extends Migration {
  override name = "Migration20261128173746_vendor_texts";

  override up(): void {
    this.addSql(
      `create table "replaced_account" ("id" uuid not null, "refund_id" uuid not null, "number_sealed" text not null, "holder_sealed" text not null, "phone_sealed" text null, "replaced_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "replaced_account_refund_id_index" on "replaced_account" ("refund_id");`);
    this.addSql(
      `alter table "replaced_account" add constraint "replaced_account_refund_id_foreign" foreign key ("refund_id") references "refund" ("id");`,
    );
    this.addSql(`alter table "webhook_delivery" add "body_digest" text null;`);
    this.addSql(`alter table "webhook_delivery" drop column "raw_body";`);
  }
}
