/** The one writer of a refund's state: row, history and event, in the caller's transaction. Nothing else may do this. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { createHash } from "node:crypto";
import {
  describe,
  isAwaitingApproval,
  type InitialTransition,
  type RefundEventType,
  type RefundState,
  type Transition,
} from "../../../machines/transition.js";
import { appendEvent } from "../../events/event-log.js";
import { RefundHistory, type Cause } from "./history.entity.js";
import type { Refund } from "./refund.entity.js";

/** The origin of a transition: who made it, why, and when. */
export interface TransitionOrigin {
  cause: Cause;
  /** Subject of the principal. */
  actor: string;
  at: Date;
  reasonCode?: string | null;
  attemptId?: string | null;
  /** Keyed fingerprint of the account that is approved. */
  accountFingerprint?: string | null;
}

/** The hash the first history row of a refund chains to. */
export const CHAIN_START = "0".repeat(64);

export function recordTransition(
  em: EntityManager,
  refund: Refund,
  transition: Transition | InitialTransition,
  origin: TransitionOrigin,
): RefundHistory {
  const { status, gatewayPhase, processingResult } = describe(transition.to);
  refund.state = transition.to;
  refund.status = status;
  refund.gatewayPhase = gatewayPhase;
  // Money that came back was paid by hand all the same.
  const paidByHand =
    transition.event === "RECORD_SUCCESS" ||
    (transition.event === "REVERSED" && refund.processingResult === "SUCCEEDED");
  refund.processingResult = paidByHand ? "SUCCEEDED" : processingResult;
  // Waiting has one beginning: a note about a refund that waits already is no step.
  refund.approvalRequestedAt = isAwaitingApproval(transition.to) ? origin.at : null;
  if (refund.processingResult !== "FAILED") refund.transferFailureCause = null;
  if (transition.to === "completed") refund.completedAt ??= origin.at;
  return appendRow(em, refund, transition, origin);
}

/** A note on a refund that is no transition: the state stays, the version and the history go on. */
export const FACTS = ["ACCOUNT_CHANGED", "AMOUNT_LOWERED", "MONEY_MAY_HAVE_MOVED"] as const;
export type Fact = (typeof FACTS)[number];

export const recordNote = (em: EntityManager, refund: Refund, fact: Fact, origin: TransitionOrigin): RefundHistory =>
  appendRow(em, refund, { from: refund.state, to: refund.state, event: fact }, origin);

function appendRow(
  em: EntityManager,
  refund: Refund,
  transition: { from: RefundState | null; to: RefundState; event: RefundEventType | "CREATED" | Fact },
  origin: TransitionOrigin,
): RefundHistory {
  refund.version += 1;
  refund.changedBy = origin.actor;
  refund.changedAt = origin.at;
  const row = Object.assign(new RefundHistory(), {
    refundId: refund.id,
    sequence: refund.version,
    fromState: transition.from,
    toState: transition.to,
    event: transition.event,
    cause: origin.cause,
    actor: origin.actor,
    reasonCode: origin.reasonCode ?? null,
    amount: refund.amount.total,
    attemptId: origin.attemptId ?? null,
    accountFingerprint: origin.accountFingerprint ?? null,
    at: origin.at,
    previousHash: refund.historyHash,
  });
  row.hash = hashOfHistory(row);
  refund.historyHash = row.hash;
  em.persist([refund, row]);

  appendEvent(em, {
    type: "refund.changed",
    subjectId: refund.id,
    at: origin.at,
    payload: {
      refundNo: refund.refundNo,
      returnId: refund.returnId,
      version: refund.version,
      from: transition.from,
      to: transition.to,
      event: transition.event,
      cause: origin.cause,
    },
  });
  return row;
}

/** The text a row's hash covers: everything in it, and the row before it. SHA-256, hex. */
export function hashOfHistory(row: Omit<RefundHistory, "hash">): string {
  const covered = [
    row.previousHash,
    row.refundId,
    row.sequence,
    row.fromState,
    row.toState,
    row.event,
    row.cause,
    row.actor,
    row.reasonCode,
    row.amount,
    row.attemptId,
    row.at.toISOString(),
    // Rows from before there were fingerprints are hashed as they were.
    ...(row.accountFingerprint === null ? [] : [row.accountFingerprint]),
  ];
  return createHash("sha256").update(JSON.stringify(covered)).digest("hex");
}
