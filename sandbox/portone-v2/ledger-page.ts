/** A small page that shows the ledger, so that a person can see what "the gateway" really did. */
import type { Pool } from "pg";
import { latest, page, won } from "../kit/http/page.js";
import type { CancellationRow, PaymentRow } from "./payment.js";

export async function ledgerPage(pool: Pool): Promise<string> {
  const payments = await latest<PaymentRow>(pool, "portone_v2.payment", "updated_at DESC, id");
  const cancellations = await latest<CancellationRow>(pool, "portone_v2.cancellation", "no DESC");
  return page("PortOne V2 sandbox", [
    {
      heading: "결제",
      head: ["결제 아이디", "상태", "결제수단", "총액", "취소", "취소 대기", "환불 송금", "결제일시"],
      rows: payments.map((row) => [
        row.id,
        row.status,
        row.method,
        won(row.total),
        won(row.cancelled),
        won(row.pending),
        row.refund_status ?? "",
        row.paid_at?.toISOString() ?? "",
      ]),
    },
    {
      heading: "취소",
      head: ["취소 아이디", "결제 아이디", "상태", "금액", "실제 환급", "경로", "사유", "요청일시"],
      rows: cancellations.map((row) => [
        row.id,
        row.payment_id,
        row.status,
        won(row.total),
        won(row.paid_back),
        row.trigger,
        row.reason,
        row.requested_at.toISOString(),
      ]),
    },
  ]);
}
