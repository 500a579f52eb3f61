/** S10: keys read over HTTP survive an outage, follow a rotation, and are not read more often than they should be. */
import { createTokenVerifier } from "../../src/access/token.js";
import { AUDIENCE, ISSUER, KeyServer, sign, signingPair, START_S, testClock, type TestClock } from "./issuer-server.js";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe("published signing keys", () => {
  const [first, second] = [signingPair("first"), signingPair("second")];
  let server: KeyServer;
  let elsewhere: KeyServer;
  let clock: TestClock;
  let failures: unknown[];

  beforeEach(async () => {
    server = new KeyServer();
    elsewhere = new KeyServer();
    server.publish(first);
    await server.start();
    clock = testClock();
    failures = [];
  });
  afterEach(() => Promise.all([server.stop(), elsewhere.stop()]));

  const makeVerifier = () =>
    createTokenVerifier({
      issuer: ISSUER,
      audience: AUDIENCE,
      jwks: server.url,
      clock,
      onKeysFailure: (error) => failures.push(error),
    });
  /** A token made at the clock's present. */
  const fresh = (pair = first) => {
    const now = Math.floor(clock.now().getTime() / SECOND);
    return sign(pair, { iat: now, nbf: now, exp: now + 600 });
  };

  it("are read once for many tokens, also for those that come at the same moment", async () => {
    const verifier = makeVerifier();
    const token = await fresh();
    const results = await Promise.all(Array.from({ length: 20 }, () => verifier.verify(token)));
    expect(results.every((result) => result.ok)).toBe(true);
    await verifier.verify(token);
    expect(server.asked).toBe(1);
  });

  it("serve from memory while the issuer is down, for a day", async () => {
    const verifier = makeVerifier();
    expect((await verifier.verify(await fresh())).ok).toBe(true);
    await server.stop();
    clock.advance(11 * MINUTE);
    expect((await verifier.verify(await fresh())).ok).toBe(true);
    expect(failures).toHaveLength(1);
    clock.advance(23 * HOUR);
    expect((await verifier.verify(await fresh())).ok).toBe(true);
    // Perhaps the key the issuer signs with by now: nothing can be said about it.
    expect(await verifier.verify(await fresh(second))).toEqual({ ok: false, reason: "KEYS_UNAVAILABLE" });
    expect(await verifier.isReady()).toBe(true);
    clock.advance(HOUR);
    expect(await verifier.isReady()).toBe(false);
    expect(await verifier.verify(await fresh())).toEqual({ ok: false, reason: "KEYS_UNAVAILABLE" });
    await server.start();
    clock.advance(SECOND);
    expect(await verifier.isReady()).toBe(true);
    expect((await verifier.verify(await fresh())).ok).toBe(true);
    expect(await verifier.verify(await fresh(second))).toEqual({ ok: false, reason: "KEY_UNKNOWN" });
  });

  it.each([
    ["an error page", 503, "<html>"],
    ["a page that is no JSON", 200, "<html>"],
    ["JSON that is no key set", 200, '{"keys":{}}'],
    ["null", 200, "null"],
    ["an empty key set", 200, '{"keys":[]}'],
    ["a key set of 100 kB", 200, JSON.stringify({ keys: [first.published], padding: "x".repeat(100_000) })],
  ])("serve from memory when the issuer answers with %s", async (_, status, body) => {
    const verifier = makeVerifier();
    expect((await verifier.verify(await fresh())).ok).toBe(true);
    Object.assign(server, { status, body });
    clock.advance(11 * MINUTE);
    expect((await verifier.verify(await fresh())).ok).toBe(true);
    expect(server.asked).toBe(2);
    expect(failures).toHaveLength(1);
  });

  it("follow a rotation: the new key at once, the old one until it is gone from the set", async () => {
    const verifier = makeVerifier();
    expect((await verifier.verify(await fresh(first))).ok).toBe(true);
    clock.advance(MINUTE);
    server.publish(first, second);
    expect((await verifier.verify(await fresh(second))).ok).toBe(true);
    expect((await verifier.verify(await fresh(first))).ok).toBe(true);
    server.publish(second);
    clock.advance(11 * MINUTE);
    expect(await verifier.verify(await fresh(first))).toEqual({ ok: false, reason: "KEY_UNKNOWN" });
    expect((await verifier.verify(await fresh(second))).ok).toBe(true);
  });

  it("are not read again for each key id a stranger invents", async () => {
    const verifier = makeVerifier();
    expect((await verifier.verify(await fresh())).ok).toBe(true);
    clock.advance(MINUTE);
    for (let i = 0; i < 50; i += 1) {
      const forged = await sign(first, {}, { kid: `invented-${i}` });
      expect(await verifier.verify(forged)).toEqual({ ok: false, reason: "KEY_UNKNOWN" });
      clock.advance(100);
    }
    expect(server.asked).toBe(2);
    expect((await verifier.verify(await fresh())).ok).toBe(true);
  });

  it("refuse everybody while they were never read, and try again soon", async () => {
    await server.stop();
    const verifier = makeVerifier();
    expect(await verifier.isReady()).toBe(false);
    expect(await verifier.verify(await fresh())).toEqual({ ok: false, reason: "KEYS_UNAVAILABLE" });
    expect(await verifier.verify(await fresh())).toEqual({ ok: false, reason: "KEYS_UNAVAILABLE" });
    expect(failures).toHaveLength(1);
    await server.start();
    clock.advance(SECOND);
    expect((await verifier.verify(await fresh())).ok).toBe(true);
  });

  it("are not read where a redirect points", async () => {
    elsewhere.publish(second);
    await elsewhere.start();
    const verifier = makeVerifier();
    server.redirectTo = elsewhere.url;
    expect(await verifier.verify(await fresh(second))).toEqual({ ok: false, reason: "KEYS_UNAVAILABLE" });
    expect(elsewhere.asked).toBe(0);
  });

  it("are not read in clear from another machine", () => {
    const over = (address: string) => () =>
      createTokenVerifier({ issuer: ISSUER, audience: AUDIENCE, jwks: new URL(address), clock });
    expect(over("http://issuer.example/jwks")).toThrow(/https/);
    expect(over("file:///etc/passwd")).toThrow(/https/);
    expect(over("http://127.0.0.1.evil.example/jwks")).toThrow(/https/);
    expect(over("https://issuer.example/jwks")).not.toThrow();
    expect(over("http://[::1]:9/jwks")).not.toThrow();
  });

  it("keep a token's own end: an outage does not lengthen it", async () => {
    const verifier = makeVerifier();
    const token = await sign(first, { exp: START_S + 60 });
    expect((await verifier.verify(token)).ok).toBe(true);
    await server.stop();
    clock.advance(2 * MINUTE);
    expect(await verifier.verify(token)).toEqual({ ok: false, reason: "EXPIRED" });
  });
});
