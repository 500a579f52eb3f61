/** The command line as a person uses it: the compiled program in a process of its own, its words and its exit code. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DevelopmentIssuer } from "../../src/access/development-issuer.js";
import { createTokenVerifier } from "../../src/access/token.js";
import { schemaCommand } from "../../src/cli/schema.js";
import { systemClock } from "../../src/clock.js";
import { readConfig } from "../../src/config.js";
import { createEmptyDatabase } from "../kit/database.js";
import { API_SECRET, openDesk, STORE_ID, type TestDesk } from "../kit/desk.js";
import { collectedReturn } from "../kit/story.js";

let t: TestDesk;
let folder: string;
beforeAll(async () => {
  t = await openDesk();
  folder = mkdtempSync(join(tmpdir(), "hwanbul-cli-"));
});
afterAll(async () => {
  await t.close();
  rmSync(folder, { recursive: true, force: true });
});

function hwanbul(args: string[], environment: Record<string, string> = {}): Promise<{ code: number; told: string }> {
  const env = {
    PATH: process.env.PATH ?? "",
    NODE_ENV: "test",
    DATABASE_URL: t.databaseUrl,
    DATA_DIRECTORY: folder,
    PORTONE_V2_BASE_URL: t.sandboxUrl,
    PORTONE_V2_API_SECRET: API_SECRET,
    PORTONE_V2_STORE_ID: STORE_ID,
    GATEWAYS: "PORTONE_V2,MERCHANT_LEDGER",
    ...environment,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, ["dist/src/cli.js", ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, told: stdout + stderr }),
    );
  });
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
  expect(await verifier.verify(made.told.trim())).toMatchObject({
    ok: true,
    principal: { subject: "lee", roles: ["accountant", "approver"], grants: ["PERSONAL_DATA_NAME"] },
  });
});

it("token says which role there is not, and makes none where another issuer is in charge", async () => {
  expect(await hwanbul(["token", "--role", "boss", "--subject", "lee"])).toEqual({
    code: 1,
    told: expect.stringMatching(/^There is no role boss; there are refund-operator, .*\.\n$/),
  });
  const elsewhere = { JWT_JWKS_URL: "https://issuer.example/jwks.json" };
  expect((await hwanbul(["token", "--role", "approver", "--subject", "lee"], elsewhere)).code).toBe(1);
});

it("migrate fills an empty database, once", async () => {
  const empty = await createEmptyDatabase();
  try {
    const both = await Promise.all([1, 2].map(() => hwanbul(["migrate"], { DATABASE_URL: empty.url })));
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const told = both.map((run) => run.told).sort();
    expect(told[0]).toMatch(/^The database was up to date\.\n$|^ran Migration/);
    expect(told.filter((text) => text.includes("was up to date"))).toHaveLength(1);
  } finally {
    await empty.drop();
  }
});

it("doctor finds everything well, and names what is not", async () => {
  const well = await hwanbul(["doctor"]);
  expect([well.code, well.told]).toEqual([0, expect.not.stringContaining("not ok")]);
  expect(well.told.match(/^ok /gm)).toHaveLength(8);
  const ill = await hwanbul(["doctor"], { PORTONE_V2_API_SECRET: "wrong", ENCRYPTION_KEYS: "nothing" });
  expect(ill.code).toBe(1);
  expect(ill.told).toMatch(/^not ok {2}gateways .*PORTONE_V2_API_SECRET/m);
  expect(ill.told).toMatch(/^not ok {2}keys .*ENCRYPTION_KEYS/m);
  const empty = await createEmptyDatabase();
  const unmigrated = await hwanbul(["doctor"], { DATABASE_URL: empty.url });
  await empty.drop();
  expect(unmigrated.told).toMatch(/^not ok {2}migrations .*hwanbul -- migrate/m);
  const gone = await hwanbul(["doctor"], { DATABASE_URL: "postgresql://nobody:geheim@127.0.0.1:9/none" });
  expect(gone.told).toMatch(/^not ok {2}database .*127\.0\.0\.1:9.*DATABASE_URL/m);
  expect(gone.told).not.toContain("geheim");
});

it("audit verify ends with 0 while history is whole, and with 1 and the place where it is not", async () => {
  const { refund } = await collectedReturn(t, 10_000);
  expect(await hwanbul(["audit", "verify"])).toMatchObject({
    code: 0,
    told: expect.stringMatching(/^ok {2}1 refunds, 1 steps/),
  });
  await t.rows(`alter table refund_history disable trigger refund_history_append_only`);
  await t.rows(`update refund_history set actor = 'somebody.else' where refund_id = ?`, [refund.id]);
  await t.rows(`alter table refund_history enable trigger refund_history_append_only`);
  const found = await hwanbul(["audit", "verify", "--refund", refund.refundNo]);
  expect(found.code).toBe(1);
  expect(found.told).toContain(`not ok  ${refund.refundNo}: step 1 was changed after it was written (EDITED)`);
  expect((await hwanbul(["audit", "verify", "--refund", "RF-20310303-999999"])).code).toBe(1);
});

it("jobs dead and jobs redrive tell what there is", async () => {
  expect(await hwanbul(["jobs", "dead"])).toEqual({ code: 0, told: "0 dead letter(s)\n" });
  expect(await hwanbul(["jobs", "redrive"])).toEqual({ code: 0, told: "0 job(s) put back on their queues\n" });
});

it("a setting that is not valid is told in one sentence, whatever the command", async () => {
  const { code, told } = await hwanbul(["jobs", "dead"], { PORT: "many" });
  expect([code, told]).toEqual([1, expect.stringMatching(/^These settings are not valid:\n {2}PORT: /)]);
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
