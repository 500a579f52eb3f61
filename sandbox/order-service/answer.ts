/** The answer to an attempt of the service: booked or refused, decided once and kept with the booking in one transaction. */
import { randomUUID } from "node:crypto";
import { inTransaction, type Tx } from "../kit/database.js";
import type { PendingAttempt, PendingRefund } from "./api-client.js";
import { FAULTS, type Fault } from "./fault.js";
import { lockAccount, lockPayment, returnToAccount } from "./ledger.js";
import type { OrderService } from "./order-service.js";

/** The request that the service makes with one attempt. */
type Asked = PendingAttempt & Omit<PendingRefund, "attempts">;

export interface AnswerRow {
  attempt_id: string;
  no: number;
  refund_no: string;
  payment_id: string;
  amount: number;
  outcome: "BOOKED" | "REFUSED";
  entry_id: string | null;
  reason: string | null;
  decided_at: Date;
  /** Made once with the decision, and sent with every report of it. */
  idempotency_key: string;
  /** HEARD: the service has it. REJECTED: the service does not want it, and a person has to look. */
  report: "DUE" | "HEARD" | "REJECTED";
  due_at: Date;
  /** Reports made so far. */
  tries: number;
  /** The problem of the last of them; null when the service has it. */
  trouble: string | null;
}

/** Reads what the service wants for a refund and answers every attempt that has no answer yet. Safe to do again. */
export async function answerRefund(service: OrderService, refundId: string): Promise<void> {
  const { attempts, ...refund } = await service.api.pendingAttempts(refundId);
  for (const attempt of attempts) await answerAttempt(service, { ...refund, ...attempt });
  service.wake();
}

async function answerAttempt({ pool, now }: OrderService, asked: Asked): Promise<void> {
  await inTransaction(pool, async (tx) => {
    // Another instance on this ledger may have been told of the same attempt.
    await tx.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [asked.attemptId]);
    const known = await tx.query("SELECT 1 FROM order_service.answer WHERE attempt_id = $1", [asked.attemptId]);
    if (known.rowCount !== 0) return;
    const fault = await FAULTS.take(tx, { hits: "cancel", paymentId: asked.paymentId, replay: false });
    const decided = await decide(tx, asked, { fault, now: now() });
    const waitMs = fault?.kind === "SLOW" ? fault.ms : 0;
    await tx.query(
      `INSERT INTO order_service.answer (attempt_id, refund_no, payment_id, amount, outcome, entry_id, reason, decided_at,
              idempotency_key, due_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        asked.attemptId,
        asked.refundNo,
        asked.paymentId,
        asked.amount,
        decided.outcome,
        decided.outcome === "BOOKED" ? decided.entryId : null,
        decided.outcome === "REFUSED" ? decided.reason : null,
        now(),
        randomUUID(),
        new Date(now().getTime() + waitMs),
      ],
    );
  });
}

type Decided = { outcome: "BOOKED"; entryId: string } | { outcome: "REFUSED"; reason: string };

/** Reasons are read by an operator of the service, in Korean and without personal data. */
async function decide(tx: Tx, asked: Asked, { fault, now }: { fault: Fault | null; now: Date }): Promise<Decided> {
  const refused = (reason: string): Decided => ({ outcome: "REFUSED", reason });
  if (asked.currencyCode !== "KRW") return refused("원화가 아닌 금액은 적립금으로 되돌릴 수 없습니다.");
  const payment = await lockPayment(tx, asked.paymentId);
  if (!payment) return refused("주문 서비스에 없는 적립금·예치금 결제입니다.");
  const account = await lockAccount(tx, payment.account_id);
  if (account?.closed_at) return refused("탈퇴한 회원의 적립금·예치금입니다.");
  const left = payment.amount - payment.returned;
  if (asked.amount > left) return refused(`되돌릴 수 있는 금액은 ${left}원입니다.`);
  if (fault?.kind === "REFUSE") return refused(fault.reason);
  const entryId = await returnToAccount(tx, { payment, attemptId: asked.attemptId, amount: asked.amount, now });
  return { outcome: "BOOKED", entryId };
}
