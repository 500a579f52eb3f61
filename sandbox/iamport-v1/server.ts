/** Starts the i'mport (PortOne V1) sandbox: a pretend gateway over real HTTP with a durable ledger, knowing only the vendor's documents. */
import type { RunningSandboxWithWebhooks, SandboxWithWebhooks } from "../kit/webhook/sandbox-with-webhooks.js";
import { startWebhookSandbox } from "../kit/webhook/webhook-server.js";
import { ledgerPage } from "./ledger-page.js";
import { FAULTS } from "./fault.js";
import { LEDGER } from "./ledger.js";
import { answerControlCall } from "./routes/control.js";
import { answerVendorCall } from "./routes/vendor.js";
import type { IamportV1SandboxOptions, Sandbox } from "./sandbox.js";
import { REQUEST_LOG, TABLES, TABLES_LOCK } from "./tables.js";
import { DELIVERY, OUTBOX_OF_SENDER, styleOf, type WebhookTarget } from "./webhook.js";

export type { IamportV1SandboxOptions } from "./sandbox.js";
export type IamportV1Sandbox = RunningSandboxWithWebhooks<WebhookTarget>;

export async function startIamportV1Sandbox(options: IamportV1SandboxOptions): Promise<IamportV1Sandbox> {
  const { impKey, impSecret } = options;
  return startWebhookSandbox<WebhookTarget, Sandbox>(options, {
    title: "i'mport V1 sandbox",
    tables: TABLES,
    lockNumber: TABLES_LOCK,
    requestLog: REQUEST_LOG,
    outbox: OUTBOX_OF_SENDER,
    faults: FAULTS,
    deliveryOptions: DELIVERY,
    extend: (sandbox) => ({ ...withStyle(sandbox), impKey, impSecret }),
    due: (sandbox) => [() => LEDGER.settleDue(sandbox)],
    ledgerPage: ({ pool }) => ledgerPage(pool),
    answerControlCall,
    answerVendorCall,
    internalError: { status: 500, body: { message: "Internal error." } },
  });
}

/** Without a target what happens is still written, in the form the last one had. */
function withStyle(
  sandbox: SandboxWithWebhooks<WebhookTarget>,
): SandboxWithWebhooks<WebhookTarget> & Pick<Sandbox, "webhookStyle"> {
  let style = styleOf(null);
  const setWebhook = (target: WebhookTarget | null): void => {
    if (target) style = styleOf(target);
    sandbox.setWebhook(target);
  };
  return { ...sandbox, setWebhook, webhookStyle: () => style };
}
