/** What a fault does to one call: whether the work is done, when, and what the caller gets to see of it. */
import type { Answer, Delivery } from "../../http.js";
import type { Fault } from "../fault.js";
import { outstanding } from "../idempotency.js";
import { Refusal } from "../refusal.js";

const BAD_GATEWAY_PAGE = "<html><body><h1>502 Bad Gateway</h1></body></html>";

const json = (answer: Answer): Delivery => ({ kind: "ANSWER", answer });

/** `work` runs at most once. `wait` may throw when the sandbox closes: then what was to come after it never happens. */
export async function spoil(
  fault: Fault | null,
  work: () => Promise<Answer>,
  wait: (ms: number) => Promise<void>,
): Promise<Delivery> {
  switch (fault?.kind) {
    case undefined:
    case "REFUSE":
    case "FAIL":
    case "PENDING":
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
      return { kind: "CUT", answer: fault.effect ? await work() : NOTHING_DONE };
    case "HALF_OPEN":
      return { kind: "HALF_OPEN", answer: fault.effect ? await work() : NOTHING_DONE };
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

/** Never seen whole: it only gives a cut or silent answer its length. */
const NOTHING_DONE: Answer = { status: 200, body: { cancellation: { status: "SUCCEEDED" } } };
