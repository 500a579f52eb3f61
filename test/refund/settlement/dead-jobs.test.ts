/** Jobs that failed every time are a work item: one, as long as any is left. */
import { closeWorkItem } from "../../../src/refund/commands/handle-work-item.js";
import { noteDeadJobs } from "../../../src/refund/settlement/dead-jobs.js";
import { key, OPERATOR } from "../../kit/fixtures.js";
import { sharedTestService } from "../../kit/shared-test-service.js";

const t = sharedTestService();

/** As the queue sets a job aside that failed every time. */
const setAside = (seconds: number): Promise<unknown> =>
  t.rows(
    `insert into pgboss.job (name, data, created_on) values ('dead-letters', '{}', timestamptz '2031-03-03 09:00Z' + make_interval(secs => ?)) returning 1`,
    [seconds],
  );
const redriven = (): Promise<unknown> => t.rows(`delete from pgboss.job where name = 'dead-letters' returning 1`);

const items = () =>
  t.rows<{ id: string; version: number; count: number; closed_by: string | null; open: boolean }>(
    `select id, version, detail->'jobs' as count, closed_by, closed_at is null as open from work_item where kind = 'JOBS_FAILED' order by opened_at, id`,
  );
const shown = async () => (await items()).map(({ count, closed_by: by, open }) => ({ count, by, open }));

it("opens with the first, counts the others, and closes when none is left", async () => {
  await noteDeadJobs(t.context);
  expect(await shown()).toEqual([]);
  await setAside(0);
  await noteDeadJobs(t.context);
  await noteDeadJobs(t.context);
  expect(await shown()).toEqual([{ count: 1, by: null, open: true }]);
  await setAside(1);
  await noteDeadJobs(t.context);
  expect(await shown()).toEqual([{ count: 2, by: null, open: true }]);
  await redriven();
  await noteDeadJobs(t.context);
  expect(await shown()).toEqual([{ count: 2, by: null, open: false }]);
});

it("closed by a person, it stays so until another job fails", async () => {
  await t.rows(`delete from work_item where kind = 'JOBS_FAILED' returning 1`);
  await setAside(2);
  await noteDeadJobs(t.context);
  const [item] = await items();
  const input = { id: item!.id, expectedVersion: item!.version, idempotencyKey: key(), reason: "개발팀이 보고 있음" };
  expect((await closeWorkItem(t.context, OPERATOR, input)).outcome.ok).toBe(true);
  await noteDeadJobs(t.context);
  expect(await shown()).toEqual([{ count: 1, by: OPERATOR.subject, open: false }]);
  t.clock.advance(1);
  await setAside(3);
  await noteDeadJobs(t.context);
  expect(await shown()).toEqual([
    { count: 1, by: OPERATOR.subject, open: false },
    { count: 2, by: null, open: true },
  ]);
});
