/** workItemAssign, workItemSnooze, workItemClose: who sees to an item, until when it rests, and its end. They move no money and no refund. */
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import { validate as isUuid } from "uuid";
import { Person } from "../../access/person.entity.js";
import type { Principal } from "../../access/principal.js";
import { personKey } from "../../access/subject.js";
import { after } from "../../clock.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import { sentence } from "../../messages/sentence.js";
import { fail, ok, type Failure, type Outcome } from "../../problem.js";
import { Secret } from "../../secret.js";
import { commandOnce, type RefundContext } from "../context.js";
import { closeItem } from "../record/open-item.js";
import { closesByItself, NOBODY, WorkItem } from "../record/work-item.entity.js";
import { workItemSealContext } from "../record/written-text.js";

/** An item that rests longer is forgotten; who needs longer says so again. */
export const LONGEST_SNOOZE_DAYS = 14;
const DAY_MS = 24 * 60 * 60 * 1_000;

interface Handled {
  id: string;
  /** The version the caller has seen. */
  expectedVersion: number;
  idempotencyKey: string;
}

type Answer = Promise<IdempotentResult<{ workItemId: string }>>;

/** `assignee`: subject of a person of the directory; null: nobody. Outcomes: NOT_FOUND, WORK_ITEM_CHANGED, WORK_ITEM_CLOSED. */
export const assignWorkItem = (
  context: RefundContext,
  principal: Principal,
  input: Handled & { assignee: string | null },
): Answer =>
  handle(context, principal, { operation: "workItemAssign", input }, async (em, item) => {
    const { assignee } = input;
    const key = assignee === null ? NOBODY : personKey(assignee);
    if (assignee !== null && !(await em.findOne(Person, { personKey: key, kind: "PERSON" })))
      return fail("NOT_FOUND", { what: "person", id: assignee }, ["assignee"]);
    item.assignee = key;
    return null;
  });

/** Outcomes: NOT_FOUND, WORK_ITEM_CHANGED, WORK_ITEM_CLOSED, INVALID_INPUT (a moment that is past, or too far). */
export const snoozeWorkItem = (
  context: RefundContext,
  principal: Principal,
  input: Handled & { until: Date; reason: string },
): Answer =>
  handle(context, principal, { operation: "workItemSnooze", input }, async (_em, item, now) => {
    const { until, reason } = input;
    if (until <= now || until > after(now, LONGEST_SNOOZE_DAYS * DAY_MS))
      return fail("INVALID_INPUT", { reason: sentence("reasons.workItem.snooze", { days: LONGEST_SNOOZE_DAYS }) }, [
        "until",
      ]);
    item.visibleFrom = until;
    item.snoozedBy = principal.subject;
    item.snoozeReasonSealed = context.cipher.seal(new Secret(reason), workItemSealContext.snooze(item.id));
    return null;
  });

/** Outcomes: NOT_FOUND, WORK_ITEM_CHANGED, WORK_ITEM_CLOSED, WORK_ITEM_CLOSES_BY_ITSELF. */
export const closeWorkItem = (
  context: RefundContext,
  principal: Principal,
  input: Handled & { reason: string },
): Answer =>
  handle(context, principal, { operation: "workItemClose", input }, async (_em, item, now) => {
    if (closesByItself(item.kind)) return fail("WORK_ITEM_CLOSES_BY_ITSELF", { id: item.id }, ["id"]);
    item.closingReasonSealed = context.cipher.seal(new Secret(input.reason), workItemSealContext.closing(item.id));
    closeItem(item, now, principal.subject);
    return null;
  });

function handle<Input extends Handled>(
  context: RefundContext,
  principal: Principal,
  { operation, input }: { operation: string; input: Input },
  change: (em: EntityManager, item: WorkItem, now: Date) => Promise<Failure | null>,
): Answer {
  const { idempotencyKey, ...rest } = input;
  return commandOnce(context, { principal, operation, idempotencyKey, input: rest }, async (em) => {
    const item = await lockItem(em, input);
    if (!item.ok) return item;
    const problem = await change(em, item.value, context.clock.now());
    if (problem) return problem;
    // Closing counts by itself.
    if (item.value.closedAt === null) item.value.version += 1;
    item.value.changedBy = principal.subject;
    return ok({ workItemId: item.value.id });
  });
}

/** Locked: whoever ends it by itself waits, and the other way round. */
async function lockItem(em: EntityManager, { id, expectedVersion }: Handled): Promise<Outcome<WorkItem>> {
  const lock = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true };
  const item = isUuid(id) ? await em.findOne(WorkItem, id, lock) : null;
  if (!item) return fail("NOT_FOUND", { what: "workItem", id }, ["id"]);
  const { version: currentVersion, changedBy, closedAt } = item;
  if (closedAt !== null) return fail("WORK_ITEM_CLOSED", { id, changedBy, closedAt: closedAt.toISOString() }, ["id"]);
  return currentVersion === expectedVersion
    ? ok(item)
    : fail("WORK_ITEM_CHANGED", { currentVersion, changedBy }, ["expectedVersion"]);
}
