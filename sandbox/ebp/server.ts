/** Starts the EBP sandbox: a pretend gateway over real HTTP with a durable ledger, knowing only the vendor's documents. */
import type { RunningSandboxWithWebhooks, SandboxOptions, WebhookOptions } from "../sandbox.js";
import { startWebhookSandbox } from "../webhook-server.js";
import type { Credentials } from "./access.js";
import { consolePage } from "./console.js";
import { mannerWith, RETRY_WAITS_MS, type WebhookTarget } from "./courier.js";
import { FAULTS } from "./fault.js";
import { settleDue } from "./ledger.js";
import type { ErrorShape } from "./refusal.js";
import { REQUEST_LOG } from "./request-log.js";
import { answerControlCall } from "./routes/control.js";
import { answerVendorCall } from "./routes/vendor.js";
import type { Sandbox } from "./sandbox.js";
import { TABLES, TABLES_LOCK } from "./tables.js";
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
    manner: mannerWith(retryWaitsMs),
    furnish: (sandbox) => ({ ...sandbox, credentials: options, errorShape }),
    due: ({ pool, now }) => [() => settleDue(pool, now()), () => releaseHeldBack(pool, now())],
    consolePage: ({ pool }) => consolePage(pool),
    answerControlCall,
    answerVendorCall,
    internalError: { status: 500, body: { resultCode: "EBP-Z-0010", message: "Internal error." } },
    quietWhenClosing: true,
  });
}
