/** One call of a vendor's API: in the request log from its arrival on, met by the fault planned for it, answered whatever happens. */
import type { FaultStore } from "./fault-store.js";
import { statusOf, type Answer, type Delivery } from "../http/http.js";
import type { NewEntry, RequestLog } from "../http/request-log.js";
import type { Sandbox } from "../sandbox.js";

/** The answer to an error that is one of the vendor's refusals; `null` for any other. */
export type AnswerOf = (error: unknown) => Answer | null;

export interface VendorCallOptions {
  requestLog: RequestLog;
  entry: Omit<NewEntry, "now">;
  /** As `AnswerOf`. @param no of the call in the log */
  answerOf: (error: unknown, no: number) => Answer | null;
  /** For a fault of the sandbox itself. */
  internalError: (no: number) => Answer;
}

/** A call as the request log knows it. */
export class LoggedCall {
  readonly #sandbox: Sandbox;
  readonly #log: RequestLog;
  /** Counts calls up. */
  readonly no: number;
  /** The answer is a stored one. */
  replayed = false;
  fault: string | null = null;

  constructor(sandbox: Sandbox, log: RequestLog, no: number) {
    this.#sandbox = sandbox;
    this.#log = log;
    this.no = no;
  }

  /** The fault the call meets, if any. Logged at once: the call may take long, or its answer may never leave. */
  async takeFault<Fault extends { kind: string }>(
    faults: FaultStore<Fault>,
    call: { hits: string; paymentId: string | null },
  ): Promise<Fault | null> {
    const { pool } = this.#sandbox;
    const fault = await faults.take(pool, { ...call, replay: this.replayed });
    this.fault = fault?.kind ?? null;
    if (fault) await this.#log.noteFault(pool, this.no, fault.kind);
    return fault;
  }
}

export async function answerLogged(
  sandbox: Sandbox,
  { requestLog, entry, answerOf, internalError }: VendorCallOptions,
  work: (call: LoggedCall) => Promise<Delivery>,
): Promise<Delivery> {
  const { pool, now, closing } = sandbox;
  const no = await requestLog.open(pool, { ...entry, now: now() });
  const call = new LoggedCall(sandbox, requestLog, no);
  let delivery: Delivery;
  try {
    delivery = await work(call);
  } catch (error) {
    const refusal = answerOf(error, no);
    if (!refusal && !closing.aborted) sandbox.log(String(error));
    delivery = { kind: "ANSWER", answer: refusal ?? internalError(no) };
  }
  const { replayed, fault } = call;
  await requestLog.close(pool, no, { responseStatus: statusOf(delivery), replayed, fault });
  sandbox.wake();
  return delivery;
}

/** A refusal is an answer like another. */
export async function answerOrRefusal(work: () => Promise<Answer>, answerOf: AnswerOf): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    const refusal = answerOf(error);
    if (!refusal) throw error;
    return refusal;
  }
}
