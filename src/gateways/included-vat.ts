/** The VAT inside a payment that was reported without it, as its gateway will have worked it out. */
import type { MinorUnits } from "../money/minor-units.js";
import { includedVat } from "../money/vat.js";
import type { GatewayName } from "./port.js";
import { defaultRefundVat } from "./toss-pay/vat.js";

/** Gateways disagree on the odd won, and refuse a refund with more VAT than they count: 10,000 hold 910 at Toss Pay, 909 elsewhere. */
export const includedVatAt = (gateway: GatewayName, taxableGross: MinorUnits): MinorUnits =>
  gateway === "TOSS_PAY" ? defaultRefundVat(taxableGross) : includedVat(taxableGross);
