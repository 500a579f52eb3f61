/** Corrects how much of a payment was captured (매입): the books become what they would be had it been reported so at first. */
import { sentence } from "../../messages/sentence.js";
import type { Sentence } from "../../messages/text.js";
import type { EntityManager } from "@mikro-orm/postgresql";
import assert from "node:assert/strict";
import { minorUnits, sum, type MinorUnits } from "../../money/minor-units.js";
import { splitParts } from "../../money/vat.js";
import { bookUncaptured, freeUncaptured, refundableParts } from "../../orders/balance.js";
import type { Payment } from "../../orders/payment.entity.js";
import { fail, ok, type Failure, type Outcome } from "../../problem.js";
import type { RefundContext } from "../context.js";
import { raiseAlarm } from "../record/alarm.js";
import { answerAlarms } from "../record/answered-alarms.js";
import type { TransitionOrigin } from "../record/record-transition.js";
import type { Refund } from "../record/refund.entity.js";
import { bookedSoFar, extentAgainst } from "./evidence.js";
import type { Look } from "./look-at.js";
import { raiseDoubts } from "./raise-doubts.js";
import { earlierCancels, loadReleasable, markReleased, type Releasable } from "./releasable.js";
import { releasedEarlier } from "./released.js";

/** A payment's books as they become with another captured amount. */
export interface CorrectedCapture {
  captured: MinorUnits;
  /** Neither captured nor released. */
  uncaptured: MinorUnits;
  /** How much of what was taken for a release turns out to be the customer's money. */
  noRelease: number;
  /** The release of each cancel; null: as they are. */
  releases: { of: readonly Releasable[]; shares: ReadonlyMap<string, MinorUnits> } | null;
}

/**
 * With the payment locked. Outcomes: FACTS_INCONSISTENT (nothing was captured yet; or more than was authorised, or less than is refunded
 * and reserved: with the bounds), EVIDENCE_DISAGREES (the gateway's look-up says otherwise), GATEWAY_UNREACHABLE.
 */
export async function planCapture(
  em: EntityManager,
  payment: Payment,
  captured: MinorUnits,
  look: Look,
): Promise<Outcome<CorrectedCapture>> {
  if (payment.captureState !== "CAPTURED") {
    const reason = sentence("reasons.capture.none");
    return fail("FACTS_INCONSISTENT", { reason }, ["capturedAmount"]);
  }
  if (captured < 1 || captured > payment.amount.total) {
    return outOfBounds(payment, captured, spentBeside(payment, releasedNow(payment)));
  }
  const plan = planReleases(payment, captured, await loadReleasable(em, payment.id));
  const spent = spentBeyond(payment, plan);
  if (spent) return spent;
  if (look === "UNREACHABLE") return fail("GATEWAY_UNREACHABLE");
  const against = contradictionIn(look, payment, plan);
  return against === null ? ok(plan) : fail("EVIDENCE_DISAGREES", { reason: against }, ["capturedAmount"]);
}

/** How much the payment's cancels count as releases now. */
const releasedNow = ({ amount, capturedAmount, uncaptured }: Payment): MinorUnits =>
  minorUnits(amount.total - (capturedAmount ?? amount.total) - uncaptured.total);

const isRaise = ({ amount, capturedAmount }: Payment, captured: MinorUnits): boolean =>
  captured > (capturedAmount ?? amount.total);

/**
 * Captured more, each release is judged anew as with a first report. Captured less, a release stays one; another cancel becomes one only
 * where it is of exactly what was not captured: people's word alone makes no customer's refund a release.
 */
function planReleases(payment: Payment, captured: MinorUnits, of: readonly Releasable[]): CorrectedCapture {
  const { amount, refundedAtGateway } = payment;
  const notCaptured = minorUnits(amount.total - captured);
  const raised = isRaise(payment, captured);
  const beyond = raised ? refundedAtGateway.total - captured : 0;
  const shares = releasedEarlier(earlierCancels(of), { uncaptured: notCaptured, beyond });
  const found = sum([...shares.values()]);
  const now = releasedNow(payment);
  if (!raised && found < now) {
    return { captured, uncaptured: minorUnits(notCaptured - now), noRelease: 0, releases: null };
  }
  const uncaptured = minorUnits(notCaptured - found);
  return { captured, uncaptured, noRelease: Math.max(0, now - found), releases: { of, shares } };
}

/** Refunded and reserved money was captured: less cannot have been. */
function spentBeyond(payment: Payment, { captured, uncaptured }: CorrectedCapture): Failure | null {
  const released = payment.amount.total - captured - uncaptured;
  if (captured >= spentBeside(payment, released)) return null;
  // With more captured, what was taken for a release may be none, and then takes room from what is owed.
  const sure = isRaise(payment, captured) ? (owedOf(payment) > 0 ? 0 : released) : releasedNow(payment);
  return outOfBounds(payment, captured, spentBeside(payment, sure));
}

/** Money that the customer's bank sent back pays what is owed again, and was captured all the same. */
const owedOf = ({ refundedByHand, reserved, reversed }: Payment): number =>
  Math.max(0, refundedByHand.total + reserved.total - reversed.total);

const spentBeside = (payment: Payment, released: number): number =>
  payment.refundedAtGateway.total - released + owedOf(payment);

function outOfBounds({ amount: { total } }: Payment, captured: MinorUnits, spent: number): Failure {
  const reason = sentence("reasons.capture.spent", { total, spent, least: Math.max(1, spent), captured });
  return fail("FACTS_INCONSISTENT", { reason }, ["capturedAmount"]);
}

/** A sentence against the amount, in what the gateway shows now; null: it shows nothing to the contrary, or nobody can be asked. */
function contradictionIn(look: Look, payment: Payment, { captured, uncaptured }: CorrectedCapture): Sentence | null {
  if (look === null || look === "UNREACHABLE") return null;
  if (look === "NOT_FOUND") return sentence("reasons.evidence.notFound");
  const { captureState, amount, cancelled, extent } = look.snapshot;
  const booked = { ...bookedSoFar(payment), uncaptured };
  if (captureState !== "CAPTURED") return sentence("reasons.evidence.notCaptured");
  // A gateway that shows another amount than was authorised shows what was captured.
  if (amount !== null && amount !== booked.amount && amount !== captured)
    return sentence("reasons.evidence.amount", { amount });
  if (cancelled === null)
    return extentAgainst(extent, booked) === 0
      ? null
      : sentence("reasons.evidence.extentOf", { extent, captured, refunded: booked.refundedAtGateway });
  return cancelled === booked.refundedAtGateway
    ? null
    : sentence("reasons.evidence.counts", { cancelled, booked: booked.refundedAtGateway });
}

/** In the caller's transaction, with the payment and all its refunds locked. */
export async function applyCapture(
  context: RefundContext,
  em: EntityManager,
  { payment, refunds, plan }: { payment: Payment; refunds: readonly Refund[]; plan: CorrectedCapture },
  origin: TransitionOrigin & { at: Date },
): Promise<void> {
  const { id: paymentId } = payment;
  const { captured, uncaptured, noRelease, releases } = plan;
  const taken = uncaptured - payment.uncaptured.total;
  // The CHECK compares both columns: what is freed comes before the amount, what is taken after it.
  if (taken < 0) await freeUncaptured(em, paymentId, splitParts(minorUnits(-taken), payment.uncaptured));
  payment.capturedAmount = captured;
  if (releases) markReleased(releases.of, releases.shares);
  await em.flush();
  if (taken > 0) {
    const parts = splitParts(minorUnits(taken), await refundableParts(em, paymentId));
    const { excessGrewBy } = await bookUncaptured(em, paymentId, parts);
    assert.equal(excessGrewBy, 0, "a correction takes free room only");
  }
  if (noRelease > 0) {
    const doubted = await raiseDoubts(context, em, refunds, origin);
    const detail = { captured, noRelease };
    if (doubted > 0) raiseAlarm(context, em, "MONEY_MAY_HAVE_MOVED", { paymentId, at: origin.at, detail });
  }
  // Alarms about another amount than is recorded now have no answer yet.
  const about = { reported: String(captured) };
  await answerAlarms(em, { kind: "CAPTURE_DIFFERS", paymentId, about }, origin);
}
