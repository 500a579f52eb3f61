/** returnCollect: a return service hands over a collected return (회수완료); one refund per payment that paid for it is created. */
import { sentence } from "../../messages/sentence.js";
import type { Sentence } from "../../messages/text.js";
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Principal } from "../../access/principal.js";
import { personKey } from "../../access/subject.js";
import { runOnce, hashOf, type IdempotentResult } from "../../idempotency/idempotency-store.js";
import type { OrderFacts } from "../../orders/facts.js";
import { Return, ReturnLine } from "../../orders/return.entity.js";
import { storeOrder, type OrderRows } from "../../orders/store-order.js";
import { fail, inCurrency, ok, type Outcome } from "../../problem.js";
import { fingerprintsOf, sealAccount } from "../record/account.js";
import type { RefundContext } from "../context.js";
import { createReturn, type ReturnFacts } from "./create-return.js";

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
    const strange = reported.order.payments.findIndex(({ gateway }) => !context.gateways.names.includes(gateway));
    const stranger = reported.order.payments[strange];
    if (stranger) {
      const { paymentNo, gateway } = stranger;
      const reason = sentence("reasons.order.noSuchGateway", { paymentNo, gateway, names: context.gateways.names });
      return fail("FACTS_INCONSISTENT", { reason }, ["order", "payments", strange, "gateway"]);
    }
    await waitForTurn(em, reported);
    const by = { actor: principal.subject, at };
    const rows = await storeOrder(em, context.cipher, reported.order, by);
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

/**
 * Everything told about one order, one return or one payment is kept one after the other: facts told twice at once meet
 * here, not in a constraint. In one order, so that two tellers cannot wait for each other.
 */
async function waitForTurn(em: EntityManager, reported: { order: OrderFacts; return: ReturnFacts }): Promise<void> {
  const payments = reported.order.payments.map((p) => `payment ${p.gateway} ${p.gatewayPaymentId}`);
  for (const name of [`order ${reported.order.orderNo}`, `return ${reported.return.returnNo}`, ...payments].sort()) {
    await em.execute(`select pg_advisory_xact_lock(hashtextextended(?, 0))`, [name]);
  }
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

/**
 * The facts as they may be hashed and compared: the customer as a keyed fingerprint, never in clear. One spelling for
 * each encryption key, the present one's first: a key is kept for ever and must know its input after a rotation too.
 */
function withoutSecrets(context: RefundContext, reported: { order: OrderFacts; return: ReturnFacts }): unknown[] {
  const { customerId, customerName: _name, ...order } = reported.order;
  const { refundAccount, ...facts } = reported.return;
  const accounts = refundAccount && fingerprintsOf(context.cipher, refundAccount);
  return context.cipher.fingerprints(customerId, "return facts").map((customer, key) => ({
    order: { ...order, customer },
    return: accounts ? { ...facts, account: accounts[key] } : facts,
  }));
}
