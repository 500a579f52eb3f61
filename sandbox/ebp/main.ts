/** Runs the sandbox alone: `node dist/sandbox/ebp/main.js --database-url … --access-key … --hash-key … --store-id …`. */
import { runAlone } from "../kit/run-alone.js";
import { startEbpSandbox } from "./server.js";

await runAlone({
  title: "EBP sandbox",
  usage: `usage: main.js --database-url <url> --access-key <key> --hash-key <key> --store-id <id>
               [--port <number>] [--webhook-url <url> --webhook-secret <secret>]`,
  options: {
    "access-key": { type: "string" },
    "hash-key": { type: "string" },
    "store-id": { type: "string" },
    "webhook-url": { type: "string" },
    "webhook-secret": { type: "string" },
  },
  start: (shared, { "access-key": accessKey, "hash-key": hashKey, "store-id": storeId, ...values }) => {
    const { "webhook-url": url, "webhook-secret": secret } = values;
    if (!accessKey || !hashKey || !storeId || (url === undefined) !== (secret === undefined)) return null;
    const webhook = url !== undefined && secret !== undefined && { url, secret };
    return startEbpSandbox({ ...shared, accessKey, hashKey, storeId, ...(webhook && { webhook }) });
  },
});
