/** Runs the sandbox alone: `node dist/sandbox/portone-v2/main.js --database-url … --api-secret … --store-id …`. */
import { runAlone } from "../kit/run-alone.js";
import { startPortoneV2Sandbox } from "./server.js";

await runAlone({
  title: "PortOne V2 sandbox",
  usage: `usage: main.js --database-url <url> --api-secret <secret> --store-id <id>
               [--port <number>] [--webhook-url <url> --webhook-secret <whsec_…> [--webhook-secret <whsec_…>]]`,
  options: {
    "api-secret": { type: "string" },
    "store-id": { type: "string" },
    "webhook-url": { type: "string" },
    "webhook-secret": { type: "string", multiple: true },
  },
  start: (shared, { "api-secret": apiSecret, "store-id": storeId, "webhook-url": url, "webhook-secret": secrets }) => {
    if (!apiSecret || !storeId || (url !== undefined && !secrets?.length)) return null;
    const webhook = url !== undefined && secrets && { url, secrets };
    return startPortoneV2Sandbox({ ...shared, apiSecret, storeId, ...(webhook && { webhook }) });
  },
});
