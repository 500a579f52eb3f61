/**
 * Before all tests: one PostgreSQL server, and on it a template database with every table, which test files clone.
 *
 * The server is the embedded one on a free port in a temporary folder, or the one TEST_DATABASE_URL names (a role that
 * may create databases). Plain JavaScript over the compiled `dist/`: Jest does not transform a global set-up.
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { bundlePackages } from "./packages.mjs";

const compiled = (file) => new URL(`../../dist/src/${file}`, import.meta.url);

export default async function setUp() {
  await bundlePackages();
  const run = randomBytes(4).toString("hex");
  const given = process.env.TEST_DATABASE_URL;
  const server = given ? externalServer(given) : await embeddedServer();
  // Many runs in a row over the same migrations (mutants) share one template.
  const shared = process.env.TEST_TEMPLATE_READY;
  const template = shared || `tpl_${run}`;
  globalThis.__HWANBUL_TEST_SERVER__ = { ...server, run, ownTemplate: shared ? null : template };
  try {
    process.env.TEST_ADMIN_URL = server.adminUrl;
    process.env.TEST_RUN = run;
    process.env.TEST_TEMPLATE = template;
    if (!shared) await buildTemplate(server.adminUrl, template);
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Everything up to the database name, which callers append. */
const withoutDatabase = (url) => new URL("/", url).href;

function externalServer(url) {
  return { adminUrl: withoutDatabase(url), external: true, stop: async () => undefined };
}

export async function embeddedServer() {
  const { startEmbeddedPostgres } = await import(compiled("database/embedded/index.js"));
  const folder = await mkdtemp(join(tmpdir(), "hwanbul-test-"));
  await chmod(folder, 0o755); // run by root, the server is another user's and has to get in
  const guard = startGuard(folder);
  const clear = async () => {
    await rm(folder, { recursive: true, force: true });
    guard.stdin.end();
  };
  try {
    const server = await startEmbeddedPostgres({
      dataDirectory: join(folder, "data"),
      port: 0,
      durability: "fast-for-tests",
    });
    return {
      adminUrl: withoutDatabase(server.adminUrl),
      external: false,
      stop: () => server.stop().then(clear),
    };
  } catch (error) {
    await clear();
    throw error;
  }
}

/** Clears up when Jest ends without a teardown: Ctrl-C, `kill -9`, a crash. */
function startGuard(folder) {
  const guard = spawn(process.execPath, [fileURLToPath(new URL("server-guard.mjs", import.meta.url)), folder], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  guard.unref();
  guard.stdin.unref();
  return guard;
}

export async function buildTemplate(adminUrl, template) {
  const admin = new pg.Client({ connectionString: `${adminUrl}postgres` });
  await admin.connect();
  try {
    await admin.query(`create database ${template} template template0 encoding 'UTF8'`);
    const migrate = compiled("migrate.js");
    if (existsSync(migrate)) await (await import(migrate)).migrate(adminUrl + template);
    else console.warn("dist/src/migrate.js is missing: the tests' template database stays empty.");
    // A database can only be cloned while nobody is connected to it.
    await admin.query(`alter database ${template} with is_template true allow_connections false`);
  } finally {
    await admin.end();
  }
}
