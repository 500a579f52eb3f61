/** Figures per person: what each person did is counted as its step is written into the history. */
import { Migration } from "@mikro-orm/migrations";

const KEY = `figure, day, state, cause, paid_by, gateway, provider, method, currency, hours`;
const COLUMNS = `figure, day, state, cause, paid_by, gateway, provider, method, currency, hours, person, refunds, amount`;

/** One row for each step of `steps` that a person took. Programs and this service itself are no persons. */
const taken = (steps: string) => `
  select figure, (h.at at time zone 'Asia/Seoul')::date as day, h.actor as person, orders.currency, h.amount
  from ${steps} h
  join refund on refund.id = h.refund_id
  join orders on orders.id = refund.order_id
  cross join lateral (select case
    when h.event = 'REQUEST' then 'PERSON_REQUESTED'
    when h.event = 'RETRY' then 'PERSON_RETRIED'
    when h.event = 'APPROVE' then 'PERSON_APPROVED'
    when h.event = 'DECLINE' then 'PERSON_DECLINED'
    when h.event = 'ACCEPT_MANUALLY' or h.event = 'CREATED' and h.to_state like 'accepted.%' then 'PERSON_ACCEPTED'
    when h.event in ('RECORD_SUCCESS', 'RECORD_FAILURE', 'RESET_RESULT') then 'PERSON_RECORDED'
    when h.event = 'CANCEL' then 'PERSON_CANCELLED' end as figure) named
  where figure is not null and h.cause <> 'SERVICE' and h.actor not like 'system:%'`;

const summed = (figure: string, day: string, steps: string) => `
  select ${figure}, ${day}, '', '', '', '', '', '', currency, 0, person, count(*)::int, sum(amount)
  from (${taken(steps)}) taken group by 1, 2, currency, person`;

export class Migration20261201040000_figures_per_person extends Migration {
  override name = "Migration20261201040000_figures_per_person";

  override up(): void {
    this.addSql(`set local statement_timeout = 0;`);
    this.addSql(`alter table figure_delta add person text not null default '';`);
    this.addSql(`alter table figure_day add person text not null default '';`);
    this.addSql(`alter table figure_day alter column person drop default;`);
    this.addSql(`alter table figure_day drop constraint figure_day_pkey;`);
    this.addSql(`alter table figure_day add constraint figure_day_pkey primary key (${KEY}, person);`);

    this.addSql(`create function count_steps_of_persons() returns trigger language plpgsql as $$
      begin
        insert into figure_delta (${COLUMNS}) ${summed("figure", "day", "new_steps")};
        return null;
      end $$;`);
    // It holds writers of the history until this is committed: each step is counted here or by the trigger.
    this.addSql(`create trigger refund_history_figures after insert on refund_history referencing new table as new_steps
      for each statement execute function count_steps_of_persons();`);
    this.addSql(`insert into figure_day (${COLUMNS}) ${summed("figure", "day", "refund_history")};`);
    this.addSql(
      `insert into figure_day (${COLUMNS}) ${summed("figure || '_IN_MONTH'", "date_trunc('month', day)::date", "refund_history")};`,
    );
  }

  override down(): void {
    this.addSql(`drop trigger refund_history_figures on refund_history;`);
    this.addSql(`drop function count_steps_of_persons();`);
    for (const table of ["figure_delta", "figure_day"])
      this.addSql(`delete from ${table} where figure like 'PERSON\\_%';`);
    this.addSql(`alter table figure_day drop constraint figure_day_pkey;`);
    this.addSql(`alter table figure_day drop column person;`);
    this.addSql(`alter table figure_day add constraint figure_day_pkey primary key (${KEY});`);
    this.addSql(`alter table figure_delta drop column person;`);
  }
}
