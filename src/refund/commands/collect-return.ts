/** returnCollect: a return service hands over a collected return (회수완료); one refund per payment that paid for it is created. */
import { sentence } from "../../messages/sentence.js";
import type { Sentence } from "../../messages/text.js";
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Principal } from "../../access/principal.js";
import { personKey } from "../../access/subject.js";
import { runOnce, hashOf, type IdempotentResult } from "../../idempotency/idempotency-store.js";
import type { OrderFacts } from "../../orders/facts.js";
import { Return, ReturnLine } from "../../orders/return.entity.js";
import type { OrderRows } from "../../orders/store-order.js";
import { fail, inCurrency, ok, type Outcome } from "../../problem.js";
import { fingerprintsOf, sealAccount } from "../record/account.js";
import type { RefundContext } from "../context.js";
import { createReturn, type ReturnFacts } from "./create-return.js";
import { receiveOrder, withoutCustomer } from "./receive-order.js";

/**
 * Outcomes: the return with its refunds, or none where nothing is owed; FACTS_INCONSISTENT, FACTS_CONFLICT (reported
 * differently before), TOO_MANY, QUANTITY_EXCEEDED, REFUND_AMOUNT_EXCEEDED, SPLIT_IMPOSSIBLE. The same facts again, under any key, give the same return.
 */
export async function collectReturn(
  context: RefundContext,
  principal: Principal,
  input: { order: OrderFacts; return: ReturnFacts; idempotencyKey: string },
): Promise<IdempotentResult<{ returnId: string }>> {
  const { idempotencyKey: key, ...reported } = input;
  const [facts, ...earlierSpellings] = withoutSecrets(context, reported);
  const requestKey = {
    caller: personKey(principal.subject),
    key,
    operation: "returnCollect",
    input: facts,
    earlierSpellings,
  };
  const collected = async (em: EntityManager): Promise<Outcome<{ returnId: string }>> => {
    const at = context.clock.now();
    const by = { actor: principal.subject, at };
    const rows = await receiveOrder(context, em, reported.order, by, [`return ${reported.return.returnNo}`]);
    if (!rows.ok) return rows;
    // Of the return alone: the order's facts have just been compared one by one, and may have moved on (매입).
    const { refundAccount, ...facts } = reported.return;
    const factsHash = hashOf({ orderNo: reported.order.orderNo, ...facts });
    const known = await em.findOne(Return, { returnNo: reported.return.returnNo });
    if (known) {
      return known.factsHash === factsHash
        ? ok({ returnId: known.id })
        : fail("FACTS_CONFLICT", { fact: await contradictionIn(em, known, rows.value, reported.return) }, ["returnNo"]);
    }
    return createReturn(context, em, rows.value, reported.return, {
      accountFor:
        refundAccount && ((refundId) => sealAccount(context.cipher, refundId, refundAccount, [principal.subject])),
      factsHash,
      ...by,
    });
  };
  const { currency } = reported.order;
  const answered = await runOnce(context.root, context.clock, requestKey, async (em) =>
    inCurrency(await collected(em), currency),
  );
  if (!answered.replayed) context.wake();
  return answered;
}

/** The contradiction in a return that is reported again, as a sentence. */
async function contradictionIn(
  em: EntityManager,
  known: Return,
  { order, lines: orderLines }: OrderRows,
  reported: ReturnFacts,
): Promise<Sentence> {
  const { returnNo } = known;
  if (known.orderId !== order.id) return sentence("reasons.return.otherOrder", { returnNo });
  if (known.collectedAt.getTime() !== reported.collectedAt.getTime()) {
    return sentence("reasons.return.collected", { returnNo, collectedAt: known.collectedAt.toISOString() });
  }
  if (known.reason !== (reported.reason ?? null))
    return sentence("reasons.return.reason", { returnNo, reason: known.reason ?? "none" });
  const kept = await em.find(ReturnLine, { returnId: known.id });
  if (kept.length !== reported.lines.length) return sentence("reasons.return.lines", { returnNo, count: kept.length });
  for (const { lineNo, quantity } of reported.lines) {
    const line = orderLines.find((l) => l.lineNo === lineNo);
    const row = kept.find((l) => l.orderLineId === line?.id);
    if (!row) return sentence("reasons.return.noLine", { returnNo, lineNo });
    if (row.quantity !== quantity)
      return sentence("reasons.return.quantity", { returnNo, quantity: row.quantity, lineNo });
  }
  return sentence("reasons.return.amounts", { returnNo });
}

/** The facts as they may be hashed and compared, in the spellings of `withoutCustomer`: no account in clear either. */
function withoutSecrets(context: RefundContext, reported: { order: OrderFacts; return: ReturnFacts }): unknown[] {
  const { refundAccount, ...facts } = reported.return;
  const accounts = refundAccount && fingerprintsOf(context.cipher, refundAccount);
  return withoutCustomer(context, reported.order).map((order, key) => ({
    order,
    return: accounts ? { ...facts, account: accounts[key] } : facts,
  }));
}
