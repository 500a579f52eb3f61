/** A small page that shows the ledger, so that a person can see what "the gateway" really did. */
import type { Pool } from "pg";
import { latest, page, won } from "../kit/http/page.js";
import type { CancellationRow, PaymentRow } from "./payment.js";

export async function ledgerPage(pool: Pool): Promise<string> {
  const payments = await latest<PaymentRow>(pool, "iamport_v1.payment", "coalesce(cancelled_at, started_at) DESC, id");
  const cancellations = await latest<CancellationRow>(pool, "iamport_v1.cancellation", "no DESC");
  return page("i'mport (PortOne V1) sandbox", [
    {
      heading: "결제",
      head: ["imp_uid", "주문번호", "상태", "결제수단", "PG", "금액", "취소", "취소 대기", "결제일시"],
      rows: payments.map((row) => [
        row.id,
        row.merchant_uid,
        row.status,
        row.method,
        row.pg_provider,
        won(row.total),
        won(row.cancelled),
        won(row.pending),
        row.paid_at?.toISOString() ?? "",
      ]),
    },
    {
      heading: "취소",
      head: ["취소 아이디", "imp_uid", "상태", "금액", "실제 환급", "경로", "환불 계좌", "사유", "요청일시"],
      rows: cancellations.map((row) => [
        row.id,
        row.payment_id,
        row.status,
        won(row.total),
        won(row.paid_back),
        row.trigger,
        row.refund_account ? `${row.refund_account.bankCode} ${row.refund_account.number}` : "",
        row.reason,
        row.requested_at.toISOString(),
      ]),
    },
  ]);
}
