/** The logger prints what happened and nothing that must stay hidden. */
import fc from "fast-check";
import { Secret } from "../../src/secret.js";
import { createLogger, type LogLevel } from "../../src/telemetry/logger.js";
import { forAll } from "../gateways/random.js";

const CANARY = "110-234-567890-canary";

function capture(options: { level?: LogLevel; pretty?: boolean } = {}) {
  const lines: string[] = [];
  const logger = createLogger({ level: "info", ...options, destination: { write: (line) => lines.push(line) } });
  return { logger, text: () => lines.join(""), last: () => JSON.parse(lines.at(-1) ?? "null") as unknown };
}

describe("the logger", () => {
  it("keeps what may be read", () => {
    const { logger, last } = capture();
    logger.info({ refundId: "r-1", amount: 5_000, at: new Date(0), tries: [1, 2] }, "asked the gateway");
    expect(last()).toMatchObject({
      level: "info",
      msg: "asked the gateway",
      refundId: "r-1",
      amount: 5_000,
      at: "1970-01-01T00:00:00.000Z",
      tries: [1, 2],
    });
  });

  it.each([
    "authorization",
    "Set-Cookie",
    "accessToken",
    "client_secret",
    "accountNumber",
    "refund_account_no",
    "holder",
    "customerName",
    "buyerEmail",
    "phoneNumber",
    "memo",
    "customer",
  ])("hides the value of %s at every depth", (key) => {
    const { logger, text } = capture();
    let nested: Record<string, unknown> = { [key]: CANARY };
    for (let depth = 0; depth < 12; depth += 1) {
      logger.info(nested, "at depth");
      nested = { list: [nested] };
    }
    logger
      .child(nested)
      .child({ [key]: CANARY })
      .info("child");
    logger.info("formatted %o %j", { [key]: CANARY }, { deep: { [key]: CANARY } });
    expect(text()).not.toContain(CANARY);
    expect(text()).toContain("***");
  });

  it("prints *** for a Secret wherever it stands", () => {
    const { logger, text } = capture();
    const secret = new Secret(CANARY);
    logger.info({ harmless: secret, list: [{ secret }] }, "as a field");
    logger.info("as a value %s %o", secret, { harmless: secret });
    logger.info(secret);
    logger.child({ harmless: secret }).info("as a binding");
    expect(text()).not.toContain(CANARY);
    expect(text().match(/\*\*\*/g)?.length).toBeGreaterThanOrEqual(6);
  });

  it("drops an error's own fields, keeps its type, code, message and cause", () => {
    const { logger, text, last } = capture();
    const driver = Object.assign(new Error("duplicate key"), { code: "23505", detail: CANARY, parameters: [CANARY] });
    logger.error(new TypeError("could not write", { cause: driver }));
    expect(last()).toMatchObject({
      msg: "could not write",
      err: { type: "TypeError", cause: { message: "duplicate key", code: "23505" } },
    });
    logger.error({ err: driver }, "with a message");
    logger.error({ err: new AggregateError([driver], "several") }, "several");
    expect(text()).not.toContain(CANARY);
  });

  it("takes tokens and passwords out of texts", () => {
    const { logger, text } = capture();
    logger.info("got eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl from postgres://hwanbul:hunter2@db/x");
    logger.info({ url: new URL("https://user:hunter2@host/") }, "url");
    expect(text()).not.toMatch(/eyJ|hunter2|c2lnbmF0dXJl/);
    expect(text()).toContain("postgres://hwanbul:***@db/x");
  });

  it("names class instances instead of opening them", () => {
    class Refund {
      readonly id = "r-1";
      readonly inner = CANARY;
    }
    const { logger, text, last } = capture();
    logger.info({ refund: new Refund(), map: new Map([["a", CANARY]]), bytes: Buffer.from(CANARY) }, "instances");
    expect(last()).toMatchObject({ refund: "[Refund r-1]", map: "[Map]", bytes: `[${CANARY.length} bytes]` });
    expect(text()).not.toContain(CANARY);
  });

  it("survives cycles, huge objects and getters that throw, in a bounded line", () => {
    const { logger, text } = capture();
    const cycle: Record<string, unknown> = {};
    for (let i = 0; i < 50; i += 1) cycle[`k${i}`] = cycle;
    logger.info(cycle, "cycle");
    logger.info({ list: Array.from({ length: 1_000_000 }, (_, i) => i) }, "long");
    logger.info({ text: "x".repeat(1_000_000) }, "big");
    logger.info(
      {
        get broken(): string {
          throw new Error("no");
        },
      },
      "getter",
    );
    expect(text().trimEnd().split("\n")).toHaveLength(4);
    expect(text().length).toBeLessThan(200_000);
  });

  it("writes one parseable line for any value", () => {
    forAll(
      [fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true })],
      { numRuns: 300, verbose: 1 },
      (value) => {
        const { logger, text } = capture();
        logger.info({ value }, "any");
        expect(text().trimEnd().split("\n")).toHaveLength(1);
        expect(JSON.parse(text())).toMatchObject({ msg: "any" });
      },
    );
  });

  it("keeps silent below its level", () => {
    const { logger, text } = capture({ level: "warn" });
    logger.info("quiet");
    logger.warn("loud");
    expect(text()).not.toContain("quiet");
    expect(text()).toContain("loud");
  });

  it("writes for people when asked to", () => {
    const { logger, text } = capture({ pretty: true });
    logger.warn({ refundId: "r-1", token: CANARY }, "took long");
    logger.error(new Error("broke"));
    expect(text()).toMatch(/^\d\d:\d\d:\d\d\.\d{3} WARN  took long {2}refundId="r-1" token="\*\*\*"/);
    expect(text()).toMatch(/ERROR broke .*\nError: broke\n/);
  });
});
