/** M9: reconciliation finds every kind of difference between us and a gateway, says what each side holds, and is silent otherwise. */
import { inTransaction } from "../../src/database/transaction.js";
import { closeWorkItem } from "../../src/refund/commands/handle-work-item.js";
import { lookUpAttempt } from "../../src/refund/settlement/look-up-attempt.js";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import { sendAttempt } from "../../src/refund/settlement/send-attempt.js";
import { HOUR, MINUTE } from "../kit/clock.js";
import { APPROVER, balanceOf, collectedReturn, key, now, request, requestAndDrain } from "../kit/fixtures.js";
import { planFault, requestedReturn, attemptOf, returnedInParts } from "../refund/ledgers.js";
import { expireLease, heldUp } from "../refund/settlement/held-up.js";
import { ACCOUNT, bookByMistake, cancelBesideUs, payByHand, reconcile, today, workItems } from "./findings.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { reverse } from "../refund/mutations.js";
import { eventually } from "../server/open-app.js";
import { IS_ALARM } from "../kit/work-items.js";

const t = sharedTestService({ gateways: () => ({ merchantLedger: true }) });

/** 3,000 of 10,000 refunded over the gateway, as it should be. */
async function refunded(): Promise<{ refund: Refund; paymentId: string; gatewayPaymentId: string }> {
  const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, 10_000, [3_000]);
  const refund = refunds[0] as Refund;
  await requestAndDrain(t, refund);
  expect((await now(t, refund)).state).toBe("completed");
  return { refund, paymentId, gatewayPaymentId };
}

const cancellationIdOf = async (gatewayPaymentId: string): Promise<string> =>
  ((await t.sandbox.cancellationsOf(gatewayPaymentId)).at(-1) as { id: string } | undefined)?.id ?? "";

describe("what reconciliation finds", () => {
  it("missing here: they list a cancel nobody told us of; it is adopted, and the work item still says that it was missing", async () => {
    const { paymentId, gatewayPaymentId } = await refunded();
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 2_000 });
    const run = await reconcile(t);
    const cancellationId = await cancellationIdOf(gatewayPaymentId);
    expect(run.of(paymentId)).toEqual([
      {
        kind: "MISSING_HERE",
        subject: cancellationId,
        ours: null,
        theirs: 2_000,
        remedy: "CHECK_BOOKING",
        refundId: null,
        cancellationId,
        mended: true,
        raised: true,
      },
    ]);
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 5_000 });
    expect(await workItems(t, paymentId)).toMatchObject([
      {
        kind: "RECONCILIATION",
        detail: {
          difference: "MISSING_HERE",
          ours: null,
          theirs: 2_000,
          canDo: "CHECK_BOOKING",
          mended: "YES",
          cancellationId,
          day: "2031-03-03",
        },
      },
    ]);
  });

  it("missing there: we hold money as gone back, and they list no such cancel", async () => {
    const { paymentId } = await refunded();
    await bookByMistake(t, paymentId, "cancel-we-dreamt", 500);
    expect((await reconcile(t)).of(paymentId)).toMatchObject([
      {
        kind: "MISSING_THERE",
        subject: "cancel-we-dreamt",
        ours: 500,
        theirs: null,
        remedy: "ASK_GATEWAY",
        mended: false,
      },
    ]);
  });

  it("missing there: they do not know the payment at all", async () => {
    const { refund } = await collectedReturn(t, 10_000);
    await t.rows(`update payment set gateway_payment_id = gateway_payment_id || '-typo' where id = ? returning 1`, [
      refund.paymentId,
    ]);
    expect((await reconcile(t)).of(refund.paymentId)).toMatchObject([
      { kind: "MISSING_THERE", subject: "payment", ours: 10_000, theirs: null, remedy: "CHECK_PAYMENT" },
    ]);
  });

  it("amount: the same cancel, another sum", async () => {
    const { refund, paymentId, gatewayPaymentId } = await refunded();
    await t.rows(
      `update booked_cancellation set amount_total = amount_total - 1, amount_taxable = amount_taxable - 1 where payment_id = ? returning 1`,
      [paymentId],
    );
    const subject = await cancellationIdOf(gatewayPaymentId);
    expect((await reconcile(t)).of(paymentId)).toMatchObject([
      { kind: "AMOUNT", subject, ours: 2_999, theirs: 3_000, refundId: refund.id, mended: false },
    ]);
  });

  it("amount: the payment itself, and the balance that refunds are reserved against", async () => {
    const [payment, balance] = [await refunded(), await refunded()];
    const more = (column: string, id: string) =>
      t.rows(
        `update payment set ${column}_total = ${column}_total + 7, ${column}_taxable = ${column}_taxable + 7 where id = ? returning 1`,
        [id],
      );
    await more("amount", payment.paymentId);
    await more("refunded_at_gateway", balance.paymentId);
    const run = await reconcile(t);
    expect(run.of(payment.paymentId)).toMatchObject([
      { kind: "AMOUNT", subject: "payment", ours: 10_007, theirs: 10_000 },
    ]);
    expect(run.of(balance.paymentId)).toMatchObject([
      { kind: "AMOUNT", subject: "balance", ours: 3_007, theirs: 3_000 },
    ]);
  });

  it("state: we hold a cancel as done that they list as failed", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, 10_000, [3_000]);
    await t.sandbox.planFault({ hits: "cancel", paymentId: gatewayPaymentId, fault: { kind: "FAIL" } });
    await requestAndDrain(t, refunds[0] as Refund);
    const subject = await cancellationIdOf(gatewayPaymentId);
    await bookByMistake(t, paymentId, subject, 500);
    expect((await reconcile(t)).of(paymentId)).toMatchObject([
      { kind: "STATE", subject, ours: "SUCCEEDED", theirs: "FAILED", remedy: "RECORD_REVERSAL", mended: false },
    ]);
  });

  it("state: a capture nobody reported, which the look has put right", async () => {
    const { refund } = await collectedReturn(t, [{ amount: 10_000, captureState: "AUTHORISED" }]);
    expect((await reconcile(t)).of(refund.paymentId)).toMatchObject([
      { kind: "STATE", subject: "capture", ours: "AUTHORISED", theirs: "CAPTURED", mended: true },
    ]);
  });

  it("duplicate: the same amount went out twice over the API for one attempt of ours", async () => {
    const { refund, paymentId, gatewayPaymentId } = await refunded();
    await cancelBesideUs(t, gatewayPaymentId, 3_000);
    expect((await reconcile(t)).of(paymentId)).toMatchObject([
      {
        kind: "DUPLICATE",
        ours: "1 x 3000",
        theirs: "2 x 3000",
        remedy: "CHECK_DUPLICATE",
        refundId: refund.id,
        mended: true,
      },
    ]);
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 6_000 });
  });

  it("late: an attempt without an end for a day, and not a minute sooner", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, 10_000, [3_000]);
    await t.sandbox.planFault({ hits: "cancel", paymentId: gatewayPaymentId, fault: { kind: "PENDING" } });
    await requestAndDrain(t, refunds[0] as Refund);
    t.clock.advance(24 * HOUR);
    expect((await reconcile(t)).of(paymentId)).toEqual([]);
    t.clock.advance(MINUTE);
    expect((await reconcile(t)).of(paymentId)).toMatchObject([
      { kind: "LATE", ours: "PENDING", theirs: "PENDING", remedy: "RESOLVE_ATTEMPT", refundId: refunds[0]?.id },
    ]);
  });

  it("late: points the order service has not reported on; it cannot be asked, so nothing else is compared", async () => {
    const { refund } = await requestedReturn(t, [{ amount: 5_000, gateway: "MERCHANT_LEDGER", method: "POINTS" }]);
    const points = () => reconcile(t, { ...today(t), gateway: "MERCHANT_LEDGER" });
    expect((await points()).counts).toMatchObject({ checked: 1, confirmed: 1 });
    t.clock.advance(24 * HOUR + MINUTE);
    expect((await points()).of(refund.paymentId)).toMatchObject([
      { kind: "LATE", ours: "PENDING", theirs: null, remedy: "ASK_ORDER_SERVICE", refundId: refund.id },
    ]);
  });

  it("late: a success of an attempt we had closed as not executed", async () => {
    const { refunds, paymentId } = await returnedInParts(t, 10_000, [3_000]);
    const refund = refunds[0] as Refund;
    const worker = heldUp(t, "before-call");
    await request(t, refund);
    const { id } = await attemptOf(t, refund);
    const call = sendAttempt(worker.context, id);
    await worker.reached;
    await expireLease(t, id);
    await t.pass(MINUTE);
    for (const pause of [3 * HOUR, HOUR]) {
      t.clock.advance(pause);
      await lookUpAttempt(t.context, id, "RECONCILER");
    }
    expect((await now(t, refund)).state).toBe("refundRequested.deferred");
    worker.resume();
    await call;
    expect((await reconcile(t)).of(paymentId)).toMatchObject([
      { kind: "LATE", ours: "NOT_EXECUTED", theirs: 3_000, refundId: refund.id, mended: true },
    ]);
    expect((await now(t, refund)).state).toBe("completed");
  });

  it("a transfer that failed: one work item, which names the refund to record the reversal of, until that is done", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(
      t,
      [
        {
          amount: 10_000,
          method: "VIRTUAL_ACCOUNT",
          provider: "KCP",
          atGateway: { method: "virtualAccount", transferDelayMs: null },
        },
      ],
      { refundAccount: ACCOUNT },
    );
    await requestAndDrain(t, refund);
    await t.sandbox.settleTransfer(gatewayPaymentId, "COMPLETED");
    await t.pass(HOUR);
    await t.sandbox.settleTransfer(gatewayPaymentId, "FAILED");
    const { paymentId } = refund;
    for (let round = 0; round < 2; round += 1) {
      expect((await reconcile(t)).of(paymentId)).toMatchObject([
        {
          kind: "STATE",
          subject: "transfer",
          theirs: "TRANSFER_FAILED",
          remedy: "RECORD_REVERSAL",
          refundId: refund.id,
        },
      ]);
    }
    expect(await workItems(t, paymentId)).toMatchObject([{ kind: "TRANSFER_FAILED", refund_id: refund.id }]);
    expect((await reverse(t, refund)).outcome.ok).toBe(true);
    expect((await reconcile(t)).of(paymentId)).toEqual([]);
  });
});

describe("a work item", () => {
  it("is made once, however often the difference is found; once closed, only when the facts have changed", async () => {
    const { paymentId } = await refunded();
    await bookByMistake(t, paymentId, "cancel-of-a-dream", 500);
    expect((await reconcile(t)).of(paymentId)).toMatchObject([{ raised: true }]);
    expect((await reconcile(t)).of(paymentId)).toMatchObject([{ raised: false }]);
    expect(await workItems(t, paymentId)).toHaveLength(1);
    const [alarm] = await t.rows<{ id: string }>(`select id from work_item where payment_id = ? and ${IS_ALARM}`, [
      paymentId,
    ]);
    await closeWorkItem(t.context, APPROVER, {
      id: alarm?.id ?? "",
      expectedVersion: 1,
      reason: "seen",
      idempotencyKey: key(),
    });
    expect((await reconcile(t)).of(paymentId)).toMatchObject([{ raised: false }]);
    await t.rows(
      `update booked_cancellation set amount_total = 400, amount_taxable = 400 where gateway_cancellation_id = 'cancel-of-a-dream' returning 1`,
    );
    expect((await reconcile(t)).of(paymentId)).toMatchObject([{ ours: 400, raised: true }]);
  });
});

describe("a difference that is no more", () => {
  const items = (paymentId: string) =>
    t.rows<{ id: string; open: boolean; by: string | null; version: number }>(
      `select id, closed_at is null as open, closed_by as by, version from work_item where payment_id = ? and ${IS_ALARM} order by opened_at, id`,
      [paymentId],
    );
  const book = (paymentId: string, by: number) =>
    t.rows(
      `update booked_cancellation set amount_total = amount_total + ?, amount_taxable = amount_taxable + ? where payment_id = ? returning 1`,
      [by, by, paymentId],
    );

  /** Statements that wait for a lock. */
  const waiting = async () => {
    const [row] = await t.rows<{ count: string }>(
      `select count(*) as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return Number(row?.count);
  };

  it("closes its item by itself, and is one again when it is back", async () => {
    const { paymentId } = await refunded();
    await book(paymentId, -1);
    await reconcile(t);
    expect(await items(paymentId)).toMatchObject([{ open: true }]);
    await book(paymentId, 1);
    expect((await reconcile(t)).of(paymentId)).toEqual([]);
    expect(await items(paymentId)).toMatchObject([{ open: false, by: null, version: 2 }]);
    await book(paymentId, -1);
    expect((await reconcile(t)).of(paymentId)).toMatchObject([{ raised: true }]);
    expect(await items(paymentId)).toMatchObject([{ open: false }, { open: true }]);
  });

  it("leaves the item with the person who closes it at that very moment", async () => {
    const { paymentId } = await refunded();
    await book(paymentId, -1);
    await reconcile(t);
    await book(paymentId, 1);
    const held = await inTransaction(t.context.root, async (em) => {
      await em.execute(
        `update work_item set closed_at = ?, closed_by = 'lee.approver', changed_by = 'lee.approver', version = 3 where payment_id = ? and ${IS_ALARM}`,
        [t.clock.now(), paymentId],
      );
      const run = reconcile(t);
      await eventually(async () => (await waiting()) > 0);
      // In an object: a promise that is given back would be waited for before the commit.
      return { run };
    });
    await held.run;
    expect(await items(paymentId)).toMatchObject([{ open: false, by: "lee.approver", version: 3 }]);
  });
});

describe("no false alarm", () => {
  const clean = sharedTestService();

  it("on a clean ledger after a mixed day, money paid by hand included", async () => {
    const partly = await returnedInParts(clean, 20_000, [3_000, 3_000, 4_000]);
    for (const refund of partly.refunds) await request(clean, refund);
    const byHand = await collectedReturn(clean, 7_000, { refundAccount: ACCOUNT });
    await payByHand(clean, byHand.refund);
    const refusedFirst = await collectedReturn(clean, 9_000, { refundAccount: ACCOUNT });
    await planFault(clean, "cancel", refusedFirst.gatewayPaymentId, { kind: "FAIL" });
    await request(clean, refusedFirst.refund);
    const pending = await collectedReturn(clean, 5_000);
    await clean.sandbox.planFault({ hits: "cancel", paymentId: pending.gatewayPaymentId, fault: { kind: "PENDING" } });
    await request(clean, pending.refund);
    const unknown = await collectedReturn(clean, 6_000);
    await planFault(clean, "cancel", unknown.gatewayPaymentId, { kind: "LOSE_ANSWER_AFTER_EFFECT" });
    await request(clean, unknown.refund);
    await collectedReturn(clean, 1_000);
    await clean.drain();
    await payByHand(clean, refusedFirst.refund);
    expect(await balanceOf(clean, byHand.refund.paymentId)).toMatchObject({ refundedByHand: 7_000 });
    expect((await now(clean, unknown.refund)).state).toBe("refundRequested.unknown");

    const run = await reconcile(clean);
    expect(run).toMatchObject({
      end: "FINISHED",
      counts: { checked: 6, confirmed: 6, differences: 0, unreachable: 0, finished: true },
    });
    expect(await clean.rows(`select * from work_item where ${IS_ALARM}`)).toEqual([]);
    // What was unknown has been ended by the look.
    expect((await now(clean, unknown.refund)).state).toBe("completed");
  });

  it("where a refund is on its way at that very moment", async () => {
    const { refund } = await collectedReturn(clean, 8_000);
    const worker = heldUp(clean, "after-call");
    await request(clean, refund);
    const { id } = await attemptOf(clean, refund);
    const call = sendAttempt(worker.context, id);
    await worker.reached;
    expect((await reconcile(clean)).of(refund.paymentId)).toEqual([]);
    worker.resume();
    await call;
    expect((await reconcile(clean)).of(refund.paymentId)).toEqual([]);
    await clean.drain();
    expect(await balanceOf(clean, refund.paymentId)).toMatchObject({ refundedAtGateway: 8_000, reserved: 0 });
  });

  it("a webhook that never came is healed: the pending refund is completed by the run", async () => {
    const { refund, gatewayPaymentId } = await requestedReturn(clean, 4_000, { fault: { kind: "PENDING" } });
    const [cancellation] = (await clean.sandbox.cancellationsOf(gatewayPaymentId)) as unknown as { id: string }[];
    await clean.sandbox.settle(cancellation?.id ?? "", "SUCCEEDED");
    expect((await now(clean, refund)).state).toBe("refundRequested.pending");
    expect((await reconcile(clean)).of(refund.paymentId)).toEqual([]);
    expect((await now(clean, refund)).state).toBe("completed");
    const [step] = await clean.rows<{ cause: string }>(
      `select cause from refund_history where refund_id = ? order by sequence desc limit 1`,
      [refund.id],
    );
    expect(step).toEqual({ cause: "RECONCILER" });
  });
});
