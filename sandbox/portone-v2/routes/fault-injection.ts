/** Effect of a fault on one call: those of the transport are everybody's, the others this vendor's own. */
import type { Answer, Delivery } from "../../kit/http/http.js";
import { injectVendorFault } from "../../kit/fault/fault-injection.js";
import type { Fault } from "../fault.js";
import { outstanding } from "../idempotency.js";
import { Refusal } from "../refusal.js";

/** Faults that decide what the call does are the business of `work`. See `spoil` for its bounds. */
export const injectCallFault = (
  fault: Fault | null,
  work: () => Promise<Answer>,
  wait: (ms: number) => Promise<void>,
): Promise<Delivery> =>
  injectVendorFault(fault, { work, wait, nothingDone: NOTHING_DONE }, (own) => {
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

const NOTHING_DONE: Answer = { status: 200, body: { cancellation: { status: "SUCCEEDED" } } };
