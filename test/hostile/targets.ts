/** Requests as bytes: targets that are no address, headers that contradict each other, and HTTP that is none. */
import { chance, longText, NASTY_TEXTS } from "./chance.js";

export interface HostileRequest {
  name: string;
  bytes: string;
  /** Nothing is answered: the server waits for the rest, which never comes. */
  unfinished?: true;
}

const KEY = "dGhlIHNhbXBsZSBub25jZQ==";
const UPGRADE = `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${KEY}\r\n`;
const CLOSE = "Connection: close\r\n";
const QUERY = '{"query":"{__typename}"}';
const JSON_TYPE = "Content-Type: application/json\r\n";

const TARGETS: readonly string[] = [
  "/", "//", "///", "///x", "//x", "/\\", "\\", "/ ", "*", "", "?", "#", "/?", "/graphql", "/graphql/", "//graphql", "/GRAPHQL", "/graphql?query={__typename}", "/graphql?query=%", "/graphql?query[]=a&query[]=b",
  "/graphql?query={__typename}&variables=%7B", "/graphql?variables=[1]&query={__typename}", "/graphql?query=subscription{refundChanged{cursor}}", "/graphql?__proto__[a]=1&query={__typename}", "/graphql?" + "a=1&".repeat(2_000),
  "http://[", "http://[/graphql", "http://", "http://x/graphql", "http://x:99999/graphql", "https://x@y/graphql", "ws://x/graphql", "file:///etc/passwd", "x:80", "x", ":", "://", "%", "/%", "/%00", "/%zz", "/%E0%A4%A", "/%c0%ae%c0%ae/", "/../../etc/passwd", "/..%2f..%2fetc/passwd",
  "/graphql%00", "/graphql;a=b", "/webhooks", "/webhooks/", "/webhooks/%", "/webhooks/portone-v2/../../livez", "/metrics", "/livez", "/readyz", "/development-issuer/.well-known/jwks.json", "/development-issuer/token?role=__proto__", `/${"a".repeat(8_000)}`, `/${"a".repeat(20_000)}`, `/${"%41".repeat(2_000)}`, "/\u00e9", "/홍길동",
]; // prettier-ignore

const HEADERS: Record<string, string> = {
  "two hosts": "Host: a\r\nHost: b\r\n",
  "a host of nonsense": "Host: [\r\n",
  "an empty host": "Host:\r\n",
  "an upgrade to HTTP/2": "Host: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
  "an upgrade to nothing": "Host: x\r\nConnection: Upgrade\r\nUpgrade:\r\n",
  "an upgrade to two things": "Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket, h2c\r\nSec-WebSocket-Version: 13\r\n",
  "WebSocket version 8": `Host: x\r\n${UPGRADE.replace("13", "8")}`,
  "WebSocket version nonsense": `Host: x\r\n${UPGRADE.replace("13", "1e9")}`,
  "WebSocket without a key": `Host: x\r\n${UPGRADE.replace(/Sec-WebSocket-Key.*\r\n/, "")}`,
  "WebSocket with a key of nonsense": `Host: x\r\n${UPGRADE.replace(KEY, "x")}`,
  "WebSocket with two keys": `Host: x\r\n${UPGRADE}Sec-WebSocket-Key: ${KEY}\r\n`,
  "WebSocket of an older protocol": `Host: x\r\n${UPGRADE}Sec-WebSocket-Protocol: graphql-ws\r\n`,
  "WebSocket of nonsense protocols": `Host: x\r\n${UPGRADE}Sec-WebSocket-Protocol: ,,;\r\n`,
  "WebSocket of 500 protocols": `Host: x\r\n${UPGRADE}Sec-WebSocket-Protocol: ${Array.from({ length: 500 }, (_, n) => `p${n}`).join(",")}\r\n`,
  "WebSocket with broken extensions": `Host: x\r\n${UPGRADE}Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99\r\n`,
  "a range": "Host: x\r\nRange: bytes=0-,-1,5-4\r\n",
  "an authorization of 8 kB": `Host: x\r\nAuthorization: Bearer ${longText(8_000)}\r\n`,
  "an authorization of three dots": "Host: x\r\nAuthorization: Bearer a.b.c\r\n",
  "an authorization without a token": "Host: x\r\nAuthorization: Bearer\r\n",
  "a basic authorization": "Host: x\r\nAuthorization: Basic YTpi\r\n",
  "two authorizations": "Host: x\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n",
  "an unsigned token": "Host: x\r\nAuthorization: Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.\r\n",
  "a token whose key is a path": `Host: x\r\nAuthorization: Bearer ${Buffer.from('{"alg":"ES256","kid":"../../x"}').toString("base64url")}.e30.AA\r\n`,
  "languages of nonsense": "Host: x\r\nAccept-Language: ;;q=,,*;q=1e999,ko;q=-1\r\n",
  "languages of 8 kB": `Host: x\r\nAccept-Language: ${"ko;q=0.1,".repeat(900)}\r\n`,
  "accepting nothing": "Host: x\r\nAccept: \r\n",
  "accepting nonsense": "Host: x\r\nAccept: */*;q=0, a/b;c=\"\\\"\r\n",
  "a cookie of 8 kB": `Host: x\r\nCookie: ${longText(8_000)}\r\n`,
  "headers of 20 kB": `Host: x\r\nX-Long: ${longText(20_000)}\r\n`,
  "1,000 headers": `Host: x\r\n${Array.from({ length: 1_000 }, (_, n) => `X-${n}: a\r\n`).join("")}`,
  "a folded header": "Host: x\r\nX-A: a\r\n b\r\n",
  "a header without a colon": "Host: x\r\nnonsense\r\n",
  "a header name of blanks": "Host: x\r\n : a\r\n",
  "a header of NUL": "Host: x\r\nX-A: \u0000\r\n",
  "a line feed alone": "Host: x\nX-A: b\n",
  "a request id of 8 kB": `Host: x\r\nX-Request-Id: ${longText(8_000)}\r\n`,
  "a request id with escapes": "Host: x\r\nX-Request-Id: \u001b[31m\r\n",
  "an origin of nonsense": "Host: x\r\nOrigin: null\r\nAccess-Control-Request-Method: \r\n",
  "forwarded for nonsense": "Host: x\r\nX-Forwarded-For: ,,'\r\nForwarded: for=\"\r\n",
  "another method by header": "Host: x\r\nX-HTTP-Method-Override: DELETE\r\n",
  "headers of the prototype": "Host: x\r\n__proto__: a\r\nconstructor: b\r\n",
}; // prettier-ignore

const BODIES: Record<string, string> = {
  "length and chunks": `POST /graphql HTTP/1.1\r\nHost: x\r\n${JSON_TYPE}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n`,
  "two lengths": `POST /graphql HTTP/1.1\r\nHost: x\r\n${JSON_TYPE}Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}    `,
  "a negative length": `POST /graphql HTTP/1.1\r\nHost: x\r\n${JSON_TYPE}Content-Length: -1\r\n\r\n`,
  "a length of nonsense": `POST /graphql HTTP/1.1\r\nHost: x\r\n${JSON_TYPE}Content-Length: 1e3\r\n\r\n`,
  "chunks of a bad size": `POST /graphql HTTP/1.1\r\nHost: x\r\n${JSON_TYPE}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
  "chunks of a huge size": `POST /graphql HTTP/1.1\r\nHost: x\r\n${JSON_TYPE}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}\r\n`,
  "a chunk extension of 20 kB": `POST /graphql HTTP/1.1\r\nHost: x\r\n${JSON_TYPE}${CLOSE}Transfer-Encoding: chunked\r\n\r\n2;${"a".repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
  "an unknown transfer encoding": `POST /graphql HTTP/1.1\r\nHost: x\r\n${JSON_TYPE}Transfer-Encoding: gzip, chunked\r\n${CLOSE}\r\n0\r\n\r\n`,
  "chunked without a host": `POST /graphql HTTP/1.0\r\n${JSON_TYPE}Content-Length: ${QUERY.length}\r\n\r\n${QUERY}`,
  "expecting to go on": `POST /graphql HTTP/1.1\r\nHost: x\r\n${JSON_TYPE}${CLOSE}Expect: 100-continue\r\nContent-Length: ${QUERY.length}\r\n\r\n${QUERY}`,
  "expecting nonsense": `POST /graphql HTTP/1.1\r\nHost: x\r\n${CLOSE}Expect: nonsense\r\nContent-Length: 0\r\n\r\n`,
  "pipelined requests": `${"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n".repeat(50)}GET /livez HTTP/1.1\r\nHost: x\r\n${CLOSE}\r\n`,
  "pipelined nonsense": "GET /livez HTTP/1.1\r\nHost: x\r\n\r\nnonsense\r\n\r\n",
  "an upgrade behind a request": `GET /livez HTTP/1.1\r\nHost: x\r\n\r\nGET // HTTP/1.1\r\nHost: x\r\n${UPGRADE}\r\n`,
  "an upgrade with a body": `POST /graphql HTTP/1.1\r\nHost: x\r\n${UPGRADE}Content-Length: 2\r\n\r\n{}`,
  "an upgrade with frames at once": `GET /graphql HTTP/1.1\r\nHost: x\r\n${UPGRADE}\r\n\u0001\u0002\u0003\u0004`,
  "a request line alone": "GET / HTTP/1.1\r\n\r\n",
  "HTTP/0.9": "GET /\r\n\r\n",
  "HTTP/1.0": "GET /livez HTTP/1.0\r\n\r\n",
  "HTTP/9.9": "GET /livez HTTP/9.9\r\nHost: x\r\n\r\n",
  "HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "TLS": "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001",
  "SSH": "SSH-2.0-OpenSSH_9.6\r\n\r\n",
  "blank lines": `\r\n\r\nGET /livez HTTP/1.1\r\nHost: x\r\n${CLOSE}\r\n`,
}; // prettier-ignore

const UNFINISHED: Record<string, string> = {
  "a body that stops": `POST /graphql HTTP/1.1\r\nHost: x\r\n${JSON_TYPE}Content-Length: 10000\r\n\r\n{"query"`,
  "a huge length and no body": `POST /webhooks/ebp HTTP/1.1\r\nHost: x\r\n${JSON_TYPE}Content-Length: 8000\r\n\r\n`,
  "headers that stop": "GET /graphql HTTP/1.1\r\nHost: x\r\nX-A: b\r\n",
  "a request line that stops": "GET /gra",
  nothing: "",
  "a chunk that stops": `POST /graphql HTTP/1.1\r\nHost: x\r\n${JSON_TYPE}Transfer-Encoding: chunked\r\n\r\nff\r\n{`,
  "an upgrade that stops": "GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: webs",
};

const METHODS = [
  "HEAD",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
  "TRACE",
  "CONNECT",
  "PROPFIND",
  "QUERY",
  "get",
  "NONSENSE",
  "P\u0000ST",
];
const ROUTES = [
  "/",
  "/graphql",
  "/livez",
  "/readyz",
  "/metrics",
  "/webhooks/portone-v2",
  "/webhooks/ebp",
  "/exports/refunds.csv",
  "/nothing",
];
const CONTENT: readonly string[] = [
  "application/json;charset=utf-7", "application/json; charset=utf-16", 'application/json; charset="utf-32"', "application/json; charset=euc-kr", "application/json; charset=", "application/json;;;", "application/json, text/plain", "application/json\u0000",
  "text/json", "application/graphql", "multipart/form-data; boundary=", "application/x-www-form-urlencoded", "*/*", "nonsense", "application/vnd.api+json", "application/graphql-response+json",
]; // prettier-ignore
const ENCODINGS = ["br", "gzip", "deflate", "zstd", "compress", "gzip, gzip", "identity", "x".repeat(4_000)];

const GENERATED = 60;
function generated(): HostileRequest[] {
  const { whole, oneOf } = chance("targets");
  const word = () =>
    oneOf([...NASTY_TEXTS, ...TARGETS, ...METHODS, "\r\n", "\n", "\t", ":", "HTTP/1.1", "chunked", "websocket"]).slice(
      0,
      500,
    );
  return Array.from({ length: GENERATED }, (_, n) => {
    const headers = Array.from(
      { length: whole(5) },
      () =>
        `${oneOf(["Host", "Upgrade", "Connection", "Transfer-Encoding", "Content-Type", "Accept", "X-A", word()])}: ${word()}\r\n`,
    );
    const bytes = `${oneOf(["GET", "POST", oneOf(METHODS)])} ${word()} ${oneOf(["HTTP/1.1", "HTTP/1.1", word()])}\r\n${headers.join("")}\r\n`;
    return { name: `generated ${n}: ${JSON.stringify(bytes.slice(0, 60))}`, bytes };
  });
}

const get = (target: string, headers = `Host: x\r\n${CLOSE}`, method = "GET"): string =>
  `${method} ${target} HTTP/1.1\r\n${headers}\r\n`;
const post = (headers: string): string =>
  get("/graphql", `Host: x\r\n${CLOSE}${headers}Content-Length: ${QUERY.length}\r\n`, "POST") + QUERY;

export const hostileRequests = (): HostileRequest[] => [
  ...TARGETS.map((target) => ({ name: `GET ${target.slice(0, 60)}`, bytes: get(target) })),
  ...TARGETS.map((target) => ({ name: `upgrade ${target.slice(0, 60)}`, bytes: get(target, `Host: x\r\n${UPGRADE}`) })),
  ...["/graphql", "/livez", "/webhooks/ebp", "/exports/refunds.csv"].flatMap((route) =>
    Object.entries(HEADERS).map(([name, headers]) => ({
      name: `${route}: ${name}`,
      bytes: get(route, headers + (headers.includes("pgrade") ? "" : CLOSE)),
    })),
  ),
  ...METHODS.flatMap((method) =>
    ROUTES.map((route) => ({ name: `${method} ${route}`, bytes: get(route, undefined, method) })),
  ),
  ...CONTENT.map((type) => ({ name: `content type ${type}`, bytes: post(`Content-Type: ${type}\r\n`) })),
  ...ENCODINGS.map((encoding) => ({
    name: `content encoding ${encoding.slice(0, 20)}`,
    bytes: post(`${JSON_TYPE}Content-Encoding: ${encoding}\r\n`),
  })),
  ...Object.entries(BODIES).map(([name, bytes]) => ({ name, bytes })),
  ...generated(),
  ...Object.entries(UNFINISHED).map(([name, bytes]) => ({ name, bytes, unfinished: true as const })),
];
