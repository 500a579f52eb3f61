/** The vendor's API: finds the endpoint, checks the caller, and lets planned faults spoil the answer. */
import { inTransaction } from "../../kit/database.js";
import { isTransportFault } from "../../kit/fault/fault.js";
import { injectFault } from "../../kit/fault/fault-injection.js";
import { answerLogged } from "../../kit/fault/vendor-call.js";
import type { Answer, Call, Delivery } from "../../kit/http/http.js";
import { authenticate, checkZone, zoneOf } from "../access.js";
import { orderNoOf, withoutAccount } from "../cancel-request.js";
import { Envelope } from "../envelope.js";
import { FAULTS, type Fault } from "../fault.js";
import { Refusal } from "../refusal.js";
import type { Sandbox } from "../sandbox.js";
import { REQUEST_LOG } from "../tables.js";
import { cancel } from "./cancel.js";
import { detail } from "./detail.js";

/** Both are POST; `hits` names the plans of faults that can meet them. */
const ENDPOINTS: Readonly<Record<string, "cancel" | "get">> = {
  "/api/v2/payment/cancel": "cancel",
  "/api/v2/payment/detail": "get",
};

const NOTHING_DONE: Answer = { status: 200, body: { resultCode: "0", message: "SUCCESS", data: { items: [] } } };

export async function answerVendorCall(sandbox: Sandbox, call: Call): Promise<Delivery> {
  const paymentId = orderNoOf(call.body);
  const entry = {
    call: { method: call.method, path: call.path, body: withoutAccount(call.body) },
    paymentId,
    idempotencyKey: null,
  };
  const envelopeOf = (no: number) =>
    new Envelope({ no, now: sandbox.now, zone: zoneOf(call.headers), shape: sandbox.errorShape });
  const answers = {
    answerOf: (error: unknown, no: number) => (error instanceof Refusal ? envelopeOf(no).refusal(error) : null),
    internalError: (no: number) => envelopeOf(no).refusal(new Refusal("EBP-Z-0010", "Internal error.")),
  };
  return answerLogged(sandbox, { requestLog: REQUEST_LOG, entry, ...answers }, async (logged) => {
    const hits = endpointOf(call);
    authenticate(sandbox.credentials, call, sandbox.now());
    checkZone(call.headers);
    const fault = paymentId === null ? null : await logged.takeFault(FAULTS, { hits, paymentId });
    if (fault?.kind === "UNAUTHORIZED") throw new Refusal("EBP-A-0001", "Refused on demand.", fault);
    return injectFault(fault !== null && isTransportFault(fault) ? fault : null, {
      work: () => work(sandbox, envelopeOf(logged.no), { hits, body: call.body, fault }),
      closing: sandbox.closing,
      nothingDone: NOTHING_DONE,
    });
  });
}

/** @throws Refusal for a path or a method there is none of; the pages name the HTTP status only. */
function endpointOf({ method, path }: Call): "cancel" | "get" {
  const hits = Object.hasOwn(ENDPOINTS, path) ? ENDPOINTS[path] : undefined;
  if (!hits) throw new Refusal("EBP-Z-0010", "There is no such API.", { status: 404 });
  if (method !== "POST") throw new Refusal("EBP-Z-0010", "The API takes POST only.", { status: 405 });
  return hits;
}

/** A refusal leaves nothing behind, unless it was planned to come although the money moved. */
async function work(
  sandbox: Sandbox,
  envelope: Envelope,
  call: { hits: "cancel" | "get"; body: string | null; fault: Fault | null },
): Promise<Answer> {
  const { hits, body, fault } = call;
  try {
    return await inTransaction(sandbox.pool, async (tx) => {
      const data = await (hits === "get" ? detail(tx, body) : cancel(tx, sandbox, { body, fault }));
      if (fault?.kind !== "REFUSE") return envelope.success(data);
      const refusal = new Refusal(fault.code, fault.message, fault);
      if (!fault.effect) throw refusal;
      return envelope.refusal(refusal);
    });
  } catch (error) {
    if (error instanceof Refusal) return envelope.refusal(error);
    throw error;
  }
}
