/** Runs the sandbox alone: `node dist/sandbox/iamport-v1/main.js --database-url … --imp-key … --imp-secret …`. */
import { runAlone } from "../kit/run-alone.js";
import { OPT_IN_RETRY_WAITS_MS } from "./webhook.js";
import { startIamportV1Sandbox } from "./server.js";

await runAlone({
  title: "i'mport V1 sandbox",
  usage: `usage: main.js --database-url <url> --imp-key <key> --imp-secret <secret>
               [--port <number>] [--webhook-url <url> [--webhook-form] [--webhook-retries]]`,
  options: {
    "imp-key": { type: "string" },
    "imp-secret": { type: "string" },
    "webhook-url": { type: "string" },
    "webhook-form": { type: "boolean" },
    "webhook-retries": { type: "boolean" },
  },
  start: (shared, { "imp-key": impKey, "imp-secret": impSecret, "webhook-url": url, ...webhook }) => {
    if (!impKey || !impSecret) return null;
    return startIamportV1Sandbox({
      ...shared,
      impKey,
      impSecret,
      ...(url !== undefined && { webhook: { url, format: webhook["webhook-form"] ? "FORM" : "JSON" } }),
      ...(webhook["webhook-retries"] && { retryWaitsMs: OPT_IN_RETRY_WAITS_MS }),
    });
  },
});
