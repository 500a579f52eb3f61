/** Starts the EBP sandbox: a pretend gateway over real HTTP with a durable ledger, knowing only the vendor's documents. */
import type { SandboxOptions } from "../kit/sandbox.js";
import type { RunningSandboxWithWebhooks, WebhookOptions } from "../kit/webhook/sandbox-with-webhooks.js";
import { startWebhookSandbox } from "../kit/webhook/webhook-server.js";
import type { Credentials } from "./access.js";
import { ledgerPage } from "./ledger-page.js";
import { deliveryOptionsWith, RETRY_WAITS_MS, type WebhookTarget } from "./webhook-sender.js";
import { FAULTS } from "./fault.js";
import { LEDGER } from "./ledger.js";
import type { ErrorShape } from "./refusal.js";
import { answerControlCall } from "./routes/control.js";
import { answerVendorCall } from "./routes/vendor.js";
import type { Sandbox } from "./sandbox.js";
import { REQUEST_LOG, TABLES, TABLES_LOCK } from "./tables.js";
import { OUTBOX, releaseHeldBack } from "./webhook.js";

/** Webhooks are tried at 0, 1, 5, 30 minutes by default. */
export interface EbpSandboxOptions extends Credentials, SandboxOptions, WebhookOptions<WebhookTarget> {
  /** `ERRORS` by default, as the later pages have it. */
  errorShape?: ErrorShape;
}

export type EbpSandbox = RunningSandboxWithWebhooks<WebhookTarget>;

export async function startEbpSandbox(options: EbpSandboxOptions): Promise<EbpSandbox> {
  const { errorShape = "ERRORS", retryWaitsMs = RETRY_WAITS_MS } = options;
  return startWebhookSandbox<WebhookTarget, Sandbox>(options, {
    title: "EBP sandbox",
    tables: TABLES,
    lockNumber: TABLES_LOCK,
    requestLog: REQUEST_LOG,
    outbox: OUTBOX,
    faults: FAULTS,
    deliveryOptions: deliveryOptionsWith(retryWaitsMs),
    extend: (sandbox) => ({ ...sandbox, credentials: options, errorShape }),
    due: (sandbox) => [() => LEDGER.settleDue(sandbox), () => releaseHeldBack(sandbox.pool, sandbox.now())],
    ledgerPage: ({ pool }) => ledgerPage(pool),
    answerControlCall,
    answerVendorCall,
    internalError: { status: 500, body: { resultCode: "EBP-Z-0010", message: "Internal error." } },
    quietWhenClosing: true,
  });
}
