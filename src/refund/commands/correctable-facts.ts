/** The facts that people correct (`orderFactsCorrect`), by name, and what each correction changes. Pure. */
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { PaymentMethod, PromotionOption, ProviderName, WalletSource } from "../../gateways/port.js";
import type { MinorUnits } from "../../money/minor-units.js";
import type { FactValues } from "../../orders/fact-change.entity.js";
import type { OrderLine } from "../../orders/order.entity.js";
import type { Payment } from "../../orders/payment.entity.js";
import { lineItemValues, type LineItemCorrection } from "./correct-line-items.js";

/** The facts of a payment, and of its order's lines. What was authorised and the gateway's ids are not among them. */
export interface CorrectableFacts {
  paidAt?: Date;
  provider?: ProviderName;
  method?: PaymentMethod;
  promotion?: PromotionOption;
  paidByCustomer?: MinorUnits;
  walletSource?: WalletSource;
  sellerConsented?: boolean;
  /** Moves the balance, as far as its gateway does not say otherwise. */
  capturedAmount?: MinorUnits;
  /** The items of the order's lines, each once. */
  lines?: readonly LineItemCorrection[];
}

export const valuesOf = ({
  paidAt,
  provider,
  method,
  promotion,
  paidByCustomer,
  walletSource,
  sellerConsented,
  capturedAmount,
}: CorrectableFacts | Payment): FactValues => ({
  ...(paidAt !== undefined && { paidAt: paidAt.toISOString() }),
  ...(provider !== undefined && { provider }),
  ...(method !== undefined && { method }),
  ...(promotion !== undefined && { promotion }),
  ...(paidByCustomer !== undefined && { paidByCustomer }),
  ...(walletSource !== undefined && { walletSource }),
  ...(sellerConsented !== undefined && { sellerConsented }),
  ...(capturedAmount !== undefined && { capturedAmount }),
});

/** A proposal says all of it by name. */
export const allValuesOf = (facts: CorrectableFacts): FactValues => ({
  ...valuesOf(facts),
  ...lineItemValues(facts.lines ?? [], (line) => line),
});

export interface Change {
  row: Payment | OrderLine;
  of: { paymentId: string; orderLineId: null } | { paymentId: null; orderLineId: string };
  values: object;
  before: FactValues;
  after: FactValues;
}

export const isChange = ({ before, after }: Change): boolean => !isDeepStrictEqual(before, after);

export function paymentChange(payment: Payment, facts: CorrectableFacts): Change {
  const after = valuesOf(facts);
  const values = Object.fromEntries(Object.entries(facts).filter(([name]) => name in after));
  const before = Object.fromEntries(Object.keys(after).map((name) => [name, valuesOf(payment)[name] ?? null]));
  return { row: payment, of: { paymentId: payment.id, orderLineId: null }, values, before, after };
}

export const lineChanges = (
  lines: ReadonlyMap<string, OrderLine>,
  corrections: readonly LineItemCorrection[],
): Change[] =>
  corrections.map(({ lineNo, ...values }) => {
    const row = lines.get(lineNo);
    assert(row, "a corrected line is one of the order's");
    const before = Object.fromEntries(
      Object.keys(values).map((name) => [name, row[name as keyof typeof values] ?? null]),
    );
    return { row, of: { paymentId: null, orderLineId: row.id }, values, before, after: values };
  });
