/** Real server processes (`dist/src/main.js`) on one database, with a PortOne sandbox outside of them: for kills, races and restarts. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MikroORM } from "@mikro-orm/postgresql";
import { PortoneV2Control } from "../../sandbox/portone-v2/control.js";
import { startPortoneV2Sandbox, type PortoneV2Sandbox } from "../../sandbox/portone-v2/server.js";
import { DevelopmentIssuer } from "../../src/access/development-issuer.js";
import type { Role } from "../../src/access/permission.js";
import { systemClock } from "../../src/clock.js";
import { connect } from "../../src/database/orm.js";
import { entities } from "../../src/orm.config.js";
import { createEmptyDatabase, createMigratedDatabase, type TestDatabase } from "./database.js";
import { freePort } from "./port.js";

const API_SECRET = "test-portone-api-secret";
const STORE_ID = "store-test";
export const WEBHOOK_SECRET = `whsec_${Buffer.from("hwanbul-test-webhook-secret-0001").toString("base64")}`;
const ISSUER = "http://127.0.0.1/development-issuer";
const READY_WAIT_MS = 240_000;

export interface ServerProcess {
  url: string;
  child: ChildProcess;
  /** What it printed so far. */
  output(): string;
  /** Resolves when it is gone, with the signal or code it ended by. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  kill(signal: NodeJS.Signals): void;
}

export interface Answer<T> {
  data?: T;
  errors?: { message: string; extensions?: { code?: string } }[];
}

export interface ContractSetup {
  databaseUrl: string;
  sandbox: PortoneV2Control;
  sandboxUrl: string;
  orm: MikroORM;
  /** Starts one more server process on the ground's database and waits until it is ready. */
  start(environment?: Record<string, string>): Promise<ServerProcess>;
  token(role: Role, subject?: string): Promise<string>;
  rows<T>(sql: string, values?: unknown[]): Promise<T[]>;
  close(): Promise<void>;
}

/** The ground several processes stand on: database (its own, or a migrated one that is given), sandbox, and an issuer whose keys all of them share. */
export async function openContractSetup(given?: TestDatabase): Promise<ContractSetup> {
  const database = given ?? (await createMigratedDatabase());
  const ledger = await createEmptyDatabase();
  const folder = mkdtempSync(join(tmpdir(), "hwanbul-ground-"));
  const sandbox: PortoneV2Sandbox = await startPortoneV2Sandbox({
    databaseUrl: ledger.url,
    apiSecret: API_SECRET,
    storeId: STORE_ID,
    port: 0,
  });
  const issuer = new DevelopmentIssuer({
    directory: folder,
    issuer: ISSUER,
    audience: "hwanbul",
    clock: systemClock,
    production: false,
  });
  const orm = await connect({ url: database.url, entities, pool: 4, applicationName: "hwanbul-test" });
  const running = new Set<ServerProcess>();

  return {
    databaseUrl: database.url,
    sandbox: new PortoneV2Control(sandbox.url),
    sandboxUrl: sandbox.url,
    orm,
    async start(environment = {}) {
      const port = await freePort();
      const server = spawnServer(
        {
          PATH: process.env.PATH ?? "",
          // A developer's settings are none of a test's.
          HWANBUL_ENV_FILE: "",
          NODE_ENV: "test",
          PORT: String(port),
          DATABASE_URL: database.url,
          DATA_DIRECTORY: folder,
          JWT_ISSUER: ISSUER,
          PORTONE_V2_BASE_URL: sandbox.url,
          PORTONE_V2_API_SECRET: API_SECRET,
          PORTONE_V2_STORE_ID: STORE_ID,
          GATEWAYS: "PORTONE_V2,MERCHANT_LEDGER",
          PORTONE_V2_WEBHOOK_SECRETS: WEBHOOK_SECRET,
          PORTONE_V2_READ_TIMEOUT_MS: "2000",
          LEASE_MARGIN_MS: "500",
          SWEEP_INTERVAL_MS: "500",
          SWEEP_GRACE_MS: "500",
          LOOK_UP_PAUSES_MS: "200,500,1000",
          // Answers are lost one after the other here.
          GATEWAY_CIRCUIT_FAILURES: "1000",
          SEND_PAUSE_MS: "300",
          EVENT_POLL_MS: "100",
          LOG_LEVEL: "warn",
          ...environment,
        },
        `http://127.0.0.1:${port}`,
      );
      running.add(server);
      void server.ended.then(() => running.delete(server));
      await ready(server);
      return server;
    },
    token: (role, subject = `${role}@test`) => issuer.issue({ subject, roles: [role], expiresIn: 3_600 }),
    rows: (sql, values = []) => orm.em.fork().execute(sql, values),
    async close() {
      for (const server of running) server.kill("SIGKILL");
      await Promise.all([...running].map((server) => server.ended));
      await orm.close(true);
      await sandbox.close();
      await database.drop();
      await ledger.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function spawnServer(environment: Record<string, string>, url: string): ServerProcess {
  const child = spawn(process.execPath, ["--enable-source-maps", "dist/src/main.js"], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, "exit").then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
  }));
  return { url, child, output: () => output, ended, kill: (signal) => void child.kill(signal) };
}

async function ready(server: ServerProcess): Promise<void> {
  const deadline = Date.now() + READY_WAIT_MS;
  while (Date.now() < deadline) {
    if (server.child.exitCode !== null || server.child.signalCode !== null)
      throw new Error(`the server ended: ${server.output()}`);
    const answer = await fetch(`${server.url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the server was never ready: ${server.output()}`);
}

/** One GraphQL operation over HTTP. */
export async function graphql<T>(
  server: Pick<ServerProcess, "url"> & { onAnswer?: (status: number, codes: (string | undefined)[]) => void },
  token: string | null,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Answer<T>> {
  const response = await fetch(`${server.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token !== null && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  const answer = (await response.json()) as Answer<T>;
  server.onAnswer?.(
    response.status,
    (answer.errors ?? []).map((error) => error.extensions?.code),
  );
  return answer;
}

/** Waits until `found` gives something; a test that waits for what never comes fails by its own time limit. */
export async function until<T>(found: () => Promise<T | null | undefined | false>, pauseMs = 50): Promise<T> {
  for (;;) {
    const value = await found();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
