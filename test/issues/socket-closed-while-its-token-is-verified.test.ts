/** A socket that was gone before its token was verified was counted for ever: after a few its person was locked out until a restart. */
import { once } from "node:events";
import { WebSocket } from "ws";
import { MAX_CONNECTIONS_PER_PRINCIPAL } from "../../src/api/server/limits.js";
import { ISSUER, KeyServer, sign, signingPair } from "../access/issuer-server.js";
import { connected, eventually, openApp, UNLIMITED, type OpenApp } from "../server/open-app.js";

const pair = signingPair("first");
const keys = new KeyServer();
let open: OpenApp;
beforeAll(async () => {
  keys.publish(pair);
  await keys.start();
  open = await openApp({ JWT_JWKS_URL: keys.url.href, JWT_ISSUER: ISSUER, ...UNLIMITED });
});
afterAll(async () => {
  await open?.close();
  await keys.stop();
});

it("every socket a person may have goes away while its token is verified, and leaves their next one alone", async () => {
  const now = Math.floor(Date.now() / 1_000);
  const authorization = `Bearer ${await sign(pair, { iat: now, nbf: now, exp: now + 600 })}`;
  const address = `${open.app.url.replace("http", "ws")}/graphql`;
  const sockets = Array.from(
    { length: MAX_CONNECTIONS_PER_PRINCIPAL },
    () => new WebSocket(address, "graphql-transport-ws"),
  );
  await Promise.all(sockets.map((socket) => once(socket, "open")));

  // Verified with keys that are read first; until they are, each socket that has said who it is waits.
  const answer = keys.hold();
  const init = JSON.stringify({ type: "connection_init", payload: { authorization } });
  for (const socket of sockets) socket.send(init, () => socket.terminate());
  await eventually(() => keys.asked > 0);
  const { websocketConnections } = open.app.refundContext.metrics;
  await eventually(async () => (await websocketConnections.get()).values[0]?.value === 0);
  answer();

  // On a machine so busy that the read of the keys was given up meanwhile, the first tries are told to come back.
  let honest: WebSocket | null = null;
  await eventually(async () => (honest = await connected(open.app.url, authorization).catch(() => null)) !== null);
  expect((honest as WebSocket | null)?.readyState).toBe(WebSocket.OPEN);
  (honest as WebSocket | null)?.terminate();
});
