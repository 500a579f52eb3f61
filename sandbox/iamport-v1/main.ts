/** Runs the sandbox alone: `node dist/sandbox/iamport-v1/main.js --database-url … --imp-key … --imp-secret …`. */
import { parseArgs } from "node:util";
import { OPT_IN_RETRY_WAITS_MS } from "./courier.js";
import { startIamportV1Sandbox } from "./server.js";

const USAGE = `usage: main.js --database-url <url> --imp-key <key> --imp-secret <secret>
               [--port <number>] [--webhook-url <url> [--webhook-form] [--webhook-retries]]`;

const { values } = parseArgs({
  options: {
    "database-url": { type: "string" },
    "imp-key": { type: "string" },
    "imp-secret": { type: "string" },
    port: { type: "string", default: "0" },
    "webhook-url": { type: "string" },
    "webhook-form": { type: "boolean", default: false },
    "webhook-retries": { type: "boolean", default: false },
  },
});

const { "database-url": databaseUrl, "imp-key": impKey, "imp-secret": impSecret, "webhook-url": url } = values;
if (!databaseUrl || !impKey || !impSecret) {
  console.error(USAGE);
  process.exit(2);
}

const sandbox = await startIamportV1Sandbox({
  databaseUrl,
  impKey,
  impSecret,
  port: Number(values.port),
  ...(url !== undefined && { webhook: { url, format: values["webhook-form"] ? "FORM" : "JSON" } }),
  ...(values["webhook-retries"] && { retryWaitsMs: OPT_IN_RETRY_WAITS_MS }),
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void sandbox.close());
// Last: whoever reads this may stop it at once.
console.log(`i'mport V1 sandbox: ${sandbox.url}`);
