/** Toss Pay tells nobody about refunds: its `resultCallback` speaks of a payment that was completed, and is not signed. */
import type { WebhookReceiver } from "../port.js";

export const noWebhooks: WebhookReceiver = {
  signed: false,
  verify: () => Promise.resolve({ ok: false, reason: "NO_WEBHOOKS" }),
};
