/** A running sandbox that also sends webhooks: its courier starts, looks for what is due, and ends with it. */
import { Courier, type CourierOptions, type Manner } from "./courier.js";
import type { FaultStore } from "./fault-store.js";
import type {
  RunningSandboxWithWebhooks,
  Sandbox,
  SandboxOptions,
  SandboxWithWebhooks,
  WebhookOptions,
} from "./sandbox.js";
import { startSandbox, type SandboxDescription } from "./server.js";

/** What one vendor's sandbox is, and how it sends. */
export interface WebhookSandboxDescription<
  Target extends { url: string },
  Own extends SandboxWithWebhooks<Target>,
> extends Omit<SandboxDescription<Own>, "furnish" | "settled"> {
  furnish: (sandbox: SandboxWithWebhooks<Target>) => Own;
  outbox: CourierOptions<Target>["outbox"];
  faults: Pick<FaultStore<{ kind: string }>, "takeForWebhook">;
  manner: Manner<Target>;
}

/** Deliveries come last of what is due: what the vendor's own work has just written goes out at the same look. */
export async function startWebhookSandbox<Target extends { url: string }, Own extends SandboxWithWebhooks<Target>>(
  options: SandboxOptions & WebhookOptions<Target>,
  description: WebhookSandboxDescription<Target, Own>,
): Promise<RunningSandboxWithWebhooks<Target>> {
  const { furnish, due, prepare, ...rest } = description;
  const { running, sandbox } = await startSandbox<Own>(options, {
    ...rest,
    furnish: (shared) => furnish(withCourier(shared, description)),
    prepare: async (own) => {
      await prepare?.(own);
      own.setWebhook(options.webhook ?? null);
    },
    due: (own) => [...due(own), () => own.courier.deliverDue()],
    settled: ({ courier }) => courier.settled(),
  });
  return { ...running, setWebhook: (target) => sandbox.setWebhook(target) };
}

function withCourier<Target extends { url: string }>(
  sandbox: Sandbox,
  {
    outbox,
    faults,
    manner,
  }: Pick<WebhookSandboxDescription<Target, SandboxWithWebhooks<Target>>, "outbox" | "faults" | "manner">,
): SandboxWithWebhooks<Target> {
  const { pool, now, closing, wake } = sandbox;
  const courier = new Courier<Target>({
    pool,
    outbox,
    takeFault: (paymentId) => faults.takeForWebhook(pool, paymentId),
    manner,
    now,
    wallClock: () => new Date(),
    closing,
    onDelivered: wake,
  });
  const setWebhook = (target: Target | null): void => {
    courier.setTarget(target);
    wake();
  };
  return { ...sandbox, courier, setWebhook };
}
