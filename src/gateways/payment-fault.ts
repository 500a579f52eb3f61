/** Facts of a payment its gateway could never send back: refused when they are reported, not when money is to move. */
import { sentence } from "../messages/sentence.js";
import type { Sentence } from "../messages/text.js";
import type { MinorUnits } from "../money/minor-units.js";
import type { GatewayName, ProviderName } from "./port.js";

interface ReportedPayment {
  gateway: GatewayName;
  gatewayPaymentId: string;
  provider: ProviderName | null;
  serviceFee: MinorUnits;
}

/** Gateways without a field for the service fee (봉사료) in a cancel. Sources: PortOne, V2 and V1 REST API, cancel a payment. */
const WITHOUT_SERVICE_FEE: ReadonlySet<GatewayName> = new Set(["PORTONE_V2", "IAMPORT_V1"]);
/** Gateways with the id in the path of a request, where these two lead to another endpoint. */
const WITH_ID_IN_PATH: ReadonlySet<GatewayName> = new Set(["PORTONE_V2", "IAMPORT_V1"]);
const DOTS: ReadonlySet<string> = new Set([".", ".."]);
/** Gateways with nobody behind them: a provider's rules and codes would be applied to payments it never saw. */
const WITHOUT_PROVIDER: ReadonlySet<GatewayName> = new Set(["TOSS_PAY", "MERCHANT_LEDGER"]);

/** The first fault, with its field and what would be right; null: there is none. */
export function paymentFault({
  gateway,
  gatewayPaymentId,
  provider,
  serviceFee,
}: ReportedPayment): { field: "gatewayPaymentId" | "provider" | "serviceFee"; reason: Sentence } | null {
  if (serviceFee > 0 && WITHOUT_SERVICE_FEE.has(gateway))
    return { field: "serviceFee", reason: sentence("reasons.order.noServiceFee", { gateway }) };
  if (DOTS.has(gatewayPaymentId) && WITH_ID_IN_PATH.has(gateway))
    return {
      field: "gatewayPaymentId",
      reason: sentence("reasons.order.noPaymentId", { id: gatewayPaymentId, gateway }),
    };
  if (provider !== null && provider !== "OTHER" && WITHOUT_PROVIDER.has(gateway))
    return { field: "provider", reason: sentence("reasons.order.noProvider", { gateway }) };
  return null;
}
