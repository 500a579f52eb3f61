/**
 * One bounded JSON exchange over HTTP, answered as a value: what it proves is what matters here.
 * A request that provably never left may be sent again; one without a complete answer must be looked up first.
 */
import { crashPoint } from "../crash-point.js";

/** A gateway's answer is a few kB (a payment with a hundred cancellations: about 60 kB). More than this is not an answer. */
export const MAX_RESPONSE_BYTES = 1_048_576;

/** Messages of errors go into rows and logs: longer ones say nothing more. */
const MAX_MESSAGE_CHARS = 300;

export interface HttpRequest {
  method: "GET" | "POST";
  url: string;
  headers: Readonly<Record<string, string>>;
  /** Sent as JSON; `undefined` sends no body. */
  body?: unknown;
  /** For the whole exchange: connect, headers and body. */
  timeoutMs: number;
  /** Pass the crash points around the socket: only where money moves. */
  crashPoints?: boolean;
}

export type HttpResult = { durationMs: number } & (
  | { kind: "NOT_SENT"; code: string; message: string }
  /** The request may have arrived: timeout, reset, closed early, larger than allowed. */
  | { kind: "UNKNOWN"; code: string; message: string }
  | {
      kind: "ANSWERED";
      status: number;
      text: string;
      /** The body as JSON; `undefined` when it is not JSON (which no JSON text can produce). */
      json: unknown;
      /** The `Retry-After` header in seconds (RFC 9110, 10.2.3); `null` when absent or given as a date. */
      retryAfterSeconds: number | null;
    }
);

export type HttpExchange = (request: HttpRequest) => Promise<HttpResult>;

/**
 * Sends one request and reads its whole answer. Never throws for anything the network or the other side does.
 * Redirects are not followed (a POST must not wander) but returned as an answer with their 3xx.
 *
 * `connection: close` gives every exchange a socket of its own. On a kept-alive socket the other side may close just
 * while we write, and that reset cannot be told from a lost answer: each one would cost a look-up and a wait. Refunds
 * are few; a handshake is cheap.
 */
export const exchangeJson: HttpExchange = async (request) => {
  const started = performance.now();
  const durationMs = (): number => Math.round(performance.now() - started);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(new TimedOut(request.timeoutMs)), request.timeoutMs);
  if (request.crashPoints) crashPoint("before-socket-write");
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: {
        accept: "application/json",
        ...(request.body === undefined ? {} : { "content-type": "application/json" }),
        ...request.headers,
        connection: "close",
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      redirect: "manual",
      signal: stop.signal,
    });
    const text = await readBounded(response);
    if (request.crashPoints) crashPoint("after-response-read");
    return {
      kind: "ANSWERED",
      status: response.status,
      text,
      json: parsed(text),
      retryAfterSeconds: seconds(response.headers.get("retry-after")),
      durationMs: durationMs(),
    };
  } catch (error) {
    const { code, message } = describe(error);
    return { kind: neverLeft(error) ? "NOT_SENT" : "UNKNOWN", code, message, durationMs: durationMs() };
  } finally {
    clearTimeout(timer);
  }
};

class TimedOut extends Error {
  readonly code = "TIMEOUT";
  constructor(ms: number) {
    super(`no complete answer within ${ms} ms`);
  }
}

class TooLarge extends Error {
  readonly code = "RESPONSE_TOO_LARGE";
  constructor() {
    super(`the answer is larger than ${MAX_RESPONSE_BYTES} bytes`);
  }
}

/** Reads the body as UTF-8; bytes are counted after decompression, so a small bomb is stopped too. */
async function readBounded(response: Response): Promise<string> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > MAX_RESPONSE_BYTES) throw new TooLarge();
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const seconds = (header: string | null): number | null =>
  header !== null && /^\d{1,9}$/.test(header.trim()) ? Number(header) : null;

/** Too many requests, or a server that cannot: whoever answered so may answer otherwise in a minute. */
export const isOverloaded = (status: number): boolean => status === 429 || status >= 500;

/** Fields an error object may carry; read with care, for anything can be thrown. */
interface Thrown {
  code?: unknown;
  syscall?: unknown;
  message?: unknown;
  cause?: unknown;
  errors?: unknown;
}

const asThrown = (error: unknown): Thrown => (typeof error === "object" && error !== null ? error : {});

/** `fetch` wraps: "fetch failed" ← cause; a name with several addresses: ← AggregateError of one error per address. */
function leavesOf(error: unknown, depth = 0): Thrown[] {
  const { cause, errors } = asThrown(error);
  if (depth < 5 && Array.isArray(errors) && errors.length > 0) return errors.flatMap((e) => leavesOf(e, depth + 1));
  if (depth < 5 && cause !== undefined) return leavesOf(cause, depth + 1);
  return [asThrown(error)];
}

/** Refused by us while we checked the certificate (OpenSSL's X509_V_ERR names, as Node reports them): before any byte of the request. */
const CERTIFICATE_REFUSED =
  /^(CERT_|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|ERR_TLS_CERT_ALTNAME_INVALID$|HOSTNAME_MISMATCH$)/;

/**
 * Alerts that exist only inside a handshake: handshake_failure, protocol_version, unrecognized_name. Others are left
 * out on purpose: "wrong version number" is also what a proxy's plain-text error in the middle of a connection looks like.
 */
const HANDSHAKE_REFUSED =
  /^ERR_SSL_(SSL\/TLS_ALERT_HANDSHAKE_FAILURE|(SSLV3|TLSV1)_ALERT_HANDSHAKE_FAILURE|TLSV1_ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|(TLSV1_)?UNRECOGNIZED_NAME)$/;

/** Node's own words for a socket closed during the handshake; should they change, the result becomes UNKNOWN, which is safe. */
const BEFORE_TLS = "disconnected before secure TLS connection was established";

/**
 * True only when no byte of the request can have reached the other side. The system call is what proves it:
 * EHOSTUNREACH and ETIMEDOUT are also reported by `read` on a connection that had already carried the request.
 */
export const neverLeft = (error: unknown): boolean =>
  leavesOf(error).every(({ code, syscall, message }) => {
    if (syscall === "connect" || syscall === "getaddrinfo") return true;
    if (typeof code !== "string") return false;
    if (code === "ECONNRESET") return typeof message === "string" && message.includes(BEFORE_TLS);
    return code === "UND_ERR_CONNECT_TIMEOUT" || CERTIFICATE_REFUSED.test(code) || HANDSHAKE_REFUSED.test(code);
  });

function describe(error: unknown): { code: string; message: string } {
  const leaf = leavesOf(error)[0] ?? {};
  const code = typeof leaf.code === "string" ? leaf.code : "TRANSPORT_ERROR";
  const message = typeof leaf.message === "string" && leaf.message !== "" ? leaf.message : code;
  return { code, message: message.slice(0, MAX_MESSAGE_CHARS) };
}
