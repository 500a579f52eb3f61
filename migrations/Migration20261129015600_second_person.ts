import { Migration } from "@mikro-orm/migrations";

/**
 * What a second person is asked for is kept: who named an account, why a refund waits, whose orders belong together, and which
 * account an approval was given for. Of orders that are there already the customer cannot be fingerprinted in SQL: each counts alone.
 */
export class Migration20261129015600_second_person extends Migration {
  override name = "Migration20261129015600_second_person";

  override up(): void {
    this.addSql(`alter table "orders" add "customer_fingerprint" text null;`);
    this.addSql(`create index "orders_customer_fingerprint_index" on "orders" ("customer_fingerprint");`);
    this.addSql(
      `alter table "refund" add "account_named_by" jsonb not null default '[]', add "approval_reasons" jsonb not null default '[]';`,
    );
    this.addSql(`update refund set account_named_by = named.subjects
      from (select refund_id, jsonb_agg(distinct actor) as subjects from refund_history where event = 'ACCOUNT_CHANGED' group by refund_id) named
      where named.refund_id = refund.id;`);
    this.addSql(
      `update refund set approval_reasons = '["ABOVE_LIMIT"]' where state in ('refundRequested.awaitingApproval', 'accepted.awaitingApproval');`,
    );
    this.addSql(`alter table "refund_history" add "account_fingerprint" text null;`);
  }

  override down(): void {
    this.addSql(`alter table "refund_history" drop column "account_fingerprint";`);
    this.addSql(`alter table "refund" drop column "account_named_by", drop column "approval_reasons";`);
    this.addSql(`drop index "orders_customer_fingerprint_index";`);
    this.addSql(`alter table "orders" drop column "customer_fingerprint";`);
  }
}
