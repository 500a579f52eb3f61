/** ledgerDayReport: the order service reports by which entries its ledger gave points and deposits back on one Korean day. */
import { sentence } from "../messages/sentence.js";
import type { Sentence } from "../messages/text.js";
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Principal } from "../access/principal.js";
import { koreanDay } from "../clock.js";
import type { IdempotentResult } from "../idempotency/idempotency-store.js";
import { fail, ok, type Failure } from "../problem.js";
import { commandOnce, type RefundContext } from "../refund/context.js";
import type { LedgerReport } from "./ledger-report.entity.js";
import { lockGateway, openRun } from "./run.js";
import { complete, missingParts, storePart, type LedgerDayPart } from "./store-ledger-day.js";
import { reportUnknownPayments } from "./unknown-payments.js";

export interface LedgerDayReported {
  /** Numbers of the parts that have not come yet; the day is compared once there are none. */
  missingParts: number[];
}

/**
 * Outcomes: INVALID_INPUT (a day that is not over, a part beyond the last, an entry of another day, another report or part under
 * the same number). An entry itself is a fact and always finds a place: with the last part reconciliation looks at the day again.
 */
export function reportLedgerDay(
  context: RefundContext,
  principal: Principal,
  input: LedgerDayPart & { idempotencyKey: string },
): Promise<IdempotentResult<LedgerDayReported>> {
  const { idempotencyKey, ...given } = input;
  const command = { principal, operation: "ledgerDayReport", idempotencyKey, input: given };
  return commandOnce<LedgerDayReported>(context, command, async (em) => {
    const faulty = faultIn(context, given);
    if (faulty) return faulty;
    // Two parts at once: the second must see that the first one has come.
    await lockGateway(em, "MERCHANT_LEDGER");
    const stored = await storePart(context, em, given);
    if (!stored.ok) return stored;
    const { report, isNew } = stored.value;
    const missing = missingParts(report);
    if (isNew && missing.length === 0) await compareDay(context, em, report);
    return ok({ missingParts: missing });
  });
}

function faultIn({ clock, gateways }: RefundContext, { day, part, parts, entries }: LedgerDayPart): Failure | null {
  const fault = (reason: Sentence, ...field: (string | number)[]) => fail("INVALID_INPUT", { reason }, field);
  if (!gateways.names.includes("MERCHANT_LEDGER"))
    return fault(sentence("reasons.ledger.noGateway", { names: gateways.names }), "entries");
  const today = koreanDay(clock.now());
  if (day >= today) return fault(sentence("reasons.ledger.dayNotOver", { day, today }), "day");
  if (part > parts) return fault(sentence("reasons.ledger.noPart", { part, parts }), "part");
  const position = entries.findIndex(({ bookedAt }) => koreanDay(bookedAt) !== day);
  const strange = entries[position];
  if (!strange) return null;
  const bookedOn = koreanDay(strange.bookedAt);
  const reason = sentence("reasons.ledger.otherDay", { id: strange.ledgerEntryId, bookedOn, day });
  return fault(reason, "entries", position, "bookedAt");
}

async function compareDay(context: RefundContext, em: EntityManager, report: LedgerReport): Promise<void> {
  await complete(context, em, report);
  await reportUnknownPayments(context, em, report);
  const run = { gateway: "MERCHANT_LEDGER", day: report.day } as const;
  // The day's own bookings are compared with it, and whatever has differed before.
  await openRun(context, em, run, { again: true, anew: true, lookBackDays: 1 });
  await context.jobs.enqueue(em, "gateway.reconcile", run);
}
