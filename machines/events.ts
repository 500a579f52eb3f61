/** Everything that can happen to a refund. An event carries at most one boolean; amounts, causes and people stay with the caller. */

/** True when a second person must approve: above the four-eyes limit, or nothing but one person's word stands behind it. */
interface MayNeedApproval {
  needsApproval: boolean;
}

export type RefundEvent =
  | ({ type: "REQUEST" } & MayNeedApproval)
  | ({ type: "ACCEPT_MANUALLY" } & MayNeedApproval)
  | { type: "CANCEL" }
  | { type: "OVERTAKEN" }
  | { type: "APPROVE" }
  | { type: "DECLINE" }
  | { type: "TAKEN_BACK" }
  | ({ type: "RETRY" } & MayNeedApproval)
  | { type: "GATEWAY_SUCCEEDED" }
  | { type: "GATEWAY_PENDING" }
  | { type: "GATEWAY_REFUSED" }
  | { type: "GATEWAY_DEFERRED" }
  /** `triesExhausted`: this attempt has been tried as often as it may be. */
  | { type: "GATEWAY_NOT_SENT"; triesExhausted: boolean }
  | { type: "GATEWAY_UNKNOWN" }
  | { type: "LEASE_EXPIRED" }
  | { type: "NOT_EXECUTED" }
  | { type: "RESOLVE_REFUNDED" }
  | { type: "RESOLVE_NOT_REFUNDED" }
  | { type: "RECORD_SUCCESS" }
  | { type: "RECORD_FAILURE" }
  | { type: "RESET_RESULT" }
  | { type: "DOUBT_RAISED" }
  | { type: "REVERSED" };

export type RefundEventType = RefundEvent["type"];

/** How a refund comes into the world: with a collected return (회수완료), or registered by hand (수기 환불). */
export type Creation = { kind: "COLLECTED_RETURN" } | ({ kind: "MANUAL" } & MayNeedApproval);

/** The boolean an event carries; `never` where it carries none. */
type FlagOf<T extends RefundEventType> = Exclude<keyof Extract<RefundEvent, { type: T }>, "type">;

interface Explained<T extends RefundEventType> {
  meaning: string;
  flag: [FlagOf<T>] extends [never] ? null : FlagOf<T>;
}

/** The meaning of each event, in the order people meet them. */
export const EVENTS: { readonly [T in RefundEventType]: Explained<T> } = {
  REQUEST: { meaning: "An operator asks for the refund on the original payment.", flag: "needsApproval" },
  ACCEPT_MANUALLY: { meaning: "The refund will be paid by bank transfer instead (환불접수).", flag: "needsApproval" },
  CANCEL: { meaning: "The refund will not be paid: not owed, or to be re-opened later.", flag: null },
  OVERTAKEN: {
    meaning: "The money this refund had reserved went in the gateway's console, or was never captured.",
    flag: null,
  },
  APPROVE: { meaning: "A second person agrees.", flag: null },
  DECLINE: { meaning: "A second person disagrees.", flag: null },
  TAKEN_BACK: {
    meaning: "A person takes back a request that waits behind the payment's open attempt. Nothing was sent.",
    flag: null,
  },
  RETRY: { meaning: "The time to retry has come, or a person tries again: a new attempt.", flag: "needsApproval" },
  GATEWAY_SUCCEEDED: { meaning: "The gateway says that the money moved, now or later.", flag: null },
  GATEWAY_PENDING: { meaning: "The gateway accepted it; the result comes later.", flag: null },
  GATEWAY_REFUSED: { meaning: "A definite no, with a cause. Nothing moved.", flag: null },
  GATEWAY_DEFERRED: { meaning: "Not now, perhaps with a time. Nothing moved.", flag: null },
  GATEWAY_NOT_SENT: { meaning: "The call provably never left.", flag: "triesExhausted" },
  GATEWAY_UNKNOWN: { meaning: "No trustworthy answer came.", flag: null },
  LEASE_EXPIRED: { meaning: "The worker's lease ran out and nothing was settled.", flag: null },
  NOT_EXECUTED: {
    meaning: "Two look-ups, the second after the gateway's horizon, prove that nothing moved.",
    flag: null,
  },
  RESOLVE_REFUNDED: { meaning: "A person states, and a second one confirms, that the money moved.", flag: null },
  RESOLVE_NOT_REFUNDED: { meaning: "A person states, and a second one confirms, that it did not.", flag: null },
  RECORD_SUCCESS: { meaning: "The bank transfer was made (성공).", flag: null },
  RECORD_FAILURE: { meaning: "The bank transfer failed (실패); a reason is recorded.", flag: null },
  RESET_RESULT: { meaning: "The failure is taken back: to be paid again (미처리).", flag: null },
  DOUBT_RAISED: {
    meaning:
      "Another account was named, or money moved at the gateway without us: a second person must agree to what had been decided.",
    flag: null,
  },
  REVERSED: {
    meaning: "The money came back: the customer's bank sent it, or the cancel was taken back at the provider.",
    flag: null,
  },
};

export const EVENT_TYPES = Object.keys(EVENTS) as readonly RefundEventType[];

/** Every event there can be: one per type, two where it carries a boolean. */
export const EVERY_EVENT: readonly RefundEvent[] = EVENT_TYPES.flatMap((type) => {
  const { flag } = EVENTS[type];
  return (flag === null ? [{ type }] : [false, true].map((value) => ({ type, [flag]: value }))) as RefundEvent[];
});

export const EVERY_CREATION: readonly Creation[] = [
  { kind: "COLLECTED_RETURN" },
  { kind: "MANUAL", needsApproval: false },
  { kind: "MANUAL", needsApproval: true },
];
