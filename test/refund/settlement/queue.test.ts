/** One open attempt per payment: the others queue, are promoted one by one, and the database holds the rule under contention. */
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { refundableFor, loadFacts } from "../../../src/refund/eligibility/load-facts.js";
import { objectionsTo } from "../../../src/refund/eligibility/rules.js";
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { sendAttempt } from "../../../src/refund/settlement/send-attempt.js";
import { MINUTE } from "../../kit/clock.js";
import { openTestService } from "../../kit/test-service.js";
import { cancelledAtGateway, codeOf, collectedReturn, now, pathOf, request } from "../../kit/fixtures.js";
import {
  storedRefundStatus,
  attemptOf,
  assertLedgersAgree,
  callsOf,
  drainTogether,
  keyOf,
  postsOf,
  returnedInParts,
  untilQuiet,
} from "../ledgers.js";
import { heldUp } from "./held-up.js";
import { sharedTestService } from "../../kit/shared-test-service.js";

const t = sharedTestService();
afterEach(() => assertLedgersAgree(t));

const statusesOf = async (paymentId: string): Promise<string[]> =>
  (
    await t.rows<{ status: string }>(
      `select status from gateway_attempt where payment_id = ? order by created_at, id`,
      [paymentId],
    )
  ).map(({ status }) => status);

async function blocksOf(refund: Pick<Refund, "id">): Promise<string[]> {
  const em = t.context.root.fork();
  return objectionsTo(await loadFacts(t.context, em, await now(t, refund))).map(({ code }) => code);
}

describe("several refunds of one payment", () => {
  it("requested at once: one is sent, the others wait their turn and follow in order", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, 10_000, [2_000, 2_000, 2_000]);
    const [first, second, third] = refunds as [Refund, Refund, Refund];
    expect(await blocksOf(second)).toEqual([]);
    await request(t, first);
    expect(await blocksOf(second)).toEqual(["PAYMENT_BUSY"]);
    expect(codeOf(await request(t, second))).toBe("ok");
    expect(codeOf(await request(t, third))).toBe("ok");
    expect(await statusesOf(paymentId)).toEqual(["SUBMITTING", "QUEUED", "QUEUED"]);
    expect(await blocksOf(first)).toEqual([]);
    expect(await blocksOf(third)).toEqual(["PAYMENT_BUSY"]);
    expect((await now(t, third)).state).toBe("refundRequested.submitting");

    // A job for an attempt whose turn has not come does nothing.
    await sendAttempt(t.context, (await attemptOf(t, third)).id);
    expect(await callsOf(t, gatewayPaymentId)).toEqual([]);

    await sendAttempt(t.context, (await attemptOf(t, first)).id);
    expect(await statusesOf(paymentId)).toEqual(["SUCCEEDED", "SUBMITTING", "QUEUED"]);
    await t.drain();
    expect(await statusesOf(paymentId)).toEqual(["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"]);
    const keys = await Promise.all(refunds.map(async (refund) => (await attemptOf(t, refund)).id));
    expect((await postsOf(t, gatewayPaymentId)).map(keyOf)).toEqual(keys);
  });

  it("that wait on a payment which is free, whatever became of the one ahead, are found by the sweeper", async () => {
    const { refunds, paymentId } = await returnedInParts(t, 10_000, [2_000, 2_000]);
    const [first, second] = refunds as [Refund, Refund];
    await request(t, first);
    await request(t, second);
    // A row changed by hand, say: nobody was there to tell the next one.
    await t.rows(`update gateway_attempt set status = 'DROPPED' where id = ? returning 1`, [
      (await attemptOf(t, first)).id,
    ]);
    await t.drain();
    expect(await statusesOf(paymentId)).toEqual(["DROPPED", "QUEUED"]);
    await t.pass(MINUTE);
    expect(await statusesOf(paymentId)).toEqual(["DROPPED", "SUCCEEDED"]);
    await t.rows(`update gateway_attempt set status = 'SUBMITTING' where id = ? returning 1`, [
      (await attemptOf(t, first)).id,
    ]);
    await t.pass(MINUTE);
  });

  it("an unknown or pending one keeps the others waiting; a refusal lets the next one go", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, 10_000, [2_000, 2_000, 2_000, 2_000]);
    const plan = { hits: "cancel", paymentId: gatewayPaymentId } as const;
    await t.sandbox.planFault({ ...plan, fault: { kind: "LOSE_ANSWER_AFTER_EFFECT" } });
    await t.sandbox.planFault({ ...plan, fault: { kind: "PENDING", delayMs: 5 * MINUTE } });
    await t.sandbox.planFault({ ...plan, fault: { kind: "FAIL" } });
    for (const refund of refunds) await request(t, refund);
    await drainTogether(t);
    expect(await statusesOf(paymentId)).toEqual(["UNKNOWN", "QUEUED", "QUEUED", "QUEUED"]);
    await t.pass(MINUTE);
    expect(await statusesOf(paymentId)).toEqual(["SUCCEEDED", "PENDING", "QUEUED", "QUEUED"]);
    expect(await postsOf(t, gatewayPaymentId)).toHaveLength(2);
    await untilQuiet(t, refunds);
    expect(await statusesOf(paymentId)).toEqual(["SUCCEEDED", "SUCCEEDED", "REFUSED", "SUCCEEDED"]);
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(6_000);
  });

  it("twenty at once, with workers at work: never two open, all paid once", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(
      t,
      30_000,
      Array.from({ length: 20 }, () => 1_000),
    );
    let mostOpen = 0;
    let watching = true;
    const watch = async () => {
      while (watching) {
        const open = (await statusesOf(paymentId)).filter((status) =>
          ["SUBMITTING", "PENDING", "UNKNOWN"].includes(status),
        );
        mostOpen = Math.max(mostOpen, open.length);
        await sleep(10);
      }
    };
    const watcher = watch();
    const [answers] = await Promise.all([Promise.all(refunds.map((refund) => request(t, refund))), drainTogether(t)]);
    await drainTogether(t);
    watching = false;
    await watcher;
    // Each request was compared with the room it saw; one that lost a race to a completion may be asked to look again.
    for (const [index, answer] of answers.entries()) {
      if (!answer.outcome.ok) await request(t, refunds[index]!);
    }
    await untilQuiet(t, refunds);
    expect(mostOpen).toBe(1);
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(20_000);
    expect(new Set(await statusesOf(paymentId))).toEqual(new Set(["SUCCEEDED"]));
  });

  it("the index itself refuses a second open attempt", async () => {
    const { refunds, paymentId } = await returnedInParts(t, 10_000, [2_000, 2_000]);
    for (const refund of refunds) await request(t, refund);
    await expect(
      t.rows(
        `update gateway_attempt set status = 'SUBMITTING' where payment_id = ? and status = 'QUEUED' returning 1`,
        [paymentId],
      ),
    ).rejects.toThrow("gateway_attempt_one_open_per_payment");
    await t.drain();
  });

  it("a request that comes just while the open attempt closes is not left in the queue", async () => {
    for (let round = 0; round < 4; round += 1) {
      const { refunds } = await returnedInParts(t, 10_000, [2_000, 2_000]);
      const [first, second] = refunds as [Refund, Refund];
      const worker = heldUp(t, "after-call");
      await request(t, first);
      const held = sendAttempt(worker.context, (await attemptOf(t, first)).id);
      await worker.reached;
      worker.resume();
      const [answer] = await Promise.all([request(t, second), held]);
      if (!answer.outcome.ok) await request(t, second);
      await t.drain();
      expect(await pathOf(t, second)).toEqual(["returnCollected", "submitting", "completed"]);
    }
  });
});

describe("one return paid with two payments", () => {
  it("is refunded when both legs end at the same moment", async () => {
    const t2 = await openTestService();
    const elsewhere = new pg.Client({ connectionString: t2.databaseUrl });
    await elsewhere.connect();
    try {
      // Each payment pays for a line of its own, so the legs share no row but their return.
      const paid = [{ amount: 5_000 }, { amount: 5_000, taxFree: 5_000 }];
      const { refunds, returnId } = await collectedReturn(t2, paid, {
        sold: [{ amount: 5_000 }, { amount: 5_000, taxCategory: "TAX_FREE" }],
        return: { lines: ["1", "2"].map((lineNo) => ({ lineNo, quantity: 1, amount: null })) },
      });
      for (const refund of refunds) await request(t2, refund);
      // Somebody holds the return until both settlements stand before it.
      await elsewhere.query("begin");
      await elsewhere.query("select 1 from collected_return where id = $1 for no key update", [returnId]);
      const attempts = await Promise.all(refunds.map((refund) => attemptOf(t2, refund)));
      const settled = Promise.all(attempts.map(({ id }) => sendAttempt(t2.context, id)));
      for (let waiting = 0; waiting < refunds.length;) {
        await sleep(20);
        const [row] = await t2.rows<{ count: string }>(
          `select count(*) as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        waiting = Number(row?.count);
      }
      await elsewhere.query("commit");
      await settled;
      expect(await storedRefundStatus(t2, returnId)).toBe("REFUNDED");
    } finally {
      await elsewhere.end();
      await t2.close();
    }
  });

  it("shows what is refundable for a refund with its own reservation", async () => {
    const { refunds } = await returnedInParts(t, 10_000, [2_000, 3_000]);
    const em = t.context.root.fork();
    expect(await Promise.all(refunds.map(async (refund) => refundableFor(em, await now(t, refund))))).toEqual([
      7_000, 8_000,
    ]);
  });
});
