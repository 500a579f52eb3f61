/** The story's words: what a shop's return service knows of an order, and what only the gateways know of its payments. */
import type { GatewayName, PromotionOption, ProviderName, PaymentMethod } from "../../src/gateways/port.js";
import type { Promotion } from "../../sandbox/portone-v2/payment.js";
import type { LineKind, TaxCategory } from "./goods.js";

/** All amounts in won, in the gateway's cancel units (before discounts). */
export interface SeedOrder {
  orderNo: string;
  customer: { id: string; name: string };
  /** The primary one first. */
  payments: SeedPayment[];
  lines: SeedLine[];
}

export interface SeedPayment {
  paymentNo: string;
  gateway: GatewayName;
  gatewayPaymentId: string;
  method: PaymentMethod;
  /** As the return service names it; null where there is none behind the gateway. */
  provider: ProviderName | null;
  promotion: PromotionOption;
  /** AUTHORISED is 매입 전. */
  captureState: "AUTHORISED" | "CAPTURED";
  paidAt: Date;
  amount: number;
  taxFree: number;
  /** As the shop told the gateway; null: it told none. */
  vat: number | null;
  /** After discounts; null: all of `amount`. */
  paidByCustomer: number | null;
  atGateway: AtGateway;
  /** Counts the payments of its gateway from 0: decides how the sandbox meets its cancels. */
  turn: number;
}

/** Facts nobody reports to the service. */
interface AtGateway {
  /** The provider (PG) in the gateway's own spelling; null where it has none. */
  pgProvider: string | null;
  orderName: string;
  /** A promotion of PortOne's own, whose partial cancels it recalculates. */
  promotion?: Promotion;
}

export interface SeedLine {
  lineNo: string;
  /** Model and place of the line as the shop registered them with EBP; left out in orders paid elsewhere. */
  itemId?: string;
  seq?: number;
  kind: LineKind;
  taxCategory: TaxCategory;
  name: string;
  quantity: number;
  amount: number;
}

/** 환불계좌: where the customer wants the money when it cannot go back the way it came. */
export interface SeedAccount {
  bankCode: string;
  number: string;
  holder: string;
  phone: string;
}

export interface SeedReturn {
  returnNo: string;
  order: SeedOrder;
  collectedAt: Date;
  /** `amount` null: the share of what is left of the line. Quantity 0 is a cut of the amount only. */
  lines: { lineNo: string; quantity: number; amount: number | null }[];
  deductions: { kind: "RETURN_SHIPPING" | "LOST_FREE_SHIPPING"; amount: number }[];
  /** Named by the return service; null: the service's own strategy decides. */
  legs: { paymentNo: string; amount: number }[] | null;
  /** Null: not needed, or nobody has asked the customer yet. */
  refundAccount: SeedAccount | null;
}

export interface Seed {
  orders: SeedOrder[];
  /** In the order they happened. */
  returns: SeedReturn[];
}

/** The story's payments at one gateway, in the order of its orders. */
export const paymentsAt = (orders: Seed, gateway: GatewayName): SeedPayment[] =>
  orders.orders.flatMap((order) => order.payments).filter((payment) => payment.gateway === gateway);
