/** The control API under /__sandbox/: customers, their orders, and what is to go wrong, on demand. */
import { bulkRoute } from "../kit/control/bulk-route.js";
import { answerControl, type ControlRoutes } from "../kit/control/control-routes.js";
import type { Answer, Call } from "../kit/http/http.js";
import { FAULT_PLAN, FAULTS, hitsOf } from "./fault.js";
import { ACCOUNT_FACTS, closeAccount, openAccount, openPayment, PAYMENT_FACTS } from "./ledger.js";
import type { OrderService } from "./order-service.js";
import { accountRecord, paymentRecord, readAccount, readAnswers, readEntries, readPayment, totals } from "./records.js";
import { readBody, WrongInput } from "./wrong-input.js";

const ROUTES: ControlRoutes<OrderService> = {
  "POST accounts": bulkRoute(readBody, ACCOUNT_FACTS, async (tx, facts, now) =>
    accountRecord(await openAccount(tx, facts, now)),
  ),
  "GET accounts/:": ({ pool }, _call, id) => readAccount(pool, id),
  "POST accounts/:/closing": async ({ pool, now }, _call, id) => accountRecord(await closeAccount(pool, id, now())),
  "POST payments": bulkRoute(readBody, PAYMENT_FACTS, async (tx, facts, now) =>
    paymentRecord(await openPayment(tx, facts, now)),
  ),
  "GET payments/:": ({ pool }, _call, id) => readPayment(pool, id),
  "GET entries": ({ pool }, { query }) =>
    readEntries(pool, { accountId: query.get("accountId"), paymentId: query.get("paymentId") }),
  "GET answers": ({ pool }, { query }) => readAnswers(pool, query.get("paymentId")),
  "GET totals": ({ pool }) => totals(pool),
  "POST faults": async ({ pool }, call) => {
    const plan = readBody(FAULT_PLAN, call);
    await FAULTS.plan(pool, { ...plan, hits: hitsOf(plan.fault) });
  },
  "DELETE faults": ({ pool }) => FAULTS.clear(pool),
};

export const answerControlCall = (service: OrderService, call: Call): Promise<Answer> =>
  answerControl(ROUTES, service, call, (error) =>
    error instanceof WrongInput ? { status: 400, body: { message: error.message } } : null,
  );
