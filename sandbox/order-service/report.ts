/** Tells the service what was decided, until it has heard it: due reports are in the database, so nothing is forgotten. */
import type { AnswerRow } from "./answer.js";
import type { Report, ReportEnd } from "./api-client.js";
import { FAULTS } from "./fault.js";
import type { OrderService } from "./order-service.js";

/** Reported at once; the rest follows in the next look. */
const BATCH = 20;
/** The pause doubles from try to try: the first repeat is quick, and a service that is away for hours is asked twice a minute. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 30_000;
const MOST_DOUBLINGS = 10;

export async function reportDue(service: OrderService): Promise<void> {
  const { rows } = await service.pool.query<AnswerRow>(
    `SELECT * FROM order_service.answer WHERE report = 'DUE' AND due_at <= $1 ORDER BY due_at, no LIMIT $2`,
    [service.now(), BATCH],
  );
  await Promise.all(rows.map((row) => reportOne(service, row)));
}

/** Another instance may report the same at the same time: with the same key the service does it once. */
async function reportOne(service: OrderService, row: AnswerRow): Promise<void> {
  const { pool, now, log, closing } = service;
  const end = await send(service, row).catch((error: unknown): ReportEnd => ({
    kind: "LATER",
    trouble: String(error),
  }));
  if (closing.aborted && end.kind === "LATER") return;
  if (end.kind !== "HEARD") log(`report of ${row.refund_no}, try ${row.tries + 1}: ${end.trouble}`);
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(row.tries, MOST_DOUBLINGS), LONGEST_PAUSE_MS);
  await pool.query(
    `UPDATE order_service.answer SET report = $2, trouble = $3, due_at = $4, tries = tries + 1
      WHERE attempt_id = $1 AND report = 'DUE'`,
    [
      row.attempt_id,
      end.kind === "LATER" ? "DUE" : end.kind,
      end.kind === "HEARD" ? null : end.trouble,
      new Date(now().getTime() + pauseMs),
    ],
  );
}

async function send({ pool, api }: OrderService, row: AnswerRow): Promise<ReportEnd> {
  const fault = await FAULTS.take(pool, { hits: "report", paymentId: row.payment_id, replay: false });
  const lost = fault?.kind === "LOSE_REPORT";
  if (lost && !fault.arrives) return { kind: "LATER", trouble: "lost on its way, by a planned fault" };
  const end = await api.report(reportOf(row));
  return lost ? { kind: "LATER", trouble: "its answer was lost, by a planned fault" } : end;
}

/** The same for the same row, whenever it is made: the key is only good for the same input. */
function reportOf({ attempt_id, idempotency_key, outcome, entry_id, reason }: AnswerRow): Report {
  const which = { attemptId: attempt_id, idempotencyKey: idempotency_key };
  return outcome === "BOOKED"
    ? { ...which, outcome, ledgerEntryId: entry_id ?? "" }
    : { ...which, outcome, reason: reason ?? "" };
}
