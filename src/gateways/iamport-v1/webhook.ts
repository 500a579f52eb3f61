/**
 * Reads the hint in an i'mport V1 webhook: which payment to ask about. Nothing authenticates it (i'mport signs nothing),
 * so it is worth one question to the gateway and nothing else.
 */
import { createHash } from "node:crypto";
import type { Clock } from "../../clock.js";
import type { WebhookReceiver } from "../port.js";
import { webhookSchema } from "./schemas.js";
import { namedByMerchantUid } from "./translate.js";

/** Statuses of a payment whose picture may have changed. */
const ABOUT_A_PAYMENT: ReadonlySet<string> = new Set(["ready", "paid", "failed", "cancelled"]);

/**
 * How long an equal notice without a `cancellation_id` counts as the same delivery. i'mport gives deliveries no id, and two
 * partial cancels in its console can have equal bodies. So: longer than a sender's stutter, shorter than anybody needs
 * to cancel twice. A re-send after a failure comes a minute later and costs one more look-up.
 */
export const SAME_DELIVERY_MS = 10_000;

type Verified = Awaited<ReturnType<WebhookReceiver["verify"]>>;

export function createWebhookReceiver(clock: Clock): WebhookReceiver {
  return {
    signed: false,
    verify(rawBody): Promise<Verified> {
      return Promise.resolve(read(rawBody, clock.now()));
    },
  };
}

function read(rawBody: string, now: Date): Verified {
  const webhook = webhookSchema.safeParse(fieldsOf(rawBody));
  if (!webhook.success) return { ok: false, reason: "UNREADABLE_BODY" };
  const { imp_uid, merchant_uid = null, status, cancellation_id = null } = webhook.data;
  const said = createHash("sha256")
    .update(JSON.stringify([imp_uid, merchant_uid, status, cancellation_id]))
    .digest("hex");
  // A cancellation happens once: whenever it is told again, it is the same notice.
  const deliveryId = cancellation_id === null ? `${said}@${Math.floor(now.getTime() / SAME_DELIVERY_MS)}` : said;
  const gatewayPaymentId = ABOUT_A_PAYMENT.has(status) ? imp_uid : null;
  // A number that could not be stored is none that was reported to us.
  const usable = merchant_uid !== null && merchant_uid === storable(merchant_uid);
  return {
    ok: true,
    hint: {
      deliveryId,
      type: storable(status),
      gatewayPaymentId,
      ...(usable && { reportedAs: namedByMerchantUid(merchant_uid) }),
    },
  };
}

/** JSON or a form, as the console is set; told apart by what it is, not by what the header says. */
function fieldsOf(rawBody: string): unknown {
  try {
    return JSON.parse(rawBody);
  } catch {
    const form = new URLSearchParams(rawBody);
    const names = [...form.keys()];
    // Two values of one name: which one was meant cannot be known.
    return new Set(names).size === names.length ? Object.fromEntries(form) : null;
  }
}

/** PostgreSQL's text refuses NUL and lone surrogates. */
const storable = (text: string): string => text.toWellFormed().replaceAll("\u0000", "\uFFFD");
