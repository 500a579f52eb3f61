/**
 * The law (L1): every step a refund may take, written by hand and reviewed. It is not derived from the machine and must never be:
 * what is not listed here must be refused.
 */
import type { Creation, Effect, RefundEvent, RefundState } from "../../machines/transition.js";

export const STATES = [
  "returnCollected",
  "refundRequested.awaitingApproval",
  "refundRequested.submitting",
  "refundRequested.deferred",
  "refundRequested.pending",
  "refundRequested.unknown",
  "refundRequested.refused",
  "accepted.awaitingApproval",
  "accepted.unprocessed",
  "accepted.failed",
  "completed",
  "cancelled",
] as const satisfies readonly RefundState[];

export const EVENTS = {
  requestStraight: { type: "REQUEST", needsApproval: false },
  requestAboveLimit: { type: "REQUEST", needsApproval: true },
  acceptStraight: { type: "ACCEPT_MANUALLY", needsApproval: false },
  acceptAboveLimit: { type: "ACCEPT_MANUALLY", needsApproval: true },
  cancel: { type: "CANCEL" },
  overtaken: { type: "OVERTAKEN" },
  approve: { type: "APPROVE" },
  decline: { type: "DECLINE" },
  takenBack: { type: "TAKEN_BACK" },
  retryStraight: { type: "RETRY", needsApproval: false },
  retryAboveLimit: { type: "RETRY", needsApproval: true },
  succeeded: { type: "GATEWAY_SUCCEEDED" },
  pending: { type: "GATEWAY_PENDING" },
  refused: { type: "GATEWAY_REFUSED" },
  deferred: { type: "GATEWAY_DEFERRED" },
  notSent: { type: "GATEWAY_NOT_SENT", triesExhausted: false },
  notSentForTheLastTime: { type: "GATEWAY_NOT_SENT", triesExhausted: true },
  unknown: { type: "GATEWAY_UNKNOWN" },
  leaseExpired: { type: "LEASE_EXPIRED" },
  notExecuted: { type: "NOT_EXECUTED" },
  resolveRefunded: { type: "RESOLVE_REFUNDED" },
  resolveNotRefunded: { type: "RESOLVE_NOT_REFUNDED" },
  recordSuccess: { type: "RECORD_SUCCESS" },
  recordFailure: { type: "RECORD_FAILURE" },
  resetResult: { type: "RESET_RESULT" },
  doubtRaised: { type: "DOUBT_RAISED" },
  reversed: { type: "REVERSED" },
} as const satisfies Record<string, RefundEvent>;

export type EventName = keyof typeof EVENTS;
export type Outcome = readonly [next: RefundState, ...effects: Effect[]];

export const BIRTHS: readonly (readonly [Creation, ...Outcome])[] = [
  [{ kind: "COLLECTED_RETURN" }, "returnCollected", "reserve"],
  [{ kind: "MANUAL", needsApproval: false }, "accepted.unprocessed", "reserve"],
  [{ kind: "MANUAL", needsApproval: true }, "accepted.awaitingApproval", "reserve"],
];

export const LIFECYCLE: Readonly<Record<RefundState, Partial<Record<EventName, Outcome>>>> = {
  returnCollected: {
    requestStraight: ["refundRequested.submitting", "openAttempt"],
    requestAboveLimit: ["refundRequested.awaitingApproval"],
    acceptStraight: ["accepted.unprocessed"],
    acceptAboveLimit: ["accepted.awaitingApproval"],
    cancel: ["cancelled", "releaseReservation"],
    succeeded: ["completed", "settleAtGateway"],
    overtaken: ["refundRequested.refused", "yieldReservation"],
  },
  "refundRequested.awaitingApproval": {
    approve: ["refundRequested.submitting", "openAttempt"],
    decline: ["returnCollected"],
    cancel: ["cancelled", "releaseReservation"],
    succeeded: ["completed", "settleAtGateway"],
    overtaken: ["refundRequested.refused", "yieldReservation"],
  },
  "refundRequested.submitting": {
    takenBack: ["returnCollected", "closeAttempt"],
    succeeded: ["completed", "settleAtGateway", "closeAttempt"],
    pending: ["refundRequested.pending", "scheduleLookUp"],
    refused: ["refundRequested.refused", "closeAttempt"],
    deferred: ["refundRequested.deferred", "closeAttempt", "scheduleRetry"],
    notSent: ["refundRequested.submitting", "retryAttempt"],
    notSentForTheLastTime: ["refundRequested.deferred", "closeAttempt", "scheduleRetry"],
    unknown: ["refundRequested.unknown", "scheduleLookUp"],
    leaseExpired: ["refundRequested.unknown", "scheduleLookUp"],
  },
  "refundRequested.deferred": {
    // It was approved, where it had to be, before its first attempt: a retry asks nobody again.
    retryStraight: ["refundRequested.submitting", "openAttempt"],
    retryAboveLimit: ["refundRequested.submitting", "openAttempt"],
    cancel: ["cancelled", "releaseReservation"],
    acceptStraight: ["accepted.unprocessed"],
    acceptAboveLimit: ["accepted.awaitingApproval"],
    succeeded: ["completed", "settleAtGateway"],
    doubtRaised: ["refundRequested.awaitingApproval"],
    overtaken: ["refundRequested.refused", "yieldReservation"],
  },
  "refundRequested.pending": {
    succeeded: ["completed", "settleAtGateway", "closeAttempt"],
    refused: ["refundRequested.refused", "closeAttempt"],
    unknown: ["refundRequested.unknown", "scheduleLookUp"],
    resolveRefunded: ["completed", "settleAtGateway", "closeAttempt"],
    resolveNotRefunded: ["refundRequested.refused", "closeAttempt"],
  },
  "refundRequested.unknown": {
    succeeded: ["completed", "settleAtGateway", "closeAttempt"],
    pending: ["refundRequested.pending", "scheduleLookUp"],
    refused: ["refundRequested.refused", "closeAttempt"],
    notExecuted: ["refundRequested.deferred", "closeAttempt", "scheduleRetry"],
    resolveRefunded: ["completed", "settleAtGateway", "closeAttempt"],
    resolveNotRefunded: ["refundRequested.refused", "closeAttempt"],
  },
  "refundRequested.refused": {
    retryStraight: ["refundRequested.submitting", "reserve", "openAttempt"],
    retryAboveLimit: ["refundRequested.awaitingApproval", "reserve"],
    acceptStraight: ["accepted.unprocessed", "reserve"],
    acceptAboveLimit: ["accepted.awaitingApproval", "reserve"],
    cancel: ["cancelled", "releaseReservation"],
    succeeded: ["completed", "settleAtGateway", "raiseAlarm"],
  },
  "accepted.awaitingApproval": {
    approve: ["accepted.unprocessed"],
    decline: ["cancelled", "releaseReservation"],
    cancel: ["cancelled", "releaseReservation"],
    succeeded: ["completed", "settleAtGateway", "raiseAlarm"],
  },
  "accepted.unprocessed": {
    recordSuccess: ["completed", "settleByHand"],
    recordFailure: ["accepted.failed"],
    doubtRaised: ["accepted.awaitingApproval", "pullFromBatch"],
    cancel: ["cancelled", "releaseReservation"],
    succeeded: ["completed", "settleAtGateway", "pullFromBatch", "raiseAlarm"],
  },
  "accepted.failed": {
    recordSuccess: ["completed", "settleByHand"],
    recordFailure: ["accepted.failed"],
    resetResult: ["accepted.unprocessed"],
    doubtRaised: ["accepted.awaitingApproval", "pullFromBatch"],
    cancel: ["cancelled", "releaseReservation"],
    succeeded: ["completed", "settleAtGateway", "pullFromBatch", "raiseAlarm"],
  },
  completed: {
    reversed: ["completed", "recordReversal", "raiseAlarm"],
  },
  cancelled: {},
};
