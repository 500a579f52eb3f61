/** savedViewSave: a person keeps a filter of a list under a name, or changes one of theirs. Moves no money and no state. */
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Principal } from "../access/principal.js";
import { personKey } from "../access/subject.js";
import type { IdempotentResult } from "../idempotency/idempotency-store.js";
import { newId } from "../identifier.js";
import { sentence } from "../messages/sentence.js";
import { fail, ok } from "../problem.js";
import { commandOnce, type RefundContext } from "../refund/context.js";
import { SavedView, type ViewedList } from "./saved-view.entity.js";

/** More are a list nobody looks through. */
export const MAX_VIEWS = 100;

interface View {
  /** The view to change; null for a new one. */
  id: string | null;
  list: ViewedList;
  name: string;
  arguments: Record<string, unknown>;
  shared: boolean;
  idempotencyKey: string;
}

/** Outcomes: NOT_FOUND (also another person's view), INVALID_INPUT (the name is taken), TOO_MANY. */
export function saveView(
  context: RefundContext,
  principal: Principal,
  { idempotencyKey, ...input }: View,
): Promise<IdempotentResult<{ viewId: string }>> {
  return commandOnce(context, { principal, operation: "savedViewSave", idempotencyKey, input }, async (em) => {
    const { id, list, name, shared } = input;
    const ownerKey = personKey(principal.subject);
    await lockViewsOf(em, ownerKey);
    const own = await em.find(SavedView, { ownerKey });
    const existing = own.find((view) => view.id === id);
    if (id !== null && !existing) return fail("NOT_FOUND", { what: "savedView", id }, ["id"]);
    if (own.some((view) => view !== existing && view.list === list && view.name === name)) {
      return fail("INVALID_INPUT", { reason: sentence("reasons.savedView.nameTaken", { name }) }, ["name"]);
    }
    if (!existing && own.length >= MAX_VIEWS) return fail("TOO_MANY", { limit: MAX_VIEWS });
    const at = context.clock.now();
    const view =
      existing ?? Object.assign(new SavedView(), { id: newId(), ownerKey, owner: principal.subject, createdAt: at });
    em.persist(Object.assign(view, { list, name, arguments: input.arguments, shared, changedAt: at }));
    return ok({ viewId: view.id });
  });
}

/** One after the other: of two saves at once, the second must see the first one's name and number. */
const lockViewsOf = (em: EntityManager, ownerKey: string): Promise<unknown> =>
  em.execute(`select pg_advisory_xact_lock(hashtextextended('saved_view ' || ?, 0))`, [ownerKey]);
