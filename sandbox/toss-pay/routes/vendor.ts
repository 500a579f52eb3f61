/** The vendor's API: finds the endpoint, checks the caller, recognises repeats, and lets planned faults spoil the answer. */
import { inTransaction, type Tx } from "../../kit/database.js";
import { injectVendorFault } from "../../kit/fault/fault-injection.js";
import { answerLogged, type LoggedCall } from "../../kit/fault/vendor-call.js";
import { sameText } from "../../kit/http/credential.js";
import type { Answer, Call, Delivery } from "../../kit/http/http.js";
import { FAULTS, type Fault } from "../fault.js";
import { readParameters, withoutApiKey, type Parameters } from "../parameters.js";
import { readRefundRequest } from "../refund-request.js";
import { answerOf, failure, INTERNAL_ERROR, invalid, NO_SUCH_ENDPOINT, Refusal } from "../refusal.js";
import type { Sandbox } from "../sandbox.js";
import { REQUEST_LOG } from "../tables.js";
import { findRepeated, refund } from "./refund.js";
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
  const entry = {
    call: withoutApiKey(call, parameters, sandbox.apiKey),
    paymentId,
    idempotencyKey: typeof refundNo === "string" ? refundNo : null,
  };
  const internalError = () => INTERNAL_ERROR;
  return answerLogged(sandbox, { requestLog: REQUEST_LOG, entry, answerOf, internalError }, async (logged) => {
    const name = `${call.method} ${call.path}`;
    const endpoint = Object.hasOwn(ENDPOINTS, name) ? ENDPOINTS[name] : undefined;
    if (!endpoint) return { kind: "ANSWER", answer: NO_SUCH_ENDPOINT };
    if (!parameters) throw invalid("body: must be JSON or a form, of at most 1 MiB");
    authenticate(sandbox, parameters);
    return workOn(sandbox, await endpoint(sandbox, parameters), { paymentId, logged });
  });
}

/** @throws Refusal COMMON_INVALID_API_KEY (HTTP 401) */
function authenticate(sandbox: Sandbox, { apiKey }: Parameters): void {
  if (typeof apiKey !== "string" || !sameText(apiKey, sandbox.apiKey)) throw new Refusal("COMMON_INVALID_API_KEY");
}

async function workOn(
  sandbox: Sandbox,
  { hits, repeated, work }: Work,
  { paymentId, logged }: { paymentId: string | null; logged: LoggedCall },
): Promise<Delivery> {
  logged.replayed = repeated !== null;
  const fault = await logged.takeFault(FAULTS, { hits, paymentId });
  return injectCallFault(sandbox, fault, async () => {
    if (repeated) return repeated;
    const { answer, replayed } = await inTransaction(sandbox.pool, (tx) => work(tx, fault));
    logged.replayed = replayed;
    return answer;
  });
}

const NOTHING_DONE: Answer = { status: 200, body: { code: 0, refundNo: "0", refundableAmount: 0 } };

/** Faults that decide what the call does are the business of `work`. */
const injectCallFault = ({ closing }: Sandbox, fault: Fault | null, work: () => Promise<Answer>): Promise<Delivery> =>
  injectVendorFault(fault, { work, closing, nothingDone: NOTHING_DONE }, (own) => {
    switch (own.kind) {
      case "REFUSE":
      case "ERROR_AFTER_EFFECT":
      case "PENDING":
        return work();
      case "UNAUTHORIZED":
        return failure("COMMON_INVALID_API_KEY");
    }
  });
