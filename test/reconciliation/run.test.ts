/** A run ends whatever happens: killed and taken up again, started twice, its gateway silent. And the schedule starts each once. */
import { after } from "../../src/clock.js";
import { found } from "../../src/gateways/explanation.js";
import type { PaymentGateway } from "../../src/gateways/port.js";
import { reconcileJob, reconcileTurn } from "../../src/reconciliation/reconcile-gateway.js";
import { openRun } from "../../src/reconciliation/run.js";
import { scheduleReconciliation } from "../../src/reconciliation/schedule.js";
import { transact, type RefundContext } from "../../src/refund/context.js";
import { HOUR, MINUTE } from "../kit/clock.js";
import { openTestService, RECONCILIATION, type TestService } from "../kit/test-service.js";
import { collectedReturn, requestAndDrain } from "../kit/fixtures.js";
import { callsOf, returnedInParts } from "../refund/ledgers.js";
import { heldUp } from "../refund/settlement/held-up.js";
import { reconcile, today, workItems } from "./findings.js";

const DAY = 24 * HOUR;

let t: TestService;
beforeEach(async () => {
  t = await openTestService();
});
afterEach(() => t.close());

/** Payments on which somebody cancelled in the console, and nobody told us. */
async function differing(count: number): Promise<{ paymentId: string; gatewayPaymentId: string }[]> {
  const made = [];
  for (let one = 0; one < count; one += 1) {
    const { refund, gatewayPaymentId } = await collectedReturn(t, 10_000);
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 1_000 });
    made.push({ paymentId: refund.paymentId, gatewayPaymentId });
  }
  return made;
}

const open = (run = today(t)): Promise<boolean> =>
  transact(t.context, (em) => openRun(t.context, em, run, { ...RECONCILIATION, again: true }));
const turn = (context: RefundContext = t.context, turnMs?: number) =>
  reconcileTurn(context, RECONCILIATION, today(t), undefined, turnMs);

interface RunRow {
  checked: number;
  differences: number;
  unreachable: number;
  finished: boolean;
}
const runRow = async (): Promise<RunRow | undefined> =>
  (
    await t.rows<RunRow>(
      `select checked, differences, unreachable, finished_at is not null as finished from reconciliation_run where day = ?`,
      [today(t).day],
    )
  )[0];

const itemsOf = async (payments: { paymentId: string }[]): Promise<number[]> =>
  Promise.all(payments.map(async ({ paymentId }) => (await workItems(t, paymentId)).length));

/** The same service, whose gateway gives no usable answer about some payments. */
function deafTo(ids: ReadonlySet<string>): RefundContext {
  const real = t.context.gateways.of("PORTONE_V2");
  const gateway: PaymentGateway = {
    ...real,
    lookUp: async (id) =>
      ids.has(id)
        ? {
            ...(await real.lookUp(id)),
            lookUp: { kind: "UNREACHABLE", why: "NO_ANSWER", ...found("FOREIGN_ANSWER", "not now", "HTTP_503") },
          }
        : real.lookUp(id),
  };
  return { ...t.context, gateways: { names: ["PORTONE_V2"], of: () => gateway } };
}

describe("a run", () => {
  it("looks at what is pending or unknown first, then at the day's payments, each once", async () => {
    const quiet = await collectedReturn(t, 10_000);
    const pending = await collectedReturn(t, 10_000);
    await t.sandbox.planFault({ hits: "cancel", paymentId: pending.gatewayPaymentId, fault: { kind: "PENDING" } });
    await requestAndDrain(t, pending.refund);
    const before = (await t.sandbox.requests()).length;
    expect((await reconcile(t)).counts).toMatchObject({ checked: 2, confirmed: 2 });
    const asked = (await t.sandbox.requests()).slice(before).map((call) => call.paymentId);
    // The open attempt is looked up once more to be ended.
    expect(asked).toEqual([pending.gatewayPaymentId, pending.gatewayPaymentId, quiet.gatewayPaymentId]);
  });

  async function refunded() {
    const scenario = await collectedReturn(t, 10_000);
    await requestAndDrain(t, scenario.refund);
    return scenario;
  }

  it("looks at what is owed, however long, at what was refunded lately by Korean days, and at nothing else", async () => {
    const owed = await collectedReturn(t, 10_000);
    const settled = await refunded();
    // 10:00 in Korea; fourteen hours on it is the next day there, and the same day in UTC.
    t.clock.advance(14 * HOUR);
    const lately = await refunded();
    t.clock.advance(2 * DAY);
    const scenarios = [owed, settled, lately];
    const before = await Promise.all(scenarios.map(({ gatewayPaymentId }) => callsOf(t, gatewayPaymentId)));
    await reconcile(t);
    const after = await Promise.all(scenarios.map(({ gatewayPaymentId }) => callsOf(t, gatewayPaymentId)));
    expect(after.map((calls, index) => calls.length - before[index]!.length)).toEqual([1, 0, 1]);
  });

  it("made again finds the same and raises nothing new", async () => {
    const payments = await differing(2);
    expect((await reconcile(t)).counts).toMatchObject({ checked: 2, differences: 2 });
    expect((await reconcile(t)).counts).toMatchObject({ checked: 2, confirmed: 2, differences: 0 });
    expect(await itemsOf(payments)).toEqual([1, 1]);
  });

  it("that ran out of its time goes on where it stopped, by the job it leaves", async () => {
    const payments = await differing(3);
    await open();
    expect(await turn(t.context, 0)).toBe("MORE");
    expect(await runRow()).toMatchObject({ checked: 1, finished: false });
    await t.drain();
    expect(await runRow()).toMatchObject({ checked: 3, differences: 3, finished: true });
    expect(await itemsOf(payments)).toEqual([1, 1, 1]);
    for (const { gatewayPaymentId } of payments) expect(await callsOf(t, gatewayPaymentId)).toHaveLength(1);
  });

  it("whose worker was killed in the middle is taken up once its lease is over; should that worker live on, it writes nothing", async () => {
    const payments = await differing(3);
    await open();
    expect(await turn(t.context, 0)).toBe("MORE");
    const killed = heldUp(t, "after-look");
    const dead = turn(killed.context);
    await killed.reached;
    expect(await turn()).toBe("BUSY");
    await t.rows(`update reconciliation_run set lease_until = clock_timestamp() - interval '1 second' returning 1`);
    t.clock.advance(10 * MINUTE);
    expect(await scheduleReconciliation(t.context, RECONCILIATION)).toBeGreaterThan(0);
    await t.drain();
    expect(await runRow()).toMatchObject({ checked: 3, finished: true });
    killed.resume();
    expect(await dead).toBe("BUSY");
    expect(await runRow()).toMatchObject({ checked: 3, finished: true });
    expect(await itemsOf(payments)).toEqual([1, 1, 1]);
  });

  it("is worked on by one at a time, whoever starts it, and so are a gateway's runs of different days", async () => {
    const payments = await differing(4);
    const other = { ...today(t), day: "2031-03-01" };
    await Promise.all([open(), open(), open(other)]);
    const ends = await Promise.all([turn(), turn(), turn(), reconcileTurn(t.context, RECONCILIATION, other)]);
    expect(ends.filter((end) => end === "FINISHED").length).toBeGreaterThanOrEqual(1);
    for (const { gatewayPaymentId } of payments)
      expect((await callsOf(t, gatewayPaymentId)).length).toBeLessThanOrEqual(1);
    while ((await turn()) !== "BUSY");
    expect(await itemsOf(payments)).toEqual([1, 1, 1, 1]);
  });

  async function refundedInPart() {
    const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, 10_000, [4_000]);
    await requestAndDrain(t, refunds[0]!);
    return { paymentId, gatewayPaymentId };
  }

  it("counts what it could not ask about, and the next run asks again", async () => {
    // Refunded, so that only its missing answer brings one of them into a run of days later.
    const [mute, heard] = [await refundedInPart(), await refundedInPart()];
    for (const { gatewayPaymentId } of [mute, heard])
      await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 1_000 });
    await open();
    expect(await turn(deafTo(new Set([mute.gatewayPaymentId])))).toBe("FINISHED");
    expect(await runRow()).toMatchObject({ checked: 2, differences: 1, unreachable: 1, finished: true });
    expect(await itemsOf([mute, heard])).toEqual([0, 1]);
    t.clock.advance(3 * DAY);
    expect((await reconcile(t)).counts).toMatchObject({ checked: 1, differences: 1, unreachable: 0 });
    expect(await itemsOf([mute])).toEqual([1]);
    expect(await t.rows(`select * from reconciliation_task`)).toEqual([]);
  });

  it("stops asking a gateway that is down, and goes on when it is back", async () => {
    const payments = await differing(7);
    await open();
    await t.stopSandbox();
    await reconcileJob(t.context, RECONCILIATION, today(t));
    expect(await runRow()).toMatchObject({ checked: 5, unreachable: 5, finished: false });
    await t.restoreSandbox();
    t.clock.advance(RECONCILIATION.pauseMs + MINUTE);
    await scheduleReconciliation(t.context, RECONCILIATION);
    // The run waits until a probe finds the gateway back.
    await t.pass(MINUTE);
    // The schedule has also opened runs of earlier days, which ask about what is owed as well: either may have found it first.
    expect(await runRow()).toMatchObject({ checked: 7, finished: true });
    expect(await itemsOf(payments)).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect((await reconcile(t)).counts).toMatchObject({ checked: 7, confirmed: 7 });
  });
});

describe("the schedule", () => {
  const daysOf = async (): Promise<string[]> =>
    (await t.rows<{ day: string }>(`select day::text as day from reconciliation_run order by day`)).map(
      (row) => row.day,
    );

  it("runs each gateway for the day before, from the hour set on, once among several processes", async () => {
    const [payment] = await differing(1);
    // 03:59 in Korea on the next day: not yet; one minute later.
    t.clock.advance(18 * HOUR - MINUTE);
    await scheduleReconciliation(t.context, RECONCILIATION);
    expect(await daysOf()).not.toContain("2031-03-03");
    await t.drain();
    t.clock.advance(MINUTE);
    const started = await Promise.all([1, 2, 3].map(() => scheduleReconciliation(t.context, RECONCILIATION)));
    expect(started.reduce((sum, one) => sum + one, 0)).toBe(1);
    expect(await scheduleReconciliation(t.context, RECONCILIATION)).toBe(0);
    await t.drain();
    expect(await daysOf()).toContain("2031-03-03");
    expect(await itemsOf([payment!])).toEqual([1]);
    expect(await t.rows(`select * from reconciliation_run where finished_at is null`)).toEqual([]);
  });

  it("makes up for days on which nobody was there, though not for those before the first", async () => {
    expect(await scheduleReconciliation(t.context, RECONCILIATION)).toBe(1);
    await t.drain();
    t.clock.advance(3 * DAY);
    expect(await scheduleReconciliation(t.context, RECONCILIATION)).toBe(3);
    expect((await daysOf()).slice(-3)).toEqual(["2031-03-03", "2031-03-04", "2031-03-05"]);
  });

  it("runs a day again that a person had run before it was over", async () => {
    await scheduleReconciliation(t.context, RECONCILIATION);
    await t.drain();
    await reconcile(t);
    t.clock.advance(HOUR);
    const [late] = await differing(1);
    const day = today(t).day;
    t.clock.advance(DAY);
    expect(await scheduleReconciliation(t.context, RECONCILIATION)).toBe(1);
    await t.drain();
    const [row] = await t.rows<{ checked: number; started_at: Date | string }>(
      `select checked, started_at from reconciliation_run where day = ?`,
      [day],
    );
    expect(row?.checked).toBe(1);
    expect(new Date(row?.started_at ?? 0)).toEqual(after(t.clock.now(), 0));
    expect(await itemsOf([late!])).toEqual([1]);
  });
});
