/** refundPreview: what a return would refund on which payment, and what would stand in the way, before anything is stored. */
import type { MinorUnits } from "../money/minor-units.js";
import { sum } from "../money/minor-units.js";
import type { Parts } from "../money/parts.js";
import { dueDay } from "../orders/due-date.js";
import { findOrder } from "../orders/facts.js";
import { loadRules } from "../orders/gateway-rule-book.js";
import { termsOf } from "../orders/gateway-rules.js";
import type { DeductionKind } from "../orders/return.entity.js";
import { resolveLines, type ReturnedLineFacts } from "../orders/owed-lines.js";
import type { NamedLeg } from "../orders/split.js";
import { fail, ok, type Outcome } from "../problem.js";
import { splitOver } from "./collect-return.js";
import type { Desk } from "./desk.js";
import { openRefundsOfOrder } from "./repository.js";
import { paymentPicture } from "./picture.js";
import { blockedReasons, type Blocked } from "./rules.js";

export interface PreviewLeg {
  paymentNo: string;
  paymentId: string;
  amount: Parts;
  /** Gross, before deductions. */
  lines: { lineNo: string; amount: MinorUnits }[];
  deductions: { kind: DeductionKind; amount: MinorUnits }[];
  /** Whether a request for all of the order's open refunds and these would need a second person. */
  needsApproval: boolean;
  blocked: Blocked[];
  /** The last Korean day on which the gateway surely takes it; null: no deadline is known. */
  lastDay: string | null;
  /** The deadline differs by card company or contract. */
  lastDayApproximate: boolean;
  /** What the gateway takes from the shop for it. */
  fee: MinorUnits;
  /** What the payment has cost the shop already; no refund brings it back. */
  sunkFee: MinorUnits;
  /** The last Korean day in time if the goods came back now. */
  dueOn: string;
}

/** Uses the same split and rules as the real thing and writes nothing. Outcomes: NOT_FOUND and those of `returnCollect`. */
export async function previewReturn(
  desk: Desk,
  wanted: {
    orderNo: string;
    lines: ReturnedLineFacts[];
    deductions: { kind: DeductionKind; amount: MinorUnits }[];
    legs?: NamedLeg[];
    /** Whether the customer would name a bank account, with everything a provider may demand of one. */
    withAccount?: boolean;
  },
): Promise<Outcome<PreviewLeg[]>> {
  const em = desk.root.fork();
  const rows = await findOrder(em, wanted.orderNo);
  if (!rows) return fail("NOT_FOUND", { what: "order", id: wanted.orderNo }, ["orderNo"]);
  const owed = await resolveLines(em, wanted.lines, rows.lines);
  if (!owed.ok) return owed;
  const split = await splitOver(em, rows, owed.value, wanted, desk.settings.splitStrategy);
  if (!split.ok) return split;

  const open = (await openRefundsOfOrder(em, rows.order.id)) + sum(split.value.map((leg) => leg.amount.total));
  const at = desk.clock.now();
  const rules = await loadRules(em);
  const legs: PreviewLeg[] = [];
  for (const leg of split.value) {
    const payment = rows.payments.find((p) => p.paymentNo === leg.paymentNo);
    if (!payment) continue;
    const terms = termsOf(rules, payment, at);
    legs.push({
      paymentNo: leg.paymentNo,
      paymentId: payment.id,
      amount: leg.amount,
      lines: leg.lines,
      deductions: leg.deductions.map(({ kind, amount }) => ({ kind: kind as DeductionKind, amount })),
      needsApproval: open > desk.settings.fourEyesLimit,
      dueOn: dueDay(at),
      lastDay: terms.lastDay,
      lastDayApproximate: terms.approximate,
      fee: terms.fee,
      sunkFee: terms.sunkFee,
      blocked: blockedReasons({
        state: "returnCollected",
        amount: leg.amount.total,
        requestedBy: null,
        account: wanted.withAccount ? { bankCode: "", hasPhone: true } : null,
        payment: await paymentPicture(em, payment, null),
        rules,
        contracts: desk.settings.refundContracts,
        at,
      }),
    });
  }
  return ok(legs);
}
