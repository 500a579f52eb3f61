/** The house rules that a machine can check: floors, time, environment, the one writer, error codes. See CONTRIBUTING.md. */
import { describe, expect, it } from "@jest/globals";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { PROBLEMS } from "../src/problem.js";

/** Every room and the floor it stands on. A file imports its own room and rooms on lower floors. */
const FLOORS: Record<string, number> = {
  machines: 0,
  "src/money": 0,
  "src/problem.ts": 0,
  "src/clock.ts": 0,
  "src/secret.ts": 0,
  "src/config.ts": 0,
  "src/crash-point.ts": 0,
  "src/identifier.ts": 0,
  "src/telemetry": 1,
  "src/database": 2,
  "src/access": 3,
  "src/idempotency": 3,
  "src/jobs": 3,
  "src/events": 3,
  "src/gateways": 3,
  "src/personal-data": 4,
  "src/orders": 5,
  "src/refund": 6,
  "src/reconciliation": 7,
  "src/webhooks": 7,
  "src/api": 8,
  "src/rest": 8,
  "src/app.ts": 9,
  "src/app": 9,
  "src/main.ts": 9,
  "src/cli.ts": 9,
  "src/cli": 9,
  "src/migrate.ts": 9,
  "src/orm.config.ts": 9,
  migrations: 9,
  sandbox: 9,
  demo: 10,
  test: 11,
};
/** Rooms of the ground floor with more than one file may use each other: they are the words everything is said in. */
const GROUND = 0;

const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" })
  .split("\n")
  .filter((file) => file !== "" && existsSync(file));
const sources = tracked.filter(
  (file) => /\.(ts|tsx)$/.test(file) && /^(machines|src|sandbox|demo|migrations|test)\//.test(file),
);
const textOf = (file: string): string => readFileSync(file, "utf8");

function roomOf(file: string): string | null {
  const parts = file.split("/");
  for (let length = Math.min(parts.length, 2); length >= 1; length -= 1) {
    const room = parts.slice(0, length).join("/");
    if (room in FLOORS) return room;
  }
  return null;
}

/** The files a source imports by a relative path, as they lie in the repository. */
const importsOf = (file: string): string[] =>
  [...textOf(file).matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)].map(([, path]) =>
    normalize(join(dirname(file), path as string)).replace(/\.js$/, ".ts"),
  );

const complaints = (check: (file: string) => string[]): string[] =>
  sources.flatMap((file) => check(file).map((fault) => `${file}: ${fault}`));

/** A source without its comments: rules are about code. */
const codeOf = (file: string): string =>
  textOf(file)
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$/gm, "");

describe("the house", () => {
  it("gives every source a room", () => {
    expect(sources.filter((file) => roomOf(file) === null)).toEqual([]);
  });

  it("lets a file import only its own room and lower floors", () => {
    const faults = complaints((file) => {
      const room = roomOf(file) as string;
      return importsOf(file).flatMap((target) => {
        const other = roomOf(target);
        if (other === null) return [`imports ${target}, which has no room`];
        if (other === room) return [];
        const [here, there] = [FLOORS[room] as number, FLOORS[other] as number];
        const allowed =
          there < here ||
          (here === GROUND && there === GROUND && room !== "machines") ||
          (here === 9 && there === 9 && room.startsWith("src/") && other.startsWith("src/"));
        return allowed ? [] : [`imports ${target}: floor ${there} from floor ${here}`];
      });
    });
    expect(faults).toEqual([]);
  });

  it("keeps the machine pure, and the service and the sandbox strangers", () => {
    const faults = complaints((file) => {
      const found: string[] = [];
      if (file.startsWith("machines/")) {
        const outside = [...textOf(file).matchAll(/from "([^."][^"]*)"/g)].map(([, name]) => name as string);
        found.push(
          ...outside
            .filter((name) => name !== "xstate" && name !== "node:assert/strict")
            .map((name) => `imports ${name}`),
        );
      }
      if (file.startsWith("src/") && importsOf(file).some((target) => target.startsWith("sandbox/")))
        found.push("knows the sandbox");
      if (file.startsWith("sandbox/") && importsOf(file).some((target) => /^(src|machines)\//.test(target)))
        found.push("knows the service");
      return found;
    });
    expect(faults).toEqual([]);
  });

  it("reads the environment, the time and chance only where they live", () => {
    const homes: [RegExp, RegExp][] = [
      [/\bprocess\.env\b/, /^(src\/config\.ts|test\/|demo\/)/],
      [/\bnew Date\(\)|\bDate\.now\(\)/, /^(src\/clock\.ts|sandbox\/|demo\/|test\/)/],
      [/\bMath\.random\(/, /^(test\/|sandbox\/)/],
    ];
    const faults = complaints((file) =>
      homes
        .filter(([used, home]) => used.test(codeOf(file)) && !home.test(file))
        .map(([used]) => `uses ${used.source}`),
    );
    expect(faults).toEqual([]);
  });

  it("takes every protection out on demand: each mutant still fits the code it breaks", () => {
    const mutants = tracked.filter((file) => /^test\/mutants\/.*\.patch$/.test(file));
    const faults = mutants.filter((file) => spawnSync("git", ["apply", "--check", file]).status !== 0);
    expect(mutants.length).toBeGreaterThan(100);
    expect(faults).toEqual([]);
  });

  it("has one writer of a refund's state", () => {
    const writes =
      /\brefund\.(state|status|gatewayPhase|processingResult|version|historyHash)\s*(\+|-)?=[^=]|update\s+refund\s+set/i;
    const faults = complaints((file) =>
      file.startsWith("src/") && file !== "src/refund/record-step.ts" && writes.test(codeOf(file))
        ? ["writes a refund's state"]
        : [],
    );
    expect(faults).toEqual([]);
  });

  it("moves a payment's balance in one place", () => {
    const writes = /update\s+(payment|order_line)\s+set/i;
    const allowed = new Set(["src/orders/balance.ts", "src/orders/owed-lines.ts", "src/refund/cancel-refund.ts"]);
    const faults = complaints((file) =>
      file.startsWith("src/") && !allowed.has(file) && writes.test(codeOf(file)) ? ["writes a balance"] : [],
    );
    expect(faults).toEqual([]);
  });

  it("opens every file with what it is for", () => {
    const faults = complaints((file) =>
      /^(migrations|test\/kit\/operations)/.test(file) || /^(#!.*\n)?\/\*\*/.test(textOf(file))
        ? []
        : ["does not open with a sentence"],
    );
    expect(faults).toEqual([]);
  });

  it("has no room for leftovers, and no path that leaves the repository", () => {
    const faults = tracked.flatMap((file) => {
      const found: string[] = [];
      if (/(^|\/)(utils?|helpers?|common|shared|misc)(\/|\.ts$)/.test(file))
        found.push(`${file}: name the noun it belongs to`);
      return found;
    });
    const outward = complaints((file) =>
      importsOf(file)
        .filter((target) => target.startsWith(".."))
        .map((target) => `leaves the repository: ${target}`),
    );
    const silenced = complaints((file) =>
      /@ts-(ignore|nocheck|expect-error)|\bas any\b|\b(it|test|describe)\.(skip|only|todo)\(/.test(codeOf(file)) &&
      file !== "test/tidy.test.ts"
        ? ["silences a check"]
        : [],
    );
    expect([...faults, ...outward, ...silenced]).toEqual([]);
  });

  it("explains every error code", () => {
    const page = textOf("docs/errors.md");
    expect(Object.keys(PROBLEMS).filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
  });
});
