/** The migration from a yes or no to a claim reads every open attempt with the more careful eye, and can be taken back. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { MikroORM } from "@mikro-orm/postgresql";
import { ormOptions } from "../../src/database/orm.js";
import { createEmptyDatabase, type TestDatabase } from "../kit/database.js";

const BEFORE = "Migration20261129021850_return_reasons";
const CLAIMS = "Migration20261129064500_gateway_claims";

let database: TestDatabase;
let orm: MikroORM;
beforeAll(async () => {
  database = await createEmptyDatabase();
  const options = ormOptions({ url: database.url, entities: [], pool: 2 });
  orm = await MikroORM.init({ ...options, logger: () => {}, migrations: { ...options.migrations, snapshot: false } });
  await orm.migrator.up({ to: BEFORE });
});
afterAll(async () => {
  await orm.close(true);
  await database.drop();
});

/** Gateway, status, what it was answered, and the claim that becomes of it. */
const ATTEMPTS: [string, string, boolean, string | null, string][] = [
  ["PORTONE_V2", "UNKNOWN", true, "PAYMENT_ALREADY_CANCELLED", "DONE_ALREADY"],
  ["TOSS_PAY", "UNKNOWN", true, "REFUND_ALREADY_REFUNDED", "DONE_ALREADY"],
  ["PORTONE_V2", "UNKNOWN", true, "CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN", "STATE_DIFFERS"],
  ["IAMPORT_V1", "UNKNOWN", true, "CODE_-1", "PERHAPS_DONE"],
  ["PORTONE_V2", "UNKNOWN", false, "PG_PROVIDER:2211", "PERHAPS_DONE"],
  ["IAMPORT_V1", "UNKNOWN", false, "ACCEPTED_WITHOUT_TRACE", "PERHAPS_DONE"],
  ["PORTONE_V2", "UNKNOWN", false, "TIMEOUT", "NOTHING"],
  ["IAMPORT_V1", "REFUSED", true, "CODE_1", "STATE_DIFFERS"],
  ["PORTONE_V2", "SUBMITTING", false, null, "NOTHING"],
];

it("gives every attempt its claim, and its yes or no back", async () => {
  // Only the attempts matter: what they belong to is left out.
  await orm.em.fork().transactional(async (em) => {
    await em.execute(`set local session_replication_role = replica`);
    for (const [sequence, [gateway, status, answeredNo, code]] of ATTEMPTS.entries())
      await em.execute(
        `insert into gateway_attempt (id, refund_id, payment_id, gateway, sequence, status, amount_total, amount_taxable,
           amount_vat, amount_tax_free, amount_service_fee, uses_account, known_cancellation_ids, tries, fence, look_ups,
           answered_no, code, created_at)
         values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), ?, ?, ?, 1, 1, 0, 0, 0, false, '[]', 1, 1, 0, ?, ?, now())`,
        [gateway, sequence, status, answeredNo, code],
      );
  });
  const column = async (name: string) =>
    (
      await orm.em
        .fork()
        .execute<{ value: unknown }[]>(`select ${name} as value from gateway_attempt order by sequence`)
    ).map(({ value }) => value);
  await orm.migrator.up({ to: CLAIMS });
  expect(await column("claim")).toEqual(ATTEMPTS.map(([, , , , claim]) => claim));
  await orm.migrator.down();
  expect(await column("answered_no")).toEqual(ATTEMPTS.map(([, , , , claim]) => claim === "STATE_DIFFERS"));
  // The older release leaves those alone.
  const heldBack = ATTEMPTS.map(([, , , code, claim]) =>
    claim === "DONE_ALREADY" || claim === "PERHAPS_DONE" ? "ACCEPTED_WITHOUT_TRACE" : code,
  );
  expect(await column("code")).toEqual(heldBack);
});
