/**
 * A refund's life: the only place that says what may follow what. Pure: `(state, event) → (state, names of effects)`.
 *
 * How to read it: each state lists the events it takes; an event that is not listed changes nothing and is a conflict.
 * Of several lines under one event the first whose guard holds is taken. `actions` name effects (`effects.ts`); an `entry`
 * effect comes with every way into its state. Timers are jobs outside; no amount and no person is ever in here.
 */
import { setup } from "xstate";
import { EFFECT_NAMES, type Effect } from "./effects.js";
import type { Creation, RefundEvent } from "./events.js";

/** Every effect does nothing here: only its name travels to the caller. */
const namesOnly = Object.fromEntries(EFFECT_NAMES.map((name) => [name, () => {}])) as Record<Effect, () => void>;

export const refundMachine = setup({
  types: {
    /** Read while being created and never again. */
    context: {} as { readonly creation: Creation },
    input: {} as Creation,
    events: {} as RefundEvent,
  },
  actions: namesOnly,
  guards: {
    ofACollectedReturn: ({ context }) => context.creation.kind === "COLLECTED_RETURN",
    createdNeedingApproval: ({ context }) => context.creation.kind === "MANUAL" && context.creation.needsApproval,
    needsApproval: ({ event }) => "needsApproval" in event && event.needsApproval,
    triesExhausted: ({ event }) => event.type === "GATEWAY_NOT_SENT" && event.triesExhausted,
  },
}).createMachine({
  id: "refund",
  context: ({ input }) => ({ creation: input }),

  initial: "created",
  states: {
    /** Nobody rests here: in the same step the refund reserves its money and takes its first real state. */
    created: {
      exit: "reserve",
      always: [
        { guard: "ofACollectedReturn", target: "returnCollected" },
        { guard: "createdNeedingApproval", target: "accepted.awaitingApproval" },
        { target: "accepted.unprocessed" },
      ],
    },

    /** 반품 회수완료 — the goods are back and the money is owed. */
    returnCollected: {
      on: {
        REQUEST: [
          { guard: "needsApproval", target: "refundRequested.awaitingApproval" },
          { target: "refundRequested.submitting", actions: "openAttempt" },
        ],
        ACCEPT_MANUALLY: [
          { guard: "needsApproval", target: "accepted.awaitingApproval" },
          { target: "accepted.unprocessed" },
        ],
        CANCEL: "cancelled",
        GATEWAY_SUCCEEDED: { target: "completed", actions: "settleAtGateway" },
        OVERTAKEN: { target: "refundRequested.refused", actions: "yieldReservation" },
      },
    },

    /** 환불요청 — on its way back through the original payment. */
    refundRequested: {
      /** XState demands one; no transition leans on it (`validate.ts`): each names the phase it goes to. */
      initial: "awaitingApproval",
      states: {
        /** 승인대기 — above the four-eyes limit. */
        awaitingApproval: {
          on: {
            APPROVE: { target: "submitting", actions: "openAttempt" },
            DECLINE: "#refund.returnCollected",
            CANCEL: "#refund.cancelled",
            GATEWAY_SUCCEEDED: { target: "#refund.completed", actions: "settleAtGateway" },
            OVERTAKEN: { target: "refused", actions: "yieldReservation" },
          },
        },

        /**
         * An attempt is committed; the call is due or under way. Money may be moving: no CANCEL, no ACCEPT_MANUALLY. One that
         * waits behind another was never sent, and the caller may take it back.
         */
        submitting: {
          on: {
            TAKEN_BACK: { target: "#refund.returnCollected", actions: "closeAttempt" },
            GATEWAY_SUCCEEDED: { target: "#refund.completed", actions: ["settleAtGateway", "closeAttempt"] },
            GATEWAY_PENDING: "pending",
            GATEWAY_REFUSED: { target: "refused", actions: "closeAttempt" },
            GATEWAY_DEFERRED: { target: "deferred", actions: "closeAttempt" },
            GATEWAY_NOT_SENT: [
              { guard: "triesExhausted", target: "deferred", actions: "closeAttempt" },
              { target: "submitting", reenter: true, actions: "retryAttempt" },
            ],
            GATEWAY_UNKNOWN: "unknown",
            LEASE_EXPIRED: "unknown",
          },
        },

        /** Not now: the gateway's limit until a time, or it could not be reached. Already approved where it had to be. */
        deferred: {
          entry: "scheduleRetry",
          on: {
            RETRY: { target: "submitting", actions: "openAttempt" },
            CANCEL: "#refund.cancelled",
            ACCEPT_MANUALLY: [
              { guard: "needsApproval", target: "#refund.accepted.awaitingApproval" },
              { target: "#refund.accepted.unprocessed" },
            ],
            DOUBT_RAISED: "awaitingApproval",
            GATEWAY_SUCCEEDED: { target: "#refund.completed", actions: "settleAtGateway" },
            OVERTAKEN: { target: "refused", actions: "yieldReservation" },
          },
        },

        /** The gateway accepted it; the result comes later, or two people state it after hours. Money may be moving. */
        pending: {
          entry: "scheduleLookUp",
          on: {
            GATEWAY_SUCCEEDED: { target: "#refund.completed", actions: ["settleAtGateway", "closeAttempt"] },
            GATEWAY_REFUSED: { target: "refused", actions: "closeAttempt" },
            GATEWAY_UNKNOWN: "unknown",
            RESOLVE_REFUNDED: { target: "#refund.completed", actions: ["settleAtGateway", "closeAttempt"] },
            RESOLVE_NOT_REFUNDED: { target: "refused", actions: "closeAttempt" },
          },
        },

        /** No trustworthy answer. Money may have moved: only evidence, or two people, end this; never a timer or a retry. */
        unknown: {
          entry: "scheduleLookUp",
          on: {
            GATEWAY_SUCCEEDED: { target: "#refund.completed", actions: ["settleAtGateway", "closeAttempt"] },
            GATEWAY_PENDING: "pending",
            GATEWAY_REFUSED: { target: "refused", actions: "closeAttempt" },
            NOT_EXECUTED: { target: "deferred", actions: "closeAttempt" },
            RESOLVE_REFUNDED: { target: "#refund.completed", actions: ["settleAtGateway", "closeAttempt"] },
            RESOLVE_NOT_REFUNDED: { target: "refused", actions: "closeAttempt" },
          },
        },

        /** A definite no; still owed. It may have been overtaken and hold no money: so what acts again reserves again. */
        refused: {
          on: {
            RETRY: [
              { guard: "needsApproval", target: "awaitingApproval", actions: "reserve" },
              { target: "submitting", actions: ["reserve", "openAttempt"] },
            ],
            ACCEPT_MANUALLY: [
              { guard: "needsApproval", target: "#refund.accepted.awaitingApproval", actions: "reserve" },
              { target: "#refund.accepted.unprocessed", actions: "reserve" },
            ],
            CANCEL: "#refund.cancelled",
            GATEWAY_SUCCEEDED: { target: "#refund.completed", actions: ["settleAtGateway", "raiseAlarm"] },
          },
        },
      },
    },

    /** 환불접수 — accepted by CS, to be paid back by bank transfer. */
    accepted: {
      initial: "awaitingApproval",
      states: {
        /** 승인대기 — above the four-eyes limit, or on one person's word so far. */
        awaitingApproval: {
          on: {
            APPROVE: "unprocessed",
            DECLINE: "#refund.cancelled",
            CANCEL: "#refund.cancelled",
            GATEWAY_SUCCEEDED: { target: "#refund.completed", actions: ["settleAtGateway", "raiseAlarm"] },
          },
        },

        /** 미처리 — to be paid at the bank. */
        unprocessed: {
          on: {
            RECORD_SUCCESS: { target: "#refund.completed", actions: "settleByHand" },
            RECORD_FAILURE: "failed",
            DOUBT_RAISED: { target: "awaitingApproval", actions: "pullFromBatch" },
            CANCEL: "#refund.cancelled",
            GATEWAY_SUCCEEDED: {
              target: "#refund.completed",
              actions: ["settleAtGateway", "pullFromBatch", "raiseAlarm"],
            },
          },
        },

        /** 실패 — the transfer failed; the status stays 환불접수. */
        failed: {
          on: {
            RECORD_SUCCESS: { target: "#refund.completed", actions: "settleByHand" },
            RECORD_FAILURE: { target: "failed", reenter: true },
            RESET_RESULT: "unprocessed",
            DOUBT_RAISED: { target: "awaitingApproval", actions: "pullFromBatch" },
            CANCEL: "#refund.cancelled",
            GATEWAY_SUCCEEDED: {
              target: "#refund.completed",
              actions: ["settleAtGateway", "pullFromBatch", "raiseAlarm"],
            },
          },
        },
      },
    },

    /** 환불완료 — the money moved. Not `final`, because a bank may send it back: the success stays, a fact is added. */
    completed: {
      on: {
        REVERSED: { target: "completed", reenter: true, actions: ["recordReversal", "raiseAlarm"] },
      },
    },

    /** 환불취소 — it will not be paid. A gateway success that shows up now is adopted as an effect of its own. */
    cancelled: { type: "final", entry: "releaseReservation" },
  },
});

export type RefundMachine = typeof refundMachine;
