/** POST /payments/cancel: one cancel, decided and booked under the payment's lock; the answer is the whole payment. */
import type { Tx } from "../../kit/database.js";
import type { Answer } from "../../kit/http/http.js";
import { settlementOf } from "../../kit/ledger/payment-ledger.js";
import type { Fields } from "../body.js";
import { readCancelRequest } from "../cancel-request.js";
import type { Fault } from "../fault.js";
import { bookCancellation, decideUnderLock, findByMerchantUid, LEDGER } from "../ledger.js";
import { paymentView } from "../payment-view.js";
import { nothingToCancel, Refusal } from "../refusal.js";
import type { Sandbox } from "../sandbox.js";

export async function cancel(tx: Tx, sandbox: Sandbox, call: { fields: Fields; fault: Fault | null }): Promise<Answer> {
  const { imp_uid, merchant_uid, ...request } = readCancelRequest(call.fields);
  const id = imp_uid ?? (merchant_uid === undefined ? undefined : (await findByMerchantUid(tx, merchant_uid))?.id);
  if (id === undefined) throw nothingToCancel();
  const booking = await decideUnderLock(tx, sandbox, id, { request, trigger: "API" });
  const { fault } = call;
  if (fault?.kind === "REFUSE") throw new Refusal(fault.code, fault.message, fault.status);
  await bookCancellation(tx, sandbox, booking, fault?.kind === "PENDING" ? settlementOf(fault, sandbox.now()) : null);
  const response = paymentView(await LEDGER.lock(tx, id), await LEDGER.cancellationsOf(tx, id));
  return { status: 200, body: { code: 0, message: null, response } };
}
