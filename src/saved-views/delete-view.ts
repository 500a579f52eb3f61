/** savedViewDelete: a view is taken away, by its owner, or a shared one by whoever tidies up after people who left. */
import { may, type Principal } from "../access/principal.js";
import { Permission } from "../access/permission.js";
import { personKey } from "../access/subject.js";
import type { IdempotentResult } from "../idempotency/idempotency-store.js";
import { fail, ok } from "../problem.js";
import { commandOnce, type RefundContext } from "../refund/context.js";
import { SavedView } from "./saved-view.entity.js";

/** Outcomes: NOT_FOUND (also a view that is not the caller's to delete: it is not said to exist). */
export function deleteView(
  context: RefundContext,
  principal: Principal,
  { id, idempotencyKey }: { id: string; idempotencyKey: string },
): Promise<IdempotentResult<{ viewId: string }>> {
  return commandOnce(
    context,
    { principal, operation: "savedViewDelete", idempotencyKey, input: { id } },
    async (em) => {
      const view = await em.findOne(SavedView, id);
      const isOwn = view?.ownerKey === personKey(principal.subject);
      if (!view || !(isOwn || (view.shared && may(principal, Permission.SavedViewTidy)))) {
        return fail("NOT_FOUND", { what: "savedView", id }, ["id"]);
      }
      em.remove(view);
      return ok({ viewId: view.id });
    },
  );
}
