/** The only place that calls a gateway: whatever it answers, or throws, passes the gate before anybody sees it. */
import {
  cashBack,
  type AnswerDifference,
  type CancelCommand,
  type Exchange,
  type GatewayCancellation,
  type LookUp,
  type GatewayPaymentSnapshot,
  type Verdict,
} from "../../gateways/port.js";
import type { Gate, Redacted, RedactedText } from "../../personal-data/redacted-text.js";
import type { Payment } from "../../orders/payment.entity.js";
import type { RefundContext } from "../context.js";
import { BookedCancellation } from "../record/attempt.entity.js";
import { redactedIds, idsThrough, underStoredIds, type IdOf } from "./cancellation-ids.js";
import { noteCancel, noteLookUp } from "./circuit.js";
import { gateFor } from "./known-values.js";

export type RedactedExchange = Redacted<Exchange>;
export type RedactedVerdict = Redacted<Verdict>;
export type RedactedLookUp = Redacted<LookUp>;
export type RedactedSnapshot = Redacted<GatewayPaymentSnapshot>;
export type RedactedDifference = Redacted<AnswerDifference>;
export type RedactedCancellation = Redacted<GatewayCancellation>;

/** Asks for the payment. */
export async function askGateway(
  context: RefundContext,
  payment: Payment,
): Promise<{ lookUp: RedactedLookUp; exchange: RedactedExchange }> {
  const through = await filterFor(context, payment);
  const { lookUp, exchange } = await timed(context, payment, "look-up", () =>
    through.faults(() => context.gateways.of(payment.gateway).lookUp(payment.gatewayPaymentId)),
  );
  const seen = through.lookUp(lookUp);
  await noted(context, noteLookUp(context, payment.gateway, seen));
  return { lookUp: seen, exchange: through.exchange(exchange) };
}

/** A cancel ready to be sent, or refused because it cannot be: nothing was sent. */
export type PreparedCancel =
  | {
      ok: true;
      send(): Promise<{ verdict: RedactedVerdict; exchange: RedactedExchange; differences: RedactedDifference[] }>;
    }
  | { ok: false; verdict: Redacted<Extract<Verdict, { kind: "REFUSED" }>>; exchange: RedactedExchange };

/**
 * Makes one cancel ready, or the very same one again as a replay; call it before it is written down as sent. What is known is
 * read here as well: once money has moved, nothing more may fail.
 */
export async function prepareAtGateway(
  context: RefundContext,
  payment: Payment,
  command: CancelCommand,
): Promise<PreparedCancel> {
  const through = await filterFor(context, payment);
  const prepared = await through.faults(async () => context.gateways.of(payment.gateway).prepare(command));
  if (!prepared.ok) {
    const { verdict, exchange } = prepared;
    return { ok: false, verdict: through.refusal(verdict), exchange: through.exchange(exchange) };
  }
  return {
    ok: true,
    async send() {
      const {
        verdict,
        exchange,
        differences = [],
      } = await timed(context, payment, "cancel", () => through.faults(() => prepared.send()));
      const said = through.verdict(verdict);
      await noted(context, noteCancel(context, payment.gateway, said));
      return {
        verdict: said,
        exchange: through.exchange(exchange),
        differences: differences.map((one) => through.difference(one)),
      };
    },
  };
}

/** How the gateway answers is a note beside the answer: that it could not be written loses no answer. */
const noted = (context: RefundContext, note: Promise<void>): Promise<void> =>
  note.catch((cause: unknown) => context.onError(new Error("how a gateway answers could not be noted", { cause })));

/**
 * The answer with what the look-up of the payment says and the answer leaves out: the money the customer got, and the instrument
 * it went back to, unless it went to an account instead.
 */
export function completedFrom(
  snapshot: RedactedSnapshot,
  verdict: RedactedVerdict,
  { usesAccount }: { usesAccount: boolean },
): RedactedVerdict {
  if (verdict.kind !== "SUCCEEDED") return verdict;
  const { cancellation } = verdict;
  const { instrumentKind, issuer } = usesAccount ? {} : snapshot;
  return {
    ...verdict,
    cancellation: {
      ...cancellation,
      paidToCustomer: cancellation.paidToCustomer ?? cashBack(cancellation, snapshot),
      instrumentKind: cancellation.instrumentKind ?? instrumentKind,
      issuer: cancellation.issuer ?? issuer,
    },
  };
}

async function timed<T>(
  { metrics }: RefundContext,
  { gateway }: Payment,
  call: "look-up" | "cancel",
  ask: () => Promise<T>,
): Promise<T> {
  const stop = metrics.gatewayCallSeconds.startTimer({ gateway, call });
  try {
    return await ask();
  } finally {
    stop();
  }
}

async function filterFor(context: RefundContext, payment: Payment) {
  const em = context.root.fork();
  const gate = await gateFor(context, em, payment.orderId);
  const kept = await redactedIds(em, payment.id);
  const idOf = idsThrough(gate, context.cipher, kept);
  const booked = await em.find(
    BookedCancellation,
    { paymentId: payment.id },
    { orderBy: { bookedAt: "asc", id: "asc" } },
  );
  return {
    lookUp(raw: LookUp): RedactedLookUp {
      const lookUp = redactedLookUp(gate, idOf, raw);
      if (lookUp.kind !== "FOUND") return lookUp;
      const cancellations = underStoredIds(lookUp.snapshot.cancellations, booked, kept);
      return { ...lookUp, snapshot: { ...lookUp.snapshot, cancellations } };
    },
    verdict: (verdict: Verdict): RedactedVerdict => redactedVerdict(gate, idOf, verdict),
    refusal: (verdict: Extract<Verdict, { kind: "REFUSED" }>) => explained(gate, verdict),
    exchange: (exchange: Exchange): RedactedExchange => storedExchange(gate, exchange),
    difference: (one: AnswerDifference): RedactedDifference => redactedDifference(gate, one),
    async faults<T>(call: () => Promise<T>): Promise<T> {
      try {
        return await call();
      } catch (error) {
        throw redactedFault(gate, error);
      }
    },
  };
}

function redactedLookUp(gate: Gate, idOf: IdOf, lookUp: LookUp): RedactedLookUp {
  if (lookUp.kind === "NOT_FOUND") return lookUp;
  if (lookUp.kind === "UNREACHABLE") return explained(gate, lookUp);
  const cancellations = lookUp.snapshot.cancellations.map((one) => ({ ...one, ...textsOf(gate, idOf, one) }));
  const { currency, issuer, gatewayPaymentId } = lookUp.snapshot;
  const text = (raw: string | undefined) => (raw === undefined ? undefined : gate.text(raw));
  const texts = { currency: gate.text(currency), issuer: text(issuer), gatewayPaymentId: text(gatewayPaymentId) };
  return { kind: lookUp.kind, snapshot: { ...lookUp.snapshot, ...texts, cancellations } };
}

function redactedVerdict(gate: Gate, idOf: IdOf, verdict: Verdict): RedactedVerdict {
  if (verdict.kind === "SUCCEEDED")
    return { ...verdict, cancellation: { ...verdict.cancellation, ...textsOf(gate, idOf, verdict.cancellation) } };
  if (verdict.kind === "PENDING")
    return { ...verdict, cancellationId: verdict.cancellationId === null ? null : idOf(verdict.cancellationId) };
  return explained(gate, verdict);
}

/** Findings as well: an adapter may quote in one what a gateway named. */
const explained = <T extends { code: string; message: string }>(gate: Gate, answer: T) => ({
  ...answer,
  code: gate.text(answer.code),
  message: gate.text(answer.message),
});

/** The texts of an effect; an address with something struck out of it leads nowhere, so it is left out. */
function textsOf(gate: Gate, idOf: IdOf, cancellation: Omit<GatewayCancellation, "amount">) {
  const { providerCancellationId, receiptUrl, salesSlipUrl, cashReceiptKey, instrument, issuer } = cancellation;
  const text = (raw: string | null): RedactedText | null => (raw === null ? null : gate.text(raw));
  const link = (raw: string | null): RedactedText | null => (raw === null || gate.hides(raw) ? null : gate.text(raw));
  return {
    cancellationId: idOf(cancellation.cancellationId),
    derivedId: cancellation.derivedId === undefined ? undefined : idOf(cancellation.derivedId),
    providerCancellationId: text(providerCancellationId),
    receiptUrl: link(receiptUrl),
    salesSlipUrl: link(salesSlipUrl),
    cashReceiptKey: text(cashReceiptKey),
    instrument: text(instrument),
    issuer: issuer === undefined ? undefined : gate.text(issuer),
  };
}

function redactedDifference(gate: Gate, { field, sent, answered, ofOurBooks }: AnswerDifference): RedactedDifference {
  const figure = <T>(value: T) => (typeof value === "string" ? gate.text(value) : value);
  return {
    field: gate.text(field),
    sent: figure(sent),
    answered: figure(answered),
    ...(ofOurBooks && { ofOurBooks }),
  } as RedactedDifference;
}

function storedExchange(gate: Gate, { request, response, error, durationMs, requestId }: Exchange): RedactedExchange {
  return {
    ...(requestId !== undefined && { requestId: gate.text(requestId) }),
    request: { method: gate.text(request.method), path: gate.text(request.path), body: gate.json(request.body) },
    response: response && { status: response.status, body: gate.json(response.body) },
    error: error === null ? null : gate.text(error),
    durationMs,
  };
}

/** The same fault to whoever reads it, without what a vendor, or a library that quotes one, wrote into it. */
function redactedFault(gate: Gate, error: unknown): Error {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const kept = new Error(gate.text(message));
  kept.name = name;
  if (stack !== undefined) kept.stack = String(gate.json(stack));
  return kept;
}
