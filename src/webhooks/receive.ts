/** The door for a gateway's webhooks: authenticate, store, leave a job, answer. What they say is looked into afterwards. */
import express, { type NextFunction, type Request, type Response, type Router } from "express";
import type { PaymentGateway } from "../gateways/port.js";
import { say } from "../messages/catalogue.js";
import { languageOf, type Language } from "../messages/language.js";
import { answerRest, limited } from "../rate-limit/answer.js";
import type { RateLimits } from "../rate-limit/limits.js";
import type { RefundContext } from "../refund/context.js";
import { limitedLine } from "../telemetry/limited-line.js";
import { storeDelivery } from "./store-delivery.js";

/** PortOne's bodies are below 1 kB (ids, a type and a time), EBP's not much more. */
const MAX_BODY_BYTES = 64 * 1024;
/** i'mport sends four short fields. What anybody may send is kept, so it gets less room. */
const MAX_UNSIGNED_BODY_BYTES = 8 * 1024;

/** Reasons for which the same bytes with another signature would be refused as well. */
const UNREADABLE: ReadonlySet<string> = new Set(["UNREADABLE_BODY", "WEBHOOK_ID_TOO_LONG"]);

/**
 * `POST` with the raw body. 200 stored (or known already), 400 unreadable, 401 not authentic, 413 too large. A fault of ours
 * is a 5xx, never a 200: it makes the gateway send the webhook again.
 *
 * 429: too many that were refused, or that nobody signs. A signed one is verified whatever came before it from the same address,
 * for that may be a proxy's, and a forger's as well (ADR 0018).
 */
export function webhookRouter(context: RefundContext, gateway: PaymentGateway, limits: RateLimits): Router {
  const count = (outcome: string) => context.metrics.webhooks.inc({ gateway: gateway.name, outcome });
  const limit = gateway.webhooks.signed ? MAX_BODY_BYTES : MAX_UNSIGNED_BODY_BYTES;

  const refusedLine = limitedLine(context.log, { level: "warn", message: "webhook refused" });

  const router = express.Router();
  if (!gateway.webhooks.signed)
    router.post(
      "/",
      limited((req) => limits.webhookHint(req, gateway.name)),
    );
  router.post("/", express.raw({ type: () => true, limit, inflate: false }), async (req: Request, res: Response) => {
    const rawBody = Buffer.isBuffer(req.body) ? req.body.toString("utf8") : "";
    const verified = await gateway.webhooks.verify(rawBody, req.headers);
    if (!verified.ok) {
      const { reason } = verified;
      count(reason);
      refusedLine({ gateway: gateway.name, reason });
      // A signed one that cannot be read is the gateway's own: it counts against nobody.
      const authentic = gateway.webhooks.signed && UNREADABLE.has(reason);
      const refusal = authentic ? null : await limits.refusedWebhook(req, gateway.name);
      if (refusal) return answerRest(req, res, refusal);
      res
        .status(UNREADABLE.has(reason) ? 400 : 401)
        .json({ error: reason, message: say(languageFor(req), sentenceFor(reason)) });
      return;
    }
    const receipt = await storeDelivery(context, gateway, verified.hint, rawBody);
    count(receipt);
    res.status(200).json({ received: true });
  });
  router.use((error: unknown, req: Request, res: Response, next: NextFunction) => {
    const { status } = error as { status?: unknown };
    if (status !== 413) return next(error);
    count("TOO_LARGE");
    res.status(413).json({ error: "TOO_LARGE", message: say(languageFor(req), "server.WEBHOOK_TOO_LARGE", { limit }) });
  });
  return router;
}

const sentenceFor = (reason: string) =>
  UNREADABLE.has(reason) ? "server.WEBHOOK_UNREADABLE" : "server.WEBHOOK_NOT_AUTHENTIC";

const languageFor = (req: Request): Language => languageOf(req.headers["accept-language"]);
