/** The migration that renames a table and five columns loses nothing, and can be taken back. */
import { openDatabaseAt } from "../kit/connected-database.js";
import { shared } from "../kit/shared-resource.js";

const BEFORE = "Migration20261128174800_callers";
const NAMES = "Migration20261128211000_names";

const database = shared(() => openDatabaseAt(BEFORE));

const rows = (sql: string) => database.rows<Record<string, unknown>>(sql);
const namesLike = async (pattern: string): Promise<unknown[]> =>
  (await rows(`select relname from pg_class where relname like '${pattern}' order by relname`)).map(
    (row) => row["relname"],
  );

it("carries every row over, and takes the words of before back on the way down", async () => {
  await rows(`insert into webhook_delivery (gateway, delivery_id, type, received_at, told, heeded, wakes)
              values ('PORTONE_V2', 'd-1', 'Transaction.Cancelled', now(), 3, 2, 1)`);
  await rows(`insert into idempotency_key (caller, key, item, operation, input_hash, at)
              values ('order-service', 'k-1', '', 'refundLegReport', 'x', now()), ('kim', 'k-2', '', 'refundCancel', 'x', now())`);
  await rows(`insert into reconciliation_run (gateway, day, checked, agreed, differences, unreachable, fence, started_at)
              values ('EBP', '2026-11-01', 5, 4, 1, 0, 0, now())`);

  await database.orm.migrator.up({ to: NAMES });
  expect(await rows(`select requested_count, handled_count, wake_count from webhook_delivery`)).toEqual([
    { requested_count: 3, handled_count: 2, wake_count: 1 },
  ]);
  expect(await rows(`select key, operation from idempotency_key order by key`)).toEqual([
    { key: "k-1", operation: "refundLedgerResultReport" },
    { key: "k-2", operation: "refundCancel" },
  ]);
  expect(await rows(`select checked, confirmed from reconciliation_run`)).toEqual([{ checked: 5, confirmed: 4 }]);
  expect(await rows(`select refund_status from collected_return`)).toEqual([]);
  expect(await namesLike("gateway\\_effect%")).toEqual([]);
  expect((await namesLike("booked\\_cancellation%")).length).toBeGreaterThan(3);

  await database.orm.migrator.down({ to: BEFORE });
  expect(await rows(`select told, heeded, wakes from webhook_delivery`)).toEqual([{ told: 3, heeded: 2, wakes: 1 }]);
  expect(await rows(`select operation from idempotency_key where key = 'k-1'`)).toEqual([
    { operation: "refundLegReport" },
  ]);
  expect(await rows(`select agreed from reconciliation_run`)).toEqual([{ agreed: 4 }]);
  expect(await rows(`select life from collected_return`)).toEqual([]);
  expect(await namesLike("booked\\_cancellation%")).toEqual([]);
});
