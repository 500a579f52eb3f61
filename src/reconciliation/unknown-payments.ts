/** Entries of the ledger for payments we do not know: told once for each payment and day, until it is known or listed no more. */
import type { EntityManager } from "@mikro-orm/postgresql";
import type { RefundContext } from "../refund/context.js";
import { WorkItem } from "../refund/record/work-item.entity.js";
import type { Difference } from "./difference.js";
import type { LedgerReport } from "./ledger-report.entity.js";
import { endAgreed, raiseNew } from "./report.js";

/** In the transaction that completes the report, with the ledger's runs locked. */
export async function reportUnknownPayments(
  context: RefundContext,
  em: EntityManager,
  { id, day }: LedgerReport,
): Promise<void> {
  const rows = await em.execute<{ payment: string; sum: string }[]>(
    `select gateway_payment_id as payment, sum(amount) as sum from ledger_entry
     where report_id = ? and payment_id is null group by 1 order by 1`,
    [id],
  );
  const differences = rows.map(({ payment, sum }) => ({ ...unknownPayment(payment, Number(sum)), mended: false }));
  const alarms = await em.find(WorkItem, { paymentId: null, kind: "RECONCILIATION" });
  const known = alarms.filter(({ detail }) => detail["day"] === day);
  endAgreed(context, known, differences);
  await raiseNew(context, em, { paymentId: null, day }, { known, differences });
}

const unknownPayment = (gatewayPaymentId: string, theirs: number): Difference => ({
  kind: "MISSING_HERE",
  subject: gatewayPaymentId,
  ours: null,
  theirs,
  remedy: "CHECK_LEDGER_PAYMENT",
  refundId: null,
  cancellationId: null,
});
