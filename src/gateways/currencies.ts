/** The currencies payments are in at each gateway, and those a cancel can be sent in. */
import type { GatewayName } from "./port.js";

interface Currencies {
  /** Currencies a payment of ours there can be in; null: any. */
  paid: ReadonlySet<string> | null;
  /** Currencies a cancel can be sent in; null: any. */
  cancelled: ReadonlySet<string> | null;
}

const ANY = null;
const WON: ReadonlySet<string> = new Set(["KRW"]);

const CURRENCIES: Readonly<Record<GatewayName, Currencies>> = {
  /** Minor units by ISO 4217, whatever the currency. Source: PortOne, V2 SDK, PaymentTotalAmount. */
  PORTONE_V2: { paid: ANY, cancelled: ANY },
  /** Other currencies have amounts with fractions there, and no document says how a cancel counts its tax parts in them. */
  IAMPORT_V1: { paid: WON, cancelled: WON },
  /** Won are the only money in its documents. */
  TOSS_PAY: { paid: WON, cancelled: WON },
  /** A shop abroad is paid in other currencies, but nothing says whether a cancel counts in their `exponent`. */
  EBP: { paid: ANY, cancelled: WON },
  /** The order service is sent the currency with each amount, and decides by itself. */
  MERCHANT_LEDGER: { paid: ANY, cancelled: ANY },
};

export const canBePaidIn = (gateway: GatewayName, currency: string): boolean =>
  CURRENCIES[gateway].paid?.has(currency) ?? true;

export const canBeCancelledIn = (gateway: GatewayName, currency: string): boolean =>
  CURRENCIES[gateway].cancelled?.has(currency) ?? true;
