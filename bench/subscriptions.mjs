/**
 * What subscribers of the event stream cost: statements a second while nothing happens, and CPU for each event delivered,
 * with the shared tail and with every subscriber reading for itself, as it was. Needs a build; brings its own PostgreSQL.
 *
 *   npm run build && node bench/subscriptions.mjs [subscribers=1000] [events=200]
 */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const compiled = (file) => import(new URL(`../dist/src/${file}`, import.meta.url));
const { startEmbeddedPostgres } = await compiled("database/embedded/index.js");
const { migrate } = await compiled("migrate.js");
const { connect } = await compiled("database/orm.js");
const { entities } = await compiled("orm.config.js");
const { newId } = await compiled("identifier.js");
const { assignPositions } = await compiled("events/relay.js");
const { lastPosition, readEvents, watchEvents } = await compiled("events/stream.js");
const { openTail } = await compiled("events/tail.js");

const [subscribers = 1_000, events = 200] = process.argv.slice(2).map(Number);
/** The default of EVENT_POLL_MS. */
const POLL_MS = 500;
const IDLE_MS = 5_000;
/** Events come in so many transactions, so that the tail is woken as often. */
const BURSTS = 20;

const folder = await mkdtemp(join(tmpdir(), "hwanbul-bench-"));
await chmod(folder, 0o755);
const server = await startEmbeddedPostgres({
  dataDirectory: join(folder, "data"),
  port: 0,
  durability: "fast-for-tests",
});
const url = server.adminUrl.replace(/\/[^/]*$/, "/postgres");
await migrate(url);
const orm = await connect({ url, entities, pool: 20 });
const signals = watchEvents(url, { pollMs: POLL_MS, onError: console.error });
const statements = await countStatements(orm);

try {
  const alone = await measure("each for itself", () => (after, signal) => followAlone(after, signal));
  const shared = await measure("one tail", () => {
    const tail = openTail({ root: orm.em, signals, onError: console.error });
    return tail.follow;
  });
  console.log(
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores, ${subscribers} subscribers, ${events} events`,
  );
  console.table({ "each for itself": alone, "one tail": shared });
  const ratio = (figure) => (alone[figure] / shared[figure]).toFixed(1);
  console.log(
    Object.keys(alone)
      .map((figure) => `${figure}: ${ratio(figure)} ×`)
      .join("\n"),
  );
} finally {
  await signals.stop();
  await orm.close(true);
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

async function measure(name, open) {
  const follow = open();
  const start = await lastPosition(orm.em.fork());
  const leaving = new AbortController();
  let delivered = 0;
  const following = Array.from({ length: subscribers }, async () => {
    for await (const event of follow(start, leaving.signal)) if (event) delivered += 1;
  });
  await sleep(2 * POLL_MS);
  const idleFrom = { at: performance.now(), sent: statements.sent, cpu: process.cpuUsage() };
  await sleep(IDLE_MS);
  const idleSeconds = (performance.now() - idleFrom.at) / 1_000;
  const idle = (statements.sent - idleFrom.sent) / idleSeconds;
  const idleCpu = millisecondsSince(idleFrom.cpu) / idleSeconds / 10;

  const busyFrom = { sent: statements.sent, cpu: process.cpuUsage() };
  for (let burst = 0; burst < BURSTS; burst += 1) {
    await orm.em.fork().execute(
      `insert into event_log (type, subject_id, payload, at)
       select 'refund.changed', ?, jsonb_build_object('version', n), now() from generate_series(1, ?::int) n`,
      [newId(), events / BURSTS],
    );
    while ((await assignPositions(orm.em.fork())) > 0);
    await sleep(20);
  }
  while (delivered < subscribers * events) await sleep(5);
  const deliveries = subscribers * events;
  const figures = {
    "idle: statements a second": round(idle),
    "idle: % of a core": round(idleCpu),
    "busy: statements for each event": round((statements.sent - busyFrom.sent) / events),
    "busy: µs of CPU for each delivery": round((millisecondsSince(busyFrom.cpu) * 1_000) / deliveries),
  };
  leaving.abort();
  await Promise.all(following);
  console.error(`${name}: done`);
  return figures;
}

/** As it was before the tail: every subscriber asks the database at every poll and notification. */
async function* followAlone(after, signal) {
  for (let position = after; !signal.aborted;) {
    const grown = signals.next(signal);
    for (const event of await readEvents(orm.em.fork(), position)) {
      yield event;
      position = event.position;
    }
    await grown;
  }
}

/** At the driver: what it sends is what PostgreSQL is asked. */
async function countStatements({ em }) {
  const pool = await em.getConnection().getNativeClient();
  const count = { sent: 0 };
  const watched = new WeakSet();
  pool.on("acquire", (client) => {
    if (watched.has(client)) return;
    watched.add(client);
    const query = client.query.bind(client);
    client.query = (...args) => {
      count.sent += 1;
      return query(...args);
    };
  });
  return count;
}

function millisecondsSince(from) {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1_000;
}

function round(figure) {
  return Math.round(figure * 100) / 100;
}
