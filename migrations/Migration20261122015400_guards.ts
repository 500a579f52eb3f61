import { Migration } from "@mikro-orm/migrations";

/** What entities cannot say: refund numbers, and tables that only grow. */
export class Migration20261122015400_guards extends Migration {
  override name = "Migration20261122015400_guards";

  override up(): void {
    this.addSql(`create sequence refund_no maxvalue 999999 cycle;`);

    this.addSql(`create function refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'restrict_violation';
      end $$;`);
    this.addSql(`create trigger refund_history_append_only before update or delete on refund_history
      for each row execute function refuse_change();`);
    this.addSql(`create trigger refund_history_no_truncate before truncate on refund_history
      for each statement execute function refuse_change();`);

    this.addSql(`create function refuse_event_change() returns trigger language plpgsql as $$
      begin
        if tg_op = 'UPDATE' and old.position is null
           and (new.id, new.type, new.subject_id, new.payload, new.at) = (old.id, old.type, old.subject_id, old.payload, old.at) then
          return new;
        end if;
        raise exception 'event_log is append-only: an event gets its position once, nothing else of it changes' using errcode = 'restrict_violation';
      end $$;`);
    this.addSql(`create trigger event_log_append_only before update or delete on event_log
      for each row execute function refuse_event_change();`);
    this.addSql(`create trigger event_log_no_truncate before truncate on event_log
      for each statement execute function refuse_change();`);
  }

  override down(): void {
    this.addSql(`drop trigger event_log_no_truncate on event_log;`);
    this.addSql(`drop trigger event_log_append_only on event_log;`);
    this.addSql(`drop function refuse_event_change();`);
    this.addSql(`drop trigger refund_history_no_truncate on refund_history;`);
    this.addSql(`drop trigger refund_history_append_only on refund_history;`);
    this.addSql(`drop function refuse_change();`);
    this.addSql(`drop sequence refund_no;`);
  }
}
