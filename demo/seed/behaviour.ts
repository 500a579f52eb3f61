/** How a sandbox meets each payment's cancel: most go well, and the rest go wrong in every way that gateway can. */
import type { SeedPayment } from "./facts.js";

export interface Behaviour<F> {
  fault: F;
  /** ALWAYS: every cancel of this payment. ONCE: the first; what is tried after it goes well. */
  lasts: "ALWAYS" | "ONCE";
}

export const always = <F>(fault: F): Behaviour<F> => ({ fault, lasts: "ALWAYS" });
export const once = <F>(fault: F): Behaviour<F> => ({ fault, lasts: "ONCE" });

/** Slow enough to be seen, shorter than any read timeout. */
export const SLOW_MS = 8_000;
/** A provider that decides later takes minutes to days; nobody watches a demo for so long. */
export const SOON_MS = 15_000;
export const LATER_MS = 45_000;

/** Of every `of` payments of a gateway, one for each trouble in the list. The rest go well. */
export interface Troubles<F> {
  list: readonly Behaviour<F>[];
  of: number;
  /** Shares no factor with `of`: so many payments in a row meet each slot once, and neighbours meet different ones. */
  stride: number;
}

/** @param turn counts the gateway's payments from 0 */
export const behaviourOf = <F>({ list, of, stride }: Troubles<F>, turn: number): Behaviour<F> | null =>
  list[(turn * stride) % of] ?? null;

/** The lasting behaviour of a payment, from its facts, for every gateway alike. */
export const lasting = <F>(troubles: Troubles<F>, turn: number): { behaviour?: F } => {
  const behaviour = behaviourOf(troubles, turn);
  return behaviour?.lasts === "ALWAYS" ? { behaviour: behaviour.fault } : {};
};

interface PaymentControl<Facts, F> {
  createPayments(facts: readonly Facts[]): Promise<unknown>;
  clearFaults(): Promise<void>;
  planFault(plan: { hits: "cancel"; paymentId: string; fault: F }): Promise<void>;
}

/** Safe to repeat after a killed start: payments are opened once, and faults planned before are forgotten first. */
export async function openAt<Facts, F>(
  control: PaymentControl<Facts, F>,
  payments: readonly SeedPayment[],
  factsOf: (payment: SeedPayment) => Facts,
  troubles: Troubles<F>,
): Promise<void> {
  await control.createPayments(payments.map(factsOf));
  await control.clearFaults();
  for (const { paymentId, fault } of faultsOnce(troubles, payments)) {
    await control.planFault({ hits: "cancel", paymentId, fault });
  }
}

/** The faults that only the first cancel of a payment meets. */
export const faultsOnce = <F>(
  troubles: Troubles<F>,
  payments: readonly SeedPayment[],
): { paymentId: string; fault: F }[] =>
  payments.flatMap(({ gatewayPaymentId: paymentId, turn }) => {
    const behaviour = behaviourOf(troubles, turn);
    return behaviour?.lasts === "ONCE" ? [{ paymentId, fault: behaviour.fault }] : [];
  });
