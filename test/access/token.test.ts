/** S10: bad tokens are refused, each for its own reason, and a good one becomes the principal it names. */
import { createHmac, createPublicKey, generateKeyPairSync, sign as signRaw } from "node:crypto";
import fc from "fast-check";
import { SignJWT } from "jose";
import { bearer, createTokenVerifier, MAX_TOKEN_AGE_S } from "../../src/access/token.js";
import { AUDIENCE, goodClaims, ISSUER, sign, signingPair, START_S, testClock } from "./issuer-server.js";

const pair = signingPair("key-1");
const stranger = signingPair("key-1");
const jwks = { keys: [pair.published] };
const verifier = createTokenVerifier({ issuer: ISSUER, audience: AUDIENCE, jwks, clock: testClock() });

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
/** A token put together by hand, for headers no library would write. */
const raw = (header: object, claims: object, signature: (input: string) => string) => {
  const input = `${base64url(header)}.${base64url(claims)}`;
  return `${input}.${signature(input)}`;
};
const es256 = (input: string) =>
  signRaw("sha256", Buffer.from(input), { key: pair.privateKey, dsaEncoding: "ieee-p1363" }).toString("base64url");

describe("a good token", () => {
  it("becomes its principal", async () => {
    const token = await sign(pair, {
      name: "김운영",
      roles: ["approver", "refund-operator", "approver", "root", 7],
      grants: ["PERSONAL_DATA_NAME", "PERSONAL_DATA_EVERYTHING"],
    });
    expect(await verifier.verify(token)).toEqual({
      ok: true,
      principal: {
        subject: "kim",
        name: "김운영",
        kind: "PERSON",
        roles: ["refund-operator", "approver"],
        scopes: [],
        grants: ["PERSONAL_DATA_NAME"],
        expiresAt: new Date((START_S + 600) * 1_000),
      },
    });
  });

  it("of a program is a SERVICE", async () => {
    const verified = await verifier.verify(await sign(pair, { roles: ["service"], aud: ["other", AUDIENCE] }));
    expect(verified).toMatchObject({ ok: true, principal: { kind: "SERVICE", roles: ["service"], grants: [] } });
  });

  it.each([undefined, "service", { 0: "service" }, []])("with roles %j holds none", async (roles) => {
    expect(await verifier.verify(await sign(pair, { roles }))).toMatchObject({ ok: true, principal: { roles: [] } });
  });

  it("may be hand-made: the helper below is not what is refused", async () => {
    const token = raw({ alg: "ES256", kid: "key-1" }, goodClaims(), es256);
    expect(await verifier.verify(token)).toMatchObject({ ok: true });
  });

  it("ends by its own age even where its issuer let it live longer", async () => {
    const token = await sign(pair, { exp: START_S + 7 * 86_400 });
    const expiresAt = new Date((START_S + MAX_TOKEN_AGE_S) * 1_000);
    expect(await verifier.verify(token)).toMatchObject({ ok: true, principal: { expiresAt } });
  });
});

describe("a token is refused", () => {
  const publicPem = createPublicKey(pair.privateKey).export({ type: "spki", format: "pem" }).toString();
  const hmac = (secret: string) => (input: string) => createHmac("sha256", secret).update(input).digest("base64url");

  it.each(["none", "None", "NONE", "nOnE", ""])("unsigned, alg %j", async (alg) => {
    const token = raw({ alg, kid: "key-1" }, goodClaims(), () => "");
    expect(await verifier.verify(token)).toEqual({ ok: false, reason: "ALGORITHM_REFUSED" });
    const signed = raw({ alg, kid: "key-1" }, goodClaims(), es256);
    expect(await verifier.verify(signed)).toEqual({ ok: false, reason: "ALGORITHM_REFUSED" });
  });

  it("with its signature cut off", async () => {
    const token = raw({ alg: "ES256", kid: "key-1" }, goodClaims(), () => "");
    expect(await verifier.verify(token)).toMatchObject({ ok: false });
  });

  it("as HS256 keyed with the public key", async () => {
    for (const secret of [JSON.stringify(pair.published), JSON.stringify(jwks), String(pair.published.x), publicPem]) {
      const token = raw({ alg: "HS256", kid: "key-1" }, goodClaims(), hmac(secret));
      expect(await verifier.verify(token)).toEqual({ ok: false, reason: "ALGORITHM_REFUSED" });
    }
  });

  it("as RS256, and as ES384", async () => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const withRsa = raw({ alg: "RS256", kid: "key-1" }, goodClaims(), (input) =>
      signRaw("sha256", Buffer.from(input), rsa.privateKey).toString("base64url"),
    );
    expect(await verifier.verify(withRsa)).toEqual({ ok: false, reason: "ALGORITHM_REFUSED" });
    const p384 = generateKeyPairSync("ec", { namedCurve: "P-384" });
    const withP384 = await new SignJWT(goodClaims())
      .setProtectedHeader({ alg: "ES384", kid: "key-1" })
      .sign(p384.privateKey);
    expect(await verifier.verify(withP384)).toEqual({ ok: false, reason: "ALGORITHM_REFUSED" });
  });

  it("signed by another key under a known key id", async () => {
    expect(await verifier.verify(await sign(stranger))).toEqual({ ok: false, reason: "SIGNATURE_INVALID" });
  });

  it("after any part of it was changed", async () => {
    const good = await sign(pair);
    const [header = "", , signature = ""] = good.split(".");
    const promoted = `${header}.${base64url({ ...goodClaims(), roles: ["approver"] })}.${signature}`;
    expect(await verifier.verify(promoted)).toEqual({ ok: false, reason: "SIGNATURE_INVALID" });
    const changes = good.split("").map((at, i) => good.slice(0, i) + (at === "A" ? "B" : "A") + good.slice(i + 1));
    // The last character of a part carries spare bits: what decodes to the same bytes is the same token.
    const meant = changes.filter((changed) => decodes(changed) !== decodes(good));
    expect(meant.length).toBeGreaterThan(good.length - 10);
    for (const changed of meant) expect(await verifier.verify(changed)).toMatchObject({ ok: false });
  });

  const decodes = (token: string) =>
    token
      .split(".")
      .map((part) => Buffer.from(part, "base64url").toString("hex"))
      .join(".");

  it.each([
    [{ iss: "https://evil.test" }, "WRONG_ISSUER"],
    [{ iss: `${ISSUER}/` }, "WRONG_ISSUER"],
    [{ iss: undefined }, "CLAIM_MISSING"],
    [{ aud: "another-service" }, "WRONG_AUDIENCE"],
    [{ aud: [] }, "WRONG_AUDIENCE"],
    [{ aud: { hwanbul: true } }, "WRONG_AUDIENCE"],
    [{ aud: undefined }, "CLAIM_MISSING"],
    [{ exp: START_S - 6 }, "EXPIRED"],
    [{ exp: undefined }, "CLAIM_MISSING"],
    [{ exp: "tomorrow" }, "MALFORMED"],
    [{ exp: null }, "MALFORMED"],
    [{ nbf: START_S + 6 }, "NOT_YET_VALID"],
    [{ nbf: undefined }, "CLAIM_MISSING"],
    [{ iat: undefined }, "CLAIM_MISSING"],
    [{ iat: START_S + 6 }, "NOT_YET_VALID"],
    [{ iat: START_S - MAX_TOKEN_AGE_S - 6 }, "EXPIRED"],
    [{ sub: undefined }, "CLAIM_MISSING"],
    [{ sub: "" }, "SUBJECT_REFUSED"],
    [{ sub: "  " }, "SUBJECT_REFUSED"],
    [{ sub: "x".repeat(201) }, "SUBJECT_REFUSED"],
    [{ sub: "system:worker" }, "SUBJECT_REFUSED"],
    [{ sub: " System:worker" }, "SUBJECT_REFUSED"],
    [{ roles: ["service", "refund-operator"] }, "ROLES_MIXED"],
  ])("with claims %j: %s", async (claims, reason) => {
    expect(await verifier.verify(await sign(pair, claims))).toEqual({ ok: false, reason });
  });

  it.each([
    [{ kid: "key-2" }, "KEY_UNKNOWN"],
    [{ kid: "constructor" }, "KEY_UNKNOWN"],
    [{ kid: undefined }, "HEADER_REFUSED"],
    [{ kid: "" }, "HEADER_REFUSED"],
    [{ kid: "../../etc/passwd" }, "HEADER_REFUSED"],
    [{ kid: "..key-1" }, "HEADER_REFUSED"],
    [{ kid: "/dev/null" }, "HEADER_REFUSED"],
    [{ kid: "key-1\u0000" }, "HEADER_REFUSED"],
    [{ kid: "key-1\n" }, "HEADER_REFUSED"],
    [{ kid: "' or '1'='1" }, "HEADER_REFUSED"],
    [{ kid: "k".repeat(129) }, "HEADER_REFUSED"],
    [{ kid: ["key-1"] }, "HEADER_REFUSED"],
    [{ jwk: pair.published }, "HEADER_REFUSED"],
    [{ jku: "https://evil.test/jwks" }, "HEADER_REFUSED"],
    [{ x5u: "https://evil.test/cert" }, "HEADER_REFUSED"],
    [{ x5c: [] }, "HEADER_REFUSED"],
    [{ crit: ["exp"] }, "HEADER_REFUSED"],
    [{ b64: false }, "HEADER_REFUSED"],
    [{ zip: "DEF" }, "HEADER_REFUSED"],
  ])("with header %j: %s, though the signature is right", async (header, reason) => {
    const token = raw({ alg: "ES256", kid: "key-1", ...header }, goodClaims(), es256);
    expect(await verifier.verify(token)).toEqual({ ok: false, reason });
  });

  it("with an embedded key that did sign it", async () => {
    const token = await sign(stranger, {}, { jwk: stranger.published });
    expect(await verifier.verify(token)).toEqual({ ok: false, reason: "HEADER_REFUSED" });
  });

  it("when it is no token at all, whatever it is", async () => {
    for (const text of [
      "",
      ".",
      "..",
      "a.b.c",
      "....",
      "x".repeat(100_000),
      await sign(pair, { pad: "x".repeat(9_000) }),
    ])
      expect(await verifier.verify(text)).toEqual({ ok: false, reason: "MALFORMED" });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: "binary" }), { maxLength: 5 }), async (parts) => {
        expect((await verifier.verify(parts.join("."))).ok).toBe(false);
      }),
    );
  });

  it("by a tolerance of five seconds and not one more", async () => {
    expect((await verifier.verify(await sign(pair, { exp: START_S - 4 }))).ok).toBe(true);
    expect((await verifier.verify(await sign(pair, { exp: START_S - 5 }))).ok).toBe(false);
    expect((await verifier.verify(await sign(pair, { nbf: START_S + 5 }))).ok).toBe(true);
  });
});

describe("the verifier", () => {
  it("is not made without an issuer and an audience", () => {
    const clock = testClock();
    expect(() => createTokenVerifier({ issuer: "", audience: AUDIENCE, jwks, clock })).toThrow(/issuer/);
    expect(() => createTokenVerifier({ issuer: ISSUER, audience: "", jwks, clock })).toThrow(/audience/);
  });

  it("takes from a key set only P-256 signature keys with an id", async () => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "jwk" });
    const published = [
      { ...rsa, kid: "key-1" },
      { ...pair.published, kid: "key-1", use: "enc" },
      { ...pair.published, kid: "key-1", alg: "ES384" },
      { ...pair.published, kid: "key-1", x: "AAAA" },
      { kty: "oct", k: "c2VjcmV0", kid: "key-1" },
      { ...pair.published, kid: undefined },
    ];
    const strict = createTokenVerifier({
      issuer: ISSUER,
      audience: AUDIENCE,
      jwks: { keys: published },
      clock: testClock(),
    });
    expect(await strict.verify(await sign(pair))).toEqual({ ok: false, reason: "KEY_UNKNOWN" });
  });
});

describe("the bearer header", () => {
  it.each([
    ["Bearer abc.def.ghi", "abc.def.ghi"],
    ["bearer   abc", "abc"],
    [undefined, null],
    ["", null],
    ["Bearer", null],
    ["Bearer ", null],
    ["Basic abc", null],
    ["Bearer a b", null],
    ["Bearer abc, Bearer def", null],
    [" Bearer abc", null],
    ["Bearer abc\n", null],
    [`Bearer ${"a".repeat(9_000)}`, null],
  ])("%j → %j", (header, token) => {
    expect(bearer(header)).toBe(token);
  });
});
