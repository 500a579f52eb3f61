/** The token: one for the process, renewed before it ends, renewed once after a 401, and what follows when there is none. */
import type { ServerResponse } from "node:http";
import { createIamportV1, type IamportV1Options } from "../../../src/gateways/iamport-v1/gateway.js";
import { exchangeJson, type HttpExchange } from "../../../src/gateways/http.js";
import { RENEW_BEFORE_MS } from "../../../src/gateways/iamport-v1/token.js";
import { Secret } from "../../../src/secret.js";
import { handClock, MINUTE, SECOND, type HandClock } from "../../kit/clock.js";
import { command, failure, IMP_UID, payment, row, success } from "./answers.js";
import { httpServer, json, type LocalServer, type Received } from "../local-server.js";
import { cancelAt } from "../cancel-at.js";

/** A gateway's own ten minutes of difference: only the difference of `now` and `expired_at` may count. */
const THEIR_CLOCK_IS_OFF_S = 600;

let server: LocalServer;
let clock: HandClock;
let tokens: number;
let onToken: (request: Received, response: ServerResponse) => void;
let onPayment: (request: Received, response: ServerResponse) => void;
beforeAll(async () => {
  server = await httpServer((request, response) =>
    request.url === "/users/getToken" ? onToken(request, response) : onPayment(request, response),
  );
});
beforeEach(() => {
  server.received.length = 0;
  clock = handClock();
  tokens = 0;
  onToken = json200(() => success(nextToken()));
  onPayment = json200(({ method }) =>
    success(method === "GET" ? payment([]) : payment([row(1_000, { cancelled_at: 1 }), row(4_000)])),
  );
});
afterAll(() => server.close());

const json200 =
  (body: (request: Received) => unknown) =>
  (request: Received, response: ServerResponse): void =>
    json(200, body(request))(request, response);

function nextToken(lifeSeconds = 1_800) {
  tokens += 1;
  const now = Math.floor(clock.now().getTime() / 1000) + THEIR_CLOCK_IS_OFF_S;
  return { access_token: `token-${tokens}`, now, expired_at: now + lifeSeconds };
}

const create = (more: Partial<IamportV1Options> = {}) =>
  createIamportV1({
    baseUrl: server.url,
    impKey: new Secret("the-key"),
    impSecret: new Secret("CANARY-secret"),
    clock,
    readTimeoutMs: 20_000,
    ...more,
  });

const used = () => server.received.filter(({ url }) => url !== "/users/getToken").map((r) => r.headers.authorization);

describe("one token", () => {
  it("is asked for with key and secret as JSON, and shared by all calls", async () => {
    const gateway = create();
    expect((await cancelAt(gateway, command())).verdict).toMatchObject({ kind: "SUCCEEDED" });
    expect((await gateway.lookUp(IMP_UID)).lookUp).toMatchObject({ kind: "FOUND" });
    expect(tokens).toBe(1);
    expect(used()).toEqual(["Bearer token-1", "Bearer token-1"]);
    const [asked] = server.received;
    expect(asked).toMatchObject({ method: "POST", headers: { "content-type": "application/json" } });
    expect(JSON.parse(asked?.body ?? "")).toEqual({ imp_key: "the-key", imp_secret: "CANARY-secret" });
  });

  it("is fetched once however many wait for it", async () => {
    const gateway = create();
    const reads = await Promise.all(Array.from({ length: 20 }, () => gateway.lookUp(IMP_UID)));
    expect(reads.map(({ lookUp }) => lookUp.kind)).toEqual(reads.map(() => "FOUND"));
    expect(tokens).toBe(1);
  });

  it("is used until shortly before its end, and then renewed", async () => {
    const gateway = create();
    await gateway.lookUp(IMP_UID);
    clock.advance(30 * MINUTE - RENEW_BEFORE_MS - 1);
    await gateway.lookUp(IMP_UID);
    expect(tokens).toBe(1);
    clock.advance(1);
    await gateway.lookUp(IMP_UID);
    expect(used()).toEqual(["Bearer token-1", "Bearer token-1", "Bearer token-2"]);
  });

  it("renewal falls into the last minute, before which i'mport lengthens nothing", () => {
    expect(RENEW_BEFORE_MS).toBeLessThan(60 * SECOND);
  });

  it("a renewal that fails does not waste what is left of the old one; after its end nothing is", async () => {
    const gateway = create();
    await gateway.lookUp(IMP_UID);
    onToken = json(503, undefined);
    clock.advance(30 * MINUTE - 10 * SECOND);
    expect((await gateway.lookUp(IMP_UID)).lookUp.kind).toBe("FOUND");
    clock.advance(10 * SECOND);
    expect((await gateway.lookUp(IMP_UID)).lookUp).toMatchObject({ kind: "UNREACHABLE", code: "TOKEN_UNREADABLE" });
  });

  it("one with hardly any life left is good for the call it was fetched for", async () => {
    onToken = json200(() => success(nextToken(1)));
    const gateway = create();
    expect((await gateway.lookUp(IMP_UID)).lookUp.kind).toBe("FOUND");
    expect((await gateway.lookUp(IMP_UID)).lookUp.kind).toBe("FOUND");
    expect(tokens).toBe(2);
  });
});

describe("401 on a call", () => {
  /** i'mport has forgotten every token before this one. */
  const acceptsFrom = (first: number) => {
    const accepted = onPayment;
    onPayment = (request, response) => {
      const number = Number(request.headers.authorization?.replace("Bearer token-", ""));
      if (number < first) json(401, failure(-1, "Unauthorized"))(request, response);
      else accepted(request, response);
    };
  };

  it("a new token, and the very same cancel once more", async () => {
    acceptsFrom(2);
    expect((await cancelAt(create(), command())).verdict).toMatchObject({ kind: "SUCCEEDED" });
    expect(used()).toEqual(["Bearer token-1", "Bearer token-2"]);
    const bodies = server.received.filter(({ url }) => url === "/payments/cancel").map(({ body }) => body);
    expect(bodies[1]).toBe(bodies[0]);
  });

  it("for look-ups too", async () => {
    acceptsFrom(2);
    expect((await create().lookUp(IMP_UID)).lookUp.kind).toBe("FOUND");
  });

  it("once only: then it is our credential", async () => {
    acceptsFrom(100);
    const gateway = create();
    expect((await cancelAt(gateway, command())).verdict).toMatchObject({
      kind: "DEFERRED",
      until: null,
      code: "HTTP_401",
    });
    expect(used()).toHaveLength(2);
    expect((await gateway.lookUp(IMP_UID)).lookUp).toMatchObject({ kind: "UNREACHABLE", code: "HTTP_401" });
    expect(used()).toHaveLength(4);
  });

  it("many at once renew it once", async () => {
    const gateway = create();
    await gateway.lookUp(IMP_UID);
    // The first ten are answered together, when all of them have arrived.
    const waiting: (() => void)[] = [];
    const accepted = onPayment;
    onPayment = (request, response) => {
      if (request.headers.authorization !== "Bearer token-1") return accepted(request, response);
      waiting.push(() => json(401, undefined)(request, response));
      if (waiting.length === 10) for (const reply of waiting) reply();
    };
    const reads = await Promise.all(Array.from({ length: 10 }, () => gateway.lookUp(IMP_UID)));
    expect(reads.every(({ lookUp }) => lookUp.kind === "FOUND")).toBe(true);
    expect(tokens).toBe(2);
  });

  it("a late one to the old token does not cost the new one", async () => {
    const gateway = create();
    await gateway.lookUp(IMP_UID);
    const accepted = onPayment;
    let answerLate: () => void = () => undefined;
    let refused = 0;
    onPayment = (request, response) => {
      if (request.headers.authorization !== "Bearer token-1") return accepted(request, response);
      refused += 1;
      const reply = () => json(401, undefined)(request, response);
      if (refused === 1) answerLate = reply;
      else reply();
    };
    const late = gateway.lookUp(IMP_UID);
    while (refused === 0) await new Promise((done) => setTimeout(done, 1));
    expect((await gateway.lookUp(IMP_UID)).lookUp.kind).toBe("FOUND");
    answerLate();
    expect((await late).lookUp.kind).toBe("FOUND");
    expect(tokens).toBe(2);
  });

  it("and then no new token: the cancel was not executed", async () => {
    const gateway = create();
    await gateway.lookUp(IMP_UID);
    onPayment = json(401, undefined);
    onToken = json(500, undefined);
    expect((await cancelAt(gateway, command())).verdict).toMatchObject({ kind: "NOT_SENT" });
    onToken = json(401, failure(-1, "m"));
    expect((await cancelAt(gateway, command())).verdict).toMatchObject({ kind: "DEFERRED" });
    expect(used()).toHaveLength(2);
  });
});

describe("no token", () => {
  it.each<[string, (request: Received, response: ServerResponse) => void]>([
    ["a proxy's page", (_, response) => void response.writeHead(502).end("<html>")],
    ["nothing", json(200, undefined)],
    ["a failure under 200", json(200, failure(-1, "m"))],
    ["400", json(400, failure(-1, "imp_key, imp_secret 파라메터가 누락되었습니다."))],
    ["no token in it", json(200, success({ now: 1, expired_at: 2 }))],
    ["one that no header carries", json(200, success({ access_token: "CANARY\n1", now: 1, expired_at: 2 }))],
    ["a closed connection", (_, response) => void response.destroy()],
    ["half an answer", (_, response) => void response.writeHead(200, { "content-length": 500 }).end('{"code":0')],
  ])("%s: nothing was sent, it may be tried again", async (_, broken) => {
    onToken = broken;
    const gateway = create();
    const { verdict, exchange } = await cancelAt(gateway, command());
    expect(verdict).toMatchObject({ kind: "NOT_SENT" });
    expect((await gateway.lookUp(IMP_UID)).lookUp).toMatchObject({ kind: "UNREACHABLE" });
    expect(used()).toEqual([]);
    expect(exchange.request).toEqual({ method: "POST", path: "/users/getToken", body: null });
    expect(JSON.stringify({ verdict, exchange })).not.toContain("CANARY");
    // And it is forgotten: the next one works.
    onToken = json200(() => success(nextToken()));
    expect((await cancelAt(gateway, command())).verdict).toMatchObject({ kind: "SUCCEEDED" });
  });

  it("a slow one is not waited for until the attempt's lease is over", async () => {
    onToken = () => undefined;
    const gateway = create({ readTimeoutMs: 200 });
    expect((await cancelAt(gateway, command())).verdict).toMatchObject({ kind: "NOT_SENT", code: "TIMEOUT" });
    expect(used()).toEqual([]);
  });

  it("our key or secret is refused: nothing will move until somebody repairs it", async () => {
    onToken = json(401, failure(-1, "인증에 실패하였습니다. API키와 secret을 확인하세요."));
    const { verdict, exchange } = await cancelAt(create(), command());
    expect(verdict).toMatchObject({ kind: "DEFERRED", until: null, code: "TOKEN_REFUSED" });
    expect(JSON.stringify({ verdict, exchange })).not.toContain("CANARY");
    expect((await create().lookUp(IMP_UID)).lookUp).toMatchObject({ kind: "UNREACHABLE", code: "TOKEN_REFUSED" });
    expect(used()).toEqual([]);
  });
});

describe("one span of time for the whole call", () => {
  it("a 401 that took too long is not repeated: not executed, try later with a new token", async () => {
    onPayment = json(401, undefined);
    /** Real exchanges, of which the cancel takes more than half of the span. */
    const slow: HttpExchange = async (request) => {
      const result = await exchangeJson({ ...request, timeoutMs: 60_000 });
      if (request.url.endsWith("/cancel")) await new Promise((done) => setTimeout(done, 2_200));
      return result;
    };
    const gateway = create({ readTimeoutMs: 4_000, http: slow });
    expect((await cancelAt(gateway, command())).verdict).toMatchObject({ kind: "DEFERRED", code: "HTTP_401" });
    expect(used()).toHaveLength(1);
    onPayment = json200(() => success(payment([])));
    await gateway.lookUp(IMP_UID);
    expect(used().at(-1)).toBe("Bearer token-2");
  });
});
