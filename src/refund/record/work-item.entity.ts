/**
 * A work item (확인할 일): something a person has to look at. Raised by the service as an alarm, or open as long as a refund is in a state
 * that needs somebody, or a second person is waited for. Closed ones stay.
 */
import { Entity, Index, ManyToOne, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";
import { moment } from "../../database/columns.js";
import { Refund } from "./refund.entity.js";

export const ALARM_KINDS = [
  /** The gateway refunded although this refund was on another way or already over. */
  "UNEXPECTED_SUCCESS",
  /** The gateway moved another amount than was asked for. */
  "AMOUNT_DIFFERS",
  /** The gateway moved the amount that was asked for, and answered other parts of it (products, delivery, taxes) than were sent. */
  "ANSWER_DIFFERS",
  /** More has gone back than was paid, or is held for refunds than was captured. */
  "EXCESS",
  /** A refund lost its reservation to money that moved in the gateway's console, or was never captured. */
  "OVERTAKEN",
  "CHARGEBACK",
  /** Money moved at the gateway without us while refunds of the payment are open: each waits for a second person. */
  "MONEY_MAY_HAVE_MOVED",
  /** Goods came back for which less is owed than they cost: the rest had been cancelled at the gateway without a refund of ours, or was never captured. */
  "RETURN_OWED_LESS",
  /** Somebody cancelled a part at a gateway that names no amounts: find out how much, and record it. */
  "AMOUNT_UNKNOWN",
  /** The gateway counts less as cancelled than we booked: a cancel was taken back (취소 원복), or never was. */
  "CANCELLATION_GONE",
  /** The gateway reports another captured amount than is recorded, or one that cannot be. */
  "CAPTURE_DIFFERS",
  /** The customer's bank sent a refund back: the money is owed again. */
  "REVERSED",
  /** The gateway says that the transfer to the customer failed although the cancel succeeded. */
  "TRANSFER_FAILED",
  /** A gateway does not answer; `detail` says which calls wait. Closed by the service itself when it answers again. */
  "GATEWAY_UNREACHABLE",
  /** A gateway refuses the shop itself: its credential, its id or its rights. Closed by the service when it lets it in again. */
  "CREDENTIAL_REFUSED",
  /** A refund was put off for the same cause as often as it may be: it is refused with that cause. */
  "TRIES_EXHAUSTED",
  /** Reconciliation found a difference between us and a gateway; `detail` says what each side holds and what can be done. */
  "RECONCILIATION",
  /** The audit found that the books do not agree with themselves, or with the last checkpoint; `detail` says where. */
  "BOOKS_DIFFER",
  /** Jobs failed every time and were set aside. Closed by the service itself when none is left. */
  "JOBS_FAILED",
] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];

/** Open as long as a refund is in a state, at most one of a refund. */
export const STATE_KINDS = [
  /** Nobody knows whether the money moved. */
  "OUTCOME_UNKNOWN",
  /** A definite no: the refund waits for a decision. */
  "REFUSED",
  /** Accepted by the gateway a long time ago, and no result yet. */
  "PENDING_LONG",
  /** Put off again and again for a long time. */
  "DEFERRED_LONG",
  /** A second person must agree before money moves. */
  "APPROVAL_WAITING",
  /** The bank transfer to the customer failed (실패). */
  "TRANSFER_NOT_MADE",
] as const;
export type StateKind = (typeof STATE_KINDS)[number];

/** Open as long as a statement or a proposal waits for its second person, at most one of each thing. */
const STATED_KINDS = ["OUTCOME_STATED", "CANCELLATION_STATED", "CORRECTION_PROPOSED"] as const;
export type StatedKind = (typeof STATED_KINDS)[number];

/** Open as long as a look at a refund finds it so, at most one of a refund. */
const FOUND_KINDS = [
  /** Collected a long time ago, and cannot be requested because of what no operator can do. */
  "BLOCKED",
] as const;

/** In the order people should look at them, among equals of one severity. */
export const WORK_ITEM_KINDS = [...STATE_KINDS, ...STATED_KINDS, ...FOUND_KINDS, ...ALARM_KINDS] as const;
export type WorkItemKind = (typeof WORK_ITEM_KINDS)[number];

/** They close when what they say is no more so, and in no other way. */
const CLOSED_BY_ITSELF: ReadonlySet<WorkItemKind> = new Set([...STATE_KINDS, ...STATED_KINDS, ...FOUND_KINDS]);
export const closesByItself = (kind: WorkItemKind): boolean => CLOSED_BY_ITSELF.has(kind);

export type Severity = "HIGH" | "MEDIUM" | "LOW";

/** HIGH: money moved, or may have, otherwise than it should. MEDIUM: a customer waits until somebody acts. LOW: a look is enough. */
export const SEVERITY_OF: Readonly<Record<WorkItemKind, Severity>> = {
  OUTCOME_UNKNOWN: "HIGH",
  REFUSED: "MEDIUM",
  PENDING_LONG: "MEDIUM",
  DEFERRED_LONG: "MEDIUM",
  APPROVAL_WAITING: "MEDIUM",
  TRANSFER_NOT_MADE: "MEDIUM",
  OUTCOME_STATED: "HIGH",
  CANCELLATION_STATED: "MEDIUM",
  CORRECTION_PROPOSED: "MEDIUM",
  BLOCKED: "MEDIUM",
  UNEXPECTED_SUCCESS: "HIGH",
  AMOUNT_DIFFERS: "HIGH",
  ANSWER_DIFFERS: "MEDIUM",
  EXCESS: "HIGH",
  OVERTAKEN: "MEDIUM",
  CHARGEBACK: "HIGH",
  MONEY_MAY_HAVE_MOVED: "HIGH",
  RETURN_OWED_LESS: "LOW",
  AMOUNT_UNKNOWN: "HIGH",
  CANCELLATION_GONE: "HIGH",
  CAPTURE_DIFFERS: "MEDIUM",
  REVERSED: "MEDIUM",
  TRANSFER_FAILED: "HIGH",
  GATEWAY_UNREACHABLE: "MEDIUM",
  CREDENTIAL_REFUSED: "HIGH",
  TRIES_EXHAUSTED: "LOW",
  RECONCILIATION: "HIGH",
  BOOKS_DIFFER: "HIGH",
  JOBS_FAILED: "MEDIUM",
};

/** No assignee: a text all the same, so that an index finds what is nobody's in the order of a list. */
export const NOBODY = "";

/** No due day: a day after all others, so that an index has those without one in the order of a list. */
export const NO_DUE_DAY = "9999-12-31";

const sqlList = (kinds: readonly string[]): string => kinds.map((kind) => `'${kind}'`).join(", ");

/**
 * Those that are open, and those that are closed, each in the orders of its list, by kind, and by assignee and kind. None is without the kind:
 * the planner would walk it past everything that a rare kind is not.
 */
const LISTS = { open: "visible_from", closed: "closed_at" } as const;
const listIndex = (
  name: keyof typeof LISTS,
  by: readonly string[],
  order: string = LISTS[name],
): [name: string, expression: string] => {
  const index = ["work_item", name, ...by, ...(order === LISTS[name] ? [] : ["due"])].join("_");
  const condition = name === "open" ? "closed_at is null" : "closed_at is not null";
  return [index, `create index ${index} on work_item (${[...by, order, "id"].join(", ")}) where ${condition}`];
};
const WORK_ITEM_INDEXES: readonly (readonly [name: string, expression: string])[] = [
  ...(["open", "closed"] as const).flatMap((name) =>
    [["kind"], ["assignee", "kind"]].flatMap((by) => [listIndex(name, by), listIndex(name, by, "due_on")]),
  ),
  [
    "work_item_refund_of_assignee",
    `create index work_item_refund_of_assignee on work_item (assignee, refund_id, visible_from) where closed_at is null and refund_id is not null`,
  ],
  [
    "work_item_refund_of_code",
    `create index work_item_refund_of_code on work_item ((detail ->> 'code'), refund_id, visible_from) where closed_at is null and refund_id is not null and kind = 'BLOCKED'`,
  ],
  [
    "work_item_snoozed",
    `create index work_item_snoozed on work_item (visible_from, id) where closed_at is null and snoozed_by is not null`,
  ],
  [
    "work_item_one_state",
    `create unique index work_item_one_state on work_item (refund_id) where closed_at is null and kind in (${sqlList(STATE_KINDS)})`,
  ],
  [
    "work_item_one_statement",
    `create unique index work_item_one_statement on work_item (kind, payment_id, refund_id) nulls not distinct where closed_at is null and kind in (${sqlList(STATED_KINDS)})`,
  ],
];

@Entity({ tableName: "work_item" })
export class WorkItem {
  @PrimaryKey({ type: "uuid" })
  id!: string;

  @Property({ type: "text" })
  kind!: WorkItemKind;

  @Index()
  @ManyToOne(() => Refund, { mapToPk: true, fieldName: "refund_id", nullable: true })
  refundId!: string | null;

  @Index()
  @Property({ type: "uuid", nullable: true })
  paymentId!: string | null;

  /** Ids, amounts and codes; no personal data. */
  @Property({ type: "jsonb" })
  detail!: Record<string, string | number | null>;

  @Property(moment())
  openedAt!: Date;

  /** From then on it is to be looked at: later than it was opened where only a long wait matters, or where it was snoozed. */
  @Property(moment())
  visibleFrom!: Date;

  /** The due day of its refund, `NO_DUE_DAY` where it is about none. Triggers write it, and follow when the refund's moves. */
  @Property({ columnType: "date", default: NO_DUE_DAY })
  dueOn!: string;

  /** `personKey` of who sees to it; `NOBODY` where nobody does. */
  @Property({ type: "text", default: "" })
  assignee!: string;

  /** Subject of who snoozed it last. */
  @Property({ type: "text", nullable: true })
  snoozedBy!: string | null;

  /** Why it was snoozed, encrypted: it may name people. */
  @Property({ type: "text", nullable: true })
  snoozeReasonSealed!: string | null;

  /** Changes so far: the compare-and-set value of `expectedVersion`. */
  @Property({ type: "integer", default: 1 })
  version!: number;

  /** Subject of who changed it last: a person, or this service. */
  @Property({ type: "text" })
  changedBy!: string;

  /** Subject of the person who closed it, or whose correction did; null while it is open, and where it closed by itself. */
  @Property({ type: "text", nullable: true })
  closedBy!: string | null;

  @Property({ ...moment(), nullable: true })
  closedAt!: Date | null;

  /** Why the person closed it, encrypted: it may name people. */
  @Property({ type: "text", nullable: true })
  closingReasonSealed!: string | null;
}
for (const [name, expression] of WORK_ITEM_INDEXES) Index({ name, expression })(WorkItem as never);
