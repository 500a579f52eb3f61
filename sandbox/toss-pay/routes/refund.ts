/** POST /api/v2/refunds: one refund per refundNo, and the same answer again to whoever repeats the request. */
import type { Queryable, Tx } from "../../kit/database.js";
import type { Answer } from "../../kit/http/http.js";
import { settlementOf } from "../../kit/ledger/payment-ledger.js";
import type { Fault } from "../fault.js";
import { bookRefund, decideUnderLock, findByRefundNo, type DecidedRefund } from "../ledger.js";
import type { RefundRow } from "../payment.js";
import type { RefundRequest } from "../refund-request.js";
import { failure, Refusal } from "../refusal.js";
import type { Sandbox } from "../sandbox.js";

/** Any fixed number: the first half of the advisory locks that stand for refund numbers. */
const REFUND_NO_LOCK = 7_203;

/** @returns the stored answer when the call only repeats an earlier one. @throws Refusal REFUND_REFUND_NO_DUPLICATE */
export async function findRepeated(db: Queryable, request: RefundRequest): Promise<Answer | null> {
  const earlier = await findByRefundNo(db, request.refundNo);
  if (earlier === null) return null;
  const same = request.idempotent && earlier.fingerprint === request.fingerprint;
  if (!same) throw new Refusal("REFUND_REFUND_NO_DUPLICATE");
  return stored(earlier);
}

/** Makes the refund, or finds that somebody was faster with the same number. */
export async function refund(
  tx: Tx,
  sandbox: Sandbox,
  request: RefundRequest,
  fault: Fault | null,
): Promise<{ answer: Answer; replayed: boolean }> {
  // Also for numbers that are not in the ledger yet, and for the same number on two payments.
  await tx.query("SELECT pg_advisory_xact_lock($1::integer, hashtext($2))", [REFUND_NO_LOCK, request.refundNo]);
  const repeated = await findRepeated(tx, request);
  if (repeated) return { answer: repeated, replayed: true };
  const decided = await decideUnderLock(tx, sandbox, { ...request, trigger: "API" });
  return { answer: await book(tx, sandbox, { ...decided, request }, fault), replayed: false };
}

/** The planned end of a refund that passed every check; without one it is made at once. */
async function book(
  tx: Tx,
  sandbox: Sandbox,
  { request, ...decided }: DecidedRefund & { request: RefundRequest },
  fault: Fault | null,
): Promise<Answer> {
  if (fault?.kind === "REFUSE") return failure(fault.code, fault);
  const { refundNo, fingerprint, reason } = request;
  const booking = { ...decided, refundNo, fingerprint, reason };
  if (fault?.kind === "PENDING") {
    const answer = failure(fault.code, { status: 200 });
    const settlement = { ...settlementOf(fault, sandbox.now()), answer: answer.body };
    await bookRefund(tx, sandbox, { ...booking, settlement });
    return answer;
  }
  const made = await bookRefund(tx, sandbox, booking);
  return fault?.kind === "ERROR_AFTER_EFFECT" ? failure(fault.code, fault) : stored(made);
}

const stored = (row: RefundRow): Answer => ({ status: 200, body: row.answer });
