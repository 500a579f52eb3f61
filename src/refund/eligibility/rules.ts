/** Objections to a refund, and the actions that may be taken on it now. Pure: the request, the preview and the page ask the same code. */
import {
  advance,
  describe,
  OPEN_ATTEMPT_STATES,
  type RefundEvent,
  type RefundState,
} from "../../../machines/transition.js";
import { Permission } from "../../access/permission.js";
import { samePerson } from "../../access/subject.js";
import type { CaptureState } from "../../gateways/port.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { objectionsOf, type IntendedAccount } from "../../gateway-rules/objection.js";
import { termsOf, type GatewayRule, type PaidWith } from "../../gateway-rules/terms.js";
import { fail, type Failure } from "../../problem.js";
import { objection, type BlockingObjectionCode, type Objection } from "./objections.js";

/** The facts the rules look at. Amounts are totals in cancel units. */
export interface RefundFacts {
  state: RefundState;
  amount: MinorUnits;
  /** The amount that can be refunded for it, its own reservation included. */
  refundable: MinorUnits;
  requestedBy: string | null;
  approvedBy: string | null;
  /** Subjects of all who named an account for it. */
  accountNamedBy: readonly string[];
  /** Where the customer wants the money when it cannot go back the way it came; null: not known. */
  account: IntendedAccount | null;
  payment: Required<PaidWith> & {
    amount: MinorUnits;
    /** The amount the gateway counts as cancelled. */
    refundedAtGateway: MinorUnits;
    /** Authorised and never captured, and not cancelled there. */
    uncaptured: MinorUnits;
    /** ISO 4217: the order's. */
    currency: string;
    captureState: CaptureState;
    disputed: boolean;
    /** Cancels that succeeded at the gateway, whoever asked for them. */
    cancelsSoFar: number;
    /** Cancels made without this service that no refund, or only a part, was completed with. */
    unmatchedCancels: number;
    /** An attempt of another refund is open on the payment. */
    busy: boolean;
    /** An attempt of this refund is open on the payment: it was sent, or is about to be. */
    busyWithThis: boolean;
    /** The open attempt was sent so long ago that people may state what became of it. */
    slow: boolean;
  };
  /** The gateways' rules, and the moment they are asked for. */
  rules: readonly GatewayRule[];
  at: Date;
}

/** The objections, worst first. What was accepted by hand is never sent, so only a dispute stands in its way. */
export function objectionsTo(facts: RefundFacts): Objection[] {
  const { state, amount, refundable, account, payment, rules, at } = facts;
  if (state === "completed" || state === "cancelled") return [];
  const disputed = payment.disputed ? [objection("PAYMENT_DISPUTED")] : [];
  if (isByHand(state)) return disputed;
  const { captureState, cancelsSoFar, currency } = payment;
  const intended = {
    amount,
    paymentAmount: payment.amount,
    currency,
    captureState,
    cancelsSoFar,
    at,
    account,
  };
  const byRule = objectionsOf(termsOf(rules, payment, at), intended).map(({ code, detail }) =>
    objection(code, { ...detail }),
  );
  const left = payment.amount - payment.uncaptured - payment.refundedAtGateway;
  const lacking =
    amount > refundable
      ? [objection("REFUND_AMOUNT_EXCEEDED", { refundableAmount: refundable, currency })]
      : amount > left
        ? [objection("GATEWAY_BALANCE_SPENT", { left: Math.max(0, left), currency })]
        : [];
  const busy = payment.busy ? [objection("PAYMENT_BUSY")] : [];
  const isBlocking = ({ weight }: Objection): boolean => weight === "BLOCKS";
  return [
    ...disputed,
    ...lacking,
    ...byRule.filter(isBlocking),
    ...busy,
    ...byRule.filter((reason) => !isBlocking(reason)),
  ];
}

const isByHand = (state: RefundState): boolean => describe(state).status === "ACCEPTED";

/** The first reason money may not be sent now; null when nothing forbids it. */
export function forbidSending(facts: RefundFacts): Failure | null {
  const reason = objectionsTo(facts).find(({ weight }) => weight === "BLOCKS");
  if (!reason) return null;
  const { code, detail } = reason;
  return { ok: false, problem: { code: code as BlockingObjectionCode, detail, field: null } };
}

/** The machine's no, asked before any other rule: what cannot be done at all is not explained by what stands in its way. */
export function forbidEvent(
  refund: { id: string; refundNo: string; state: RefundState },
  event: RefundEvent,
): Failure | null {
  return advance(refund.state, event) ? null : stateConflict(refund, event.type);
}

export const stateConflict = (
  { id: refundId, refundNo, state }: { id: string; refundNo: string; state: RefundState },
  event: string,
): Failure => fail("REFUND_STATE_CONFLICT", { refundId, refundNo, state, event });

/**
 * States in which no money is on its way. An approval is bound to the account: a deferred refund's falls when it changes, and
 * an approved bank transfer is cancelled and re-opened before it does. Whoever is about to approve names the version they
 * have seen, and a changed account is another version.
 */
const ACCOUNT_CHANGEABLE: ReadonlySet<RefundState> = new Set([
  "returnCollected",
  "refundRequested.deferred",
  "refundRequested.refused",
  "accepted.awaitingApproval",
  "accepted.unprocessed",
  "accepted.failed",
]);

export const accountChangeable = ({ state, approvedBy }: Pick<RefundFacts, "state" | "approvedBy">): boolean =>
  ACCOUNT_CHANGEABLE.has(state) && !(isByHand(state) && approvedBy !== null);

/** States in which nothing was decided about the amount: an approval is bound to it, and a bank transfer's cash is counted from it. */
const LOWERABLE: ReadonlySet<RefundState> = new Set(["returnCollected", "refundRequested.refused"]);

export const amountLowerable = ({ state, amount }: Pick<RefundFacts, "state" | "amount">): boolean =>
  LOWERABLE.has(state) && amount > 1;

/** The actions a person may take on a refund, as the API's mutations are named. */
const ACTIONS = [
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
  "MATCH_CANCELLATION",
  "LOWER_AMOUNT",
  "TAKE_BACK",
  "RECORD_RESULT",
] as const;
export type Action = (typeof ACTIONS)[number];

/** The machine's event behind each action; REOPEN has none, for it bears a successor; an account and an amount are no step. */
const EVENT_OF: Record<Exclude<Action, "REOPEN" | "CHANGE_ACCOUNT" | "LOWER_AMOUNT">, RefundEvent> = {
  REQUEST: { type: "REQUEST", needsApproval: false },
  APPROVE: { type: "APPROVE" },
  DECLINE: { type: "DECLINE" },
  RETRY: { type: "RETRY", needsApproval: false },
  CANCEL: { type: "CANCEL" },
  RESOLVE_UNKNOWN: { type: "RESOLVE_REFUNDED" },
  FALL_BACK_TO_MANUAL: { type: "ACCEPT_MANUALLY", needsApproval: false },
  RECORD_REVERSAL: { type: "REVERSED" },
  MATCH_CANCELLATION: { type: "GATEWAY_SUCCEEDED" },
  TAKE_BACK: { type: "TAKEN_BACK" },
  RECORD_RESULT: { type: "RECORD_SUCCESS" },
};

/** The permission each action needs, as its mutation does. */
export const PERMISSION_OF_ACTION: Readonly<Record<Action, Permission>> = {
  REQUEST: Permission.RefundRequest,
  APPROVE: Permission.RefundApprove,
  DECLINE: Permission.RefundApprove,
  RETRY: Permission.RefundRetry,
  CANCEL: Permission.RefundCancel,
  REOPEN: Permission.RefundReopen,
  RESOLVE_UNKNOWN: Permission.RefundResolveUnknown,
  FALL_BACK_TO_MANUAL: Permission.RefundFallBack,
  CHANGE_ACCOUNT: Permission.RefundAccountChange,
  RECORD_REVERSAL: Permission.RefundReversalRecord,
  MATCH_CANCELLATION: Permission.RefundMatchCancellation,
  LOWER_AMOUNT: Permission.RefundAmountLower,
  TAKE_BACK: Permission.RefundRequest,
  RECORD_RESULT: Permission.ManualRefundResultRecord,
};

/** Whoever asked for the money, or ever named an account for it, may not be the one who agrees. */
export const isOwnDoing = (
  { requestedBy, accountNamedBy }: Pick<RefundFacts, "requestedBy" | "accountNamedBy">,
  subject: string,
): boolean => [requestedBy, ...accountNamedBy].some((other) => samePerson(other, subject));

/** True when it waits for its turn behind another attempt of the payment, and nothing of it was sent. */
const isQueued = ({ state, payment }: RefundFacts): boolean =>
  state === "refundRequested.submitting" && !payment.busyWithThis;

/** Actions that take the request back first. */
const QUEUED_ACTIONS: ReadonlySet<Action> = new Set(["CANCEL", "FALL_BACK_TO_MANUAL"]);

/** The actions open to somebody: the machine takes them, the person may, and no rule stands in the way. */
export function availableActions(
  facts: RefundFacts,
  person: { subject: string; may(action: Action): boolean },
  /** True when another refund stands for this one already, or none may: its return was withdrawn. */
  replaced: boolean,
): Action[] {
  const { state, payment, account } = facts;
  const forbidden = forbidSending(facts) !== null;
  const isCash = payment.gateway !== "MERCHANT_LEDGER";
  const queued = isQueued(facts);
  return ACTIONS.filter((action) => {
    if (!person.may(action)) return false;
    if (action === "REOPEN") return state === "cancelled" && !replaced && facts.amount <= facts.refundable;
    if (action === "CHANGE_ACCOUNT") return isCash && accountChangeable(facts);
    if (action === "LOWER_AMOUNT") return amountLowerable(facts);
    const from = queued && QUEUED_ACTIONS.has(action) ? "returnCollected" : state;
    if (!advance(from, EVENT_OF[action])) return false;
    if (action === "TAKE_BACK") return queued;
    if (action === "RESOLVE_UNKNOWN")
      return state === "refundRequested.unknown" || (payment.slow && payment.busyWithThis);
    if (action === "REQUEST" || action === "RETRY") return !forbidden;
    if (action === "APPROVE") return !forbidden && !isOwnDoing(facts, person.subject);
    if (action === "FALL_BACK_TO_MANUAL")
      return isCash && account !== null && !payment.disputed && facts.amount <= facts.refundable;
    if (action === "RECORD_REVERSAL") return isCash && !replaced;
    if (action === "MATCH_CANCELLATION") return payment.unmatchedCancels > 0 && !OPEN_ATTEMPT_STATES.has(state);
    return true;
  });
}
