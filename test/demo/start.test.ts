/** The demo for real, as a person starts it: one command, the whole road over HTTP, a second start that keeps everything. */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pg from "pg";
import { createEmptyDatabase, type TestDatabase } from "../kit/database.js";
import { runCollection } from "./bruno-collection.js";

const START = fileURLToPath(new URL("../../dist/demo/start.js", import.meta.url));
const ROAD = fileURLToPath(new URL("../../demo/road.sh", import.meta.url));
const OPERATIONS = fileURLToPath(new URL("../../demo/operations/", import.meta.url));
/** Seeding and the sandboxes' slow answers take a minute on a busy machine, calls that may only be repeated after a pause two. */
const PATIENCE_MS = 360_000;
const GATEWAYS = ["PORTONE_V2", "IAMPORT_V1", "TOSS_PAY", "EBP", "MERCHANT_LEDGER"];

const ANY_PORT = "http://127.0.0.1:0";

const run = promisify(execFile);

interface Demo {
  process: ChildProcess;
  /** Everything printed so far, both outputs. */
  output(): string;
  /** Resolves with the exit code. */
  exited: Promise<number | null>;
  /** Where it said it can be reached. */
  url: string;
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

function spawnDemo(settings: Record<string, string> = {}): Omit<Demo, "url"> {
  const child = spawn(process.execPath, [START], {
    env: {
      HWANBUL_ENV_FILE: "",
      DATABASE_URL: database.url,
      DATA_DIRECTORY: folder,
      PORT: "0",
      PORTONE_V2_BASE_URL: ANY_PORT,
      IAMPORT_V1_BASE_URL: ANY_PORT,
      TOSS_PAY_BASE_URL: ANY_PORT,
      EBP_BASE_URL: ANY_PORT,
      ORDER_SERVICE_URL: ANY_PORT,
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
  const [, url] = /npm run demo -- (\S+)/.exec(demo.output()) ?? [];
  if (!url) throw new Error(`the demo did not start:\n${demo.output()}`);
  return { ...demo, url };
}

/** The sample queries that run as they are, each with a role that may. */
const samples = (): { name: string; role: string; query: string }[] =>
  readdirSync(OPERATIONS)
    .filter(
      (name) => name.endsWith(".graphql") && !existsSync(join(OPERATIONS, name.replace(/graphql$/, "variables.json"))),
    )
    .map((name) => ({ name, query: readFileSync(join(OPERATIONS, name), "utf8") }))
    .filter(({ query }) => /^query /m.test(query))
    .map((sample) => ({ ...sample, role: /Role: (?!any)([a-z-]+)/.exec(sample.query)?.[1] ?? "analyst" }));

async function ask(
  url: string,
  role: string,
  query: string,
): Promise<{ data: Record<string, unknown>; errors?: unknown }> {
  const token = await (await fetch(`${url}/development-issuer/token?role=${role}`)).text();
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as { data: Record<string, unknown>; errors?: unknown };
}

/** Lines of a terminal of 80 columns. */
const linesOf = (text: string): number =>
  text
    .trimEnd()
    .split("\n")
    .reduce((lines, line) => lines + Math.max(1, Math.ceil(line.length / 80)), 0);

const COUNTS = `{
  all: refunds(first: 1) { totalCount { count } }
  done: refunds(first: 1, where: { status: [COMPLETED] }) { totalCount { count } }
}`;

const doneAt = (gateway: string): string =>
  `{ done: refunds(first: 1, where: { status: [COMPLETED], gateway: [${gateway}] }) { totalCount { count } } }`;

describe("npm start", () => {
  it(
    "tells the story, goes the whole road with both ledgers agreeing, and keeps its data for a second start",
    async () => {
      const first = await startDemo();
      for (const role of ["refund-operator", "approver", "analyst", "service"]) expect(first.output()).toContain(role);
      expect(linesOf(first.output().slice(first.output().indexOf("환불 · Hwanbul is ready")))).toBeLessThanOrEqual(23);
      expect(first.output()).not.toMatch(/eyJ[\w-]+\./);
      expect(await run("sh", ["-c", first.output().slice(first.output().indexOf("curl -s http"))])).toMatchObject({
        stdout: expect.stringContaining('{"refund":{"status":"REFUND_REQUESTED"},"userErrors":[]}'),
      });
      expect(first.output()).toMatch(
        /studio\.apollographql\.com\/sandbox\/explorer\?endpoint=http%3A%2F%2F127\.0\.0\.1/,
      );
      expect((await fetch(`${first.url}/explorer/`)).status).toBe(200);

      const addresses = (await (await fetch(`${first.url}/demo/addresses`)).json()) as {
        gateway: string;
        url: string;
      }[];
      expect(addresses.map((address) => address.gateway)).toEqual(GATEWAYS);
      for (const address of addresses) {
        expect(first.output()).toContain(address.url);
        expect((await fetch(address.url)).status).toBe(200);
      }

      const { stdout } = await run("bash", [ROAD, first.url], { timeout: PATIENCE_MS });
      expect(stdout).toContain("20 of 20 answers replayed");
      for (const name of ["PortOne V2", "i'mport V1", "Toss Pay", "EBP", "points"])
        expect(stdout).toMatch(new RegExp(`^  ${name} +\\d+ +[1-9]\\d* .*agrees$`, "m"));
      expect(stdout).toContain("The ledgers agree to the won.");

      first.process.kill("SIGINT");
      expect(await first.exited).toBe(0);

      const second = await startDemo();
      expect(second.output()).not.toContain("returns handed over");
      const { data } = await ask(second.url, "analyst", COUNTS);
      const count = (name: string) => (data[name] as { totalCount: { count: number } }).totalCount.count;
      expect(count("all")).toBeGreaterThan(270);
      for (const gateway of GATEWAYS) {
        const counted = await ask(second.url, "analyst", doneAt(gateway));
        expect((counted.data.done as { totalCount: { count: number } }).totalCount.count).toBeGreaterThan(0);
      }
      expect(count("done")).toBeGreaterThan(10);
      expect(samples().length).toBeGreaterThan(8);
      for (const { name, role, query } of samples()) {
        const { errors } = await ask(second.url, role, query);
        expect({ name, errors }).toEqual({ name, errors: undefined });
      }
      const { sent, failures } = await runCollection(second.url);
      expect(failures).toEqual([]);
      expect(sent.at(-1)).toBe("The return is refunded");
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
      [{ TOSS_PAY_BASE_URL: "https://pay.toss.im" }, /TOSS_PAY_BASE_URL names pay\.toss\.im/],
      [{ GATEWAYS: "PORTONE_V2,EBP" }, /payments at IAMPORT_V1, TOSS_PAY, MERCHANT_LEDGER, which GATEWAYS leaves out/],
    ] as const) {
      const demo = spawnDemo(settings);
      expect(await demo.exited).toBe(1);
      expect(demo.output()).toMatch(sentence);
      expect(demo.output()).not.toMatch(/^\s+at /m);
    }
  });

  it("says whose port is taken, and how to start beside it", async () => {
    const squatter = createServer().listen(0, "127.0.0.1");
    await once(squatter, "listening");
    const { port } = squatter.address() as AddressInfo;
    try {
      for (const [setting, name] of [
        ["EBP_BASE_URL", "EBP sandbox"],
        ["ORDER_SERVICE_URL", "order service"],
      ] as const) {
        const demo = spawnDemo({ [setting]: `http://127.0.0.1:${port}` });
        expect(await demo.exited).toBe(1);
        expect(demo.output()).toContain(
          `Port ${port}, which the ${name} wants, cannot be had (EADDRINUSE: another program has it)`,
        );
        expect(demo.output()).toContain(`start with ${setting}=http://127.0.0.1:${port + 1}`);
      }
    } finally {
      squatter.close();
    }
  });
});
