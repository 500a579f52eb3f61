/** Compares one payment with its gateway, lets adoption put right what it can, and reports what was different. */
import { Payment } from "../orders/payment.entity.js";
import { askGateway, type RedactedSnapshot } from "../refund/settlement/ask-gateway.js";
import { adoptFrom } from "../refund/settlement/adopt.js";
import type { RefundContext } from "../refund/context.js";
import { lookUpAttempt } from "../refund/settlement/look-up-attempt.js";
import { loadRecordedPayment, type RecordedPayment } from "./recorded-payment.js";
import { compare, failedTransfer, lateAttempts } from "./compare.js";
import { nameOf, type Difference } from "./difference.js";
import { reconcileWithLedger } from "./reconcile-ledger.js";
import { report, type Check, type Finding } from "./report.js";
import type { ReconciliationSettings } from "./settings.js";

/**
 * The gateway is asked once, and once more where an attempt is open, for ending that is the look-up's own work. What differs is
 * worked out before anything is adopted: afterwards our books agree, and nobody would learn that they had not. Safe to repeat.
 */
export async function reconcilePayment(
  context: RefundContext,
  settings: Pick<ReconciliationSettings, "lateAfterMs">,
  paymentId: string,
  day: string,
): Promise<Check> {
  const payment = await context.root.fork().findOneOrFail(Payment, paymentId);
  const gateway = context.gateways.of(payment.gateway);
  if (gateway.reports) return reconcileWithLedger(context, settings, paymentId, day);
  const late = (recorded: RecordedPayment, snapshot: RedactedSnapshot | null): Difference[] =>
    lateAttempts(recorded, snapshot, { now: context.clock.now(), lateAfterMs: settings.lateAfterMs, reports: false });

  const before = await loadRecordedPayment(context.root, paymentId);
  const { lookUp } = await askGateway(context, payment);
  if (lookUp.kind === "UNREACHABLE") return { outcome: "UNREACHABLE", code: lookUp.code };
  if (lookUp.kind === "NOT_FOUND") {
    const unknown = [...late(before, null), notFound(payment)];
    return checkOf(context, paymentId, day, unknown.map(unmended), { compared: false });
  }

  const { snapshot } = lookUp;
  const after = await loadRecordedPayment(context.root, paymentId);
  const found = compare({ before, after, snapshot });
  await repair(context, paymentId, after, snapshot);
  const now = await loadRecordedPayment(context.root, paymentId);
  const left = new Set(compare({ before: now, after: now, snapshot }).map(nameOf));
  const judged = found.map((difference) => {
    const mended = !left.has(nameOf(difference));
    const remedy = mended && difference.kind !== "DUPLICATE" ? "CHECK_BOOKING" : difference.remedy;
    return { ...difference, mended, remedy };
  });
  const others = [...late(now, snapshot), ...failedTransfer(now, snapshot)].map(unmended);
  return checkOf(context, paymentId, day, [...judged, ...others], { compared: true });
}

async function checkOf(
  context: RefundContext,
  paymentId: string,
  day: string,
  differences: Omit<Finding, "raised">[],
  how: { compared: boolean },
): Promise<Check> {
  const findings = await report(context, paymentId, day, differences, how);
  return findings.length === 0 ? { outcome: "AGREED" } : { outcome: "DIFFERENT", findings };
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
async function repair(
  context: RefundContext,
  paymentId: string,
  recorded: RecordedPayment,
  snapshot: RedactedSnapshot,
): Promise<void> {
  const waiting = recorded.attempts.filter(({ status }) => status === "PENDING" || status === "UNKNOWN");
  for (const attempt of waiting) await lookUpAttempt(context, attempt.id, "RECONCILER");
  await adoptFrom(context, paymentId, snapshot, "RECONCILER");
}
