/**
 * Books a cancel that belongs to no attempt of ours: what was never captured first, then free balance, then reservations nobody has acted on, then
 * `excess` with an alarm. Where it can only have been one refund, that one is completed with it.
 */
import type { EntityManager } from "@mikro-orm/postgresql";
import { advance, OPEN_ATTEMPT_STATES } from "../../../machines/transition.js";
import { SYSTEM } from "../../access/principal.js";
import type { ListedCancellation } from "../../gateways/port.js";
import { minorUnits, type MinorUnits } from "../../money/minor-units.js";
import { minus, NO_MONEY, plus, within, type Parts } from "../../money/parts.js";
import { splitParts } from "../../money/vat.js";
import { bookAtGateway, lockGatewayRemaining, refundableParts } from "../../orders/balance.js";
import type { Payment } from "../../orders/payment.entity.js";
import type { Redacted } from "../../personal-data/redacted-text.js";
import type { RefundContext } from "../context.js";
import { raiseAlarm } from "../record/alarm.js";
import type { CancellationCause } from "../record/attempt.entity.js";
import type { Cause } from "../record/history.entity.js";
import type { TransitionOrigin } from "../record/record-transition.js";
import type { Refund } from "../record/refund.entity.js";
import { cancellationRow, partsMoved } from "./book-cancellation.js";
import { completeWith } from "./match-cancellation.js";
import { raiseDoubts } from "./raise-doubts.js";
import { releasedBy } from "./released.js";
import { yieldReservations } from "./yield-reservations.js";

/** A cancel at the gateway that is not booked yet, with its payment and all the payment's refunds, locked. */
export interface Adoption {
  payment: Payment;
  refunds: Refund[];
  cancellation: Redacted<ListedCancellation> & { amount: MinorUnits };
  cause: Cause;
  /** The gateway says that a transfer to the customer failed. */
  transferFailed?: boolean;
}

const CAUSE_OF_TRIGGER: Record<ListedCancellation["trigger"], CancellationCause> = {
  API: "API",
  UNRECOGNISED: "API",
  CONSOLE: "GATEWAY_CONSOLE",
  CHARGEBACK: "CHARGEBACK",
};

/** `lateFor`: the refund that is over, or paid in another way, if this is the late effect of its attempt. */
export async function adoptForeign(
  context: RefundContext,
  em: EntityManager,
  { payment, refunds, cancellation }: Adoption,
  lateFor: Refund | undefined,
): Promise<void> {
  const at = context.clock.now();
  const cancellationCause = CAUSE_OF_TRIGGER[cancellation.trigger];
  const origin = {
    cause: cancellationCause === "CHARGEBACK" ? "CHARGEBACK" : "GATEWAY_CONSOLE",
    actor: SYSTEM.reconciler.subject,
    at,
  } as const;
  const { remaining, room, uncaptured } = await lockGatewayRemaining(em, payment.id);
  const released = releasedBy(cancellation, { uncaptured, remaining });
  const amount = minorUnits(cancellation.amount - released.total);
  const meant = released.total === 0 && amount > room ? soleTwin(refunds, cancellation) : undefined;
  if (meant) return matchTwin(context, em, { payment, refunds, cancellation }, { refund: meant, origin });
  await yieldReservations(context, em, refunds, { amount, room }, origin);

  const moved = plus(await partsOfForeign(em, payment.id, amount, { remaining, uncaptured }), released);
  const { gateway, id: paymentId } = payment;
  em.persist(
    cancellationRow({
      gateway,
      paymentId,
      attemptId: null,
      cause: cancellationCause,
      moved,
      released,
      cancellation,
      at,
    }),
  );
  const { excessGrewBy } = await bookAtGateway(em, payment.id, moved, released);
  const about = { refund: lateFor, paymentId, at };
  const detail = { cancellationId: cancellation.cancellationId, amount, excess: excessGrewBy };
  if (cancellationCause === "API" && amount > 0) raiseAlarm(context, em, "UNEXPECTED_SUCCESS", { ...about, detail });
  if (cancellationCause === "CHARGEBACK") raiseAlarm(context, em, "CHARGEBACK", { ...about, detail });
  if (excessGrewBy > 0) raiseAlarm(context, em, "EXCESS", { ...about, detail });
  // What looks like a release may have been a refund all the same where one of that very amount is owed.
  const open = amount > 0 ? refunds : refunds.filter((refund) => refund.amount.total === released.total);
  const doubted = await raiseDoubts(context, em, open, origin);
  if (doubted > 0) raiseAlarm(context, em, "MONEY_MAY_HAVE_MOVED", { paymentId, at, detail });
}

/**
 * The gateway tells one amount. Its tax parts come from what is free: in proportion to the whole payment they could run into a
 * part that another refund holds, and look like an excess although the total has room.
 */
async function partsOfForeign(
  em: EntityManager,
  paymentId: string,
  amount: MinorUnits,
  { remaining, uncaptured }: { remaining: Parts; uncaptured: Parts },
): Promise<Parts> {
  if (amount === 0) return NO_MONEY;
  const free = await refundableParts(em, paymentId);
  const fromFree = splitParts(minorUnits(Math.min(amount, free.total)), free);
  return partsMoved(amount, fromFree, within(uncaptured, remaining) ? minus(remaining, uncaptured) : remaining);
}

/** The one refund that could be meant: of exactly this amount, owed, nothing of it under way; undefined where there are several. */
function soleTwin(refunds: readonly Refund[], { amount, trigger }: Adoption["cancellation"]): Refund | undefined {
  // A chargeback is the card company's, and may be taken back.
  if (trigger === "CHARGEBACK") return undefined;
  const twins = refunds.filter(
    (refund) =>
      refund.holdsReservation &&
      refund.amount.total === amount &&
      !OPEN_ATTEMPT_STATES.has(refund.state) &&
      advance(refund.state, { type: "GATEWAY_SUCCEEDED" }),
  );
  return twins.length === 1 ? twins[0] : undefined;
}

/** No room is left to pay it otherwise, and it is exactly as much: the refund is completed with it, and people are told. */
async function matchTwin(
  context: RefundContext,
  em: EntityManager,
  { payment, cancellation }: Pick<Adoption, "payment" | "refunds" | "cancellation">,
  { refund, origin }: { refund: Refund; origin: TransitionOrigin },
): Promise<void> {
  const { gateway, id: paymentId } = payment;
  const { amount } = cancellation;
  const cause = CAUSE_OF_TRIGGER[cancellation.trigger];
  const row = cancellationRow({
    gateway,
    paymentId,
    attemptId: null,
    cause,
    moved: refund.amount,
    cancellation,
    at: origin.at,
  });
  em.persist(row);
  await em.flush();
  const told = advance(refund.state, { type: "GATEWAY_SUCCEEDED" })?.effects.includes("raiseAlarm");
  if (!told) {
    const detail = { state: refund.state, moved: amount };
    raiseAlarm(context, em, "UNEXPECTED_SUCCESS", { refund, at: origin.at, detail });
  }
  await completeWith(context, em, refund, { cancellation: row, amount }, origin);
}
