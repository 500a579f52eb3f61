/** The vendor's API: finds the endpoint, checks the caller, recognises repeats, and lets planned faults spoil the answer. */
import { createHash, timingSafeEqual } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { inTransaction, type Tx } from "../../kit/database.js";
import { statusOf, type Answer, type Call, type Delivery } from "../../kit/http/http.js";
import { FAULTS, type Fault } from "../fault.js";
import { readParameters, withoutApiKey, type Parameters } from "../parameters.js";
import { readRefundRequest } from "../refund-request.js";
import { failure, invalid, NO_SUCH_ENDPOINT, Refusal } from "../refusal.js";
import type { Sandbox } from "../sandbox.js";
import { REQUEST_LOG } from "../tables.js";
import { findRepeated, refund } from "./refund.js";
import { injectCallFault } from "./fault-injection.js";
import { payTokenOf, status } from "./status.js";

/** Work that is about to be done for a call, and which planned faults can hit it. */
interface Work {
  hits: "cancel" | "get";
  /** The answer when the call only repeats an earlier one. */
  repeated: Answer | null;
  /** `replayed`: an equal call was faster. */
  work: (tx: Tx, fault: Fault | null) => Promise<{ answer: Answer; replayed: boolean }>;
}

type Endpoint = (sandbox: Sandbox, parameters: Parameters) => Promise<Work>;

/** Facts that the request log wants about a call when it is over. */
interface Trace {
  replayed: boolean;
  fault: string | null;
}

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  "POST /api/v2/refunds": async (sandbox, parameters) => {
    const request = readRefundRequest(parameters);
    const repeated = await findRepeated(sandbox.pool, request);
    return { hits: "cancel", repeated, work: (tx, fault) => refund(tx, sandbox, request, fault) };
  },
  "POST /api/v2/status": async (sandbox, parameters) => ({
    hits: "get",
    repeated: null,
    work: async (tx, fault) => ({
      answer: fault?.kind === "REFUSE" ? failure(fault.code, fault) : await status(tx, sandbox, parameters),
      replayed: false,
    }),
  }),
};

export async function answerVendorCall(sandbox: Sandbox, call: Call): Promise<Delivery> {
  const parameters = readParameters(call.body);
  const refundNo = parameters?.["refundNo"];
  const paymentId = parameters && (await payTokenOf(sandbox.pool, parameters));
  const entry = await REQUEST_LOG.open(sandbox.pool, {
    call: withoutApiKey(call, parameters, sandbox.apiKey),
    paymentId,
    idempotencyKey: typeof refundNo === "string" ? refundNo : null,
    now: sandbox.now(),
  });
  const trace: Trace = { replayed: false, fault: null };
  const delivery = await refusalsAsAnswers(sandbox, async () => {
    const name = `${call.method} ${call.path}`;
    const endpoint = Object.hasOwn(ENDPOINTS, name) ? ENDPOINTS[name] : undefined;
    if (!endpoint) return { kind: "ANSWER", answer: NO_SUCH_ENDPOINT };
    if (!parameters) throw invalid("body: must be JSON or a form, of at most 1 MiB");
    authenticate(sandbox, parameters);
    return workOn(sandbox, await endpoint(sandbox, parameters), { paymentId, entry, trace });
  });
  await REQUEST_LOG.close(sandbox.pool, entry, { responseStatus: statusOf(delivery), ...trace });
  sandbox.wake();
  return delivery;
}

/** @throws Refusal COMMON_INVALID_API_KEY (HTTP 401) */
function authenticate(sandbox: Sandbox, { apiKey }: Parameters): void {
  const hash = (text: string): Buffer => createHash("sha256").update(text).digest();
  if (typeof apiKey === "string" && timingSafeEqual(hash(apiKey), hash(sandbox.apiKey))) return;
  throw new Refusal("COMMON_INVALID_API_KEY");
}

async function workOn(
  sandbox: Sandbox,
  { hits, repeated, work }: Work,
  { paymentId, entry, trace }: { paymentId: string | null; entry: number; trace: Trace },
): Promise<Delivery> {
  trace.replayed = repeated !== null;
  const fault = await FAULTS.take(sandbox.pool, { hits, paymentId, replay: trace.replayed });
  trace.fault = fault?.kind ?? null;
  if (fault) await REQUEST_LOG.noteFault(sandbox.pool, entry, fault.kind);
  const workOnce = async (): Promise<Answer> => {
    if (repeated) return repeated;
    const { answer, replayed } = await inTransaction(sandbox.pool, (tx) => work(tx, fault));
    trace.replayed = replayed;
    return answer;
  };
  return injectCallFault(fault, workOnce, (ms) => sleep(ms, undefined, { signal: sandbox.closing }));
}

async function refusalsAsAnswers(sandbox: Sandbox, work: () => Promise<Delivery>): Promise<Delivery> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return { kind: "ANSWER", answer: error.answer };
    if (!sandbox.closing.aborted) sandbox.log(String(error));
    return { kind: "ANSWER", answer: failure("COMMON_SYSTEM_ERROR", { status: 500 }) };
  }
}
