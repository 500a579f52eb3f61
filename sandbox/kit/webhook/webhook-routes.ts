/** The control routes of every gateway that sends webhooks: where they go, what was sent, and sending by hand. */
import { z } from "zod";
import type { ControlRoutes } from "../control/control-routes.js";
import type { ReadBody } from "../control/bulk-route.js";
import type { SandboxWithWebhooks } from "./sandbox-with-webhooks.js";
import type { WebhookOutbox } from "./webhook-outbox.js";

const MAX_COPIES = 100;

/** Of a vendor that does not sign. */
export const DELIVERIES = z.strictObject({ times: z.number().int().min(1).max(MAX_COPIES).default(1) });
/** Of a vendor that signs: a signature may be honest but old. */
export const SIGNED_DELIVERIES = DELIVERIES.extend({ signedSecondsAgo: z.number().int().default(0) });

/** The one vendor's part behind them. */
export interface WebhookRoutesOptions<Target> {
  read: ReadBody;
  outbox: Pick<WebhookOutbox, "records" | "find">;
  target: z.ZodType<Target>;
  deliveries: z.ZodType<{ times: number; signedSecondsAgo?: number }>;
  noSuchWebhook: (id: string) => Error;
}

export const webhookRoutes = <Target extends { url: string }, Own extends SandboxWithWebhooks<Target>>(
  options: WebhookRoutesOptions<Target>,
): ControlRoutes<Own> => {
  const target = options.target.nullable();
  return {
    "GET webhooks": ({ pool }, call) => options.outbox.records(pool, call.query.get("paymentId")),
    "PUT webhook-target": async (sandbox, call) => sandbox.setWebhook(options.read(target, call)),
    /** Beside the schedule: nothing about when or whether the webhook is re-sent changes. */
    "POST webhooks/:/deliveries": async ({ pool, sender }, call, id) => {
      const { times, signedSecondsAgo } = options.read(options.deliveries, call);
      const webhook = await options.outbox.find(pool, id);
      if (!webhook) throw options.noSuchWebhook(id);
      const answers: (number | null)[] = [];
      for (let copy = 0; copy < times; copy++) {
        answers.push((await sender.attempt(webhook, signedSecondsAgo)).responseStatus);
      }
      return answers;
    },
  };
};
