/** The words of orders, payments and returns, as GraphQL enums. */
import type { GatewayName } from "../../gateways/port.js";
import type { LineKind } from "../../orders/order.entity.js";
import type { CaptureState, PaymentMethod } from "../../orders/payment.entity.js";
import type { DeductionKind, ReturnLife } from "../../orders/return.entity.js";
import type { TaxCategory } from "../../orders/split.js";
import { enumeration } from "../enumeration.js";

export const GatewayEnum = enumeration<GatewayName>("Gateway", "Where a payment lives.", {
  PORTONE_V2: "PortOne V2.",
});

export const PaymentMethodEnum = enumeration<PaymentMethod>("PaymentMethod", "How it was paid.", {
  CARD: "카드 — card.",
  VIRTUAL_ACCOUNT: "가상계좌 — virtual account.",
  BANK_TRANSFER: "계좌이체 — bank transfer.",
  MOBILE: "휴대폰 — carrier billing.",
  EASY_PAY: "간편결제 — wallet.",
  GIFT_CERTIFICATE: "상품권 — gift certificate.",
});

export const CaptureStateEnum = enumeration<CaptureState>("CaptureState", "Whether a payment was captured (매입).", {
  AUTHORISED: "매입 전 — authorised only: it can be cancelled in full, not in part.",
  CAPTURED: "매입 — captured: it can be refunded in parts.",
});

export const LineKindEnum = enumeration<LineKind>("OrderLineKind", "What a line of an order is.", {
  PHYSICAL: "Goods.",
  DIGITAL: "Digital goods.",
  SUBSCRIPTION: "A subscription.",
  DELIVERY: "Delivery.",
  SERVICE: "A service.",
});

export const TaxCategoryEnum = enumeration<TaxCategory>("TaxCategory", "What a sale is for tax.", {
  TAXABLE: "과세 — taxable; the amount holds its VAT.",
  TAX_FREE: "면세 — tax-free.",
  SERVICE_FEE: "봉사료 — service fee.",
});

export const DeductionKindEnum = enumeration<DeductionKind>(
  "DeductionKind",
  "Money that stays charged although goods came back.",
  {
    RETURN_SHIPPING: "반품 배송비 — the way back.",
    LOST_FREE_SHIPPING: "무료배송 조건 미달 — delivery that is no longer free.",
    OTHER: "Anything else.",
  },
);

export const ReturnLifeEnum = enumeration<ReturnLife>(
  "ReturnLife",
  "What has become of a return, derived from its refunds.",
  {
    AWAITING: "환불 대기 — nothing is paid yet.",
    PARTLY_REFUNDED: "일부 환불 — some of its refunds are completed.",
    REFUNDED: "반품완료 — everything owed is paid.",
    WITHDRAWN: "반품 철회 — nothing is owed any more and nothing was paid.",
  },
);
