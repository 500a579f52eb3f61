/** The control API under /__sandbox/: customers, their orders, and what is to go wrong, on demand. */
import { z } from "zod";
import { answerControl, type ControlRoutes } from "../kit/control/control-routes.js";
import { inTransaction } from "../kit/database.js";
import type { Answer, Call } from "../kit/http/http.js";
import { FAULT_PLAN, FAULTS, hitsOf } from "./fault.js";
import { ACCOUNT_FACTS, closeAccount, openAccount, openPayment, PAYMENT_FACTS } from "./ledger.js";
import type { OrderService } from "./order-service.js";
import { accountRecord, paymentRecord, readAccount, readAnswers, readEntries, readPayment, totals } from "./records.js";
import { readBody, WrongInput } from "./wrong-input.js";

/** Enough to seed a demo in one call; more come in several. */
const MAX_BULK = 5_000;

const ROUTES: ControlRoutes<OrderService> = {
  "POST accounts": ({ pool, now }, call) => {
    const facts = readBody(z.array(ACCOUNT_FACTS).max(MAX_BULK), call.body);
    return inTransaction(pool, async (tx) => {
      const opened = [];
      for (const one of facts) opened.push(accountRecord(await openAccount(tx, one, now())));
      return opened;
    });
  },
  "GET accounts/:": ({ pool }, _call, id) => readAccount(pool, id),
  "POST accounts/:/closing": async ({ pool, now }, _call, id) => accountRecord(await closeAccount(pool, id, now())),
  "POST payments": ({ pool, now }, call) => {
    const facts = readBody(z.array(PAYMENT_FACTS).max(MAX_BULK), call.body);
    return inTransaction(pool, async (tx) => {
      const opened = [];
      for (const one of facts) opened.push(paymentRecord(await openPayment(tx, one, now())));
      return opened;
    });
  },
  "GET payments/:": ({ pool }, _call, id) => readPayment(pool, id),
  "GET entries": ({ pool }, { query }) =>
    readEntries(pool, { accountId: query.get("accountId"), paymentId: query.get("paymentId") }),
  "GET answers": ({ pool }, { query }) => readAnswers(pool, query.get("paymentId")),
  "GET totals": ({ pool }) => totals(pool),
  "POST faults": async ({ pool }, call) => {
    const plan = readBody(FAULT_PLAN, call.body);
    await FAULTS.plan(pool, { ...plan, hits: hitsOf(plan.fault) });
    return null;
  },
  "DELETE faults": async ({ pool }) => {
    await FAULTS.clear(pool);
    return null;
  },
};

export const answerControlCall = (service: OrderService, call: Call): Promise<Answer> =>
  answerControl(ROUTES, service, call, (error) =>
    error instanceof WrongInput ? { status: 400, body: { message: error.message } } : null,
  );
