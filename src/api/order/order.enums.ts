/** The words of orders, payments and returns, as GraphQL enums. */
import type {
  GatewayName,
  InstrumentKind,
  PromotionOption,
  ProviderName,
  CaptureState,
  PaymentMethod,
  WalletSource,
} from "../../gateways/port.js";
import type { LineKind } from "../../orders/order.entity.js";
import type { AmountReason } from "../../orders/owed-lines.js";
import type {
  DeductionKind,
  FaultParty,
  NoRefundReason,
  ReturnReason,
  ReturnRefundStatus,
} from "../../orders/return.entity.js";
import type { TaxCategory } from "../../orders/split.js";
import { enumeration } from "../enumeration.js";

export const GatewayEnum = enumeration<GatewayName>("Gateway", "The gateway of a payment (결제사).", {
  PORTONE_V2: "포트원 V2 — PortOne V2.",
  IAMPORT_V1: "아임포트 — i'mport, PortOne V1.",
  TOSS_PAY: "토스페이 — Toss Pay.",
  EBP: "EBP 커머스 — EBP — the commerce payment API.",
  MERCHANT_LEDGER: "The shop's own points (적립금) and deposits (예치금), in its order service's ledger.",
});

export const WalletSourceEnum = enumeration<WalletSource>(
  "WalletSource",
  "The source of money behind a wallet (간편결제).",
  {
    CARD: "카드 — a card behind the wallet.",
    MONEY: "The wallet's own prepaid money (페이머니).",
  },
);

export const InstrumentKindEnum = enumeration<InstrumentKind>(
  "InstrumentKind",
  "The kind of card or account money went back to (수단 종류).",
  {
    CREDIT_CARD: "신용카드 — a credit card.",
    DEBIT_CARD: "체크카드 — a debit card.",
    PREPAID_CARD: "선불카드 — a prepaid or gift card.",
    BANK_ACCOUNT: "계좌 — a bank account, also one behind a wallet.",
  },
);

export const ProviderEnum = enumeration<ProviderName>(
  "Provider",
  "The provider that processes a payment behind its gateway (PG) (PG사).",
  {
    KCP: "NHN한국사이버결제 — the provider NHN KCP.",
    INICIS: "KG이니시스 — the provider KG Inicis.",
    TOSS_PAYMENTS: "토스페이먼츠 — the provider Toss Payments.",
    NICE: "나이스페이먼츠 — the provider NICE Payments.",
    NICE_V2: "(신)나이스페이먼츠 — the provider NICE Payments, by its newer module.",
    DANAL: "다날 — the provider Danal.",
    KICC: "KICC 이지페이 — the provider KICC.",
    KSNET: "케이에스넷 — the provider KSNET.",
    KPN: "한국결제네트웍스 — the provider Korea Payment Networks.",
    SMARTRO: "스마트로 — the provider Smartro.",
    SMARTRO_V2: "(신)스마트로 — the provider Smartro, by its newer module.",
    WELCOME: "웰컴페이먼츠 — one of the providers (PG사).",
    HECTO: "헥토파이낸셜 — the provider Hecto Financial.",
    DAOU: "키움페이 — the provider Kiwoom Pay, formerly Daou.",
    KAKAO_PAY: "카카오페이 — the provider Kakao Pay.",
    NAVER_PAY: "네이버페이 — the provider Naver Pay.",
    PAYCO: "페이코 — the provider PAYCO.",
    PAYPAL: "페이팔 — the provider PayPal.",
    OTHER: "기타 — another one, without rules or formats of its own here.",
  },
);

export const PromotionOptionEnum = enumeration<PromotionOption>(
  "PromotionOption",
  "The treatment of the discount on the rest when a part is cancelled (할인 처리).",
  { RETAIN: "할인 유지 — the discount stays.", RELEASE: "할인 재계산 — the discount is recomputed for what stays." },
);

export const PaymentMethodEnum = enumeration<PaymentMethod>("PaymentMethod", "The method of payment (결제수단).", {
  CARD: "카드 — a credit, debit or prepaid card.",
  VIRTUAL_ACCOUNT: "가상계좌 — virtual account.",
  BANK_TRANSFER: "계좌이체 — bank transfer.",
  MOBILE: "휴대폰 — carrier billing.",
  EASY_PAY: "간편결제 — a wallet with a card or money behind it.",
  GIFT_CERTIFICATE: "상품권 — gift certificate.",
  POINTS: "적립금 — the shop's own points.",
  DEPOSIT: "예치금 — the shop's own deposit.",
});

export const CaptureStateEnum = enumeration<CaptureState>("CaptureState", "The capture state (매입) of a payment.", {
  AUTHORISED: "매입 전 — authorised only: it can be cancelled in full, not in part.",
  CAPTURED: "매입 — captured: it can be refunded in parts.",
});

export const LineKindEnum = enumeration<LineKind>("OrderLineKind", "The kind of an order line (상품 종류).", {
  PHYSICAL: "실물 상품 — goods.",
  DIGITAL: "디지털 상품 — digital goods.",
  SUBSCRIPTION: "구독 — a subscription.",
  DELIVERY: "배송비 — what the customer paid for the delivery.",
  SERVICE: "서비스 — a service.",
});

export const TaxCategoryEnum = enumeration<TaxCategory>("TaxCategory", "The tax category of a sale (과세 구분).", {
  TAXABLE: "과세 — taxable; the amount holds its VAT.",
  TAX_FREE: "면세 — tax-free.",
  SERVICE_FEE: "봉사료 — service fee.",
});

export const DeductionKindEnum = enumeration<DeductionKind>(
  "DeductionKind",
  "Money that stays charged although goods came back (차감).",
  {
    RETURN_SHIPPING: "반품 배송비 — the way back.",
    LOST_FREE_SHIPPING: "무료배송 조건 미달 — delivery that is no longer free.",
    OTHER: "기타 — anything else.",
  },
);

export const NoRefundReasonEnum = enumeration<NoRefundReason>(
  "NoRefundReason",
  "The reason that no refund came of a return (환불 없는 사유).",
  {
    FREE_OF_CHARGE: "사은품, 전액 할인 — its lines cost nothing.",
    ALREADY_CLAIMED: "환불 완료 금액 — earlier returns have claimed all that its lines cost.",
    DEDUCTED: "전액 공제 — its deductions are as much as its lines.",
    NOT_OWED: "환불 없음 — the return service reported that nothing is owed for its units.",
    CHARGED_BACK: "차지백 — the card company had given the money back.",
    NEVER_CAPTURED: "매입되지 않음 — the money had been authorised and never captured: the customer never paid it.",
    CANCELLED_AT_GATEWAY: "결제사에서 취소 — the money had gone back at the gateway, without a refund of this service.",
    REFUNDED_BY_HAND: "수기 환불 — refunds of the payment as a whole, paid by bank transfer, give back all there was.",
  },
);

export const AmountReasonEnum = enumeration<AmountReason>(
  "AmountReason",
  "The reason that more is owed for returned units than their share of the line (증액 사유).",
  {
    GOODWILL: "선의의 보상 — the shop gives more than it owes.",
    DAMAGED_SET: "세트 훼손 — the units that stay out are worth less without those that came back.",
    OTHER: "기타 — another reason, known to the return service.",
  },
);

export const ReturnReasonEnum = enumeration<ReturnReason>(
  "ReturnReason",
  "The reason that goods came back (반품 사유). It goes to the gateway with the cancel, in Korean.",
  {
    CUSTOMER_REQUEST: "The customer asked for it (고객 요청).",
    CHANGE_OF_MIND: "The customer changed their mind (단순 변심).",
    DEFECTIVE: "The goods have a defect (상품 불량).",
    WRONG_ITEM: "Other goods were sent than were bought (오배송).",
    DAMAGED_IN_TRANSIT: "The goods were damaged on their way (배송 중 파손).",
  },
);

export const FaultPartyEnum = enumeration<FaultParty>(
  "FaultParty",
  "A party that can be at fault for a return (귀책). It is recorded; the return service decides on deductions.",
  {
    CUSTOMER: "고객 귀책 — the customer, who changed their mind: return shipping is theirs to pay.",
    SELLER: "판매자 귀책 — the seller: return shipping is the seller's to pay.",
    CARRIER: "배송사 귀책 — the carrier; towards the customer the seller answers for it.",
  },
);

export const ReturnRefundStatusEnum = enumeration<ReturnRefundStatus>(
  "ReturnRefundStatus",
  "The refund status of a return (반품 환불 상태), derived from its refunds.",
  {
    AWAITING: "환불 대기 — nothing is paid yet.",
    PARTLY_REFUNDED: "일부 환불 — some of its refunds are completed.",
    REFUNDED: "반품완료 — everything owed is paid.",
    WITHDRAWN: "반품 철회 — nothing is owed any more and nothing was paid.",
  },
);
