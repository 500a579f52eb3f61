/** S14 over HTTP and WebSocket: who asks too often is refused with 429 and when to come again, and nobody else is. */
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { openApp, overSocket, WEBHOOK_SECRET, type OpenApp } from "../server/open-app.js";
import { deliver, signedWebhook } from "../webhooks/signed.js";

/** Longer than any test: nothing is forgiven by waiting, however slow the machine. */
const LONG_MS = "3600000";
const QUERY = { query: "{ __typename }" };
const STRANGER = `whsec_${Buffer.from("not-the-secret-of-this-installation").toString("base64")}`;

let open: OpenApp;
afterEach(() => open.close());
const openLimited = async (environment: Record<string, string>) => {
  open = await openApp({ RATE_LIMIT_WINDOW_MS: LONG_MS, ...environment });
};
const bearer = async (subject: string) => ({ authorization: `Bearer ${await open.token({ subject })}` });
const statuses = async (times: number, headers: Record<string, string> = {}): Promise<number[]> => {
  const found: number[] = [];
  for (let n = 0; n < times; n += 1) found.push((await open.post(QUERY, headers)).status);
  return found;
};
const metrics = async () => (await fetch(`${open.app.url}/metrics`)).text();
const upgraded = (url: string): Promise<number> =>
  new Promise((resolve) => {
    const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    socket.once("open", () => (socket.close(), resolve(101)));
    socket.once("unexpected-response", (_req, res) => resolve(res.statusCode ?? 0));
    socket.on("error", () => {});
  });

it("a subject is refused above its limit, with all its tokens, and no other subject", async () => {
  await openLimited({ RATE_LIMIT_PER_SUBJECT: "3", RATE_LIMIT_PER_ADDRESS: "5" });
  expect(await statuses(3, await bearer("kim"))).toEqual([200, 200, 200]);
  const refused = await open.post(QUERY, await bearer("kim"));
  const seconds = Number(refused.headers.get("retry-after"));
  expect(refused.status).toBe(429);
  expect(seconds).toBeGreaterThanOrEqual(1);
  expect(refused.body.errors).toEqual([
    {
      message: `요청이 너무 많습니다. ${seconds}초 뒤에 다시 시도하세요.`,
      extensions: { code: "RATE_LIMITED", reason: "SUBJECT", retryAfterSeconds: seconds },
    },
  ]);
  // The same address, another person: callers behind one address do not share a limit.
  for (const subject of ["lee", "park", "choi"]) expect(await statuses(2, await bearer(subject))).toEqual([200, 200]);
  expect(await metrics()).toMatch(/rate_limited_total\{limit="subject"\} 1/);
});

it("operations on a socket count with the subject's requests", async () => {
  await openLimited({ RATE_LIMIT_PER_SUBJECT: "4" });
  const authorization = await bearer("kim");
  expect(await statuses(2, authorization)).toEqual([200, 200]);
  const client = open.client(authorization);
  expect(await overSocket(client, QUERY)).toMatchObject({ kind: "RESULTS" });
  expect(await overSocket(open.client(authorization), QUERY)).toMatchObject({ kind: "CLOSED", code: 4403 });
  expect((await statuses(1, authorization))[0]).toBe(429);
});

it("an operation on an open socket is refused as an error of that operation, and the socket lives", async () => {
  await openLimited({ RATE_LIMIT_PER_SUBJECT: "2" });
  const socket = new WebSocket(`${open.app.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
  const messages: { type: string; id?: string; payload?: unknown }[] = [];
  const next = (type: string, id?: string) =>
    new Promise<void>((resolve) => {
      const look = () =>
        messages.some((m) => m.type === type && m.id === id) && (socket.off("message", look), resolve());
      socket.on("message", look);
    });
  socket.on(
    "message",
    (data) => void messages.push(JSON.parse((data as Buffer).toString("utf8")) as (typeof messages)[number]),
  );
  await new Promise((resolve) => socket.once("open", resolve));
  const send = (message: object, answered: Promise<void>) => (socket.send(JSON.stringify(message)), answered);
  await send({ type: "connection_init", payload: await bearer("kim") }, next("connection_ack"));
  await send({ type: "subscribe", id: "1", payload: QUERY }, next("complete", "1"));
  await send({ type: "subscribe", id: "2", payload: QUERY }, next("error", "2"));
  const { payload } = messages.find((message) => message.type === "error") ?? {};
  expect(payload).toMatchObject([{ extensions: { code: "RATE_LIMITED", retryAfterSeconds: expect.any(Number) } }]);
  await send({ type: "ping" }, next("pong"));
  socket.close();
});

it("nobody is limited by address, on every route but those that decide whether the process lives", async () => {
  await openLimited({ RATE_LIMIT_PER_ADDRESS: "4" });
  const get = async (path: string) => (await fetch(`${open.app.url}${path}`)).status;
  expect(await statuses(1)).toEqual([200]);
  expect([await get("/metrics"), await get("/nowhere"), await get("/metrics")]).toEqual([200, 404, 200]);
  const rest = await fetch(`${open.app.url}/metrics`);
  expect([rest.status, await rest.json()]).toMatchObject([429, { error: "RATE_LIMITED", reason: "ADDRESS" }]);
  expect(await statuses(1)).toEqual([429]);
  expect(await get("/nowhere")).toBe(429);
  for (let n = 0; n < 10; n += 1) expect([await get("/livez"), await get("/readyz")]).toEqual([200, 200]);
  expect(await statuses(1, await bearer("kim"))).toEqual([200]);
});

it("a stranger's X-Forwarded-For gives no new address; a trusted proxy's does", async () => {
  await openLimited({ RATE_LIMIT_PER_ADDRESS: "2" });
  for (const [n, status] of [200, 200, 429, 429].entries())
    expect(await statuses(1, { "x-forwarded-for": `198.51.100.${n}` })).toEqual([status]);
  await open.close();
  await openLimited({ RATE_LIMIT_PER_ADDRESS: "2", RATE_LIMIT_UPGRADES: "1", TRUSTED_PROXIES: "127.0.0.0/8" });
  for (const n of [1, 2, 3]) expect(await statuses(1, { "x-forwarded-for": `198.51.100.${n}` })).toEqual([200]);
  expect(await statuses(2, { "x-forwarded-for": "198.51.100.1" })).toEqual([200, 429]);
});

it("refused tokens cost their address, and a token known to be good still comes through", async () => {
  await openLimited({ RATE_LIMIT_FAILED_TOKENS: "3" });
  const known = await bearer("kim");
  expect(await statuses(1, known)).toEqual([200]);
  expect(await statuses(4, { authorization: "Bearer guessed" })).toEqual([401, 401, 401, 429]);
  expect(await statuses(2, known)).toEqual([200, 200]);
  // Also a good token is not looked at before it is known: verification is what the flood costs.
  expect(await statuses(1, await bearer("lee"))).toEqual([429]);
  expect(await overSocket(open.client({ authorization: "Bearer guessed" }), QUERY)).toMatchObject({ code: 4403 });
});

it("refused tokens of a socket count as well", async () => {
  await openLimited({ RATE_LIMIT_FAILED_TOKENS: "2" });
  for (const code of [4401, 4401, 4403])
    expect(await overSocket(open.client({ authorization: "Bearer guessed" }), QUERY)).toMatchObject({ code });
  expect(await statuses(1, { authorization: "Bearer guessed" })).toEqual([429]);
});

it("upgrades are limited by address", async () => {
  await openLimited({ RATE_LIMIT_UPGRADES: "2" });
  expect([await upgraded(open.app.url), await upgraded(open.app.url), await upgraded(open.app.url)]).toEqual([
    101, 101, 429,
  ]);
  expect(await metrics()).toMatch(/rate_limited_total\{limit="upgrades"\} 1/);
});

it("forged webhooks are refused with 429, and an authentic one from the same address comes through", async () => {
  await openLimited({ RATE_LIMIT_REFUSED_WEBHOOKS: "2" });
  const forged = async () => (await deliver(open.app.url, signedWebhook(STRANGER))).status;
  expect([await forged(), await forged(), await forged(), await forged()]).toEqual([401, 401, 429, 429]);
  for (let n = 0; n < 5; n += 1) expect((await deliver(open.app.url, signedWebhook(WEBHOOK_SECRET))).status).toBe(200);
  // Another route has a count of its own.
  const ebp = await fetch(`${open.app.url}/webhooks/ebp`, { method: "POST", body: "{}" });
  expect(ebp.status).toBe(401);
});

it("a webhook that is signed and unreadable counts against nobody", async () => {
  await openLimited({ RATE_LIMIT_REFUSED_WEBHOOKS: "1" });
  const { Webhook } = await import("standardwebhooks");
  for (let n = 0; n < 4; n += 1) {
    const [id, at, body] = [`msg_${n}`, new Date(), `{"type":`];
    const headers = {
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
      "webhook-signature": new Webhook(WEBHOOK_SECRET).sign(id, at, body),
    };
    expect((await deliver(open.app.url, { body, headers })).status).toBe(400);
  }
});

it("webhooks that nobody signs are limited before they are read", async () => {
  await openLimited({ RATE_LIMIT_WEBHOOK_HINTS: "2" });
  const hint = async () =>
    (
      await fetch(`${open.app.url}/webhooks/iamport-v1`, {
        method: "POST",
        body: `{"imp_uid":"imp_1","status":"paid"}`,
      })
    ).status;
  expect([await hint(), await hint(), await hint()]).toEqual([
    expect.not.stringMatching("429"),
    expect.anything(),
    429,
  ]);
});

it("passes again after the time that Retry-After names", async () => {
  await openLimited({ RATE_LIMIT_PER_SUBJECT: "1", RATE_LIMIT_WINDOW_MS: "1500" });
  const headers = await bearer("kim");
  let refused = await open.post(QUERY, headers);
  while (refused.status !== 429) refused = await open.post(QUERY, headers);
  await sleep(Number(refused.headers.get("retry-after")) * 1_000);
  expect(await statuses(1, headers)).toEqual([200]);
});
