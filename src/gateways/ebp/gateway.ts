/** LG's EBP (commerce payments) as a `PaymentGateway`. */
import assert from "node:assert/strict";
import type { Clock } from "../../clock.js";
import type { Secret } from "../../secret.js";
import { found, foundNoAnswer, said } from "../explanation.js";
import type { Explanation } from "../finding.js";
import { exchangeOf } from "../redacted-exchange.js";
import { exchangeJson, isOverloaded, type HttpExchange, type HttpResult } from "../http.js";
import type { CancelCommand, GatewayPolicy, LookUp, NoEvidence, PaymentGateway } from "../port.js";
import { currencyObjection, notSent, prepareCancel, type Objection } from "../prepared.js";
import { CANCEL_PATH, DETAIL_PATH, postCancel, postDetail, type Connection } from "./client.js";
import { withoutBuyer } from "./redacted-exchange.js";
import { lineWithoutItem } from "./items.js";
import { envelopeSchema, paymentSchema } from "./schemas.js";
import { canBeSaid, cancelBody, CURRENCY, headersFor, snapshotOf, type EbpContext } from "./translate.js";
import { differencesIn } from "./differences.js";
import { foreignAnswer, successUnder, isNothingFound, requestIdOf, storedCode, verdictOf } from "./verdict.js";
import { createWebhookReceiver } from "./webhook.js";

/**
 * EBP documents no time. Its cancel cannot be repeated, so each answer we do not wait for costs a person: as patient as
 * with the slowest gateway we know a number of. An attempt's lease must be longer.
 */
const READ_TIMEOUT_MS = 70_000;

/** A look-up changes nothing and can be repeated at will; people wait for it (manual acceptance allows 10 s). */
const LOOK_UP_TIMEOUT_MS = 10_000;

/** Never: the cancel has no idempotency key, and a second one is a second refund. */
const REPLAY_WINDOW_MS = 0;

/** Nothing proves absence: a look-up lists no cancellations and no amounts, so a late partial cancel may not be seen at all. */
const ABSENCE_HORIZON_MS = null;

export interface EbpOptions {
  /** The host of the region and stage, such as https://kic-payapi.example. */
  baseUrl: string;
  accessKey: Secret<string>;
  hashKey: Secret<string>;
  context: EbpContext;
  /** Every live webhook secret: two while one is being rotated, none where webhooks are not used. */
  webhookSecrets: readonly Secret<string>[];
  clock: Clock;
  /** Shorter times are for tests. */
  readTimeoutMs?: number;
  lookUpTimeoutMs?: number;
  http?: HttpExchange;
}

/** @throws AssertionError when the base URL is none, the currency is not KRW, or a header cannot be sent: told at start. */
export function createEbp(options: EbpOptions): PaymentGateway {
  const { accessKey, hashKey, context, lookUpTimeoutMs = LOOK_UP_TIMEOUT_MS } = options;
  const connection: Connection = {
    baseUrl: options.baseUrl.replace(/\/+$/, ""),
    credentials: { accessKey, hashKey },
    context,
    http: options.http ?? exchangeJson,
  };
  assert(URL.canParse(connection.baseUrl), "the EBP base URL is not a URL");
  assert.equal(context.currencyCode, CURRENCY, "EBP's X-Currency-Code must be KRW: amounts are sent in whole won");
  headersFor(connection.credentials, context, "");
  const policy: GatewayPolicy = {
    readTimeoutMs: options.readTimeoutMs ?? READ_TIMEOUT_MS,
    replayWindowMs: REPLAY_WINDOW_MS,
    replayPauseMs: 0,
    absenceHorizonMs: ABSENCE_HORIZON_MS,
    successMayBeLate: true,
  };

  return {
    name: "EBP",
    policy,
    webhooks: createWebhookReceiver(options.webhookSecrets, options.clock),

    prepare: (command) =>
      prepareCancel({
        method: "POST",
        path: CANCEL_PATH,
        objection:
          lineObjection(command) ?? accountObjection(command) ?? currencyObjection("EBP", CURRENCY, command.currency),
        body: () => cancelBody(command),
        async send(body) {
          const { request, result } = await postCancel(connection, { body, timeoutMs: policy.readTimeoutMs });
          return {
            verdict: verdictOf(result, body),
            exchange: { ...exchangeOf(request, result), ...requestIdOf(result) },
            differences: differencesIn(result, body),
          };
        },
      }),

    async lookUp(gatewayPaymentId) {
      if (gatewayPaymentId.trim() === "")
        return {
          lookUp: { kind: "NOT_FOUND" },
          exchange: notSent({ method: "POST", path: DETAIL_PATH }, "no order number"),
        };
      const { request, result } = await postDetail(connection, {
        orderNo: gatewayPaymentId,
        timeoutMs: lookUpTimeoutMs,
      });
      return { lookUp: lookUpOf(result, gatewayPaymentId), exchange: exchangeOf(request, withoutBuyer(result)) };
    },
  };
}

/** An account that EBP's fields cannot carry. */
const accountObjection = ({ refundAccount }: CancelCommand): Objection | null =>
  !refundAccount || canBeSaid(refundAccount)
    ? null
    : {
        cause: "ACCOUNT_REJECTED",
        code: "ACCOUNT_NOT_SAYABLE",
        message:
          "EBP's fields cannot carry this account: it takes a bank of three digits, a number of digits, a holder",
      };

/** An order from before lines had items. Nothing is made up: EBP would cancel another line, or none. */
function lineObjection({ lines }: CancelCommand): Objection | null {
  const unnamed = lineWithoutItem(lines);
  if (!unnamed) return null;
  return {
    cause: "LINE_ITEMS_MISSING",
    code: "LINE_NOT_SAYABLE",
    message: `line ${unnamed.lineNo} was reported without its itemId (상품 ID) and seq (일련번호), and EBP cancels by both: report the order again with them`,
  };
}

/** The evidence of a look-up. Only EBP's own words count as evidence: a proxy's 404 does not mean that the payment is absent. */
export function lookUpOf(result: HttpResult, gatewayPaymentId: string): LookUp {
  if (result.kind !== "ANSWERED") return unreachable("NO_ANSWER", foundNoAnswer(result));
  const envelope = envelopeSchema.safeParse(result.json);
  if (!envelope.success) return unreachable("NO_ANSWER", foreignAnswer(result.status));
  const { resultCode, message, data } = envelope.data;
  if (isNothingFound(result.status, resultCode)) return { kind: "NOT_FOUND" };
  if (result.status !== 200 && resultCode === "0")
    return unreachable(whyNot(result.status, resultCode), successUnder(result.status));
  if (resultCode !== "0")
    return unreachable(whyNot(result.status, resultCode), said(storedCode(resultCode), message ?? resultCode));
  const payment = paymentSchema.safeParse(data);
  if (!payment.success)
    return unreachable("UNREADABLE", found("UNREADABLE_ANSWER", "result code 0 without a readable payment"));
  if (payment.data.orderNo !== gatewayPaymentId)
    return unreachable("UNREADABLE", found("ANOTHER_PAYMENT", "the answer is about another order"));
  const snapshot = snapshotOf(payment.data, CURRENCY);
  return snapshot
    ? { kind: "FOUND", snapshot }
    : unreachable(
        "UNREADABLE",
        found("UNREADABLE_ANSWER", `payment status ${payment.data.paymentStatus}`, "UNRECOGNISED_PAYMENT_STATUS"),
      );
}

/** Type A is the credential and the headers that say which shop is calling. */
const whyNot = (status: number, resultCode: string): NoEvidence =>
  resultCode.startsWith("EBP-A-") ? "NOT_ALLOWED" : isOverloaded(status) ? "NO_ANSWER" : "UNREADABLE";

const unreachable = (why: NoEvidence, because: Explanation): LookUp => ({ kind: "UNREACHABLE", why, ...because });
