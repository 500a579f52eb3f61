/** A small page that shows the ledger and what the service was told, so that a person can see what really happened. */
import type { Pool } from "pg";
import { page, won } from "../kit/http/page.js";
import type { AnswerRow } from "./answer.js";
import type { AccountRow, PaymentRow } from "./ledger.js";

/** One screenful of the latest; the control API has everything. */
const SHOWN = 200;

const KINDS = { POINTS: "적립금", DEPOSIT: "예치금" } as const;
const OUTCOMES = { BOOKED: "적립", REFUSED: "거절" } as const;
const REPORTS = { DUE: "보고 대기", HEARD: "보고 완료", REJECTED: "보고 거절됨" } as const;

export async function ledgerPage(pool: Pool): Promise<string> {
  const answers = await pool.query<AnswerRow>("SELECT * FROM order_service.answer ORDER BY no DESC LIMIT $1", [SHOWN]);
  const payments = await pool.query<PaymentRow & Pick<AccountRow, "kind">>(
    `SELECT p.*, a.kind FROM order_service.payment p JOIN order_service.account a ON a.id = p.account_id
      ORDER BY p.paid_at DESC, p.id LIMIT $1`,
    [SHOWN],
  );
  const accounts = await pool.query<AccountRow>(
    "SELECT * FROM order_service.account ORDER BY opened_at DESC, id LIMIT $1",
    [SHOWN],
  );
  return page("Order service: points and deposits", [
    {
      heading: "환불 요청",
      head: ["환불번호", "결제", "금액", "결과", "사유", "보고", "횟수", "문제", "결정일시"],
      rows: answers.rows.map((row) => [
        row.refund_no,
        row.payment_id,
        won(row.amount),
        OUTCOMES[row.outcome],
        row.reason ?? "",
        REPORTS[row.report],
        String(row.tries),
        row.trouble ?? "",
        row.decided_at.toISOString(),
      ]),
    },
    {
      heading: "적립금·예치금 결제",
      head: ["결제", "계정", "종류", "금액", "되돌린 금액", "결제일시"],
      rows: payments.rows.map((row) => [
        row.id,
        row.account_id,
        KINDS[row.kind],
        won(row.amount),
        won(row.returned),
        row.paid_at.toISOString(),
      ]),
    },
    {
      heading: "계정",
      head: ["계정", "종류", "잔액", "상태"],
      rows: accounts.rows.map((row) => [row.id, KINDS[row.kind], won(row.balance), row.closed_at ? "탈퇴" : "정상"]),
    },
  ]);
}
