/** PortOne V2 as a `PaymentGateway`. */
import assert from "node:assert/strict";
import type { Clock } from "../../clock.js";
import type { Secret } from "../../secret.js";
import { found, foundNoAnswer } from "../explanation.js";
import type { Explanation } from "../finding.js";
import { exchangeOf } from "../redacted-exchange.js";
import { exchangeJson, isOverloaded, type HttpExchange, type HttpResult } from "../http.js";
import type { CancelCommand, GatewayPolicy, LookUp, NoEvidence, PaymentGateway, Verdict } from "../port.js";
import { notSent, prepareCancel, serviceFeeObjection, type Objection } from "../prepared.js";
import { getPayment, postCancel, type Connection } from "./client.js";
import { errorSchema, paymentSchema } from "./schemas.js";
import { authorization, cancelRequest, isPaymentId, knowsBank, snapshotOf } from "./translate.js";
import { foreignAnswer, saidIn, verdictOf } from "./verdict.js";
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

    prepare: (command) =>
      prepareCancel({
        method: "POST",
        path: `/payments/${encodeURIComponent(command.gatewayPaymentId)}/cancel`,
        objection: bankObjection(command) ?? serviceFeeObjection("PortOne V2", command.amount.serviceFee),
        body: () => cancelRequest(command, options.storeId),
        async send(call) {
          const { request, result } = await postCancel(connection, { ...call, timeoutMs: policy.readTimeoutMs });
          const verdict = verdictOf(result, clock.now(), command);
          return {
            verdict: command.refundAccount ? transferred(verdict) : verdict,
            exchange: exchangeOf(request, result),
          };
        },
      }),

    async lookUp(gatewayPaymentId) {
      if (!isPaymentId(gatewayPaymentId))
        return {
          lookUp: { kind: "NOT_FOUND" },
          exchange: notSent({ method: "GET", path: "/payments" }, NO_PAYMENT_ID),
        };
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

const NO_PAYMENT_ID = "no payment can have this id";

/** A bank that PortOne has no name for. */
function bankObjection({ refundAccount }: CancelCommand): Objection | null {
  if (!refundAccount || knowsBank(refundAccount)) return null;
  const { bankCode } = refundAccount;
  const message = `PortOne has no name for ${/^\d{3}$/.test(bankCode) ? `bank ${bankCode}` : "that bank"}`;
  return { cause: "ACCOUNT_REJECTED", code: "BANK_NOT_KNOWN", message };
}

/** The evidence of a GET. Only PortOne's own words count as evidence: a proxy's 404 does not mean that the payment is absent. */
export function lookUpOf(result: HttpResult, gatewayPaymentId: string): LookUp {
  if (result.kind !== "ANSWERED") return unreachable("NO_ANSWER", foundNoAnswer(result));
  if (result.status === 200) {
    if (result.json === undefined) return unreachable("NO_ANSWER", found("UNREADABLE_ANSWER", "HTTP 200 without JSON"));
    const payment = paymentSchema.safeParse(result.json);
    if (!payment.success)
      return unreachable("UNREADABLE", found("UNREADABLE_ANSWER", "HTTP 200 without a readable payment"));
    if (payment.data.id !== gatewayPaymentId)
      return unreachable("UNREADABLE", found("ANOTHER_PAYMENT", "the answer is about another payment"));
    const read = snapshotOf(payment.data);
    return read.ok
      ? { kind: "FOUND", snapshot: read.snapshot }
      : unreachable("UNREADABLE", found("UNREADABLE_ANSWER", `payment status ${payment.data.status}`, read.code));
  }
  const error = errorSchema.safeParse(result.json);
  if (!error.success) return unreachable("NO_ANSWER", foreignAnswer(result.status));
  if (result.status === 404 && error.data.type === "PAYMENT_NOT_FOUND") return { kind: "NOT_FOUND" };
  const why = NOT_ALLOWED.has(result.status) ? "NOT_ALLOWED" : isOverloaded(result.status) ? "NO_ANSWER" : "UNREADABLE";
  return unreachable(why, saidIn(error.data));
}

/** `UNAUTHORIZED` and `FORBIDDEN`: the secret, or a store it may not see. */
const NOT_ALLOWED: ReadonlySet<number> = new Set([401, 403]);

const unreachable = (why: NoEvidence, because: Explanation): LookUp => ({ kind: "UNREACHABLE", why, ...because });
