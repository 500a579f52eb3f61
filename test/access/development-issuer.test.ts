/** The development issuer makes tokens the verifier takes, keeps its key, and does not run in production. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DevelopmentIssuer } from "../../src/access/development-issuer.js";
import type { Role } from "../../src/access/permission.js";
import { createTokenVerifier, MAX_TOKEN_AGE_S } from "../../src/access/token.js";
import { AUDIENCE, ISSUER, START_MS, testClock } from "./issuer-server.js";

describe("the development issuer", () => {
  let parent: string;
  let directory: string;
  const clock = testClock();

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), "hwanbul-issuer-"));
    directory = join(parent, "keys");
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  const makeIssuer = (production = false) =>
    new DevelopmentIssuer({ directory, issuer: ISSUER, audience: AUDIENCE, clock, production });
  const verifierOf = (issuer: DevelopmentIssuer) =>
    createTokenVerifier({ issuer: ISSUER, audience: AUDIENCE, jwks: issuer.jwks(), clock });

  it("issues tokens that hold what was asked for", async () => {
    const issuer = makeIssuer();
    const token = await issuer.issue({
      subject: "park",
      name: "박승인",
      roles: ["approver"],
      grants: ["PERSONAL_DATA_ID"],
      expiresIn: 90,
    });
    expect(await verifierOf(issuer).verify(token)).toEqual({
      ok: true,
      principal: {
        subject: "park",
        name: "박승인",
        kind: "PERSON",
        roles: ["approver"],
        scopes: [],
        grants: ["PERSONAL_DATA_ID"],
        expiresAt: new Date(START_MS + 90_000),
      },
    });
  });

  it("keeps its key over a restart, readable by its owner only", async () => {
    const token = await makeIssuer().issue({ subject: "park", roles: [] });
    const restarted = makeIssuer();
    expect((await verifierOf(restarted).verify(token)).ok).toBe(true);
    const files = readdirSync(directory);
    expect(files).toHaveLength(1);
    const file = join(directory, files[0] ?? "");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    chmodSync(file, 0o644);
    makeIssuer();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.stringify(restarted.jwks())).not.toContain('"d"');
  });

  it("has a key of its own in each directory", async () => {
    const token = await makeIssuer().issue({ subject: "park", roles: [] });
    directory = join(parent, "other");
    expect(await verifierOf(makeIssuer()).verify(token)).toEqual({ ok: false, reason: "KEY_UNKNOWN" });
  });

  it("refuses production, and leaves no key behind", () => {
    expect(() => makeIssuer(true)).toThrow(/does not run in production/);
    expect(readdirSync(parent)).toEqual([]);
  });

  it("says what is wrong with a file that is no key of its kind", () => {
    makeIssuer();
    const file = join(directory, readdirSync(directory)[0] ?? "");
    const before = readFileSync(file);
    writeFileSync(file, "not a key");
    expect(() => makeIssuer()).toThrow(/is not a P-256 key/);
    writeFileSync(file, before);
    expect(() => makeIssuer()).not.toThrow();
  });

  it.each([
    { subject: "", roles: [] },
    { subject: "system:worker", roles: [] },
    { subject: "park", roles: ["service", "approver"] as Role[] },
    { subject: "park", roles: [], expiresIn: 0 },
    { subject: "park", roles: [], expiresIn: MAX_TOKEN_AGE_S + 1 },
  ])("does not issue what the verifier would refuse: %j", (request) => {
    expect(() => makeIssuer().issue(request)).toThrow(/subject|service|lifetime/);
  });
});
