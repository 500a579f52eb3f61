/** The order service reports its ledger's day, and reconciliation compares it with the refunds of points, both ways. */
import { randomUUID } from "node:crypto";
import { won } from "../../src/money/minor-units.js";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import { mutate } from "../api/ask.js";
import { HOUR } from "../kit/clock.js";
import { balanceOf, codeOf, now, person, request, RETURN_SERVICE } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { withPoints } from "../refund/accounts.js";
import { requestedReturn, attemptOf, attemptsOf, cancellationsOn, returnedInParts } from "../refund/ledgers.js";
import { twoPeopleState, booked, ledgerRefused, report, retry } from "../refund/mutations.js";
import { reconcile, today, workItems } from "./findings.js";

const t = sharedTestService({ gateways: () => ({ merchantLedger: true }) });

const DAY = 24 * HOUR;
const REPORTED = `missingParts replayed userErrors { code field message }`;

interface Entry {
  ledgerEntryId: string;
  gatewayPaymentId: string;
  attemptId?: string | null;
  amount: number;
  bookedAt: string;
}

interface Answer {
  missingParts: number[] | null;
  replayed: boolean;
  userErrors: { code: string; field: string[] | null; message: string }[];
}

/** Reports entries of a day, as one part unless the test says otherwise, and lets the comparison run. */
async function reportDay(day: string, entries: Entry[], over: Record<string, unknown> = {}): Promise<Answer> {
  const input = { day, reportNo: randomUUID(), part: 1, parts: 1, entries, idempotencyKey: randomUUID(), ...over };
  const answer = await mutate<Answer>(t, "ledgerDayReport", input, REPORTED, RETURN_SERVICE);
  await t.drain();
  return answer;
}

const COMPLETE = { missingParts: [], replayed: false, userErrors: [] };

/** What is open about a payment, oldest first: kind, whose, both sides, advice, and whether our books agree by now. */
const open = async (paymentId: string | null, about: string = "") =>
  (
    await t.rows<{ refund_id: string | null; detail: Record<string, unknown> }>(
      `select refund_id, detail from work_item where kind = 'RECONCILIATION' and closed_at is null
         and payment_id is not distinct from ? and detail->>'subject' like ? order by opened_at, id`,
      [paymentId, `%${about}`],
    )
  ).map(({ refund_id, detail }) => ({ ...detail, refundId: refund_id }));

const day = (): string => today(t).day;
const entryOf = (gatewayPaymentId: string, over: Partial<Entry> = {}): Entry => ({
  ledgerEntryId: `entry-${randomUUID()}`,
  gatewayPaymentId,
  amount: 5_000,
  bookedAt: t.clock.now().toISOString(),
  ...over,
});

/** 5,000 points owed, handed over to the order service. */
async function pending(amount = 5_000) {
  const { refund, gatewayPaymentId } = await requestedReturn(t, [withPoints(amount)]);
  const { id: attemptId } = await attemptOf(t, refund);
  return {
    refund,
    gatewayPaymentId,
    paymentId: refund.paymentId,
    entry: entryOf(gatewayPaymentId, { attemptId, amount }),
  };
}

/** The same, booked and reported as such. */
async function completed(amount = 5_000) {
  const scenario = await pending(amount);
  await report(t, scenario.refund, booked(scenario.entry.ledgerEntryId));
  expect((await now(t, scenario.refund)).state).toBe("completed");
  return { ...scenario, reported: day() };
}

const nextDay = (): void => t.clock.advance(DAY);

const difference = (refund: Refund | null, over: Record<string, unknown>) => ({
  cancellationId: over["subject"],
  mended: "NO",
  refundId: refund?.id ?? null,
  ...over,
});

describe("a day the ledger reports", () => {
  it("agrees: nothing is raised, the run says so, and the same report again changes nothing", async () => {
    const one = await completed();
    nextDay();
    const reportNo = randomUUID();
    expect(await reportDay(one.reported, [one.entry], { reportNo })).toEqual(COMPLETE);
    expect(await open(one.paymentId)).toEqual([]);
    const run = () =>
      t.rows(
        `select checked, confirmed, differences, finished_at is not null as finished from reconciliation_run
         where gateway = 'MERCHANT_LEDGER' and day = ?`,
        [one.reported],
      );
    expect(await run()).toEqual([{ checked: 1, confirmed: 1, differences: 0, finished: true }]);
    const rows = await t.rows(`select * from ledger_entry where gateway_payment_id = ?`, [one.gatewayPaymentId]);
    expect(await reportDay(one.reported, [one.entry], { reportNo })).toEqual(COMPLETE);
    expect(await t.rows(`select * from ledger_entry where gateway_payment_id = ?`, [one.gatewayPaymentId])).toEqual(
      rows,
    );
    expect(await reportDay(one.reported, [one.entry])).toEqual(COMPLETE);
    expect(await run()).toEqual([{ checked: 1, confirmed: 1, differences: 0, finished: true }]);
    expect(await t.rows(`select 1 from ledger_report where day = ?`, [one.reported])).toHaveLength(1);
  });

  it("lacks a refund of ours: told once, and ended by a report that has it", async () => {
    const one = await completed();
    nextDay();
    await reportDay(one.reported, []);
    const missing = difference(one.refund, {
      difference: "MISSING_THERE",
      subject: one.entry.ledgerEntryId,
      ours: 5_000,
      theirs: null,
      canDo: "CHECK_LEDGER",
      day: one.reported,
    });
    expect(await open(one.paymentId)).toEqual([missing]);
    await reportDay(one.reported, []);
    expect(await open(one.paymentId)).toEqual([missing]);
    await reportDay(one.reported, [one.entry]);
    expect(await open(one.paymentId)).toEqual([]);
    const [ended] = await t.rows(`select closed_by, closed_at from work_item where payment_id = ?`, [one.paymentId]);
    expect(ended).toEqual({ closed_by: null, closed_at: expect.any(String) });
  });

  it("has another amount: told with both, and ended by a corrected one", async () => {
    const one = await completed();
    nextDay();
    await reportDay(one.reported, [{ ...one.entry, amount: 4_000 }]);
    expect(await open(one.paymentId)).toEqual([
      difference(one.refund, {
        difference: "AMOUNT",
        subject: one.entry.ledgerEntryId,
        ours: 5_000,
        theirs: 4_000,
        canDo: "CORRECT_LEDGER",
        day: one.reported,
      }),
    ]);
    await reportDay(one.reported, [one.entry]);
    expect(await open(one.paymentId)).toEqual([]);
  });

  it("has an entry twice: it is booked once, and told until it is listed once", async () => {
    const twice = await completed();
    nextDay();
    await reportDay(twice.reported, [twice.entry, twice.entry]);
    expect(await open(twice.paymentId)).toEqual([
      difference(twice.refund, {
        difference: "DUPLICATE",
        canDo: "CHECK_DUPLICATE",
        day: twice.reported,
        subject: twice.entry.ledgerEntryId,
        ours: "1 x 5000",
        theirs: "1 x 5000 + 1 x 5000",
      }),
    ]);
    expect(await balanceOf(t, twice.paymentId)).toMatchObject({ refundedAtGateway: 5_000, excess: 0 });
    await reportDay(twice.reported, [twice.entry]);
    expect(await open(twice.paymentId)).toEqual([]);
    expect(await cancellationsOn(t, twice.paymentId)).toHaveLength(1);
  });

  it("has the entry of an attempt that is still open: it says how to report it, and ends once that is done", async () => {
    const one = await pending();
    const reported = day();
    nextDay();
    await reportDay(reported, [one.entry]);
    const wanted = difference(one.refund, {
      difference: "MISSING_HERE",
      subject: one.entry.ledgerEntryId,
      ours: "PENDING",
      theirs: 5_000,
      canDo: "REPORT_BOOKING",
      attemptId: one.entry.attemptId,
      day: reported,
    });
    expect(await open(one.paymentId)).toEqual([wanted]);
    expect((await now(t, one.refund)).state).toBe("refundRequested.pending");
    await report(t, one.refund, booked(one.entry.ledgerEntryId));
    expect((await now(t, one.refund)).state).toBe("completed");
    // The next run of any day looks at whatever is still told.
    await reconcile(t, { gateway: "MERCHANT_LEDGER", day: day() });
    expect(await open(one.paymentId)).toEqual([]);
    expect(await cancellationsOn(t, one.paymentId)).toHaveLength(1);
  });

  it("has the entry of an attempt that was refused: its refund is completed, and cannot be tried again", async () => {
    const one = await pending();
    const reported = day();
    await report(t, one.refund, ledgerRefused);
    nextDay();
    await reportDay(reported, [one.entry]);
    expect((await now(t, one.refund)).state).toBe("completed");
    expect(codeOf(await retry(t, one.refund))).toBe("REFUND_STATE_CONFLICT");
    expect(await balanceOf(t, one.paymentId)).toMatchObject({ refundedAtGateway: 5_000, reserved: 0, excess: 0 });
    expect(await open(one.paymentId)).toEqual([
      difference(one.refund, {
        difference: "LATE",
        subject: one.entry.ledgerEntryId,
        ours: "REFUSED",
        theirs: 5_000,
        canDo: "CHECK_BOOKING",
        attemptId: one.entry.attemptId,
        day: reported,
        mended: "YES",
      }),
    ]);
    // The order service's own report comes after all, and changes nothing.
    expect(codeOf(await report(t, one.refund, booked(one.entry.ledgerEntryId)))).toBe("ok");
    expect(await cancellationsOn(t, one.paymentId)).toHaveLength(1);
  });

  it("has the entry of a refused attempt while another try is open: that one is closed, and nothing is paid twice", async () => {
    const one = await pending();
    const reported = day();
    await report(t, one.refund, ledgerRefused);
    expect(codeOf(await retry(t, one.refund))).toBe("ok");
    await t.drain();
    nextDay();
    await reportDay(reported, [one.entry]);
    expect((await now(t, one.refund)).state).toBe("completed");
    expect((await attemptsOf(t, one.refund)).map(({ status }) => status)).toEqual(["REFUSED", "NOT_EXECUTED"]);
    expect(await balanceOf(t, one.paymentId)).toMatchObject({ refundedAtGateway: 5_000, reserved: 0, excess: 0 });
  });
});

describe("points given back without a refund", () => {
  it("are booked, and the payment's open refund waits for a second person: it is not paid again", async () => {
    const { refund, paymentId, gatewayPaymentId } = await returnedInParts(t, withPoints(10_000), [5_000]);
    const reported = day();
    const byHand = entryOf(gatewayPaymentId);
    nextDay();
    await reportDay(reported, [byHand]);
    const told = difference(null, {
      difference: "MISSING_HERE",
      subject: byHand.ledgerEntryId,
      ours: null,
      theirs: 5_000,
      canDo: "CHECK_BOOKING",
      day: reported,
      mended: "YES",
    });
    expect(await open(paymentId)).toEqual([told]);
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 5_000, reserved: 5_000, excess: 0 });
    await request(t, refund);
    expect(await now(t, refund)).toMatchObject({
      state: "refundRequested.awaitingApproval",
      approvalReasons: ["MONEY_MAY_HAVE_MOVED"],
    });
    // Both sides agree now, and a person looks all the same.
    await reportDay(reported, [byHand]);
    expect(await open(paymentId)).toEqual([told]);
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 5_000 });
  });

  it("while an attempt is under way: nothing is booked before its end, for it could be its effect", async () => {
    const one = await pending();
    const reported = day();
    const nameless = { ...one.entry, attemptId: null };
    nextDay();
    await reportDay(reported, [nameless]);
    expect(await open(one.paymentId)).toMatchObject([
      { difference: "MISSING_HERE", ours: null, theirs: 5_000, canDo: "WAIT_FOR_ATTEMPT", mended: "NO" },
    ]);
    expect(await balanceOf(t, one.paymentId)).toMatchObject({ refundedAtGateway: 0, reserved: 5_000 });
    await report(t, one.refund, booked(nameless.ledgerEntryId));
    await reportDay(reported, [nameless]);
    expect(await open(one.paymentId)).toEqual([]);
    expect(await balanceOf(t, one.paymentId)).toMatchObject({ refundedAtGateway: 5_000, reserved: 0 });
  });

  it("of a payment we do not know: told once a day and payment, with the sum, until it is listed no more", async () => {
    const reported = day();
    const stranger = `pay-${randomUUID()}`;
    const both = [entryOf(stranger), entryOf(stranger, { amount: 700 })];
    nextDay();
    for (const entries of [both, both]) {
      await reportDay(reported, entries);
      expect(await open(null, stranger)).toEqual([
        {
          difference: "MISSING_HERE",
          subject: stranger,
          ours: null,
          theirs: 5_700,
          canDo: "CHECK_LEDGER_PAYMENT",
          mended: "NO",
          cancellationId: null,
          day: reported,
          refundId: null,
        },
      ]);
    }
    await reportDay(reported, []);
    expect(await open(null, stranger)).toEqual([]);
  });
});

describe("the day", () => {
  it("is the ledger's: an entry before midnight whose report came after it is found, once both days are reported", async () => {
    const one = await pending();
    const before = day();
    t.clock.advance(14 * HOUR);
    await report(t, one.refund, booked(one.entry.ledgerEntryId));
    const ours = day();
    expect(ours).not.toBe(before);
    nextDay();
    await reportDay(ours, []);
    expect(await open(one.paymentId)).toMatchObject([{ difference: "MISSING_THERE", day: ours }]);
    await reportDay(before, [one.entry]);
    expect(await open(one.paymentId)).toEqual([]);
    await reportDay(ours, []);
    expect(await open(one.paymentId)).toEqual([]);
  });

  it("that was never reported is not compared", async () => {
    const one = await completed();
    nextDay();
    await reconcile(t, { gateway: "MERCHANT_LEDGER", day: one.reported });
    expect(await workItems(t, one.paymentId)).toEqual([]);
  });

  it("comes in parts, in any order and again: it is compared once all are there, and the last whole report counts", async () => {
    const [one, two] = [await completed(), await completed()];
    nextDay();
    const reportNo = randomUUID();
    const second = { reportNo, part: 2, parts: 2 };
    expect(await reportDay(one.reported, [two.entry], second)).toEqual({ ...COMPLETE, missingParts: [1] });
    expect(await reportDay(one.reported, [two.entry], second)).toEqual({ ...COMPLETE, missingParts: [1] });
    await reconcile(t, { gateway: "MERCHANT_LEDGER", day: one.reported });
    expect(await open(one.paymentId)).toEqual([]);
    expect(await reportDay(one.reported, [], { reportNo, part: 1, parts: 2 })).toEqual(COMPLETE);
    expect(await open(one.paymentId)).toMatchObject([{ difference: "MISSING_THERE" }]);
    expect(await open(two.paymentId)).toEqual([]);
    await reportDay(one.reported, [one.entry, two.entry]);
    expect(await open(one.paymentId)).toEqual([]);
    expect(
      await t.rows(`select 1 from ledger_entry where gateway_payment_id = ?`, [two.gatewayPaymentId]),
    ).toHaveLength(1);
  });

  it("of two parts at the same moment is compared all the same", async () => {
    const [one, two] = [await completed(), await completed()];
    nextDay();
    const reportNo = randomUUID();
    const send = (part: number, entry: Entry) => reportDay(one.reported, [entry], { reportNo, part, parts: 2 });
    const answers = await Promise.all([send(1, one.entry), send(2, two.entry)]);
    expect(new Set(answers.map(({ missingParts }) => missingParts?.length))).toEqual(new Set([0, 1]));
    await reconcile(t, { gateway: "MERCHANT_LEDGER", day: one.reported });
    expect([...(await open(one.paymentId)), ...(await open(two.paymentId))]).toEqual([]);
  });

  it("reported while its run is under way is looked at again, by whoever has the newer lease", async () => {
    const one = await completed();
    nextDay();
    await reconcile(t, { gateway: "MERCHANT_LEDGER", day: one.reported });
    await t.rows(
      `update reconciliation_run set finished_at = null, lease_until = clock_timestamp() + interval '1 hour'
       where gateway = 'MERCHANT_LEDGER' and day = ? returning 1`,
      [one.reported],
    );
    await reportDay(one.reported, []);
    expect(await open(one.paymentId)).toMatchObject([{ difference: "MISSING_THERE" }]);
    await reportDay(one.reported, [one.entry]);
  });
});

describe("refused at the door", () => {
  const faults: [string, (entry: Entry) => [string, Entry[], Record<string, unknown>?], string[], RegExp][] = [
    ["a day that is not over", (entry) => [day(), [entry]], ["day"], /is not over in Korea/],
    [
      "an entry of another day",
      (entry) => ["2031-03-01", [entry]],
      ["entries", "0", "bookedAt"],
      /was booked on \d+ \w+ 20\d\d in Korea, not on 1 March 2031/,
    ],
    ["a part beyond the last", () => ["2031-03-01", [], { part: 2 }], ["part"], /there is no part 2 of 1/],
    ["part 0", () => ["2031-03-01", [], { part: 0 }], ["part"], /must be 1 or more/],
    [
      "an amount of nothing",
      (entry) => ["2031-03-01", [{ ...entry, amount: 0 }]],
      ["entries", "0", "amount"],
      /more than 0/,
    ],
    [
      "an attempt that is no id",
      (entry) => ["2031-03-01", [{ ...entry, attemptId: "attempt-1" }]],
      ["entries", "0", "attemptId"],
      /a UUID/,
    ],
  ];
  it.each(faults)("%s", async (_, given, field, message) => {
    const [reported, entries, over] = given(entryOf("pay-1"));
    expect(await reportDay(reported, entries, over)).toEqual({
      missingParts: null,
      replayed: false,
      userErrors: [{ code: "INVALID_INPUT", field, message: expect.stringMatching(message) }],
    });
  });

  it("another number of parts, or other entries, under the number of a report that was begun", async () => {
    const reportNo = randomUUID();
    await reportDay("2031-02-27", [], { reportNo, parts: 2 });
    const other = await reportDay("2031-02-27", [], { reportNo, part: 2, parts: 3 });
    expect(other.userErrors).toMatchObject([{ code: "INVALID_INPUT", field: ["parts"] }]);
    const changed = entryOf("pay-1", { bookedAt: "2031-02-27T05:00:00.000Z" });
    const again = await reportDay("2031-02-27", [changed], { reportNo, parts: 2 });
    expect(again.userErrors).toMatchObject([{ code: "INVALID_INPUT", field: ["entries"] }]);
  });

  it("whoever is not the order service", async () => {
    const input = { day: "2031-03-01", reportNo: "1", part: 1, parts: 1, entries: [], idempotencyKey: randomUUID() };
    const asked = mutate(t, "ledgerDayReport", input, REPORTED, person("kim", "refund-operator"));
    await expect(asked).rejects.toThrow(/FORBIDDEN|may not/);
  });

  it("keeps no customer's data in an entry's id", async () => {
    const one = await pending();
    const reported = day();
    const named = { ...one.entry, ledgerEntryId: "적립 홍길동" };
    nextDay();
    await reportDay(reported, [
      named,
      entryOf("pay-unknown", { ledgerEntryId: "honggildong77", bookedAt: named.bookedAt }),
    ]);
    const rows = await t.rows<{ ledger_entry_id: string }>(
      `select ledger_entry_id from ledger_entry e join ledger_report r on r.id = e.report_id where r.day = ?`,
      [reported],
    );
    expect(rows.map((row) => row.ledger_entry_id)).toEqual([
      expect.stringMatching(/^hidden:/),
      expect.stringMatching(/^hidden:/),
    ]);
    await report(t, one.refund, booked(named.ledgerEntryId));
    await reconcile(t, { gateway: "MERCHANT_LEDGER", day: reported });
    expect(await open(one.paymentId)).toEqual([]);
  });
});

it("a result two people had stated is shown by its entry: nothing is booked twice, nothing is told", async () => {
  const one = await pending();
  await report(t, one.refund, { outcome: "REFUSED", reason: "이미 취소된 주문입니다" });
  expect((await now(t, one.refund)).state).toBe("refundRequested.unknown");
  await twoPeopleState(t, one.refund, { outcome: "REFUNDED", amount: won(5_000) });
  expect((await now(t, one.refund)).state).toBe("completed");
  const reported = day();
  nextDay();
  await reportDay(reported, []);
  expect(await open(one.paymentId)).toMatchObject([{ difference: "MISSING_THERE", ours: 5_000, theirs: null }]);
  await reportDay(reported, [one.entry]);
  expect(await open(one.paymentId)).toEqual([]);
  expect(await balanceOf(t, one.paymentId)).toMatchObject({ refundedAtGateway: 5_000 });
});
