/** The control API under /__sandbox/: what the vendor's console, its banks and the network would do, on demand. */
import { z } from "zod";
import { answerControl, type ControlRoutes } from "../../kit/control/control-routes.js";
import { inTransaction } from "../../kit/database.js";
import { gatewayRoutes } from "../../kit/control/gateway-routes.js";
import type { ReadBody } from "../../kit/control/bulk-route.js";
import type { Answer, Call } from "../../kit/http/http.js";
import { SIGNED_DELIVERIES, webhookRoutes } from "../../kit/webhook/webhook-routes.js";
import { cancellationRecord } from "../cancellation.js";
import { checkBalance } from "../cancel-rules.js";
import { read } from "../cancel-request.js";
import { FAULT_PLAN, FAULTS } from "../fault.js";
import { bookCancellation, LEDGER } from "../ledger.js";
import { capturePayment, openPayment } from "../open-payment.js";
import { PAYMENT_FACTS, paymentRecord } from "../payment.js";
import { cannotCancel, invalid, Refusal } from "../refusal.js";
import type { Sandbox } from "../sandbox.js";
import { REQUEST_LOG } from "../tables.js";
import { OUTBOX } from "../webhook.js";

/** Whole won; `amount` omitted means all that remains. */
const FOREIGN_CANCEL = z.strictObject({ amount: z.number().int().positive().optional() });
export type ForeignCancel = z.input<typeof FOREIGN_CANCEL>;
const CAPTURE = z.strictObject({ amount: z.number().int().positive().optional() });
const TARGET = z.strictObject({ url: z.url(), secret: z.string().min(1) });

const readBody: ReadBody = (schema, call) => read(schema, call.body);

const ROUTES: ControlRoutes<Sandbox> = {
  ...gatewayRoutes({
    read: readBody,
    facts: PAYMENT_FACTS,
    openPayment,
    ledger: LEDGER,
    paymentRecord,
    cancellationRecord,
    notWaiting: (id) => cannotCancel(`The cancel ${id} is not waiting any more.`),
    requestLog: REQUEST_LOG,
    faults: FAULTS,
    faultPlan: FAULT_PLAN,
    invalid,
  }),
  ...webhookRoutes({
    read: readBody,
    outbox: OUTBOX,
    target: TARGET,
    deliveries: SIGNED_DELIVERIES,
    noSuchWebhook: (id) => invalid(`There is no webhook ${id}.`),
  }),
  "POST payments/:/capture": ({ pool, now }, call, id) => {
    const { amount } = read(CAPTURE, call.body);
    return inTransaction(pool, async (tx) => paymentRecord(await capturePayment(tx, id, amount, now())));
  },
  "POST payments/:/console-cancellation": cancelInConsole,
};

/** Never 200 for a refusal here, whatever status the vendor would give it. */
export const answerControlCall = (sandbox: Sandbox, call: Call): Promise<Answer> =>
  answerControl(ROUTES, sandbox, call, (error) =>
    error instanceof Refusal ? { status: 409, body: { resultCode: error.code, message: error.message } } : null,
  );

function cancelInConsole(sandbox: Sandbox, call: Call, id: string): Promise<unknown> {
  const { amount } = read(FOREIGN_CANCEL, call.body);
  return inTransaction(sandbox.pool, async (tx) => {
    const payment = await LEDGER.lock(tx, id);
    const total = amount ?? payment.total - payment.cancelled - payment.pending;
    checkBalance(payment, total);
    const parts = { total, tax: 0 };
    const booking = { payment, parts, items: [], refundAccount: null, trigger: "CONSOLE" } as const;
    return cancellationRecord(await bookCancellation(tx, sandbox, booking));
  });
}
