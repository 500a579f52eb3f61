/** A small page that shows the ledger, so that a person can see what "the gateway" really did. */
import type { Pool } from "pg";
import { latest, page, section } from "../kit/http/page.js";
import { koreanTime } from "../kit/clock/korean-time.js";
import { payStatusOf, type PaymentRow, type RefundRow } from "./payment.js";

export async function ledgerPage(pool: Pool, now: Date): Promise<string> {
  const payments = await latest<PaymentRow>(pool, "toss_pay.payment", "updated_at DESC, pay_token");
  const refunds = await latest<RefundRow>(pool, "toss_pay.refund", "no DESC");
  return page("Toss Pay sandbox", [
    section("결제", payments, {
      "토스페이 토큰": (row) => row.pay_token,
      주문번호: (row) => row.order_no,
      상태: (row) => payStatusOf(row, now),
      결제수단: (row) => row.method,
      총액: (row) => row.total,
      환불: (row) => row.refunded,
      "환불 진행 중": (row) => row.pending,
      결제일시: (row) => row.paid_at && koreanTime(row.paid_at),
    }),
    section("환불", refunds, {
      "거래 아이디": (row) => row.transaction_id,
      "토스페이 토큰": (row) => row.pay_token,
      "환불 번호": (row) => row.refund_no,
      상태: (row) => row.status,
      금액: (row) => row.amount,
      "실제 환급": (row) => row.paid_back,
      경로: (row) => row.trigger,
      사유: (row) => row.reason,
      요청일시: (row) => koreanTime(row.requested_at),
    }),
  ]);
}
