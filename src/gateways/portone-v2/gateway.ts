/** PortOne V2 as a `PaymentGateway`. */
import assert from "node:assert/strict";
import type { Clock } from "../../clock.js";
import type { Secret } from "../../secret.js";
import { exchangeOf, storedMessage } from "../redacted-exchange.js";
import { exchangeJson, type HttpExchange, type HttpResult } from "../http.js";
import type { CancelCommand, Exchange, GatewayPolicy, LookUp, PaymentGateway, Verdict } from "../port.js";
import { getPayment, postCancel, type Connection } from "./client.js";
import { errorSchema, paymentSchema } from "./schemas.js";
import { authorization, cancelBody, knowsBank, snapshotOf } from "./translate.js";
import { verdictOf } from "./verdict.js";
import { createWebhookReceiver } from "./webhook.js";

/** PortOne advises to read for at least 60 s; 70 leaves a margin. An attempt's lease must be longer. */
export const READ_TIMEOUT_MS = 70_000;

/** A look-up changes nothing and can be repeated at will; people wait for it (manual acceptance allows 10 s). */
const LOOK_UP_TIMEOUT_MS = 10_000;

/**
 * PortOne replays the stored answer under the same key for 3 h. Ten minutes less: our clock and theirs differ, a send
 * may take 70 s, and a key that expired while on its way would be a second refund, not a replay.
 */
const REPLAY_WINDOW_MS = (3 * 60 - 10) * 60_000;

/**
 * After a disconnect PortOne's work goes on, and its provider may take its own time; 60 s is what they advise clients
 * to wait. No document gives an upper bound, so this is generous: thirty times as much.
 */
const ABSENCE_HORIZON_MS = 30 * 60_000;

export interface PortoneV2Options {
  /** Production: https://api.portone.io */
  baseUrl: string;
  apiSecret: Secret<string>;
  storeId: string;
  /** Every live webhook secret (`whsec_…`): two while one is being rotated, none where webhooks are not used. */
  webhookSecrets: readonly Secret<string>[];
  clock: Clock;
  /** Shorter times are for tests. */
  readTimeoutMs?: number;
  lookUpTimeoutMs?: number;
  replayWindowMs?: number;
  absenceHorizonMs?: number;
  http?: HttpExchange;
}

/** @throws when the base URL is none, or the API secret cannot be sent in a header: a fault of the configuration, told at start. */
export function createPortoneV2(options: PortoneV2Options): PaymentGateway {
  const { clock, lookUpTimeoutMs = LOOK_UP_TIMEOUT_MS } = options;
  const connection: Connection = {
    baseUrl: options.baseUrl.replace(/\/+$/, ""),
    apiSecret: options.apiSecret,
    storeId: options.storeId,
    http: options.http ?? exchangeJson,
  };
  assert(URL.canParse(connection.baseUrl), "the PortOne V2 base URL is not a URL");
  authorization(options.apiSecret);
  const policy: GatewayPolicy = {
    readTimeoutMs: options.readTimeoutMs ?? READ_TIMEOUT_MS,
    replayWindowMs: options.replayWindowMs ?? REPLAY_WINDOW_MS,
    replayPauseMs: 0,
    absenceHorizonMs: options.absenceHorizonMs ?? ABSENCE_HORIZON_MS,
    successMayBeLate: false,
  };

  return {
    name: "PORTONE_V2",
    policy,
    webhooks: createWebhookReceiver(options.webhookSecrets),

    async cancel(command) {
      if (command.refundAccount && !knowsBank(command.refundAccount)) return bankNotKnown(command);
      const { request, result } = await postCancel(connection, {
        paymentId: command.gatewayPaymentId,
        key: command.key,
        body: cancelBody(command, options.storeId),
        timeoutMs: policy.readTimeoutMs,
      });
      const verdict = verdictOf(result, clock.now(), command);
      return { verdict: command.refundAccount ? transferred(verdict) : verdict, exchange: exchangeOf(request, result) };
    },

    async lookUp(gatewayPaymentId) {
      const { request, result } = await getPayment(connection, {
        paymentId: gatewayPaymentId,
        timeoutMs: lookUpTimeoutMs,
      });
      return { lookUp: lookUpOf(result, gatewayPaymentId), exchange: exchangeOf(request, result) };
    },
  };
}

/** To a bank account the money goes by a transfer after the cancel; the payment's `refundStatus` tells its end. */
const transferred = (verdict: Verdict): Verdict =>
  verdict.kind === "SUCCEEDED" ? { kind: "PENDING", cancellationId: verdict.cancellation.cancellationId } : verdict;

function bankNotKnown({ gatewayPaymentId, refundAccount }: CancelCommand): { verdict: Verdict; exchange: Exchange } {
  const { bankCode = "" } = refundAccount ?? {};
  const message = `PortOne has no name for ${/^\d{3}$/.test(bankCode) ? `bank ${bankCode}` : "that bank"}`;
  return {
    verdict: { kind: "REFUSED", cause: "ACCOUNT_REJECTED", code: "BANK_NOT_KNOWN", message },
    exchange: {
      request: { method: "POST", path: `/payments/${encodeURIComponent(gatewayPaymentId)}/cancel`, body: null },
      response: null,
      error: `not sent: ${message}`,
      durationMs: 0,
    },
  };
}

/** The evidence of a GET. Only PortOne's own words count as evidence: a proxy's 404 does not mean that the payment is absent. */
export function lookUpOf(result: HttpResult, gatewayPaymentId: string): LookUp {
  if (result.kind !== "ANSWERED") return unreachable(result.code, result.message);
  if (result.status === 200) {
    const payment = paymentSchema.safeParse(result.json);
    if (!payment.success) return unreachable("UNREADABLE_ANSWER", "HTTP 200 without a readable payment");
    if (payment.data.id !== gatewayPaymentId)
      return unreachable("ANOTHER_PAYMENT", "the answer is about another payment");
    const read = snapshotOf(payment.data);
    return read.ok
      ? { kind: "FOUND", snapshot: read.snapshot }
      : unreachable(read.code, `payment status ${payment.data.status}`);
  }
  const error = errorSchema.safeParse(result.json);
  if (!error.success) return unreachable(`HTTP_${result.status}`, "an answer that is not PortOne's");
  if (result.status === 404 && error.data.type === "PAYMENT_NOT_FOUND") return { kind: "NOT_FOUND" };
  return unreachable(`HTTP_${result.status}`, `${error.data.type}: ${error.data.message ?? ""}`);
}

const unreachable = (code: string, message: string): LookUp => ({
  kind: "UNREACHABLE",
  code,
  message: storedMessage(message),
});
