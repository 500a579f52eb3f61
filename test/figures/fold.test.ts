/** Folding: nobody who reads sees it, two at once count nothing twice, and what is killed in it loses nothing. */
import { foldBatch, foldFigures } from "../../src/figures/fold.js";
import { inTransaction } from "../../src/database/transaction.js";
import { collectedReturn, requestAndDrain } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { refundIn } from "../refund/states.js";
import { figuresOf } from "./figures.js";
import { recount } from "./recount.js";

const t = sharedTestService();

const deltas = async (): Promise<number> =>
  (await t.rows<{ count: number }>(`select count(*)::int as count from figure_delta`))[0]!.count;
const dayRows = () => t.rows(`select figure_day::text as row from figure_day order by 1`);

beforeEach(async () => {
  await refundIn(t, "completed");
  await refundIn(t, "refundRequested.refused");
  await refundIn(t, "cancelled");
});

it("changes no figure, and leaves one row for each day and group", async () => {
  const before = await figuresOf(t);
  expect(await deltas()).toBeGreaterThan(3);
  expect(await foldFigures(t.context.root)).toBeGreaterThan(3);
  expect(await deltas()).toBe(0);
  expect(await figuresOf(t)).toEqual(before);
  expect(await figuresOf(t)).toEqual(await recount(t));
  // Nothing of the states that refunds only passed through.
  expect(await t.rows(`select 1 from figure_day where refunds = 0`)).toEqual([]);
  expect(await t.rows(`select 1 from figure_day where state = 'refundRequested.submitting'`)).toEqual([]);
});

it("again adds to the same rows, and does nothing where nothing was added", async () => {
  await foldFigures(t.context.root);
  const rows = await dayRows();
  expect(await foldFigures(t.context.root)).toBe(0);
  expect(await dayRows()).toEqual(rows);
  await refundIn(t, "completed");
  await foldFigures(t.context.root);
  expect(await dayRows()).toHaveLength(rows.length);
  expect(await figuresOf(t)).toEqual(await recount(t));
});

it("two at once count nothing twice: the second one leaves it to the first", async () => {
  const before = await figuresOf(t);
  await inTransaction(t.context.root, async (em) => {
    expect(await foldBatch(em)).toBeGreaterThan(0);
    // The first one has not committed: the other neither waits nor folds, and a reader sees all of it, once.
    expect(await foldFigures(t.context.root)).toBe(0);
    expect(await figuresOf(t)).toEqual(before);
  });
  expect(await figuresOf(t)).toEqual(before);
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      await requestAndDrain(t, (await collectedReturn(t, 3_000)).refund);
      await foldFigures(t.context.root);
    }),
  );
  expect(await figuresOf(t)).toEqual(await recount(t));
});

it("killed before its commit, it has not been; its lock is gone with it", async () => {
  const before = await figuresOf(t);
  const unfolded = await deltas();
  const killed = inTransaction(t.context.root, async (em) => {
    expect(await foldBatch(em)).toBe(unfolded);
    await em.execute(`select pg_terminate_backend(pg_backend_pid())`);
  });
  await expect(killed).rejects.toThrow(/terminat/i);
  expect(await deltas()).toBe(unfolded);
  expect(await figuresOf(t)).toEqual(before);
  expect(await foldFigures(t.context.root)).toBe(unfolded);
  expect(await figuresOf(t)).toEqual(before);
});

it("a step that is rolled back is counted nowhere", async () => {
  const before = await figuresOf(t);
  const { refund } = await collectedReturn(t, 5_000);
  const created = await figuresOf(t);
  expect(created).not.toEqual(before);
  const undone = inTransaction(t.context.root, async (em) => {
    await em.execute(`update refund set state = 'accepted.unprocessed', status = 'ACCEPTED' where id = ?`, [refund.id]);
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  expect(await figuresOf(t)).toEqual(created);
});

it("waits for no refund: one that somebody holds is folded around", async () => {
  const { refund } = await collectedReturn(t, 5_000);
  const before = await figuresOf(t);
  await inTransaction(t.context.root, async (em) => {
    await em.execute(`update refund set state = 'accepted.unprocessed', status = 'ACCEPTED' where id = ?`, [refund.id]);
    expect(await foldFigures(t.context.root)).toBeGreaterThan(0);
    expect(await figuresOf(t)).toEqual(before);
    await em.execute(`update refund set state = 'returnCollected', status = 'RETURN_COLLECTED' where id = ?`, [
      refund.id,
    ]);
  });
  expect(await figuresOf(t)).toEqual(before);
});
