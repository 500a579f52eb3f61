/** Compares one payment with its gateway, lets adoption put right what it can, and reports what was different. */
import type { PaymentPicture } from "../gateways/port.js";
import { Payment } from "../orders/payment.entity.js";
import { adoptFrom } from "../refund/attempt/adopt.js";
import type { Desk } from "../refund/desk.js";
import { lookUpAttempt } from "../refund/attempt/look-up-attempt.js";
import { readBooks, type Books } from "./books.js";
import { compare, failedTransfer, lateAttempts } from "./compare.js";
import { nameOf, type Difference } from "./difference.js";
import { report, type Finding } from "./report.js";
import type { ReconciliationSettings } from "./settings.js";

export type Check =
  | { outcome: "AGREED" }
  | { outcome: "DIFFERENT"; findings: Finding[] }
  /** The gateway gave no usable answer: nothing was compared. */
  | { outcome: "UNREACHABLE"; code: string };

/**
 * The gateway is asked once, and once more where an attempt is open, for ending that is the look-up's own work. What differs is
 * worked out before anything is adopted: afterwards our books agree, and nobody would learn that they had not. Safe to repeat.
 */
export async function reconcilePayment(
  desk: Desk,
  settings: Pick<ReconciliationSettings, "lateAfterMs">,
  paymentId: string,
  day: string,
): Promise<Check> {
  const payment = await desk.root.fork().findOneOrFail(Payment, paymentId);
  const gateway = desk.gateways.of(payment.gateway);
  const late = (books: Books, picture: PaymentPicture | null): Difference[] =>
    lateAttempts(books, picture, {
      now: desk.clock.now(),
      lateAfterMs: settings.lateAfterMs,
      reports: gateway.reports ?? false,
    });

  const before = await readBooks(desk.root, paymentId);
  if (gateway.reports) return checkOf(desk, paymentId, day, late(before, null).map(unmended));
  const { lookUp } = await gateway.lookUp(payment.gatewayPaymentId);
  if (lookUp.kind === "UNREACHABLE") return { outcome: "UNREACHABLE", code: lookUp.code };
  if (lookUp.kind === "NOT_FOUND") {
    const unknown = [...late(before, null), notFound(payment)];
    return checkOf(desk, paymentId, day, unknown.map(unmended));
  }

  const { picture } = lookUp;
  const after = await readBooks(desk.root, paymentId);
  const found = compare({ before, after, picture });
  await mend(desk, paymentId, after, picture);
  const now = await readBooks(desk.root, paymentId);
  const left = new Set(compare({ before: now, after: now, picture }).map(nameOf));
  const judged = found.map((difference) => {
    const mended = !left.has(nameOf(difference));
    const remedy = mended && difference.kind !== "DUPLICATE" ? "CHECK_BOOKING" : difference.remedy;
    return { ...difference, mended, remedy };
  });
  return checkOf(desk, paymentId, day, [
    ...judged,
    ...[...late(now, picture), ...failedTransfer(now, picture)].map(unmended),
  ]);
}

async function checkOf(
  desk: Desk,
  paymentId: string,
  day: string,
  differences: Omit<Finding, "raised">[],
): Promise<Check> {
  if (differences.length === 0) return { outcome: "AGREED" };
  return { outcome: "DIFFERENT", findings: await report(desk, paymentId, day, differences) };
}

const unmended = (difference: Difference): Omit<Finding, "raised"> => ({ ...difference, mended: false });

/** They do not know the payment: whatever we hold of it is missing there. */
const notFound = (payment: Payment): Difference => ({
  kind: "MISSING_THERE",
  subject: "payment",
  ours: payment.amount.total,
  theirs: null,
  remedy: "CHECK_PAYMENT",
  refundId: null,
  cancellationId: null,
});

/** Ends what is open and adopts the rest, as a webhook about this payment would have. */
async function mend(desk: Desk, paymentId: string, books: Books, picture: PaymentPicture): Promise<void> {
  const waiting = books.attempts.filter(({ status }) => status === "PENDING" || status === "UNKNOWN");
  for (const attempt of waiting) await lookUpAttempt(desk, attempt.id, "RECONCILER");
  await adoptFrom(desk, paymentId, picture, "RECONCILER");
}
