/** Many refunds at once, written by SQL: for lists, which look at rows and not at how they came about. */
import type { EntityManager } from "@mikro-orm/postgresql";

export interface ManyRefunds {
  count: number;
  /** Refunds that share one `created_at`, to the millisecond. */
  perMoment?: number;
}

/** Refunds per order and payment, and per return. */
const PER_ORDER = 10;
const PER_RETURN = 2;

const PARTS = ["total", "taxable", "vat", "tax_free", "service_fee"];
const BALANCES = ["refunded_at_gateway", "refunded_by_hand", "reserved", "reversed", "excess", "uncaptured"];

/** `n` → a UUID, in the order of `n`. */
const uuid = (kind: number, n: string) => `('0000000${kind}-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;

/** Of 100 orders 70, 20, 8 and 2; none of EBP. */
const gatewayOf = (order: string) =>
  `(case when ${order} % 100 < 70 then 'PORTONE_V2' when ${order} % 100 < 90 then 'TOSS_PAY' when ${order} % 100 < 98 then 'IAMPORT_V1' else 'MERCHANT_LEDGER' end)`;
/** Common and rare ones; nobody paid with POINTS. */
const methodOf = (order: string) =>
  `(case when ${order} % 5000 = 77 then 'MOBILE' when ${order} % 10 < 6 then 'CARD' when ${order} % 10 < 9 then 'EASY_PAY' else 'VIRTUAL_ACCOUNT' end)`;
/** HECTO of the oldest fiftieth alone; nobody is KSNET. */
const providerOf = (order: string, orders: number) =>
  `(case when ${order} <= ${orders} / 50 then 'HECTO' when ${order} % 5000 = 99 then 'DAOU' when ${order} % 10 < 5 then 'KCP' when ${order} % 10 < 8 then 'INICIS' end)`;

/**
 * Of 100 refunds 88 are completed, 4 collected, 6 requested (one in each phase), 2 cancelled. Refund
 * `n` (from 1) is `RF-20310302-<n>` and was made `n / perMoment` seconds after 2031-01-01T00:00:00Z.
 */
export async function insertManyRefunds(em: EntityManager, { count, perMoment = 1 }: ManyRefunds): Promise<void> {
  const orders = Math.ceil(count / PER_ORDER);
  const orderOf = `((n - 1) / ${PER_ORDER} + 1)`;
  const returnOf = `((n - 1) / ${PER_RETURN} + 1)`;
  const orderOfReturn = `((n - 1) / ${PER_ORDER / PER_RETURN} + 1)`;
  const at = `'2031-01-01T00:00:00Z'::timestamptz + ((n - 1) / ${perMoment}) * interval '1 second'`;
  await em.execute(`
    insert into orders (id, order_no, currency, customer_id_sealed, customer_name_sealed, created_at)
    select ${uuid(1, "n")}, 'O-' || n, 'KRW', 'sealed', 'sealed', '2031-01-01' from generate_series(1, ${orders}) n`);
  await em.execute(`
    insert into payment (id, order_id, payment_no, position, gateway, gateway_payment_id, method, provider, promotion, capture_state, paid_at, disputed, created_at,
      ${PARTS.map((part) => `amount_${part}`).join(", ")}, ${BALANCES.flatMap((balance) => PARTS.map((part) => `${balance}_${part}`)).join(", ")})
    select ${uuid(2, "n")}, ${uuid(1, "n")}, '1', 1, ${gatewayOf("n")}, 'pay-' || n, ${methodOf("n")}, ${providerOf("n", orders)}, 'RELEASE', 'CAPTURED', '2031-01-01', false, '2031-01-01',
      1100000, 1000000, 100000, 0, 0, ${BALANCES.flatMap(() => PARTS.map(() => "0")).join(", ")}
    from generate_series(1, ${orders}) n`);
  await em.execute(`
    insert into collected_return (id, return_no, order_id, collected_at, refund_status, at_fault, withdrawn_at, facts_hash, created_at)
    select ${uuid(3, "n")}, 'R-' || n, ${uuid(1, orderOfReturn)}, ${at},
      case when n % 100 < 88 then 'REFUNDED' when n % 100 < 98 then (case n % 3 when 0 then 'PARTLY_REFUNDED' else 'AWAITING' end) else 'WITHDRAWN' end,
      case when n % 5000 = 7 then 'CARRIER' when n % 3 < 2 then 'CUSTOMER' end, null, 'none', ${at} from generate_series(1, ${Math.ceil(count / PER_RETURN)}) n`);
  await em.execute(`
    insert into refund (id, refund_no, order_id, return_id, owed_since, payment_id, gateway, method, provider, at_fault, state, status, gateway_phase, processing_result, version, history_hash,
      ${PARTS.map((part) => `amount_${part}`).join(", ")}, holds_reservation, paid_to_customer, requested_by, approved_by, approval_requested_at, refusal_cause,
      gateway_message, deferred_until, cancel_reason, predecessor_id, due_on, changed_by, changed_at, completed_at, created_at)
    select ${uuid(4, "n")}, 'RF-20310302-' || n, ${uuid(1, orderOf)}, ${uuid(3, returnOf)}, ${at}, ${uuid(2, orderOf)}, ${gatewayOf(orderOf)}, ${methodOf(orderOf)}, ${providerOf(orderOf, orders)},
      case when ${returnOf} % 5000 = 7 then 'CARRIER' when ${returnOf} % 3 < 2 then 'CUSTOMER' end, state.state, state.status, state.phase,
      case when n % 1000 = 13 then 'SUCCEEDED' end, 1, 'none', n, 0, 0, n, 0, false, null, case when n % 100 < 94 then 'operator-' || n % 50 end,
      case when n % 1000 = 7 then 'approver-' || n % 5 end, case when state.state like '%.awaitingApproval' then ${at} + interval '1 hour' end, case when n % 10000 = 97 then 'PROVIDER_REFUSED' end, null, null,
      case when state.state = 'cancelled' then 'REOPEN_LATER' end, null,
      ('2031-01-04'::date + ((n - 1) / ${perMoment} / 86400)::int), case when n % 20000 = 19 then 'rare.person' when n % 100 < 60 then 'system:gateway' else 'operator-' || n % 50 end, ${at},
      case when state.state = 'completed' then ${at} + interval '30 hours' + (n % 7) * interval '1 hour' end, ${at}
    from generate_series(1, ${count}) n
    cross join lateral (
      select case when n % 100 < 88 then 'completed' when n % 100 < 92 then 'returnCollected' when n % 100 < 98 then
          'refundRequested.' || (array['awaitingApproval', 'submitting', 'deferred', 'pending', 'unknown', 'refused'])[n % 100 - 91] else 'cancelled' end as state,
        case when n % 100 < 88 then 'COMPLETED' when n % 100 < 92 then 'RETURN_COLLECTED' when n % 100 < 98 then 'REFUND_REQUESTED' else 'CANCELLED' end as status,
        case when n % 100 between 92 and 97 then (array['AWAITING_APPROVAL', 'SUBMITTING', 'DEFERRED', 'PENDING', 'UNKNOWN', 'REFUSED'])[n % 100 - 91] end as phase
    ) state`);
  await em.execute(`analyze orders, payment, collected_return, refund`);
}

/** Of each payment a cancellation in the gateway's console, a second after the other. */
export async function insertManyCancellations(em: EntityManager): Promise<void> {
  await em.execute(`
    insert into booked_cancellation (id, gateway, payment_id, gateway_cancellation_id, cause, transfer_failed, booked_at,
      ${PARTS.map((part) => `amount_${part}`).join(", ")}, ${PARTS.map((part) => `released_${part}`).join(", ")})
    select ${uuid(5, "n")}, payment.gateway, payment.id, 'cancel-' || n, 'GATEWAY_CONSOLE', false, '2031-01-01'::timestamptz + n * interval '1 second',
      n, 0, 0, n, 0, ${PARTS.map(() => "0").join(", ")}
    from payment cross join lateral (select substring(gateway_payment_id from 5)::int as n) numbered`);
  await em.execute(`analyze booked_cancellation`);
}

/**
 * Open items of a tenth of the refunds: six of ten of nobody, the rest of four persons, one in 5,000 of a rare one; of a hundredth, blocked by
 * what is common or rare. Another tenth is closed.
 */
export async function insertManyItems(em: EntityManager): Promise<void> {
  await em.execute(`
    insert into work_item (id, kind, refund_id, payment_id, detail, opened_at, visible_from, assignee, version, changed_by, closed_at)
    select ${uuid(6, "n")}, case when n % 100 = 5 then 'BLOCKED' else 'AMOUNT_DIFFERS' end, ${uuid(4, "n")}, null,
      case when n % 100 <> 5 then '{}' when n % 10000 = 5 then '{"code": "PAYMENT_DISPUTED"}' when n % 1000 = 105 then '{"code": "NOT_CAPTURED"}' else '{"code": "REFUND_ACCOUNT_MISSING"}' end::jsonb,
      '2031-01-20', '2031-01-20', case when n % 50000 = 5 then 'rare.person' when n % 100 < 60 then '' else 'person-' || n % 4 end, 1, 'system:worker',
      case when n % 10 = 6 then '2031-01-21'::timestamptz end
    from generate_series(1, 1000000) n where n % 10 in (5, 6)`);
  await em.execute(`analyze work_item`);
}
