/** Points given back twice for one attempt: the second entry is money that moved, so it is booked, whoever reports it and however often. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Principal } from "../../src/access/principal.js";
import { won } from "../../src/money/minor-units.js";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import { resolveUnknown } from "../../src/refund/settlement/resolve-unknown.js";
import { dataOf } from "../api/ask.js";
import { HOUR } from "../kit/clock.js";
import {
  APPROVER,
  balanceOf,
  codeOf,
  now,
  OPERATOR,
  orderFacts,
  refundsOfReturn,
  reportReturn,
  request,
  RETURN_SERVICE,
} from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { withPoints } from "../refund/accounts.js";
import { alarmsOf, assertBooksAgree, attemptOf, cancellationsOn, returnedInParts, stateOf } from "../refund/ledgers.js";
import { approve, booked, report } from "../refund/mutations.js";
import { reconcile, today } from "./findings.js";

const t = sharedTestService({ gateways: () => ({ merchantLedger: true }) });

const REPORT = `mutation ($input: LedgerDayReportInput!) { ledgerDayReport(input: $input) { userErrors { message } } }`;

interface Entry {
  ledgerEntryId: string;
  gatewayPaymentId: string;
  attemptId: string | null;
  amount: number;
  bookedAt: string;
}

const send = async (day: string, entries: Entry[]): Promise<void> => {
  const input = { day, reportNo: randomUUID(), part: 1, parts: 1, entries, idempotencyKey: randomUUID() };
  const { ledgerDayReport } = await dataOf<{ ledgerDayReport: { userErrors: object[] } }>(
    t,
    REPORT,
    { input },
    { by: RETURN_SERVICE },
  );
  expect(ledgerDayReport.userErrors).toEqual([]);
};

async function reportDay(day: string, entries: Entry[]): Promise<void> {
  await send(day, entries);
  await t.drain();
}

/** 10,000 points; 3,000 of them given back by an entry, 4,000 owed. Then it is the next day. */
async function givenBack(parts: readonly [number, ...number[]] = [3_000, 4_000]) {
  const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, withPoints(10_000), parts);
  const [refund, owed] = refunds;
  assert(refund);
  expect(codeOf(await request(t, refund))).toBe("ok");
  await t.drain();
  const { id: attemptId } = await attemptOf(t, refund);
  const bookedAt = t.clock.now().toISOString();
  const first: Entry = { ledgerEntryId: `e-${randomUUID()}`, gatewayPaymentId, attemptId, amount: parts[0], bookedAt };
  const { day } = today(t);
  return { refund, owed, paymentId, first, second: { ...first, ledgerEntryId: `e-${randomUUID()}` }, day };
}

/** The same, and the first entry is reported. */
async function completed(parts?: readonly [number, ...number[]]) {
  const scenario = await givenBack(parts);
  await report(t, scenario.refund, booked(scenario.first.ledgerEntryId));
  expect(await stateOf(t, scenario.refund)).toBe("completed");
  return scenario;
}

const nextDay = (): void => t.clock.advance(24 * HOUR);

const bookedIds = async (paymentId: string) =>
  (await cancellationsOn(t, paymentId)).map((row) => [row.gateway_cancellation_id, Number(row.amount_total)]);

const duplicates = (paymentId: string) =>
  t.rows(
    `select refund_id, detail ->> 'subject' as entry, detail ->> 'canDo' as remedy, detail ->> 'mended' as booked, closed_by as seen_by
     from work_item where payment_id = ? and detail ->> 'difference' = 'DUPLICATE' order by opened_at, id`,
    [paymentId],
  );

it("takes its room at once, holds what is still owed, and reaches a person", async () => {
  const { refund, owed, paymentId, first, second, day } = await completed();
  assert(owed);
  nextDay();
  await reportDay(day, [first, second]);
  expect(await bookedIds(paymentId)).toEqual([
    [first.ledgerEntryId, 3_000],
    [second.ledgerEntryId, 3_000],
  ]);
  expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 6_000, reserved: 4_000, excess: 0 });
  const told = {
    refund_id: refund.id,
    entry: second.ledgerEntryId,
    remedy: "CHECK_DUPLICATE",
    booked: "YES",
    seen_by: null,
  };
  expect(await duplicates(paymentId)).toEqual([told]);
  expect(await alarmsOf(t, paymentId)).toEqual(["MONEY_MAY_HAVE_MOVED", "UNEXPECTED_SUCCESS", "RECONCILIATION"].sort());
  await request(t, owed);
  expect(await now(t, owed)).toMatchObject({
    state: "refundRequested.awaitingApproval",
    approvalReasons: ["MONEY_MAY_HAVE_MOVED"],
  });
  await assertBooksAgree(t);

  // Both sides agree from now on, and the alarm waits for a person all the same.
  await reportDay(day, [first, second]);
  expect(await duplicates(paymentId)).toEqual([told]);
  expect(await cancellationsOn(t, paymentId)).toHaveLength(2);
});

it("leaves nothing to refund where it took all that was left, and is an excess beyond it", async () => {
  const { owed, paymentId, first, second, day } = await completed([6_000, 4_000]);
  assert(owed);
  nextDay();
  await reportDay(day, [first, second]);
  expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 12_000, reserved: 0, excess: 2_000 });
  expect(await now(t, owed)).toMatchObject({ state: "refundRequested.refused", refusalCause: "OVERTAKEN" });
  expect(codeOf(await request(t, owed))).not.toBe("ok");
  expect(await alarmsOf(t, paymentId)).toEqual(expect.arrayContaining(["EXCESS", "OVERTAKEN", "RECONCILIATION"]));
  await assertBooksAgree(t);
});

describe("the entry", () => {
  it("is one, however often and on whatever day it is listed, and reported by the service as well", async () => {
    const { refund, paymentId, first, second, day } = await completed();
    nextDay();
    const other = today(t).day;
    await reportDay(day, [first, second, second, first]);
    expect(codeOf(await report(t, refund, booked(second.ledgerEntryId)))).toBe("ok");
    nextDay();
    await reportDay(other, [{ ...second, bookedAt: new Date(t.clock.now().getTime() - 24 * HOUR).toISOString() }]);
    await reconcile(t, { gateway: "MERCHANT_LEDGER", day });
    expect(await bookedIds(paymentId)).toEqual([
      [first.ledgerEntryId, 3_000],
      [second.ledgerEntryId, 3_000],
    ]);
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 6_000 });
    await assertBooksAgree(t);
  });

  it("is one for several processes that read it at the same moment, with the service's own report among them", async () => {
    for (let time = 0; time < 4; time += 1) {
      const { refund, paymentId, first, second, day } = await completed();
      nextDay();
      await send(day, [first, second]);
      await Promise.all([
        t.drain(),
        t.drain(),
        reconcile(t, { gateway: "MERCHANT_LEDGER", day }),
        report(t, refund, booked(second.ledgerEntryId)),
      ]);
      await t.drain();
      expect(await bookedIds(paymentId)).toEqual([
        [first.ledgerEntryId, 3_000],
        [second.ledgerEntryId, 3_000],
      ]);
    }
    await assertBooksAgree(t);
  });

  it("of another amount is booked as what it is of, and so is a third one", async () => {
    const { paymentId, first, second, day } = await completed();
    nextDay();
    const third = { ...first, ledgerEntryId: `e-${randomUUID()}`, amount: 1 };
    await reportDay(day, [first, { ...second, amount: 1_200 }, third]);
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 4_201, reserved: 4_000, excess: 0 });
    expect(await duplicates(paymentId)).toMatchObject([
      { entry: second.ledgerEntryId },
      { entry: third.ledgerEntryId },
    ]);
    await assertBooksAgree(t);
  });

  it("of an order in dollars is counted in its cents", async () => {
    const order = { ...orderFacts([withPoints(5_000)]), currency: "USD" };
    const { outcome } = await reportReturn(t, order, {});
    assert(outcome.ok);
    const [refund] = await refundsOfReturn(t, outcome.value.returnId);
    assert(refund);
    const { paymentId } = refund;
    const gatewayPaymentId = order.payments[0]?.gatewayPaymentId ?? "";
    await request(t, refund);
    expect(codeOf(await approve(t, refund))).toBe("ok");
    await t.drain();
    const { id: attemptId } = await attemptOf(t, refund);
    const entry = { gatewayPaymentId, attemptId, amount: 5_000, bookedAt: t.clock.now().toISOString() };
    const { day } = today(t);
    await report(t, refund, booked("usd-1"));
    nextDay();
    await reportDay(day, [
      { ...entry, ledgerEntryId: "usd-1" },
      { ...entry, ledgerEntryId: "usd-2", amount: 1_050 },
    ]);
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 6_050, excess: 1_050 });
    await assertBooksAgree(t);
  });

  it("that the ledger lists no more is missing there: people have it taken back", async () => {
    const { paymentId, first, second, day } = await completed();
    nextDay();
    await reportDay(day, [first, second]);
    const { day: bookedOn } = today(t);
    nextDay();
    await reportDay(day, [first]);
    await reportDay(bookedOn, []);
    expect(
      await t.rows(
        `select detail ->> 'difference' as difference from work_item where payment_id = ? and closed_at is null and detail ->> 'subject' = ? order by id`,
        [paymentId, second.ledgerEntryId],
      ),
    ).toEqual([{ difference: "DUPLICATE" }, { difference: "MISSING_THERE" }]);
  });
});

it("is no other refund's: one that is under way at the ledger goes on", async () => {
  const { owed, paymentId, first, second, day } = await completed();
  assert(owed);
  expect(codeOf(await request(t, owed))).toBe("ok");
  await t.drain();
  nextDay();
  await reportDay(day, [first, second]);
  expect(await stateOf(t, owed)).toBe("pending");
  expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 6_000, reserved: 4_000 });
  await report(t, owed, booked(`e-${randomUUID()}`));
  expect(await stateOf(t, owed)).toBe("completed");
  expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 10_000, reserved: 0, excess: 0 });
  await assertBooksAgree(t);
});

it("beside one that two people had stated: the first entry is theirs, the second is booked, in one look", async () => {
  const { refund, paymentId, first, second, day } = await givenBack();
  await report(t, refund, { outcome: "REFUSED", reason: "이미 취소된 주문입니다" });
  await twoPeopleSay(refund);
  expect(await stateOf(t, refund)).toBe("completed");
  nextDay();
  await reportDay(day, [first, second]);
  expect(new Set(await bookedIds(paymentId))).toEqual(
    new Set([
      [first.ledgerEntryId, 3_000],
      [second.ledgerEntryId, 3_000],
    ]),
  );
  expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 6_000, reserved: 4_000 });
  await assertBooksAgree(t);
});

async function twoPeopleSay(refund: Refund): Promise<void> {
  const said = { outcome: "REFUNDED", amount: won(3_000), evidence: "the ledger's page shows it" } as const;
  const say = async (by: Principal, confirmsStatementId: string | null) => {
    const { version } = await now(t, refund);
    const about = { id: refund.id, expectedVersion: version, idempotencyKey: randomUUID(), confirmsStatementId };
    const { outcome } = await resolveUnknown(t.context, by, { ...said, ...about });
    assert(outcome.ok, JSON.stringify(outcome));
    return outcome.value.statementId;
  };
  await say(APPROVER, await say(OPERATOR, null));
}
