/** S5: history that was edited, deleted, reordered or cut off behind the trigger's back is found, and steps made meanwhile are no fault. */
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import { verifyHistory } from "../../src/refund/record/verify-history.js";
import { now } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { requestedReturn } from "../refund/ledgers.js";

const t = sharedTestService();

/** A refund that has gone the whole road: created, requested, completed. */
async function completed(): Promise<Refund> {
  const { refund } = await requestedReturn(t, 10_000);
  return now(t, refund);
}

/** What somebody with the database's highest rights could do. */
async function asSuperuser(sql: string, values: unknown[]): Promise<void> {
  await t.orm.em.fork().transactional(async (em: EntityManager) => {
    await em.execute(`alter table refund_history disable trigger refund_history_append_only`);
    await em.execute(sql, values);
    await em.execute(`alter table refund_history enable trigger refund_history_append_only`);
  });
}

const faultsOf = async (refund: Refund) => {
  const { faults } = await verifyHistory(t.context.root, { refundNo: refund.refundNo });
  return faults.map(({ kind, sequence }) => [kind, sequence]);
};

it("finds nothing in what was only ever written by the service", async () => {
  const refunds = [await completed(), await completed()];
  const report = await verifyHistory(t.context.root);
  expect(report).toMatchObject({ refunds: refunds.length, faultyRefunds: 0, faults: [] });
  expect(report.steps).toBe(refunds.reduce((sum, refund) => sum + refund.version, 0));
  expect(refunds[0]?.version).toBeGreaterThanOrEqual(3);
});

it("the trigger refuses a change that does not take it away first", async () => {
  const refund = await completed();
  const change = t.rows(`update refund_history set actor = 'nobody' where refund_id = ?`, [refund.id]);
  await expect(change).rejects.toThrow("append-only");
});

it.each([
  ["an actor", `actor = 'somebody.else'`],
  ["an amount", `amount = amount + 1`],
  ["a cause", `cause = 'SERVICE'`],
  ["a time", `at = at + interval '1 millisecond'`],
  ["a hash", `hash = repeat('a', 64)`],
  ["where it chains to", `previous_hash = repeat('b', 64)`],
  ["a state", `to_state = 'completed'`],
])("finds %s that was edited", async (_what, change) => {
  const refund = await completed();
  await asSuperuser(`update refund_history set ${change} where refund_id = ? and sequence = 2`, [refund.id]);
  expect(await faultsOf(refund)).toEqual([["EDITED", 2]]);
});

it("finds a step that was taken out, in the middle and at the beginning", async () => {
  for (const sequence of [1, 2]) {
    const refund = await completed();
    await asSuperuser(`delete from refund_history where refund_id = ? and sequence = ?`, [refund.id, sequence]);
    expect(await faultsOf(refund)).toEqual([["GAP", sequence]]);
  }
});

it("finds a step that was taken out and the rest moved up", async () => {
  const refund = await completed();
  await asSuperuser(`delete from refund_history where refund_id = ? and sequence = 2`, [refund.id]);
  await asSuperuser(`update refund_history set sequence = 2 where refund_id = ? and sequence = 3`, [refund.id]);
  expect(await faultsOf(refund)).toEqual([["EDITED", 2]]);
});

it("finds two steps that changed places", async () => {
  const refund = await completed();
  const move = (from: number, to: number) =>
    asSuperuser(`update refund_history set sequence = ? where refund_id = ? and sequence = ?`, [to, refund.id, from]);
  await move(1, 99);
  await move(2, 1);
  await move(99, 2);
  expect(await faultsOf(refund)).toEqual([["EDITED", 1]]);
});

it("finds a tail that was cut off, also all of it", async () => {
  const refund = await completed();
  await asSuperuser(`delete from refund_history where refund_id = ? and sequence = ?`, [refund.id, refund.version]);
  expect(await faultsOf(refund)).toEqual([["TAIL_CUT", refund.version]]);
  await asSuperuser(`delete from refund_history where refund_id = ?`, [refund.id]);
  expect(await faultsOf(refund)).toEqual([["TAIL_CUT", 1]]);
});

it("finds a refund that was set back to hide a cut tail", async () => {
  const refund = await completed();
  await asSuperuser(`delete from refund_history where refund_id = ? and sequence = ?`, [refund.id, refund.version]);
  await t.rows(`update refund set version = version - 1 where id = ?`, [refund.id]);
  expect(await faultsOf(refund)).toEqual([["END_DIFFERS", refund.version - 1]]);
});

it("finds a row of another refund put in its place", async () => {
  const [refund, other] = [await completed(), await completed()];
  await asSuperuser(
    `update refund_history mine set (actor, amount, at, previous_hash, hash) =
       (select actor, amount, at, previous_hash, hash from refund_history where refund_id = ? and sequence = 2)
     where mine.refund_id = ? and mine.sequence = 2`,
    [other.id, refund.id],
  );
  expect(await faultsOf(refund)).toEqual([["EDITED", 2]]);
  expect(await faultsOf(other)).toEqual([]);
});

it("names every refund once, and calls nothing a fault that happens while it reads", async () => {
  const { refunds, faultyRefunds } = await verifyHistory(t.context.root);
  const [reports] = await Promise.all([
    Promise.all(Array.from({ length: 10 }, () => verifyHistory(t.context.root))),
    ...Array.from({ length: 3 }, () => completed()),
  ]);
  for (const report of reports) expect(report.faultyRefunds).toBe(faultyRefunds);
  expect((await verifyHistory(t.context.root)).refunds).toBe(refunds + 3);
});
