/** Many refunds in one command, each a transaction of its own with an answer of its own. */
import { sentence } from "../../messages/sentence.js";
import type { Principal } from "../../access/principal.js";
import { personKey } from "../../access/subject.js";
import { claimBulk, type IdempotentResult } from "../../idempotency/idempotency-store.js";
import { fail, ok, type Outcome } from "../../problem.js";
import type { Command, RefundContext } from "../context.js";

/** As many as a page of the list has checkboxes for. */
export const MAX_BULK = 100;

export interface BulkAnswer {
  refundId: string;
  answered: IdempotentResult<{ refundId: string }>;
}

interface Bulk<Item> {
  /** The mutation's name. */
  operation: string;
  idempotencyKey: string;
  /** The input's field with the refunds, to which problems of the whole belong. */
  field: string;
  items: readonly Item[];
}

/**
 * One that fails stops none of the others. Sent again with the same key, the bulk goes on with those that have no answer yet.
 * `one` runs the command it is given once (`commandOnce`).
 *
 * Outcomes as a whole: TOO_MANY, INVALID_INPUT (a refund twice), IDEMPOTENCY_KEY_REUSED.
 */
export async function inBulk<Item extends { id: string }>(
  context: RefundContext,
  principal: Principal,
  { operation, idempotencyKey, field, items }: Bulk<Item>,
  one: (item: Item, command: Command) => Promise<IdempotentResult<{ refundId: string }>>,
): Promise<Outcome<BulkAnswer[]>> {
  if (items.length > MAX_BULK) return fail("TOO_MANY", { limit: MAX_BULK }, [field]);
  if (new Set(items.map(({ id }) => id)).size !== items.length) {
    return fail("INVALID_INPUT", { reason: sentence("reasons.refund.twice") }, [field]);
  }
  const requestKey = { caller: personKey(principal.subject), key: idempotencyKey, operation, input: items };
  const reused = await claimBulk(context.root, context.clock, requestKey);
  if (reused) return reused;

  const answers: BulkAnswer[] = [];
  for (const item of items) {
    const command = { principal, operation, idempotencyKey, item: item.id, input: item };
    answers.push({ refundId: item.id, answered: await one(item, command) });
  }
  return ok(answers);
}
