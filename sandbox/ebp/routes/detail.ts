/** POST /api/v2/payment/detail (EBP_API_237): the payment's state and the latest cancel's id, but no amount of any cancel. */
import type { Queryable } from "../../kit/database.js";
import { readDetailRequest } from "../cancel-request.js";
import { LEDGER } from "../ledger.js";
import { STATUS_CODES, statusOf } from "../payment.js";
import { orderNotFound } from "../refusal.js";

/** @returns the `data` of the answer. @throws Refusal */
export async function detail(db: Queryable, body: string | null): Promise<unknown> {
  const payment = await LEDGER.find(db, readDetailRequest(body).orderNo);
  if (!payment) throw orderNotFound();
  return {
    orderNo: payment.id,
    storeRequestNo: payment.store_request_no,
    pgTransactionId: payment.pg_transaction_id,
    ...(payment.pg_cancel_transaction_id !== null && { pgCancelTransactionId: payment.pg_cancel_transaction_id }),
    buyerName: payment.buyer_name,
    paymentStatus: STATUS_CODES[statusOf(payment)],
  };
}
