/** A small page that shows the ledger, so that a person can see what "the gateway" really did. */
import type { Pool } from "pg";
import type { CancellationRow, PaymentRow } from "./payment.js";

/** One screenful of the latest; the control API has everything. */
const SHOWN = 200;

const won = new Intl.NumberFormat("ko-KR");

export async function consolePage(pool: Pool): Promise<string> {
  const payments = await pool.query<PaymentRow>(
    "SELECT * FROM portone_v2.payment ORDER BY updated_at DESC, id LIMIT $1",
    [SHOWN],
  );
  const cancellations = await pool.query<CancellationRow>(
    "SELECT * FROM portone_v2.cancellation ORDER BY no DESC LIMIT $1",
    [SHOWN],
  );
  return `<!doctype html>
<html lang="ko"><meta charset="utf-8"><title>PortOne V2 sandbox</title>
<style>body{font:14px system-ui;margin:2rem}table{border-collapse:collapse;margin-bottom:2rem}
td,th{border-bottom:1px solid #ddd;padding:.3rem .8rem;text-align:left}</style>
<h1>PortOne V2 sandbox</h1><p>A pretend gateway. No real money moves here.</p>
<h2>결제</h2>${table(
    ["결제 아이디", "상태", "결제수단", "총액", "취소", "취소 대기", "결제일시"],
    payments.rows.map((row) => [
      row.id,
      row.status,
      row.method,
      won.format(row.total),
      won.format(row.cancelled),
      won.format(row.pending),
      row.paid_at?.toISOString() ?? "",
    ]),
  )}
<h2>취소</h2>${table(
    ["취소 아이디", "결제 아이디", "상태", "금액", "실제 환급", "경로", "사유", "요청일시"],
    cancellations.rows.map((row) => [
      row.id,
      row.payment_id,
      row.status,
      won.format(row.total),
      won.format(row.paid_back),
      row.trigger,
      row.reason,
      row.requested_at.toISOString(),
    ]),
  )}</html>`;
}

const table = (head: string[], rows: string[][]): string =>
  `<table><tr>${head.map((cell) => `<th>${escape(cell)}</th>`).join("")}</tr>${rows
    .map((row) => `<tr>${row.map((cell) => `<td>${escape(cell)}</td>`).join("")}</tr>`)
    .join("")}</table>`;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
