/** The vendor's API: finds the endpoint, checks the caller, keeps idempotency, and lets planned faults spoil the answer. */
import { setTimeout as sleep } from "node:timers/promises";
import { inTransaction, type Tx } from "../../kit/database.js";
import { statusOf, type Answer, type Call, type Delivery } from "../../kit/http/http.js";
import { authenticate, logIn, refresh } from "../access.js";
import { FAULTS, type Fault } from "../fault.js";
import { claim, readKey, storeAnswer, type Keyed } from "../idempotency.js";
import { Refusal } from "../refusal.js";
import { withoutAccount } from "../refund-account.js";
import type { Sandbox } from "../sandbox.js";
import { REQUEST_LOG } from "../tables.js";
import { cancel, stopCancellation } from "./cancel.js";
import { banks, getPayment, resend } from "./payment.js";
import { injectCallFault } from "./fault-injection.js";

/** One endpoint that was asked for: what it does in its transaction, and which planned faults can hit it. */
interface Endpoint {
  paymentId: string | null;
  hits: "cancel" | "get" | null;
  /** Only calls that change something keep idempotency keys. */
  changes: boolean;
  work: (tx: Tx, fault: Fault | null) => Promise<Answer>;
}

/** Facts that the request log wants about a call when it is over. */
interface Trace {
  replayed: boolean;
  fault: string | null;
}

const NO_SUCH_ENDPOINT: Answer = { status: 404, body: { type: "NOT_FOUND", message: "There is no such endpoint." } };

export async function answerVendorCall(sandbox: Sandbox, call: Call): Promise<Delivery> {
  const isLogin = call.path === "/login/api-secret" || call.path === "/token/refresh";
  const endpoint = isLogin ? null : findEndpoint(sandbox, call);
  const key = call.headers["idempotency-key"];
  const entry = await REQUEST_LOG.open(sandbox.pool, {
    // A login's body is a credential: it is not kept. Nor is a customer's account, but for what tells it apart.
    call: { ...call, body: isLogin ? null : withoutAccount(call.body) },
    paymentId: endpoint?.paymentId ?? null,
    // With its quotes.
    idempotencyKey: key === undefined ? null : String(key),
    now: sandbox.now(),
  });
  const trace: Trace = { replayed: false, fault: null };
  const delivery = await refusalsAsAnswers(sandbox, async () => {
    if (isLogin) return { kind: "ANSWER", answer: await login(sandbox, call) };
    await authenticate(sandbox, call.headers.authorization);
    if (!endpoint) return { kind: "ANSWER", answer: NO_SUCH_ENDPOINT };
    return workOn(sandbox, call, endpoint, { entry, trace });
  });
  await REQUEST_LOG.close(sandbox.pool, entry, { responseStatus: statusOf(delivery), ...trace });
  sandbox.wake();
  return delivery;
}

function findEndpoint(sandbox: Sandbox, call: Call): Endpoint | null {
  const { method, body, segments, query } = call;
  if (!segments || segments.some((segment) => segment.includes("\0"))) return null;
  const [room, paymentId = "", action, cancellationId = "", verb, ...more] = segments;
  if (more.length > 0 || (room === "payments" && paymentId === "")) return null;
  const length = segments.length;
  if (method === "GET" && room === "banks" && length === 1) {
    return { paymentId: null, hits: null, changes: false, work: async () => banks() };
  }
  if (method === "GET" && room === "payments" && length === 2) {
    const storeId = query.get("storeId");
    return { paymentId, hits: "get", changes: false, work: (tx) => getPayment(tx, sandbox, { paymentId, storeId }) };
  }
  if (method !== "POST" || room !== "payments") return null;
  if (action === "cancel" && length === 3) {
    return {
      paymentId,
      hits: "cancel",
      changes: true,
      work: (tx, fault) => cancel(tx, sandbox, { paymentId, body, fault }),
    };
  }
  if (action === "resend-webhook" && length === 3) {
    return { paymentId, hits: null, changes: true, work: (tx) => resend(tx, sandbox, { paymentId, body }) };
  }
  if (action === "cancellations" && verb === "stop") {
    const work = (tx: Tx) => stopCancellation(tx, sandbox, { paymentId, cancellationId, body });
    return { paymentId, hits: null, changes: true, work };
  }
  return null;
}

async function workOn(
  sandbox: Sandbox,
  call: Call,
  endpoint: Endpoint,
  { entry, trace }: { entry: number; trace: Trace },
): Promise<Delivery> {
  const keyed = endpoint.changes ? readKey(call) : null;
  const stored = keyed && (await claim(sandbox.pool, sandbox.running, keyed, sandbox.now()));
  trace.replayed = stored !== null;
  try {
    const fault = await faultFor(sandbox, endpoint, trace.replayed);
    trace.fault = fault?.kind ?? null;
    if (fault) await REQUEST_LOG.noteFault(sandbox.pool, entry, fault.kind);
    const work = async (): Promise<Answer> => stored ?? (await workOnce(sandbox, endpoint, fault, keyed));
    const refused = fault?.kind === "REFUSE" && endpoint.hits === "get" ? refuseOnDemand(fault) : null;
    return await injectCallFault(
      fault,
      async () => refused ?? (await work()),
      (ms) => sleep(ms, undefined, { signal: sandbox.closing }),
    );
  } finally {
    if (keyed && !stored) sandbox.running.end(keyed);
  }
}

async function faultFor(sandbox: Sandbox, endpoint: Endpoint, replay: boolean): Promise<Fault | null> {
  const { hits, paymentId } = endpoint;
  return hits === null || paymentId === null ? null : FAULTS.take(sandbox.pool, { hits, paymentId, replay });
}

/** The effect and the stored answer, a refusal as much as a success, commit together. */
const workOnce = (sandbox: Sandbox, endpoint: Endpoint, fault: Fault | null, keyed: Keyed | null): Promise<Answer> =>
  inTransaction(sandbox.pool, async (tx) => {
    const answer = await answerOrRefusal(() => endpoint.work(tx, fault));
    if (keyed) await storeAnswer(tx, keyed, answer, sandbox.now());
    return answer;
  });

async function answerOrRefusal(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

const refuseOnDemand = (fault: Extract<Fault, { kind: "REFUSE" }>): Answer =>
  new Refusal(
    fault.type,
    fault.message ?? "Refused on demand.",
    fault.type === "PG_PROVIDER" ? { pgCode: fault.pgCode, pgMessage: fault.pgMessage } : undefined,
  ).answer;

async function login(sandbox: Sandbox, call: Call): Promise<Answer> {
  if (call.method !== "POST") return NO_SUCH_ENDPOINT;
  return call.path === "/login/api-secret" ? logIn(sandbox, call.body) : refresh(sandbox, call.body);
}

async function refusalsAsAnswers(sandbox: Sandbox, work: () => Promise<Delivery>): Promise<Delivery> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return { kind: "ANSWER", answer: error.answer };
    if (!sandbox.closing.aborted) sandbox.log(String(error));
    return { kind: "ANSWER", answer: { status: 500, body: { message: "Internal error." } } };
  }
}
