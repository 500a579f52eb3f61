/** Months of the access record: made with the first access of each, dropped whole once the retention has passed, never sooner. */
import { dropOldMonths, monthsAfter } from "../../src/personal-data/access-months.js";
import { recordAccess } from "../../src/personal-data/record-access.js";
import { verifyAccesses } from "../../src/personal-data/verify-accesses.js";
import { transact } from "../../src/refund/context.js";
import { AGENT } from "../refund/mutations.js";
import { sharedTestService } from "../kit/shared-test-service.js";

const t = sharedTestService();

const access = (at: string) =>
  transact(t.context, (em) =>
    recordAccess(t.context.cipher, em, {
      principal: AGENT,
      clientAddress: "192.0.2.7",
      at: new Date(at),
      action: "SEARCH",
      fields: ["NAME"],
      recordCount: 0,
    }),
  );
const months = async () =>
  (
    await t.rows<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'personal_data_access'::regclass order by 1`,
    )
  ).map(({ name }) => name.slice(-6));

it("counts months across years", () => {
  expect([monthsAfter("2031-01-01", -1), monthsAfter("2031-12-01", 1), monthsAfter("2031-03-01", -24)]).toEqual([
    "2030-12-01",
    "2032-01-01",
    "2029-03-01",
  ]);
});

it("stores an access in its Korean month, and drops months that ended long enough ago, with the chain whole", async () => {
  // 15:30 UTC of the last day of January is February in Korea.
  for (const at of ["2029-01-15T00:00:00Z", "2029-01-31T15:30:00Z", "2029-02-20T00:00:00Z", "2029-03-01T00:00:00Z"])
    await access(at);
  expect(await months()).toEqual(["202901", "202902", "202903"]);
  const root = t.context.root;
  expect(await verifyAccesses(root, 24)).toEqual({ accesses: 4, faultAt: null });

  const now = new Date("2031-03-03T00:00:00Z");
  expect(await dropOldMonths(root, now, 26)).toEqual([]);
  expect(await dropOldMonths(root, now, 24)).toEqual(["2029-01-01", "2029-02-01"]);
  expect(await dropOldMonths(root, now, 24)).toEqual([]);
  expect(await months()).toEqual(["202903"]);
  expect(
    await t.rows(`select month::text, accesses, last_sequence::int from personal_data_access_removal order by month`),
  ).toEqual([
    { month: "2029-01-01", accesses: 1, last_sequence: 1 },
    { month: "2029-02-01", accesses: 2, last_sequence: 3 },
  ]);
  expect(await verifyAccesses(root, 24)).toEqual({ accesses: 1, faultAt: null });
  await access("2031-03-03T00:00:00Z");
  expect(await verifyAccesses(root, 24)).toEqual({ accesses: 2, faultAt: null });

  // A month that says it was dropped too early was dropped by nobody who may.
  expect(await verifyAccesses(root, 36)).toEqual({ accesses: 0, faultAt: "1" });
});
