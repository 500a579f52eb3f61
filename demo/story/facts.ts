/** The story's words: what a shop's return service knows of an order, and what the gateway knows of its payments. */
import type { PaymentFacts as GatewayFacts } from "../../sandbox/portone-v2/control.js";
import type { Behaviour } from "./behaviour.js";
import type { LineKind, TaxCategory } from "./goods.js";

export const METHODS = ["CARD", "EASY_PAY", "BANK_TRANSFER", "VIRTUAL_ACCOUNT", "MOBILE", "GIFT_CERTIFICATE"] as const;
export type Method = (typeof METHODS)[number];

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
  gatewayPaymentId: string;
  method: Method;
  /** AUTHORISED is 매입 전. */
  captureState: "AUTHORISED" | "CAPTURED";
  paidAt: Date;
  amount: number;
  taxFree: number;
  /** As the shop told the gateway; null: it told none. */
  vat: number | null;
  /** What only the gateway knows. */
  atGateway: Pick<GatewayFacts, "pgProvider" | "orderName" | "promotion"> & { paid?: number };
  behaviour: Behaviour | null;
}

export interface StoryLine {
  lineNo: string;
  kind: LineKind;
  taxCategory: TaxCategory;
  name: string;
  quantity: number;
  amount: number;
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
}

export interface Story {
  orders: StoryOrder[];
  /** In the order they happened. */
  returns: StoryReturn[];
}
