/** What a client learns of a fault of ours: an id, and nothing else; and what the doors beside GraphQL say. */
import { PRODUCTION_ISSUER, productionOfTest } from "../kit/production.js";
import { shared } from "../kit/shared-resource.js";
import { openApp, overSocket } from "./open-app.js";

const open = shared(() => openApp({ JWT_ISSUER: PRODUCTION_ISSUER }));
let authorization: string;
beforeAll(async () => {
  authorization = `Bearer ${await open.token()}`;
});

describe("a fault of ours", () => {
  /** The table the list reads is gone: a fault no caller can cause, met by a caller. */
  const withoutTable = async <T>(work: () => Promise<T>): Promise<T> => {
    await open.rows(`alter table refund rename to refund_away`);
    try {
      return await work();
    } finally {
      await open.rows(`alter table refund_away rename to refund`);
    }
  };

  it("is INTERNAL with an id that stands in the log, and shows neither statement nor stack", async () => {
    const query = { query: "{ refunds(first: 1) { edges { cursor } } }" };
    const { http, socket } = await withoutTable(async () => ({
      http: await open.post(query, { authorization }),
      socket: await overSocket(open.client({ authorization }), query),
    }));
    const [error] = http.body.errors ?? [];
    expect(error?.extensions).toEqual({ code: "INTERNAL", errorId: expect.any(String) });
    for (const received of [JSON.stringify(http.body), JSON.stringify(socket)]) {
      expect(received).toContain("INTERNAL");
      expect(received).not.toMatch(/does not exist|select |relation|\.js:|node_modules|refund_away/i);
    }
    const logged = open.lines.find((line) => line.includes(error?.extensions.errorId ?? "?"));
    expect(logged).toContain("does not exist");
  });
});

describe("beside GraphQL", () => {
  const get = (path: string, headers: Record<string, string> = {}) => fetch(open.app.url + path, { headers });

  it("says that it lives and that it is ready", async () => {
    expect((await get("/livez")).status).toBe(200);
    const ready = await get("/readyz");
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { ok: true, checks: { serving: { ok: true }, database: { ok: true }, keys: { ok: true } } },
    ]);
  });

  it("is not ready on a database that lacks what it was started with, and lives on", async () => {
    await open.rows(`alter table mikro_orm_migrations rename to away`);
    try {
      const ready = await get("/readyz");
      expect([ready.status, await ready.text()]).toEqual([503, expect.not.stringContaining("mikro_orm")]);
      expect((await get("/livez")).status).toBe(200);
    } finally {
      await open.rows(`alter table away rename to mikro_orm_migrations`);
    }
    expect((await get("/readyz")).status).toBe(200);
  });

  it("gives every answer an id, the caller's own when it is a plain one", async () => {
    expect((await get("/livez")).headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect((await get("/livez", { "x-request-id": "order-7.retry-1" })).headers.get("x-request-id")).toBe(
      "order-7.retry-1",
    );
    expect((await get("/livez", { "x-request-id": "a b" })).headers.get("x-request-id")).not.toBe("a b");
  });

  it("counts requests by the pattern of their route, never by their path", async () => {
    await get("/some/path/of/a/stranger");
    const figures = await (await get("/metrics")).text();
    expect(figures).toContain('http_requests_total{method="GET",route="unmatched",status="404"}');
    expect(figures).toContain('http_requests_total{method="GET",route="/livez",status="200"}');
    expect(figures).not.toContain("stranger");
  });

  it("forbids browsers to sniff, frame or follow any answer", async () => {
    for (const path of ["/livez", "/graphql", "/nothing", "/metrics"]) {
      const { headers } = await get(path);
      expect([path, headers.get("x-content-type-options"), headers.get("referrer-policy")]).toEqual([
        path,
        "nosniff",
        "no-referrer",
      ]);
      expect([path, headers.get("x-frame-options")]).toEqual([path, "DENY"]);
      expect([path, headers.get("content-security-policy")]).toEqual([
        path,
        expect.stringContaining("default-src 'none'"),
      ]);
      expect([path, headers.get("content-security-policy")]).toEqual([
        path,
        expect.stringContaining("frame-ancestors 'none'"),
      ]);
    }
    const landing = await get("/graphql", { accept: "text/html" });
    expect(landing.headers.get("content-security-policy")).toBe("frame-ancestors 'none'");
  });

  it("publishes the development issuer's key", async () => {
    const jwks = (await (await get("/development-issuer/.well-known/jwks.json")).json()) as { keys: { d?: string }[] };
    expect(jwks.keys).toHaveLength(1);
    expect(jwks.keys[0]?.d).toBeUndefined();
  });

  it("lets only configured origins call from a browser", async () => {
    const preflight = (origin: string) =>
      fetch(`${open.app.url}/graphql`, {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization",
          "access-control-request-private-network": "true",
        },
      });
    const known = await preflight("https://studio.apollographql.com");
    expect(known.headers.get("access-control-allow-origin")).toBe("https://studio.apollographql.com");
    expect(known.headers.get("access-control-allow-headers")).toContain("authorization");
    expect(known.headers.get("access-control-allow-private-network")).toBe("true");
    const stranger = await preflight("https://elsewhere.example");
    expect(stranger.headers.get("access-control-allow-origin")).toBeNull();
    expect(stranger.headers.get("access-control-allow-headers")).toBeNull();
  });
});

describe("in production", () => {
  it("figures need the permission", async () => {
    const { createServer } = await import("node:http");
    const issuer = createServer((_req, res) => res.end(JSON.stringify(open.app.issuer?.jwks())));
    await new Promise<void>((resolve) => issuer.listen(0, "127.0.0.1", resolve));
    const { port } = issuer.address() as { port: number };
    const production = await openApp(productionOfTest({ keysAt: `http://127.0.0.1:${port}/` }));
    try {
      const figures = (token?: string) =>
        fetch(`${production.app.url}/metrics`, {
          headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        });
      expect((await figures()).status).toBe(401);
      expect((await figures(await open.token())).status).toBe(403);
      expect(
        (await figures(await open.token({ subject: "prometheus", roles: ["service"], scopes: ["metrics:read"] })))
          .status,
      ).toBe(200);
      expect(production.app.issuer).toBeNull();
      expect((await fetch(`${production.app.url}/development-issuer/.well-known/jwks.json`)).status).toBe(404);
      expect((await fetch(`${production.app.url}/graphql`, { headers: { accept: "text/html" } })).status).toBe(400);
      const closed = await production.post({ query: "{ __schema { queryType { name } } }" });
      expect([closed.status, closed.body.errors?.[0]?.extensions.code]).toEqual([401, "UNAUTHENTICATED"]);
    } finally {
      await production.close();
      await new Promise((resolve) => issuer.close(resolve));
    }
  });
});
