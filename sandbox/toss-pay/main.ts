/** Runs the sandbox alone: `node dist/sandbox/toss-pay/main.js --database-url … --api-key …`. */
import { runAlone } from "../kit/run-alone.js";
import { startTossPaySandbox } from "./server.js";

await runAlone({
  title: "Toss Pay sandbox",
  usage: "usage: main.js --database-url <url> --api-key <key> [--port <number>] [--daily-refund-limit <won>]",
  options: { "api-key": { type: "string" }, "daily-refund-limit": { type: "string" } },
  start: (shared, { "api-key": apiKey, "daily-refund-limit": limit }) => {
    if (!apiKey || (limit !== undefined && !/^\d{1,15}$/.test(limit))) return null;
    return startTossPaySandbox({ ...shared, apiKey, ...(limit !== undefined && { dailyRefundLimit: Number(limit) }) });
  },
});
