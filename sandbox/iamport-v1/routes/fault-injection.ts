/** Effect of a fault on one call: those of the transport are everybody's, the others this vendor's own. */
import type { Answer, Delivery } from "../../kit/http/http.js";
import { injectVendorFault } from "../../kit/fault/fault-injection.js";
import type { Fault } from "../fault.js";
import { Refusal, unauthorized, wrongKey } from "../refusal.js";

/** `work` itself takes care of faults that decide what a cancel does. See `spoil` for its bounds. */
export const injectCallFault = (
  fault: Fault | null,
  hits: "cancel" | "get" | "token",
  { work, wait }: { work: () => Promise<Answer>; wait: (ms: number) => Promise<void> },
): Promise<Delivery> =>
  injectVendorFault(fault, { work, wait, nothingDone: NOTHING_DONE }, (own) => {
    switch (own.kind) {
      case "REFUSE":
        return hits === "cancel" ? work() : new Refusal(own.code, own.message, own.status).answer;
      case "PENDING":
        return work();
      case "UNAUTHORIZED":
        return (hits === "token" ? wrongKey() : unauthorized()).answer;
    }
  });

const NOTHING_DONE: Answer = { status: 200, body: { code: 0, message: null, response: { status: "cancelled" } } };
