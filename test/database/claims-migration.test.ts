/** The migration from a yes or no to a claim reads every open attempt with the more careful eye, and can be taken back. */
import { insertAttempts, openDatabaseAt } from "../kit/connected-database.js";
import { shared } from "../kit/shared-resource.js";

const BEFORE = "Migration20261129021850_return_reasons";
const CLAIMS = "Migration20261129064500_gateway_claims";

const database = shared(() => openDatabaseAt(BEFORE));

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
  await insertAttempts(
    database,
    ATTEMPTS.map(([gateway, status, answered_no, code]) => ({ gateway, status, answered_no, code })),
  );
  const column = async (name: string) =>
    (await database.rows<{ value: unknown }>(`select ${name} as value from gateway_attempt order by sequence`)).map(
      ({ value }) => value,
    );
  await database.orm.migrator.up({ to: CLAIMS });
  expect(await column("claim")).toEqual(ATTEMPTS.map(([, , , , claim]) => claim));
  await database.orm.migrator.down();
  expect(await column("answered_no")).toEqual(ATTEMPTS.map(([, , , , claim]) => claim === "STATE_DIFFERS"));
  // The older release leaves those alone.
  const heldBack = ATTEMPTS.map(([, , , code, claim]) =>
    claim === "DONE_ALREADY" || claim === "PERHAPS_DONE" ? "ACCEPTED_WITHOUT_TRACE" : code,
  );
  expect(await column("code")).toEqual(heldBack);
});
