/** What production asks of every setting: each says so in its schema, and one rule enforces it, all faults at once. */
import { randomBytes } from "node:crypto";
import { DEMO_SECRETS, readConfig, settings } from "../../src/config.js";
import { productionRules } from "../../src/production-rules.js";
import { productionEnvironment } from "../kit/production.js";

const rules = Object.entries(settings).map(([name, setting]) => ({ name, rule: productionRules.get(setting) }));
const mustBeSet = rules.filter(({ rule }) => rule?.inProduction === "MUST_BE_SET");

/** What production says to these settings, one line each; nothing when it starts. */
function objections(more: Record<string, string>, leaveOut: readonly string[] = []): string[] {
  const environment = productionEnvironment(more);
  for (const name of leaveOut) delete environment[name];
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    return (error as Error).message.split("\n").filter((line) => line.startsWith("  "));
  }
}
const objection = (more: Record<string, string>): string => objections(more).join("\n");
const key = (bytes: Buffer): string => bytes.toString("base64");

/** The demo's value of a setting as somebody would copy it. */
const DEMO_VALUES: Record<string, string> = {
  ENCRYPTION_KEYS: DEMO_SECRETS.encryptionKeys,
  AUDIT_CHECKPOINT_KEYS: DEMO_SECRETS.checkpointKey,
  JWT_ISSUER: readConfig({}).JWT_ISSUER,
  PORTONE_V2_BASE_URL: "http://127.0.0.1:4100",
  PORTONE_V2_API_SECRET: DEMO_SECRETS.portoneApiSecret,
  PORTONE_V2_STORE_ID: "store-hwanbul-demo",
  PORTONE_V2_WEBHOOK_SECRETS: `whsec_bGl2ZQ,${DEMO_SECRETS.portoneWebhookSecret}`,
  IAMPORT_V1_BASE_URL: "http://localhost:4110/",
  IAMPORT_V1_KEY: DEMO_SECRETS.iamportKey,
  IAMPORT_V1_SECRET: DEMO_SECRETS.iamportSecret,
  TOSS_PAY_BASE_URL: "http://[::1]:4120",
  TOSS_PAY_API_KEY: DEMO_SECRETS.tossPayApiKey,
  EBP_BASE_URL: "http://127.0.0.1:4130",
  EBP_ACCESS_KEY: DEMO_SECRETS.ebpAccessKey,
  EBP_HASH_KEY: DEMO_SECRETS.ebpHashKey,
  EBP_WEBHOOK_SECRETS: DEMO_SECRETS.ebpWebhookSecret,
  EBP_DIVISION_CODE: "hwb",
  EBP_STORE_ID: "HWANBUL-DEMO",
};

describe("every setting", () => {
  it("says in its schema whether production may use its default", () => {
    expect(rules.filter(({ rule }) => rule === undefined).map(({ name }) => name)).toEqual([]);
    expect(rules.filter(({ name }) => settings[name as keyof typeof settings].description === undefined)).toEqual([]);
  });

  it("that belongs to a gateway says what is right there, and addresses say whether they may be this machine", () => {
    const silent = mustBeSet.filter(({ rule }) => !rule?.right);
    expect(silent).toEqual([]);
    const addresses = mustBeSet.filter(({ name }) => name.endsWith("_URL") && name !== "DATABASE_URL");
    expect(addresses).toHaveLength(5);
    expect(addresses.filter(({ rule }) => rule?.loopback !== "SPOKEN")).toEqual([]);
  });
});

describe("production", () => {
  it("starts with what it asks for, and allows no origin unless one is named", () => {
    const config = readConfig(productionEnvironment());
    expect([config.production, config.CORS_ORIGINS, config.warnings]).toEqual([true, "", []]);
    expect(readConfig({}).CORS_ORIGINS).toBe("https://studio.apollographql.com");
  });

  it.each(mustBeSet.map(({ name }) => name))("refuses to start without %s", (name) => {
    expect(objections({}, [name])).toEqual([expect.stringMatching(`^  ${name}: set it to .`)]);
  });

  it("names everything that is missing or wrong at once", () => {
    expect(
      objections(
        { PORT: "many", ORDER_SERVICE_URL: "https://orders.shop.example" },
        mustBeSet.map(({ name }) => name),
      ),
    ).toEqual(
      expect.arrayContaining(
        ["PORT", "ORDER_SERVICE_URL", ...mustBeSet.map(({ name }) => name)].map((name) =>
          expect.stringContaining(`  ${name}: `),
        ),
      ),
    );
  });

  it("has a demo value to try for every setting that must not be the demo's", () => {
    const without = mustBeSet.filter(({ rule, name }) => !rule?.defaultMayBeMeant && !(name in DEMO_VALUES));
    // These have no default: the demo goes without.
    expect(without.map(({ name }) => name)).toEqual(["DATABASE_URL", "JWT_JWKS_URL", "AUDIT_CHECKPOINT_DIRECTORY"]);
  });

  it.each(Object.entries(DEMO_VALUES))("refuses the demo's %s also when it is given", (name, value) => {
    const allowed = Object.keys(DEMO_VALUES)
      .filter((other) => /_URL$|JWT_ISSUER/.test(other))
      .join(",");
    const [message, ...others] = objections({ [name]: value, LOOPBACK_SERVICES_ALLOWED: allowed });
    expect([message, others]).toEqual([expect.stringMatching(`^  ${name}: .*demo`), []]);
    expect(message).not.toContain(DEMO_SECRETS.portoneApiSecret);
  });

  it("does not look at the settings of a gateway the shop does not have", () => {
    const ofEbp = mustBeSet.filter(({ rule }) => rule?.gateway === "EBP").map(({ name }) => name);
    expect(ofEbp).toHaveLength(7);
    expect(objections({ GATEWAYS: "PORTONE_V2,IAMPORT_V1,TOSS_PAY" }, ofEbp)).toEqual([]);
  });

  it.each(rules.filter(({ rule }) => rule?.inProduction === "REFUSED").map(({ name }) => name))(
    "refuses %s altogether",
    (name) => {
      const value =
        { HWANBUL_CRASH_AT: "before-call", HWANBUL_CRASH_ON_HIT: "1" }[name] ?? "https://orders.shop.example";
      expect(objection({ [name]: value })).toContain(`  ${name}: `);
    },
  );

  it("refuses a test key of Toss Pay, which answers success and moves no money", () => {
    expect(objection({ TOSS_PAY_API_KEY: "sk_test_0123456789" })).toMatch(/TOSS_PAY_API_KEY: a test key/);
  });

  it("takes an address on this machine only where that is said, of each by name", () => {
    const proxies = { PORTONE_V2_BASE_URL: "http://127.0.0.1:8443", JWT_JWKS_URL: "http://[::1]:8444/jwks" };
    expect(objections(proxies)).toHaveLength(2);
    expect(objections({ ...proxies, LOOPBACK_SERVICES_ALLOWED: "JWT_JWKS_URL" })).toEqual([
      expect.stringMatching(/PORTONE_V2_BASE_URL: names this machine/),
    ]);
    expect(objections({ ...proxies, LOOPBACK_SERVICES_ALLOWED: "JWT_JWKS_URL, PORTONE_V2_BASE_URL" })).toEqual([]);
    expect(objection({ LOOPBACK_SERVICES_ALLOWED: "true" })).toMatch(/LOOPBACK_SERVICES_ALLOWED: true is none of/);
  });

  it("reaches a database on another machine with checked TLS only, unless clear is asked for", () => {
    const at = (address: string) => ({ DATABASE_URL: address });
    for (const clear of [
      "postgresql://kim:pw@db.shop.example/hwanbul",
      "postgresql://kim:pw@db.shop.example/hwanbul?sslmode=disable",
      "postgresql://kim:pw@db.shop.example/hwanbul?sslmode=prefer",
      "postgresql://kim:pw@db.shop.example/hwanbul?sslmode=no-verify",
      "postgresql://kim:pw@db.shop.example/hwanbul?sslmode=verify-full&ssl=false",
      "postgresql://kim:pw@db.shop.example/hwanbul?sslmode=verify-full&sslmode=disable",
      "postgresql://kim:pw@db.shop.example/hwanbul?sslmode=require&uselibpqcompat=true",
      "postgresql://kim:pw@127.0.0.1/hwanbul?host=db.shop.example",
      "postgresql:///hwanbul?user=kim",
    ]) {
      expect(objection(at(clear))).toMatch(/DATABASE_URL: .*DATABASE_CLEAR_ALLOWED/);
      expect(objection(at(clear))).not.toContain("kim");
      expect(objections({ ...at(clear), DATABASE_CLEAR_ALLOWED: "true" })).toEqual([]);
    }
    for (const safe of [
      "postgresql://kim:pw@db.shop.example/hwanbul?sslmode=verify-full",
      "postgresql://kim:pw@127.0.0.1/hwanbul",
      "postgresql://kim:pw@localhost/hwanbul?host=/run/postgresql",
    ])
      expect(objections(at(safe))).toEqual([]);
  });

  it.each([
    ["the demo's bytes under another id", `live:${DEMO_SECRETS.encryptionKeys.slice("demo:".length)}`, /demo key/],
    ["the demo's id", `demo:${key(randomBytes(32))}`, /demo key/],
    ["zeros", `a:${key(Buffer.alloc(32))}`, /not random/],
    ["one byte again and again", `a:${key(Buffer.alloc(32, 7))}`, /not random/],
    ["half a key twice", `a:${key(Buffer.alloc(32, randomBytes(16)))}`, /not random/],
    ["a text", `a:${key(Buffer.from("The quick brown fox jumps over 1"))}`, /not random/],
    ["a weak one behind a good one", `a:${key(randomBytes(32))},b:${key(Buffer.alloc(32, 1))}`, /entry 2 .*not random/],
    ["one id twice", `a:${key(randomBytes(32))},a:${key(randomBytes(32))}`, /entry 2 has the id/],
    ["31 bytes", `a:${key(randomBytes(31))}`, /entry 1 is not id:base64 of 32 bytes/],
  ])("refuses as encryption keys %s", (_what, value, sentence) => {
    const message = objection({ ENCRYPTION_KEYS: value });
    expect(message).toMatch(/^ {2}ENCRYPTION_KEYS: /);
    expect(message).toMatch(sentence);
    expect(message).not.toContain(value.slice(-20));
  });

  it("takes two random keys", () => {
    expect(objections({ ENCRYPTION_KEYS: `b:${key(randomBytes(32))},a:${key(randomBytes(32))}` })).toEqual([]);
  });

  it.each([
    "*",
    "null",
    "https://a.example/",
    "https://a.example/page",
    "a.example",
    "https://*.a.example:x",
    "http://a.example",
  ])("refuses the origin %s", (origin) => {
    expect(objection({ CORS_ORIGINS: `https://admin.shop.example,${origin}` })).toMatch(/^ {2}CORS_ORIGINS: /);
  });

  it.each(["0.0.0.0/0", "::/0", "0.0.0.0/1,128.0.0.0/1", "10.0.0.0/8, 2000::/3"])(
    "believes no proxies as wide as %s",
    (ranges) => {
      expect(objection({ TRUSTED_PROXIES: ranges })).toMatch(/^ {2}TRUSTED_PROXIES: believes /);
    },
  );

  it("believes the proxies of a network of one's own", () => {
    expect(objections({ TRUSTED_PROXIES: "10.0.0.0/8,192.0.2.7,fd00::/16,2001:db8::7" })).toEqual([]);
  });

  it("refuses an issuer at clear http on another machine, and takes one that is no address", () => {
    for (const issuer of ["http://issuer.shop.example", "HTTP://127.0.0.1.evil.example/realm"])
      expect(objections({ JWT_ISSUER: issuer })).toEqual([expect.stringMatching(/^ {2}JWT_ISSUER: is clear http/)]);
    expect(objections({ JWT_ISSUER: "shop-identity" })).toEqual([]);
  });

  it("refuses an environment in which no certificate is checked", () => {
    expect(objections({ NODE_TLS_REJECT_UNAUTHORIZED: "0" })).toEqual([
      expect.stringMatching(/^ {2}NODE_TLS_REJECT_UNAUTHORIZED: take it away/),
    ]);
    expect(objections({ NODE_TLS_REJECT_UNAUTHORIZED: "1" })).toEqual([]);
  });

  it("warns of what is allowed and may not be meant", () => {
    const { warnings } = readConfig(
      productionEnvironment({
        LOG_LEVEL: "debug",
        INTROSPECTION: "true",
        CORS_ORIGINS: "https://studio.apollographql.com",
        DATABASE_CLEAR_ALLOWED: "true",
        RATE_LIMIT_PER_ADDRESS: "0",
        APOLLO_KEY: "service:not-shown",
        PORTONE_V2_API_SECERT: "misspelled-and-not-shown",
      }),
    );
    for (const name of [
      "LOG_LEVEL",
      "INTROSPECTION",
      "CORS_ORIGINS",
      "DATABASE_CLEAR_ALLOWED",
      "RATE_LIMIT_PER_ADDRESS",
      "APOLLO_KEY",
      "PORTONE_V2_API_SECERT",
    ])
      expect(warnings.filter((warning) => warning.startsWith(name))).toHaveLength(1);
    expect(warnings.join()).not.toContain("not-shown");
  });
});

describe("outside production", () => {
  it("says of a setting of earlier versions what took its place", () => {
    expect(readConfig({ REFUND_CONTRACTS: "KCP" }).warnings).toEqual([
      "REFUND_CONTRACTS is no setting any more: record each contract with its day (gatewayRuleRecord, CONTRACT_MADE).",
    ]);
  });

  it("warns when other machines are let in", () => {
    expect(readConfig({ HOST: "0.0.0.0" }).warnings).toEqual([expect.stringContaining("NODE_ENV is not production")]);
    expect(readConfig({ HOST: "127.0.0.1", PATH: "/bin", JWT_SECRET: "another program's" }).warnings).toEqual([]);
  });
});
