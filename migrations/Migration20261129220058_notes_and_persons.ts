/** People leave notes on refunds, and are known by their names; what the second person of a statement saw is stored beside the first one's. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261129220058_notes_and_persons extends Migration {
  override up(): void {
    this.addSql(
      `create table person (id uuid not null, person_key text not null, subject text not null, name text null, kind text not null, roles jsonb not null, scopes jsonb not null, first_seen_at timestamptz(3) not null, last_seen_at timestamptz(3) not null, primary key (id));`,
    );
    this.addSql(`alter table person add constraint person_person_key_unique unique (person_key);`);
    this.addSql(`create index person_first_seen_at_id_index on person (first_seen_at, id);`);
    this.addSql(`alter table person add constraint person_kind check (kind in ('PERSON', 'SERVICE'));`);

    this.addSql(
      `create table refund_note (id uuid not null, refund_id uuid not null, author text not null, sealed text not null, at timestamptz(3) not null, primary key (id));`,
    );
    this.addSql(`create index refund_note_refund_id_id_index on refund_note (refund_id, id);`);
    this.addSql(
      `alter table refund_note add constraint refund_note_refund_id_foreign foreign key (refund_id) references refund (id);`,
    );

    this.addSql(
      `create table refund_note_mention (id uuid not null, note_id uuid not null, person_id uuid not null, at timestamptz(3) not null, primary key (id));`,
    );
    this.addSql(`create index refund_note_mention_person_id_at_id_index on refund_note_mention (person_id, at, id);`);
    this.addSql(
      `alter table refund_note_mention add constraint refund_note_mention_note_id_person_id_unique unique (note_id, person_id);`,
    );
    this.addSql(
      `alter table refund_note_mention add constraint refund_note_mention_note_id_foreign foreign key (note_id) references refund_note (id);`,
    );
    this.addSql(
      `alter table refund_note_mention add constraint refund_note_mention_person_id_foreign foreign key (person_id) references person (id);`,
    );

    // Only the seal may be made anew: under another key, or as nothing where the law asks for it to be erased.
    this.addSql(`create function refuse_note_change() returns trigger language plpgsql as $$
      begin
        if tg_op = 'UPDATE' and to_jsonb(new) - 'sealed' = to_jsonb(old) - 'sealed' then return new; end if;
        raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'restrict_violation';
      end $$;`);
    this.addSql(`create trigger refund_note_append_only before update or delete on refund_note
      for each row execute function refuse_note_change();`);
    this.addSql(`create trigger refund_note_no_truncate before truncate on refund_note
      for each statement execute function refuse_change();`);
    this.addSql(`create trigger refund_note_mention_append_only before update or delete on refund_note_mention
      for each row execute function refuse_change();`);

    this.addSql(`alter table order_fact_correction add confirming_reason_sealed text null;`);
    this.addSql(`alter table cancellation_statement add confirming_evidence_sealed text null;`);
    this.addSql(`alter table refund_statement add confirming_evidence_sealed text null;`);
  }

  override down(): void {
    this.addSql(`alter table refund_statement drop column confirming_evidence_sealed;`);
    this.addSql(`alter table cancellation_statement drop column confirming_evidence_sealed;`);
    this.addSql(`alter table order_fact_correction drop column confirming_reason_sealed;`);
    this.addSql(`drop table refund_note_mention;`);
    this.addSql(`drop table refund_note;`);
    this.addSql(`drop function refuse_note_change();`);
    this.addSql(`drop table person;`);
  }
}
