/** Effect of a fault on one call: those of the transport are everybody's, the others this vendor's own. */
import type { Answer, Delivery } from "../../kit/http/http.js";
import { injectVendorFault } from "../../kit/fault/fault-injection.js";
import type { Fault } from "../fault.js";
import { failure } from "../refusal.js";

/** Faults that decide what the call does are the business of `work`. See `spoil` for its bounds. */
export const injectCallFault = (
  fault: Fault | null,
  work: () => Promise<Answer>,
  wait: (ms: number) => Promise<void>,
): Promise<Delivery> =>
  injectVendorFault(fault, { work, wait, nothingDone: NOTHING_DONE }, (own) => {
    switch (own.kind) {
      case "REFUSE":
      case "ERROR_AFTER_EFFECT":
      case "PENDING":
        return work();
      case "UNAUTHORIZED":
        return failure("COMMON_INVALID_API_KEY");
    }
  });

const NOTHING_DONE: Answer = { status: 200, body: { code: 0, refundNo: "0", refundableAmount: 0 } };
