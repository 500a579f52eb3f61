/** Toss Pay (토스페이) as a `PaymentGateway`. */
import assert from "node:assert/strict";
import type { Clock } from "../../clock.js";
import type { Secret } from "../../secret.js";
import { found, foundNoAnswer } from "../explanation.js";
import type { Explanation } from "../finding.js";
import { exchangeOf } from "../redacted-exchange.js";
import { exchangeJson, isOverloaded, type HttpExchange, type HttpResult } from "../http.js";
import type { CancelCommand, GatewayPolicy, LookUp, NoEvidence, PaymentGateway } from "../port.js";
import { currencyObjection, notSent, prepareCancel, type Objection } from "../prepared.js";
import { postRefund, postStatus, REFUND_PATH, STATUS_PATH, type Connection } from "./client.js";
import { differencesIn } from "./differences.js";
import { failureIn, foreignAnswer, saidIn } from "./failure.js";
import { snapshotOf } from "./snapshot.js";
import { statusAnswerSchema } from "./schemas.js";
import { clearKey, CURRENCY, refundBody, statusBody } from "./translate.js";
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

    prepare: (command) =>
      prepareCancel({
        method: "POST",
        path: REFUND_PATH,
        objection: accountObjection(command) ?? currencyObjection("Toss Pay", CURRENCY, command.currency),
        body: () => refundBody(command, apiKey),
        async send(body) {
          const { request, result } = await postRefund(connection, body, policy.readTimeoutMs);
          const verdict = verdictOf(result, clock.now(), command);
          const differences = differencesIn(verdict, command);
          return { verdict, exchange: exchangeOf(request, result), differences };
        },
      }),

    async lookUp(gatewayPaymentId) {
      if (gatewayPaymentId === "")
        return {
          lookUp: { kind: "NOT_FOUND" },
          exchange: notSent({ method: "POST", path: STATUS_PATH }, "no payToken"),
        };
      const body = statusBody(gatewayPaymentId, apiKey);
      const { request, result } = await postStatus(connection, body, lookUpTimeoutMs);
      return { lookUp: lookUpOf(result, gatewayPaymentId), exchange: exchangeOf(request, result) };
    },
  };
}

/** Toss Pay sends money back the way it came. Sent all the same, the money would go elsewhere than was asked for. */
const accountObjection = ({ refundAccount }: CancelCommand): Objection | null =>
  refundAccount && {
    cause: "ACCOUNT_REJECTED",
    code: "NO_REFUND_ACCOUNTS",
    message: "Toss Pay refunds only the way the money came, not to a bank account",
  };

/** The evidence of a status answer. Only Toss Pay's own words count as evidence: a proxy's 404 does not mean that the payment is absent. */
export function lookUpOf(result: HttpResult, gatewayPaymentId: string): LookUp {
  if (result.kind !== "ANSWERED") return unreachable("NO_ANSWER", foundNoAnswer(result));
  const no = failureIn(result.status, result.json);
  if (no?.genuine && no.failure.errorCode === "TRANSACTION_NOT_FOUND") return { kind: "NOT_FOUND" };
  if (no) return unreachable(whyNot(no, result.status), saidIn(no.failure));
  if (result.status !== 200) return unreachable("NO_ANSWER", foreignAnswer(result.status));
  const payment = statusAnswerSchema.safeParse(result.json);
  if (!payment.success)
    return unreachable(
      result.json === undefined ? "NO_ANSWER" : "UNREADABLE",
      found("UNREADABLE_ANSWER", "HTTP 200 without a readable payment"),
    );
  if (payment.data.payToken !== gatewayPaymentId) {
    return unreachable("UNREADABLE", found("ANOTHER_PAYMENT", "the answer is about another payment"));
  }
  const read = snapshotOf(payment.data);
  return read.ok
    ? { kind: "FOUND", snapshot: read.snapshot }
    : unreachable("UNREADABLE", found("UNREADABLE_ANSWER", `payment status ${payment.data.payStatus}`, read.code));
}

/** The key, or its rights. */
const NOT_ALLOWED: ReadonlySet<string> = new Set(["COMMON_INVALID_API_KEY", "COMMON_UNAUTHORIZED"]);
/** Toss Pay itself, or a bank behind it, cannot just now. Source: tossdev qna, error codes. */
const CANNOT_NOW: ReadonlySet<string> = new Set([
  "COMMON_SYSTEM_ERROR",
  "COMMON_TIMEOUT",
  "COMMON_THROTTLED",
  "COMMON_BREAK_TIME_OF_BANK",
]);

function whyNot({ failure, genuine }: NonNullable<ReturnType<typeof failureIn>>, status: number): NoEvidence {
  if (!genuine || isOverloaded(status) || CANNOT_NOW.has(failure.errorCode)) return "NO_ANSWER";
  return NOT_ALLOWED.has(failure.errorCode) ? "NOT_ALLOWED" : "UNREADABLE";
}

const unreachable = (why: NoEvidence, because: Explanation): LookUp => ({ kind: "UNREACHABLE", why, ...because });
