/** The vendor's API: finds the endpoint, checks the token, and lets planned faults spoil the answer. */
import { setTimeout as sleep } from "node:timers/promises";
import { inTransaction, type Queryable, type Tx } from "../../kit/database.js";
import { statusOf, type Answer, type Call, type Delivery } from "../../kit/http/http.js";
import { loggableBody, readFields } from "../body.js";
import { FAULTS, type Fault } from "../fault.js";
import { findByMerchantUid, LEDGER } from "../ledger.js";
import type { PaymentRow } from "../payment.js";
import { noSuchEndpoint, Refusal } from "../refusal.js";
import type { Sandbox } from "../sandbox.js";
import { REQUEST_LOG } from "../tables.js";
import { authenticate, getToken } from "../token.js";
import { cancel } from "./cancel.js";
import { bank, banks, getPayment } from "./payment.js";
import { injectCallFault } from "./fault-injection.js";

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
  const entry = await REQUEST_LOG.open(sandbox.pool, {
    // The body of a token call is a credential: it is not kept.
    call: { method: call.method, path: call.path + query, body: isToken ? null : loggableBody(call) },
    paymentId: endpoint?.paymentId ?? null,
    idempotencyKey: null,
    now: sandbox.now(),
  });
  let fault: Fault | null = null;
  const delivery = await refusalsAsAnswers(sandbox, async () => {
    if (!isToken) await authenticate(sandbox, call.headers.authorization);
    if (!endpoint) throw noSuchEndpoint();
    const { hits, paymentId, work } = endpoint;
    if (hits === null) return { kind: "ANSWER", answer: await work(null) };
    fault = await FAULTS.take(sandbox.pool, { hits, paymentId, replay: false });
    if (fault) await REQUEST_LOG.noteFault(sandbox.pool, entry, fault.kind);
    return injectCallFault(fault, hits, {
      work: () => answerOrRefusal(() => work(fault)),
      wait: (ms) => sleep(ms, undefined, { signal: sandbox.closing }),
    });
  });
  await REQUEST_LOG.close(sandbox.pool, entry, {
    responseStatus: statusOf(delivery),
    replayed: false,
    fault: (fault as Fault | null)?.kind ?? null,
  });
  sandbox.wake();
  return delivery;
}

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

/** A refusal ends the transaction without a trace, and is an answer like another. */
async function answerOrRefusal(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

async function refusalsAsAnswers(sandbox: Sandbox, work: () => Promise<Delivery>): Promise<Delivery> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return { kind: "ANSWER", answer: error.answer };
    if (!sandbox.closing.aborted) sandbox.log(String(error));
    return { kind: "ANSWER", answer: { status: 500, body: { code: -1, message: "Internal error.", response: null } } };
  }
}
