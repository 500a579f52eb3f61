/** Brings a refund into each state that the road over a gateway reaches, the way it really gets there. */
import type { RefundState } from "../../machines/transition.js";
import type { FaultInput } from "../../sandbox/portone-v2/control.js";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import type { TestService } from "../kit/test-service.js";
import { collectedReturn, now, request, requestAndDrain } from "../kit/fixtures.js";
import { cancel } from "./mutations.js";

/** One won above the limit of the test service. */
export const ABOVE_LIMIT = 1_000_001;

type Road = (t: TestService) => Promise<Refund>;

const requested =
  (amount: number): Road =>
  async (t) => {
    const { refund } = await collectedReturn(t, amount);
    const { outcome } = await request(t, refund);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem));
    return refund;
  };

const answered =
  (fault: FaultInput | null): Road =>
  async (t) => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, 10_000);
    if (fault) await t.sandbox.planFault({ hits: "cancel", fault, paymentId: gatewayPaymentId });
    await requestAndDrain(t, refund);
    return refund;
  };

const ROADS = {
  returnCollected: async (t) => (await collectedReturn(t, 10_000)).refund,
  "refundRequested.awaitingApproval": requested(ABOVE_LIMIT),
  "refundRequested.submitting": requested(10_000),
  "refundRequested.deferred": answered({ kind: "TOO_MANY_REQUESTS" }),
  "refundRequested.pending": answered({ kind: "PENDING" }),
  "refundRequested.unknown": answered({ kind: "LOSE_ANSWER_BEFORE_EFFECT" }),
  "refundRequested.refused": answered({ kind: "REFUSE" }),
  completed: answered(null),
  cancelled: async (t) => {
    const { refund } = await collectedReturn(t, 10_000);
    await cancel(t, refund);
    return refund;
  },
} as const satisfies Partial<Record<RefundState, Road>>;

export type ReachedState = keyof typeof ROADS;
export const REACHED_STATES = Object.keys(ROADS) as ReachedState[];

/** A refund of its own that rests in `state`, as the database has it. */
export async function refundIn(t: TestService, state: ReachedState): Promise<Refund> {
  const refund = await now(t, await ROADS[state](t));
  if (refund.state !== state) throw new Error(`the road to ${state} ended in ${refund.state}`);
  return refund;
}
