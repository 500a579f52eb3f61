/** A small page that shows the ledger, so that a person can see what "the gateway" really did. */
import type { Pool } from "pg";
import { latest, page, won } from "../kit/http/page.js";
import type { CancellationRow } from "./cancellation.js";
import { statusOf, type PaymentRow } from "./payment.js";

export async function ledgerPage(pool: Pool): Promise<string> {
  const payments = await latest<PaymentRow>(pool, "ebp.payment", "updated_at DESC, id");
  const cancellations = await latest<CancellationRow>(pool, "ebp.cancellation", "no DESC");
  return page("EBP sandbox", [
    {
      heading: "결제",
      head: ["주문번호", "상태", "결제수단", "매입", "총액", "취소", "취소 대기", "결제일시"],
      rows: payments.map((row) => [
        row.id,
        statusOf(row),
        row.method,
        row.captured ? "완료" : "전",
        won(row.total),
        won(row.cancelled),
        won(row.pending),
        row.paid_at.toISOString(),
      ]),
    },
    {
      heading: "취소",
      head: ["반품 신청 번호", "주문번호", "상태", "금액", "세금", "건수", "경로", "요청일시"],
      rows: cancellations.map((row) => [
        row.id,
        row.payment_id,
        row.status,
        won(row.total),
        won(row.tax),
        String(row.items.length),
        row.trigger,
        row.requested_at.toISOString(),
      ]),
    },
  ]);
}
