/** The gateway leg: leases an attempt, looks before it leaps, calls the gateway once, settles. No transaction is open meanwhile. */
import { crashPoint } from "../../crash-point.js";
import type { PaymentGateway } from "../../gateways/port.js";
import { minorUnits, type MinorUnits } from "../../money/minor-units.js";
import { Payment } from "../../orders/payment.entity.js";
import type { RedactedText } from "../../personal-data/redacted-text.js";
import type { RefundContext } from "../context.js";
import { countTry, lease, markSent, type Lease } from "../record/attempt.js";
import { GatewayAttempt } from "../record/attempt.entity.js";
import { adoptFrom } from "./adopt.js";
import {
  askGateway,
  completedFrom,
  prepareAtGateway,
  type RedactedDifference,
  type RedactedExchange,
  type RedactedSnapshot,
  type RedactedVerdict,
} from "./ask-gateway.js";
import { commandOf } from "./cancel-command.js";
import { circuitOpenUntil } from "./circuit.js";
import { reaches } from "./evidence.js";
import { ownFinding } from "./finding.js";
import { preflight } from "./preflight.js";
import { settleAttempt, settleExpired } from "./settle-attempt.js";

/** How long the lease is: the look before, the call, and a margin for the settlement. */
export const leaseMs = (context: RefundContext, gateway: PaymentGateway): number =>
  2 * gateway.policy.readTimeoutMs + context.settings.leaseMarginMs;

/** Job `attempt.send`. An attempt whose lease ran out is never called again: it becomes unknown, and evidence is looked for. */
export async function sendAttempt(context: RefundContext, attemptId: string): Promise<void> {
  crashPoint("after-intent-commit");
  const known = await context.root.fork().findOne(GatewayAttempt, attemptId);
  if (known?.status !== "SUBMITTING") return;
  const gateway = context.gateways.of(known.gateway);
  const held = await lease(context, attemptId, ["SUBMITTING"], leaseMs(context, gateway));
  if (!held) {
    await settleExpired(context, attemptId);
    return;
  }
  const { verdict, exchange, snapshot, differences } = await lookAndCancel(context, gateway, held, known);
  context.metrics.gatewayCalls.inc({ gateway: gateway.name, verdict: verdict.kind });
  context.log.info({ attemptId, refundId: known.refundId, verdict: verdict.kind }, "attempt answered");
  const settled = await settleAttempt(context, held, {
    verdict,
    exchange,
    cause: "GATEWAY",
    ...(differences && { differences }),
  });
  if (settled === "SETTLED" && snapshot) await adoptFrom(context, known.paymentId, snapshot, "GATEWAY_CONSOLE");
}

interface Called {
  verdict: RedactedVerdict;
  exchange: RedactedExchange | null;
  differences?: readonly RedactedDifference[];
  /** The gateway's picture where it holds something of which we know nothing yet. */
  snapshot?: RedactedSnapshot;
}

const LEASE_LOST: Called = {
  verdict: { kind: "NOT_SENT", ...ownFinding("LEASE_LOST", "another worker has taken over") },
  exchange: null,
};

async function lookAndCancel(
  context: RefundContext,
  gateway: PaymentGateway,
  held: Lease,
  attempt: GatewayAttempt,
): Promise<Called> {
  const em = context.root.fork();
  const payment = await em.findOneOrFail(Payment, attempt.paymentId);
  const open = await circuitOpenUntil(em, attempt);
  if (open) return heldBack(open);
  // Where the other side reports, nobody can be asked: its event tells it of the attempt, committed as sent, and it waits.
  const before = gateway.reports ? null : await preflight(context, payment, attempt);
  if (before && !before.clear) {
    if (before.verdict.kind === "NOT_SENT") await countTry(context, held);
    return before;
  }
  const cancellableBefore = cancellableNow(payment, before?.snapshot);
  const knownCancellationIds = before?.snapshot.cancellations.map((one) => one.cancellationId) ?? [];
  const command = await commandOf(context, attempt, payment, { cancellableBefore, seen: before?.snapshot });
  const prepared = await prepareAtGateway(context, payment, command);
  if (!prepared.ok) return prepared;
  if (!(await markSent(context, held, { cancellableBefore, knownCancellationIds }))) return LEASE_LOST;
  const said = await prepared.send();
  const late = gateway.policy.successMayBeLate && said.verdict.kind === "SUCCEEDED";
  const answer = late
    ? await confirmed(context, payment, { said, amount: command.amount.total, cancellableBefore })
    : said;
  return before ? { ...answer, verdict: completedFrom(before.snapshot, answer.verdict, attempt) } : answer;
}

/** The amount the gateway can still cancel. Where it names no amounts, only what was captured is there to be cancelled. */
function cancellableNow({ amount, refundedAtGateway, uncaptured }: Payment, snapshot?: RedactedSnapshot): MinorUnits {
  const lapsed = snapshot?.amount === null ? uncaptured.total : 0;
  return minorUnits(amount.total - refundedAtGateway.total - lapsed);
}

/** Not asked at all: the refund waits where people have it in hand, and goes on when the gateway answers again. */
const heldBack = ({ until, code }: { until: Date; code: RedactedText }): Called => ({
  verdict: {
    kind: "DEFERRED",
    until,
    ...ownFinding(
      "CIRCUIT_OPEN",
      `the gateway does not answer, or refuses this shop (${code}): nothing is sent until it does`,
    ),
  },
  exchange: null,
});

interface Said {
  said: Called;
  amount: MinorUnits;
  cancellableBefore: MinorUnits;
}

/** A success that the gateway's picture does not show was only accepted: nothing is completed before a look-up shows it. */
async function confirmed(context: RefundContext, payment: Payment, { said, ...asked }: Said): Promise<Called> {
  const { lookUp } = await askGateway(context, payment);
  if (lookUp.kind === "FOUND" && reaches(lookUp.snapshot, asked)) return said;
  // What comes is taken for what was asked; another amount would be forgotten.
  const accepted = said.verdict.kind === "SUCCEEDED" ? said.verdict.cancellation.amount : null;
  if (accepted !== asked.amount) {
    const message = `the gateway accepted ${accepted} of ${asked.amount}, and does not show it yet`;
    const verdict = { kind: "UNKNOWN", claim: "PERHAPS_DONE", ...ownFinding("AMOUNT_DIFFERS", message) } as const;
    return { ...said, verdict };
  }
  return { ...said, verdict: { kind: "PENDING", cancellationId: null } };
}
