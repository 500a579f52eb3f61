/** Toss Pay (토스페이) as a `PaymentGateway`. */
import assert from "node:assert/strict";
import type { Clock } from "../../clock.js";
import type { Secret } from "../../secret.js";
import { exchangeOf, storedMessage } from "../redacted-exchange.js";
import { exchangeJson, type HttpExchange, type HttpResult } from "../http.js";
import type { Exchange, GatewayPolicy, LookUp, PaymentGateway, Verdict } from "../port.js";
import { postRefund, postStatus, REFUND_PATH, type Connection } from "./client.js";
import { failureIn, storedCode } from "./failure.js";
import { snapshotOf } from "./snapshot.js";
import { statusAnswerSchema } from "./schemas.js";
import { clearKey, refundBody, statusBody } from "./translate.js";
import { verdictOf } from "./verdict.js";
import { noWebhooks } from "./webhook.js";

/** Toss Pay gives a bank 10 s and advises to wait 3–5 s longer. An attempt's lease must be longer still. */
const READ_TIMEOUT_MS = 14_000;

/** A look-up changes nothing and asks no bank; people wait for it (manual acceptance allows 10 s). */
const LOOK_UP_TIMEOUT_MS = 10_000;

/** A `refundNo` names one refund for ever: sent again with `idempotent: true`, it is answered with that refund's success. */
const REPLAY_WINDOW_MS = Number.POSITIVE_INFINITY;

/** The number alone makes it safe, also while the first call is still running. */
const REPLAY_PAUSE_MS = 0;

/** No page says when a lost request is dead. Nor is that needed: the same `refundNo` can always be sent again. */
const ABSENCE_HORIZON_MS = null;

export interface TossPayOptions {
  /** Production: https://pay.toss.im */
  baseUrl: string;
  /** `sk_test_…` keys move no money. */
  apiKey: Secret<string>;
  clock: Clock;
  /** Shorter times are for tests. */
  readTimeoutMs?: number;
  lookUpTimeoutMs?: number;
  http?: HttpExchange;
}

/** @throws when the base URL is none, or the API key cannot be one: a fault of the configuration, told at start. */
export function createTossPay(options: TossPayOptions): PaymentGateway {
  const { apiKey, clock, lookUpTimeoutMs = LOOK_UP_TIMEOUT_MS } = options;
  const connection: Connection = {
    baseUrl: options.baseUrl.replace(/\/+$/, ""),
    apiKey,
    http: options.http ?? exchangeJson,
  };
  assert(URL.canParse(connection.baseUrl), "the Toss Pay base URL is not a URL");
  clearKey(apiKey);
  const policy: GatewayPolicy = {
    readTimeoutMs: options.readTimeoutMs ?? READ_TIMEOUT_MS,
    replayWindowMs: REPLAY_WINDOW_MS,
    replayPauseMs: REPLAY_PAUSE_MS,
    absenceHorizonMs: ABSENCE_HORIZON_MS,
    successMayBeLate: false,
  };

  return {
    name: "TOSS_PAY",
    policy,
    webhooks: noWebhooks,

    async cancel(command) {
      const body = refundBody(command, apiKey);
      if (command.refundAccount) return noRefundAccounts();
      const { request, result } = await postRefund(connection, body, policy.readTimeoutMs);
      return { verdict: verdictOf(result, clock.now(), command), exchange: exchangeOf(request, result) };
    },

    async lookUp(gatewayPaymentId) {
      const body = statusBody(gatewayPaymentId, apiKey);
      const { request, result } = await postStatus(connection, body, lookUpTimeoutMs);
      return { lookUp: lookUpOf(result, gatewayPaymentId), exchange: exchangeOf(request, result) };
    },
  };
}

/** Toss Pay sends money back the way it came. Sent all the same, the money would go elsewhere than was asked for. */
function noRefundAccounts(): { verdict: Verdict; exchange: Exchange } {
  const message = "Toss Pay refunds only the way the money came, not to a bank account";
  return {
    verdict: { kind: "REFUSED", cause: "ACCOUNT_REJECTED", code: "NO_REFUND_ACCOUNTS", message },
    exchange: {
      request: { method: "POST", path: REFUND_PATH, body: null },
      response: null,
      error: `not sent: ${message}`,
      durationMs: 0,
    },
  };
}

/** The evidence of a status answer. Only Toss Pay's own words count as evidence: a proxy's 404 does not mean that the payment is absent. */
export function lookUpOf(result: HttpResult, gatewayPaymentId: string): LookUp {
  if (result.kind !== "ANSWERED") return unreachable(result.code, result.message);
  const said = failureIn(result.status, result.json);
  if (said?.genuine && said.failure.errorCode === "TRANSACTION_NOT_FOUND") return { kind: "NOT_FOUND" };
  if (said) return unreachable(said.failure.errorCode, `HTTP ${result.status}: ${said.failure.msg ?? ""}`);
  if (result.status !== 200) return unreachable(`HTTP_${result.status}`, "an answer that is not Toss Pay's");
  const payment = statusAnswerSchema.safeParse(result.json);
  if (!payment.success) return unreachable("UNREADABLE_ANSWER", "HTTP 200 without a readable payment");
  if (payment.data.payToken !== gatewayPaymentId) {
    return unreachable("ANOTHER_PAYMENT", "the answer is about another payment");
  }
  const read = snapshotOf(payment.data);
  return read.ok
    ? { kind: "FOUND", snapshot: read.snapshot }
    : unreachable(read.code, `payment status ${payment.data.payStatus}`);
}

const unreachable = (code: string, message: string): LookUp => ({
  kind: "UNREACHABLE",
  code: storedCode(code),
  message: storedMessage(message),
});
