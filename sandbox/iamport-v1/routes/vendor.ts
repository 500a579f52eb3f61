/** The vendor's API: finds the endpoint, checks the token, and lets planned faults spoil the answer. */
import { inTransaction, type Queryable, type Tx } from "../../kit/database.js";
import { injectVendorFault } from "../../kit/fault/fault-injection.js";
import { answerLogged, answerOrRefusal } from "../../kit/fault/vendor-call.js";
import type { Answer, Call, Delivery } from "../../kit/http/http.js";
import { loggableBody, readFields } from "../body.js";
import { FAULTS, type Fault } from "../fault.js";
import { allOfMerchantUid, findByMerchantUid, LEDGER } from "../ledger.js";
import type { PaymentRow } from "../payment.js";
import { answerOf, noSuchEndpoint, Refusal, unauthorized, wrongKey } from "../refusal.js";
import type { Sandbox } from "../sandbox.js";
import { REQUEST_LOG } from "../tables.js";
import { authenticate, getToken } from "../token.js";
import { cancel } from "./cancel.js";
import { bank, banks, getPayment, listPayments } from "./payment.js";

/** One endpoint that was asked for: what it does, and which planned faults can hit it. */
interface Endpoint {
  paymentId: string | null;
  hits: "cancel" | "get" | "token" | null;
  work: (fault: Fault | null) => Promise<Answer>;
}

export async function answerVendorCall(sandbox: Sandbox, call: Call): Promise<Delivery> {
  const endpoint = await findEndpoint(sandbox, call);
  const query = call.query.size > 0 ? `?${call.query.toString()}` : "";
  const isToken = endpoint?.hits === "token";
  const entry = {
    // The body of a token call is a credential: it is not kept.
    call: { method: call.method, path: call.path + query, body: isToken ? null : loggableBody(call) },
    paymentId: endpoint?.paymentId ?? null,
    idempotencyKey: null,
  };
  return answerLogged(sandbox, { requestLog: REQUEST_LOG, entry, answerOf, internalError }, async (logged) => {
    if (!isToken) await authenticate(sandbox, call.headers.authorization);
    if (!endpoint) throw noSuchEndpoint();
    const { hits, paymentId, work } = endpoint;
    if (hits === null) return { kind: "ANSWER", answer: await work(null) };
    const fault = await logged.takeFault(FAULTS, { hits, paymentId });
    // A refusal ends the transaction without a trace.
    return injectCallFault(sandbox, { fault, hits }, () => answerOrRefusal(() => work(fault), answerOf));
  });
}

const internalError = (): Answer => ({ status: 500, body: { code: -1, message: "Internal error.", response: null } });

const NOTHING_DONE: Answer = { status: 200, body: { code: 0, message: null, response: { status: "cancelled" } } };

/** Faults that decide what a cancel does are the business of `work`. */
const injectCallFault = (
  { closing }: Sandbox,
  { fault, hits }: { fault: Fault | null; hits: "cancel" | "get" | "token" },
  work: () => Promise<Answer>,
): Promise<Delivery> =>
  injectVendorFault(fault, { work, closing, nothingDone: NOTHING_DONE }, (own) => {
    switch (own.kind) {
      case "REFUSE":
        return hits === "cancel" ? work() : new Refusal(own.code, own.message, own.status).answer;
      case "PENDING":
        return work();
      case "UNAUTHORIZED":
        return (hits === "token" ? wrongKey() : unauthorized()).answer;
    }
  });

async function findEndpoint(sandbox: Sandbox, call: Call): Promise<Endpoint | null> {
  const { method, segments } = call;
  if (!segments || segments.some((segment) => segment.includes("\0"))) return null;
  const [room, first = "", second = "", third, ...more] = segments;
  if (more.length > 0) return null;
  const { length } = segments;
  if (method === "POST" && length === 2 && room === "users" && first === "getToken") {
    return { paymentId: null, hits: "token", work: async () => getToken(sandbox, readFields(call)) };
  }
  if (method === "POST" && length === 2 && room === "payments" && first === "cancel") {
    return cancelEndpoint(sandbox, call);
  }
  if (method !== "GET") return null;
  if (room === "banks" && length <= 2) {
    return { paymentId: null, hits: null, work: async () => (length === 1 ? banks() : bank(first)) };
  }
  if (room !== "payments" || first === "" || first === "cancel") return null;
  if (first === "find" && length >= 3 && second !== "") {
    const find = (db: Queryable) => findByMerchantUid(db, second, third);
    return getEndpoint(sandbox, call, (await find(sandbox.pool))?.id ?? null, find);
  }
  if (first === "findAll" && length >= 3 && second !== "") {
    const wanted = { merchantUid: second, status: third ?? null };
    return listEndpoint(sandbox, call, wanted, (await findByMerchantUid(sandbox.pool, second))?.id ?? null);
  }
  return length === 2 ? getEndpoint(sandbox, call, first, (db) => LEDGER.find(db, first)) : null;
}

const getEndpoint = (
  sandbox: Sandbox,
  call: Call,
  paymentId: string | null,
  find: (db: Queryable) => Promise<PaymentRow | null>,
): Endpoint => {
  const includeSandbox = call.query.get("include_sandbox") === "true";
  return {
    paymentId,
    hits: "get",
    work: () => inTransaction(sandbox.pool, (tx: Tx) => getPayment(tx, find, includeSandbox)),
  };
};

/** Planned faults of a payment hit the list of its number, too. */
function listEndpoint(
  sandbox: Sandbox,
  call: Call,
  wanted: { merchantUid: string; status: string | null },
  paymentId: string | null,
): Endpoint {
  const includeSandbox = call.query.get("include_sandbox") === "true";
  const numberIn = (name: string, otherwise: number): number => {
    const number = Number(call.query.get(name) ?? otherwise);
    if (!Number.isInteger(number) || number < 1 || number > 1_000) throw new Refusal(-1, `${name} is wrong.`, 400);
    return number;
  };
  return {
    paymentId,
    hits: "get",
    work: () =>
      inTransaction(sandbox.pool, (tx: Tx) =>
        listPayments(tx, (db) => allOfMerchantUid(db, { ...wanted, includeSandbox }), {
          page: numberIn("page", 1),
          limit: numberIn("limit", 20),
        }),
      ),
  };
}

/** The body says which payment it is about, so that is looked at before the caller is known. */
async function cancelEndpoint(sandbox: Sandbox, call: Call): Promise<Endpoint> {
  const work = (fault: Fault | null): Promise<Answer> =>
    inTransaction(sandbox.pool, (tx) => cancel(tx, sandbox, { fields: readFields(call), fault }));
  return { paymentId: await paymentMeant(sandbox, call), hits: "cancel", work };
}

async function paymentMeant(sandbox: Sandbox, call: Call): Promise<string | null> {
  try {
    const { imp_uid, merchant_uid } = readFields(call);
    if (usable(imp_uid)) return imp_uid;
    return usable(merchant_uid) ? ((await findByMerchantUid(sandbox.pool, merchant_uid))?.id ?? null) : null;
  } catch (error) {
    // The call itself will say so.
    if (error instanceof Refusal) return null;
    throw error;
  }
}

const usable = (value: unknown): value is string => typeof value === "string" && value !== "" && !value.includes("\0");
