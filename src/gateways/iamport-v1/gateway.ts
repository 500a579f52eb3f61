/** i'mport V1 (PortOne V1) as a `PaymentGateway`. */
import assert from "node:assert/strict";
import type { Clock } from "../../clock.js";
import type { Secret } from "../../secret.js";
import { storedMessage } from "../redacted-exchange.js";
import { exchangeJson, type HttpExchange, type HttpResult } from "../http.js";
import type { CancelCommand, Exchange, GatewayPolicy, LookUp, PaymentGateway, Verdict } from "../port.js";
import { getPayment, postCancel, type Called, type Connection } from "./client.js";
import { storedExchange } from "./redacted-exchange.js";
import { snapshotOf } from "./snapshot.js";
import { envelopeSchema } from "./schemas.js";
import { createTokenSource } from "./token.js";
import { accountFault, cancelBody, readPayment, tokenBody } from "./translate.js";
import { verdictOf } from "./verdict.js";
import { createWebhookReceiver } from "./webhook.js";

/** V1's documents advise nothing; the same house advises at least 60 s for V2. Tokens are fetched within it too. */
const READ_TIMEOUT_MS = 70_000;

/** A look-up changes nothing and can be repeated at will; people wait for it (manual acceptance allows 10 s). */
const LOOK_UP_TIMEOUT_MS = 10_000;

/** Half of a look-up at most, so that the look-up itself still has time. */
const TOKEN_TIMEOUT_MS = 5_000;

/**
 * Always. i'mport has no idempotency key; the checksum is what makes a repeat safe. It is the balance we believed in
 * before the first send, the attempt keeps it (`cancellableBefore`), and every repeat carries that same value: once the
 * first call has moved money the balance is another one, and the repeat is not executed, however late it comes.
 */
const REPLAY_WINDOW_MS = Number.POSITIVE_INFINITY;

/**
 * How long a call may go on working after its answer was lost. No document bounds it; as for V2, thirty times the minute
 * clients are told to wait. Not reached while replays are allowed for ever; it counts when a configuration ends them.
 */
const ABSENCE_HORIZON_MS = 30 * 60_000;

export interface IamportV1Options {
  /** Production: https://api.iamport.kr */
  baseUrl: string;
  /** REST API key. */
  impKey: Secret<string>;
  /** REST API secret. */
  impSecret: Secret<string>;
  clock: Clock;
  /** Shorter times are for tests. */
  readTimeoutMs?: number;
  lookUpTimeoutMs?: number;
  replayWindowMs?: number;
  absenceHorizonMs?: number;
  http?: HttpExchange;
}

/** @throws when the base URL is none, or a credential is empty: a fault of the configuration, told at start. */
export function createIamportV1(options: IamportV1Options): PaymentGateway {
  const { clock, impKey, impSecret, http = exchangeJson, lookUpTimeoutMs = LOOK_UP_TIMEOUT_MS } = options;
  const policy: GatewayPolicy = {
    readTimeoutMs: options.readTimeoutMs ?? READ_TIMEOUT_MS,
    replayWindowMs: options.replayWindowMs ?? REPLAY_WINDOW_MS,
    replayPauseMs: options.readTimeoutMs ?? READ_TIMEOUT_MS,
    absenceHorizonMs: options.absenceHorizonMs ?? ABSENCE_HORIZON_MS,
    successMayBeLate: false,
  };
  const baseUrl = options.baseUrl.replace(/\/+$/, "");
  assert(URL.canParse(baseUrl), "the i'mport V1 base URL is not a URL");
  tokenBody(impKey, impSecret);
  const timeoutMs = Math.min(TOKEN_TIMEOUT_MS, lookUpTimeoutMs / 2, policy.readTimeoutMs / 2);
  const tokens = createTokenSource({ baseUrl, impKey, impSecret, clock, timeoutMs, http });
  const connection: Connection = { baseUrl, tokens, http };

  return {
    name: "IAMPORT_V1",
    policy,
    webhooks: createWebhookReceiver(clock),

    async cancel(command) {
      const fault = accountFault(command);
      if (fault) return accountRejected(fault);
      const called = await postCancel(connection, { body: cancelBody(command), timeoutMs: policy.readTimeoutMs });
      return { verdict: verdictOfCall(called, command), exchange: storedExchange(called.sent) };
    },

    async lookUp(gatewayPaymentId) {
      const called = await getPayment(connection, { gatewayPaymentId, timeoutMs: lookUpTimeoutMs });
      const lookUp = called.ok
        ? lookUpOf(called.sent.result, gatewayPaymentId)
        : unreachable(called.code, called.message);
      return { lookUp, exchange: storedExchange(called.sent) };
    },
  };
}

/** Without a token nothing was sent: for want of an answer it may be tried again, a refused credential needs a repair. */
function verdictOfCall(called: Called, command: CancelCommand): Verdict {
  if (called.ok) return verdictOf(called.sent.result, command);
  const { code, message } = called;
  return called.why === "REFUSED"
    ? { kind: "DEFERRED", until: null, code, message }
    : { kind: "NOT_SENT", code, message };
}

/** Told before anything is sent; names the bank and the provider, never the account. */
const accountRejected = ({ code, message }: { code: string; message: string }) => ({
  verdict: { kind: "REFUSED", cause: "ACCOUNT_REJECTED", code, message } satisfies Verdict,
  exchange: {
    request: { method: "POST", path: "/payments/cancel", body: null },
    response: null,
    error: `not sent: ${message}`,
    durationMs: 0,
  } satisfies Exchange,
});

/** The evidence of a GET. Only i'mport's own words count as evidence: a proxy's 404 does not mean that the payment is absent. */
export function lookUpOf(result: HttpResult, gatewayPaymentId: string): LookUp {
  if (result.kind !== "ANSWERED") return unreachable(result.code, result.message);
  const envelope = envelopeSchema.safeParse(result.json);
  if (!envelope.success) return unreachable(`HTTP_${result.status}`, "an answer that is not i'mport's");
  const { code, message = "", response } = envelope.data;
  if (result.status === 404 && code !== 0 && (response === null || response === undefined))
    return { kind: "NOT_FOUND" };
  if (result.status !== 200) return unreachable(`HTTP_${result.status}`, message);
  if (code !== 0) return unreachable(`CODE_${code}`, message);
  const payment = readPayment(response);
  if (!payment) return unreachable("UNREADABLE_ANSWER", "HTTP 200 without a readable payment");
  if (payment.imp_uid !== gatewayPaymentId) {
    return unreachable("ANOTHER_PAYMENT", "the answer is about another payment");
  }
  const read = snapshotOf(payment);
  return read.ok
    ? { kind: "FOUND", snapshot: read.snapshot }
    : unreachable(read.code, `payment status ${payment.status}`);
}

const unreachable = (code: string, message: string): LookUp => ({
  kind: "UNREACHABLE",
  code,
  message: storedMessage(message),
});
