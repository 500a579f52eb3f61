/**
 * The attacks that once succeeded, with their own sizes, against the built service (`npm run attacks`): the process stays,
 * `/livez` answers within a second all the while, memory grows by less than 100 MB, and an honest subscriber connects.
 */
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { post, startService } from "./service.mjs";

const LIVEZ_MS = 1_000;
const GROWTH_MB = 100;
const PROBE_MS = 50;

const PAGE = "query($w:RefundWhere){refunds(first:1,where:$w){edges{cursor}}}";
const withWhere = (where) => `{"query":"${PAGE}","variables":{"w":${where}}}`;
const list = (count, value) => Array(count).fill(value).join(",");
const nested = (depth) => '{"AND":['.repeat(depth) + "{}" + "]}".repeat(depth);
const UPGRADE =
  "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

async function upgrade({ port }, target) {
  const socket = connect(port, "127.0.0.1", () => socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\n${UPGRADE}\r\n`));
  socket.on("error", () => {});
  socket.resume();
  await Promise.race([once(socket, "close"), sleep(1_000)]);
  socket.destroy();
}

const open = (url) => new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
const initOf = (token) => JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer ${token}` } });

async function flap({ url }, token) {
  const socket = open(url);
  socket.on("error", () => {});
  await once(socket, "open");
  await new Promise((resolve) => socket.send(initOf(token), () => resolve()));
  socket.terminate();
}

/** Whether this person's socket is acknowledged. */
async function connects({ url }, token) {
  const socket = open(url);
  socket.on("error", () => {});
  socket.once("open", () => socket.send(initOf(token)));
  const first = await Promise.race([
    once(socket, "message").then(([data]) => String(data).includes("connection_ack")),
    once(socket, "close").then(() => false),
    sleep(5_000, false),
  ]);
  socket.terminate();
  return first;
}

const ATTACKS = {
  "crash-upgrade": async (service) => {
    for (const target of ["//", "///x", "http://[", "*"]) await upgrade(service, target);
  },
  enumflood: async ({ url }, operator) => {
    for (const token of [undefined, operator])
      for (const [count, value] of [[40_000, '"X"'], [250_000, '"X"'], [250_000, "1"]])
        await post(url, withWhere(`{"status":[${list(count, value)}]}`), token);
  }, // prettier-ignore
  deep: async ({ url }, operator) => {
    for (const depth of [4, 5, 50, 500, 2_000, 5_000, 20_000, 90_000]) await post(url, withWhere(nested(depth)), operator);
    for (const count of [50, 1_000, 20_000, 100_000, 300_000])
      await post(url, withWhere(`{"OR":[${list(count, "{}")}]}`), operator);
    for (const count of [1_000, 20_000]) await post(url, withWhere(`{"OR":[${list(count, '{"OR":[{}]}')}]}`), operator);
    for (const count of [20_000, 90_000]) await post(url, withWhere(`{"OR":[${list(count, "{}")}]}`));
  },
  redos: async ({ url }, operator) => {
    for (const token of [undefined, operator])
      for (const times of [2_000, 9_000, 16_000])
        await post(url, JSON.stringify({ query: `{refunds(first: "${"Did you mean ".repeat(times)}"){edges{cursor}}}` }), token);
  },
  "ws-leak": async (service, operator) => {
    for (let n = 0; n < 120; n += 1) await flap(service, operator);
    await sleep(1_000);
  },
}; // prettier-ignore

/** Asks `/livez` all the while; the longest it had to wait. */
function watch({ url }) {
  let longest = 0;
  let stopped = false;
  const watching = (async () => {
    while (!stopped) {
      const asked = performance.now();
      const ok = await fetch(`${url}/livez`).then((answer) => answer.ok, () => false); // prettier-ignore
      longest = Math.max(longest, ok ? performance.now() - asked : Infinity);
      await sleep(PROBE_MS);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await watching;
      return longest;
    },
  };
}

const MODES = { "as a demo": {}, "schema closed": { INTROSPECTION: "false" } };
const rows = [];
for (const [mode, environment] of Object.entries(MODES)) {
  let service = await startService({ environment });
  for (const [attack, run] of Object.entries(ATTACKS)) {
    const operator = await service.token("kim.operator", "refund-operator");
    // What the first request of each kind loads is no growth.
    await post(service.url, withWhere("{}"), operator);
    const [cpu, memory] = [service.cpuMs(), service.residentMb()];
    const watched = watch(service);
    await run(service, operator);
    const livez = await watched.stop();
    const alive = service.alive();
    const honest = alive && (await connects(service, operator));
    const growth = alive ? service.residentMb() - memory : NaN;
    const held = alive && honest && livez < LIVEZ_MS && growth < GROWTH_MB;
    const cpuMs = alive ? Math.round(service.cpuMs() - cpu) : NaN;
    rows.push({ mode, attack, alive, honest, "livez ms": Math.round(livez), "memory MB": Math.round(growth), "cpu ms": cpuMs, held }); // prettier-ignore
    console.log(`${held ? "held" : "MISS"}  ${mode}: ${attack}`);
    if (alive) continue;
    await service.stop();
    service = await startService({ environment });
  }
  await service.stop();
}
console.table(rows);
process.exitCode = rows.every(({ held }) => held) ? 0 : 1;
