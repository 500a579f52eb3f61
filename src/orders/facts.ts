/** The facts a return service reports of an order. */
import { includedVatAt } from "../gateways/included-vat.js";
import type {
  GatewayName,
  PromotionOption,
  ProviderName,
  WalletSource,
  CaptureState,
  PaymentMethod,
} from "../gateways/port.js";
import type { MinorUnits } from "../money/minor-units.js";
import { partsOf, type Parts } from "../money/parts.js";
import type { Secret } from "../secret.js";
import type { LineItemFacts } from "./line-items.js";
import type { LineKind } from "./order.entity.js";
import type { TaxCategory } from "./split.js";

export interface OrderFacts {
  orderNo: string;
  /** ISO 4217. */
  currency: string;
  customerId: Secret<string>;
  customerName: Secret<string>;
  /** Primary payment first; none where the order cost nothing. */
  payments: PaymentFacts[];
  lines: OrderLineFacts[];
}

export interface PaymentFacts {
  paymentNo: string;
  gateway: GatewayName;
  gatewayPaymentId: string;
  method: PaymentMethod;
  /** The provider that processes it behind the gateway (PG); null: not reported. */
  provider: ProviderName | null;
  /** Behind a wallet; left out: nobody said. */
  walletSource?: WalletSource | undefined;
  promotion: PromotionOption;
  /** The amount the customer paid, discounts taken off; null: all of `amount`. */
  paidByCustomer: MinorUnits | null;
  captureState: CaptureState;
  paidAt: Date;
  /** In the gateway's cancel units; `taxFree` and `serviceFee` are parts of it, the rest is taxable with its VAT. */
  amount: MinorUnits;
  taxFree: MinorUnits;
  serviceFee: MinorUnits;
  /** As given to the gateway when the payment was made; null: computed. */
  vat: MinorUnits | null;
}

export interface OrderLineFacts extends LineItemFacts {
  lineNo: string;
  kind: LineKind;
  taxCategory: TaxCategory;
  name: string;
  quantity: number;
  /** For the whole line, VAT included. */
  amount: MinorUnits;
}

/** A payment's parts, from what the return service reported of it. */
export function partsOfPayment({ gateway, amount, taxFree, serviceFee, vat }: PaymentFacts): Parts {
  const taxableGross = (amount - taxFree - serviceFee) as MinorUnits;
  const itsVat = vat ?? includedVatAt(gateway, taxableGross);
  return partsOf({ taxable: taxableGross - itsVat, vat: itsVat, taxFree, serviceFee });
}
