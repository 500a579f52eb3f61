/** What a fault does to one call: those of the transport are everybody's, the others this vendor's own. */
import { isTransportFault } from "../../fault.js";
import type { Answer, Delivery } from "../../http.js";
import { spoil } from "../../spoiling.js";
import type { Fault } from "../fault.js";
import { outstanding } from "../idempotency.js";
import { Refusal } from "../refusal.js";

/** Faults that decide what the call does are the business of `work`. See `spoil` for its bounds. */
export async function spoilCall(
  fault: Fault | null,
  work: () => Promise<Answer>,
  wait: (ms: number) => Promise<void>,
): Promise<Delivery> {
  if (fault === null || isTransportFault(fault)) return spoil(fault, { work, wait, nothingDone: NOTHING_DONE });
  switch (fault.kind) {
    case "REFUSE":
    case "FAIL":
    case "PENDING":
      return json(await work());
    case "OUTSTANDING":
      return json(outstanding().answer);
    case "UNAUTHORIZED":
      return json(new Refusal("UNAUTHORIZED", "Refused on demand.").answer);
    case "TOO_MANY_REQUESTS":
      return json({
        status: 429,
        body: { type: "TOO_MANY_REQUESTS", message: "Too many requests." },
        ...(fault.retryAfterSeconds !== undefined && { headers: { "retry-after": String(fault.retryAfterSeconds) } }),
      });
  }
}

const json = (answer: Answer): Delivery => ({ kind: "ANSWER", answer });

const NOTHING_DONE: Answer = { status: 200, body: { cancellation: { status: "SUCCEEDED" } } };
