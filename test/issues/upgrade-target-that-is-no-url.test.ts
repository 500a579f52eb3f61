/** One upgrade request for the target `//`, without a token, ended the process: `new URL` threw inside the raw listener. */
import { exchange, open as openWire } from "../hostile/wire.js";
import { openContractSetup, type ServerProcess } from "../kit/server.js";
import { shared } from "../kit/shared-resource.js";

const setup = shared(openContractSetup);
let server: ServerProcess;
beforeAll(async () => {
  server = await setup.start();
});

it.each(["//", "///x", "http://[", "*", "//[", "/\\"])("an upgrade for %s ends no process", async (target) => {
  const socket = await openWire(Number(new URL(server.url).port));
  const answer = await exchange(
    socket,
    `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    () => false,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 4/);
  expect((await fetch(`${server.url}/livez`)).status).toBe(200);
  expect([server.child.exitCode, server.child.signalCode]).toEqual([null, null]);
});
