/** A worker that is held up at a gateway call, as a paused process is: the same gateway, with a gate before or after the call. */
import type { Desk } from "../../src/refund/desk.js";
import type { PaymentGateway } from "../../src/gateways/port.js";
import type { TestDesk } from "../kit/desk.js";

export type Where = "before-look" | "after-look" | "before-call" | "after-call";

export interface HeldUp {
  /** A desk whose gateway calls stop once at `where`. */
  desk: Desk;
  /** Resolves when the worker stands there. */
  reached: Promise<void>;
  /** Lets it go on. */
  resume(): void;
}

export function heldUp(t: TestDesk, where: Where): HeldUp {
  const arrival = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  let once = false;
  const gate = async (point: Where): Promise<void> => {
    if (point !== where || once) return;
    once = true;
    arrival.resolve();
    await release.promise;
  };
  const real = t.desk.gateways.of("PORTONE_V2");
  const slow: PaymentGateway = {
    ...real,
    async lookUp(id) {
      await gate("before-look");
      const answer = await real.lookUp(id);
      await gate("after-look");
      return answer;
    },
    async cancel(command) {
      await gate("before-call");
      const answer = await real.cancel(command);
      await gate("after-call");
      return answer;
    },
  };
  return {
    desk: { ...t.desk, gateways: { names: t.desk.gateways.names, of: () => slow } },
    reached: arrival.promise,
    resume: release.resolve,
  };
}

/** The database's clock has passed the end of the lease. */
export const expireLease = (t: TestDesk, attemptId: string): Promise<unknown> =>
  t.rows(`update gateway_attempt set lease_until = clock_timestamp() - interval '1 second' where id = ? returning 1`, [
    attemptId,
  ]);
