/** Alarms close with the fact that answers them, in its transaction, and never over a person who closed one at that moment. */
import assert from "node:assert/strict";
import { inTransaction } from "../../../src/database/transaction.js";
import { cancelRefund } from "../../../src/refund/commands/cancel-refund.js";
import { correctCancellation } from "../../../src/refund/commands/correct-cancellation.js";
import { matchCancellation } from "../../../src/refund/commands/match-cancellation.js";
import { closeWorkItem } from "../../../src/refund/commands/handle-work-item.js";
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { lookUpPayment } from "../../../src/refund/settlement/look-up-attempt.js";
import { APPROVER, codeOf, key, OPERATOR, request, requestAndDrain } from "../../kit/fixtures.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { eventually } from "../../server/open-app.js";
import { assertBooksAgree, remainderOf, returnedInParts, stateOf } from "../ledgers.js";
import { act, approve, cancel } from "../mutations.js";

const t = sharedTestService();

const look = (paymentId: string): Promise<void> => lookUpPayment(t.context, paymentId, "RECONCILER");

interface Item {
  id: string;
  open: boolean;
  by: string | null;
  version: number;
}
const itemsOf = (paymentId: string, kind: string): Promise<Item[]> =>
  t.rows<Item>(
    `select id, closed_at is null as open, closed_by as by, version from work_item where payment_id = ? and kind = ? order by opened_at, id`,
    [paymentId, kind],
  );

async function foreignOn(paymentId: string): Promise<{ id: string; gatewayId: string }> {
  const [row] = await t.rows<{ id: string; gatewayId: string }>(
    `select id, gateway_cancellation_id as "gatewayId" from booked_cancellation where payment_id = ? and attempt_id is null order by booked_at desc, id desc limit 1`,
    [paymentId],
  );
  assert(row);
  return row;
}

/** Said by one person and confirmed by a second. */
async function takenBack(paymentId: string, gatewayCancellationId: string): Promise<void> {
  const said = { paymentId, correction: "RESTORED", gatewayCancellationId, amount: null, evidence: "콘솔" } as const;
  const say = (by: typeof OPERATOR, confirmsStatementId: string | null) =>
    correctCancellation(t.context, by, { ...said, confirmsStatementId, idempotencyKey: key() });
  const { outcome } = await say(OPERATOR, null);
  assert(outcome.ok, JSON.stringify(outcome));
  expect(codeOf(await say(APPROVER, outcome.value.statementId))).toBe("ok");
}

/** Runs `others` while somebody holds an item, until `waiters` of them wait, and then lets go of it. */
async function whileHeld(id: string, change: string, others: () => Promise<unknown>, waiters = 1): Promise<void> {
  const waiting = async () => {
    const [row] = await t.rows<{ count: string }>(
      `select count(*) as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return Number(row?.count);
  };
  const held = await inTransaction(t.context.root, async (em) => {
    await em.execute(`update work_item set ${change} where id = ?`, [id]);
    const run = others();
    await eventually(async () => (await waiting()) >= waiters);
    // In an object: a promise that is given back would be waited for before the commit.
    return { run };
  });
  await held.run;
}

/** The person is a moment earlier than what would close it by itself. */
const closedMeanwhile = (id: string, other: () => Promise<unknown>): Promise<void> =>
  whileHeld(id, "closed_at = opened_at, closed_by = 'lee.approver', changed_by = 'lee.approver', version = 7", other);

describe("MONEY_MAY_HAVE_MOVED", () => {
  const KIND = "MONEY_MAY_HAVE_MOVED";
  afterEach(() => assertBooksAgree(t));

  /** The refunds of a payment of 30,000 of which so much was cancelled in the console. */
  async function cancelledInConsole(parts: readonly number[], amount: number) {
    const scenario = await returnedInParts(t, 30_000, parts);
    await t.sandbox.cancelInConsole(scenario.gatewayPaymentId, { amount });
    await look(scenario.paymentId);
    const { id: cancellationId, gatewayId } = await foreignOn(scenario.paymentId);
    expect(await itemsOf(scenario.paymentId, KIND)).toMatchObject([{ open: true }]);
    return { ...scenario, refunds: scenario.refunds as [Refund, Refund], cancellationId, gatewayId };
  }
  const match = (refund: Pick<Refund, "id">, cancellationId: string) =>
    act(t, refund, matchCancellation, OPERATOR, { cancellationId, memo: null });

  it("closes when all of the cancel is matched, by whoever matched it, though another refund is open", async () => {
    const { refunds, paymentId, cancellationId } = await cancelledInConsole([4_000, 9_000], 4_000);
    expect(codeOf(await match(refunds[0], cancellationId))).toBe("ok");
    expect(await itemsOf(paymentId, KIND)).toMatchObject([{ open: false, by: OPERATOR.subject, version: 2 }]);
    expect(await stateOf(t, refunds[1])).toBe("returnCollected");
  });

  it("stays while a part of the cancel is nobody's", async () => {
    const { refunds, paymentId, cancellationId } = await cancelledInConsole([4_000, 9_000], 11_000);
    expect(codeOf(await match(refunds[0], cancellationId))).toBe("ok");
    expect(await itemsOf(paymentId, KIND)).toMatchObject([{ open: true, version: 1 }]);
    // Of the second one 7,000; the rest of it came into being later, and is no reason to wait.
    expect(codeOf(await match(refunds[1], cancellationId))).toBe("ok");
    expect(await remainderOf(t, refunds[1])).toMatchObject({ amount: { total: 2_000 } });
    expect(await itemsOf(paymentId, KIND)).toMatchObject([{ open: false, by: OPERATOR.subject }]);
  });

  it("of two cancels closes the matched one's only", async () => {
    const { refunds, paymentId, gatewayPaymentId, cancellationId } = await cancelledInConsole([3_000, 9_000], 3_000);
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 2_000 });
    await look(paymentId);
    expect(codeOf(await match(refunds[0], cancellationId))).toBe("ok");
    const items = await itemsOf(paymentId, KIND);
    expect(items).toHaveLength(2);
    expect(items.filter(({ open }) => open)).toHaveLength(1);
  });

  it("closes when the cancel is taken back, by whoever confirmed it", async () => {
    const { refunds, paymentId, gatewayPaymentId, gatewayId } = await cancelledInConsole([11_000, 9_000], 5_000);
    await t.sandbox.restoreCancellations(gatewayPaymentId);
    await takenBack(paymentId, gatewayId);
    expect(await itemsOf(paymentId, KIND)).toMatchObject([{ open: false, by: APPROVER.subject }]);
    expect(await stateOf(t, refunds[0])).toBe("returnCollected");
  });

  it("closes by itself with the last refund it could have been: one cancelled, the other paid in addition", async () => {
    const { refunds, paymentId } = await cancelledInConsole([11_000, 9_000], 5_000);
    expect(codeOf(await cancel(t, refunds[0]))).toBe("ok");
    expect(await itemsOf(paymentId, KIND)).toMatchObject([{ open: true }]);
    expect(codeOf(await request(t, refunds[1]))).toBe("ok");
    expect(codeOf(await approve(t, refunds[1]))).toBe("ok");
    expect(await itemsOf(paymentId, KIND)).toMatchObject([{ open: true }]);
    await t.drain();
    expect(await stateOf(t, refunds[1])).toBe("completed");
    expect(await itemsOf(paymentId, KIND)).toMatchObject([{ open: false, by: null, version: 2 }]);
  });

  it("waits for no refund that came into being later", async () => {
    const { refunds, paymentId } = await cancelledInConsole([11_000, 9_000], 5_000);
    await t.rows(`update refund set created_at = created_at + interval '1 hour' where id = ? returning 1`, [
      refunds[1].id,
    ]);
    expect(codeOf(await cancel(t, refunds[0]))).toBe("ok");
    expect(await itemsOf(paymentId, KIND)).toMatchObject([{ open: false, by: null }]);
    expect(await stateOf(t, refunds[1])).toBe("returnCollected");
  });

  it("closes once where the last two end at the same moment", async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      const { refunds, paymentId } = await cancelledInConsole([11_000, 9_000], 5_000);
      expect((await Promise.all(refunds.map((refund) => cancel(t, refund)))).map(codeOf)).toEqual(["ok", "ok"]);
      expect(await itemsOf(paymentId, KIND)).toMatchObject([{ open: false, by: null, version: 2 }]);
    }
  });

  it("stays with the person who closes it at that very moment", async () => {
    const { refunds, paymentId, cancellationId } = await cancelledInConsole([4_000, 9_000], 4_000);
    const [item] = await itemsOf(paymentId, KIND);
    await closedMeanwhile(item!.id, () => match(refunds[0], cancellationId));
    expect(await stateOf(t, refunds[0])).toBe("completed");
    expect(await itemsOf(paymentId, KIND)).toMatchObject([{ open: false, by: "lee.approver", version: 7 }]);
  });

  it("stays open where the step did not come about", async () => {
    const { refunds, paymentId } = await cancelledInConsole([11_000], 5_000);
    const stale = { id: refunds[0].id, expectedVersion: 1, idempotencyKey: key() };
    const answered = await cancelRefund(t.context, OPERATOR, { ...stale, reason: "NOT_OWED", memo: null });
    expect(codeOf(answered)).toBe("VERSION_CONFLICT");
    expect(await itemsOf(paymentId, KIND)).toMatchObject([{ open: true }]);
  });
});

describe("CANCELLATION_GONE", () => {
  const KIND = "CANCELLATION_GONE";

  /** 8,000 of 30,000 refunded, and the gateway counts that no more. */
  async function gone(amounts: readonly number[] = [8_000]) {
    const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, 30_000, amounts);
    for (const refund of refunds) await requestAndDrain(t, refund);
    const booked = await t.rows<{ id: string }>(
      `select gateway_cancellation_id as id from booked_cancellation where payment_id = ? order by booked_at, id`,
      [paymentId],
    );
    await t.sandbox.restoreCancellations(gatewayPaymentId);
    await look(paymentId);
    expect(await itemsOf(paymentId, KIND)).toMatchObject([{ open: true }]);
    return { paymentId, gatewayPaymentId, booked: booked.map(({ id }) => id) as [string, string] };
  }
  /** As if `by` more had been booked. */
  const book = (paymentId: string, by: number) => {
    const taxable = Math.round(by / 1.1);
    return t.rows(
      `update payment set refunded_at_gateway_total = refunded_at_gateway_total + ?, refunded_at_gateway_taxable = refunded_at_gateway_taxable + ?,
         refunded_at_gateway_vat = refunded_at_gateway_vat + ? where id = ? returning 1`,
      [by, taxable, by - taxable, paymentId],
    );
  };

  it("closes with the correction that two people record, and is not back", async () => {
    const { paymentId, booked } = await gone();
    await takenBack(paymentId, booked[0]);
    expect(await itemsOf(paymentId, KIND)).toMatchObject([{ open: false, by: APPROVER.subject, version: 2 }]);
    await look(paymentId);
    expect(await itemsOf(paymentId, KIND)).toHaveLength(1);
  });

  it("of two that are gone stays until the second is recorded, and says what is gone now", async () => {
    const { paymentId, booked } = await gone([8_000, 5_000]);
    await takenBack(paymentId, booked[0]);
    expect(await itemsOf(paymentId, KIND)).toMatchObject([{ open: true }]);
    await look(paymentId);
    expect(await itemsOf(paymentId, KIND)).toMatchObject([{ open: false, by: null }, { open: true }]);
    await takenBack(paymentId, booked[1]);
    expect(await itemsOf(paymentId, KIND)).toMatchObject([{ open: false }, { open: false, by: APPROVER.subject }]);
  });

  it("closes by itself when the gateway counts as much again, and is told again when it is back", async () => {
    const { paymentId } = await gone();
    await book(paymentId, -8_000);
    await look(paymentId);
    expect(await itemsOf(paymentId, KIND)).toMatchObject([{ open: false, by: null, version: 2 }]);
    await book(paymentId, 8_000);
    await look(paymentId);
    await look(paymentId);
    expect(await itemsOf(paymentId, KIND)).toMatchObject([{ open: false }, { open: true }]);
  });

  it("is not told again after a person closed it", async () => {
    const { paymentId } = await gone();
    const [item] = await itemsOf(paymentId, KIND);
    const closing = { id: item!.id, expectedVersion: 1, reason: "PG 확인함", idempotencyKey: key() };
    expect(codeOf(await closeWorkItem(t.context, APPROVER, closing))).toBe("ok");
    await look(paymentId);
    expect(await itemsOf(paymentId, KIND)).toMatchObject([{ open: false, by: APPROVER.subject }]);
  });

  it("stays with the person who closes it at that very moment", async () => {
    const { paymentId } = await gone();
    const [item] = await itemsOf(paymentId, KIND);
    await book(paymentId, -8_000);
    await closedMeanwhile(item!.id, () => look(paymentId));
    expect(await itemsOf(paymentId, KIND)).toMatchObject([{ open: false, by: "lee.approver", version: 7 }]);
  });

  it("is one, whoever looks at once", async () => {
    const { paymentId } = await gone();
    await book(paymentId, 1_000);
    const [item] = await itemsOf(paymentId, KIND);
    await whileHeld(item!.id, "snoozed_by = null", () => Promise.all([look(paymentId), look(paymentId)]), 2);
    expect(await itemsOf(paymentId, KIND)).toMatchObject([{ open: false, by: null }, { open: true }]);
  });
});
