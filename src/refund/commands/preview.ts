/** refundPreview: what a return would refund on which payment, and what would stand in the way, before anything is stored. */
import type { MinorUnits } from "../../money/minor-units.js";
import { sum } from "../../money/minor-units.js";
import type { Parts } from "../../money/parts.js";
import { loadCalendar } from "../../calendar/holiday-book.js";
import { dueDay } from "../../orders/due-date.js";
import { findOrder } from "../../orders/store-order.js";
import { loadRules } from "../../gateway-rules/rule-book.js";
import { termsOf } from "../../gateway-rules/terms.js";
import type { DeductionKind } from "../../orders/return.entity.js";
import { resolveLines, type ReturnedLineFacts } from "../../orders/owed-lines.js";
import type { NamedLeg } from "../../orders/split.js";
import { fail, inCurrency, ok, type Outcome } from "../../problem.js";
import { splitOver } from "./split-over.js";
import { fourEyesLimitIn, type RefundContext } from "../context.js";
import { refundsTogether } from "../record/repository.js";
import { factsOf, gatewayUseOf, paymentFacts, type GatewayUse } from "../eligibility/load-facts.js";
import type { Objection } from "../eligibility/objections.js";
import { objectionsTo } from "../eligibility/rules.js";

export interface PreviewLeg {
  paymentNo: string;
  paymentId: string;
  amount: Parts;
  /** Gross, before deductions. */
  lines: { lineNo: string; amount: MinorUnits }[];
  deductions: { kind: DeductionKind; amount: MinorUnits }[];
  /** True when the order's refunds, or the customer's of the day, and these would be above the four-eyes limit together. */
  needsApproval: boolean;
  objections: Objection[];
  /** The last Korean day on which the gateway surely takes it; null: no deadline is known. */
  lastDay: string | null;
  /** The deadline differs by card company or contract. */
  lastDayApproximate: boolean;
  /** The fee the gateway takes from the shop for it. */
  fee: MinorUnits;
  /** The fee the payment has cost the shop already; no refund brings it back. */
  sunkFee: MinorUnits;
  /** The last Korean day in time if the goods came back now. */
  dueOn: string;
}

/** Uses the same split and rules as the real thing and writes nothing. Outcomes: NOT_FOUND and those of `returnCollect`. */
export async function previewReturn(
  context: RefundContext,
  wanted: {
    orderNo: string;
    lines: ReturnedLineFacts[];
    deductions: { kind: DeductionKind; amount: MinorUnits }[];
    legs?: NamedLeg[];
    /** True when the customer would name a bank account, with everything a provider may demand of one. */
    withAccount?: boolean;
  },
): Promise<Outcome<PreviewLeg[]>> {
  const em = context.root.fork();
  const rows = await findOrder(em, wanted.orderNo);
  if (!rows) return fail("NOT_FOUND", { what: "order", id: wanted.orderNo }, ["orderNo"]);
  const owed = await resolveLines(em, wanted.lines, rows.lines);
  const { currency } = rows.order;
  if (!owed.ok) return inCurrency(owed, currency);
  const split = await splitOver(em, rows, owed.value, wanted, context.settings.splitStrategy);
  if (!split.ok) return inCurrency(split, currency);

  const at = context.clock.now();
  const together =
    (await refundsTogether(em, rows.order.id, at)) + sum(split.value.legs.map((leg) => leg.amount.total));
  const rules = await loadRules(em);
  const dueOn = dueDay(await loadCalendar(em, context.settings), at);
  const legs: PreviewLeg[] = [];
  const uses = await gatewayUseOf(
    em,
    rows.payments.map(({ id }) => id),
  );
  for (const leg of split.value.legs) {
    const index = rows.payments.findIndex((p) => p.paymentNo === leg.paymentNo);
    const payment = rows.payments[index];
    if (!payment) continue;
    const facts = factsOf(context, {
      refund: {
        id: null,
        state: "returnCollected",
        amount: leg.amount.total,
        // Split over what its payments have left.
        refundable: leg.amount.total,
        requestedBy: null,
        approvedBy: null,
        accountNamedBy: [],
        account: wanted.withAccount ? { bankCode: null, hasPhone: true } : null,
      },
      payment: paymentFacts(payment, currency),
      use: uses[index] as GatewayUse,
      rules,
    });
    const terms = termsOf(rules, payment, at);
    legs.push({
      paymentNo: leg.paymentNo,
      paymentId: payment.id,
      amount: leg.amount,
      lines: leg.lines,
      deductions: leg.deductions.map(({ kind, amount }) => ({ kind: kind as DeductionKind, amount })),
      needsApproval: together > fourEyesLimitIn(context.settings, currency),
      dueOn,
      lastDay: terms.lastDay,
      lastDayApproximate: terms.approximate,
      fee: terms.fee,
      sunkFee: terms.sunkFee,
      objections: objectionsTo(facts),
    });
  }
  return ok(legs);
}
