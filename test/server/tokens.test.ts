/** S10 at the doors: a token that does not verify is refused on HTTP and at connection_init, and a socket ends with its token. */
import { createHmac } from "node:crypto";
import { WebSocket } from "ws";
import { DevelopmentIssuer, type DevelopmentIssuerOptions } from "../../src/access/development-issuer.js";
import { languageOf } from "../../src/messages/language.js";
import { MAX_CONNECTIONS_PER_PRINCIPAL } from "../../src/api/server/limits.js";
import { systemClock, type Clock } from "../../src/clock.js";
import { readConfig } from "../../src/config.js";
import { closeCode, connected, eventually, openApp, overSocket } from "./open-app.js";
import { shared } from "../kit/shared-resource.js";

const open = shared(openApp);

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Each kind of wrong token, with the reason it is refused for. */
async function badTokens(): Promise<[string, string][]> {
  const good = await open.token();
  const [, claims = "", signature = ""] = good.split(".");
  const unsigned = `${base64url({ alg: "none", typ: "JWT" })}.${claims}.`;
  const hsInput = `${base64url({ alg: "HS256", typ: "JWT", kid: "x" })}.${claims}`;
  const symmetric = `${hsInput}.${createHmac("sha256", JSON.stringify(open.app.issuer?.jwks())).update(hsInput).digest("base64url")}`;
  // The key lies in the app's own folder, so these tokens differ from good ones in one claim only.
  const signed = (changes: Partial<DevelopmentIssuerOptions>) =>
    new DevelopmentIssuer({
      directory: open.dataDirectory,
      issuer: readConfig({}).JWT_ISSUER,
      audience: readConfig({}).JWT_AUDIENCE,
      clock: systemClock,
      production: false,
      ...changes,
    }).issue({ subject: "kim", roles: ["refund-operator"] });
  const twoHoursAgo: Clock = { now: () => new Date(systemClock.now().getTime() - 2 * 60 * 60_000) };
  return [
    [unsigned, "ALGORITHM_REFUSED"],
    [symmetric, "ALGORITHM_REFUSED"],
    [
      `${good.slice(0, -signature.length)}${signature.replace(/^./, (c) => (c === "A" ? "B" : "A"))}`,
      "SIGNATURE_INVALID",
    ],
    [await signed({ issuer: "https://elsewhere.example" }), "WRONG_ISSUER"],
    [await signed({ audience: "another-service" }), "WRONG_AUDIENCE"],
    [await signed({ clock: twoHoursAgo }), "EXPIRED"],
    ["not-a-token", "MALFORMED"],
  ];
}

describe("over HTTP", () => {
  it("refuses each bad token with 401 and says why", async () => {
    for (const [token, reason] of await badTokens()) {
      const answer = await open.post({ query: "{ __typename }" }, { authorization: `Bearer ${token}` });
      expect([reason, answer.status, answer.body.errors?.[0]?.extensions]).toEqual([
        reason,
        401,
        { code: "UNAUTHENTICATED", reason },
      ]);
      expect(answer.headers.get("www-authenticate")).toContain('error="invalid_token"');
    }
  });

  it("takes no other scheme for nobody", async () => {
    for (const authorization of ["Basic a2ltOmtpbQ==", "Bearer", "Bearer a b", "bearer:x"]) {
      const { status, body } = await open.post({ query: "{ __typename }" }, { authorization });
      expect([authorization, status, body.errors?.[0]?.extensions.code]).toEqual([
        authorization,
        401,
        "UNAUTHENTICATED",
      ]);
    }
  });

  it("lets a good token through, and nobody as far as a field that needs somebody", async () => {
    const query = "{ viewer { subject } }";
    const known = await open.post({ query }, { authorization: `Bearer ${await open.token()}` });
    expect(known.body).toEqual({ data: { viewer: { subject: "kim.operator" } } });
    const nobody = await open.post({ query });
    expect(nobody.body.errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
  });
});

describe("over WebSocket", () => {
  it("refuses each bad token at connection_init", async () => {
    for (const [token, reason] of await badTokens()) {
      const answer = await overSocket(open.client({ authorization: `Bearer ${token}` }), { query: "{ __typename }" });
      expect(answer).toEqual({ kind: "CLOSED", code: reason === "EXPIRED" ? 4403 : 4401, reason });
    }
    for (const params of [
      undefined,
      {},
      { authorization: 7 },
      { authorization: ["x"] },
      { authorization: "Basic x" },
    ]) {
      const answer = await overSocket(open.client(params), { query: "{ __typename }" });
      expect(answer).toMatchObject({ kind: "CLOSED", code: 4401 });
    }
  });

  it("closes a socket when its token ends, also one that is doing something", async () => {
    const authorization = `Bearer ${await open.token({ expiresIn: 2 })}`;
    const client = open.client({ authorization });
    const closed = new Promise<number>((resolve) =>
      client.on("closed", (event) => resolve((event as { code: number }).code)),
    );
    const first = await overSocket(client, { query: "{ __typename }" });
    expect(first.kind).toBe("RESULTS");
    const socket = closeCode(open.app.url, authorization);
    expect(await socket).toBe(4403);
    expect([1000, 4403]).toContain(await closed);
  });

  it("bounds the sockets of one principal, and counts closed ones no more", async () => {
    const authorization = `Bearer ${await open.token({ subject: "many.tabs" })}`;
    const sockets = await Promise.all(
      Array.from({ length: MAX_CONNECTIONS_PER_PRINCIPAL }, () => connected(open.app.url, authorization)),
    );
    expect(await closeCode(open.app.url, authorization)).toBe(4403);
    for (const socket of sockets) socket.close();
    await eventually(async () => {
      const again = await connected(open.app.url, authorization).catch(() => null);
      again?.close();
      return again !== null;
    });
  });

  it("opens no socket anywhere else", async () => {
    const socket = new WebSocket(`${open.app.url.replace("http", "ws")}/elsewhere`, "graphql-transport-ws");
    const error = await new Promise<Error>((resolve) => socket.once("error", resolve));
    expect(error.message).toContain("404");
  });
});

describe("the language", () => {
  it.each<[string | undefined, "ko" | "en"]>([
    [undefined, "ko"],
    ["", "ko"],
    ["en", "en"],
    ["en-US,en;q=0.9", "en"],
    ["ko-KR,ko;q=0.9,en;q=0.8", "ko"],
    ["en;q=0.5, ko;q=0.4", "en"],
    ["fr", "ko"],
    ["de, en;q=0.3", "en"],
    ["en;q=nonsense", "en"],
    ["x".repeat(10_000), "ko"],
  ])("%j is read in %s", (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});
