/** The figures (현황): deltas that triggers add with whatever changes a refund, the day rows they are folded into, and those of today's refunds. */
import { Migration } from "@mikro-orm/migrations";

const koreanDay = (moment: string) => `(${moment} at time zone 'Asia/Seoul')::date`;
const FAILED_STATES = `('refundRequested.refused', 'accepted.failed')`;
const KEY = `figure, day, state, cause, paid_by, gateway, provider, method, currency, hours`;
const COLUMNS = `${KEY}, refunds, amount`;

/** The same as `Refund.failure` says of the two states that are a no. */
const CAUSE = `case r.state when 'refundRequested.refused' then coalesce(r.refusal_cause, 'PROVIDER_REFUSED')
  when 'accepted.failed' then coalesce(r.transfer_failure_cause, 'BANK_REFUSED') else '' end`;
const PAID_BY = `case when r.processing_result = 'SUCCEEDED' then 'BANK_TRANSFER' else 'GATEWAY' end`;
const COMPLETED_AT = `coalesce(r.completed_at, r.changed_at)`;
const HOURS = `greatest(0, floor(extract(epoch from ${COMPLETED_AT} - collected_return.collected_at) / 3600))::int`;

/** One row for each figure that a refund of `refunds` counts in as it stands. */
const standing = (refunds: string, sign: 1 | -1, payment = "payment") => `
  select k.figure, k.day, k.state, k.cause, k.paid_by, payment.gateway, coalesce(payment.provider, '') as provider, payment.method,
    orders.currency, k.hours, ${sign} as refunds, ${sign} * r.amount_total as amount
  from ${refunds} r
  join ${payment} on payment.id = r.payment_id
  join orders on orders.id = r.order_id
  join collected_return on collected_return.id = r.return_id
  cross join lateral (values
    ('CREATED', ${koreanDay("r.created_at")}, '', '', '', 0, true),
    ('OPEN', ${koreanDay("r.created_at")}, r.state, ${CAUSE}, '', 0, r.state not in ('completed', 'cancelled')),
    ('COMPLETED', ${koreanDay(COMPLETED_AT)}, '', '', ${PAID_BY}, 0, r.state = 'completed'),
    ('TOOK', ${koreanDay(COMPLETED_AT)}, '', '', '', ${HOURS}, r.state = 'completed'),
    ('TOOK_IN_MONTH', date_trunc('month', ${koreanDay(COMPLETED_AT)})::date, '', '', '', ${HOURS}, r.state = 'completed'),
    ('REVERSED', ${koreanDay("r.reversed_at")}, '', '', ${PAID_BY}, 0, r.reversed_at is not null)
  ) k (figure, day, state, cause, paid_by, hours, counts)
  where k.counts`;

/** One row for each refund of `refunds`, all of which have just come into their states. */
const happened = (refunds: string) => `
  select case r.state when 'cancelled' then 'CANCELLED' else 'FAILED' end as figure, ${koreanDay("r.changed_at")} as day,
    case r.state when 'cancelled' then '' else r.state end as state, ${CAUSE} as cause, '' as paid_by, payment.gateway,
    coalesce(payment.provider, '') as provider, payment.method, orders.currency, 0 as hours, 1 as refunds, r.amount_total as amount
  from ${refunds} r
  join payment on payment.id = r.payment_id
  join orders on orders.id = r.order_id
  where r.state = 'cancelled' or r.state in ${FAILED_STATES}`;

const summed = (rows: string[]) => `
  select ${KEY}, sum(refunds), sum(amount) from (${rows.join(" union all ")}) moved
  group by ${KEY} having sum(refunds) <> 0 or sum(amount) <> 0`;

/** Everything of a refund that the figures are made of: a step that changes none of it adds nothing. */
const counted = (row: string) =>
  `(${row}.state, ${row}.amount_total, ${row}.refusal_cause, ${row}.transfer_failure_cause, ${row}.processing_result, ${row}.reversed_at,
    ${row}.created_at, ${row}.payment_id, case when ${row}.state = 'completed' then coalesce(${row}.completed_at, ${row}.changed_at) end)`;

export class Migration20261130020900_figures extends Migration {
  override name = "Migration20261130020900_figures";

  override up(): void {
    this.addSql(
      `create table figure_day (figure text not null, day date not null, state text not null, cause text not null, paid_by text not null, gateway text not null, provider text not null, method text not null, currency text not null, hours int not null, refunds int not null, amount numeric(38,0) not null, primary key (${KEY}));`,
    );
    this.addSql(`create index figure_day_empty on figure_day (figure, day) where refunds = 0 and amount = 0;`);
    this.addSql(
      `create table figure_delta (id bigserial primary key, figure text not null, day date not null, state text not null, cause text not null, paid_by text not null, gateway text not null, provider text not null, method text not null, currency text not null, hours int not null, refunds int not null, amount numeric(38,0) not null);`,
    );

    this.addSql(`create function count_new_refunds() returns trigger language plpgsql as $$
      begin
        insert into figure_delta (${COLUMNS}) ${summed([standing("new_refunds", 1), happened("new_refunds")])};
        return null;
      end $$;`);
    this.addSql(`create trigger refund_figures_created after insert on refund referencing new table as new_refunds
      for each statement execute function count_new_refunds();`);

    this.addSql(`create function count_changed_refunds() returns trigger language plpgsql as $$
      begin
        if not exists (select from new_refunds n join old_refunds o on o.id = n.id where ${counted("n")} is distinct from ${counted("o")}) then
          return null;
        end if;
        insert into figure_delta (${COLUMNS}) ${summed([
          standing("new_refunds", 1),
          standing("old_refunds", -1),
          happened(
            `(select n.* from new_refunds n join old_refunds o on o.id = n.id where n.state is distinct from o.state)`,
          ),
        ])};
        return null;
      end $$;`);
    this
      .addSql(`create trigger refund_figures_changed after update on refund referencing new table as new_refunds old table as old_refunds
      for each statement execute function count_changed_refunds();`);

    // Its refunds stand still meanwhile: whoever changes one of them counts it under what is known of the payment by then.
    const known = (row: "old" | "new") =>
      `(select ${row}.id as id, ${row}.gateway as gateway, ${row}.provider as provider, ${row}.method as method) payment`;
    const ofPayment = `(select * from refund where payment_id = new.id)`;
    this.addSql(`create function count_corrected_payment() returns trigger language plpgsql as $$
      begin
        perform 1 from refund where payment_id = new.id order by id for no key update;
        insert into figure_delta (${COLUMNS}) ${summed([
          standing(ofPayment, 1, known("new")),
          standing(ofPayment, -1, known("old")),
        ])};
        return null;
      end $$;`);
    this.addSql(`create trigger payment_figures_corrected after update of method, provider on payment for each row
      when (old.method is distinct from new.method or old.provider is distinct from new.provider)
      execute function count_corrected_payment();`);

    // The cause of an earlier no is its attempt's; of one without an attempt only the latest is known, while the refund still stands in it.
    this.addSql(`set local statement_timeout = 0;`);
    this.addSql(
      `insert into figure_day (${COLUMNS}) ${summed([
        standing("refund", 1),
        happened(`(select refund.id, refund.payment_id, refund.order_id, h.to_state as state, h.at as changed_at, h.amount as amount_total,
        coalesce(attempt.refusal_cause, case when h.event = 'OVERTAKEN' and h.cause = 'CHARGEBACK' then 'CHARGED_BACK'
          when h.event = 'OVERTAKEN' then 'OVERTAKEN' else refund.refusal_cause end) as refusal_cause, h.reason_code as transfer_failure_cause
        from refund_history h join refund on refund.id = h.refund_id
        left join gateway_attempt attempt on attempt.id = h.attempt_id
        where h.from_state is distinct from h.to_state)`),
      ])};`,
    );
  }

  override down(): void {
    this.addSql(`drop trigger payment_figures_corrected on payment;`);
    this.addSql(`drop trigger refund_figures_changed on refund;`);
    this.addSql(`drop trigger refund_figures_created on refund;`);
    this.addSql(`drop function count_corrected_payment();`);
    this.addSql(`drop function count_changed_refunds();`);
    this.addSql(`drop function count_new_refunds();`);
    this.addSql(`drop table figure_delta;`);
    this.addSql(`drop table figure_day;`);
  }
}
