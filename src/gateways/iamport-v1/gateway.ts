/** i'mport V1 (PortOne V1) as a `PaymentGateway`. */
import assert from "node:assert/strict";
import type { Clock } from "../../clock.js";
import type { Secret } from "../../secret.js";
import { found, foundNoAnswer, said } from "../explanation.js";
import type { Explanation } from "../finding.js";
import { exchangeJson, isOverloaded, type HttpExchange, type HttpResult } from "../http.js";
import type { CancelCommand, GatewayPolicy, LookUp, NoEvidence, PaymentGateway, Verdict } from "../port.js";
import { notSent, prepareCancel, serviceFeeObjection, type Objection } from "../prepared.js";
import { getPayment, getPaymentsOf, postCancel, type Called, type Connection } from "./client.js";
import { paymentMeant } from "./merchant-uid.js";
import { storedExchange } from "./redacted-exchange.js";
import { snapshotOf } from "./snapshot.js";
import { envelopeSchema } from "./schemas.js";
import { createTokenSource } from "./token.js";
import {
  accountFault,
  cancelBody,
  isImpUid,
  isPathSegment,
  merchantUidIn,
  readPayment,
  tokenBody,
} from "./translate.js";
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

    prepare: (command) =>
      prepareCancel({
        method: "POST",
        path: "/payments/cancel",
        objection: accountObjection(command) ?? serviceFeeObjection("i'mport", command.amount.serviceFee),
        body: () => cancelBody(command),
        async send(body) {
          const called = await postCancel(connection, { body, timeoutMs: policy.readTimeoutMs });
          return { verdict: verdictOfCall(called, command), exchange: storedExchange(called.sent) };
        },
      }),

    lookUp(gatewayPaymentId) {
      const merchantUid = merchantUidIn(gatewayPaymentId);
      return merchantUid === null
        ? lookUpByImpUid(connection, gatewayPaymentId, lookUpTimeoutMs)
        : lookUpByMerchantUid(connection, merchantUid, lookUpTimeoutMs);
    },
  };
}

type LookedUp = Awaited<ReturnType<PaymentGateway["lookUp"]>>;

async function lookUpByImpUid(connection: Connection, gatewayPaymentId: string, timeoutMs: number): Promise<LookedUp> {
  if (!isImpUid(gatewayPaymentId)) return NO_PAYMENT;
  const called = await getPayment(connection, { gatewayPaymentId, timeoutMs });
  const lookUp = called.ok ? lookUpOf(called.sent.result, gatewayPaymentId) : withoutToken(called);
  return { lookUp, exchange: storedExchange(called.sent) };
}

/** Two questions in the time of one: which payment is meant, and then that payment as it is asked for by its own id. */
async function lookUpByMerchantUid(connection: Connection, merchantUid: string, timeoutMs: number): Promise<LookedUp> {
  if (!isPathSegment(merchantUid)) return NO_PAYMENT;
  const called = await getPaymentsOf(connection, { merchantUid, timeoutMs: timeoutMs / 2 });
  const ended = (lookUp: LookUp): LookedUp => ({ lookUp, exchange: storedExchange(called.sent) });
  if (!called.ok) return ended(withoutToken(called));
  const answer = responseOf(called.sent.result);
  if (!answer.ok) return ended(answer.lookUp);
  const meant = paymentMeant(answer.response, merchantUid);
  if (meant.kind === "NONE") return ended({ kind: "NOT_FOUND" });
  if (meant.kind === "UNCLEAR") return ended(unreachable("UNREADABLE", meant.because));
  const { lookUp, exchange } = await lookUpByImpUid(connection, meant.impUid, timeoutMs / 2);
  if (lookUp.kind === "NOT_FOUND") {
    const contradiction = found("CONTRADICTORY_ANSWER", "a payment that was listed is not there");
    return { lookUp: unreachable("UNREADABLE", contradiction), exchange };
  }
  if (lookUp.kind !== "FOUND") return { lookUp, exchange };
  return { lookUp: { ...lookUp, snapshot: { ...lookUp.snapshot, gatewayPaymentId: meant.impUid } }, exchange };
}

/** Without a token nothing was sent: for want of an answer it may be tried again, a refused credential needs a repair. */
function verdictOfCall(called: Called, command: CancelCommand): Verdict {
  if (called.ok) return verdictOf(called.sent.result, command);
  return called.why === "REFUSED"
    ? { kind: "DEFERRED", until: null, notAllowed: true, ...called.because }
    : { kind: "NOT_SENT", ...called.because };
}

const NO_PAYMENT: LookedUp = {
  lookUp: { kind: "NOT_FOUND" },
  exchange: notSent({ method: "GET", path: "/payments" }, "no payment can have this id"),
};

const withoutToken = ({ why, because }: Extract<Called, { ok: false }>): LookUp =>
  unreachable(why === "REFUSED" ? "NOT_ALLOWED" : "NO_ANSWER", because);

/** An account that cannot be sent; names the bank and the provider, never the account. */
function accountObjection(command: CancelCommand): Objection | null {
  const fault = accountFault(command);
  return fault && { cause: "ACCOUNT_REJECTED", ...fault };
}

/** The evidence of a GET. */
export function lookUpOf(result: HttpResult, gatewayPaymentId: string): LookUp {
  const answer = responseOf(result);
  if (!answer.ok) return answer.lookUp;
  const payment = readPayment(answer.response);
  if (!payment) return unreachable("UNREADABLE", found("UNREADABLE_ANSWER", "HTTP 200 without a readable payment"));
  if (payment.imp_uid !== gatewayPaymentId) {
    return unreachable("UNREADABLE", found("ANOTHER_PAYMENT", "the answer is about another payment"));
  }
  const read = snapshotOf(payment);
  return read.ok
    ? { kind: "FOUND", snapshot: read.snapshot }
    : unreachable("UNREADABLE", found("UNREADABLE_ANSWER", `payment status ${payment.status}`, read.code));
}

/** Only i'mport's own words count as evidence: a proxy's 404 does not mean that the payment is absent. */
function responseOf(result: HttpResult): { ok: true; response: unknown } | { ok: false; lookUp: LookUp } {
  const no = (lookUp: LookUp) => ({ ok: false, lookUp }) as const;
  if (result.kind !== "ANSWERED") return no(unreachable("NO_ANSWER", foundNoAnswer(result)));
  if (result.status === 401)
    return no(
      unreachable(
        "NOT_ALLOWED",
        found("CREDENTIAL_REFUSED", "our token was not accepted, although it is new", "HTTP_401"),
      ),
    );
  const envelope = envelopeSchema.safeParse(result.json);
  if (!envelope.success)
    return no(
      unreachable("NO_ANSWER", found("FOREIGN_ANSWER", "an answer that is not i'mport's", `HTTP_${result.status}`)),
    );
  const { code, message = "", response } = envelope.data;
  if (result.status === 404 && code !== 0 && (response === null || response === undefined))
    return no({ kind: "NOT_FOUND" });
  if (result.status !== 200 && code === 0)
    return no(
      unreachable(
        isOverloaded(result.status) ? "NO_ANSWER" : "UNREADABLE",
        found("CONTRADICTORY_ANSWER", `code 0 with HTTP ${result.status}`, `HTTP_${result.status}`),
      ),
    );
  const overloaded = result.status !== 200 && isOverloaded(result.status);
  if (result.status !== 200 || code !== 0)
    return no(unreachable(overloaded ? "NO_ANSWER" : "UNREADABLE", said(`CODE_${code}`, message || `CODE_${code}`)));
  return { ok: true, response };
}

const unreachable = (why: NoEvidence, because: Explanation): LookUp => ({ kind: "UNREACHABLE", why, ...because });
