/** The house rules that a machine can check: floors, time, environment, the one writer, error codes. See CONTRIBUTING.md. */
import { spawnSync } from "node:child_process";
import { PROBLEMS } from "../src/problem.js";
import { FLOORS, LOWEST, INNER_FLOORS, WIRING } from "./tidy/floors.js";
import { BANNED, complaintAbout } from "./tidy/names.js";
import { codeOf, complaints, importsOf, sources, textOf, tracked } from "./tidy/sources.js";

function roomOf(file: string): string | null {
  const parts = file.split("/");
  for (let length = Math.min(parts.length, 2); length >= 1; length -= 1) {
    const room = parts.slice(0, length).join("/");
    if (room in FLOORS) return room;
  }
  return null;
}

/** Where a file stands inside `room`: the floor, and the entry of that floor it belongs to. */
function innerPlace(room: string, file: string): { floor: number; entry: number } | null {
  const path = file.slice(room.length + 1);
  for (const [floor, entries] of (INNER_FLOORS[room] ?? []).entries()) {
    const entry = entries.findIndex((one) => (typeof one === "string" ? path.startsWith(one) : one.test(path)));
    if (entry >= 0) return { floor, entry };
  }
  return null;
}

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
          (here === LOWEST && there === LOWEST && room !== "machines") ||
          (here === WIRING && there === WIRING && room.startsWith("src/") && other.startsWith("src/"));
        return allowed ? [] : [`imports ${target}: floor ${there} from floor ${here}`];
      });
    });
    expect(faults).toEqual([]);
  });

  it("keeps floors inside the big rooms", () => {
    const faults = Object.keys(INNER_FLOORS).flatMap((room) =>
      complaints((file) => {
        if (!file.startsWith(`${room}/`)) return [];
        const here = innerPlace(room, file);
        if (!here) return [`has no floor in ${room}`];
        return importsOf(file).flatMap((target) => {
          if (!target.startsWith(`${room}/`)) return [];
          const there = innerPlace(room, target);
          if (!there) return [`imports ${target}, which has no floor`];
          const isOwn = there.floor === here.floor && there.entry === here.entry;
          return there.floor < here.floor || isOwn
            ? []
            : [`imports ${target}: floor ${there.floor} from ${here.floor}`];
        });
      }),
    );
    expect(faults).toEqual([]);
  });

  it("lets no two files import each other, however long the way round", () => {
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" → "));
      if (done.has(file) || path.includes(file)) return;
      importsOf(file).forEach((target) => sources.includes(target) && visit(target, [...path, file]));
      done.add(file);
    };
    sources.forEach((file) => visit(file, []));
    expect(circles).toEqual([]);
  });

  it("shows every room on its floor in CONTRIBUTING.md", () => {
    const table = textOf("CONTRIBUTING.md").matchAll(/^\| (\d+) +\| (.*) \|$/gm);
    const shown = [...table].flatMap(([, floor, rooms = ""]) =>
      [...rooms.matchAll(/`([\w./-]+?)\/?`/g)].map(([, room]) => `${room} on ${floor}`),
    );
    expect(shown.sort()).toEqual(
      Object.entries(FLOORS)
        .map(([room, floor]) => `${room} on ${floor}`)
        .sort(),
    );
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
      [/\bprocess\.env\b/, /^(src\/config\.ts|src\/config\/environment-file\.ts|test\/|demo\/)/],
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
      file.startsWith("src/") && file !== "src/refund/record/record-transition.ts" && writes.test(codeOf(file))
        ? ["writes a refund's state"]
        : [],
    );
    expect(faults).toEqual([]);
  });

  it("asks gateways in one place, where the gate for vendors' texts stands", () => {
    // `doctor` asks about no payment of ours, and prints codes only.
    const allowed = new Set(["src/refund/settlement/ask-gateway.ts", "src/cli/doctor.ts"]);
    const asks = /\.(lookUp|prepare)\(|\{[^}]*\b(lookUp|prepare)\b[^}]*\}\s*=\s*[^;]*gateways?\b/;
    /** Prepares a statement of a database, not a cancel. */
    const others: Record<string, RegExp> = { "src/database/embedded/app-lock.ts": /\.prepare\(/g };
    const faults = complaints((file) => {
      if (!file.startsWith("src/") || allowed.has(file)) return [];
      const code = codeOf(file).replace(others[file] ?? /$^/g, "");
      // An adapter's own functions are behind the gate; through the port nobody else goes.
      return asks.test(code) ? ["asks a gateway past ask-gateway.ts"] : [];
    });
    expect(faults).toEqual([]);
    for (const file of allowed) expect([file, asks.test(codeOf(file))]).toEqual([file, true]);
  });

  it("writes vendors' texts by the types that only the gate makes; by hand only where it was looked at", () => {
    const columns =
      "code|message|known_cancellation_ids|gateway_cancellation_id|provider_cancellation_id|receipt_url|sales_slip_url|cash_receipt_key|instrument|gateway_message|exchange|delivery_id|type";
    const tables = "gateway_attempt|booked_cancellation|refund|webhook_delivery";
    /** A statement that names one of the tables as the one it writes, with whatever it sets up to its condition. */
    const statements = new RegExp(`\\b(?:insert\\s+into|update)\\s+"?(?:${tables})"?\\s[^\`]*`, "gi");
    const texts = new RegExp(`\\b(?:${columns})\\b\\s*(?:=|,|\\))`, "i");
    const written = (statement: string): string => statement.split(/\bwhere\b|\bvalues\b|\breturning\b/i)[0] ?? "";
    const found = sources.filter(
      (file) =>
        file.startsWith("src/") &&
        [...codeOf(file).matchAll(statements)].some(([statement]) => texts.test(written(statement))),
    );
    expect(found).toEqual([
      // Takes `KeptText[]`.
      "src/refund/record/attempt.ts",
      // `keptId` and `keptType` are `KeptText`.
      "src/webhooks/store-delivery.ts",
      // The payment's id, which is ours, and one of four words.
      "src/webhooks/unsigned-hint.ts",
    ]);
  });

  it("lets no raw listener end the process", () => {
    const raw = /(?:\.(?:on|once|addListener)\(\s*"\w+",|\bsetInterval\()\s*([^\n]*)/g;
    /** Nothing in these can throw: they settle a promise, forget an entry, count, or close what the event is about. */
    const harmless =
      /^(resolve|reject|onError|fault|\(\) => (undefined|(running|unused)\.delete\(|socket\.destroy\(\)|metrics\.\w+\.(inc|dec)\(\)))/;
    /** Read by hand: each only hands on what it is given. */
    const reviewed: Record<string, string> = {
      "src/database/dead-connections.ts": "wraps a method of the connection",
      "src/http/listener.ts": "notes when a connection was opened",
      "src/http/observe.ts": "counts an answer and writes its line",
      "src/app/end-on-fault.ts": "is where such faults end",
      "src/app/on-signals.ts": "is where signals end the process",
    };
    const faults = complaints((file) => {
      if (!file.startsWith("src/") || file in reviewed) return [];
      const code = codeOf(file);
      const isGuarded = (argument: string): boolean => {
        const name = /^\w+/.exec(argument)?.[0] ?? "";
        return argument.startsWith("guarded(") || new RegExp(`const ${name} = (guarded|upgradeListener)\\b`).test(code);
      };
      return [...code.matchAll(raw)]
        .map(([, argument = ""]) => argument)
        .filter((argument) => !harmless.test(argument) && !isGuarded(argument))
        .map((argument) => `a raw listener without guarded(): ${argument}`);
    });
    expect(faults).toEqual([]);
  });

  it("moves a payment's balance in one place", () => {
    const writes = /update\s+(payment|order_line)\s+set/i;
    const allowed = new Set(["src/orders/balance.ts"]);
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

  it("opens comments with a noun or a verb", () => {
    const opening = /\/\*\*\s*(?:\n\s*\* )?((?:It|Its|What|Whether|Who|Which)\b.{0,40})/g;
    const faults = complaints((file) =>
      /^(src|machines|sandbox|demo)\//.test(file)
        ? [...textOf(file).matchAll(opening)].map(([, text = ""]) => text)
        : [],
    );
    expect(faults).toEqual([]);
  });

  it("describes the schema in sentences with a noun", () => {
    const descriptions = [...textOf("schema/schema.graphql").matchAll(/"""\s*([\s\S]*?)\s*"""/g)].map(
      ([, text = ""]) => text,
    );
    expect(descriptions.length).toBeGreaterThan(500);
    const opening = /^(It|Its|What|Whether|Who|Which|Why|Where|How|Opaque)\b/;
    expect(descriptions.filter((text) => opening.test(text) || !/[.!)}]$/.test(text.split("\n\n")[0] ?? ""))).toEqual(
      [],
    );
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

describe("names are the field's words", () => {
  const wrongIn = (names: Iterable<string>): string[] => [...names].flatMap((name) => complaintAbout(name) ?? []);

  it("in file names", () => {
    const parts = tracked
      .filter((file) => !/^(test\/mutants|test\/issues|test\/fixtures\/cases|docs\/adr)\//.test(file))
      .flatMap((file) => file.split("/"));
    expect(wrongIn(new Set(parts))).toEqual([]);
  });

  it("in exported identifiers and the properties of exported types", () => {
    const exported =
      /^export (?:declare |abstract |async )*(?:const|let|function\*?|class|interface|type|enum) ([\w$]+)/gm;
    const property = /^ {2}(?:readonly |static |async |get |set )*([\w$]+)[!?]?(?::|\()/gm;
    expect(
      complaints((file) => {
        const code = codeOf(file);
        const names = [...code.matchAll(exported), ...(/^(src|machines)\//.test(file) ? code.matchAll(property) : [])];
        return file === "test/kit/operations.ts" ? [] : wrongIn(names.map(([, name = ""]) => name));
      }),
    ).toEqual([]);
  });

  it("in tables and columns", () => {
    const snapshot = JSON.parse(textOf("migrations/.snapshot-hwanbul.json")) as {
      tables: { name: string; columns: Record<string, unknown> }[];
    };
    const names = snapshot.tables.flatMap(({ name, columns }) => [name, ...Object.keys(columns)]);
    expect(names.length).toBeGreaterThan(100);
    expect(wrongIn(names)).toEqual([]);
  });

  it("in the schema, its descriptions included", () => {
    const schema = textOf("schema/schema.graphql");
    const found = Object.keys(BANNED).flatMap((word) =>
      [...schema.matchAll(new RegExp(`^.*\\b${word}\\b.*$`, "gim"))].map(([line]) => `${word}: ${line.trim()}`),
    );
    expect(found.filter((line) => !line.endsWith(": WELCOME"))).toEqual([]);
  });
});
