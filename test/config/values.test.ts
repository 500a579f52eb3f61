/** Settings are read strictly: what is not of the form is refused in every environment, and said without showing a secret. */
import { readConfig, settings } from "../../src/config.js";

const objection = (name: string, value: string): string => {
  try {
    readConfig({ [name]: value });
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};
const NUMBERS = Object.keys(settings).filter(
  (name) => typeof readConfig({})[name as keyof typeof settings] === "number",
);

describe("numbers", () => {
  it("are whole decimal digits, all of them", () => {
    expect(NUMBERS.length).toBeGreaterThan(15);
    for (const name of NUMBERS)
      for (const value of [
        " 5000",
        "5000 ",
        "5e3",
        "0x1388",
        "1e309",
        "NaN",
        "Infinity",
        "-5000",
        "+5000",
        "5000.0",
        "5_000",
        "05000",
        "true",
        "５０００",
        "9".repeat(30),
      ])
        expect([name, value, objection(name, value)]).toEqual([name, value, expect.stringContaining(`  ${name}: `)]);
  });

  it("of milliseconds are no longer than a timer can wait: one that is given more fires at once", () => {
    // A span of limits has a bound of its own: the longest a refused caller may be asked to wait.
    const timers = NUMBERS.filter((name) => name.endsWith("_MS") && name !== "RATE_LIMIT_WINDOW_MS");
    expect(timers.length).toBeGreaterThan(8);
    for (const name of timers) {
      expect(objection(name, "2147483647")).toBe("");
      expect(objection(name, "2147483648")).toContain(`  ${name}: `);
      expect(objection(name, "0")).toContain(`  ${name}: `);
    }
  });

  it("in a list are held to the same", () => {
    expect(readConfig({ LOOK_UP_PAUSES_MS: "1000, 2000" }).LOOK_UP_PAUSES_MS).toEqual([1_000, 2_000]);
    for (const value of ["1000,,2000", "1000,1e3", ",", "1000,-1"])
      expect(objection("LOOK_UP_PAUSES_MS", value)).not.toBe("");
  });
});

describe("addresses that carry secrets or are trusted", () => {
  const ADDRESSES = Object.keys(settings).filter((name) => name.endsWith("_URL") && name !== "DATABASE_URL");
  const TRICKS = [
    "http://127.0.0.1.evil.example",
    "http://localhost.evil.example",
    "http://evil.example",
    "http://0.0.0.0:4100",
    "http://3232235777",
    "http://127.0.0.1@evil.example",
    "https://user:pass-word@api.portone.io",
    "https://api.portone.io/#x",
    "https:\\\\api.portone.io",
    "https:/api.portone.io",
    " https://api.portone.io",
    "ftp://127.0.0.1",
    "javascript:alert(1)",
  ];

  it("are https, or this machine, in every environment", () => {
    expect(ADDRESSES).toHaveLength(7);
    for (const name of ADDRESSES)
      for (const trick of TRICKS) {
        expect([name, trick, objection(name, trick)]).toEqual([name, trick, expect.stringContaining(`  ${name}: `)]);
        expect(objection(name, trick)).not.toContain("pass-word");
      }
  });

  it("of this machine may be clear, however it is written", () => {
    for (const name of ADDRESSES)
      for (const address of [
        "http://127.8.9.1:1",
        "http://2130706433",
        "http://[::ffff:127.0.0.1]:1",
        "http://[::1]",
        "http://LOCALHOST",
        "http://pay.localhost:9",
        "https://a.example",
      ])
        expect([address, objection(name, address)]).toEqual([address, ""]);
  });

  it("have no query where paths are appended, and may have one where they are used as they stand", () => {
    expect(objection("PORTONE_V2_BASE_URL", "https://api.portone.io/?")).toContain("query");
    expect(objection("JWT_JWKS_URL", "https://issuer.example/keys?policy=b2c")).toBe("");
  });
});

it("secrets with a blank or a line end are refused, and not shown", () => {
  for (const name of ["PORTONE_V2_API_SECRET", "IAMPORT_V1_KEY", "EBP_HASH_KEY", "TOSS_PAY_API_KEY"])
    for (const value of ["geheim\n", " geheim", "ge heim", "geheim\u0000"]) {
      expect(objection(name, value)).toContain(`  ${name}: takes a secret`);
      expect(objection(name, value)).not.toContain("heim");
    }
});

it("every fault is named at once", () => {
  const faults = { PORT: "many", DATABASE_POOL: "1", CORS_ORIGINS: "*", GATEWAYS: ",", LOG_LEVEL: "loud" };
  const environment: Record<string, string> = faults;
  for (const name of Object.keys(faults))
    expect(() => readConfig(environment)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(`  ${name}: `) }),
    );
});
