/** What stands in the way of a refund, and what may be done with it now. Pure: the request, the preview and the page ask the same code. */
import { advance, describe, type RefundEvent, type RefundState } from "../../machines/step.js";
import type { ProviderName } from "../gateways/port.js";
import type { MinorUnits } from "../money/minor-units.js";
import { objectionsOf, type ObjectionCode, type Weight } from "../orders/gateway-rule-objection.js";
import { termsOf, type GatewayRule, type PaidWith } from "../orders/gateway-rules.js";
import type { CaptureState } from "../orders/payment.entity.js";
import { fail, type Failure, type ProblemDetail } from "../problem.js";
import { ACCOUNT_CHANGEABLE } from "./transfer/change-account.js";

/** What the rules look at. Amounts are totals in cancel units. */
export interface RefundPicture {
  state: RefundState;
  amount: MinorUnits;
  requestedBy: string | null;
  /** Where the customer wants the money when it cannot go back the way it came; null: not known. */
  account: { bankCode: string; hasPhone: boolean } | null;
  payment: PaidWith & {
    amount: MinorUnits;
    captureState: CaptureState;
    disputed: boolean;
    /** Cancels that succeeded at the gateway, whoever asked for them. */
    cancelsSoFar: number;
    /** An attempt of another refund is open on the payment. */
    busy: boolean;
  };
  /** The gateways' rules, the shop's contracts for refunds to accounts, and the moment they are asked for. */
  rules: readonly GatewayRule[];
  contracts: ReadonlySet<ProviderName>;
  at: Date;
}

export type Block = ObjectionCode | "PAYMENT_DISPUTED" | "PAYMENT_BUSY";

/** One thing that stands in the way. BLOCKS: it cannot be sent. DELAYS: it is sent later. WARNS: only the gateway knows. */
export interface Blocked {
  code: Block;
  weight: Weight;
  /** The gateway will not make it: a manual refund (수기 환불) is the way on. */
  manual: boolean;
  detail: ProblemDetail;
}

/** The reasons, worst first. What was accepted by hand is never sent, so only a dispute stands in its way. */
export function blockedReasons(picture: RefundPicture): Blocked[] {
  const { state, amount, account, payment, rules, contracts, at } = picture;
  if (state === "completed" || state === "cancelled") return [];
  const disputed: Blocked[] = payment.disputed
    ? [{ code: "PAYMENT_DISPUTED", weight: "BLOCKS", manual: false, detail: {} }]
    : [];
  if (isByHand(state)) return disputed;
  const { captureState, cancelsSoFar } = payment;
  const intended = { amount, paymentAmount: payment.amount, captureState, cancelsSoFar, at, account, contracts };
  const byRule = objectionsOf(termsOf(rules, payment, at), intended).map(
    ({ code, weight, manual, detail }): Blocked => ({ code, weight, manual, detail: { ...detail } }),
  );
  const busy: Blocked[] = payment.busy ? [{ code: "PAYMENT_BUSY", weight: "DELAYS", manual: false, detail: {} }] : [];
  const isBlocking = ({ weight }: Blocked): boolean => weight === "BLOCKS";
  return [...disputed, ...byRule.filter(isBlocking), ...busy, ...byRule.filter((reason) => !isBlocking(reason))];
}

const isByHand = (state: RefundState): boolean => describe(state).status === "ACCEPTED";

/** The first reason money may not be sent now; null when nothing forbids it. */
export function forbidSending(picture: RefundPicture): Failure | null {
  const reason = blockedReasons(picture).find(({ weight }) => weight === "BLOCKS");
  return reason ? fail(reason.code as BlockingCode, reason.detail) : null;
}

/** Those that weigh BLOCKS are problems of the same name; the others are only told (`BlockedReason`). */
export type BlockingCode = Exclude<Block, "PAYMENT_BUSY" | "OUTSIDE_HOURS" | "DEADLINE_UNCERTAIN">;

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
export const ACTIONS = [
  "REQUEST",
  "APPROVE",
  "DECLINE",
  "RETRY",
  "CANCEL",
  "REOPEN",
  "RESOLVE_UNKNOWN",
  "FALL_BACK_TO_MANUAL",
  "CHANGE_ACCOUNT",
  "RECORD_REVERSAL",
] as const;
export type Action = (typeof ACTIONS)[number];

/** The machine's event behind each action; REOPEN has none, for it bears a successor, and an account is no step. */
const EVENT_OF: Record<Exclude<Action, "REOPEN" | "CHANGE_ACCOUNT">, RefundEvent> = {
  REQUEST: { type: "REQUEST", needsApproval: false },
  APPROVE: { type: "APPROVE" },
  DECLINE: { type: "DECLINE" },
  RETRY: { type: "RETRY", needsApproval: false },
  CANCEL: { type: "CANCEL" },
  RESOLVE_UNKNOWN: { type: "RESOLVE_REFUNDED" },
  FALL_BACK_TO_MANUAL: { type: "ACCEPT_MANUALLY", needsApproval: false },
  RECORD_REVERSAL: { type: "REVERSED" },
};

/** The actions open to somebody: the machine takes them, the person may, and no rule stands in the way. */
export function availableActions(
  picture: RefundPicture,
  person: { subject: string; may(action: Action): boolean },
  /** `replaced`: another refund stands for this one already. `approvedByHand`: a second person agreed to the account. */
  { replaced, approvedByHand }: { replaced: boolean; approvedByHand: boolean },
): Action[] {
  const { state, payment, account } = picture;
  const forbidden = forbidSending(picture) !== null;
  const isCash = payment.gateway !== "MERCHANT_LEDGER";
  return ACTIONS.filter((action) => {
    if (!person.may(action)) return false;
    if (action === "REOPEN") return state === "cancelled" && !replaced;
    if (action === "CHANGE_ACCOUNT") return isCash && ACCOUNT_CHANGEABLE.has(state) && !approvedByHand;
    if (!advance(state, EVENT_OF[action])) return false;
    if (action === "REQUEST" || action === "RETRY") return !forbidden;
    if (action === "APPROVE") return !forbidden && picture.requestedBy !== person.subject;
    if (action === "FALL_BACK_TO_MANUAL") return isCash && account !== null && !payment.disputed;
    if (action === "RECORD_REVERSAL") return isCash && !replaced;
    return true;
  });
}
