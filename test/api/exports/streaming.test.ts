/** Large exports: read as fast as the client takes them and no further, cut at a stated row, and never taken for whole when they are not. */
import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { MAX_AT_ONCE_EACH } from "../../../src/api/export/running.js";
import { HOUR } from "../../kit/clock.js";
import { insertManyRefunds } from "../../kit/many-refunds.js";
import { shared } from "../../kit/shared-resource.js";
import { openTestService } from "../../kit/test-service.js";
import { eventually } from "../../server/open-app.js";
import { column, openExportServer } from "./export-server.js";

/** More than sockets of both sides hold: 12 MB. */
const REFUNDS = 60_000;
const PAGES = REFUNDS / 100;
const MAX_ROWS = 250;
/** Their customers are not sealed as real ones are, and an accountant sees none. */
const BY = "accountant";

const open = shared(async () => {
  const t = await openTestService();
  await insertManyRefunds(t.context.root.fork(), { count: REFUNDS });
  const [server, short] = [await openExportServer(t), await openExportServer(t, { EXPORT_MAX_ROWS: String(MAX_ROWS) })];
  return {
    t,
    server,
    short,
    async close() {
      await server.close();
      await short.close();
      await t.close();
    },
  };
});

/** The number of pages that are read from now on: each has a context of its own, and with it an entity manager; pollers fork theirs elsewhere. */
function countingPages(): { pages: () => number; stop: () => void } {
  const { root } = open.server.app.refundContext;
  const fork = root.fork.bind(root);
  let count = 0;
  root.fork = (options) => {
    if (new Error("who asks").stack?.includes("createContext")) count += 1;
    return fork(options);
  };
  return { pages: () => count, stop: () => (root.fork = fork) };
}

/** A client that has the first bytes of all refunds and takes no more. */
async function slowClient(): Promise<{ status: number; leave(): void; whole(): Promise<boolean> }> {
  const authorization = `Bearer ${await open.server.token(BY)}`;
  return new Promise((resolve, reject) => {
    const sent = request(`${open.server.app.url}/exports/refunds.csv`, {
      method: "POST",
      agent: false,
      headers: { authorization, "content-type": "application/json" },
    });
    sent.once("error", reject);
    sent.once("response", (response) => {
      sent.off("error", reject).on("error", () => undefined);
      response.once("readable", () =>
        resolve({
          status: response.statusCode ?? 0,
          leave: () => void sent.destroy(),
          whole: () =>
            new Promise((ended) => {
              response.once("close", () => ended(response.complete)).on("error", () => undefined);
              response.resume();
            }),
        }),
      );
    });
    sent.end("{}");
  });
}

/** Until no page is read for a while. */
async function quiet(pages: () => number): Promise<number> {
  for (let before = -1; before !== pages(); await sleep(500)) before = pages();
  return pages();
}

it("reads no further than a client takes, and not at all once it has gone", async () => {
  const counted = countingPages();
  try {
    const client = await slowClient();
    expect(client.status).toBe(200);
    const read = await quiet(counted.pages);
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(PAGES);
    client.leave();
    await eventually(() => open.server.lines.some((line) => line.includes("export not finished")));
    expect((await quiet(counted.pages)) - read).toBeLessThanOrEqual(1);
  } finally {
    counted.stop();
  }
});

it("sends every row once, to whoever reads on", async () => {
  const numbers = column(
    await open.server.table("refunds", { where: { status: ["RETURN_COLLECTED"] } }, { by: BY }),
    "환불번호",
  );
  expect(numbers).toHaveLength(REFUNDS * 0.04);
  expect(new Set(numbers).size).toBe(numbers.length);
});

it("a person's third export at once waits for the others", async () => {
  const clients = await Promise.all(Array.from({ length: MAX_AT_ONCE_EACH }, slowClient));
  expect(clients.map(({ status }) => status)).toEqual([200, 200]);
  const third = await open.server.post("refunds", {}, { by: BY });
  expect(third.status).toBe(429);
  expect(third.headers.get("retry-after")).toBe("10");
  expect(await third.json()).toMatchObject({
    errors: [{ extensions: { code: "RATE_LIMITED", reason: "EXPORTS_RUNNING", retryAfterSeconds: 10 } }],
  });
  const nobodys = await Promise.all(Array.from({ length: 8 }, () => open.server.post("refunds", {}, { by: null })));
  expect(new Set(nobodys.map(({ status }) => status))).toEqual(new Set([401]));
  const another = await open.server.post("returns", { where: { returnNo: ["none"] } }, { by: "analyst" });
  expect(another.status).toBe(200);
  for (const client of clients) client.leave();
  await eventually(async () => (await open.server.post("refund-figures/open", {}, { by: BY })).status !== 429);
});

it("breaks off when the token ends meanwhile, so that nobody takes the file for whole", async () => {
  const client = await slowClient();
  expect(client.status).toBe(200);
  open.t.clock.advance(2 * HOUR);
  expect(await client.whole()).toBe(false);
});

it("a file with more rows than it may have says so in its last line", async () => {
  for (const [language, cut] of [
    ["ko", /^여기서 끊었습니다\. 한 파일은 최대 250행입니다\./],
    ["en", /^Cut here\. One file has at most 250 rows\./],
  ] as const) {
    const table = await open.short.table("refunds", {}, { by: BY, language });
    expect(table).toHaveLength(1 + MAX_ROWS + 1);
    expect(table.at(-1)).toEqual([expect.stringMatching(cut)]);
  }
});

it("a file with exactly as many rows as it may have is whole", async () => {
  const createdAt = {
    from: "2031-01-01T00:00:00Z",
    until: new Date(Date.parse("2031-01-01T00:00:00Z") + MAX_ROWS * 1_000),
  };
  const table = await open.short.table("refunds", { where: { createdAt } }, { by: BY });
  expect(table.slice(1).map(([refundNo]) => refundNo)).toHaveLength(MAX_ROWS);
  expect(table.at(-1)?.length).toBe(table[0]?.length);
});
