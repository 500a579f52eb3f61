/** A small page that shows the ledger, so that a person can see what "the gateway" really did. */
import type { Pool } from "pg";
import { latest, page, section } from "../kit/http/page.js";
import type { CancellationRow, PaymentRow } from "./payment.js";

export async function ledgerPage(pool: Pool): Promise<string> {
  const payments = await latest<PaymentRow>(pool, "portone_v2.payment", "updated_at DESC, id");
  const cancellations = await latest<CancellationRow>(pool, "portone_v2.cancellation", "no DESC");
  return page("PortOne V2 sandbox", [
    section("결제", payments, {
      "결제 아이디": (row) => row.id,
      상태: (row) => row.status,
      결제수단: (row) => row.method,
      총액: (row) => row.total,
      취소: (row) => row.cancelled,
      "취소 대기": (row) => row.pending,
      "환불 송금": (row) => row.refund_status,
      결제일시: (row) => row.paid_at,
    }),
    section("취소", cancellations, {
      "취소 아이디": (row) => row.id,
      "결제 아이디": (row) => row.payment_id,
      상태: (row) => row.status,
      금액: (row) => row.total,
      "실제 환급": (row) => row.paid_back,
      경로: (row) => row.trigger,
      사유: (row) => row.reason,
      요청일시: (row) => row.requested_at,
    }),
  ]);
}
