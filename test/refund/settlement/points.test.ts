/** A leg paid with the shop's own points or deposit: no call is made, the order service books it in its ledger and reports. */
import type { RefundContext } from "../../../src/refund/context.js";
import { reportLedgerResult } from "../../../src/refund/settlement/report-ledger-result.js";
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { sendAttempt } from "../../../src/refund/settlement/send-attempt.js";
import { Return } from "../../../src/orders/return.entity.js";
import { won } from "../../../src/money/minor-units.js";
import { HOUR } from "../../kit/clock.js";
import {
  balanceOf,
  codeOf,
  collectedReturn,
  everyRow,
  key,
  now,
  pathOf,
  RETURN_SERVICE,
  request,
  requestAndDrain,
} from "../../kit/fixtures.js";
import { ACCOUNT, withPoints } from "../accounts.js";
import { eventsOf, alarmsOf, attemptOf, attemptsOf, cancellationsOn, returnedInParts, stateOf } from "../ledgers.js";
import { expireLease } from "./held-up.js";
import { twoPeopleState, booked, cancel, changeAccount, fallBack, ledgerRefused, report, retry } from "../mutations.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { sendingThrough } from "../../gateways/cancel-at.js";

const t = sharedTestService({ gateways: () => ({ merchantLedger: true }) });

let entries = 0;
const entry = (): string => `entry-${process.pid}-${(entries += 1)}`;

async function waiting(amount = 5_000) {
  const scenario = await collectedReturn(t, [withPoints(amount)]);
  expect(codeOf(await requestAndDrain(t, scenario.refund))).toBe("ok");
  expect(await stateOf(t, scenario.refund)).toBe("pending");
  return { ...scenario, paymentId: scenario.refund.paymentId };
}

/** Refused by the ledger. */
async function refused(amount = 5_000) {
  const scenario = await waiting(amount);
  expect(codeOf(await report(t, scenario.refund, ledgerRefused))).toBe("ok");
  return { ...scenario, first: await attemptOf(t, scenario.refund) };
}

describe("a request", () => {
  it("hands the leg over by its event: nobody is called, and nobody is asked later either", async () => {
    const callsBefore = (await t.sandbox.requests()).length;
    const { refund, paymentId } = await waiting();
    await t.pass(48 * HOUR);
    expect(await pathOf(t, refund)).toEqual(["returnCollected", "submitting", "pending"]);
    expect(await t.sandbox.requests()).toHaveLength(callsBefore);
    expect(
      await t.rows(`select 1 from pgboss.job where state in ('created', 'retry') and data->>'attemptId' is not null`),
    ).toEqual([]);
    expect((await eventsOf(t, refund)).at(-1)).toMatchObject({
      event: "GATEWAY_PENDING",
      to: "refundRequested.pending",
    });
    expect(await balanceOf(t, paymentId)).toMatchObject({ reserved: 5_000, refundedAtGateway: 0 });
  });

  it("whose worker died in between waits all the same: there was no call that could have been lost", async () => {
    const { refund } = await collectedReturn(t, [withPoints(5_000)]);
    await request(t, refund);
    const { id } = await attemptOf(t, refund);
    const worker = stuckWorker();
    const held = sendAttempt(worker.context, id);
    await worker.reached;
    await expireLease(t, id);
    await t.pass(HOUR);
    expect(await stateOf(t, refund)).toBe("pending");
    worker.resume();
    await held;
    expect(codeOf(await report(t, refund, booked(entry())))).toBe("ok");
    expect(await stateOf(t, refund)).toBe("completed");
  });
});

describe("the report", () => {
  it("BOOKED completes it, once however often it comes", async () => {
    const { refund, paymentId } = await waiting();
    const { id } = await attemptOf(t, refund);
    const its = entry();
    const one = { attemptId: id, report: booked(its), idempotencyKey: key() };
    expect(await reportLedgerResult(t.context, RETURN_SERVICE, one)).toMatchObject({
      outcome: { ok: true },
      replayed: false,
    });
    expect(await now(t, refund)).toMatchObject({ state: "completed", paidToCustomer: 5_000, payableByHand: null });
    const before = await everyRow(t);
    expect(await reportLedgerResult(t.context, RETURN_SERVICE, one)).toMatchObject({
      outcome: { ok: true },
      replayed: true,
    });
    expect(codeOf(await report(t, refund, booked(its)))).toBe("ok");
    await Promise.all([1, 2, 3].map(() => report(t, refund, booked(its))));
    expect(await everyRow(t)).toEqual(before);
    expect(await cancellationsOn(t, paymentId)).toMatchObject([
      { attempt_id: id, cause: "API", gateway_cancellation_id: its },
    ]);
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 5_000, reserved: 0, excess: 0 });
    expect(await alarmsOf(t, paymentId)).toEqual([]);
    const history = await t.rows(
      `select cause from refund_history where refund_id = ? order by sequence desc limit 1`,
      [refund.id],
    );
    expect(history).toEqual([{ cause: "SERVICE" }]);
  });

  it("BOOKED by several callers at once books once", async () => {
    const { refund, paymentId } = await waiting();
    const its = entry();
    const answers = await Promise.all(Array.from({ length: 8 }, () => report(t, refund, booked(its))));
    expect(answers.map(codeOf)).toEqual(Array.from({ length: 8 }, () => "ok"));
    expect(await cancellationsOn(t, paymentId)).toHaveLength(1);
    expect(await alarmsOf(t, paymentId)).toEqual([]);
  });

  it("REFUSED leaves it owed, and a retry is another attempt", async () => {
    const { refund, paymentId, first } = await refused();
    expect(await now(t, refund)).toMatchObject({
      state: "refundRequested.refused",
      refusalCause: "LEDGER_REFUSED",
      gatewayMessage: "the account of points is closed",
    });
    expect(await balanceOf(t, paymentId)).toMatchObject({ reserved: 5_000 });
    expect(codeOf(await report(t, refund, ledgerRefused))).toBe("ok");
    expect(codeOf(await retry(t, refund))).toBe("ok");
    await t.drain();
    expect((await attemptOf(t, refund)).id).not.toBe(first.id);
    expect(codeOf(await report(t, refund, booked(entry())))).toBe("ok");
    expect(await stateOf(t, refund)).toBe("completed");
    expect(await alarmsOf(t, paymentId)).toEqual([]);
  });

  it("REFUSED of what was booked is a conflict: the money moved", async () => {
    const { refund } = await waiting();
    await report(t, refund, booked(entry()));
    expect((await report(t, refund, ledgerRefused)).outcome).toMatchObject({
      problem: { code: "REFUND_STATE_CONFLICT", detail: { state: "completed", event: "REFUSED" } },
    });
  });

  it("of an attempt that is none, or of another gateway's, is NOT_FOUND", async () => {
    const { refund } = await collectedReturn(t, 10_000);
    await request(t, refund);
    const before = await everyRow(t);
    expect(codeOf(await report(t, refund, booked(entry())))).toBe("NOT_FOUND");
    expect(codeOf(await report(t, refund, booked(entry()), refund.id))).toBe("NOT_FOUND");
    expect(await everyRow(t)).toEqual(before);
    await t.drain();
  });

  it("with the booking of another attempt is told so: each has its own", async () => {
    const { refunds, paymentId } = await returnedInParts(t, withPoints(5_000), [2_000, 2_000]);
    const [one, two] = refunds as [Refund, Refund];
    for (const refund of refunds) await request(t, refund);
    await t.drain();
    const its = entry();
    await report(t, one, booked(its));
    await t.drain();
    expect(await stateOf(t, two)).toBe("pending");
    const { id } = await attemptOf(t, one);
    expect((await report(t, two, booked(its))).outcome).toMatchObject({
      problem: {
        code: "INVALID_INPUT",
        field: ["ledgerEntryId"],
        detail: { reason: { sentence: "reasons.ledger.bookedFor", with: { attemptId: id } } },
      },
    });
    expect(await stateOf(t, two)).toBe("pending");
    await report(t, two, booked(entry()));
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 4_000, reserved: 0, excess: 0 });
  });
});

describe("news that comes earlier than expected", () => {
  it("before our worker has written that it waits: the worker finds that it has lost its right", async () => {
    for (const news of [booked(entry()), ledgerRefused]) {
      const { refund } = await collectedReturn(t, [withPoints(5_000)]);
      await request(t, refund);
      const { id } = await attemptOf(t, refund);
      const worker = stuckWorker();
      const held = sendAttempt(worker.context, id);
      await worker.reached;
      expect(codeOf(await report(t, refund, news))).toBe("ok");
      const received = await now(t, refund);
      expect(received.state).toBe(news.outcome === "BOOKED" ? "completed" : "refundRequested.refused");
      worker.resume();
      await held;
      await t.drain();
      expect(await now(t, refund)).toEqual(received);
      expect(await alarmsOf(t, refund.paymentId)).toEqual([]);
    }
  });

  it("before its turn, behind another refund of the payment: it is booked, and that one goes on", async () => {
    const { refunds, paymentId } = await returnedInParts(t, withPoints(5_000), [2_000, 2_000]);
    const [one, two] = refunds as [Refund, Refund];
    for (const refund of refunds) await request(t, refund);
    await t.drain();
    expect((await attemptOf(t, two)).status).toBe("QUEUED");
    expect(codeOf(await report(t, two, booked(entry())))).toBe("ok");
    expect(await stateOf(t, two)).toBe("completed");
    expect(await stateOf(t, one)).toBe("pending");
    await report(t, one, booked(entry()));
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 4_000, reserved: 0, excess: 0 });
    expect(await alarmsOf(t, paymentId)).toEqual([]);
  });
});

describe("BOOKED after it was REFUSED", () => {
  it("completes the refund, with an alarm", async () => {
    const { refund, paymentId, first } = await refused();
    expect(codeOf(await report(t, refund, booked(entry())))).toBe("ok");
    expect(await stateOf(t, refund)).toBe("completed");
    expect(await cancellationsOn(t, paymentId)).toMatchObject([{ attempt_id: first.id }]);
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 5_000, reserved: 0, excess: 0 });
    expect(await alarmsOf(t, paymentId)).toEqual(["UNEXPECTED_SUCCESS"]);
  });

  it("while its next attempt waits, completes the refund and closes that one; booked as well, it is excess", async () => {
    const { refund, paymentId, first } = await refused();
    await retry(t, refund);
    await t.drain();
    expect(await stateOf(t, refund)).toBe("pending");
    const second = await attemptOf(t, refund);
    expect(codeOf(await report(t, refund, booked(entry()), first.id))).toBe("ok");
    expect(await stateOf(t, refund)).toBe("completed");
    expect((await attemptsOf(t, refund)).map(({ status }) => status)).toEqual(["REFUSED", "NOT_EXECUTED"]);
    expect(await alarmsOf(t, paymentId)).toEqual(["UNEXPECTED_SUCCESS"]);
    expect(codeOf(await report(t, refund, ledgerRefused, second.id))).toBe("ok");
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 5_000, reserved: 0, excess: 0 });

    expect(codeOf(await report(t, refund, booked(entry()), second.id))).toBe("ok");
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 10_000, reserved: 0, excess: 5_000 });
    expect((await alarmsOf(t, paymentId)).sort()).toEqual(["EXCESS", "UNEXPECTED_SUCCESS", "UNEXPECTED_SUCCESS"]);
  });

  it("while another refund of the payment is at the ledger is not lost: it does not wait for that one", async () => {
    const { refunds, paymentId } = await returnedInParts(t, withPoints(5_000), [2_000, 2_000]);
    const [one, two] = refunds as [Refund, Refund];
    for (const refund of refunds) await request(t, refund);
    await t.drain();
    await report(t, one, ledgerRefused);
    await t.drain();
    expect(await stateOf(t, two)).toBe("pending");
    expect(codeOf(await report(t, one, booked(entry())))).toBe("ok");
    expect(await stateOf(t, one)).toBe("completed");
    expect(await stateOf(t, two)).toBe("pending");
    await report(t, two, booked(entry()));
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 4_000, reserved: 0, excess: 0 });
  });

  it("and cancelled meanwhile is adopted with an alarm", async () => {
    const { refund, paymentId } = await refused();
    expect(codeOf(await cancel(t, refund))).toBe("ok");
    const its = entry();
    expect(codeOf(await report(t, refund, booked(its)))).toBe("ok");
    expect(codeOf(await report(t, refund, booked(its)))).toBe("ok");
    expect(await stateOf(t, refund)).toBe("cancelled");
    expect(await cancellationsOn(t, paymentId)).toMatchObject([{ attempt_id: null, cause: "API" }]);
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 5_000, reserved: 0, excess: 0 });
    expect(await alarmsOf(t, paymentId)).toEqual(["UNEXPECTED_SUCCESS"]);
  });

  it("and stated by two people before is the same money: the row gets the entry's id, and nothing is booked twice", async () => {
    const { refund, paymentId } = await waiting();
    await report(t, refund, { outcome: "REFUSED", reason: "이미 환급 처리된 적립금입니다" });
    expect(await stateOf(t, refund)).toBe("unknown");
    await twoPeopleState(t, refund, { outcome: "REFUNDED", amount: won(5_000) });
    expect(await stateOf(t, refund)).toBe("completed");

    const entryId = entry();
    expect(codeOf(await report(t, refund, booked(entryId)))).toBe("ok");
    expect(codeOf(await report(t, refund, booked(entryId)))).toBe("ok");
    expect(await balanceOf(t, paymentId)).toMatchObject({ reserved: 0, refundedAtGateway: 5_000 });
    expect(await cancellationsOn(t, paymentId)).toMatchObject([{ gateway_cancellation_id: entryId }]);
    expect(await alarmsOf(t, paymentId)).toEqual([]);
  });

  it("a second booking of one attempt is excess, with an alarm", async () => {
    const { refund, paymentId } = await waiting();
    await report(t, refund, booked(entry()));
    expect(codeOf(await report(t, refund, booked(entry())))).toBe("ok");
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 10_000, reserved: 0, excess: 5_000 });
    expect((await alarmsOf(t, paymentId)).sort()).toEqual(["EXCESS", "UNEXPECTED_SUCCESS"]);
  });
});

describe("a return paid by card and with points", () => {
  it("is two legs: partly refunded with the first, refunded with the second", async () => {
    const { refunds, returnId } = await collectedReturn(t, [{ amount: 8_000 }, withPoints(2_000)]);
    const refundStatusOf = async () => (await t.context.root.fork().findOneOrFail(Return, returnId)).refundStatus;
    const refundStatuses = [await refundStatusOf()];
    for (const refund of refunds) await request(t, refund);
    await t.drain();
    refundStatuses.push(await refundStatusOf());
    const points = refunds[1]!;
    await report(t, points, ledgerRefused);
    refundStatuses.push(await refundStatusOf());
    await retry(t, points);
    await t.drain();
    await report(t, points, booked(entry()));
    refundStatuses.push(await refundStatusOf());
    expect(refundStatuses).toEqual(["AWAITING", "PARTLY_REFUNDED", "PARTLY_REFUNDED", "REFUNDED"]);
    expect(await Promise.all(refunds.map(async (refund) => (await now(t, refund)).amount.total))).toEqual([
      8_000, 2_000,
    ]);
  });

  it("keeps the customer's account for the card alone, and points never become cash, whatever became of them", async () => {
    const { refunds } = await collectedReturn(t, [{ amount: 8_000 }, withPoints(2_000)], {
      refundAccount: ACCOUNT,
    });
    const [card, points] = refunds as [Refund, Refund];
    expect([card.accountBankCode, points.accountBankCode]).toEqual(["088", null]);
    const never = async () => {
      expect(codeOf(await fallBack(t, points))).toBe("POINTS_NEVER_CASH");
      expect(codeOf(await changeAccount(t, points, ACCOUNT))).toBe("POINTS_NEVER_CASH");
    };
    await never();
    await requestAndDrain(t, points);
    await report(t, points, ledgerRefused);
    await never();
  });
});

/** A worker that stops where it would have handed the leg over. */
function stuckWorker(): { context: RefundContext; reached: Promise<void>; resume(): void } {
  const arrival = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const real = t.context.gateways.of("MERCHANT_LEDGER");
  const slow = sendingThrough(real, async (send) => {
    arrival.resolve();
    await release.promise;
    return send();
  });
  return {
    context: { ...t.context, gateways: { names: t.context.gateways.names, of: () => slow } },
    reached: arrival.promise,
    resume: release.resolve,
  };
}
