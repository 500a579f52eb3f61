/** Refunds that wait long in 반품완료 (collected) for something no operator can do: a work item each, for whoever can. */
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import { after } from "../../clock.js";
import { inTransaction } from "../../database/transaction.js";
import type { RefundContext } from "../context.js";
import { holdersOf, possibleNow, UNBLOCKED_BY, type Task } from "./advice.js";
import { loadFacts } from "./load-facts.js";
import { objectionsTo, type RefundFacts } from "./rules.js";
import { endItem, openItem } from "../record/open-item.js";
import { Refund } from "../record/refund.entity.js";
import { WorkItem } from "../record/work-item.entity.js";

/** Refunds looked at in one slice. */
const SLICE = 25;
/** One process at a time looks at a refund, so that it has one item. The number means nothing but must stay the same. */
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
export async function noteBlocked(context: RefundContext, behind: Position | null): Promise<Position | null> {
  const em = context.root.fork();
  const wentOn = await em.execute<{ id: string }[]>(WENT_ON);
  const slice = await em.execute<Position[]>(COLLECTED_LONG, [
    after(context.clock.now(), -context.settings.blockedLongMs),
    behind?.gateway ?? "",
    behind?.createdAt ?? "-infinity",
    behind?.id ?? "00000000-0000-0000-0000-000000000000",
  ]);
  for (const { id } of [...wentOn, ...slice]) {
    // Each on its own: commands lock the refunds of a return in another order, and one that fails holds up no other.
    await inTransaction(context.root, (tx) => note(context, tx, id)).catch((cause: unknown) =>
      context.onError(new Error(`whether refund ${id} is blocked could not be noted`, { cause })),
    );
  }
  return slice.length < SLICE ? null : (slice.at(-1) ?? null);
}

/** Along the index of the open items. */
const WENT_ON = `
  select refund.id from work_item item join refund on refund.id = item.refund_id
  where item.kind = 'BLOCKED' and item.closed_at is null and refund.status <> 'RETURN_COLLECTED' limit ${SLICE}`;

/** Along the index by status and gateway. */
const COLLECTED_LONG = `
  select id, gateway, created_at::text as "createdAt" from refund
  where status = 'RETURN_COLLECTED' and created_at <= ? and (gateway, created_at, id) > (?, ?::timestamptz, ?::uuid)
  order by gateway, created_at, id limit ${SLICE}`;

async function note(context: RefundContext, em: EntityManager, refundId: string): Promise<void> {
  await em.execute(`select pg_advisory_xact_lock(${LOCK}, hashtext(?))`, [refundId]);
  const refund = await em.findOneOrFail(Refund, refundId);
  const { refundNo, paymentId, amount, status } = refund;
  const at = context.clock.now();
  const blocked = status === "RETURN_COLLECTED" ? blockedBeyondOperators(await loadFacts(context, em, refund)) : null;
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
