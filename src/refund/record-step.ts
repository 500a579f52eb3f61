/** The one writer of a refund's state: row, history and event, in the caller's transaction. Nothing else may do this. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { createHash } from "node:crypto";
import { describe, type FirstStep, type RefundEventType, type RefundState, type Step } from "../../machines/step.js";
import { appendEvent } from "../events/event-log.js";
import { RefundHistory, type Cause } from "./history/history.entity.js";
import type { Refund } from "./refund.entity.js";

/** Who made a step, why, and when. */
export interface Story {
  cause: Cause;
  /** Subject of the principal. */
  actor: string;
  at: Date;
  reasonCode?: string | null;
  attemptId?: string | null;
}

/** The hash the first history row of a refund chains to. */
export const CHAIN_START = "0".repeat(64);

export function recordStep(em: EntityManager, refund: Refund, step: Step | FirstStep, story: Story): RefundHistory {
  const { status, gatewayPhase, processingResult } = describe(step.to);
  refund.state = step.to;
  refund.status = status;
  refund.gatewayPhase = gatewayPhase;
  refund.processingResult = step.event === "RECORD_SUCCESS" ? "SUCCEEDED" : processingResult;
  if (step.to === "completed") refund.completedAt ??= story.at;
  return appendRow(em, refund, step, story);
}

/** What may be told of a refund that is no step of its life: the state stays, the version and the history go on. */
export type Fact = "ACCOUNT_CHANGED";

export const recordFact = (em: EntityManager, refund: Refund, fact: Fact, story: Story): RefundHistory =>
  appendRow(em, refund, { from: refund.state, to: refund.state, event: fact }, story);

function appendRow(
  em: EntityManager,
  refund: Refund,
  step: { from: RefundState | null; to: RefundState; event: RefundEventType | "BORN" | Fact },
  story: Story,
): RefundHistory {
  refund.version += 1;
  refund.changedBy = story.actor;
  refund.changedAt = story.at;
  const row = Object.assign(new RefundHistory(), {
    refundId: refund.id,
    sequence: refund.version,
    fromState: step.from,
    toState: step.to,
    event: step.event,
    cause: story.cause,
    actor: story.actor,
    reasonCode: story.reasonCode ?? null,
    amount: refund.amount.total,
    attemptId: story.attemptId ?? null,
    at: story.at,
    previousHash: refund.historyHash,
  });
  row.hash = hashOfHistory(row);
  refund.historyHash = row.hash;
  em.persist([refund, row]);

  appendEvent(em, {
    type: "refund.changed",
    subjectId: refund.id,
    at: story.at,
    payload: {
      refundNo: refund.refundNo,
      version: refund.version,
      from: step.from,
      to: step.to,
      event: step.event,
      cause: story.cause,
    },
  });
  return row;
}

/** What a row's hash covers: everything in it, and the row before it. SHA-256, hex. */
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
  ];
  return createHash("sha256").update(JSON.stringify(covered)).digest("hex");
}
