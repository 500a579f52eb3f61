/** Starts the EBP sandbox: a pretend gateway over real HTTP with a durable ledger, knowing only the vendor's documents. */
import type { RunningSandboxWithWebhooks } from "../kit/webhook/sandbox-with-webhooks.js";
import { startWebhookSandbox } from "../kit/webhook/webhook-server.js";
import { ledgerPage } from "./ledger-page.js";
import { FAULTS } from "./fault.js";
import { LEDGER } from "./ledger.js";
import { answerControlCall } from "./routes/control.js";
import { answerVendorCall } from "./routes/vendor.js";
import type { EbpSandboxOptions, Sandbox } from "./sandbox.js";
import { REQUEST_LOG, TABLES, TABLES_LOCK } from "./tables.js";
import { DELIVERY, OUTBOX, releaseHeldBack, type WebhookTarget } from "./webhook.js";

export type { EbpSandboxOptions } from "./sandbox.js";
export type EbpSandbox = RunningSandboxWithWebhooks<WebhookTarget>;

export async function startEbpSandbox(options: EbpSandboxOptions): Promise<EbpSandbox> {
  const { errorShape = "ERRORS" } = options;
  return startWebhookSandbox<WebhookTarget, Sandbox>(options, {
    title: "EBP sandbox",
    tables: TABLES,
    lockNumber: TABLES_LOCK,
    requestLog: REQUEST_LOG,
    outbox: OUTBOX,
    faults: FAULTS,
    deliveryOptions: DELIVERY,
    extend: (sandbox) => ({ ...sandbox, credentials: options, errorShape }),
    due: (sandbox) => [() => LEDGER.settleDue(sandbox), () => releaseHeldBack(sandbox.pool, sandbox.now())],
    ledgerPage: ({ pool }) => ledgerPage(pool),
    answerControlCall,
    answerVendorCall,
    internalError: { status: 500, body: { resultCode: "EBP-Z-0010", message: "Internal error." } },
    quietWhenClosing: true,
  });
}
