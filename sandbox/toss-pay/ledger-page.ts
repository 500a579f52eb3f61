/** A small page that shows the ledger, so that a person can see what "the gateway" really did. */
import type { Pool } from "pg";
import { latest, page, won } from "../kit/http/page.js";
import { koreanTime } from "./korean-time.js";
import { payStatusOf, type PaymentRow, type RefundRow } from "./payment.js";

export async function ledgerPage(pool: Pool, now: Date): Promise<string> {
  const payments = await latest<PaymentRow>(pool, "toss_pay.payment", "updated_at DESC, pay_token");
  const refunds = await latest<RefundRow>(pool, "toss_pay.refund", "no DESC");
  return page("Toss Pay sandbox", [
    {
      heading: "결제",
      head: ["토스페이 토큰", "주문번호", "상태", "결제수단", "총액", "환불", "환불 진행 중", "결제일시"],
      rows: payments.map((row) => [
        row.pay_token,
        row.order_no,
        payStatusOf(row, now),
        row.method,
        won(row.total),
        won(row.refunded),
        won(row.pending),
        row.paid_at ? koreanTime(row.paid_at) : "",
      ]),
    },
    {
      heading: "환불",
      head: ["거래 아이디", "토스페이 토큰", "환불 번호", "상태", "금액", "실제 환급", "경로", "사유", "요청일시"],
      rows: refunds.map((row) => [
        row.transaction_id,
        row.pay_token,
        row.refund_no,
        row.status,
        won(row.amount),
        won(row.paid_back),
        row.trigger,
        row.reason,
        koreanTime(row.requested_at),
      ]),
    },
  ]);
}
