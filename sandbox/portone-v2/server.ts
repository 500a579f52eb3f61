/** Starts the PortOne V2 sandbox: a pretend gateway over real HTTP with a durable ledger, knowing only the vendor's documents. */
import type { RunningSandboxWithWebhooks } from "../kit/webhook/sandbox-with-webhooks.js";
import { startWebhookSandbox } from "../kit/webhook/webhook-server.js";
import { ledgerPage } from "./ledger-page.js";
import { FAULTS } from "./fault.js";
import { forgetExpiredKeys, RunningKeys } from "./idempotency.js";
import { LEDGER } from "./ledger.js";
import { settleDueTransfers } from "./refund-transfer.js";
import { answerControlCall } from "./routes/control.js";
import { answerVendorCall } from "./routes/vendor.js";
import type { PortoneV2SandboxOptions, Sandbox } from "./sandbox.js";
import { REQUEST_LOG, TABLES, TABLES_LOCK } from "./tables.js";
import { DELIVERY, OUTBOX, type WebhookTarget } from "./webhook.js";

export type { PortoneV2SandboxOptions } from "./sandbox.js";
export type PortoneV2Sandbox = RunningSandboxWithWebhooks<WebhookTarget>;

export async function startPortoneV2Sandbox(options: PortoneV2SandboxOptions): Promise<PortoneV2Sandbox> {
  const { apiSecret, storeId } = options;
  return startWebhookSandbox<WebhookTarget, Sandbox>(options, {
    title: "PortOne V2 sandbox",
    tables: TABLES,
    lockNumber: TABLES_LOCK,
    requestLog: REQUEST_LOG,
    outbox: OUTBOX,
    faults: FAULTS,
    deliveryOptions: DELIVERY,
    extend: (sandbox) => ({ ...sandbox, apiSecret, storeId, running: new RunningKeys() }),
    prepare: ({ pool, now }) => forgetExpiredKeys(pool, now()),
    due: (sandbox) => [() => LEDGER.settleDue(sandbox), () => settleDueTransfers(sandbox)],
    ledgerPage: ({ pool }) => ledgerPage(pool),
    answerControlCall,
    answerVendorCall,
    internalError: { status: 500, body: { message: "Internal error." } },
  });
}
