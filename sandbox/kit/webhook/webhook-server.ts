/** A running sandbox that also sends webhooks: its webhook sender starts, looks for what is due, and ends with it. */
import { WebhookSender, type WebhookSenderOptions, type DeliveryOptions } from "./webhook-sender.js";
import type { FaultStore } from "../fault/fault-store.js";
import type { Sandbox, SandboxOptions } from "../sandbox.js";
import type { RunningSandboxWithWebhooks, SandboxWithWebhooks, WebhookOptions } from "./sandbox-with-webhooks.js";
import { startSandbox, type SandboxDescription } from "../server.js";

/** Description of one vendor's sandbox and of how it sends. */
export interface WebhookSandboxDescription<
  Target extends { url: string },
  Own extends SandboxWithWebhooks<Target>,
> extends Omit<SandboxDescription<Own>, "extend" | "settled"> {
  extend: (sandbox: SandboxWithWebhooks<Target>) => Own;
  outbox: WebhookSenderOptions<Target>["outbox"];
  faults: Pick<FaultStore<{ kind: string }>, "takeForWebhook">;
  deliveryOptions: DeliveryOptions<Target>;
}

/** Deliveries come last of what is due: what the vendor's own work has just written goes out at the same look. */
export async function startWebhookSandbox<Target extends { url: string }, Own extends SandboxWithWebhooks<Target>>(
  options: SandboxOptions & WebhookOptions<Target>,
  description: WebhookSandboxDescription<Target, Own>,
): Promise<RunningSandboxWithWebhooks<Target>> {
  const { extend, due, prepare, outbox, faults, ...rest } = description;
  const { webhook = null, retryWaitsMs = description.deliveryOptions.retryWaitsMs } = options;
  const deliveryOptions = { ...description.deliveryOptions, retryWaitsMs };
  const { running, sandbox } = await startSandbox<Own>(options, {
    ...rest,
    extend: (shared) => extend(withWebhookSender(shared, { outbox, faults, deliveryOptions })),
    prepare: async (own) => {
      await prepare?.(own);
      own.setWebhook(webhook);
    },
    due: (own) => [...due(own), () => own.sender.deliverDue()],
    settled: ({ sender }) => sender.settled(),
  });
  return { ...running, setWebhook: (target) => sandbox.setWebhook(target) };
}

function withWebhookSender<Target extends { url: string }>(
  sandbox: Sandbox,
  {
    outbox,
    faults,
    deliveryOptions,
  }: Pick<WebhookSandboxDescription<Target, SandboxWithWebhooks<Target>>, "outbox" | "faults" | "deliveryOptions">,
): SandboxWithWebhooks<Target> {
  const { pool, now, closing, wake } = sandbox;
  const sender = new WebhookSender<Target>({
    pool,
    outbox,
    takeFault: (paymentId) => faults.takeForWebhook(pool, paymentId),
    deliveryOptions,
    now,
    wallClock: () => new Date(),
    closing,
    onDelivered: wake,
  });
  const setWebhook = (target: Target | null): void => {
    sender.setTarget(target);
    wake();
  };
  return { ...sandbox, sender, setWebhook };
}
