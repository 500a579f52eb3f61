/** Runs the sandbox alone: `node dist/sandbox/portone-v2/main.js --database-url … --api-secret … --store-id …`. */
import { parseArgs } from "node:util";
import { startPortoneV2Sandbox } from "./server.js";

const USAGE = `usage: main.js --database-url <url> --api-secret <secret> --store-id <id>
               [--port <number>] [--webhook-url <url> --webhook-secret <whsec_…> [--webhook-secret <whsec_…>]]`;

const { values } = parseArgs({
  options: {
    "database-url": { type: "string" },
    "api-secret": { type: "string" },
    "store-id": { type: "string" },
    port: { type: "string", default: "0" },
    "webhook-url": { type: "string" },
    "webhook-secret": { type: "string", multiple: true },
  },
});

const { "database-url": databaseUrl, "api-secret": apiSecret, "store-id": storeId, "webhook-url": webhookUrl } = values;
const secrets = values["webhook-secret"] ?? [];
if (!databaseUrl || !apiSecret || !storeId || (webhookUrl !== undefined && secrets.length === 0)) {
  console.error(USAGE);
  process.exit(2);
}

const sandbox = await startPortoneV2Sandbox({
  databaseUrl,
  apiSecret,
  storeId,
  port: Number(values.port),
  ...(webhookUrl !== undefined && { webhook: { url: webhookUrl, secrets } }),
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void sandbox.close());
// Last: whoever reads this may stop it at once.
console.log(`PortOne V2 sandbox: ${sandbox.url}`);
