/** The vendor's API: finds the endpoint, checks the caller, keeps idempotency, and lets planned faults spoil the answer. */
import { inTransaction, type Tx } from "../../kit/database.js";
import { injectVendorFault } from "../../kit/fault/fault-injection.js";
import { answerLogged, answerOrRefusal, type LoggedCall } from "../../kit/fault/vendor-call.js";
import type { Answer, Call, Delivery } from "../../kit/http/http.js";
import { authenticate, logIn, refresh } from "../access.js";
import { FAULTS, type Fault } from "../fault.js";
import { claim, outstanding, readKey, storeAnswer, type Keyed } from "../idempotency.js";
import { answerOf, Refusal } from "../refusal.js";
import { withoutAccount } from "../refund-account.js";
import type { Sandbox } from "../sandbox.js";
import { REQUEST_LOG } from "../tables.js";
import { cancel, stopCancellation } from "./cancel.js";
import { banks, getPayment, resend } from "./payment.js";

/** One endpoint that was asked for: what it does in its transaction, and which planned faults can hit it. */
interface Endpoint {
  paymentId: string | null;
  hits: "cancel" | "get" | null;
  /** Only calls that change something keep idempotency keys. */
  changes: boolean;
  work: (tx: Tx, fault: Fault | null) => Promise<Answer>;
}

const NO_SUCH_ENDPOINT: Answer = { status: 404, body: { type: "NOT_FOUND", message: "There is no such endpoint." } };

export async function answerVendorCall(sandbox: Sandbox, call: Call): Promise<Delivery> {
  const isLogin = call.path === "/login/api-secret" || call.path === "/token/refresh";
  const endpoint = isLogin ? null : findEndpoint(sandbox, call);
  const key = call.headers["idempotency-key"];
  const entry = {
    // A login's body is a credential: it is not kept. Nor is a customer's account, but for what tells it apart.
    call: { ...call, body: isLogin ? null : withoutAccount(call.body) },
    paymentId: endpoint?.paymentId ?? null,
    // With its quotes.
    idempotencyKey: key === undefined ? null : String(key),
  };
  return answerLogged(sandbox, { requestLog: REQUEST_LOG, entry, answerOf, internalError }, async (logged) => {
    if (isLogin) return { kind: "ANSWER", answer: await login(sandbox, call) };
    await authenticate(sandbox, call.headers.authorization);
    if (!endpoint) return { kind: "ANSWER", answer: NO_SUCH_ENDPOINT };
    return workOn(sandbox, call, endpoint, logged);
  });
}

const internalError = (): Answer => ({ status: 500, body: { message: "Internal error." } });

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

async function workOn(sandbox: Sandbox, call: Call, endpoint: Endpoint, logged: LoggedCall): Promise<Delivery> {
  const { hits, paymentId } = endpoint;
  const keyed = endpoint.changes ? readKey(call) : null;
  const stored = keyed && (await claim(sandbox.pool, sandbox.running, keyed, sandbox.now()));
  logged.replayed = stored !== null;
  try {
    const fault = hits === null || paymentId === null ? null : await logged.takeFault(FAULTS, { hits, paymentId });
    return await injectCallFault(sandbox, fault, async () => {
      if (fault?.kind === "REFUSE" && hits === "get") return refuseOnDemand(fault);
      return stored ?? (await workOnce(sandbox, endpoint, fault, keyed));
    });
  } finally {
    if (keyed && !stored) sandbox.running.end(keyed);
  }
}

/** The effect and the stored answer, a refusal as much as a success, commit together. */
const workOnce = (sandbox: Sandbox, endpoint: Endpoint, fault: Fault | null, keyed: Keyed | null): Promise<Answer> =>
  inTransaction(sandbox.pool, async (tx) => {
    const answer = await answerOrRefusal(() => endpoint.work(tx, fault), answerOf);
    if (keyed) await storeAnswer(tx, keyed, answer, sandbox.now());
    return answer;
  });

const NOTHING_DONE: Answer = { status: 200, body: { cancellation: { status: "SUCCEEDED" } } };

/** Faults that decide what the call does are the business of `work`. */
const injectCallFault = ({ closing }: Sandbox, fault: Fault | null, work: () => Promise<Answer>): Promise<Delivery> =>
  injectVendorFault(fault, { work, closing, nothingDone: NOTHING_DONE }, (own) => {
    switch (own.kind) {
      case "REFUSE":
      case "FAIL":
      case "PENDING":
        return work();
      case "OUTSTANDING":
        return outstanding().answer;
      case "UNAUTHORIZED":
        return new Refusal("UNAUTHORIZED", "Refused on demand.").answer;
      case "TOO_MANY_REQUESTS":
        return {
          status: 429,
          body: { type: "TOO_MANY_REQUESTS", message: "Too many requests." },
          ...(own.retryAfterSeconds !== undefined && { headers: { "retry-after": String(own.retryAfterSeconds) } }),
        };
    }
  });

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
