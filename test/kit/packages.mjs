/**
 * The packages that most test files load, each as a few files instead of hundreds: Jest reads, compiles and links every file of
 * a package anew for each test file. Made once for each package-lock.json.
 *
 * What decides by identity (`graphql`, `pg`) or starts threads by path (`pino`) stays as it is.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGES = [
  "@graphql-tools/schema",
  "@mikro-orm/core",
  "@mikro-orm/decorators/legacy",
  "@mikro-orm/migrations",
  "@mikro-orm/postgresql",
  "graphql-scalars",
  "jose",
  "pg-boss",
  "prom-client",
  "type-graphql",
  "uuid",
  "xstate",
  "zod",
];

/** Packages in CommonJS, whose exports have to be written out. */
const COMMONJS = ["prom-client"];

/** Packages that come with them, so that of each there is one copy. */
const COME_ALONG =
  /^(@mikro-orm\/sql|kysely|@graphql-tools|graphql-scalars|@opentelemetry\/api|tdigest|bintrees|cron-parser|luxon|rrule-temporal|serialize-error)(\/|$)/;

const root = fileURLToPath(new URL("../../", import.meta.url));
const digest = createHash("sha256");
for (const file of [`${root}package-lock.json`, fileURLToPath(import.meta.url)]) digest.update(readFileSync(file));
const folder = `${root}.cache/test-packages/${digest.digest("hex").slice(0, 16)}`;

const fileOf = (name) => name.replaceAll(/[@/]/g, "_");

/** Where Jest finds each of them. */
export const packageFiles = Object.fromEntries(PACKAGES.map((name) => [`^${name}$`, `${folder}/${fileOf(name)}.mjs`]));

export async function bundlePackages() {
  if (existsSync(folder)) return;
  const { build } = await import("vite");
  await rm(dirname(folder), { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  const made = await mkdtemp(`${folder}-`);
  await build({
    configFile: false,
    root,
    logLevel: "error",
    plugins: [namedExports()],
    build: {
      ssr: true,
      outDir: made,
      minify: false,
      rollupOptions: {
        input: Object.fromEntries(PACKAGES.map((name) => [fileOf(name), name])),
        external: (id) => /^[@\w]/.test(id) && !isBundled(id),
        preserveEntrySignatures: "strict",
        output: { format: "esm", entryFileNames: "[name].mjs", chunkFileNames: "[name]-[hash].mjs" },
      },
    },
    ssr: { noExternal: true },
  });
  // Another run may have been quicker.
  await rename(made, folder).catch(() => rm(made, { recursive: true, force: true }));
}

const isBundled = (id) => COME_ALONG.test(id) || PACKAGES.some((name) => id === name || id.startsWith(`${name}/`));

/** Entries for packages in CommonJS, with the names that Node finds in them. */
function namedExports() {
  const PREFIX = "\0named:";
  return {
    name: "named-exports",
    enforce: "pre",
    resolveId: (id, from) => (!from && COMMONJS.includes(id) ? PREFIX + id : null),
    async load(id) {
      if (!id.startsWith(PREFIX)) return null;
      const name = id.slice(PREFIX.length);
      const names = Object.keys(await import(name)).filter((each) => /^[A-Za-z_]\w*$/.test(each) && each !== "default");
      return `import whole from "${name}"; export default whole; export const { ${names.join(", ")} } = whole;`;
    },
  };
}
