/** A key server that was down at the start made good tokens 401 "get a new one", and the process ready all the same. */
import { ISSUER, KeyServer, sign, signingPair } from "../access/issuer-server.js";
import { closeCode, eventually, openApp, type OpenApp } from "../server/open-app.js";

const pair = signingPair("first");
let keys: KeyServer;
let open: OpenApp;
let authorization: string;
beforeAll(async () => {
  keys = new KeyServer();
  keys.publish(pair);
  await keys.start();
  await keys.stop();
  open = await openApp({ JWT_JWKS_URL: keys.url.href, JWT_ISSUER: ISSUER });
  const now = Math.floor(Date.now() / 1_000);
  authorization = `Bearer ${await sign(pair, { iat: now, nbf: now, exp: now + 600 })}`;
});
afterAll(async () => {
  await open?.close();
  await keys.stop();
});

it("is 503 and not ready until the keys were read once, and stays ready without the key server then", async () => {
  const query = { query: "{ viewer { subject } }" };
  const ready = () => fetch(`${open.app.url}/readyz`);
  const early = await open.post(query, { authorization });
  expect([early.status, early.headers.get("retry-after")]).toEqual([503, "5"]);
  expect(early.headers.get("www-authenticate")).toBeNull();
  expect(early.body.errors?.[0]?.extensions).toMatchObject({ code: "UNAVAILABLE", reason: "KEYS_UNAVAILABLE" });
  // After 4401 clients give up, after 4403 they throw their token away, after 1013 they come back with it.
  expect(await closeCode(open.app.url, authorization)).toBe(1013);
  const notReady = await ready();
  expect([notReady.status, await notReady.json()]).toMatchObject([503, { checks: { keys: { ok: false } } }]);

  await keys.start();
  await eventually(async () => (await ready()).status === 200);
  expect((await open.post(query, { authorization })).status).toBe(200);
  await keys.stop();
  expect((await ready()).status).toBe(200);
  expect((await open.post(query, { authorization })).status).toBe(200);
  const written = open.lines.filter((line) => line.includes('"dependency":"keys"'));
  expect(written.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(["error", "warn"]);
});
