/** Starts the PortOne V2 sandbox: a pretend gateway over real HTTP with a durable ledger, knowing only the vendor's documents. */
import type { SandboxOptions } from "../kit/sandbox.js";
import type { RunningSandboxWithWebhooks, WebhookOptions } from "../kit/webhook/sandbox-with-webhooks.js";
import { startWebhookSandbox } from "../kit/webhook/webhook-server.js";
import { ledgerPage } from "./ledger-page.js";
import { deliveryOptionsWith, VENDOR_RETRY_WAITS_MS, type WebhookTarget } from "./webhook-sender.js";
import { FAULTS } from "./fault.js";
import { forgetExpiredKeys, RunningKeys } from "./idempotency.js";
import { LEDGER } from "./ledger.js";
import { settleDueTransfers } from "./refund-transfer.js";
import { answerControlCall } from "./routes/control.js";
import { answerVendorCall } from "./routes/vendor.js";
import type { Sandbox } from "./sandbox.js";
import { REQUEST_LOG, TABLES, TABLES_LOCK } from "./tables.js";
import { OUTBOX } from "./webhook.js";

/** Webhooks are tried at the vendor's 0, 1, 4, 16, 64, 256 minutes by default. */
export interface PortoneV2SandboxOptions extends SandboxOptions, WebhookOptions<WebhookTarget> {
  apiSecret: string;
  storeId: string;
}

export type PortoneV2Sandbox = RunningSandboxWithWebhooks<WebhookTarget>;

export async function startPortoneV2Sandbox(options: PortoneV2SandboxOptions): Promise<PortoneV2Sandbox> {
  const { apiSecret, storeId, retryWaitsMs = VENDOR_RETRY_WAITS_MS } = options;
  return startWebhookSandbox<WebhookTarget, Sandbox>(options, {
    title: "PortOne V2 sandbox",
    tables: TABLES,
    lockNumber: TABLES_LOCK,
    requestLog: REQUEST_LOG,
    outbox: OUTBOX,
    faults: FAULTS,
    deliveryOptions: deliveryOptionsWith(retryWaitsMs),
    extend: (sandbox) => ({ ...sandbox, apiSecret, storeId, running: new RunningKeys() }),
    prepare: ({ pool, now }) => forgetExpiredKeys(pool, now()),
    due: (sandbox) => [() => LEDGER.settleDue(sandbox), () => settleDueTransfers(sandbox)],
    ledgerPage: ({ pool }) => ledgerPage(pool),
    answerControlCall,
    answerVendorCall,
    internalError: { status: 500, body: { message: "Internal error." } },
  });
}
