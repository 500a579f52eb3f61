/** The gateway leg: leases an attempt, looks before it leaps, calls the gateway once, settles. No transaction is open meanwhile. */
import { crashPoint } from "../../crash-point.js";
import type { PaymentGateway } from "../../gateways/port.js";
import { minorUnits, type MinorUnits } from "../../money/minor-units.js";
import { Payment } from "../../orders/payment.entity.js";
import { ownText } from "../../personal-data/redacted-text.js";
import type { RefundContext } from "../context.js";
import { countTry, lease, markSent, type Lease } from "../record/attempt.js";
import { GatewayAttempt } from "../record/attempt.entity.js";
import { adoptFrom } from "./adopt.js";
import {
  askGateway,
  cancelAtGateway,
  type RedactedExchange,
  type RedactedSnapshot,
  type RedactedVerdict,
} from "./ask-gateway.js";
import { commandOf } from "./cancel-command.js";
import { reaches } from "./evidence.js";
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
  const { verdict, exchange, snapshot } = await lookAndCancel(context, gateway, held, known);
  context.metrics.gatewayCalls.inc({ gateway: gateway.name, verdict: verdict.kind });
  context.log.info({ attemptId, refundId: known.refundId, verdict: verdict.kind }, "attempt answered");
  const settled = await settleAttempt(context, held, { verdict, exchange, cause: "GATEWAY" });
  if (settled === "SETTLED" && snapshot) await adoptFrom(context, known.paymentId, snapshot, "GATEWAY_CONSOLE");
}

interface Called {
  verdict: RedactedVerdict;
  exchange: RedactedExchange | null;
  /** The gateway's picture where it holds something of which we know nothing yet. */
  snapshot?: RedactedSnapshot;
}

const LEASE_LOST: Called = {
  verdict: { kind: "NOT_SENT", code: ownText("LEASE_LOST"), message: ownText("another worker has taken over") },
  exchange: null,
};

async function lookAndCancel(
  context: RefundContext,
  gateway: PaymentGateway,
  held: Lease,
  attempt: GatewayAttempt,
): Promise<Called> {
  const payment = await context.root.fork().findOneOrFail(Payment, attempt.paymentId);
  // Where the other side reports, nobody can be asked: its event tells it of the attempt, committed as sent, and it waits.
  const before = gateway.reports ? null : await preflight(context, payment, attempt);
  if (before && !before.clear) {
    if (before.verdict.kind === "NOT_SENT") await countTry(context, held);
    return before;
  }
  const cancellableBefore = minorUnits(payment.amount.total - payment.refundedAtGateway.total);
  const knownCancellationIds = before?.snapshot.cancellations.map((one) => one.cancellationId) ?? [];
  if (!(await markSent(context, held, { cancellableBefore, knownCancellationIds }))) return LEASE_LOST;
  const command = await commandOf(context, attempt, payment, cancellableBefore);
  const said = await cancelAtGateway(context, payment, command);
  const late = gateway.policy.successMayBeLate && said.verdict.kind === "SUCCEEDED";
  const answer = late
    ? await confirmed(context, payment, { said, amount: command.amount.total, cancellableBefore })
    : said;
  return before && !before.snapshot.discounted ? { ...answer, verdict: paidInFull(answer.verdict) } : answer;
}

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
    const message = ownText(`the gateway accepted ${accepted} of ${asked.amount}, and does not show it yet`);
    return { ...said, verdict: { kind: "UNKNOWN", claim: "PERHAPS_DONE", code: ownText("AMOUNT_DIFFERS"), message } };
  }
  return { ...said, verdict: { kind: "PENDING", cancellationId: null } };
}

/** Where nothing was discounted, the customer gets back exactly what was cancelled, though the answer does not say so. */
const paidInFull = (verdict: RedactedVerdict): RedactedVerdict =>
  verdict.kind === "SUCCEEDED"
    ? {
        ...verdict,
        cancellation: {
          ...verdict.cancellation,
          paidToCustomer: verdict.cancellation.paidToCustomer ?? verdict.cancellation.amount,
        },
      }
    : verdict;
