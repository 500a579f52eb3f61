/** The built service as a real process on an embedded database of its own, and what can be measured of it from outside. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DevelopmentIssuer } from "../dist/src/access/development-issuer.js";
import { systemClock } from "../dist/src/clock.js";
import { startEmbeddedPostgres } from "../dist/src/database/embedded/index.js";
import { migrate } from "../dist/src/migrate.js";

const ISSUER = "http://127.0.0.1/development-issuer";
const READY_MS = 60_000;
/** Of the system's clock, in which /proc counts. */
const MS_A_TICK = 1_000 / Number(spawnSync("getconf", ["CLK_TCK"], { encoding: "utf8" }).stdout);

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** `flags` are for Node, such as --cpu-prof. */
export async function startService({ environment = {}, flags = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "hwanbul-bench-"));
  const postgres = await startEmbeddedPostgres({ dataDirectory: folder, port: 0, durability: "safe" });
  await postgres.ensureDatabase("bench");
  const databaseUrl = postgres.url("bench");
  await migrate(databaseUrl);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ["--enable-source-maps", ...flags, "dist/src/main.js"], {
    env: {
      PATH: process.env.PATH,
      HWANBUL_ENV_FILE: "",
      NODE_ENV: "test",
      // What is measured is the cost of a request, not how many there may be.
      RATE_LIMIT_PER_SUBJECT: "0",
      RATE_LIMIT_PER_ADDRESS: "0",
      RATE_LIMIT_FAILED_TOKENS: "0",
      RATE_LIMIT_UPGRADES: "0",
      LOG_LEVEL: "error",
      ROLE: "api",
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      DATA_DIRECTORY: folder,
      JWT_ISSUER: ISSUER,
      ...environment,
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(child, "exit");
  const issuer = new DevelopmentIssuer({
    directory: folder,
    issuer: ISSUER,
    audience: "hwanbul",
    clock: systemClock,
    production: false,
  });
  const alive = () => child.exitCode === null && child.signalCode === null;
  for (const until = Date.now() + READY_MS; Date.now() < until && alive(); await sleep(100))
    if ((await fetch(`${url}/readyz`).catch(() => null))?.ok) break;
  return {
    url,
    port,
    databaseUrl,
    alive,
    token: (subject, ...roles) => issuer.issue({ subject, roles, expiresIn: 3_600 }),
    /** CPU the process has used, in ms, in steps of a tick. */
    cpuMs() {
      const [user, system] = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1].split(" ").slice(11, 13);
      return (Number(user) + Number(system)) * MS_A_TICK;
    },
    residentMb: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))[1]) / 1024,
    async stop() {
      // Nothing here is worth draining; but a profile is written only by an end in order.
      if (alive()) child.kill(flags.length > 0 ? "SIGTERM" : "SIGKILL");
      await ended;
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One POST on a connection of its own; status 0 when it was cut. */
export function post(url, body, token) {
  return new Promise((resolve) => {
    let text = "";
    let status = 0;
    const done = () => resolve({ status, text });
    const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
    const outgoing = request(`${url}/graphql`, { method: "POST", headers, agent: false }, (incoming) => {
      status = incoming.statusCode;
      incoming.on("data", (chunk) => (text += chunk));
      incoming.on("close", done);
    });
    outgoing.on("error", done);
    outgoing.end(body);
  });
}
