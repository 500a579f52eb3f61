/** A pretend issuer for tests: real keys, and a real HTTP server for its key set that can be stopped and started again. */
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { SignJWT, type JWTHeaderParameters } from "jose";
import type { Clock } from "../../src/clock.js";

export const ISSUER = "https://issuer.test";
export const AUDIENCE = "hwanbul";
/** 2026-11-02T00:00:00Z. */
export const START_MS = 1_793_577_600_000;
export const START_S = START_MS / 1_000;

export interface TestClock extends Clock {
  advance(ms: number): void;
}

export function testClock(): TestClock {
  let at = START_MS;
  return {
    now: () => new Date(at),
    advance: (ms) => {
      at += ms;
    },
  };
}

export interface SigningPair {
  kid: string;
  privateKey: KeyObject;
  published: Record<string, unknown>;
}

export function signingPair(kid: string): SigningPair {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { kid, privateKey, published: { ...publicKey.export({ format: "jwk" }), kid, use: "sig", alg: "ES256" } };
}

export const goodClaims = (nowS = START_S): Record<string, unknown> => ({
  iss: ISSUER,
  aud: AUDIENCE,
  sub: "kim",
  iat: nowS,
  nbf: nowS,
  exp: nowS + 600,
  roles: ["refund-operator"],
});

/** A token signed by `pair`; a claim set to `undefined` is left out. */
export function sign(
  pair: SigningPair,
  claims: Record<string, unknown> = {},
  header: Partial<JWTHeaderParameters> = {},
): Promise<string> {
  const entries = Object.entries({ ...goodClaims(), ...claims }).filter(([, value]) => value !== undefined);
  return new SignJWT(Object.fromEntries(entries))
    .setProtectedHeader({ alg: "ES256", kid: pair.kid, typ: "JWT", ...header })
    .sign(pair.privateKey);
}

/** Serves whatever `body` is at the moment; counts how often it was asked. */
export class KeyServer {
  body = "";
  status = 200;
  redirectTo: URL | null = null;
  asked = 0;
  #close: (() => Promise<void>) | null = null;
  #port = 0;
  #held: Promise<void> = Promise.resolve();

  async start(): Promise<void> {
    const server = createServer((_, response) => {
      this.asked += 1;
      const headers = { "content-type": "application/json", connection: "close" };
      if (this.redirectTo) response.writeHead(302, { ...headers, location: this.redirectTo.href }).end();
      else void this.#held.then(() => response.writeHead(this.status, headers).end(this.body));
    });
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    this.#port = (server.address() as AddressInfo).port;
    this.#close = async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    };
  }

  async stop(): Promise<void> {
    const close = this.#close;
    this.#close = null;
    await close?.();
  }

  /** Lets everybody who asks wait until the returned function is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = promise;
    return resolve;
  }

  publish(...pairs: SigningPair[]): void {
    this.body = JSON.stringify({ keys: pairs.map((pair) => pair.published) });
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${this.#port}/jwks.json`);
  }
}
