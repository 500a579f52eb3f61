/** A payment as the vendor's API shows it, with its cancel_history. Times in Unix seconds, 0 where there is none. */
import type { CancellationRow, Method, PaymentRow } from "./payment.js";
import { unixSeconds } from "./token.js";

type Json = Record<string, unknown>;

/** Fields that only some ways of paying fill in. */
const METHOD_VIEWS: Readonly<Record<Method, Json>> = {
  card: {
    apply_num: "00000000",
    card_code: "366",
    card_name: "신한카드",
    card_number: "123456******1234",
    card_type: 0,
  },
  trans: { bank_code: "088", bank_name: "신한은행" },
  vbank: { vbank_code: "088", vbank_name: "신한은행", vbank_num: "00000000000000", vbank_holder: "샌드박스" },
  phone: {},
  point: {},
};

const UNUSED: Json = {
  apply_num: null,
  bank_code: null,
  bank_name: null,
  card_code: null,
  card_name: null,
  card_number: null,
  card_type: null,
  vbank_code: null,
  vbank_name: null,
  vbank_num: null,
  vbank_holder: null,
};

const orZero = (moment: Date | null): number => (moment ? unixSeconds(moment) : 0);

/** @param cancellations of every status; only what succeeded is part of the history */
export function paymentView(row: PaymentRow, cancellations: readonly CancellationRow[]): Json {
  const history = cancellations.filter(({ status }) => status === "SUCCEEDED").map((item) => historyItem(item, row));
  return {
    imp_uid: row.id,
    merchant_uid: row.merchant_uid,
    pay_method: row.method,
    channel: "pc",
    pg_provider: row.pg_provider,
    emb_pg_provider: null,
    pg_tid: row.pg_tid,
    pg_id: "sandbox",
    sandbox: row.test_channel,
    escrow: false,
    ...UNUSED,
    ...METHOD_VIEWS[row.method],
    card_quota: 0,
    vbank_date: 0,
    vbank_issued_at: row.method === "vbank" ? unixSeconds(row.started_at) : 0,
    name: row.order_name,
    amount: row.total,
    cancel_amount: row.cancelled,
    currency: row.currency,
    buyer_name: null,
    buyer_email: null,
    buyer_tel: null,
    buyer_addr: null,
    buyer_postcode: null,
    custom_data: null,
    user_agent: "sandbox",
    status: row.status,
    started_at: unixSeconds(row.started_at),
    paid_at: orZero(row.paid_at),
    failed_at: orZero(row.failed_at),
    cancelled_at: orZero(row.cancelled_at),
    fail_reason: row.status === "failed" ? "결제 실패" : null,
    cancel_reason: row.cancel_reason,
    receipt_url: `https://receipt.invalid/${encodeURIComponent(row.id)}`,
    cancel_history: history,
    cancel_receipt_urls: history.map(({ receipt_url }) => receipt_url),
    cash_receipt_issued: false,
    customer_uid: null,
    customer_uid_usage: null,
    promotion: row.promotion && { id: "promotion-sandbox", discount: row.total - row.paid },
  };
}

const historyItem = (row: CancellationRow, { cancellation_ids }: PaymentRow) => ({
  pg_tid: row.pg_tid,
  amount: row.total,
  cancelled_at: orZero(row.cancelled_at),
  reason: row.reason,
  receipt_url: row.receipt_url,
  ...(cancellation_ids && { cancellation_id: row.id }),
});
