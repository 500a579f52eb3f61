/** Runs the sandbox alone: `node dist/sandbox/ebp/main.js --database-url … --access-key … --hash-key … --store-id …`. */
import { parseArgs } from "node:util";
import { startEbpSandbox } from "./server.js";

const USAGE = `usage: main.js --database-url <url> --access-key <key> --hash-key <key> --store-id <id>
               [--port <number>] [--webhook-url <url> --webhook-secret <secret>]`;

const { values } = parseArgs({
  options: {
    "database-url": { type: "string" },
    "access-key": { type: "string" },
    "hash-key": { type: "string" },
    "store-id": { type: "string" },
    port: { type: "string", default: "0" },
    "webhook-url": { type: "string" },
    "webhook-secret": { type: "string" },
  },
});

const { "database-url": databaseUrl, "access-key": accessKey, "hash-key": hashKey, "store-id": storeId } = values;
const { "webhook-url": url, "webhook-secret": secret } = values;
if (!databaseUrl || !accessKey || !hashKey || !storeId || (url === undefined) !== (secret === undefined)) {
  console.error(USAGE);
  process.exit(2);
}

const sandbox = await startEbpSandbox({
  databaseUrl,
  accessKey,
  hashKey,
  storeId,
  port: Number(values.port),
  ...(url !== undefined && secret !== undefined && { webhook: { url, secret } }),
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void sandbox.close());
// Last: whoever reads this may stop it at once.
console.log(`EBP sandbox: ${sandbox.url}`);
