/** The work nobody asks for over HTTP: which use case each queue leads to, which gateways there are, and what comes back regularly. */
import { auditJob, type AuditSettings } from "../audit/nightly.js";
import type { Clock } from "../clock.js";
import type { Config } from "../config.js";
import { createGateways, type Gateways, type GatewaySettings } from "../gateways/registry.js";
import type { Handlers } from "../jobs/queue.js";
import { reconcileJob } from "../reconciliation/reconcile-gateway.js";
import type { ReconciliationSettings } from "../reconciliation/settings.js";
import type { RefundContext } from "../refund/context.js";
import { lookUpAttempt, lookUpPayment } from "../refund/settlement/look-up-attempt.js";
import { probeGateway } from "../refund/settlement/probe-gateway.js";
import { moveDueDays } from "../refund/commands/move-due-days.js";
import { retryDeferred } from "../refund/commands/retry-refund.js";
import { sendAttempt } from "../refund/settlement/send-attempt.js";
import { guarded } from "../telemetry/guarded.js";
import { handleWebhook } from "../webhooks/handle.js";
import { enabledGateways } from "./settings.js";

export const handlersOf = (
  refundContext: RefundContext,
  { reconciliation, audit }: { reconciliation: ReconciliationSettings; audit: AuditSettings },
): Handlers => ({
  "attempt.send": ({ attemptId }) => sendAttempt(refundContext, attemptId),
  "attempt.look-up": ({ attemptId }) => lookUpAttempt(refundContext, attemptId),
  "refund.retry": ({ refundId }) => retryDeferred(refundContext, refundId),
  "payment.look-up": ({ paymentId }) => lookUpPayment(refundContext, paymentId, "RECONCILER"),
  "webhook.handle": (data) => handleWebhook(refundContext, data),
  "gateway.probe": ({ gateway }) => probeGateway(refundContext, gateway),
  "gateway.reconcile": (data) => reconcileJob(refundContext, reconciliation, data),
  "holiday.apply": ({ day }) => moveDueDays(refundContext, day),
  "books.verify": (data) => auditJob(refundContext, audit, data),
});

export function gatewaysOf(config: Config, clock: Clock): Gateways {
  const enabled = enabledGateways(config);
  const settings: Required<GatewaySettings> = {
    portoneV2: {
      baseUrl: config.PORTONE_V2_BASE_URL,
      apiSecret: config.PORTONE_V2_API_SECRET,
      storeId: config.PORTONE_V2_STORE_ID,
      webhookSecrets: config.PORTONE_V2_WEBHOOK_SECRETS,
      readTimeoutMs: config.PORTONE_V2_READ_TIMEOUT_MS,
      absenceHorizonMs: config.PORTONE_V2_ABSENCE_HORIZON_MS,
      clock,
    },
    iamportV1: {
      baseUrl: config.IAMPORT_V1_BASE_URL,
      impKey: config.IAMPORT_V1_KEY,
      impSecret: config.IAMPORT_V1_SECRET,
      clock,
    },
    tossPay: { baseUrl: config.TOSS_PAY_BASE_URL, apiKey: config.TOSS_PAY_API_KEY, clock },
    ebp: {
      baseUrl: config.EBP_BASE_URL,
      accessKey: config.EBP_ACCESS_KEY,
      hashKey: config.EBP_HASH_KEY,
      webhookSecrets: config.EBP_WEBHOOK_SECRETS,
      context: {
        divisionCode: config.EBP_DIVISION_CODE,
        storeId: config.EBP_STORE_ID,
        channelCode: config.EBP_CHANNEL_CODE,
        ricCode: config.EBP_RIC_CODE,
        countryCode: config.EBP_COUNTRY_CODE,
        currencyCode: config.EBP_CURRENCY_CODE,
      },
      clock,
    },
    merchantLedger: true,
  };
  return createGateways({
    ...(enabled.has("PORTONE_V2") && { portoneV2: settings.portoneV2 }),
    ...(enabled.has("IAMPORT_V1") && { iamportV1: settings.iamportV1 }),
    ...(enabled.has("TOSS_PAY") && { tossPay: settings.tossPay }),
    ...(enabled.has("EBP") && { ebp: settings.ebp }),
    ...(enabled.has("MERCHANT_LEDGER") && { merchantLedger: settings.merchantLedger }),
  });
}

export interface Regular {
  /** Waits for the run under way. */
  stop(): Promise<void>;
}

/** Runs `work` again and again, never twice at once, and not while the database is away. */
export function runPeriodically(
  pauseMs: number,
  work: () => Promise<unknown>,
  onError: (error: Error) => void,
  untilBack: () => Promise<void> = async () => {},
): Regular {
  let running: Promise<unknown> | null = null;
  const run = guarded(() => {
    running ??= untilBack()
      .then(work)
      .catch((error: unknown) => onError(error as Error))
      .finally(() => (running = null));
  }, onError);
  const timer = setInterval(run, pauseMs);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
