/** The lines of a cancel as a gateway is given them: the refund's lines with its deductions taken off. Pure. */
import type { CancelLine } from "../../gateways/port.js";
import { allocate } from "../../money/allocate.js";
import { ZERO, type MinorUnits } from "../../money/minor-units.js";
import type { Parts } from "../../money/parts.js";
import type { LineKind } from "../../orders/order.entity.js";
import { spreadOverLines, type TaxCategory } from "../../orders/split.js";

export interface RefundedLine {
  lineNo: string;
  itemId: string | null;
  seq: number | null;
  kind: LineKind;
  taxCategory: TaxCategory;
  /** This refund's share of the line, before deductions. */
  amount: MinorUnits;
  /** Units that came back with this amount; 0 where only a part of the amount is cut or another payment has a share too. */
  quantity: number;
}

/**
 * Amounts sum to `amount.total`, in each tax category to what the cancel has of it, and VAT to `amount.vat`; in line order.
 * Deductions are taken off within the category they were taken from. Lines that nothing is left of are not named.
 */
export function cancelLines(amount: Parts, lines: readonly RefundedLine[]): CancelLine[] {
  const gross = lines.reduce((sum, line) => sum + line.amount, 0);
  const net = spreadOverLines(amount, lines);
  const named = lines.map((line, index) => ({ line, amount: net[index] ?? ZERO })).filter((n) => n.amount > 0);
  const vat = allocate(
    amount.vat,
    named.map((n) => (n.line.taxCategory === "TAXABLE" ? n.amount : ZERO)),
  );
  return named.map(({ line, amount: ofLine }, index) => ({
    lineNo: line.lineNo,
    itemId: line.itemId,
    seq: line.seq,
    kind: line.kind,
    quantity: gross === amount.total && line.quantity > 0 ? line.quantity : 1,
    amount: ofLine,
    vat: vat[index] ?? ZERO,
  }));
}
