/** The control API under /__sandbox/: what the vendor's console, the PGs and the network would do, on demand. */
import { z } from "zod";
import { answerControl, type ControlRoutes } from "../../kit/control/control-routes.js";
import { inTransaction } from "../../kit/database.js";
import { gatewayRoutes } from "../../kit/control/gateway-routes.js";
import type { ReadBody } from "../../kit/control/bulk-route.js";
import type { Answer, Call } from "../../kit/http/http.js";
import { DELIVERIES, webhookRoutes } from "../../kit/webhook/webhook-routes.js";
import { readFields } from "../body.js";
import { check } from "../cancel-request.js";
import { setContract } from "../contract.js";
import { FAULT_PLAN, FAULTS } from "../fault.js";
import { bookCancellation, decideUnderLock, LEDGER } from "../ledger.js";
import { openPayment } from "../open-payment.js";
import { cancellationRecord, PAYMENT_FACTS, paymentRecord } from "../payment.js";
import { invalid, Refusal } from "../refusal.js";
import type { Sandbox } from "../sandbox.js";
import { REQUEST_LOG } from "../tables.js";
import { expireTokens } from "../token.js";
import { OUTBOX } from "../webhook.js";

/** Whole won, order units; `amount` omitted means all that remains. */
const FOREIGN_CANCEL = z.strictObject({
  amount: z.number().int().positive().optional(),
  taxFreeAmount: z.number().int().min(0).optional(),
  vatAmount: z.number().int().min(0).optional(),
  reason: z.string().min(1).default("콘솔 취소"),
});
export type ForeignCancel = z.input<typeof FOREIGN_CANCEL>;
const CONTRACT = z.strictObject({ contracted: z.boolean() });
const TARGET = z.strictObject({
  url: z.url(),
  format: z.enum(["JSON", "FORM"]).optional(),
  withCancellationId: z.boolean().optional(),
});
/** Payments come as a list, and a target may be null; every other body is an object, as the vendor's own are. */
const NO_OBJECTS: readonly (string | undefined)[] = ["payments", "webhook-target"];

const readBody: ReadBody = (schema, call) => {
  const [, room, ...below] = call.segments ?? [];
  return check(schema, below.length === 0 && NO_OBJECTS.includes(room) ? json(call) : readFields(call));
};

const ROUTES: ControlRoutes<Sandbox> = {
  ...gatewayRoutes({
    read: readBody,
    facts: PAYMENT_FACTS,
    openPayment,
    ledger: LEDGER,
    paymentRecord,
    cancellationRecord,
    notWaiting: () => new Refusal(1, "The cancellation is not waiting any more."),
    requestLog: REQUEST_LOG,
    faults: FAULTS,
    faultPlan: FAULT_PLAN,
    invalid,
  }),
  ...webhookRoutes({
    read: readBody,
    outbox: OUTBOX,
    target: TARGET,
    deliveries: DELIVERIES,
    noSuchWebhook: () => new Refusal(-1, "There is no such webhook.", 404),
  }),
  "POST payments/:/console-cancellation": cancelInConsole,
  "PUT refund-contracts/:": ({ pool }, call, pgProvider) =>
    setContract(pool, pgProvider, check(CONTRACT, readFields(call)).contracted),
  "DELETE tokens": ({ pool }) => expireTokens(pool),
};

/** The vendor's refusals travel with HTTP 200; here they are errors. */
const REFUSED_STATUS = 409;

export const answerControlCall = (sandbox: Sandbox, call: Call): Promise<Answer> =>
  answerControl(ROUTES, sandbox, call, (error) =>
    error instanceof Refusal ? { ...error.answer, status: error.status === 200 ? REFUSED_STATUS : error.status } : null,
  );

/** For the bodies that are no object. @throws Refusal */
function json(call: Call): unknown {
  try {
    return JSON.parse(call.body ?? "");
  } catch {
    throw invalid("The body is not JSON.");
  }
}

function cancelInConsole(sandbox: Sandbox, call: Call, id: string): Promise<unknown> {
  const { amount, taxFreeAmount, vatAmount, reason } = check(FOREIGN_CANCEL, readFields(call));
  const request = { amount, tax_free: taxFreeAmount, vat_amount: vatAmount, reason };
  return inTransaction(sandbox.pool, async (tx) => {
    const booking = await decideUnderLock(tx, sandbox, id, { request, trigger: "CONSOLE" });
    return cancellationRecord(await bookCancellation(tx, sandbox, booking));
  });
}
