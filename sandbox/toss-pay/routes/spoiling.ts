/** What a fault does to one call: those of the transport are everybody's, the others this vendor's own. */
import { isTransportFault } from "../../fault.js";
import type { Answer, Delivery } from "../../http.js";
import { spoil } from "../../spoiling.js";
import type { Fault } from "../fault.js";
import { failure } from "../refusal.js";

/** Faults that decide what the call does are the business of `work`. See `spoil` for its bounds. */
export async function spoilCall(
  fault: Fault | null,
  work: () => Promise<Answer>,
  wait: (ms: number) => Promise<void>,
): Promise<Delivery> {
  if (fault === null || isTransportFault(fault)) return spoil(fault, { work, wait, nothingDone: NOTHING_DONE });
  switch (fault.kind) {
    case "REFUSE":
    case "ERROR_AFTER_EFFECT":
    case "PENDING":
      return { kind: "ANSWER", answer: await work() };
    case "UNAUTHORIZED":
      return { kind: "ANSWER", answer: failure("COMMON_INVALID_API_KEY") };
  }
}

const NOTHING_DONE: Answer = { status: 200, body: { code: 0, refundNo: "0", refundableAmount: 0 } };
