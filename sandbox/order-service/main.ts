/** Runs the order service alone: `node dist/sandbox/order-service/main.js --database-url … --api-url … --token-file …`. */
import { readFile } from "node:fs/promises";
import { runAlone } from "../kit/run-alone.js";
import { startOrderService } from "./server.js";

await runAlone({
  title: "Order service",
  usage: "usage: main.js --database-url <url> --api-url <url> --token-file <path> [--port <number>]",
  options: { "api-url": { type: "string" }, "token-file": { type: "string" } },
  start: (shared, { "api-url": apiUrl, "token-file": tokenFile }) => {
    if (!apiUrl || !tokenFile) return null;
    // Read anew each time: whoever renews the token writes it there.
    const token = async (): Promise<string> => (await readFile(tokenFile, "utf8")).trim();
    return startOrderService({ ...shared, apiUrl, token });
  },
});
