/** The explorer works without a network: nothing it was built from is loaded from anywhere but its own folder. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const BUILT = fileURLToPath(new URL("../../dist/demo/explorer", import.meta.url));

/** A call that loads what it is given, or a static import, with an address of another server in it. */
const LOADS_FROM_OUTSIDE =
  /(?:\b(?:import|importScripts|fetch|Worker|SharedWorker|EventSource|WebSocket|URL)\s*\(|\bfrom)\s*["'`](?:https?:|wss?:)?\/\/[^"'`]+/g;
/** Where pages usually load scripts and fonts from, however they put the address together. */
const CDN = /unpkg\.com|jsdelivr|esm\.sh|cdnjs|skypack|googleapis\.com|gstatic\.com|cdn\.[a-z]/g;
const STYLE_ADDRESS = /url\(\s*(["']?)(?!data:)([^)"']+)\1\s*\)|@import\s+["']([^"']+)/g;
const PAGE_ADDRESS = /\b(?:src|href)\s*=\s*"([^"]+)"/g;

let files: { name: string; path: string; text: string }[];
const shutdown = (extension: string) => files.filter(({ name }) => name.endsWith(extension));

beforeAll(() => {
  if (!existsSync(BUILT)) throw new Error("the explorer is not built: npm run build:explorer");
  files = readdirSync(BUILT, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({ name: entry.name, path: join(entry.parentPath, entry.name) }))
    .map((file) => ({ ...file, text: readFileSync(file.path, "utf8") }));
});

describe("the built explorer", () => {
  it("has a page, scripts, styles and the editor's workers", () => {
    expect(shutdown("index.html")).toHaveLength(1);
    expect(shutdown(".css").length).toBeGreaterThan(0);
    for (const worker of ["graphql.worker", "json.worker", "editor.worker"])
      expect(shutdown(".js").filter(({ name }) => name.startsWith(worker))).toHaveLength(1);
  });

  it("loads no script from another server", () => {
    const found = shutdown(".js").flatMap(({ name, text }) =>
      [...text.matchAll(LOADS_FROM_OUTSIDE), ...text.matchAll(CDN)].map(([match]) => `${name}: ${match}`),
    );
    expect(found).toEqual([]);
  });

  it("finds every address of its page and its styles in its own folder", () => {
    const missing: string[] = [];
    const addresses = [
      ...shutdown(".css").flatMap((file) => [...file.text.matchAll(STYLE_ADDRESS)].map((m) => [file, m[2] ?? m[3]])),
      ...shutdown(".html").flatMap((file) => [...file.text.matchAll(PAGE_ADDRESS)].map((m) => [file, m[1]])),
    ] as [{ path: string }, string][];
    expect(addresses.length).toBeGreaterThan(2);
    for (const [{ path }, address] of addresses) {
      const [file = ""] = address.split(/[?#]/);
      if (address.startsWith("#")) continue;
      if (/^[a-z]+:|^\//i.test(address) || !existsSync(join(dirname(path), file))) missing.push(address);
    }
    expect(missing).toEqual([]);
  });

  it("would notice one", () => {
    const bad = `import("https://esm.sh/graphiql");new Worker("//cdn.jsdelivr.net/w.js");fetch('https://x.test/a')`;
    expect([...bad.matchAll(LOADS_FROM_OUTSIDE)]).toHaveLength(3);
    expect([...'@import "https://fonts.googleapis.com/a.css"'.matchAll(STYLE_ADDRESS)][0]?.[3]).toContain("googleapis");
  });
});
