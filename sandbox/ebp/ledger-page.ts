/** A small page that shows the ledger, so that a person can see what "the gateway" really did. */
import type { Pool } from "pg";
import { latest, page, section } from "../kit/http/page.js";
import type { CancellationRow } from "./cancellation.js";
import { statusOf, type PaymentRow } from "./payment.js";

export async function ledgerPage(pool: Pool): Promise<string> {
  const payments = await latest<PaymentRow>(pool, "ebp.payment", "updated_at DESC, id");
  const cancellations = await latest<CancellationRow>(pool, "ebp.cancellation", "no DESC");
  return page("EBP sandbox", [
    section("결제", payments, {
      주문번호: (row) => row.id,
      상태: statusOf,
      결제수단: (row) => row.method,
      매입: (row) => (row.captured ? "완료" : "전"),
      총액: (row) => row.total,
      취소: (row) => row.cancelled,
      "취소 대기": (row) => row.pending,
      결제일시: (row) => row.paid_at,
    }),
    section("취소", cancellations, {
      "반품 신청 번호": (row) => row.id,
      주문번호: (row) => row.payment_id,
      상태: (row) => row.status,
      금액: (row) => row.total,
      세금: (row) => row.tax,
      건수: (row) => String(row.items.length),
      경로: (row) => row.trigger,
      요청일시: (row) => row.requested_at,
    }),
  ]);
}
