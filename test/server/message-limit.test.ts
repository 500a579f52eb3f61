/** Messages of one socket: few until it has said who it is, and no more than a page ever sends afterwards. */
import { MAX_MESSAGES_BEFORE_ACK, MAX_SOCKET_MESSAGES, SOCKET_MESSAGES_SPAN_MS } from "../../src/api/server/limits.js";
import { messageLimit } from "../../src/api/server/message-limit.js";
import { codeAfter, connected, openApp, UNLIMITED } from "./open-app.js";
import { WebSocket } from "ws";
import { shared } from "../kit/shared-resource.js";

const open = shared(() => openApp(UNLIMITED));
let authorization: string;
beforeAll(async () => {
  authorization = `Bearer ${await open.token()}`;
});

const PING = JSON.stringify({ type: "ping" });

it("counts what a known socket sent in the last seconds, and all that a stranger sends", () => {
  let now = 0;
  const of = messageLimit(() => now);
  const sent = (count: number, known: boolean) => Array.from({ length: count }, () => of.allows(known));
  expect(sent(MAX_MESSAGES_BEFORE_ACK, false)).not.toContain(false);
  expect(of.allows(false)).toBe(false);
  now += 10 * SOCKET_MESSAGES_SPAN_MS;
  expect(of.allows(false)).toBe(false);
  expect(sent(MAX_SOCKET_MESSAGES, true)).not.toContain(false);
  expect(of.allows(true)).toBe(false);
  now += SOCKET_MESSAGES_SPAN_MS + 1;
  expect(of.allows(true)).toBe(true);
});

it("closes the socket of a stranger who only talks", async () => {
  const socket = new WebSocket(`${open.app.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
  const closed = new Promise<[number, string]>((resolve) =>
    socket.once("close", (code, reason) => resolve([code, String(reason)])),
  );
  socket.once("open", () => {
    for (let n = 0; n <= MAX_MESSAGES_BEFORE_ACK; n += 1) socket.send(PING);
  });
  expect(await closed).toEqual([4403, "TOO_MANY_MESSAGES"]);
});

it("closes a known socket that floods, and only that one", async () => {
  const other = await connected(open.app.url, authorization);
  const flood = await connected(open.app.url, authorization);
  const closed = new Promise<number>((resolve) => flood.once("close", resolve));
  for (let n = 0; n <= MAX_SOCKET_MESSAGES; n += 1) flood.send(PING);
  expect(await closed).toBe(4403);
  expect(other.readyState).toBe(WebSocket.OPEN);
  other.close();
  expect(await codeAfter(open.app.url, authorization, '{"type":"connection_ack"}')).toBe(4400);
});
