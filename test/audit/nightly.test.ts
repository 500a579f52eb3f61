/** The nightly audit: once a Korean day, by one worker, with an alarm for each finding and a checkpoint of whole histories. */
import { rmSync } from "node:fs";
import { auditJob, scheduleAudit } from "../../src/audit/nightly.js";
import { verifyBooks } from "../../src/audit/verify-books.js";
import { after, koreanDay } from "../../src/clock.js";
import { HOUR, MINUTE } from "../kit/clock.js";
import { collectedReturn, request } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { requestedReturn } from "../refund/ledgers.js";

const t = sharedTestService();

const DAY = 24 * HOUR;
const schedule = () => scheduleAudit(t.context, t.audit);
const today = () => koreanDay(after(t.clock.now(), -t.audit.atMs));

interface RunRow {
  day: string;
  finished: boolean;
  findings: number | null;
  checkpoint: number | null;
}
const runs = () =>
  t.rows<RunRow>(
    `select day::text as day, finished_at is not null as finished, findings, checkpoint from audit_run order by day`,
  );
const alarms = () =>
  t.rows<{ kind: string; refund_id: string | null; payment_id: string | null; detail: Record<string, string> }>(
    `select kind, refund_id, payment_id, detail from work_item where kind = 'BOOKS_DIFFER' order by detail ->> 'field'`,
  );
async function night(): Promise<void> {
  t.clock.advance(DAY);
  expect(await schedule()).toBe(1);
  await t.drain();
}

it("runs once a day, however often it is scheduled, and signs what is whole", async () => {
  const { refund } = await collectedReturn(t, 10_000);
  expect(await schedule()).toBe(1);
  expect(await schedule()).toBe(0);
  await t.drain();
  expect(await runs()).toEqual([{ day: today(), finished: true, findings: 0, checkpoint: 1 }]);
  expect(await schedule()).toBe(0);
  await request(t, refund);
  await night();
  expect((await runs()).at(-1)).toEqual({ day: today(), finished: true, findings: 0, checkpoint: 2 });
  expect(await alarms()).toEqual([]);
});

it("raises an alarm for each finding, and the same one only once", async () => {
  const { refund } = await collectedReturn(t, 10_000);
  await t.rows(`update refund set changed_by = 'somebody.else' where id = ?`, [refund.id]);
  await t.rows(
    `update payment set reserved_total = 0, reserved_taxable = 0, reserved_vat = 0, disputed = true where id = ?`,
    [refund.paymentId],
  );
  await night();
  const raised = await alarms();
  expect(raised.map(({ detail }) => [detail["finding"], detail["field"]])).toEqual([
    ["REFUND_DIFFERS", "changed_by"],
    ["PAYMENT_DIFFERS", "reserved_taxable"],
    ["PAYMENT_DIFFERS", "reserved_total"],
    ["PAYMENT_DIFFERS", "reserved_vat"],
  ]);
  expect(raised[0]).toMatchObject({ refund_id: refund.id, payment_id: refund.paymentId });
  expect(raised[2]).toMatchObject({
    refund_id: null,
    payment_id: refund.paymentId,
    detail: { stored: "0", expected: "10000" },
  });
  // The histories are whole: they are signed all the same.
  expect((await runs()).at(-1)).toMatchObject({ findings: 4, checkpoint: 3 });
  await night();
  expect(await alarms()).toEqual(raised);
  await t.rows(`update work_item set closed_at = now(), closed_by = 'kim.operator'`);
  await night();
  expect(await alarms()).toEqual(raised);
  await t.rows(`update refund set changed_by = 'somebody.third' where id = ?`, [refund.id]);
  await night();
  expect(await alarms()).toHaveLength(5);
});

it("a run whose worker was lost is taken up again; one that is worked on is left alone", async () => {
  t.clock.advance(DAY);
  const day = today();
  expect(await schedule()).toBe(1);
  await t.rows(`update audit_run set lease_until = clock_timestamp() + interval '1 hour', due_at = ? where day = ?`, [
    after(t.clock.now(), HOUR),
    day,
  ]);
  await t.drain();
  expect((await runs()).at(-1)).toMatchObject({ day, finished: false });
  t.clock.advance(HOUR + MINUTE);
  await t.rows(`update audit_run set lease_until = clock_timestamp() - interval '1 second' where day = ?`, [day]);
  expect(await schedule()).toBe(1);
  await t.drain();
  expect((await runs()).at(-1)).toMatchObject({ day, finished: true });
  const before = await runs();
  await auditJob(t.context, t.audit, { day });
  expect(await runs()).toEqual(before);
});

it("misses a checkpoint that was taken away", async () => {
  const [{ last }] = (await t.rows<{ last: number }>(`select max(checkpoint) as last from audit_run`)) as [
    { last: number },
  ];
  rmSync(t.audit.directory, { recursive: true });
  const { findings, taken } = await verifyBooks(t.context, t.audit, { checkpoint: "WHEN_WHOLE" });
  expect(findings).toContainEqual(
    expect.objectContaining({ kind: "CHECKPOINT_MISSING", stored: "0", expected: String(last) }),
  );
  expect(taken).toBeNull();
  const accepted = await verifyBooks(t.context, t.audit, { checkpoint: "ACCEPT_FINDINGS" });
  expect(accepted.taken).toMatchObject({ number: last + 1, previous: null });
});

it("calls nothing a finding that happens while it reads", async () => {
  const { findings: known } = await verifyBooks(t.context, t.audit);
  const work = async () => {
    for (let n = 0; n < 5; n += 1) {
      await requestedReturn(t, 10_000 + n);
    }
  };
  const look = async () => {
    const reports = [];
    for (let n = 0; n < 15; n += 1) reports.push(await verifyBooks(t.context, t.audit));
    return reports;
  };
  const [reports] = await Promise.all([look(), work(), work()]);
  for (const { findings } of reports) expect(findings).toEqual(known);
});
