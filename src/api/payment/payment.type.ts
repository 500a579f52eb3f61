/** Payments, their balance and what moved back at the gateway, in the API. */
import { Field, ID, Int, ObjectType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import type {
  GatewayName,
  InstrumentKind,
  PromotionOption,
  ProviderName,
  WalletSource,
  CaptureState,
  PaymentMethod,
} from "../../gateways/port.js";
import { refundableIn, type BalanceRow } from "../../orders/balance.js";
import type { CancellationCause } from "../../refund/record/attempt.entity.js";
import { Authorized } from "../authorized.js";
import { columns, derived, flag, instant, integer, money, taxParts, text, type Priced } from "../connection/columns.js";
import { Money, moneyOf, TaxPartsType } from "../money/money.type.js";
import { NodeType } from "../node/node.type.js";
import {
  CaptureStateEnum,
  GatewayEnum,
  InstrumentKindEnum,
  PaymentMethodEnum,
  PromotionOptionEnum,
  ProviderEnum,
  WalletSourceEnum,
} from "../order/order.enums.js";
import { CancellationCauseEnum } from "../refund/refund.enums.js";
import { DateTimeScalar } from "../scalar/date-time.js";

@Authorized(Permission.PaymentRead)
@ObjectType("Payment", {
  implements: NodeType,
  description:
    "A payment (결제) of an order and its balance, in the gateway's cancel units: `refundedAtGateway + refundedByHand + reserved + uncaptured ≤ amount + reversed + excess`, for every tax part.",
  simpleResolvers: true,
})
export class PaymentType implements NodeType {
  @Field(() => ID, { description: "The id (식별자), unique and opaque." })
  id!: string;

  @Field(() => String, { description: "The shop's own number of the payment (결제 순번), unique in its order." })
  paymentNo!: string;

  @Field(() => Int, { description: "Position among the order's payments (순서); 1 is the primary one." })
  position!: number;

  @Field(() => GatewayEnum, { description: "The gateway the payment was made at (결제사)." })
  gateway!: GatewayName;

  @Field(() => String, { description: "The gateway's own id of the payment (결제사 결제번호)." })
  gatewayPaymentId!: string;

  @Field(() => PaymentMethodEnum, { description: "The method of payment (결제수단)." })
  method!: PaymentMethod;

  @Field(() => ProviderEnum, {
    nullable: true,
    description: "The provider that processes the payment behind the gateway (PG) (PG사); null: not reported.",
  })
  provider!: ProviderName | null;

  @Field(() => WalletSourceEnum, {
    nullable: true,
    description:
      "The source of money behind a wallet (간편결제), as it was reported; null: not reported, or no wallet.",
  })
  walletSource!: WalletSource | null;

  @Field(() => WalletSourceEnum, {
    nullable: true,
    description:
      "The source of money behind a wallet (지갑 재원), as the gateway's last look-up said it; null: it did not. It counts where nothing was reported; where it is another one than was reported, neither counts.",
  })
  walletSourceAtGateway!: WalletSource | null;

  @Field(() => Boolean, {
    description:
      "True when the seller has agreed with the provider to refunds that need it (판매자 동의), such as PayPal's after 180 days.",
  })
  sellerConsented!: boolean;

  @Field(() => PromotionOptionEnum, {
    description:
      "The treatment of the discount on the rest when a part is cancelled (할인 처리): the same for all its cancels.",
  })
  promotion!: PromotionOption;

  @Field(() => Money, {
    nullable: true,
    description:
      "The amount the customer paid (고객 실결제액), discounts taken off, in won and not in cancel units; null: all of `amount`.",
  })
  paidByCustomer!: Money | null;

  @Field(() => CaptureStateEnum, { description: "The capture state (매입) of the payment." })
  captureState!: CaptureState;

  @Field(() => Money, {
    nullable: true,
    description:
      "The amount that was captured (매입), as it was reported; null: not reported how much, so all of `amount`.",
  })
  capturedAmount!: Money | null;

  @Field(() => Boolean, {
    description: "True when a chargeback or dispute is open at the gateway (분쟁 여부): refunds are then blocked.",
  })
  disputed!: boolean;

  @Field(() => DateTimeScalar, { description: "When it was paid (결제 시각)." })
  paidAt!: Date;

  @Field(() => TaxPartsType, { description: "The amount that was paid (금액)." })
  amount!: TaxPartsType;

  @Field(() => TaxPartsType, {
    description: "The amount the gateway has given back (결제사 환불액), whoever asked it to.",
  })
  refundedAtGateway!: TaxPartsType;

  @Field(() => TaxPartsType, { description: "The amount people paid back by bank transfer instead (수기 환불액)." })
  refundedByHand!: TaxPartsType;

  @Field(() => TaxPartsType, { description: "Held for refunds that are owed and not yet settled (예약액)." })
  reserved!: TaxPartsType;

  @Field(() => TaxPartsType, {
    description: "Refunded money the customer's bank sent back (반송액): can be refunded again.",
  })
  reversed!: TaxPartsType;

  @Field(() => TaxPartsType, {
    description:
      "The amount that has gone back beyond what was paid (초과액): facts reported to us, each with an alarm.",
  })
  excess!: TaxPartsType;

  @Field(() => TaxPartsType, {
    description:
      "Authorised and never captured (미매입액), as far as the gateway shows no cancel for it: nobody has paid it, so it is never refundable.",
  })
  uncaptured!: TaxPartsType;

  @Field(() => Money, {
    description: "The amount that can still be refunded (환불 가능액), reservations not included.",
  })
  refundable!: Money;

  orderId!: string;
}

@Authorized(Permission.PaymentRead)
@ObjectType("BookedCancellation", {
  description: "Money that really moved back at a gateway (취소 내역): one per cancellation, whoever caused it.",
  simpleResolvers: true,
})
export class BookedCancellationType {
  @Field(() => ID, { description: "The id (식별자), unique and opaque." })
  id!: string;

  @Field(() => String, {
    description:
      "The gateway's id of the cancellation (결제사 취소 번호); `statement:…` where two people stated it and the gateway has not shown it yet, `no-id:…` where it gave none.",
  })
  gatewayCancellationId!: string;

  @Field(() => GatewayEnum, { description: "The gateway the money moved at (결제사)." })
  gateway!: GatewayName;

  @Field(() => CancellationCauseEnum, { description: "The party that caused it (원인)." })
  cause!: CancellationCause;

  @Field(() => ID, { nullable: true, description: "The attempt it answers (시도 ID); null when it was adopted." })
  attemptId!: string | null;

  @Field(() => TaxPartsType, { description: "The amount that moved (금액)." })
  amount!: TaxPartsType;

  @Field(() => TaxPartsType, {
    description:
      "The share of it that released what was authorised and never captured (매입 전 해제분): no money went back with it.",
  })
  released!: TaxPartsType;

  @Field(() => Money, {
    nullable: true,
    description: "The amount the customer really got back (고객 실수령액), where the gateway says it.",
  })
  paidToCustomer!: Money | null;

  @Field(() => Money, {
    nullable: true,
    description: "The share that went back as the wallet's own points (포인트 환급분), where the gateway names it.",
  })
  returnedAsPoints!: Money | null;

  @Field(() => Money, {
    nullable: true,
    description:
      "The share that only lowered the customer's discount (할인 차감분), points that the gateway counts as one included: nobody got it. null: not named.",
  })
  refundedDiscount!: Money | null;

  @Field(() => Money, {
    nullable: true,
    description:
      "The amount the gateway said can still be refunded after this cancellation (남은 환불 가능액), in its cancel units; one that is not what our books say is an `ANSWER_DIFFERS` alarm. null: not named.",
  })
  leftRefundable!: Money | null;

  @Field(() => Money, {
    nullable: true,
    description:
      "The discount the gateway said stays on the rest of the payment after this cancellation (남은 할인); null: not named.",
  })
  leftDiscount!: Money | null;

  @Field(() => Money, {
    nullable: true,
    description:
      "The amount the gateway said the customer's card or account has still paid after this cancellation (남은 실결제액); null: not named.",
  })
  leftPaid!: Money | null;

  @Field(() => Boolean, {
    description:
      "The transfer that was to bring it to the customer failed (송금 실패): the gateway counts it, and the shop has the money.",
  })
  transferFailed!: boolean;

  @Field(() => String, { nullable: true, description: "The provider's own id of the cancellation (PG 취소 번호)." })
  providerCancellationId!: string | null;

  @Field(() => String, { nullable: true, description: "The address of the receipt (영수증)." })
  receiptUrl!: string | null;

  @Field(() => String, { nullable: true, description: "The address of the card sales slip (매출전표)." })
  salesSlipUrl!: string | null;

  @Field(() => String, { nullable: true, description: "The cash receipt's management key (현금영수증 관리번호)." })
  cashReceiptKey!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The card or account it went back to (카드·계좌), as the gateway masked it.",
  })
  instrument!: string | null;

  @Field(() => InstrumentKindEnum, {
    nullable: true,
    description: "The kind of card or account it went back to (수단 종류); null: not named.",
  })
  instrumentKind!: InstrumentKind | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The card company or bank it went back to (카드사·은행), by the name the gateway has for it; null: not named.",
  })
  issuer!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When two people said that it was taken back at the provider (취소 원복): it counts no more.",
  })
  restoredAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When the gateway says it happened (취소 시각)." })
  happenedAt!: Date | null;

  @Field(() => DateTimeScalar, { description: "When we booked it (기장 시각)." })
  bookedAt!: Date;

  paymentId!: string;
}

export const PAYMENT_COLUMNS = columns<PaymentType>({
  id: text("id"),
  orderId: text("order_id"),
  paymentNo: text("payment_no"),
  position: integer("position"),
  gateway: text("gateway"),
  gatewayPaymentId: text("gateway_payment_id"),
  method: text("method"),
  provider: text("provider"),
  walletSource: text("wallet_source"),
  walletSourceAtGateway: text("wallet_source_at_gateway"),
  sellerConsented: flag("seller_consented"),
  promotion: text("promotion"),
  paidByCustomer: money("paid_by_customer"),
  captureState: text("capture_state"),
  capturedAmount: money("captured_amount"),
  disputed: flag("disputed"),
  paidAt: instant("paid_at"),
  amount: taxParts("amount_"),
  refundedAtGateway: taxParts("refunded_at_gateway_"),
  refundedByHand: taxParts("refunded_by_hand_"),
  reserved: taxParts("reserved_"),
  reversed: taxParts("reversed_"),
  excess: taxParts("excess_"),
  uncaptured: taxParts("uncaptured_"),
  refundable: derived([], (row: BalanceRow & Priced) => moneyOf(refundableIn(row), row.currency)),
});

export const CANCELLATION_COLUMNS = columns<BookedCancellationType>({
  id: text("id"),
  gatewayCancellationId: text("gateway_cancellation_id"),
  gateway: text("gateway"),
  paymentId: text("payment_id"),
  cause: text("cause"),
  attemptId: text("attempt_id"),
  transferFailed: flag("transfer_failed"),
  amount: taxParts("amount_"),
  released: taxParts("released_"),
  paidToCustomer: money("paid_to_customer"),
  returnedAsPoints: money("returned_as_points"),
  refundedDiscount: money("refunded_discount"),
  leftRefundable: money("left_refundable"),
  leftDiscount: money("left_discount"),
  leftPaid: money("left_paid"),
  providerCancellationId: text("provider_cancellation_id"),
  receiptUrl: text("receipt_url"),
  salesSlipUrl: text("sales_slip_url"),
  cashReceiptKey: text("cash_receipt_key"),
  instrument: text("instrument"),
  instrumentKind: text("instrument_kind"),
  issuer: text("issuer"),
  restoredAt: instant("restored_at"),
  happenedAt: instant("happened_at"),
  bookedAt: instant("booked_at"),
});
