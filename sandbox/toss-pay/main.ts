/** Runs the sandbox alone: `node dist/sandbox/toss-pay/main.js --database-url … --api-key …`. */
import { parseArgs } from "node:util";
import { startTossPaySandbox } from "./server.js";

const USAGE = `usage: main.js --database-url <url> --api-key <key> [--port <number>] [--daily-refund-limit <won>]`;

const { values } = parseArgs({
  options: {
    "database-url": { type: "string" },
    "api-key": { type: "string" },
    port: { type: "string", default: "0" },
    "daily-refund-limit": { type: "string" },
  },
});

const { "database-url": databaseUrl, "api-key": apiKey, "daily-refund-limit": limit } = values;
if (!databaseUrl || !apiKey || (limit !== undefined && !/^\d{1,15}$/.test(limit))) {
  console.error(USAGE);
  process.exit(2);
}

const sandbox = await startTossPaySandbox({
  databaseUrl,
  apiKey,
  port: Number(values.port),
  ...(limit !== undefined && { dailyRefundLimit: Number(limit) }),
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void sandbox.close());
// Last: whoever reads this may stop it at once.
console.log(`Toss Pay sandbox: ${sandbox.url}`);
