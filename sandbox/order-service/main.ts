/** Runs the order service alone: `node dist/sandbox/order-service/main.js --database-url … --api-url … --token-file …`. */
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { startOrderService } from "./server.js";

const USAGE = "usage: main.js --database-url <url> --api-url <url> --token-file <path> [--port <number>]";

const { values } = parseArgs({
  options: {
    "database-url": { type: "string" },
    "api-url": { type: "string" },
    "token-file": { type: "string" },
    port: { type: "string", default: "0" },
  },
});

const { "database-url": databaseUrl, "api-url": apiUrl, "token-file": tokenFile } = values;
if (!databaseUrl || !apiUrl || !tokenFile) {
  console.error(USAGE);
  process.exit(2);
}

const service = await startOrderService({
  databaseUrl,
  apiUrl,
  // Read anew each time: whoever renews the token writes it there.
  token: async () => (await readFile(tokenFile, "utf8")).trim(),
  port: Number(values.port),
});
console.log(`Order service: ${service.url}`);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void service.close());
