/** The only place that calls a gateway: whatever it answers, or throws, passes the gate before anybody sees it. */
import type {
  CancelCommand,
  Exchange,
  GatewayCancellation,
  LookUp,
  GatewayPaymentSnapshot,
  Verdict,
} from "../../gateways/port.js";
import type { Gate, Redacted, RedactedText } from "../../personal-data/redacted-text.js";
import type { Payment } from "../../orders/payment.entity.js";
import type { RefundContext } from "../context.js";
import { redactedIds, idsThrough, type IdOf } from "./cancellation-ids.js";
import { gateFor } from "./known-values.js";

export type RedactedExchange = Redacted<Exchange>;
export type RedactedVerdict = Redacted<Verdict>;
export type RedactedLookUp = Redacted<LookUp>;
export type RedactedSnapshot = Redacted<GatewayPaymentSnapshot>;
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
  return { lookUp: through.lookUp(lookUp), exchange: through.exchange(exchange) };
}

/** Sends one cancel, or the very same one again as a replay. What is known is read before: once money has moved, nothing more may fail. */
export async function cancelAtGateway(
  context: RefundContext,
  payment: Payment,
  command: CancelCommand,
): Promise<{ verdict: RedactedVerdict; exchange: RedactedExchange }> {
  const through = await filterFor(context, payment);
  const { verdict, exchange } = await timed(context, payment, "cancel", () =>
    through.faults(() => context.gateways.of(payment.gateway).cancel(command)),
  );
  return { verdict: through.verdict(verdict), exchange: through.exchange(exchange) };
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
  const idOf = idsThrough(gate, context.cipher, await redactedIds(em, payment.id));
  return {
    lookUp: (lookUp: LookUp): RedactedLookUp => redactedLookUp(gate, idOf, lookUp),
    verdict: (verdict: Verdict): RedactedVerdict => redactedVerdict(gate, idOf, verdict),
    exchange: (exchange: Exchange): RedactedExchange => storedExchange(gate, exchange),
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
  if (lookUp.kind === "UNREACHABLE")
    return { kind: lookUp.kind, code: gate.text(lookUp.code), message: gate.text(lookUp.message) };
  const cancellations = lookUp.snapshot.cancellations.map((one) => ({ ...one, ...textsOf(gate, idOf, one) }));
  const currency = gate.text(lookUp.snapshot.currency);
  return { kind: lookUp.kind, snapshot: { ...lookUp.snapshot, currency, cancellations } };
}

function redactedVerdict(gate: Gate, idOf: IdOf, verdict: Verdict): RedactedVerdict {
  if (verdict.kind === "SUCCEEDED")
    return { ...verdict, cancellation: { ...verdict.cancellation, ...textsOf(gate, idOf, verdict.cancellation) } };
  if (verdict.kind === "PENDING")
    return { ...verdict, cancellationId: verdict.cancellationId === null ? null : idOf(verdict.cancellationId) };
  return { ...verdict, code: gate.text(verdict.code), message: gate.text(verdict.message) };
}

/** The texts of an effect; an address with something struck out of it leads nowhere, so it is left out. */
function textsOf(gate: Gate, idOf: IdOf, cancellation: Omit<GatewayCancellation, "amount">) {
  const { providerCancellationId, receiptUrl, salesSlipUrl, cashReceiptKey, instrument } = cancellation;
  const text = (raw: string | null): RedactedText | null => (raw === null ? null : gate.text(raw));
  const link = (raw: string | null): RedactedText | null => (raw === null || gate.hides(raw) ? null : gate.text(raw));
  return {
    cancellationId: idOf(cancellation.cancellationId),
    providerCancellationId: text(providerCancellationId),
    receiptUrl: link(receiptUrl),
    salesSlipUrl: link(salesSlipUrl),
    cashReceiptKey: text(cashReceiptKey),
    instrument: text(instrument),
  };
}

function storedExchange(gate: Gate, { request, response, error, durationMs }: Exchange): RedactedExchange {
  return {
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
