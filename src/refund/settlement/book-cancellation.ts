/** Books money that moved at a gateway: one row per cancellation, whatever led to it; its tax parts add up to what moved. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { PartsColumns } from "../../database/columns.js";
import { newId } from "../../identifier.js";
import { minorUnits, type MinorUnits } from "../../money/minor-units.js";
import { minus, NO_MONEY, partsOf, plus, within, type Parts } from "../../money/parts.js";
import { splitParts } from "../../money/vat.js";
import { lockGatewayRemaining } from "../../orders/balance.js";
import { BookedCancellation, type CancellationCause, type GatewayAttempt } from "../record/attempt.entity.js";
import type { RedactedCancellation } from "./ask-gateway.js";

/**
 * Books money that moved, once per cancellation of the gateway. Returns its parts, or null when this cancellation is booked
 * already. The gateway tells one amount; its parts are those that were asked for, or where the amount differs, in proportion.
 */
export async function bookCancellation(
  em: EntityManager,
  attempt: Pick<GatewayAttempt, "id" | "gateway" | "paymentId" | "amount">,
  cancellation: RedactedCancellation,
  cause: CancellationCause,
  at: Date,
  { transferFailed = false } = {},
): Promise<Parts | null> {
  const { remaining } = await lockGatewayRemaining(em, attempt.paymentId);
  const { gateway, paymentId } = attempt;
  const earlier = await em.findOne(BookedCancellation, {
    gateway,
    paymentId,
    gatewayCancellationId: {
      $in: [cancellation.cancellationId, cancellation.derivedId ?? cancellation.cancellationId],
    },
  });
  if (earlier) return null;
  const moved = partsMoved(cancellation.amount, attempt.amount, remaining);
  em.persist(
    cancellationRow({ gateway, paymentId, attemptId: attempt.id, cause, moved, cancellation, at, transferFailed }),
  );
  return moved;
}

export function cancellationRow(booked: {
  gateway: GatewayAttempt["gateway"];
  paymentId: string;
  attemptId: string | null;
  cause: CancellationCause;
  moved: Parts;
  /** The share of it that was never captured. */
  released?: Parts;
  cancellation: RedactedCancellation;
  at: Date;
  transferFailed?: boolean;
}): BookedCancellation {
  const { cancellation, moved, released = NO_MONEY, at, transferFailed = false, ...rest } = booked;
  return Object.assign(new BookedCancellation(), {
    ...rest,
    id: newId(),
    gatewayCancellationId: cancellation.cancellationId,
    amount: new PartsColumns(moved),
    released: new PartsColumns(released),
    paidToCustomer: transferFailed ? null : cancellation.paidToCustomer,
    ...particularsOf(cancellation),
    transferFailed,
    restoredAt: null,
    happenedAt: cancellation.at,
    bookedAt: at,
  } satisfies BookedCancellation);
}

/** Everything a gateway says of a cancellation beside its amount: for people, and for nothing that is decided here. */
export const particularsOf = ({ left, ...cancellation }: RedactedCancellation) => ({
  returnedAsPoints: cancellation.returnedAsPoints,
  refundedDiscount: cancellation.refundedDiscount ?? null,
  leftRefundable: left?.refundable ?? null,
  leftDiscount: left?.discount ?? null,
  leftPaid: left?.paid ?? null,
  providerCancellationId: cancellation.providerCancellationId,
  receiptUrl: cancellation.receiptUrl,
  salesSlipUrl: cancellation.salesSlipUrl,
  cashReceiptKey: cancellation.cashReceiptKey,
  instrument: cancellation.instrument,
  instrumentKind: cancellation.instrumentKind ?? null,
  issuer: cancellation.issuer ?? null,
});

/** The parts of what moved: as asked; less, in proportion; more, the rest from what the gateway had left, and beyond that taxable. */
export function partsMoved(moved: MinorUnits, asked: Parts, remaining: Parts): Parts {
  if (moved === asked.total) return asked;
  if (moved < asked.total) return splitParts(moved, asked);
  const left = minus(remaining, within(asked, remaining) ? asked : NO_MONEY);
  const fromLeft = Math.min(moved - asked.total, left.total);
  const beyond = moved - asked.total - fromLeft;
  return plus(plus(asked, splitParts(minorUnits(fromLeft), left)), partsOf({ taxable: beyond }));
}
