/** The names of what a step asks for. The machine does none of it: the caller turns each name into rows of the step's own transaction. */

/** Those that move the payment's balance (`a`: this refund's amount). No other effect may touch it. */
const MONEY_EFFECTS = {
  reserve:
    "`reserved +=` what it does not hold yet of `a`, by one conditional UPDATE; no room: no step. Only a refund that is created, or was overtaken, lacks any",
  settleAtGateway:
    "`reserved −= a`, `refundedAtGateway += a`; what an overtaken refund no longer holds needs room in `excess`",
  settleByHand: "`reserved −= a`, `refundedByHand += a`",
  releaseReservation: "`reserved −= a`, or what an overtaken refund still holds of it",
  yieldReservation: "`reserved −=` what the console's cancel took from it; the adoption books that cancel",
  recordReversal: "`reversed += a`, and a manual successor is created that reserves it",
} as const;

const OTHER_EFFECTS = {
  openAttempt: "a gateway attempt and the job that calls; it queues while another attempt holds the payment",
  retryAttempt: "the job again, for the same attempt and key",
  closeAttempt: "the attempt ends and the payment is free for the next in the queue",
  scheduleRetry:
    "a job that sends `RETRY`: at the gateway's time, after the default pause, or at once after `NOT_EXECUTED`",
  scheduleLookUp: "a job that asks the gateway for evidence",
  pullFromBatch: "its row leaves the bank batch it may be in",
  raiseAlarm: "a work item for people: money moved where nobody expected it",
} as const;

export const EFFECTS = { ...MONEY_EFFECTS, ...OTHER_EFFECTS } as const;

export type MoneyEffect = keyof typeof MONEY_EFFECTS;
export type Effect = keyof typeof EFFECTS;
export const EFFECT_NAMES = Object.keys(EFFECTS) as readonly Effect[];

export const isEffect = (name: string): name is Effect => Object.hasOwn(EFFECTS, name);
export const isMoneyEffect = (effect: Effect): effect is MoneyEffect => Object.hasOwn(MONEY_EFFECTS, effect);
