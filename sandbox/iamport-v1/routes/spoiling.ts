/** What a fault does to one call: those of the transport are everybody's, the others this vendor's own. */
import { isTransportFault } from "../../fault.js";
import type { Answer, Delivery } from "../../http.js";
import { spoil } from "../../spoiling.js";
import type { Fault } from "../fault.js";
import { Refusal, unauthorized, wrongKey } from "../refusal.js";

/** `work` itself takes care of faults that decide what a cancel does. See `spoil` for its bounds. */
export async function spoilCall(
  fault: Fault | null,
  hits: "cancel" | "get" | "token",
  { work, wait }: { work: () => Promise<Answer>; wait: (ms: number) => Promise<void> },
): Promise<Delivery> {
  if (fault === null || isTransportFault(fault)) return spoil(fault, { work, wait, nothingDone: NOTHING_DONE });
  switch (fault.kind) {
    case "REFUSE":
      return json(hits === "cancel" ? await work() : new Refusal(fault.code, fault.message, fault.status).answer);
    case "PENDING":
      return json(await work());
    case "UNAUTHORIZED":
      return json((hits === "token" ? wrongKey() : unauthorized()).answer);
  }
}

const json = (answer: Answer): Delivery => ({ kind: "ANSWER", answer });

const NOTHING_DONE: Answer = { status: 200, body: { code: 0, message: null, response: { status: "cancelled" } } };
