/** The access record: partitioned by month, append-only, with the end of its chain and the months that went; and fingerprints to find customers and accounts by. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261201044000_personal_data_access extends Migration {
  override name = "Migration20261201044000_personal_data_access";

  override up(): void {
    this.addSql(
      `create table "personal_data_access" ("id" uuid not null, "at" timestamptz(3) not null, "sequence" bigint not null, "actor" text not null, "actor_key" text not null, "client_address" text not null, "action" text not null, "fields" jsonb not null, "refund_id" uuid null, "order_id" uuid null, "record_count" int not null, "reason_code" text null, "reason_sealed" text null, "sought_sealed" text null, "texts_digest" text not null, "previous_hash" text not null, "hash" text not null, primary key ("id", "at")) partition by range ("at");`,
    );
    this.addSql(
      `alter table "personal_data_access" add constraint "personal_data_access_sequence_at_unique" unique ("sequence", "at");`,
    );
    this.addSql(
      `alter table "personal_data_access" add constraint "personal_data_access_counts" check (sequence > 0 and record_count >= 0);`,
    );
    this.addSql(`create index "personal_data_access_at_id_index" on "personal_data_access" ("at", "id");`);
    this.addSql(
      `create index "personal_data_access_actor_key_at_id_index" on "personal_data_access" ("actor_key", "at", "id");`,
    );
    this.addSql(
      `create index "personal_data_access_action_at_id_index" on "personal_data_access" ("action", "at", "id");`,
    );
    this.addSql(
      `create index personal_data_access_refund on personal_data_access (refund_id, at, id) where refund_id is not null;`,
    );
    this.addSql(
      `create index personal_data_access_order on personal_data_access (order_id, at, id) where order_id is not null;`,
    );
    // The sealed texts may be sealed under another key, or erased; nothing else of a row ever changes.
    this.addSql(`create function refuse_access_change() returns trigger language plpgsql as $$
      begin
        if tg_op = 'UPDATE' and to_jsonb(new) - 'reason_sealed' - 'sought_sealed' - 'findings_sealed' = to_jsonb(old) - 'reason_sealed' - 'sought_sealed' - 'findings_sealed' then
          return new;
        end if;
        raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
      end $$;`);
    this.addSql(
      `create trigger personal_data_access_append_only before update or delete on personal_data_access for each row execute function refuse_access_change();`,
    );
    this.addSql(
      `create trigger personal_data_access_no_truncate before truncate on personal_data_access for each statement execute function refuse_change();`,
    );

    this.addSql(
      `create table "personal_data_access_head" ("id" smallint not null, "sequence" bigint not null, "hash" text not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "personal_data_access_head" add constraint "personal_data_access_head_one" check (id = 1);`,
    );
    this.addSql(`insert into personal_data_access_head values (1, 0, '${"0".repeat(64)}');`);

    this.addSql(
      `create table "personal_data_access_removal" ("month" date not null, "last_sequence" bigint not null, "last_hash" text not null, "accesses" int not null, "removed_at" timestamptz(3) not null, primary key ("month"));`,
    );
    this.addSql(
      `create trigger personal_data_access_removal_append_only before update or delete on personal_data_access_removal for each row execute function refuse_change();`,
    );
    this.addSql(
      `create trigger personal_data_access_removal_no_truncate before truncate on personal_data_access_removal for each statement execute function refuse_change();`,
    );

    this.addSql(
      `create table "personal_data_access_review" ("month" date not null, "confirmed_by" text not null, "confirmed_at" timestamptz(3) not null, "accesses" int not null, "findings_sealed" text not null, primary key ("month"));`,
    );
    this.addSql(
      `create trigger personal_data_access_review_append_only before update or delete on personal_data_access_review for each row execute function refuse_access_change();`,
    );
    this.addSql(
      `create trigger personal_data_access_review_no_truncate before truncate on personal_data_access_review for each statement execute function refuse_change();`,
    );

    // What a customer, a name, a holder or an account number is found by; filled by the service, which has the keys.
    this.addSql(`alter table "orders" add column "customer_name_fingerprint" text null;`);
    this.addSql(`create index "orders_customer_name_fingerprint_index" on "orders" ("customer_name_fingerprint");`);
    this.addSql(
      `create index orders_without_fingerprint on orders (id) where customer_fingerprint is null or customer_name_fingerprint is null;`,
    );
    this.addSql(
      `alter table "refund" add column "account_number_fingerprint" text null, add column "account_holder_fingerprint" text null;`,
    );
    this.addSql(
      `create index refund_account_number on refund (account_number_fingerprint) where account_number_fingerprint is not null;`,
    );
    this.addSql(
      `create index refund_account_holder on refund (account_holder_fingerprint) where account_holder_fingerprint is not null;`,
    );
    this.addSql(
      `create index refund_without_fingerprint on refund (id) where account_bank_code is not null and account_number_fingerprint is null;`,
    );
  }

  override down(): void {
    this.addSql(`drop index refund_without_fingerprint;`);
    this.addSql(
      `alter table "refund" drop column "account_number_fingerprint", drop column "account_holder_fingerprint";`,
    );
    this.addSql(`drop index orders_without_fingerprint;`);
    this.addSql(`alter table "orders" drop column "customer_name_fingerprint";`);
    this.addSql(`drop table personal_data_access_review;`);
    this.addSql(`drop table personal_data_access_removal;`);
    this.addSql(`drop table personal_data_access_head;`);
    this.addSql(`drop table personal_data_access;`);
    this.addSql(`drop function refuse_access_change();`);
  }
}
