/** The demo for real, as a person starts it: one command, the whole road over HTTP, a second start that keeps everything. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pg from "pg";
import { createEmptyDatabase, type TestDatabase } from "../kit/database.js";

const START = fileURLToPath(new URL("../../dist/demo/start.js", import.meta.url));
const ROAD = fileURLToPath(new URL("../../demo/road.sh", import.meta.url));
/** Seeding and the sandbox's slow answers take up to a minute on a busy machine. */
const PATIENCE_MS = 240_000;

const run = promisify(execFile);

interface Demo {
  process: ChildProcess;
  /** Everything printed so far, both outputs. */
  output(): string;
  /** Resolves with the exit code. */
  exited: Promise<number | null>;
  /** Where it said it can be reached. */
  url: string;
  sandboxUrl: string;
}

let database: TestDatabase;
let folder: string;
const living = new Set<ChildProcess>();

beforeAll(async () => {
  if (!existsSync(START)) throw new Error("the demo is not compiled: npm run build");
  database = await createEmptyDatabase();
  folder = mkdtempSync(join(tmpdir(), "hwanbul-demo-"));
});

afterAll(async () => {
  for (const child of living) child.kill("SIGKILL");
  const client = new pg.Client({ connectionString: database.url.replace(/[^/]*$/, "postgres") });
  await client.connect();
  await client.query(`drop database if exists ${sandboxDatabase()} with (force)`);
  await client.end();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const sandboxDatabase = (): string => `${new URL(database.url).pathname.slice(1)}_sandbox`;

function spawnDemo(settings: Record<string, string> = {}): Omit<Demo, "url" | "sandboxUrl"> {
  const child = spawn(process.execPath, [START], {
    env: {
      DATABASE_URL: database.url,
      DATA_DIRECTORY: folder,
      PORT: "0",
      PORTONE_V2_BASE_URL: "http://127.0.0.1:0",
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  living.add(child);
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece: Buffer) => (text += piece.toString()));
  const exited = new Promise<number | null>((resolve) => {
    child.once("close", (code) => {
      living.delete(child);
      resolve(code);
    });
  });
  return { process: child, output: () => text, exited };
}

async function startDemo(): Promise<Demo> {
  const demo = spawnDemo();
  let over = false;
  void demo.exited.then(() => (over = true));
  while (!over && !demo.output().includes("The whole road")) await new Promise((next) => setTimeout(next, 100));
  const [, url, sandboxUrl] = /npm run demo -- (\S+) (\S+)/.exec(demo.output()) ?? [];
  if (!url || !sandboxUrl) throw new Error(`the demo did not start:\n${demo.output()}`);
  return { ...demo, url, sandboxUrl };
}

async function ask(url: string, role: string, query: string): Promise<{ data: Record<string, unknown> }> {
  const token = await (await fetch(`${url}/development-issuer/token?role=${role}`)).text();
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as { data: Record<string, unknown> };
}

const COUNTS = `{
  all: refunds(first: 1) { totalCount { count } }
  done: refunds(first: 1, where: { status: [COMPLETED] }) { totalCount { count } }
}`;

describe("npm start", () => {
  it(
    "tells the story, goes the whole road with both ledgers agreeing, and keeps its data for a second start",
    async () => {
      const first = await startDemo();
      for (const role of ["refund-operator", "approver", "analyst", "service"]) expect(first.output()).toContain(role);
      expect(first.output()).toMatch(
        /studio\.apollographql\.com\/sandbox\/explorer\?endpoint=http%3A%2F%2F127\.0\.0\.1/,
      );
      expect((await fetch(`${first.url}/explorer/`)).status).toBe(200);

      const { stdout } = await run("bash", [ROAD, first.url, first.sandboxUrl], { timeout: PATIENCE_MS });
      expect(stdout).toContain("20 of 20 answers replayed");
      expect(stdout).toContain("The ledgers agree to the won.");

      first.process.kill("SIGINT");
      expect(await first.exited).toBe(0);

      const second = await startDemo();
      expect(second.output()).not.toContain("returns handed over");
      const { data } = await ask(second.url, "analyst", COUNTS);
      const count = (name: string) => (data[name] as { totalCount: { count: number } }).totalCount.count;
      expect(count("all")).toBeGreaterThan(245);
      expect(count("done")).toBeGreaterThan(10);
      second.process.kill("SIGTERM");
      expect(await second.exited).toBe(0);
    },
    PATIENCE_MS,
  );

  it("refuses production, a bad setting and a foreign gateway with one sentence and exit 1", async () => {
    for (const [settings, sentence] of [
      [{ NODE_ENV: "production" }, /Production refuses to start/],
      [{ PORT: "many" }, /PORT/],
      [{ PORTONE_V2_BASE_URL: "https://api.portone.io" }, /PORTONE_V2_BASE_URL names api\.portone\.io/],
    ] as const) {
      const demo = spawnDemo(settings);
      expect(await demo.exited).toBe(1);
      expect(demo.output()).toMatch(sentence);
      expect(demo.output()).not.toMatch(/^\s+at /m);
    }
  }, 60_000);
});
