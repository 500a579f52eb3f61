/** A small page that shows the ledger, so that a person can see what "the gateway" really did. */
import type { Pool } from "pg";
import { latest, page, section } from "../kit/http/page.js";
import type { CancellationRow, PaymentRow } from "./payment.js";

export async function ledgerPage(pool: Pool): Promise<string> {
  const payments = await latest<PaymentRow>(pool, "iamport_v1.payment", "coalesce(cancelled_at, started_at) DESC, id");
  const cancellations = await latest<CancellationRow>(pool, "iamport_v1.cancellation", "no DESC");
  return page("i'mport (PortOne V1) sandbox", [
    section("결제", payments, {
      imp_uid: (row) => row.id,
      주문번호: (row) => row.merchant_uid,
      상태: (row) => row.status,
      결제수단: (row) => row.method,
      PG: (row) => row.pg_provider,
      금액: (row) => row.total,
      취소: (row) => row.cancelled,
      "취소 대기": (row) => row.pending,
      결제일시: (row) => row.paid_at,
    }),
    section("취소", cancellations, {
      "취소 아이디": (row) => row.id,
      imp_uid: (row) => row.payment_id,
      상태: (row) => row.status,
      금액: (row) => row.total,
      "실제 환급": (row) => row.paid_back,
      경로: (row) => row.trigger,
      "환불 계좌": (row) => row.refund_account && `${row.refund_account.bankCode} ${row.refund_account.number}`,
      사유: (row) => row.reason,
      요청일시: (row) => row.requested_at,
    }),
  ]);
}
