/** The command line as a person uses it: the compiled program in a process of its own, its words and its exit code. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DevelopmentIssuer } from "../../src/access/development-issuer.js";
import { createTokenVerifier } from "../../src/access/token.js";
import { schemaCommand } from "../../src/cli/schema.js";
import { systemClock } from "../../src/clock.js";
import { readConfig } from "../../src/config.js";
import { createEmptyDatabase, createMigratedDatabase } from "../kit/database.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { collectedReturn } from "../kit/fixtures.js";
import { runHwanbul, settingsFor } from "./hwanbul.js";

const t = sharedTestService();
const folder = mkdtempSync(join(tmpdir(), "hwanbul-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function hwanbul(args: string[], environment: Record<string, string> = {}) {
  const settings = { DATA_DIRECTORY: folder, GATEWAYS: "PORTONE_V2,MERCHANT_LEDGER", ...environment };
  const { code, stdout, stderr } = await runHwanbul(args, settingsFor(t, settings));
  return { code, received: stdout + stderr };
}

it("token makes one that a server with the same folder takes", async () => {
  const made = await hwanbul([
    "token",
    "--role",
    "approver,accountant",
    "--subject",
    "lee",
    "--grants",
    "PERSONAL_DATA_NAME",
  ]);
  const { JWT_ISSUER: issuer, JWT_AUDIENCE: audience } = readConfig({});
  const keys = new DevelopmentIssuer({ directory: folder, issuer, audience, clock: systemClock, production: false });
  const verifier = createTokenVerifier({ issuer, audience, clock: systemClock, jwks: keys.jwks() });
  expect(await verifier.verify(made.received.trim())).toMatchObject({
    ok: true,
    principal: { subject: "lee", roles: ["accountant", "approver"], grants: ["PERSONAL_DATA_NAME"] },
  });
});

it("token says which role there is not, and makes none where another issuer is in charge", async () => {
  expect(await hwanbul(["token", "--role", "boss", "--subject", "lee"])).toEqual({
    code: 1,
    received: expect.stringMatching(/^There is no role boss; there are refund-operator, .*\.\n$/),
  });
  const elsewhere = { JWT_JWKS_URL: "https://issuer.example/jwks.json" };
  expect((await hwanbul(["token", "--role", "approver", "--subject", "lee"], elsewhere)).code).toBe(1);
});

it("migrate fills an empty database, once", async () => {
  const empty = await createEmptyDatabase();
  try {
    const both = await Promise.all([1, 2].map(() => hwanbul(["migrate"], { DATABASE_URL: empty.url })));
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const received = both.map((run) => run.received).sort();
    expect(received[0]).toMatch(/^The database was up to date\.\n$|^ran Migration/);
    expect(received.filter((text) => text.includes("was up to date"))).toHaveLength(1);
  } finally {
    await empty.drop();
  }
});

it("doctor finds everything well, and names what is not", async () => {
  const well = await hwanbul(["doctor"]);
  expect([well.code, well.received]).toEqual([0, expect.not.stringContaining("not ok")]);
  expect(well.received.match(/^ok /gm)).toHaveLength(9);
  const ill = await hwanbul(["doctor"], { PORTONE_V2_API_SECRET: "wrong", ENCRYPTION_KEYS: "nothing" });
  expect(ill.code).toBe(1);
  expect(ill.received).toMatch(/^not ok {2}gateways .*PORTONE_V2_API_SECRET/m);
  expect(ill.received).toMatch(/^not ok {2}keys .*ENCRYPTION_KEYS/m);
  const empty = await createEmptyDatabase();
  const unmigrated = await hwanbul(["doctor"], { DATABASE_URL: empty.url });
  await empty.drop();
  expect(unmigrated.received).toMatch(/^not ok {2}migrations .*hwanbul -- migrate/m);
  const gone = await hwanbul(["doctor"], { DATABASE_URL: "postgresql://nobody:geheim@127.0.0.1:9/none" });
  expect(gone.received).toMatch(/^not ok {2}database .*127\.0\.0\.1:9.*DATABASE_URL/m);
  expect(gone.received).not.toContain("geheim");
});

it("doctor repeats no vendor's sentence, and a code only of the usual form", async () => {
  let errorCode = "";
  const vendor = createServer((_, response) => {
    const sentence = "고객 홍길동(honggildong77)님 110-234-567890";
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ code: -1, errorCode, msg: sentence }));
  });
  await new Promise<void>((resolve) => vendor.listen(0, "127.0.0.1", resolve));
  const TOSS_PAY_BASE_URL = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`;
  const tossPay = { GATEWAYS: "TOSS_PAY", TOSS_PAY_API_KEY: "sk_test_key", TOSS_PAY_BASE_URL };
  try {
    for (const [said, printed] of [
      ["COMMON_SYSTEM_ERROR", "(COMMON_SYSTEM_ERROR)"],
      ["honggildong77 110-234-567890", "(no code of the usual form)"],
    ] as const) {
      errorCode = said;
      const { code, received } = await hwanbul(["doctor"], tossPay);
      expect([code, received]).toEqual([1, expect.stringContaining(printed)]);
      expect(received).toMatch(/^not ok {2}gateways .*TOSS_PAY_BASE_URL/m);
      expect(received).not.toMatch(/홍길동|honggildong|110-234/);
    }
  } finally {
    vendor.closeAllConnections();
    vendor.close();
  }
});

it("audit verify ends with 0 while history is whole, and with 1 and the place where it is not", async () => {
  const { refund } = await collectedReturn(t, 10_000);
  expect(await hwanbul(["audit", "verify"])).toMatchObject({
    code: 0,
    received: expect.stringMatching(/^ok {2}1 refunds, 1 steps/),
  });
  await t.rows(`alter table refund_history disable trigger refund_history_append_only`);
  await t.rows(`update refund_history set actor = 'somebody.else' where refund_id = ?`, [refund.id]);
  await t.rows(`alter table refund_history enable trigger refund_history_append_only`);
  const found = await hwanbul(["audit", "verify", "--refund", refund.refundNo]);
  expect(found.code).toBe(1);
  expect(found.received).toContain(`not ok  ${refund.refundNo}: step 1 was changed after it was written (EDITED)`);
  expect((await hwanbul(["audit", "verify", "--refund", "RF-20310303-999999"])).code).toBe(1);
});

it("audit checkpoint signs what is whole, and over damage only where that is asked for", async () => {
  const database = await createMigratedDatabase();
  const books = { DATABASE_URL: database.url };
  const first = await hwanbul(["audit", "checkpoint"], books);
  expect([first.code, first.received]).toEqual([
    0,
    expect.stringMatching(/^ok {2}took checkpoint 1 of .*, 0 refunds$/m),
  ]);
  expect((await hwanbul(["audit", "verify"], books)).received).toMatch(/^ +compared with checkpoint 1 of /m);
  const directory = join(folder, "checkpoints", new URL(books.DATABASE_URL).pathname);
  writeFileSync(join(directory, "checkpoint-000001.heads"), "another\n");
  const found = await hwanbul(["audit", "verify"], books);
  expect([found.code, found.received]).toEqual([
    1,
    expect.stringContaining(
      "not ok  checkpoint-000001: its heads are not the ones that were signed: the checkpoint is not as it was signed (CHECKPOINT_FORGED)",
    ),
  ]);
  expect(await hwanbul(["audit", "checkpoint"], books)).toMatchObject({
    code: 1,
    received: expect.stringContaining("not ok  no checkpoint was taken"),
  });
  expect(await hwanbul(["audit", "checkpoint", "--accept"], books)).toMatchObject({
    code: 0,
    received: expect.stringContaining("ok  took checkpoint 2 of "),
  });
  await database.drop();
});

it("a checkpoint key that is none is told in one sentence", async () => {
  const { code, received } = await hwanbul(["audit", "verify"], { AUDIT_CHECKPOINT_KEYS: "secret-that-is-no-key" });
  expect([code, received]).toEqual([1, expect.stringMatching(/^AUDIT_CHECKPOINT_KEYS: entry 1 is no Ed25519 key/)]);
  expect(received).not.toContain("secret-that-is-no-key");
});

it("jobs dead and jobs redrive tell what there is", async () => {
  expect(await hwanbul(["jobs", "dead"])).toEqual({ code: 0, received: "0 dead letter(s)\n" });
  expect(await hwanbul(["jobs", "redrive"])).toEqual({ code: 0, received: "0 job(s) put back on their queues\n" });
});

it("a setting that is not valid is told in one sentence, whatever the command", async () => {
  const { code, received } = await hwanbul(["jobs", "dead"], { PORT: "many" });
  expect([code, received]).toEqual([1, expect.stringMatching(/^These settings are not valid:\n {2}PORT: /)]);
});

it("schema writes what is generated, the same each time, and --check sees when it is stale", async () => {
  const root = mkdtempSync(join(tmpdir(), "hwanbul-schema-"));
  const file = join(root, "schema/schema.graphql");
  expect(await schemaCommand({ check: true, root })).toBe(false);
  expect(await schemaCommand({ check: false, root })).toBe(true);
  expect(await schemaCommand({ check: true, root })).toBe(true);
  const first = readFileSync(file, "utf8");
  writeFileSync(file, `${first}\n# somebody's edit\n`);
  expect(await schemaCommand({ check: true, root })).toBe(false);
  expect(await schemaCommand({ check: false, root })).toBe(true);
  expect(readFileSync(file, "utf8")).toBe(first);
  rmSync(root, { recursive: true, force: true });
});
