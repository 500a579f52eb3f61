/** A worker that is held up at a gateway call, as a paused process is: the same gateway, with a gate before or after the call. */
import type { RefundContext } from "../../../src/refund/context.js";
import type { GatewayName, PaymentGateway } from "../../../src/gateways/port.js";
import { sendAttempt } from "../../../src/refund/settlement/send-attempt.js";
import type { TestService } from "../../kit/test-service.js";
import { sendingThrough } from "../../gateways/cancel-at.js";

export type Where = "before-look" | "after-look" | "before-call" | "after-call";

export interface HeldUp {
  /** A service whose gateway calls stop once at `where`. */
  context: RefundContext;
  /** Resolves when the worker stands there. */
  reached: Promise<void>;
  /** Lets it go on. */
  resume(): void;
}

export function heldUp(t: TestService, where: Where, name: GatewayName = "PORTONE_V2"): HeldUp {
  const arrival = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  let once = false;
  const gate = async (point: Where): Promise<void> => {
    if (point !== where || once) return;
    once = true;
    arrival.resolve();
    await release.promise;
  };
  const real = t.context.gateways.of(name);
  const slow: PaymentGateway = {
    ...sendingThrough(real, async (send) => {
      await gate("before-call");
      const answer = await send();
      await gate("after-call");
      return answer;
    }),
    async lookUp(id) {
      await gate("before-look");
      const answer = await real.lookUp(id);
      await gate("after-look");
      return answer;
    },
  };
  return {
    context: { ...t.context, gateways: { names: t.context.gateways.names, of: () => slow } },
    reached: arrival.promise,
    resume: release.resolve,
  };
}

/** A worker that sends an attempt and stands at `where` now; `finish` lets it go on to its end. */
export async function sendingHeldUp(
  t: TestService,
  attemptId: string,
  where: Where,
): Promise<{ finish(): Promise<void> }> {
  const worker = heldUp(t, where);
  const sending = sendAttempt(worker.context, attemptId);
  await worker.reached;
  return {
    async finish() {
      worker.resume();
      await sending;
    },
  };
}

/** The database's clock has passed the end of the lease. */
export const expireLease = (t: TestService, attemptId: string): Promise<unknown> =>
  t.rows(`update gateway_attempt set lease_until = clock_timestamp() - interval '1 second' where id = ? returning 1`, [
    attemptId,
  ]);
