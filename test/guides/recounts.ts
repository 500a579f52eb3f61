/** Every number of the guides counted again, by statements that share no code with the service. */

/** A statement, and where each of its columns stands in the answer, row by row. */
export interface Recount {
  sql: string;
  [column: string]: string;
}

const TODAY = `date '2031-03-04'`;
/** As the schema spells it. */
const STATE = String.raw`upper(replace(regexp_replace(r.state, '([A-Z])', '_\1', 'g'), '.', '_'))`;
const REFUNDS = `refund r join payment p on p.id = r.payment_id`;
const DAY = (at: string): string => `(${at} at time zone 'Asia/Seoul')::date`;
const OPEN = `r.status not in ('COMPLETED', 'CANCELLED')`;
const LATE = `${OPEN} and r.due_on < ${TODAY}`;
/** 15 % a year for each day, of money: points bear none. */
const INTEREST = `sum(case when p.method = 'POINTS' then 0 else floor(r.amount_total * 15 * (${TODAY} - r.due_on) / 36500.0) end)`;
const INTO_FAILURE = `h.to_state in ('refundRequested.refused', 'accepted.failed') and h.from_state is distinct from h.to_state`;

const refundsWhere = (where: string, path = "refunds.edges.*.node"): Recount => ({
  sql: `select r.refund_no, r.amount_total from ${REFUNDS} where ${where} order by r.created_at, r.refund_no`,
  refund_no: `${path}.refundNo`,
  amount_total: `${path}.amount.amount`,
});

const openBy = (column: string, name: string): Recount => ({
  sql: `select ${column} as name, count(*) as n, sum(r.amount_total) as amount from ${REFUNDS} where ${OPEN} group by 1 order by 1`,
  name: `refundFigures.open.*.${name}`,
  n: "refundFigures.open.*.refunds",
  amount: "refundFigures.open.*.amount.amount",
});

const lateBy = (column: string, name: string): Recount => ({
  sql: `select ${column} as name, count(*) as n, sum(r.amount_total) as amount from ${REFUNDS} where ${LATE} group by 1 order by 1`,
  name: `refundFigures.overdue.*.${name}`,
  n: "refundFigures.overdue.*.refunds",
  amount: "refundFigures.overdue.*.amount.amount",
});

const stepsOf = (refundNo: string, path = "refundByNo.history.edges.*.node"): Recount => ({
  sql: `select h.event, h.actor from refund_history h join refund r on r.id = h.refund_id where r.refund_no = '${refundNo}' order by h.sequence`,
  event: `${path}.event`,
  actor: `${path}.actor`,
});

/** Steps of the days up to today: when each refund was created, completed, paid by hand, failed. */
const EVENTS = `
  select ${DAY("r.created_at")} as day, p.method, 'created' as what, r.amount_total as amount from ${REFUNDS}
  union all
  select ${DAY("r.completed_at")}, p.method, 'completed', r.amount_total from ${REFUNDS} where r.completed_at is not null
  union all
  select ${DAY("h.at")}, p.method, 'by hand', r.amount_total from refund_history h join ${REFUNDS} on r.id = h.refund_id where h.event = 'RECORD_SUCCESS'
  union all
  select ${DAY("h.at")}, p.method, 'reversed', r.amount_total from refund_history h join ${REFUNDS} on r.id = h.refund_id where h.event = 'REVERSED'
  union all
  select ${DAY("h.at")}, p.method, 'cancelled', r.amount_total from refund_history h join ${REFUNDS} on r.id = h.refund_id where h.to_state = 'cancelled'
  union all
  select ${DAY("h.at")}, p.method, 'failed', h.amount from refund_history h join ${REFUNDS} on r.id = h.refund_id where ${INTO_FAILURE}`;
const number = (what: string): string => `count(*) filter (where what = '${what}')`;
const amount = (what: string): string => `coalesce(sum(amount) filter (where what = '${what}'), 0)`;

const REFUND_OPERATOR: Record<number, Recount> = {
  1: {
    sql: `select (select count(*) from collected_return where refund_status in ('AWAITING', 'PARTLY_REFUNDED')) as n`,
    n: "returnsAwaitingRefund.totalCount.count",
  },
  2: {
    sql: `select r.refund_no, r.amount_total, r.due_on::text as due_on, r.due_on < ${TODAY} as overdue, count(*) over () as n from ${REFUNDS}
      where r.status = 'RETURN_COLLECTED' and r.due_on <= ${TODAY} order by r.due_on, r.refund_no`,
    refund_no: "refunds.edges.*.node.refundNo",
    amount_total: "refunds.edges.*.node.amount.amount",
    due_on: "refunds.edges.*.node.dueOn",
    overdue: "refunds.edges.*.node.overdue",
  },
  3: {
    sql: `select r.refund_no, r.version, p.amount_total - p.refunded_at_gateway_total - p.refunded_by_hand_total - p.excess_total - p.uncaptured_total
        - (p.reserved_total - case when r.holds_reservation then r.amount_total else 0 end) as refundable
      from ${REFUNDS} where r.status = 'RETURN_COLLECTED' and p.gateway = 'PORTONE_V2' order by r.created_at, r.refund_no`,
    refund_no: "refunds.edges.*.node.refundNo",
    version: "refunds.edges.*.node.version",
    refundable: "refunds.edges.*.node.refundableAmount.amount",
  },
  4: {
    sql: `select r.refund_no, 2 as version from refund r join refund_history h on h.refund_id = r.id and h.event = 'REQUEST'
      where h.at >= '2031-03-04T01:00:00Z' order by r.created_at`,
    refund_no: "refundsRequest.results.*.refund.refundNo",
    version: "refundsRequest.results.*.refund.version",
  },
  5: {
    sql: `select ${number("completed")} as n, ${amount("completed")} as amount from (${EVENTS}) e where day = ${TODAY}`,
    n: "refundFigures.daily.*.completed.refunds",
    amount: "refundFigures.daily.*.completed.amount.amount",
  },
  6: {
    sql: `select r.refund_no, r.amount_total, r.refusal_cause from ${REFUNDS} where r.state = 'refundRequested.refused' order by r.created_at, r.refund_no`,
    refund_no: "refunds.edges.*.node.refundNo",
    amount_total: "refunds.edges.*.node.amount.amount",
    refusal_cause: "refunds.edges.*.node.failure.cause",
  },
  7: refundsWhere(`r.state = 'refundRequested.unknown'`),
  8: refundsWhere(`r.state in ('refundRequested.submitting', 'refundRequested.pending', 'refundRequested.deferred')`),
  9: openBy("p.gateway", "gateway"),
  10: refundsWhere(`r.state like '%.awaitingApproval' and r.requested_by = 'kim.seoyeon'`),
  11: {
    sql: `select r.refund_no, r.amount_total from ${REFUNDS} join orders o on o.id = r.order_id where o.order_no = '20310225-4102964' order by r.refund_no`,
    refund_no: "search.hits.*.node.refunds.*.refundNo",
    amount_total: "search.hits.*.node.refunds.*.amount.amount",
  },
  12: {
    sql: `select r.refund_no, ${STATE} as state, r.payable_by_hand from refund r where r.status = 'ACCEPTED' order by r.created_at, r.refund_no`,
    refund_no: "refunds.edges.*.node.refundNo",
    state: "refunds.edges.*.node.state",
  },
};

const CS_AGENT: Record<number, Recount> = {
  1: {
    sql: `select l.name, l.quantity, l.returned_quantity, l.amount from order_line l join orders o on o.id = l.order_id where o.order_no = '20310222-4100499' order by l.line_no`,
    name: "order.lines.*.name",
    quantity: "order.lines.*.quantity",
    returned_quantity: "order.lines.*.returnedQuantity",
    amount: "order.lines.*.amount.amount",
  },
  2: stepsOf("RF-20310303-000067"),
  3: {
    sql: `select jsonb_array_elements_text(g.value::jsonb -> 'codes') as code from gateway_rule g where g.kind = 'BANKS' and g.provider = 'KCP' order by 1`,
    code: "banks.*.code",
  },
  4: {
    sql: `select r.refund_no, r.version, r.account_bank_code from refund r where r.refund_no = 'RF-20310303-000067'`,
    refund_no: "refundAccountChange.refund.refundNo",
    version: "refundAccountChange.refund.version",
    account_bank_code: "refundAccountChange.refund.refundAccount.bankCode",
  },
  5: {
    sql: `select ${STATE} as state, r.amount_total, to_jsonb(r.approval_reasons) as reasons from refund r where r.refund_no = 'RF-20310303-000067'`,
    state: "refundFallBackToManual.refund.state",
    amount_total: "refundFallBackToManual.refund.payableByHand.amount",
    reasons: "refundFallBackToManual.refund.approval.reasons",
  },
  6: {
    sql: `select r.refund_no, r.expected_from::text as expected_from, r.expected_by::text as expected_by, r.amount_total
      from refund r join orders o on o.id = r.order_id where o.order_no = '20310225-4102964' order by r.refund_no`,
    refund_no: "order.refunds.*.refundNo",
    expected_from: "order.refunds.*.expectedFrom",
    expected_by: "order.refunds.*.expectedBy",
    amount_total: "order.refunds.*.amount.amount",
  },
  7: {
    sql: `select ${TODAY} - r.due_on as days, floor(r.amount_total * 15 * (${TODAY} - r.due_on) / 36500.0) as interest from refund r where r.refund_no = 'RF-20310224-000016'`,
    days: "refundByNo.delayInterest.daysLate",
    interest: "refundByNo.delayInterest.amount.amount",
  },
  8: {
    sql: `select d::date::text as day, case when extract(isodow from d) > 5 then 'WEEKEND' else 'BUSINESS_DAY' end as kind
      from generate_series(${TODAY}, ${TODAY} + 3, '1 day') d order by 1`,
    day: "businessDays.days.*.day",
    kind: "businessDays.days.*.kind",
  },
  9: {
    sql: `select p.payment_no, l.amount / l.quantity as amount from order_line l join orders o on o.id = l.order_id join payment p on p.order_id = o.id
      where o.order_no = '20310219-4100900' and l.line_no = '3'`,
    payment_no: "refundPreview.legs.*.paymentNo",
    amount: "refundPreview.legs.*.amount.amount",
  },
  10: {
    sql: `select n.author, count(*) over () as n from refund_note n join refund r on r.id = n.refund_id where r.refund_no = 'RF-20310223-000006'`,
    author: "refundByNo.notes.edges.*.node.author",
    n: "refundByNo.notes.totalCount.count",
  },
  11: {
    sql: `select n.author, p.name from refund_note n join refund r on r.id = n.refund_id join refund_note_mention m on m.note_id = n.id join person p on p.id = m.person_id
      where r.refund_no = 'RF-20310223-000006' order by n.id desc limit 1`,
    author: "refundNoteAdd.note.author",
    name: "refundNoteAdd.note.mentioned.*.name",
  },
  12: {
    sql: `select r.refund_no, r.amount_total, p.method from ${REFUNDS} join orders o on o.id = r.order_id where o.order_no = '20310211-4109752' order by r.refund_no`,
    refund_no: "order.refunds.*.refundNo",
    amount_total: "order.refunds.*.amount.amount",
    method: "order.refunds.*.payment.method",
  },
  13: {
    sql: `select count(*) as n from gateway_rule g where (g.gateway = 'PORTONE_V2' or g.gateway is null) and (g.provider = 'KCP' or g.provider is null)
      and (g.method = 'CARD' or g.method is null)`,
    n: "gatewayRules.length",
  },
};

const APPROVER: Record<number, Recount> = {
  1: {
    sql: `select kind, (select count(*) from refund r where r.state = kind_state) as count from (values
      ('GATEWAY_REFUND', 'refundRequested.awaitingApproval'), ('MANUAL_REFUND', 'accepted.awaitingApproval'), ('UNKNOWN_OUTCOME', ''),
      ('CANCELLATION_CORRECTION', ''), ('FACTS_CORRECTION', '')) k (kind, kind_state)`,
    kind: "viewer.approvalsWaiting.*.kind",
    count: "viewer.approvalsWaiting.*.count",
  },
  2: {
    sql: `select r.refund_no, r.amount_total, floor(extract(epoch from timestamptz '2031-03-04T01:00:00Z' - r.approval_requested_at) / 60) as minutes
      from refund r where r.state like '%.awaitingApproval' order by r.approval_requested_at, r.refund_no`,
    refund_no: "approvalsWaiting.edges.*.node.refund.refundNo",
    amount_total: "approvalsWaiting.edges.*.node.amount.amount",
    minutes: "approvalsWaiting.edges.*.node.waitingMinutes",
  },
  3: {
    sql: `select o.name, l.amount, r.amount_total from refund_line l join refund r on r.id = l.refund_id join order_line o on o.id = l.order_line_id
      where r.refund_no = 'RF-20310302-000045' order by o.line_no`,
    name: "refundByNo.lines.*.name",
    amount: "refundByNo.lines.*.amount.amount",
  },
  4: {
    sql: `select r.refund_no, r.amount_total from refund r where r.state = 'accepted.awaitingApproval' order by r.approval_requested_at`,
    refund_no: "approvalsWaiting.edges.*.node.refund.refundNo",
    amount_total: "approvalsWaiting.edges.*.node.refund.payableByHand.amount",
  },
  5: {
    sql: `select r.refund_no, r.approved_by, ${STATE} as state from refund r where r.refund_no = 'RF-20310224-000010'`,
    refund_no: "refundApprove.refund.refundNo",
    approved_by: "refundApprove.refund.approval.approvedBy",
    state: "refundApprove.refund.state",
  },
  6: {
    sql: `select r.refund_no, ${STATE} as state from refund r where r.refund_no = 'RF-20310302-000045'`,
    refund_no: "refundDecline.refund.refundNo",
    state: "refundDecline.refund.state",
  },
  7: {
    sql: `select h.sequence, h.event, h.reason_code from refund_history h join refund r on r.id = h.refund_id where r.refund_no = 'RF-20310302-000045' order by h.sequence`,
    sequence: "refundByNo.history.edges.*.node.sequence",
    event: "refundByNo.history.edges.*.node.event",
    reason_code: "refundByNo.history.edges.*.node.reasonCode",
  },
  8: refundsWhere(`r.approved_by = 'choi.jungsook'`),
  9: {
    sql: `select r.refund_no, a.code from refund r join gateway_attempt a on a.refund_id = r.id where r.state = 'refundRequested.unknown' order by r.created_at`,
    refund_no: "refunds.edges.*.node.refundNo",
    code: "refunds.edges.*.node.attempts.*.gatewayCode",
  },
  10: {
    ...lateBy("p.gateway", "gateway"),
    sql: `select p.gateway as name, count(*) as n, sum(r.amount_total) as amount, ${INTEREST} as interest from ${REFUNDS} where ${LATE} group by 1 order by 1`,
    interest: "refundFigures.overdue.*.interest.amount",
  },
  11: {
    sql: `select n.author from refund_note n join refund_note_mention m on m.note_id = n.id join person p on p.id = m.person_id where p.subject = 'choi.jungsook'`,
    author: "mentions.edges.*.node.author",
  },
  12: {
    sql: `select day::text as day, name, recorded_by, revision from holiday`,
    day: "holidayRecord.statement.day",
    name: "holidayRecord.statement.name",
    recorded_by: "holidayRecord.statement.recordedBy",
    revision: "holidayRecord.statement.revision",
  },
  13: {
    sql: `select r.refund_no, c.from_day::text as from_day, c.to_day::text as to_day from refund r join due_change c on c.refund_id = r.id
      where r.status = 'REFUND_REQUESTED' order by r.created_at, r.refund_no`,
    from_day: "refunds.edges.*.node.dueChanges.*.from",
    to_day: "refunds.edges.*.node.dueChanges.*.to",
  },
};

const ACCOUNTANT: Record<number, Recount> = {
  1: {
    sql: `select r.refund_no, r.version, r.amount_total from refund r where r.state = 'accepted.unprocessed' order by r.created_at, r.refund_no`,
    refund_no: "refunds.edges.*.node.refundNo",
    version: "refunds.edges.*.node.version",
    amount_total: "refunds.edges.*.node.payableByHand.amount",
  },
  2: {
    sql: `select r.refund_no, ${STATE} as state, r.processing_result, r.bank_reference, r.transfer_failure_cause from refund r
      join refund_history h on h.refund_id = r.id and h.event in ('RECORD_SUCCESS', 'RECORD_FAILURE') where h.at >= '2031-03-04T01:00:00Z'
      order by r.created_at`,
    refund_no: "manualRefundResultsRecord.results.*.refund.refundNo",
    state: "manualRefundResultsRecord.results.*.refund.state",
    bank_reference: "manualRefundResultsRecord.results.*.refund.bankReference",
    transfer_failure_cause: "manualRefundResultsRecord.results.*.refund.transferFailureCause",
  },
  3: {
    sql: `select r.refund_no, r.amount_total, r.transfer_failure_cause from refund r where r.state = 'accepted.failed' order by r.created_at, r.refund_no`,
    refund_no: "refunds.edges.*.node.refundNo",
    amount_total: "refunds.edges.*.node.payableByHand.amount",
    transfer_failure_cause: "refunds.edges.*.node.transferFailureCause",
  },
  4: {
    sql: `select day::text as day, ${number("completed")} as done, ${amount("completed")} as done_amount, ${number("by hand")} as by_hand, ${amount("by hand")} as by_hand_amount
      from (${EVENTS}) e group by 1 order by 1`,
    day: "refundFigures.daily.*.day",
    done: "refundFigures.daily.*.completed.refunds",
    done_amount: "refundFigures.daily.*.completed.amount.amount",
    by_hand: "refundFigures.daily.*.paidByTransfer.refunds",
    by_hand_amount: "refundFigures.daily.*.paidByTransfer.amount.amount",
  },
  5: {
    sql: `select c.amount_total, c.amount_vat, r.refund_no from booked_cancellation c join gateway_attempt a on a.id = c.attempt_id join refund r on r.id = a.refund_id
      where c.booked_at < '2031-03-04T00:00:00Z' order by c.booked_at desc, c.id desc`,
    amount_total: "bookedCancellations.edges.*.node.amount.total.amount",
    amount_vat: "bookedCancellations.edges.*.node.amount.vat.amount",
    refund_no: "bookedCancellations.edges.*.node.refunds.*.refundNo",
  },
  6: {
    sql: `select p.amount_total, (select sum(r.amount_total) from refund r where r.payment_id = p.id and r.status = 'COMPLETED') as refunded, p.amount_total
        - (select sum(r.amount_total) from refund r where r.payment_id = p.id and r.status <> 'CANCELLED') as refundable
      from payment p where p.gateway_payment_id = 'pay-20310219-4107972-1'`,
    amount_total: "paymentByGatewayId.amount.total.amount",
    refunded: "paymentByGatewayId.refundedAtGateway.total.amount",
    refundable: "paymentByGatewayId.refundable.amount",
  },
  7: {
    sql: `select count(*) as n, sum(r.amount_total) as amount, ${INTEREST} as interest, count(*) filter (where p.method = 'POINTS') as without from ${REFUNDS} where ${LATE}`,
    n: "refundFigures.overdue.*.refunds",
    amount: "refundFigures.overdue.*.amount.amount",
    interest: "refundFigures.overdue.*.interest.amount",
    without: "refundFigures.overdue.*.withoutInterest",
  },
  8: openBy("p.method", "method"),
  9: {
    sql: `select p.gateway_payment_id, p.amount_total from payment p order by p.paid_at desc, p.id desc limit 5`,
    gateway_payment_id: "payments.edges.*.node.gatewayPaymentId",
    amount_total: "payments.edges.*.node.amount.total.amount",
  },
  10: {
    sql: `select count(*) as n from payment where disputed`,
    n: "payments.totalCount.count",
  },
  11: refundsWhere(`r.status = 'COMPLETED' and r.amount_total >= 100000`),
  12: {
    sql: `select before.refund_no, r.amount_total, ${STATE} as state from refund r join refund before on before.id = r.predecessor_id`,
    refund_no: "refundReversalRecord.refund.predecessor.refundNo",
    amount_total: "refundReversalRecord.refund.payableByHand.amount",
    state: "refundReversalRecord.refund.state",
  },
  13: openBy(STATE, "state"),
};

const PRIVACY_OFFICER: Record<number, Recount> = {
  1: {
    sql: `select subject, name from person where subject = 'han.taeyoon'`,
    name: "viewer.name",
  },
  2: {
    sql: `select subject, name, count(*) over () as n from person where kind = 'PERSON' order by first_seen_at`,
    subject: "persons.edges.*.node.subject",
    name: "persons.edges.*.node.name",
  },
  3: {
    sql: `select r.refund_no from refund r where r.status = 'ACCEPTED' and r.account_number_sealed is not null order by r.created_at, r.refund_no`,
    refund_no: "refunds.edges.*.node.refundNo",
  },
  4: stepsOf("RF-20310303-000067"),
  5: {
    sql: `select n.author from refund_note n join refund r on r.id = n.refund_id where r.refund_no = 'RF-20310223-000006' order by n.id desc`,
    author: "large.notes.edges.*.node.text.writtenBy",
  },
  6: {
    sql: `select r.refund_no, asked.name as asked, agreed.name as agreed from refund r join person asked on asked.subject = r.requested_by join person agreed on agreed.subject = r.approved_by
      order by r.created_at`,
    refund_no: "refunds.edges.*.node.refundNo",
    asked: "refunds.edges.*.node.requestedByPerson.name",
    agreed: "refunds.edges.*.node.approvedByPerson.name",
  },
  7: {
    sql: `select count(*) as n from refund where requested_by = 'kim.seoyeon'`,
    n: "refunds.totalCount.count",
  },
  8: {
    sql: `select case kind when 'SERVICE' then 'PROGRAM' end as kind, name from person where subject = 'return-service'`,
    kind: "person.kind",
    name: "person.name",
  },
  9: {
    sql: `select subject, name from person where roles::text like '%approver%'`,
    subject: "persons.edges.*.node.subject",
    name: "persons.edges.*.node.name",
  },
  10: {
    sql: `select refund_no from refund where refund_no like 'RF-20310303-000067%'`,
    refund_no: "search.hits.*.value",
  },
  11: {
    sql: `select count(*) as n from refund_note_mention m join person p on p.id = m.person_id where p.subject = 'han.taeyoon'`,
    n: "mentions.totalCount.count",
  },
};

const STATUS_COUNTS = ["RETURN_COLLECTED", "REFUND_REQUESTED", "ACCEPTED", "COMPLETED", "CANCELLED"]
  .map((status) => `count(*) filter (where status = '${status}') as ${status.toLowerCase()}`)
  .join(", ");
const GATEWAY_COUNTS = ["PORTONE_V2", "IAMPORT_V1", "TOSS_PAY", "EBP", "MERCHANT_LEDGER"]
  .map((gateway) => `count(*) filter (where gateway = '${gateway}') as ${gateway.toLowerCase()}`)
  .join(", ");

const ANALYST: Record<number, Recount> = {
  1: {
    sql: `select day::text as day, ${number("created")} as created, ${amount("created")} as created_amount, ${number("completed")} as completed,
      ${amount("completed")} as completed_amount, ${number("failed")} as failed from (${EVENTS}) e group by 1 order by 1`,
    day: "refundFigures.daily.*.day",
    created: "refundFigures.daily.*.created.refunds",
    created_amount: "refundFigures.daily.*.created.amount.amount",
    completed: "refundFigures.daily.*.completed.refunds",
    completed_amount: "refundFigures.daily.*.completed.amount.amount",
    failed: "refundFigures.daily.*.failed.refunds",
  },
  2: {
    sql: `select ${STATE} as state, count(*) as n from refund r where ${OPEN} group by 1 order by 1`,
    state: "refundFigures.open.*.state",
    n: "refundFigures.open.*.refunds",
  },
  3: openBy(
    `case when ${TODAY} - ${DAY("r.created_at")} = 0 then 'TODAY' when ${TODAY} - ${DAY("r.created_at")} <= 3 then 'DAYS_1_TO_3'
      when ${TODAY} - ${DAY("r.created_at")} <= 7 then 'DAYS_4_TO_7' else 'DAYS_8_TO_30' end`,
    "age",
  ),
  4: {
    sql: `select coalesce(case when h.to_state = 'accepted.failed' then h.reason_code end, a.refusal_cause, 'PROVIDER_REFUSED') as cause, count(*) as n, sum(h.amount) as amount
      from refund_history h left join gateway_attempt a on a.id = h.attempt_id where ${INTO_FAILURE} group by 1 order by 1`,
    cause: "refundFigures.failures.*.cause",
    n: "refundFigures.failures.*.failures",
    amount: "refundFigures.failures.*.amount.amount",
  },
  5: {
    sql: `select p.gateway, count(*) as n, percentile_disc(0.5) within group (order by hours) as p50, percentile_disc(0.9) within group (order by hours) as p90,
        percentile_disc(0.99) within group (order by hours) as p99
      from ${REFUNDS} cross join lateral (select floor(extract(epoch from r.completed_at - r.owed_since) / 3600) as hours) took
      where r.completed_at is not null group by 1 order by 1`,
    gateway: "refundFigures.timeToRefund.*.gateway",
    n: "refundFigures.timeToRefund.*.refunds",
    p50: "refundFigures.timeToRefund.*.p50Hours",
    p90: "refundFigures.timeToRefund.*.p90Hours",
    p99: "refundFigures.timeToRefund.*.p99Hours",
  },
  6: {
    sql: `select method, ${number("created")} as n, ${amount("created")} as amount from (${EVENTS}) e group by 1 order by 1`,
    method: "refundFigures.daily.*.method",
    n: "refundFigures.daily.*.created.refunds",
    amount: "refundFigures.daily.*.created.amount.amount",
  },
  7: {
    sql: `select ${STATUS_COUNTS} from refund`,
    return_collected: "collected.totalCount.count",
    refund_requested: "requested.totalCount.count",
    accepted: "accepted.totalCount.count",
    completed: "completed.totalCount.count",
    cancelled: "cancelled.totalCount.count",
  },
  8: {
    sql: `select c.return_no, sum(r.amount_total) filter (where r.status = 'COMPLETED') as refunded, sum(r.amount_total) filter (where r.status <> 'COMPLETED') as open
      from collected_return c join refund r on r.return_id = c.id group by 1 having count(*) filter (where r.status = 'COMPLETED' and r.reversed_at is null) between 1 and count(*) - 1`,
    return_no: "returnsAwaitingRefund.edges.*.node.returnNo",
    refunded: "returnsAwaitingRefund.edges.*.node.sums.refunded.amount",
    open: "returnsAwaitingRefund.edges.*.node.sums.open.amount",
  },
  9: refundsWhere("r.amount_total >= 1000000"),
  10: {
    sql: `select h.sequence, h.event, h.cause from refund_history h join refund r on r.id = h.refund_id where r.refund_no = 'RF-20310225-000020' order by h.sequence`,
    sequence: "refundByNo.history.edges.*.node.sequence",
    event: "refundByNo.history.edges.*.node.event",
    cause: "refundByNo.history.edges.*.node.cause",
  },
  11: {
    sql: `select ${GATEWAY_COUNTS} from payment`,
    portone_v2: "portone.totalCount.count",
    iamport_v1: "iamport.totalCount.count",
    toss_pay: "tossPay.totalCount.count",
    ebp: "ebp.totalCount.count",
    merchant_ledger: "points.totalCount.count",
  },
  12: lateBy("p.method", "method"),
};

const HANDED_OVER = `refund r join collected_return c on c.id = r.return_id where c.return_no = 'R20310304-9000001-1'`;
/** What is left of one of the two mouse pads after the way back. */
const OWED = `(select l.amount / l.quantity from order_line l join orders o on o.id = l.order_id where o.order_no = '20310303-9000001' and l.line_no = '2')
  - (select sum(d.amount) from return_deduction d join collected_return c on c.id = d.return_id where c.return_no = 'R20310304-9000001-1')`;

const RETURN_SERVICE: Record<number, Recount> = {
  1: {
    sql: `select r.refund_no, r.due_on::text as due_on, ${OWED} as owed from ${HANDED_OVER}`,
    refund_no: "returnCollect.return.refunds.*.refundNo",
    due_on: "returnCollect.return.dueOn",
    owed: "returnCollect.return.refunds.*.amount.amount",
  },
  2: {
    sql: `select r.refund_no, count(*) over () = 1 as replayed from ${HANDED_OVER}`,
    refund_no: "returnCollect.return.refunds.*.refundNo",
    replayed: "returnCollect.replayed",
  },
  3: {
    sql: `select r.refund_no, ${STATE} as state, r.amount_total from ${HANDED_OVER}`,
    refund_no: "return.refunds.*.refundNo",
    state: "return.refunds.*.state",
    amount_total: "return.sums.open.amount",
  },
  4: {
    sql: `select l.quantity - l.returned_quantity as left from order_line l join orders o on o.id = l.order_id where o.order_no = '20310303-9000001' and l.line_no = '2'`,
    left: "returnCollect.userErrors.*.returnableQuantity",
  },
  5: {
    sql: `select count(*) as n from gateway_rule g where (g.gateway = 'PORTONE_V2' or g.gateway is null) and (g.provider = 'KCP' or g.provider is null)
      and (g.method = 'VIRTUAL_ACCOUNT' or g.method is null)`,
    n: "gatewayRules.length",
  },
  6: {
    sql: `select r.refund_no, ${STATE} as state, c.refund_status from ${HANDED_OVER}`,
    refund_no: "returnWithdraw.return.refunds.*.refundNo",
    state: "returnWithdraw.return.refunds.*.state",
    refund_status: "returnWithdraw.return.refundStatus",
  },
};

const SETTLEMENT_SERVICE: Record<number, Recount> = {
  1: {
    sql: `select p.gateway_payment_id, p.capture_state from payment p where p.gateway_payment_id = 'pay-20310303-9000001-1'`,
    gateway_payment_id: "paymentCaptureReport.payment.gatewayPaymentId",
    capture_state: "paymentCaptureReport.payment.captureState",
  },
  2: {
    sql: `select p.amount_total, p.amount_total - p.reserved_total as refundable from payment p where p.gateway_payment_id = 'pay-20310303-9000001-1'`,
    amount_total: "paymentByGatewayId.amount.total.amount",
    refundable: "paymentByGatewayId.refundable.amount",
  },
};

const ORDER_SERVICE: Record<number, Recount> = {
  1: {
    sql: `select to_jsonb(array[]::int[]) as missing from ledger_report where day = '2031-03-03' and completed_at is not null`,
    missing: "ledgerDayReport.missingParts",
  },
  2: {
    sql: `select 'NOT_FOUND' as code where not exists (select 1 from gateway_attempt where id = '01956f00-0000-7000-8000-000000000000')`,
    code: "refundLedgerResultReport.userErrors.*.code",
  },
};

const EVENTS_OF_RETURN = `select e.payload ->> 'to' as "to" from event_log e join collected_return c on c.id = e.subject_id
  where e.type = 'return.changed' and c.return_no = 'R20310304-9000001-1' order by e.position`;

const FOLLOWER: Record<number, Recount> = {
  1: {
    sql: `select r.refund_no, c.refund_status from ${HANDED_OVER}`,
    refund_no: "return.refunds.*.refundNo",
    refund_status: "return.refundStatus",
  },
  2: { sql: EVENTS_OF_RETURN, to: "*.returnChanged.to" },
  3: { sql: `${EVENTS_OF_RETURN} offset 1`, to: "*.returnChanged.to" },
  4: {
    sql: `select h.event, h.cause, h.sequence from refund_history h where h.refund_id in (select r.id from ${HANDED_OVER}) order by h.sequence`,
    event: "*.refundChanged.event",
    cause: "*.refundChanged.cause",
    sequence: "*.refundChanged.version",
  },
};

/** By the caller of a chapter, then by the number of its question. */
export const RECOUNTS: Readonly<Record<string, Readonly<Record<number, Recount>>>> = {
  "refund-operator": REFUND_OPERATOR,
  "cs-agent": CS_AGENT,
  approver: APPROVER,
  accountant: ACCOUNTANT,
  "privacy-officer": PRIVACY_OFFICER,
  analyst: ANALYST,
  "returns:write": RETURN_SERVICE,
  "captures:write": SETTLEMENT_SERVICE,
  "ledger-results:write": ORDER_SERVICE,
  "events:read": FOLLOWER,
};
