/**
 * Compares the books with themselves: each row with the rows it is the sum or the end of. Each check is one pass over its
 * tables, so that a million refunds are read in minutes; together they must see one moment (`REPEATABLE READ`).
 */
import { FACTS } from "../refund/record/record-transition.js";
import { describe, REFUND_STATES } from "../../machines/transition.js";
import { PART_COLUMNS } from "../database/columns.js";
import type { Finding, FindingKind } from "./finding.js";

/** More of one kind says nothing new: something has gone through the whole table. */
export const MAX_FINDINGS = 100;

/** Runs one statement; its rows as plain objects, 64-bit numbers as text. */
export type Query = <T>(sql: string) => Promise<T[]>;

interface Row {
  subject: string;
  field: string;
  refund_id: string | null;
  payment_id: string | null;
  stored: string | null;
  expected: string | null;
}

/** Every difference, check by check; at most `MAX_FINDINGS` of each. `onCheck` is called before each one. */
export async function compareBooks(query: Query, onCheck: () => Promise<void> = async () => {}): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { kind, sql } of CHECKS) {
    await onCheck();
    const rows = await query<Row>(`select * from (${sql}) difference order by subject, field limit ${MAX_FINDINGS}`);
    findings.push(
      ...rows.map(({ subject, field, refund_id: refundId, payment_id: paymentId, stored, expected }) => ({
        kind,
        subject,
        field,
        refundId,
        paymentId,
        stored,
        expected,
      })),
    );
  }
  return findings;
}

const PARTS = Object.values(PART_COLUMNS);

/** The history of each refund in one row: its version, and its steps in order, without notes such as a changed account. */
const HISTORY = `select refund_id, max(sequence) as version,
    ' ' || string_agg(event, ' ' order by sequence) filter (where event not in (${FACTS.map((fact) => `'${fact}'`).join(", ")})) || ' ' as steps,
    min(at) filter (where to_state = 'completed') as completed_at, min(at) filter (where event = 'REVERSED') as reversed_at
  from refund_history group by refund_id`;
/** An overtaken refund holds nothing until it acts again. */
const OVERTAKEN = `s.steps like '% OVERTAKEN '`;
/** Overtaken when its money turned out to have moved after all: it had no reservation to settle. */
const SETTLED_UNHELD = `s.steps like '% OVERTAKEN GATEWAY_SUCCEEDED %'`;
const PAID_BY_HAND = `s.steps like '% RECORD_SUCCESS %'`;
const WAS_REVERSED = `s.steps like '% REVERSED %'`;

/** The refunds whose cancel was taken back at the provider: completed once, and paid by nothing any more. */
const RESTORED = `select a.refund_id from booked_cancellation c join gateway_attempt a on a.id = c.attempt_id
    where c.restored_at is not null and not c.transfer_failed
  union select m.refund_id from booked_cancellation c join cancellation_match m on m.cancellation_id = c.id
    where c.restored_at is not null`;
const IS_RESTORED = `r.id in (${RESTORED})`;

const text = (value: string | null): string => (value === null ? "null" : `'${value}'`);
/** Columns that are read from the state, as each state says them. */
const STATES = `(values ${REFUND_STATES.map((state) => {
  const { status, gatewayPhase, processingResult } = describe(state);
  return `('${state}', '${status}', ${text(gatewayPhase)}, ${text(processingResult)})`;
}).join(", ")}) as d (state, status, gateway_phase, processing_result)`;

/** One row for each pair that is not equal; `pairs` are SQL: name, stored, expected. */
const differing = (pairs: readonly (readonly [name: string, stored: string, expected: string])[]): string =>
  `cross join lateral (values ${pairs.map(([name, stored, expected]) => `('${name}', (${stored})::text, (${expected})::text)`).join(", ")})
     as pair (field, stored, expected) where pair.stored is distinct from pair.expected`;

const columns = (subject: string, refundId: string, paymentId: string): string =>
  `${subject} as subject, pair.field, ${refundId} as refund_id, ${paymentId} as payment_id, pair.stored, pair.expected`;

/** A refund without a return may name no lines. */
const OF_WHOLE_PAYMENT = `r.return_id is null and l.refund_id is null`;

/** A refund is the end of its history, and its amount what its lines leave after deductions. */
const REFUNDS = `with s as (${HISTORY}),
    l as (select refund_id, sum(amount) as amount from refund_line group by refund_id),
    x as (select refund_id, sum(amount) as amount from refund_deduction group by refund_id)
  select ${columns("r.refund_no", "r.id", "r.payment_id")}
  from refund r left join s on s.refund_id = r.id
  left join refund_history h on h.refund_id = r.id and h.sequence = s.version
  left join ${STATES} on d.state = h.to_state
  left join l on l.refund_id = r.id left join x on x.refund_id = r.id
  ${differing([
    ["version", "r.version", "s.version"],
    ["history_hash", "r.history_hash", "h.hash"],
    ["state", "r.state", "h.to_state"],
    ["status", "r.status", "d.status"],
    ["gateway_phase", "r.gateway_phase", "d.gateway_phase"],
    [
      "processing_result",
      "r.processing_result",
      `case when h.to_state = 'completed' and ${PAID_BY_HAND} then 'SUCCEEDED' else d.processing_result end`,
    ],
    ["amount", "r.amount_total", "h.amount"],
    ["changed_by", "r.changed_by", "h.actor"],
    ["changed_at", "r.changed_at", "h.at"],
    ["completed_at", "r.completed_at", "s.completed_at"],
    ["reversed_at", "r.reversed_at", "s.reversed_at"],
    [
      "holds_reservation",
      "r.holds_reservation",
      `h.to_state not in ('completed', 'cancelled') and not (h.to_state = 'refundRequested.refused' and ${OVERTAKEN})`,
    ],
    [
      "lines",
      "r.amount_total",
      `case when ${OF_WHOLE_PAYMENT} then r.amount_total else coalesce(l.amount, 0) - coalesce(x.amount, 0) end`,
    ],
  ])}`;

/** Completed if and only if one booking of its own, or one result of a transfer, says that the money moved. */
const SETTLEMENTS = `with s as (${HISTORY}),
    b as (select a.refund_id, count(*) as bookings from booked_cancellation c join gateway_attempt a on a.id = c.attempt_id
          where not c.transfer_failed group by a.refund_id)
  select ${columns("r.refund_no", "r.id", "r.payment_id")}
  from refund r left join s on s.refund_id = r.id left join b on b.refund_id = r.id
  left join cancellation_match m on m.refund_id = r.id
  ${differing([
    [
      "settlements",
      "case r.state when 'completed' then 1 else 0 end",
      `coalesce(b.bookings, 0) + case when ${PAID_BY_HAND} then 1 else 0 end + case when m.refund_id is null then 0 else 1 end`,
    ],
  ])}`;

const sums = (name: string, of: string, condition?: string): string =>
  PARTS.map(
    (part) => `sum(${of}.amount_${part})${condition ? ` filter (where ${condition})` : ""} as ${name}_${part}`,
  ).join(", ");
const pairsOf = (balance: string, ...rows: readonly string[]) =>
  PARTS.map((part) => {
    const expected = rows.map((row) => `coalesce(${row}.${balance}_${part}, 0)`).join(" + ");
    return [`${balance}_${part}`, `p.${balance}_${part}`, expected] as const;
  });

/** The part of a payment that was authorised and not captured. */
const NEVER_CAPTURED = `p.amount_total - coalesce(p.captured_amount, p.amount_total)`;
/** The captured amount as it was last reported. */
const REPORTED_CAPTURE = `(select (change.after ->> 'capturedAmount')::bigint from order_fact_change change
    where change.payment_id = p.id and change.after ->> 'capturedAmount' is not null order by change.at desc, change.id desc limit 1)`;

/** Each balance of a payment is the sum of what refunds hold, of what was booked, paid by hand and sent back. */
const PAYMENTS = `with s as (${HISTORY}),
    f as (select r.payment_id, ${sums("reserved", "r", "r.holds_reservation")},
            ${sums("refunded_by_hand", "r", PAID_BY_HAND)}, ${sums("reversed", "r", `${WAS_REVERSED} and not ${IS_RESTORED}`)}
          from refund r left join s on s.refund_id = r.id group by r.payment_id),
    b as (select c.payment_id, ${sums("refunded_at_gateway", "c")}, ${sums("reversed", "c", "c.transfer_failed")}
                      , sum(c.released_total) as released
          from booked_cancellation c where c.restored_at is null group by c.payment_id),
    e as (select payment_id, sum((detail ->> 'excess')::bigint) as excess from work_item where kind = 'EXCESS' group by payment_id)
  select ${columns("p.gateway_payment_id", "null::uuid", "p.id")}
  from payment p left join f on f.payment_id = p.id left join b on b.payment_id = p.id left join e on e.payment_id = p.id
  ${differing([
    ...pairsOf("reserved", "f"),
    ...pairsOf("refunded_by_hand", "f"),
    ...pairsOf("reversed", "f", "b"),
    ...pairsOf("refunded_at_gateway", "b"),
    ["excess_total", "p.excess_total", "coalesce(e.excess, 0)"],
    ["uncaptured_total", "p.uncaptured_total", `${NEVER_CAPTURED} - coalesce(b.released, 0)`],
    ["captured_amount", "p.captured_amount", REPORTED_CAPTURE],
  ])}`;

/** The same of order lines. Where an overtaken refund was paid after all, only what had room was counted. */
const LINES = `with s as (${HISTORY}),
    f as (select x.order_line_id,
            coalesce(sum(x.amount) filter (where r.holds_reservation), 0) as reserved,
            coalesce(sum(x.amount) filter (where r.state = 'completed' and not ${IS_RESTORED}), 0) as most,
            coalesce(sum(x.amount) filter (where r.state = 'completed' and not ${SETTLED_UNHELD} and not ${IS_RESTORED}), 0) as least,
            coalesce(sum(x.amount) filter (where ${WAS_REVERSED} and not ${IS_RESTORED}), 0) as reversed
          from refund_line x join refund r on r.id = x.refund_id left join s on s.refund_id = r.id group by x.order_line_id)
  select ${columns("o.order_no || ' line ' || l.line_no", "null::uuid", "null::uuid")}
  from order_line l join orders o on o.id = l.order_id left join f on f.order_line_id = l.id
  ${differing([
    ["reserved", "l.reserved", "coalesce(f.reserved, 0)"],
    ["refunded", "l.refunded", "least(greatest(l.refunded, coalesce(f.least, 0)), coalesce(f.most, 0))"],
    ["reversed", "l.reversed", "coalesce(f.reversed, 0)"],
  ])}`;

/** As `updateReturnRefundStatus` derives it. */
const RETURNS = `with legs as (
    select r.return_id, count(*) as owed, count(*) filter (where r.state = 'completed') as completed
    from refund r where not (r.state = 'cancelled' and r.cancel_reason is not distinct from 'NOT_OWED')
      and not exists (select 1 from refund later where later.predecessor_id = r.id)
    group by r.return_id),
    any_leg as (select distinct return_id from refund)
  select ${columns("c.return_no", "null::uuid", "null::uuid")}
  from collected_return c left join legs on legs.return_id = c.id left join any_leg on any_leg.return_id = c.id
  ${differing([
    [
      "refund_status",
      "c.refund_status",
      `case when any_leg.return_id is null and c.withdrawn_at is null then 'REFUNDED' when legs.owed is null then 'WITHDRAWN'
            when legs.completed = legs.owed then 'REFUNDED' when legs.completed > 0 then 'PARTLY_REFUNDED' else 'AWAITING' end`,
    ],
  ])}`;

/** Every place that names a refund. Foreign keys bind most of them, but not against somebody who may switch those off. */
const NAMES_OF_REFUNDS = [
  ["event_log", "subject_id", "type = 'refund.changed'"],
  ["refund_history", "refund_id"],
  ["gateway_attempt", "refund_id"],
  ["refund_line", "refund_id"],
  ["refund_deduction", "refund_id"],
  ["refund_memo", "refund_id"],
  ["refund_note", "refund_id"],
  ["refund_statement", "refund_id"],
  ["replaced_account", "refund_id"],
  ["work_item", "refund_id", "refund_id is not null"],
  ["refund", "predecessor_id", "predecessor_id is not null"],
  ["refund", "remainder_of_id", "remainder_of_id is not null"],
  ["cancellation_match", "refund_id"],
] as const;
const missing = (row: string, id: string, by: string, subject: string): string =>
  `select ${subject} as subject, ${by} as field, null::uuid as refund_id, null::uuid as payment_id, null::text as stored, ${id}::text as expected from ${row}`;
const MISSING_REFUNDS = missing(
  `(select n.id, string_agg(distinct n.by, ', ') as by, max(n.refund_no) as refund_no
    from (${NAMES_OF_REFUNDS.map(
      ([table, column, condition]) =>
        `select distinct ${column} as id, '${table}' as by, ${table === "event_log" ? `payload ->> 'refundNo'` : "null"} as refund_no
         from ${table}${condition ? ` where ${condition}` : ""}`,
    ).join(" union all ")}) n
    where not exists (select 1 from refund r where r.id = n.id) group by n.id) gone`,
  "gone.id",
  "gone.by",
  "coalesce(gone.refund_no, gone.id::text)",
);
const MISSING_RETURNS = missing(
  `(select distinct subject_id as id, payload ->> 'returnNo' as return_no from event_log where type = 'return.changed'
      and not exists (select 1 from collected_return c where c.id = event_log.subject_id)) gone`,
  "gone.id",
  "'event_log'",
  "gone.return_no",
);
const MISSING_ATTEMPTS = missing(
  `booked_cancellation c where c.attempt_id is not null and not exists (select 1 from gateway_attempt a where a.id = c.attempt_id)`,
  "c.attempt_id",
  "'booked_cancellation'",
  "c.attempt_id::text",
);

/** Every step has told its event, and every event has its step. */
const EVENTS = `with told as (
    select subject_id as refund_id, (payload ->> 'version')::int as sequence, payload ->> 'event' as event, payload ->> 'to' as to_state
    from event_log where type = 'refund.changed')
  select ${columns("r.refund_no", "r.id", "r.payment_id")}
  from told full join refund_history h using (refund_id, sequence) join refund r on r.id = refund_id
  cross join lateral (values ('step ' || sequence, h.event || ' ' || h.to_state, told.event || ' ' || told.to_state))
    as pair (field, stored, expected) where pair.stored is distinct from pair.expected`;

/** The relay gives positions without a gap. */
const POSITIONS = `select 'event log' as subject, 'position' as field, null::uuid as refund_id, null::uuid as payment_id,
    count(position)::text as stored, max(position)::text as expected
  from event_log having max(position) <> count(position)`;

const CHECKS: readonly { kind: FindingKind; sql: string }[] = [
  { kind: "REFUND_DIFFERS", sql: REFUNDS },
  { kind: "REFUND_MISSING", sql: MISSING_REFUNDS },
  { kind: "SETTLEMENT_DIFFERS", sql: SETTLEMENTS },
  { kind: "PAYMENT_DIFFERS", sql: PAYMENTS },
  { kind: "LINE_DIFFERS", sql: LINES },
  { kind: "RETURN_DIFFERS", sql: RETURNS },
  { kind: "RETURN_MISSING", sql: MISSING_RETURNS },
  { kind: "ATTEMPT_MISSING", sql: MISSING_ATTEMPTS },
  { kind: "EVENT_DIFFERS", sql: EVENTS },
  { kind: "EVENTS_MISSING", sql: POSITIONS },
];
