/** The door for a gateway's webhooks: authenticate, store, leave a job, answer. What they say is looked into afterwards. */
import express, { type NextFunction, type Request, type Response, type Router } from "express";
import { after } from "../clock.js";
import type { GatewayName, PaymentGateway, WebhookHint } from "../gateways/port.js";
import { transact, type Desk } from "../refund/desk.js";

/** PortOne's bodies are below 1 kB: ids, a type and a time. */
const MAX_BODY_BYTES = 64 * 1024;

/** Reasons for which the same bytes with another signature would be refused as well. */
const UNREADABLE: ReadonlySet<string> = new Set(["UNREADABLE_BODY", "WEBHOOK_ID_TOO_LONG"]);

/** Between two look-ups that unsigned hints about one payment lead to: anybody can send them. */
const MIN_HINT_PAUSE_MS = 10_000;
/** One hint may be being handled, and one must still come after it: what it speaks of may have happened meanwhile. More add nothing. */
const MAX_WAITING_HINTS = 2;

export type Receipt = "STORED" | "STORED_UNUSED" | "DUPLICATE" | "NOT_OURS" | "COALESCED";

/**
 * `POST` with the raw body. 200 stored (or known already), 400 unreadable, 401 not authentic, 413 too large; anything else makes
 * the gateway send it again, which is right for a fault of ours.
 */
export function webhookRouter(desk: Desk, gateway: PaymentGateway): Router {
  const count = (outcome: string) => desk.metrics.webhooks.inc({ gateway: gateway.name, outcome });

  const router = express.Router();
  router.post(
    "/",
    express.raw({ type: () => true, limit: MAX_BODY_BYTES, inflate: false }),
    async (req: Request, res: Response) => {
      const rawBody = Buffer.isBuffer(req.body) ? req.body.toString("utf8") : "";
      const verified = await gateway.webhooks.verify(rawBody, req.headers);
      if (!verified.ok) {
        const { reason } = verified;
        count(reason);
        desk.log.warn({ gateway: gateway.name, reason }, "webhook refused");
        res.status(UNREADABLE.has(reason) ? 400 : 401).json({ error: reason, message: sentenceFor(reason) });
        return;
      }
      const receipt = await keepDelivery(desk, gateway, verified.hint, rawBody);
      count(receipt);
      res.status(200).json({ received: true });
    },
  );
  router.use((error: unknown, _req: Request, res: Response, next: NextFunction) => {
    const { status } = error as { status?: unknown };
    if (status !== 413) return next(error);
    count("TOO_LARGE");
    res.status(413).json({ error: "TOO_LARGE", message: `A webhook has at most ${MAX_BODY_BYTES} bytes.` });
  });
  return router;
}

/** Whose delivery it is, and whether only that gateway could have sent it. */
interface Authenticated {
  name: GatewayName;
  webhooks: { signed: boolean };
}

/** Stores one delivery and leaves its job, in one transaction; the same delivery again changes nothing. */
export function keepDelivery(
  desk: Desk,
  gateway: Authenticated,
  hint: WebhookHint,
  rawBody: string,
): Promise<Receipt> {
  const { deliveryId, type, gatewayPaymentId } = hint;
  const now = desk.clock.now();
  if (!gateway.webhooks.signed) return keepHint(desk, gateway, hint, rawBody);
  // A type that names no payment of ours leads to nothing: kept as received, and done.
  const handledAt = gatewayPaymentId === null ? now : null;
  return transact(desk, async (em) => {
    const stored = await em.execute<unknown[]>(
      `insert into webhook_delivery (gateway, delivery_id, type, gateway_payment_id, raw_body, received_at, handled_at)
       values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning 1`,
      [gateway.name, deliveryId, type, gatewayPaymentId, rawBody, now, handledAt],
    );
    if (stored.length === 0) return "DUPLICATE";
    if (gatewayPaymentId === null) return "STORED_UNUSED";
    await desk.jobs.enqueue(em, "webhook.handle", { gateway: gateway.name, deliveryId });
    return "STORED";
  });
}

/**
 * A hint nobody signed. Only one about a payment of ours is stored, at most two of them wait per payment, and the look-ups
 * they lead to keep a distance: a forger can make us ask the gateway now and then, and nothing else.
 */
function keepHint(
  desk: Desk,
  gateway: Pick<PaymentGateway, "name">,
  { deliveryId, type, gatewayPaymentId }: WebhookHint,
  rawBody: string,
): Promise<Receipt> {
  const now = desk.clock.now();
  return transact(desk, async (em) => {
    const payment =
      gatewayPaymentId === null
        ? []
        : await em.execute<unknown[]>(`select 1 from payment where gateway = ? and gateway_payment_id = ? for no key update`, [
            gateway.name,
            gatewayPaymentId,
          ]);
    if (payment.length === 0) return "NOT_OURS";
    const [told] = await em.execute<{ waiting: string; handled_at: string | null }[]>(
      `select count(*) filter (where handled_at is null) as waiting, max(handled_at) as handled_at
       from webhook_delivery where gateway = ? and gateway_payment_id = ?`,
      [gateway.name, gatewayPaymentId],
    );
    if (Number(told?.waiting ?? 0) >= MAX_WAITING_HINTS) return "COALESCED";
    const stored = await em.execute<unknown[]>(
      `insert into webhook_delivery (gateway, delivery_id, type, gateway_payment_id, raw_body, received_at, handled_at)
       values (?, ?, ?, ?, ?, ?, null) on conflict do nothing returning 1`,
      [gateway.name, deliveryId, type, gatewayPaymentId, rawBody, now],
    );
    if (stored.length === 0) return "DUPLICATE";
    const earliest = told?.handled_at ? after(new Date(told.handled_at), MIN_HINT_PAUSE_MS) : now;
    const due = Number(told?.waiting ?? 0) > 0 ? after(now, MIN_HINT_PAUSE_MS) : earliest;
    const data = { gateway: gateway.name, deliveryId };
    await desk.jobs.enqueue(em, "webhook.handle", data, due > now ? due : undefined);
    return "STORED";
  });
}

const sentenceFor = (reason: string): string =>
  UNREADABLE.has(reason)
    ? "This body cannot be read as a webhook."
    : "The signature does not fit: check the webhook secret, and that the body arrives unchanged and within five minutes.";
