/** Work items that are open as long as a refund is in a state, or a statement waits: opened and closed with the step itself. */
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import { AWAITING_APPROVAL_STATES, type RefundState } from "../../../machines/states.js";
import { after } from "../../clock.js";
import type { RefundSettings } from "../context.js";
import { endItem, openItem } from "./open-item.js";
import type { Refund } from "./refund.entity.js";
import { STATE_KINDS, WorkItem, type StatedKind, type StateKind, type WorkItemKind } from "./work-item.entity.js";

const KIND_OF: Readonly<Partial<Record<RefundState, StateKind>>> = {
  "refundRequested.unknown": "OUTCOME_UNKNOWN",
  "refundRequested.refused": "REFUSED",
  "refundRequested.pending": "PENDING_LONG",
  "refundRequested.deferred": "DEFERRED_LONG",
  "accepted.failed": "TRANSFER_NOT_MADE",
  ...Object.fromEntries(AWAITING_APPROVAL_STATES.map((state) => [state, "APPROVAL_WAITING" as const])),
};

/** Nothing of them is left to do once the refund leaves that state: alarms of why it is refused, and what people stated of an attempt. */
const ENDS_WITH: Readonly<Partial<Record<WorkItemKind, readonly RefundState[]>>> = {
  TRIES_EXHAUSTED: ["refundRequested.refused"],
  OVERTAKEN: ["refundRequested.refused"],
  OUTCOME_STATED: ["refundRequested.unknown", "refundRequested.pending"],
};
const ENDING = [...STATE_KINDS, ...(Object.keys(ENDS_WITH) as WorkItemKind[])];

/** A deferred refund is tried again and again: all that time it is put off. */
const SUBMITTING = "refundRequested.submitting" satisfies RefundState;

const isStateKind = (kind: WorkItemKind): kind is StateKind => (STATE_KINDS as readonly string[]).includes(kind);

function ends(kind: WorkItemKind, from: RefundState, to: RefundState): boolean {
  if (isStateKind(kind)) return KIND_OF[to] !== kind && !(kind === "DEFERRED_LONG" && to === SUBMITTING);
  return from !== to && (ENDS_WITH[kind]?.includes(from) ?? false);
}

/** How long a wait of the refund may be before people are to look at it. */
export type Patience = Pick<RefundSettings, "pendingLongMs" | "deferredLongMs">;

function patienceWith(kind: StateKind, { pendingLongMs, deferredLongMs }: Patience): number {
  if (kind === "PENDING_LONG") return pendingLongMs;
  return kind === "DEFERRED_LONG" ? deferredLongMs : 0;
}

/** After a step, in its transaction. A step within a state (failed once more, say) leaves the item as it is. */
export async function followState(
  em: EntityManager,
  refund: Refund,
  { from, to }: { from: RefundState; to: RefundState },
  { at, patience }: { at: Date; patience: Patience },
): Promise<void> {
  const mayHave = KIND_OF[from] !== undefined || from === SUBMITTING;
  const open = mayHave ? await openItems(em, { refundId: refund.id }, ENDING) : [];
  const ended = open.filter(({ kind }) => ends(kind, from, to));
  for (const item of ended) endItem(em, item, at);
  const kind = KIND_OF[to];
  if (kind === undefined || open.some((item) => item.kind === kind)) return;
  // The row that is closed must leave the unique index before another takes its place.
  if (ended.length > 0) await em.flush();
  openStateItem(em, refund, { kind, at, visibleFrom: after(at, patienceWith(kind, patience)) });
}

/** A refund that is created in a state somebody has to see to: one that waits for its approval. */
export function followCreation(em: EntityManager, refund: Refund, at: Date): void {
  const kind = KIND_OF[refund.state];
  if (kind !== undefined) openStateItem(em, refund, { kind, at, visibleFrom: at });
}

function openStateItem(
  em: EntityManager,
  refund: Refund,
  opened: { kind: StateKind; at: Date; visibleFrom: Date },
): void {
  const { id: refundId, refundNo, paymentId, refusalCause, transferFailureCause } = refund;
  const cause = opened.kind === "TRANSFER_NOT_MADE" ? transferFailureCause : refusalCause;
  const detail = { refundNo, amount: refund.amount.total, ...(cause !== null && { cause }) };
  openItem(em, { ...opened, refundId, paymentId, detail });
}

/** The subject of a statement: a refund or a payment. */
type About = { refundId: string } | { paymentId: string };

/** One item, however often people state something else. */
export async function openStated(
  em: EntityManager,
  kind: StatedKind,
  about: About,
  { at, statedBy }: { at: Date; statedBy: string },
): Promise<void> {
  const [open] = await openItems(em, about, [kind]);
  const detail = { statedBy };
  if (open) Object.assign(open, { detail, version: open.version + 1 });
  else openItem(em, { kind, refundId: null, paymentId: null, ...about, detail, at });
}

/** The statement has been confirmed. */
export async function endStated(em: EntityManager, kind: StatedKind, about: About, at: Date): Promise<void> {
  for (const item of await openItems(em, about, [kind])) endItem(em, item, at);
}

/** Locked: somebody may be assigning one just now. */
const openItems = (em: EntityManager, about: About, kinds: readonly WorkItemKind[]): Promise<WorkItem[]> =>
  em.find(
    WorkItem,
    { ...about, closedAt: null, kind: { $in: [...kinds] } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: "asc" } },
  );
