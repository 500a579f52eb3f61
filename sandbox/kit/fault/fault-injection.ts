/** Effect of a transport fault on one call: whether the work is done, when, and what the caller gets to see of it. */
import { setTimeout as sleep } from "node:timers/promises";
import { isTransportFault, type TransportFault } from "./fault.js";
import type { Answer, Delivery } from "../http/http.js";

const BAD_GATEWAY_PAGE = "<html><body><h1>502 Bad Gateway</h1></body></html>";

export interface SpoiltWork {
  /** Runs at most once. */
  work: () => Promise<Answer>;
  /** Ends a wait when the sandbox closes: then what was to come after it never happens. */
  closing: AbortSignal;
  /** Looks like a success, but nothing was done. Never seen whole: it only gives a cut or silent answer its length. */
  nothingDone: Answer;
}

export async function injectFault(
  fault: TransportFault | null,
  { work, closing, nothingDone }: SpoiltWork,
): Promise<Delivery> {
  const wait = (ms: number): Promise<void> => sleep(ms, undefined, { signal: closing });
  switch (fault?.kind) {
    case undefined:
      return json(await work());
    case "LOSE_ANSWER_BEFORE_EFFECT":
      return { kind: "HANG_UP" };
    case "LOSE_ANSWER_AFTER_EFFECT":
      await work();
      return { kind: "HANG_UP" };
    case "SLOW": {
      if (fault.effect === "AFTER_WAIT") await wait(fault.ms);
      const answer = await work();
      if (fault.effect === "BEFORE_WAIT") await wait(fault.ms);
      return json(answer);
    }
    case "STATUS_5XX":
      if (fault.effect) await work();
      return json({ status: fault.status, body: { message: "Internal error." } });
    case "HTML":
      if (fault.effect) await work();
      return { kind: "HTML", status: 502, html: BAD_GATEWAY_PAGE };
    case "TRUNCATED_JSON":
      return { kind: "CUT", answer: fault.effect ? await work() : nothingDone };
    case "HALF_OPEN":
      return { kind: "HALF_OPEN", answer: fault.effect ? await work() : nothingDone };
  }
}

/**
 * For a fault of a vendor's whole list: those of the transport spoil the call, what the others answer is the vendor's business.
 * A fault that only decides what the call does is left to `work`.
 */
export async function injectVendorFault<Fault extends { kind: string }>(
  fault: Fault | null,
  spoilt: SpoiltWork,
  answerOf: (fault: Exclude<Fault, TransportFault>) => Answer | Promise<Answer>,
): Promise<Delivery> {
  if (fault === null || isTransportFault(fault)) return injectFault(fault, spoilt);
  return json(await answerOf(fault as Exclude<Fault, TransportFault>));
}

const json = (answer: Answer): Delivery => ({ kind: "ANSWER", answer });
