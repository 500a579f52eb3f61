/** A small page that shows the ledger and what the service was told, so that a person can see what really happened. */
import type { Pool } from "pg";
import { latest, page, section } from "../kit/http/page.js";
import type { AnswerRow } from "./answer.js";
import type { AccountRow, PaymentRow } from "./ledger.js";

const KINDS = { POINTS: "적립금", DEPOSIT: "예치금" } as const;
const OUTCOMES = { BOOKED: "적립", REFUSED: "거절" } as const;
const REPORTS = { DUE: "보고 대기", HEARD: "보고 완료", REJECTED: "보고 거절됨" } as const;

export async function ledgerPage(pool: Pool): Promise<string> {
  const answers = await latest<AnswerRow>(pool, "order_service.answer", "no DESC");
  const payments = await latest<PaymentRow & Pick<AccountRow, "kind">>(
    pool,
    "(SELECT p.*, a.kind FROM order_service.payment p JOIN order_service.account a ON a.id = p.account_id) AS spent",
    "paid_at DESC, id",
  );
  const accounts = await latest<AccountRow>(pool, "order_service.account", "opened_at DESC, id");
  return page("Order service: points and deposits", [
    section("환불 요청", answers, {
      환불번호: (row) => row.refund_no,
      결제: (row) => row.payment_id,
      금액: (row) => row.amount,
      결과: (row) => OUTCOMES[row.outcome],
      사유: (row) => row.reason,
      보고: (row) => REPORTS[row.report],
      횟수: (row) => String(row.tries),
      문제: (row) => row.trouble,
      결정일시: (row) => row.decided_at,
    }),
    section("적립금·예치금 결제", payments, {
      결제: (row) => row.id,
      계정: (row) => row.account_id,
      종류: (row) => KINDS[row.kind],
      금액: (row) => row.amount,
      "되돌린 금액": (row) => row.returned,
      결제일시: (row) => row.paid_at,
    }),
    section("계정", accounts, {
      계정: (row) => row.id,
      종류: (row) => KINDS[row.kind],
      잔액: (row) => row.balance,
      상태: (row) => (row.closed_at ? "탈퇴" : "정상"),
    }),
  ]);
}
