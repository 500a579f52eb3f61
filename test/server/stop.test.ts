/** I2: a process that is told to stop fails no request it has accepted, takes no new one, and ends with 0. */
import { once } from "node:events";
import { Agent, createServer, request as httpRequest } from "node:http";
import { connect } from "node:net";
import pg from "pg";
import { closeCode, connected, eventually, openApp, WEBHOOK_SECRET } from "./open-app.js";
import { openContractSetup, type ServerProcess } from "../kit/server.js";
import { shared } from "../kit/shared-resource.js";
import { deliver, signedWebhook } from "../webhooks/signed.js";

/** The first cause of a failed fetch. */
const codeOf = (error: unknown): string =>
  String(((error as Error).cause as { code?: string } | undefined)?.code ?? error);

/** Makes every webhook wait until it is let go: a request that is under way for as long as the test wants. */
async function holdWebhooks(databaseUrl: string): Promise<{ waiting(): Promise<number>; letGo(): Promise<void> }> {
  const holder = new pg.Client({ connectionString: databaseUrl });
  await holder.connect();
  await holder.query("begin");
  await holder.query("lock table webhook_delivery in exclusive mode");
  return {
    async waiting() {
      const { rows } = await holder.query<{ count: number }>(
        "select count(*)::int as count from pg_locks where not granted and relation = 'webhook_delivery'::regclass",
      );
      return rows[0]?.count ?? 0;
    },
    async letGo() {
      await holder.query("commit");
      await holder.end();
    },
  };
}

describe("in one process", () => {
  it("answers what is under way, refuses what is new, and closes sockets with 1001", async () => {
    const open = await openApp();
    const { url } = open.app;
    const authorization = `Bearer ${await open.token()}`;
    const socketCode = closeCode(url, authorization);
    (await connected(url, authorization)).on("error", () => undefined);
    const held = await holdWebhooks(open.databaseUrl);
    const slow = deliver(url, signedWebhook(WEBHOOK_SECRET));
    await eventually(async () => (await held.waiting()) === 1);

    const stopped = open.app.stop();
    expect(await socketCode).toBe(1001);
    await eventually(async () => (await fetch(`${url}/livez`).catch(codeOf)) === "ECONNREFUSED");
    expect(await Promise.race([stopped.then(() => "stopped"), Promise.resolve("waiting")])).toBe("waiting");
    await held.letGo();
    expect((await slow).status).toBe(200);
    await stopped;
    await open.close();
  });

  it("says that it is not ready before it closes the door", async () => {
    const open = await openApp();
    const held = await holdWebhooks(open.databaseUrl);
    const slow = deliver(open.app.url, signedWebhook(WEBHOOK_SECRET));
    await eventually(async () => (await held.waiting()) === 1);
    const stopped = open.app.stop();
    const ready = await fetch(`${open.app.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(ready.headers.get("connection")).toBe("close");
    await held.letGo();
    expect((await slow).status).toBe(200);
    await stopped;
    await open.close();
  });

  it("is not ready for as long as a balancer takes to notice, and serves whoever comes meanwhile", async () => {
    const open = await openApp({ DRAIN_NOTICE_MS: "5000" });
    const { url } = open.app;
    const stays = connect(open.app.port, "127.0.0.1");
    await once(stays, "connect");
    const stopped = open.app.stop();
    // Each on a connection of its own: `connection: close` is what ends the one before.
    for (let n = 0; n < 10; n += 1) {
      const ready = await fetch(`${url}/readyz`);
      expect([ready.status, ready.headers.get("connection")]).toEqual([503, "close"]);
      const { status } = await open.post({ query: "{ __typename }" });
      expect(status).toBe(200);
    }
    await stopped;
    await expect(fetch(`${url}/livez`)).rejects.toThrow("fetch failed");
    stays.destroy();
    await open.close();
  });

  it("waits no longer than it may", async () => {
    const open = await openApp({ DRAIN_TIMEOUT_MS: "400" });
    const held = await holdWebhooks(open.databaseUrl);
    const slow = deliver(open.app.url, signedWebhook(WEBHOOK_SECRET)).catch(codeOf);
    await eventually(async () => (await held.waiting()) === 1);
    const stopped = open.app.stop();
    expect(["UND_ERR_SOCKET", "ECONNRESET"]).toContain(await slow);
    await held.letGo();
    await stopped;
    expect(open.lines.join("")).toContain("DRAIN_TIMEOUT_MS");
    await open.close();
  });

  it("stops once however often it is asked, and frees its port when it cannot start", async () => {
    const open = await openApp();
    await Promise.all([open.app.stop(), open.app.stop()]);
    const taken = createServer().listen(open.app.port, "127.0.0.1");
    await once(taken, "listening");
    await expect(openApp({ PORT: String(open.app.port) })).rejects.toMatchObject({ code: "EADDRINUSE" });
    taken.close();
    await once(taken, "close");
    await open.close();
  });
});

describe("as a process", () => {
  const setup = shared(openContractSetup);
  const storedWebhooks = async (): Promise<number> => {
    const [row] = await setup.rows<{ count: number }>(`select count(*)::int as count from webhook_delivery`);
    return row?.count ?? 0;
  };

  it("SIGTERM under load: clients on open connections are answered to the last request and told to leave", async () => {
    const server = await setup.start();
    const before = await storedWebhooks();
    const load = startLoad(server, keptAliveClient);
    await eventually(() => load.answered.length >= 50);
    server.kill("SIGTERM");
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect(new Set(await load.finished)).toEqual(new Set(["told to leave"]));
    expect((await storedWebhooks()) - before).toBe(load.answered.length);
  });

  it("SIGTERM under load: what reaches the service is answered, and who comes late is not let in", async () => {
    const server = await setup.start();
    const before = await storedWebhooks();
    const load = startLoad(server, persistentClient);
    await eventually(() => load.answered.length >= 50);
    server.kill("SIGTERM");
    expect(await server.ended).toEqual({ code: 0, signal: null });
    // The system resets connections that stood in its queue when the port was closed: they never reached the process. One that
    // did, and had sent nothing yet, is closed. No request was read from either, which the count after it shows.
    for (const end of await load.finished) expect(["ECONNREFUSED", "ECONNRESET", "UND_ERR_SOCKET"]).toContain(end);
    expect((await storedWebhooks()) - before).toBe(load.answered.length);
  });

  it("a second signal does not wait", async () => {
    const server = await setup.start();
    // Half a request: under way until the other half comes, which it never does.
    const { hostname, port } = new URL(server.url);
    const half = connect(Number(port), hostname).on("error", () => undefined);
    half.write("POST /webhooks/portone-v2 HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf");
    await once(half, "connect");
    server.kill("SIGTERM");
    await eventually(async () => (await fetch(`${server.url}/livez`).catch(codeOf)) === "ECONNREFUSED");
    server.kill("SIGTERM");
    expect(await server.ended).toEqual({ code: 130, signal: null });
    half.destroy();
  });

  it("tells in one sentence what a person can mend", async () => {
    const running = await setup.start();
    const port = new URL(running.url).port;
    const failing: [Record<string, string>, RegExp][] = [
      [
        { PORT: port },
        new RegExp(
          `^Port ${port}, which the API wants, cannot be had \\(EADDRINUSE: another program has it\\): .*PORT=.*$`,
        ),
      ],
      [{ PORT: "99999" }, /^These settings are not valid:\n {2}PORT: .*\nSee \.env\.example for what each takes\.$/],
      [
        { DATABASE_URL: "postgresql://nobody:geheim@127.0.0.1:9/none" },
        /^The database none at 127\.0\.0\.1:9 cannot be used \(ECONNREFUSED\): .*DATABASE_URL.*$/,
      ],
      [{ ENCRYPTION_KEYS: "k1:too-short" }, /^ENCRYPTION_KEYS: entry 1 .*$/],
    ];
    for (const [environment, sentence] of failing) {
      const complaint = await setup.start(environment).then(
        () => "it started",
        (error: unknown) => (error as Error).message,
      );
      expect(complaint.replace(/^the server ended: /, "").trim()).toMatch(sentence);
      expect(complaint).not.toContain("geheim");
    }
  });
});

type LoadClient = (server: ServerProcess, onAnswer: () => void) => Promise<string>;

/** Ten clients that send webhooks one after another; each ends with its reason to stop. */
function startLoad(server: ServerProcess, client: LoadClient) {
  const answered: true[] = [];
  const clients = Array.from({ length: 10 }, () => client(server, () => void answered.push(true)));
  return { answered, finished: Promise.all(clients) };
}

/** Opens a new connection whenever the old one was closed, until it is not let in. */
const persistentClient: LoadClient = async (server, onAnswer) => {
  for (;;) {
    try {
      const { status } = await deliver(server.url, signedWebhook(WEBHOOK_SECRET));
      if (status !== 200) return `answered ${status}`;
      onAnswer();
    } catch (error) {
      return codeOf(error);
    }
  }
};

/** Stays on one connection, as behind a load balancer, and leaves when it is told to. */
const keptAliveClient: LoadClient = async (server, onAnswer) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    for (;;) {
      const { status, connection } = await sendOn(agent, server.url);
      if (status !== 200) return `answered ${status}`;
      onAnswer();
      if (connection === "close") return "told to leave";
    }
  } catch (error) {
    return String((error as { code?: string }).code);
  } finally {
    agent.destroy();
  }
};

function sendOn(agent: Agent, url: string): Promise<{ status: number; connection: string | undefined }> {
  const { headers, body } = signedWebhook(WEBHOOK_SECRET);
  return new Promise((resolve, reject) => {
    const options = { method: "POST", headers: { ...headers, "content-length": Buffer.byteLength(body) }, agent };
    const sent = httpRequest(`${url}/webhooks/portone-v2`, options, (response) => {
      response.resume();
      response.once("end", () =>
        resolve({ status: response.statusCode ?? 0, connection: response.headers.connection }),
      );
    });
    sent.once("error", reject);
    sent.end(body);
  });
}
