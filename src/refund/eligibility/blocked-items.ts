/** Refunds that wait long in 반품완료 (collected) for something no operator can do: a work item each, for whoever can. */
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import { after } from "../../clock.js";
import { transact, type RefundContext } from "../context.js";
import { holdersOf, possibleNow, UNBLOCKED_BY, type Task } from "./advice.js";
import { loadFacts } from "./load-facts.js";
import { objectionsTo, type RefundFacts } from "./rules.js";
import { endItem, openItem } from "../record/open-item.js";
import { Refund } from "../record/refund.entity.js";
import { WorkItem } from "../record/work-item.entity.js";

/** Refunds looked at in one slice. */
const SLICE = 25;
/** One process at a time, so that a refund has one item. The number means nothing but must stay the same. */
const LOCK = 4_711_009;

/** The last refund of a slice, in the order of the index. */
export interface Position {
  gateway: string;
  createdAt: string;
  id: string;
}

/**
 * Opens and closes the items BLOCKED of the next slice, and closes those of refunds that went on. What is in the way depends on rules, days and
 * facts that change without a step of the refund, so it is looked at again and again.
 *
 * @param behind where the slice before ended; null: begins at the first. @returns where this one ended; null after the last.
 */
export const noteBlocked = (context: RefundContext, behind: Position | null): Promise<Position | null> =>
  transact(context, async (em) => {
    const [lock] = await em.execute<{ mine: boolean }[]>(`select pg_try_advisory_xact_lock(?) as mine`, [LOCK]);
    if (!lock?.mine) return behind;
    await endThoseThatWentOn(context, em);
    const slice = await em.execute<(Position & { position: string })[]>(
      `select id, gateway, created_at::text as "createdAt" from refund
       where status = 'RETURN_COLLECTED' and created_at <= ? and (gateway, created_at, id) > (?, ?::timestamptz, ?::uuid)
       order by gateway, created_at, id limit ${SLICE}`,
      [
        after(context.clock.now(), -context.settings.blockedLongMs),
        behind?.gateway ?? "",
        behind?.createdAt ?? "-infinity",
        behind?.id ?? "00000000-0000-0000-0000-000000000000",
      ],
    );
    for (const { id } of slice) await note(context, em, await em.findOneOrFail(Refund, id));
    return slice.length < SLICE ? null : (slice.at(-1) ?? null);
  });

async function endThoseThatWentOn(context: RefundContext, em: EntityManager): Promise<void> {
  const gone = await em.execute<{ id: string }[]>(
    `select item.id from work_item item join refund on refund.id = item.refund_id
     where item.kind = 'BLOCKED' and item.closed_at is null and refund.status <> 'RETURN_COLLECTED'`,
  );
  for (const { id } of gone) {
    const item = await em.findOne(WorkItem, { id, closedAt: null }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (item) endItem(em, item, context.clock.now());
  }
}

async function note(context: RefundContext, em: EntityManager, refund: Refund): Promise<void> {
  const { id: refundId, refundNo, paymentId, amount } = refund;
  const at = context.clock.now();
  const blocked = blockedBeyondOperators(await loadFacts(context, em, refund));
  const open = await em.findOne(
    WorkItem,
    { refundId, kind: "BLOCKED", closedAt: null },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  if (!blocked) {
    if (open) endItem(em, open, at);
    return;
  }
  const detail = { refundNo, amount: amount.total, ...blocked };
  if (open) open.detail = detail;
  else openItem(em, { kind: "BLOCKED", refundId, paymentId, detail, at });
}

/** The first objection, and the task that takes it out of the way first; null where nothing is in the way, or an operator can do something. */
function blockedBeyondOperators(facts: RefundFacts): WorkItem["detail"] | null {
  const reason = objectionsTo(facts).find(({ weight }) => weight === "BLOCKS");
  if (!reason) return null;
  const tasks: Task[] = possibleNow(UNBLOCKED_BY[reason.code], facts);
  if (tasks.some((task) => holdersOf(task).includes("refund-operator"))) return null;
  return { ...(reason.detail as WorkItem["detail"]), code: reason.code, task: tasks[0] ?? null };
}
