/** `schema`: everything that is generated from the code and kept in the repository; `--check` fails when a file is stale. */
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { lexicographicSortSchema, printSchema } from "graphql";
import { lifecycleMarkdown } from "../../machines/chart.js";
import { permissionsMarkdown } from "../access/permissions-markdown.js";
import { EVENT_CONTRACTS, eventContract } from "../api/event-contract.js";
import { buildApiSchema } from "../api/schema.js";
import { environmentExample } from "../config.js";
import { gatewayRulesMarkdown } from "../gateway-rules/markdown.js";
import { failuresMarkdown } from "../refund/eligibility/failures-markdown.js";
import { print } from "./print.js";

const GENERATED: readonly { file: string; text: () => string | Promise<string> }[] = [
  { file: "schema/schema.graphql", text: schemaText },
  { file: EVENT_CONTRACTS.refundChanged, text: () => contractText("refundChanged") },
  { file: EVENT_CONTRACTS.returnChanged, text: () => contractText("returnChanged") },
  { file: "docs/lifecycle.md", text: lifecycleMarkdown },
  { file: "docs/permissions.md", text: permissionsMarkdown },
  { file: "docs/failures.md", text: failuresMarkdown },
  { file: "docs/gateway-rules.md", text: gatewayRulesMarkdown },
  { file: ".env.example", text: environmentExample },
];

/** @param root where the files are; the repository this code is part of. */
export async function schemaCommand({
  check,
  root = repository(),
}: {
  check: boolean;
  root?: string;
}): Promise<boolean> {
  let stale = 0;
  for (const { file, text } of GENERATED) {
    const path = join(root, file);
    const wanted = await text();
    const present = existsSync(path) ? await readFile(path, "utf8") : null;
    if (present === wanted) continue;
    stale += 1;
    if (check) {
      print(`stale  ${file}: run npm run schema and keep what it writes`);
      continue;
    }
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, wanted);
    print(`wrote  ${file}`);
  }
  if (stale === 0) print("Everything generated is up to date.");
  return !check || stale === 0;
}

/** Sorted, so that a moved declaration changes nothing here. */
async function schemaText(): Promise<string> {
  const schema = lexicographicSortSchema(await buildApiSchema());
  return `# Emitted from src/api by npm run schema; do not edit.\n\n${printSchema(schema)}\n`;
}

const contractText = async (field: keyof typeof EVENT_CONTRACTS): Promise<string> =>
  `${JSON.stringify(eventContract(await buildApiSchema(), field), null, 2)}\n`;

/** The nearest folder above with a package.json: this file runs as TypeScript in src/ and compiled in dist/src/. */
function repository(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}
