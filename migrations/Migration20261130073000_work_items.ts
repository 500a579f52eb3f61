/** Alarms become work items (확인할 일), beside those that are open as long as a refund is in a state or a statement waits. */
import { Migration } from "@mikro-orm/migrations";

const STATE_KINDS = `'OUTCOME_UNKNOWN', 'REFUSED', 'PENDING_LONG', 'DEFERRED_LONG', 'APPROVAL_WAITING', 'TRANSFER_NOT_MADE'`;
const STATED_KINDS = `'OUTCOME_STATED', 'CANCELLATION_STATED', 'CORRECTION_PROPOSED'`;

const OPEN = "closed_at is null";
const INDEXES: readonly string[] = [
  `create index work_item_open_kind on work_item (kind, visible_from, id) where ${OPEN};`,
  `create index work_item_open_assignee_kind on work_item (assignee, kind, visible_from, id) where ${OPEN};`,
  `create index work_item_closed_kind on work_item (kind, closed_at, id) where closed_at is not null;`,
  `create index work_item_closed_assignee_kind on work_item (assignee, kind, closed_at, id) where closed_at is not null;`,
  `create index work_item_snoozed on work_item (visible_from, id) where ${OPEN} and snoozed_by is not null;`,
  `create unique index work_item_one_state on work_item (refund_id) where ${OPEN} and kind in (${STATE_KINDS});`,
  `create unique index work_item_one_statement on work_item (kind, payment_id, refund_id) nulls not distinct where ${OPEN} and kind in (${STATED_KINDS});`,
  `create index work_item_refund_id_index on work_item (refund_id);`,
  `create index work_item_payment_id_index on work_item (payment_id);`,
];

export class Migration20261130073000_work_items extends Migration {
  override up(): void {
    this.addSql(`drop index alarm_open;`);
    this.addSql(`alter table alarm rename to work_item;`);
    this.addSql(`alter table work_item rename constraint alarm_pkey to work_item_pkey;`);
    this.addSql(`alter table work_item rename constraint alarm_refund_id_foreign to work_item_refund_id_foreign;`);
    this.addSql(`alter table work_item rename column raised_at to opened_at;`);
    this.addSql(`alter table work_item rename column acknowledged_by to closed_by;`);
    this.addSql(`alter table work_item rename column acknowledged_at to closed_at;`);
    this
      .addSql(`alter table work_item add visible_from timestamptz(3) null, add assignee text not null default '', add snoozed_by text null,
      add snooze_reason_sealed text null, add version int not null default 1, add changed_by text null, add closing_reason_sealed text null;`);
    // What this service acknowledged by itself was no person's doing.
    this.addSql(`update work_item set visible_from = opened_at, changed_by = coalesce(closed_by, 'system:worker'),
      closed_by = case when closed_by like 'system:%' then null else closed_by end;`);
    this.addSql(`alter table work_item alter visible_from set not null, alter changed_by set not null;`);

    // Refunds that are in such a state since their last step, and wait no shorter for it than others will.
    this.addSql(`insert into work_item (id, kind, refund_id, payment_id, detail, opened_at, visible_from, changed_by)
      select gen_random_uuid(), found.kind, refund.id, refund.payment_id,
        jsonb_strip_nulls(jsonb_build_object('refundNo', refund_no, 'amount', amount_total,
          'cause', case when found.kind = 'TRANSFER_NOT_MADE' then transfer_failure_cause else refusal_cause end)),
        found.since, found.since + case when found.kind like '%_LONG' then interval '24 hours' else interval '0' end, 'system:worker'
      from refund cross join lateral (
        select case
            when approval_requested_at is not null then 'APPROVAL_WAITING'
            when gateway_phase = 'UNKNOWN' then 'OUTCOME_UNKNOWN'
            when gateway_phase = 'REFUSED' then 'REFUSED'
            when gateway_phase = 'PENDING' then 'PENDING_LONG'
            when gateway_phase = 'DEFERRED' then 'DEFERRED_LONG'
            when processing_result = 'FAILED' then 'TRANSFER_NOT_MADE' end as kind,
          coalesce(approval_requested_at, changed_at) as since) found
      where status in ('REFUND_REQUESTED', 'ACCEPTED') and found.kind is not null;`);
    for (const [kind, table, about, by, at] of [
      ["OUTCOME_STATED", "refund_statement", "refund_id", "stated_by", "stated_at"],
      ["CANCELLATION_STATED", "cancellation_statement", "payment_id", "stated_by", "stated_at"],
      ["CORRECTION_PROPOSED", "order_fact_correction", "payment_id", "proposed_by", "proposed_at"],
    ])
      this.addSql(`insert into work_item (id, kind, ${about}, detail, opened_at, visible_from, changed_by)
        select gen_random_uuid(), '${kind}', ${about}, jsonb_build_object('statedBy', ${by}), ${at}, ${at}, 'system:worker'
        from ${table} where ${OPEN};`);
    for (const index of INDEXES) this.addSql(index);
  }

  override down(): void {
    for (const index of INDEXES) this.addSql(`drop index ${/index (\w+) on/.exec(index)?.[1] ?? ""};`);
    // Alarms were all there was.
    this.addSql(`delete from work_item where kind in (${STATE_KINDS}, ${STATED_KINDS});`);
    this.addSql(`update work_item set closed_by = changed_by where closed_at is not null and closed_by is null;`);
    this
      .addSql(`alter table work_item drop column visible_from, drop column assignee, drop column snoozed_by, drop column snooze_reason_sealed,
      drop column version, drop column changed_by, drop column closing_reason_sealed;`);
    this.addSql(`alter table work_item rename column closed_at to acknowledged_at;`);
    this.addSql(`alter table work_item rename column closed_by to acknowledged_by;`);
    this.addSql(`alter table work_item rename column opened_at to raised_at;`);
    this.addSql(`alter table work_item rename constraint work_item_refund_id_foreign to alarm_refund_id_foreign;`);
    this.addSql(`alter table work_item rename constraint work_item_pkey to alarm_pkey;`);
    this.addSql(`alter table work_item rename to alarm;`);
    this.addSql(`create index alarm_open on alarm (raised_at, id) where acknowledged_at is null;`);
  }
}
