/** WebSocket frames meant to hurt: what breaks RFC 6455, what breaks graphql-transport-ws, and what is merely a lot. */
import { randomBytes } from "node:crypto";
import { chance, longText, NASTY_TEXTS } from "./chance.js";

export interface HostileFrames {
  name: string;
  frames: Buffer[];
  /** Whether somebody has logged in before. */
  loggedIn: boolean;
}

const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

export interface FrameOptions {
  opcode?: number;
  fin?: boolean;
  masked?: boolean;
  reserved?: number;
  /** Said in the head, whatever follows. */
  length?: number;
}

/** One frame as a client writes it, or as none would. */
export function frame(payload: string | Buffer, options: FrameOptions = {}): Buffer {
  const { opcode = TEXT, fin = true, masked = true, reserved = 0 } = options;
  const data = Buffer.from(payload);
  const length = options.length ?? data.length;
  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  const bit = masked ? 0x80 : 0;
  let head: Buffer;
  if (length < 126) head = Buffer.from([first, bit | length]);
  else if (length < 65_536) head = Buffer.from([first, bit | 126, length >> 8, length & 0xff]);
  else {
    head = Buffer.alloc(10);
    head[0] = first;
    head[1] = bit | 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  if (!masked) return Buffer.concat([head, data]);
  const mask = randomBytes(4);
  return Buffer.concat([head, mask, data.map((byte, at) => byte ^ (mask[at % 4] as number))]);
}

const say = (message: unknown): Buffer => frame(typeof message === "string" ? message : JSON.stringify(message));
const subscribe = (id: unknown, query: unknown = "{ __typename }", more = {}): Buffer =>
  say({ type: "subscribe", id, payload: { query, ...more } });
const many = (count: number, make: (n: number) => Buffer): Buffer[] => Array.from({ length: count }, (_, n) => make(n));
const STREAM = "subscription { refundChanged { cursor } }";

const PAYLOADS: readonly unknown[] = [undefined, null, 0, true, "x", [], [1], {}, { a: 1 }, { authorization: null }, { authorization: 7 }, { authorization: [] }, { authorization: {} }, { authorization: "Bearer" }, { authorization: "Bearer a.b.c" }, { authorization: longText(50_000) }, { acceptLanguage: longText(50_000) }, JSON.parse('{"__proto__":{"authorization":"x"}}')]; // prettier-ignore
const TYPES: readonly unknown[] = [
  undefined,
  null,
  0,
  [],
  {},
  "",
  "nothing",
  "__proto__",
  "constructor",
  "connection_ack",
  "next",
  "error",
  "start",
  "stop",
  "connection_terminate",
  longText(5_000),
];
const IDS: readonly unknown[] = [
  undefined,
  null,
  0,
  1.5,
  true,
  [],
  {},
  "",
  " ",
  "\u0000",
  "\ud800",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  longText(5_000),
  longText(100_000),
];
const TEXTS: readonly string[] = [
  "",
  " ",
  "null",
  "[]",
  "{}",
  "7",
  "{",
  '"x"',
  "[".repeat(60_000),
  "[".repeat(60_000) + "]".repeat(60_000),
  '{"type":'.repeat(20_000),
  '{"type":"ping"}\u0000',
  '{"type":"ping","type":"subscribe"}',
  "x".repeat(131_072),
  "x".repeat(1_000_000),
];

/** Sequences of both a socket that has logged in and one that has not. */
function sequences(): [name: string, frames: Buffer[]][] {
  const close = (code: number, reason = "") => {
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    return frame(Buffer.concat([payload, Buffer.from(reason)]), { opcode: CLOSE });
  };
  return [
    ...TEXTS.map((text, n): [string, Buffer[]] => [`text ${n}`, [frame(text)]]),
    ...TYPES.map((type, n): [string, Buffer[]] => [`type ${n}`, [say({ type, id: "1", payload: {} })]]),
    ...IDS.map((id, n): [string, Buffer[]] => [`id ${n}`, [subscribe(id), say({ type: "complete", id })]]),
    ...PAYLOADS.map((payload, n): [string, Buffer[]] => [`init ${n}`, [say({ type: "connection_init", payload })]]),
    ...PAYLOADS.map((payload, n): [string, Buffer[]] => [`subscribe with ${n}`, [say({ type: "subscribe", id: "1", payload })]]),
    ...PAYLOADS.map((payload, n): [string, Buffer[]] => [`ping with ${n}`, [say({ type: "ping", payload })]]),
    ...NASTY_TEXTS.map((text, n): [string, Buffer[]] => [`query ${n}`, [subscribe("1", text)]]),
    ...[7, [], {}, null, true].map((query, n): [string, Buffer[]] => [`query of type ${n}`, [subscribe("1", query)]]),
    ...[7, [], "x", true, { a: { b: 1 } }].map((variables, n): [string, Buffer[]] => [`variables ${n}`, [subscribe("1", "{ __typename }", { variables })]]),
    ...[7, [], "__proto__", longText(20_000)].map((operationName, n): [string, Buffer[]] => [`operation name ${n}`, [subscribe("1", "{ __typename }", { operationName })]]),
    ...[7, [], "x", { persistedQuery: {} }].map((extensions, n): [string, Buffer[]] => [`extensions ${n}`, [subscribe("1", "{ __typename }", { extensions })]]),
    ["init twice", many(2, () => say({ type: "connection_init" }))],
    ["the same id twice", many(2, () => subscribe("1", STREAM))],
    ["the same id after its end", [subscribe("1", STREAM), say({ type: "complete", id: "1" }), subscribe("1", STREAM)]],
    ["100 streams", many(100, (n) => subscribe(String(n), STREAM))],
    ["500 operations", many(500, (n) => subscribe(String(n)))],
    ["10,000 completes", many(10_000, (n) => say({ type: "complete", id: String(n) }))],
    ["10,000 completes of one", [subscribe("1", STREAM), ...many(10_000, () => say({ type: "complete", id: "1" }))]],
    ["a complete with a payload", [say({ type: "complete", id: "1", payload: longText(10_000) })]],
    ["500 pings of the protocol", many(500, () => say({ type: "ping" }))],
    ["500 pongs of the protocol", many(500, () => say({ type: "pong" }))],
    ["2,000 pings", many(2_000, () => frame("p", { opcode: PING }))],
    ["2,000 pongs", many(2_000, () => frame("p", { opcode: PONG }))],
    ["a ping of 126 bytes", [frame("p".repeat(126), { opcode: PING })]],
    ["a ping in fragments", [frame("p", { opcode: PING, fin: false })]],
    ["binary", [frame('{"type":"ping"}', { opcode: BINARY })]],
    ["binary nonsense", [frame(randomBytes(1_000), { opcode: BINARY })]],
    ["text that is no UTF-8", [frame(Buffer.from([0xff, 0xfe, 0x80]))]],
    ["half a character", [frame(Buffer.from([0xed, 0xa0, 0x80]))]],
    ["fragments", [frame('{"type":', { fin: false }), frame('"ping"}', { opcode: 0 })]],
    ["1,000 fragments of nothing", [frame("", { fin: false }), ...many(1_000, () => frame("", { opcode: 0, fin: false }))]],
    ["fragments beyond the limit", [frame("x", { fin: false }), ...many(40, () => frame("x".repeat(4_096), { opcode: 0, fin: false }))]],
    ["a fragment of nothing before", [frame("x", { opcode: 0 })]],
    ["a message within a message", [frame("x", { fin: false }), frame("y")]],
    ["unmasked", [frame('{"type":"ping"}', { masked: false })]],
    ...[1, 2, 4, 7].map((reserved): [string, Buffer[]] => [`reserved bits ${reserved}`, [frame("x", { reserved })]]),
    ...[3, 7, 11, 15].map((opcode): [string, Buffer[]] => [`opcode ${opcode}`, [frame("x", { opcode })]]),
    ...[131_073, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER].map((length): [string, Buffer[]] => [`a length of ${length}`, [frame("x", { length })]]),
    ...[0, 999, 1000, 1001, 1004, 1005, 1006, 1012, 1015, 2999, 3000, 4400, 4999, 65_535].map((code): [string, Buffer[]] => [`close ${code}`, [close(code)]]),
    ["a close without a code", [frame("", { opcode: CLOSE })]],
    ["a close of one byte", [frame("x", { opcode: CLOSE })]],
    ["a close of nonsense", [close(1000, "\ud800")]],
    ["a close of 200 bytes", [close(1000, "x".repeat(200))]],
    ["talking after the close", [close(1000), say({ type: "connection_init" }), subscribe("1")]],
    ["nonsense instead of frames", [Buffer.from("GET / HTTP/1.1\r\n\r\n")]],
    ["random bytes", [randomBytes(5_000)]],
  ]; // prettier-ignore
}

const GENERATED = 60;
function generated(): HostileFrames[] {
  const { whole, oneOf } = chance("frames");
  const any = [...PAYLOADS, ...IDS, ...NASTY_TEXTS];
  const types = ["connection_init", "subscribe", "complete", "ping", "pong", oneOf(NASTY_TEXTS)];
  return Array.from({ length: GENERATED }, (_, n) => ({
    name: `generated ${n}`,
    loggedIn: whole(2) === 0,
    frames: many(1 + whole(12), () =>
      frame(JSON.stringify({ type: oneOf(types), id: oneOf(any), payload: oneOf([oneOf(any), { query: oneOf([STREAM, oneOf(any)]), variables: oneOf(any) }]) }), { fin: whole(20) > 0, opcode: whole(20) > 0 ? TEXT : whole(16) }),
    ),
  })); // prettier-ignore
}

export const hostileFrames = (): HostileFrames[] => [
  ...[true, false].flatMap((loggedIn) =>
    sequences().map(([name, frames]) => ({
      name: `${loggedIn ? "logged in" : "stranger"}: ${name}`,
      frames,
      loggedIn,
    })),
  ),
  ...generated(),
];
