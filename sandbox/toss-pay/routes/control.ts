/** The control API under /__sandbox/: what customers, the vendor's console and the network would do, on demand. */
import { z } from "zod";
import { answerControl, type ControlRoutes } from "../../kit/control/control-routes.js";
import { inTransaction } from "../../kit/database.js";
import { gatewayRoutes } from "../../kit/control/gateway-routes.js";
import type { Answer, Call } from "../../kit/http/http.js";
import { FAULT_PLAN, FAULTS } from "../fault.js";
import { bookRefund, decideUnderLock, LEDGER } from "../ledger.js";
import { openPayment } from "../open-payment.js";
import { readControlBody } from "../parameters.js";
import { cancellationRecord, PAYMENT_FACTS, paymentRecord } from "../payment.js";
import { invalid, Refusal } from "../refusal.js";
import type { Sandbox } from "../sandbox.js";
import { changeShop, SHOP_CHANGE } from "../shop.js";
import { REQUEST_LOG } from "../tables.js";

const won = z.number().int().min(0);
/** Whole won, gross; `amount` omitted means all that remains. */
const FOREIGN_CANCEL = z.strictObject({
  amount: won.positive().optional(),
  taxFreeAmount: won.optional(),
  vatAmount: won.optional(),
  serviceFeeAmount: won.optional(),
  reason: z.string().min(1).default("가맹점 관리자 환불"),
});
export type ForeignCancel = z.input<typeof FOREIGN_CANCEL>;

const ROUTES: ControlRoutes<Sandbox> = {
  ...gatewayRoutes({
    read: (schema, call) => readControlBody(schema, call.body),
    facts: PAYMENT_FACTS,
    openPayment,
    ledger: LEDGER,
    paymentRecord,
    cancellationRecord,
    notWaiting: () => new Refusal("COMMON_ITS_NOT_ABLE_TO_CHANGE_STATUS", "the refund is in progress no more"),
    requestLog: REQUEST_LOG,
    faults: FAULTS,
    faultPlan: FAULT_PLAN,
    invalid,
  }),
  "POST payments/:/console-cancellation": cancelInConsole,
  "PUT shop": ({ pool }, call) => changeShop(pool, readControlBody(SHOP_CHANGE, call.body)),
};

/** A refusal is a bad request here, whatever its HTTP status at the vendor: a control client must not take it for a success. */
export const answerControlCall = (sandbox: Sandbox, call: Call): Promise<Answer> =>
  answerControl(ROUTES, sandbox, call, (error) => (error instanceof Refusal ? { ...error.answer, status: 400 } : null));

function cancelInConsole(sandbox: Sandbox, call: Call, payToken: string): Promise<unknown> {
  const cancel = readControlBody(FOREIGN_CANCEL, call.body);
  const asked = {
    ...(cancel.amount !== undefined && { amount: cancel.amount }),
    ...(cancel.taxFreeAmount !== undefined && { amountTaxFree: cancel.taxFreeAmount }),
    ...(cancel.vatAmount !== undefined && { amountVat: cancel.vatAmount }),
    ...(cancel.serviceFeeAmount !== undefined && { amountServiceFee: cancel.serviceFeeAmount }),
  };
  return inTransaction(sandbox.pool, async (tx) => {
    const decided = await decideUnderLock(tx, sandbox, { payToken, refundNo: null, asked, trigger: "CONSOLE" });
    const booking = { ...decided, refundNo: null, fingerprint: null, reason: cancel.reason };
    return cancellationRecord(await bookRefund(tx, sandbox, booking));
  });
}
