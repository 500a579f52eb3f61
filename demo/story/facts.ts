/** The story's words: what a shop's return service knows of an order, and what only the gateways know of its payments. */
import type { GatewayName, PromotionOption, ProviderName } from "../../src/gateways/port.js";
import type { PaymentMethod } from "../../src/orders/payment.entity.js";
import type { Promotion } from "../../sandbox/portone-v2/payment.js";
import type { LineKind, TaxCategory } from "./goods.js";

/** All amounts in won, in the gateway's cancel units (before discounts). */
export interface StoryOrder {
  orderNo: string;
  customer: { id: string; name: string };
  /** The primary one first. */
  payments: StoryPayment[];
  lines: StoryLine[];
}

export interface StoryPayment {
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

/** What nobody tells the desk. */
export interface AtGateway {
  /** The provider (PG) in the gateway's own spelling; null where it has none. */
  pgProvider: string | null;
  orderName: string;
  /** A promotion of PortOne's own, whose partial cancels it recalculates. */
  promotion?: Promotion;
}

export interface StoryLine {
  lineNo: string;
  kind: LineKind;
  taxCategory: TaxCategory;
  name: string;
  quantity: number;
  amount: number;
}

/** 환불계좌: where the customer wants the money when it cannot go back the way it came. */
export interface StoryAccount {
  bankCode: string;
  number: string;
  holder: string;
  phone: string;
}

export interface StoryReturn {
  returnNo: string;
  order: StoryOrder;
  collectedAt: Date;
  /** `amount` null: the share of what is left of the line. Quantity 0 is a cut of the amount only. */
  lines: { lineNo: string; quantity: number; amount: number | null }[];
  deductions: { kind: "RETURN_SHIPPING" | "LOST_FREE_SHIPPING"; amount: number }[];
  /** Named by the return service; null: the desk's own strategy decides. */
  legs: { paymentNo: string; amount: number }[] | null;
  /** Null: not needed, or nobody has asked the customer yet. */
  refundAccount: StoryAccount | null;
}

export interface Story {
  orders: StoryOrder[];
  /** In the order they happened. */
  returns: StoryReturn[];
}

/** The story's payments at one gateway, in the order of its orders. */
export const paymentsAt = (story: Story, gateway: GatewayName): StoryPayment[] =>
  story.orders.flatMap((order) => order.payments).filter((payment) => payment.gateway === gateway);
