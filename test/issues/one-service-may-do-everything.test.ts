/** One role `service` did everything any service does: now a program may do what the scopes of its token open, and in production nothing more. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SCOPES, type Scope } from "../../src/access/permission.js";
import { createTokenVerifier } from "../../src/access/token.js";
import { AUDIENCE, ISSUER, sign, signingPair, testClock } from "../access/issuer-server.js";
import { PRODUCTION_ISSUER, productionOfTest } from "../kit/production.js";
import { openApp, type OpenApp } from "../server/open-app.js";

const pair = signingPair("key-1");
const verifierWith = (unscopedHoldsAll?: boolean) =>
  createTokenVerifier({
    issuer: ISSUER,
    audience: AUDIENCE,
    jwks: { keys: [pair.published] },
    clock: testClock(),
    ...(unscopedHoldsAll === undefined ? {} : { unscopedHoldsAll }),
  });
const scopesOf = async (claims: Record<string, unknown>, unscopedHoldsAll?: boolean) => {
  const verified = await verifierWith(unscopedHoldsAll).verify(await sign(pair, claims));
  return verified.ok ? verified.principal.scopes : verified.reason;
};

describe("the claim scope", () => {
  it("is one string of words; unknown words are dropped", async () => {
    const scope = "ledger-results:write returns:write ledger-results:write admin returns:* RETURNS:WRITE";
    expect(await scopesOf({ roles: ["service"], scope })).toEqual(["returns:write", "ledger-results:write"]);
  });

  const MALFORMED: unknown[] = [
    ["returns:write"],
    7,
    null,
    true,
    { "returns:write": true },
    "",
    "returns:write\u0000",
    "returns:write,ledger-results:write",
    "returns:write\tlegs:write",
    "ｒeturns:write",
  ];
  it.each(MALFORMED)("%j opens nothing, not even where a token without scopes holds all", async (scope) => {
    for (const alias of [false, true]) expect(await scopesOf({ roles: ["service"], scope }, alias)).toEqual([]);
  });

  it("of a megabyte is no token at all", async () => {
    expect(await scopesOf({ roles: ["service"], scope: "returns:write ".repeat(75_000) })).toBe("MALFORMED");
  });

  it("left out holds all where that is said, and none by default", async () => {
    expect(await scopesOf({ roles: ["service"] })).toEqual([]);
    expect(await scopesOf({ roles: ["service"] }, true)).toEqual(SCOPES);
  });

  it("gives a person nothing", async () => {
    const scope = `openid profile ${SCOPES.join(" ")}`;
    for (const roles of [[], ["analyst"]]) expect(await scopesOf({ roles, scope }, true)).toEqual([]);
  });
});

describe("in production", () => {
  let development: OpenApp;
  let production: OpenApp;
  let keys: Server;
  beforeAll(async () => {
    development = await openApp({ JWT_ISSUER: PRODUCTION_ISSUER });
    keys = createServer((_request, response) => response.end(JSON.stringify(development.app.issuer?.jwks())));
    await new Promise<void>((resolve) => keys.listen(0, "127.0.0.1", resolve));
    production = await openApp(
      productionOfTest({ keysAt: `http://127.0.0.1:${(keys.address() as AddressInfo).port}/` }),
    );
  });
  afterAll(async () => {
    await production.close();
    await new Promise((resolve) => keys.close(resolve));
    await development.close();
  });

  const token = (scopes?: readonly Scope[]) =>
    development.token({ subject: "program", roles: ["service"], ...(scopes && { scopes }) });
  const viewerOf = async (app: OpenApp, scopes?: readonly Scope[]) => {
    const authorization = `Bearer ${await token(scopes)}`;
    const { body } = await app.post({ query: "{ viewer { kind roles scopes permissions } }" }, { authorization });
    return body.data?.["viewer"];
  };
  const figures = async (scopes?: readonly Scope[]) =>
    (await fetch(`${production.app.url}/metrics`, { headers: { authorization: `Bearer ${await token(scopes)}` } }))
      .status;

  it("the role service alone opens nothing but being logged in", async () => {
    expect(await viewerOf(production)).toEqual({ kind: "SERVICE", roles: ["service"], scopes: [], permissions: [] });
    expect(await figures()).toBe(403);
    const authorization = `Bearer ${await token()}`;
    const { body } = await production.post({ query: "{ refunds(first: 1) { edges { cursor } } }" }, { authorization });
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: "FORBIDDEN", permission: "REFUND_READ" });
  });

  it("a scope opens its part and no other's", async () => {
    expect(await viewerOf(production, ["captures:write"])).toMatchObject({
      scopes: ["captures:write"],
      permissions: ["PAYMENT_CAPTURE_REPORT", "PAYMENT_READ", "SCHEMA_INTROSPECT"],
    });
    expect(
      await figures(["returns:write", "captures:write", "ledger-results:write", "orders:write", "events:read"]),
    ).toBe(403);
    expect(await figures(["metrics:read"])).toBe(200);
  });

  it("elsewhere a program without the claim is an alias of all scopes, one with it has just those", async () => {
    expect(await viewerOf(development)).toMatchObject({ scopes: SCOPES });
    expect(await viewerOf(development, ["metrics:read"])).toMatchObject({ permissions: ["METRICS_READ"] });
    expect(await viewerOf(development, [])).toMatchObject({ permissions: [] });
  });
});
