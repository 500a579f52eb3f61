/** The HTTP exchange against servers that really misbehave: what is provably not sent, unanswered, answered. */
import type { Socket } from "node:net";
import tls from "node:tls";
import { gzipSync } from "node:zlib";
import { exchangeJson, MAX_RESPONSE_BYTES, neverLeft, type HttpResult } from "../../src/gateways/http.js";
import { httpServer, json, listening, refusedPort, socketServer, type LocalServer } from "./local-server.js";

const open: LocalServer[] = [];
const started = async (server: Promise<LocalServer>): Promise<LocalServer> => {
  open.push(await server);
  return server;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

/** Far above what a loopback needs, except where the test is about the limit. */
const ask = (url: string, timeoutMs = 20_000, body: unknown = { amount: 1 }): Promise<HttpResult> =>
  exchangeJson({ method: "POST", url, headers: {}, body, timeoutMs });

describe("provably not sent", () => {
  it("nobody listens", async () => {
    expect(await ask(`http://127.0.0.1:${await refusedPort()}/`)).toMatchObject({
      kind: "NOT_SENT",
      code: "ECONNREFUSED",
    });
  });

  it("nobody listens on any address of the name", async () => {
    expect(await ask(`http://localhost:${await refusedPort()}/`)).toMatchObject({ kind: "NOT_SENT" });
  });

  it("the name does not resolve", async () => {
    const result = await ask("http://no-such-gateway.invalid/");
    expect(result.kind).toBe("NOT_SENT");
    expect(["ENOTFOUND", "EAI_AGAIN"]).toContain(result.kind === "NOT_SENT" ? result.code : "");
  });

  it("the TLS handshake is refused", async () => {
    const server = tls.createServer({}); // Without a certificate no handshake can succeed.
    server.on("tlsClientError", () => undefined);
    const { port } = await started(listening(server));
    expect(await ask(`https://127.0.0.1:${port}/`)).toMatchObject({ kind: "NOT_SENT" });
  });

  it("the TLS versions do not meet", async () => {
    const server = tls.createServer({ minVersion: "TLSv1", maxVersion: "TLSv1.1" });
    server.on("tlsClientError", () => undefined);
    const { port } = await started(listening(server));
    expect(await ask(`https://127.0.0.1:${port}/`)).toMatchObject({ kind: "NOT_SENT" });
  });

  it("the socket is closed during the TLS handshake", async () => {
    const { port } = await started(socketServer((socket) => socket.on("data", () => socket.end())));
    expect(await ask(`https://127.0.0.1:${port}/`)).toMatchObject({ kind: "NOT_SENT", code: "ECONNRESET" });
  });

  const failed = (cause: object) => Object.assign(new TypeError("fetch failed"), { cause });
  const coded = (code: string, syscall?: string) =>
    Object.assign(new Error(code), { code, ...(syscall && { syscall }) });

  it.each([
    ["connect time-out of fetch", failed(coded("UND_ERR_CONNECT_TIMEOUT")), true],
    ["host unreachable while connecting", failed(coded("EHOSTUNREACH", "connect")), true],
    ["network unreachable while connecting", failed(coded("ENETUNREACH", "connect")), true],
    ["time-out of the system while connecting", failed(coded("ETIMEDOUT", "connect")), true],
    ["resolver busy", failed(coded("EAI_AGAIN", "getaddrinfo")), true],
    ["certificate expired", failed(coded("CERT_HAS_EXPIRED")), true],
    ["certificate of another name", failed(coded("ERR_TLS_CERT_ALTNAME_INVALID")), true],
    ["certificate of an unknown issuer", failed(coded("UNABLE_TO_VERIFY_LEAF_SIGNATURE")), true],
    [
      "every address refused",
      failed(new AggregateError([coded("ECONNREFUSED", "connect"), coded("ENETUNREACH", "connect")])),
      true,
    ],
    [
      "one address refused, one read from",
      failed(new AggregateError([coded("ECONNREFUSED", "connect"), coded("ECONNRESET", "read")])),
      false,
    ],
    ["host unreachable while reading", failed(coded("EHOSTUNREACH", "read")), false],
    ["time-out of the system while reading", failed(coded("ETIMEDOUT", "read")), false],
    ["reset", failed(coded("ECONNRESET", "read")), false],
    ["broken pipe", failed(coded("EPIPE", "write")), false],
    ["other side closed", failed(coded("UND_ERR_SOCKET")), false],
    ["plain text where TLS should be", failed(coded("ERR_SSL_WRONG_VERSION_NUMBER")), false],
    ["corrupted record", failed(coded("ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC")), false],
    ["headers time-out of fetch", failed(coded("UND_ERR_HEADERS_TIMEOUT")), false],
    ["nothing known", undefined, false],
    ["a thrown string", "ECONNREFUSED", false],
    ["an empty aggregate", failed(new AggregateError([])), false],
  ])("%s", (_, error, expected) => expect(neverLeft(error)).toBe(expected));
});

describe("no complete answer", () => {
  it("accepted, read, and silent (half-open)", async () => {
    const { url } = await started(socketServer((socket) => socket.resume()));
    expect(await ask(url, 300)).toMatchObject({ kind: "UNKNOWN", code: "TIMEOUT" });
  });

  it("headers in time, the body never ends: the limit is on the whole exchange", async () => {
    const { url } = await started(
      httpServer((_, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        const drip = setInterval(() => response.write(" "), 20);
        response.on("close", () => clearInterval(drip));
      }),
    );
    expect(await ask(url, 300)).toMatchObject({ kind: "UNKNOWN", code: "TIMEOUT" });
  });

  it.each<[string, (socket: Socket) => void]>([
    ["reset after the request was read", (socket) => socket.resetAndDestroy()],
    ["closed after the request was read", (socket) => socket.end()],
    [
      "cut in the middle of the body, even where what came is JSON",
      (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"cancellation":{}}'),
    ],
    [
      "cut in the middle of a chunked body",
      (socket) => socket.end("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n"),
    ],
    ["not HTTP at all", (socket) => socket.end("SSH-2.0-x\r\n")],
  ])("%s", async (_, answer) => {
    const { url } = await started(socketServer((socket) => socket.once("data", () => answer(socket))));
    expect(await ask(url)).toMatchObject({ kind: "UNKNOWN" });
  });

  it.each([
    ["plain", {}, (text: string) => text],
    ["compressed", { "content-encoding": "gzip" }, (text: string) => gzipSync(text)],
  ])("larger than allowed, %s", async (_, headers, pack) => {
    const { url } = await started(
      httpServer((__, response) => {
        response.writeHead(200, headers).end(pack(JSON.stringify("x".repeat(MAX_RESPONSE_BYTES))));
      }),
    );
    expect(await ask(url)).toMatchObject({ kind: "UNKNOWN", code: "RESPONSE_TOO_LARGE" });
  });
});

describe("answered", () => {
  it("JSON of any status", async () => {
    const { url, received } = await started(httpServer(json(409, { type: "X", message: "환불" })));
    expect(await ask(`${url}/a?b=1`)).toMatchObject({
      kind: "ANSWERED",
      status: 409,
      json: { type: "X", message: "환불" },
    });
    expect(received).toMatchObject([
      { method: "POST", url: "/a?b=1", body: '{"amount":1}', headers: { "content-type": "application/json" } },
    ]);
  });

  it.each([
    ["HTML", "<html><body>502 Bad Gateway</body></html>"],
    ["half a JSON", '{"cancellation":{"status":"SUCC'],
    ["nothing", ""],
  ])("%s is an answer without JSON", async (_, text) => {
    const { url } = await started(httpServer((__, response) => void response.writeHead(502).end(text)));
    expect(await ask(url)).toMatchObject({ kind: "ANSWERED", status: 502, text, json: undefined });
  });

  it("a redirect is returned, not followed", async () => {
    const { url, received } = await started(
      httpServer((_, response) => void response.writeHead(307, { location: "/elsewhere" }).end("{}")),
    );
    expect(await ask(`${url}/cancel`)).toMatchObject({ kind: "ANSWERED", status: 307 });
    expect(received.map((request) => request.url)).toEqual(["/cancel"]);
  });

  it("Retry-After is read in seconds only", async () => {
    const headers = ["120", "Wed, 21 Oct 2026 07:28:00 GMT", "-1"];
    const { url } = await started(
      httpServer((_, response) => void response.writeHead(429, { "retry-after": headers.shift() }).end()),
    );
    const read: unknown[] = [];
    for (let i = 0; i < 3; i += 1) read.push(((await ask(url)) as { retryAfterSeconds?: unknown }).retryAfterSeconds);
    expect(read).toEqual([120, null, null]);
  });

  it("every exchange has a socket of its own", async () => {
    const server = await started(httpServer(json(200, {})));
    for (let i = 0; i < 4; i += 1) await ask(server.url);
    expect(server.connections()).toBe(4);
  });
});
