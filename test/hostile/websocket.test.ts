/** Hostile frames, documents and variables over WebSocket: errors on the operation or an honest close, and everybody else goes on. */
import { once } from "node:events";
import { WebSocket } from "ws";
import { closeCode, connected, eventually } from "../server/open-app.js";
import { echoed, gather, objectionsToErrors } from "./answer.js";
import { SEED } from "./chance.js";
import { hostileDocuments } from "./documents.js";
import { frame, hostileFrames } from "./frames.js";
import { openHostile } from "./open-hostile.js";
import { hostileVariables } from "./variables.js";
import { exchange, open as openWire } from "./wire.js";
import { shared } from "../kit/shared-resource.js";

const open = shared(openHostile);

const HANDSHAKE = `GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`;
/** A fault of ours, as `ws` (1011) and graphql-ws (4500) say it. */
const FAULTS = [1011, 4500];
/** Each attacker is a person of its own: the connections of one are limited. */
const ATTACKERS = 16;

it(`outlives hostile frames (seed ${SEED})`, async () => {
  const cases = hostileFrames();
  expect(cases.length).toBeGreaterThanOrEqual(200);
  const tokens = await Promise.all(
    Array.from({ length: ATTACKERS }, (_, n) => open.token({ subject: `attacker.${n}` })),
  );
  let turn = 0;
  const faults = await gather(cases, async ({ frames, loggedIn }) => {
    const authorization = `Bearer ${tokens[(turn += 1) % ATTACKERS]}`;
    const init = frame(JSON.stringify({ type: "connection_init", payload: { authorization } }));
    const socket = await openWire(open.port);
    socket.write(HANDSHAKE);
    await once(socket, "data");
    if (loggedIn) {
      socket.write(init);
      await once(socket, "data");
    }
    // Half-closed behind the frames: the server answers what it will, and closes.
    const answer = await exchange(socket, Buffer.concat(frames), () => false);
    const asked = Buffer.concat(frames).toString("latin1");
    return [
      ...FAULTS.filter((code) => closeCodesIn(answer).includes(code)).map((code) => `closed with ${code}`),
      ...(echoed(asked, answer) > 1_024 ? [`repeats ${echoed(asked, answer)} characters`] : []),
    ];
  });
  expect(faults).toEqual({});
  const honest = await connected(open.app.url, open.authorization.person);
  honest.terminate();
  await open.expectAlive();
});

/** Close frames of a server are unmasked and short: opcode 8, a length below 126, a code. */
function closeCodesIn(answer: string): number[] {
  const bytes = Buffer.from(answer, "latin1");
  const codes: number[] = [];
  for (let at = 0; at + 3 < bytes.length;) {
    const length = bytes[at + 1] as number;
    const [head, size] = length < 126 ? [2, length] : length === 126 ? [4, bytes.readUInt16BE(at + 2)] : [10, 0];
    if (bytes[at] === 0x88 && size >= 2) codes.push(bytes.readUInt16BE(at + head));
    at += head + size;
  }
  return codes;
}

interface Message {
  id?: string;
  type: string;
  payload?: unknown;
}

/** Up to three messages for each: a socket may send a thousand in ten seconds. */
const ASKED_OF_ONE_SOCKET = 250;

/** One socket for many operations; a new one when it was closed, and before it has sent more than it may. */
class Line {
  #socket: WebSocket | null = null;
  #asked = 0;

  async ask(payload: string, silent: boolean): Promise<Message | { type: "closed"; code: number }> {
    this.#asked += 1;
    if (this.#asked % ASKED_OF_ONE_SOCKET === 0) {
      this.end();
      this.#socket = null;
    }
    const socket = (this.#socket ??= await connected(open.app.url, open.authorization.person));
    return new Promise((resolve) => {
      const end = (answer: Message | { type: "closed"; code: number }) => {
        socket.off("message", hear);
        socket.off("close", closed);
        if (answer.type === "closed") this.#socket = null;
        else socket.send('{"type":"complete","id":"1"}');
        resolve(answer);
      };
      const hear = (data: Buffer) => {
        const message = JSON.parse(data.toString()) as Message;
        if (message.id === "1" && message.type !== "complete") end(message);
        // Behind a stream that only waits, something that answers at once.
        else if (silent && message.id === "after" && message.type === "next") end(message);
      };
      const closed = (code: number) => end({ type: "closed", code });
      socket.on("message", hear);
      socket.once("close", closed);
      socket.send(`{"type":"subscribe","id":"1","payload":${payload}}`);
      if (silent) socket.send('{"type":"subscribe","id":"after","payload":{"query":"{ __typename }"}}');
    });
  }

  end(): void {
    this.#socket?.terminate();
  }
}

/** Larger than a message may be, not JSON, not of the protocol: then the socket is closed, and by these codes. */
const HONEST_CLOSES = [1009, 4400];

async function objectionsOf(line: Line, payload: string, silent = false): Promise<string[]> {
  const answer = await line.ask(payload, silent);
  if (answer.type === "closed") {
    const { code } = answer as { code: number };
    return HONEST_CLOSES.includes(code) ? [] : [`closed with ${code}`];
  }
  const { type, payload: said } = answer as Message;
  const errors = type === "error" ? said : ((said as { errors?: unknown }).errors ?? []);
  const repeats = echoed(payload, JSON.stringify(errors));
  return [...objectionsToErrors(errors as []), ...(repeats > 1_024 ? [`repeats ${repeats} characters`] : [])];
}

it(`refuses hostile documents as HTTP does (seed ${SEED})`, async () => {
  const line = new Line();
  const faults = await gather(
    hostileDocuments(),
    ({ query, more, silent }) => objectionsOf(line, JSON.stringify({ query, ...more }), silent ?? streams(query)),
    1,
  );
  line.end();
  expect(faults).toEqual({});
  await open.expectAlive();
});

/** Broken in a way that leaves a good subscription. */
const streams = (query: string): boolean => query.includes("subscription");

it(`refuses hostile variables as HTTP does (seed ${SEED})`, async () => {
  const line = new Line();
  const faults = await gather(
    hostileVariables(),
    ({ query, variables }) => objectionsOf(line, `{"query":${JSON.stringify(query)},"variables":${variables}}`),
    1,
  );
  line.end();
  expect(faults).toEqual({});
  await open.expectAlive();
});

it("lets an honest one in after 100 that came, said who they are and were gone", async () => {
  const authorization = `Bearer ${await open.token({ subject: "flapping" })}`;
  for (let n = 0; n < 100; n += 1) {
    const socket = new WebSocket(`${open.app.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    await once(socket, "open");
    const init = JSON.stringify({ type: "connection_init", payload: { authorization } });
    await new Promise<void>((resolve) => socket.send(init, () => resolve()));
    socket.terminate();
  }
  await eventually(async () => {
    const socket = await connected(open.app.url, authorization).catch(() => null);
    socket?.terminate();
    return socket !== null;
  });
});

it("closes a stranger who never says who he is", async () => {
  expect(await closeCode(open.app.url, "")).toBe(4401);
});
