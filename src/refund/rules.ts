/** What stands in the way of a refund, and what may be done with it now. Pure: the request, the preview and the page ask the same code. */
import { advance, type RefundEvent, type RefundState } from "../../machines/step.js";
import type { MinorUnits } from "../money/minor-units.js";
import type { CaptureState } from "../orders/payment.entity.js";
import { fail, type Failure } from "../problem.js";

/** What the rules look at. Amounts are totals in cancel units. */
export interface RefundPicture {
  state: RefundState;
  amount: MinorUnits;
  payment: {
    amount: MinorUnits;
    captureState: CaptureState;
    disputed: boolean;
    /** An attempt of another refund is open on the payment. */
    busy: boolean;
  };
  requestedBy: string | null;
}

export const BLOCKS = ["NOT_CAPTURED", "PAYMENT_DISPUTED", "PAYMENT_BUSY"] as const;
export type Block = (typeof BLOCKS)[number];

/** The reasons, worst first. PAYMENT_BUSY only delays: a request is accepted and its attempt waits its turn. */
export function blockedReasons({ state, amount, payment }: RefundPicture): Block[] {
  if (state === "completed" || state === "cancelled") return [];
  const reasons: Block[] = [];
  if (payment.captureState === "AUTHORISED" && amount !== payment.amount) reasons.push("NOT_CAPTURED");
  if (payment.disputed) reasons.push("PAYMENT_DISPUTED");
  if (payment.busy) reasons.push("PAYMENT_BUSY");
  return reasons;
}

/** The first reason money may not be sent to the gateway now; null when nothing forbids it. */
export function forbidSending(picture: RefundPicture): Failure | null {
  const reason = blockedReasons(picture).find((block) => block !== "PAYMENT_BUSY");
  return reason ? fail(reason as "NOT_CAPTURED" | "PAYMENT_DISPUTED") : null;
}

/** The machine's no, asked before any other rule: what cannot be done at all is not explained by what stands in its way. */
export function forbidEvent(
  refund: { id: string; refundNo: string; state: RefundState },
  event: RefundEvent,
): Failure | null {
  if (advance(refund.state, event)) return null;
  const { id: refundId, refundNo, state } = refund;
  return fail("REFUND_STATE_CONFLICT", { refundId, refundNo, state, event: event.type });
}

/** What a person may do with a refund, as the API's mutations are named. */
export const ACTIONS = ["REQUEST", "APPROVE", "DECLINE", "RETRY", "CANCEL", "REOPEN", "RESOLVE_UNKNOWN"] as const;
export type Action = (typeof ACTIONS)[number];

/** The machine's event behind each action; REOPEN has none, for it bears a successor. */
const EVENT_OF: Record<Exclude<Action, "REOPEN">, RefundEvent> = {
  REQUEST: { type: "REQUEST", needsApproval: false },
  APPROVE: { type: "APPROVE" },
  DECLINE: { type: "DECLINE" },
  RETRY: { type: "RETRY", needsApproval: false },
  CANCEL: { type: "CANCEL" },
  RESOLVE_UNKNOWN: { type: "RESOLVE_REFUNDED" },
};

/** The actions open to somebody: the machine takes them, the person may, and no rule stands in the way. */
export function availableActions(
  picture: RefundPicture,
  person: { subject: string; may(action: Action): boolean },
  { reopened }: { reopened: boolean },
): Action[] {
  const forbidden = forbidSending(picture) !== null;
  return ACTIONS.filter((action) => {
    if (!person.may(action)) return false;
    if (action === "REOPEN") return picture.state === "cancelled" && !reopened;
    if (!advance(picture.state, EVENT_OF[action])) return false;
    if (action === "REQUEST" || action === "RETRY") return !forbidden;
    if (action === "APPROVE") return !forbidden && picture.requestedBy !== person.subject;
    return true;
  });
}
