/** Payments, their balance and what moved back at the gateway, in the API. */
import { Field, ID, Int, ObjectType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import { PART_COLUMNS } from "../../database/columns.js";
import type { GatewayName, PromotionOption, ProviderName } from "../../gateways/port.js";
import { minorUnits, type MinorUnits } from "../../money/minor-units.js";
import { TAX_PARTS } from "../../money/parts.js";
import type { CaptureState, PaymentMethod } from "../../orders/payment.entity.js";
import type { EffectCause } from "../../refund/attempt/attempt.entity.js";
import { Authorized } from "../authorized.js";
import { Money, moneyOf, partColumns, partsIn, TaxPartsType } from "../money/money.type.js";
import { CaptureStateEnum, GatewayEnum, PaymentMethodEnum, PromotionOptionEnum, ProviderEnum } from "../order/words.js";
import { EffectCauseEnum } from "../refund/words.js";
import { DateTimeScalar } from "../scalar/date-time.js";

@Authorized(Permission.PaymentRead)
@ObjectType("Payment", {
  description:
    "A payment (결제) of an order and its balance, in the gateway's cancel units: `refundedAtGateway + refundedByHand + reserved ≤ amount + reversed + excess`, for every tax part.",
  simpleResolvers: true,
})
export class PaymentType {
  @Field(() => ID, { description: "Opaque." })
  id!: string;

  @Field(() => String, { description: "The shop's own number of the payment, unique in its order." })
  paymentNo!: string;

  @Field(() => Int, { description: "Place among the order's payments; 1 is the primary one." })
  position!: number;

  @Field(() => GatewayEnum, { description: "Where it lives." })
  gateway!: GatewayName;

  @Field(() => String, { description: "The gateway's own id of the payment." })
  gatewayPaymentId!: string;

  @Field(() => PaymentMethodEnum, { description: "How it was paid." })
  method!: PaymentMethod;

  @Field(() => ProviderEnum, {
    nullable: true,
    description: "Who processes it behind the gateway (PG); null: not told.",
  })
  provider!: ProviderName | null;

  @Field(() => PromotionOptionEnum, {
    description: "What happens to a discount of what stays when a part is cancelled: the same for all its cancels.",
  })
  promotion!: PromotionOption;

  @Field(() => Money, {
    nullable: true,
    description: "What the customer paid, discounts taken off, in won and not in cancel units; null: all of `amount`.",
  })
  paidByCustomer!: Money | null;

  @Field(() => CaptureStateEnum, { description: "Whether it was captured (매입)." })
  captureState!: CaptureState;

  @Field(() => Boolean, {
    description: "Whether a chargeback or dispute is open at the gateway: refunds are then blocked.",
  })
  disputed!: boolean;

  @Field(() => DateTimeScalar, { description: "When it was paid." })
  paidAt!: Date;

  @Field(() => TaxPartsType, { description: "What was paid." })
  amount!: TaxPartsType;

  @Field(() => TaxPartsType, { description: "What the gateway has given back, whoever asked it to." })
  refundedAtGateway!: TaxPartsType;

  @Field(() => TaxPartsType, { description: "What people paid back by bank transfer instead." })
  refundedByHand!: TaxPartsType;

  @Field(() => TaxPartsType, { description: "Held for refunds that are owed and not yet settled." })
  reserved!: TaxPartsType;

  @Field(() => TaxPartsType, { description: "Refunded money the customer's bank sent back: can be refunded again." })
  reversed!: TaxPartsType;

  @Field(() => TaxPartsType, {
    description: "What has gone back beyond what was paid: facts we were told, each with an alarm.",
  })
  excess!: TaxPartsType;

  @Field(() => Money, { description: "What can still be refunded, reservations not included." })
  refundable!: Money;

  orderId!: string;
}

@Authorized(Permission.PaymentRead)
@ObjectType("GatewayEffect", {
  description: "Money that really moved back at a gateway: one per cancellation, whoever caused it.",
  simpleResolvers: true,
})
export class EffectType {
  @Field(() => ID, { description: "Opaque." })
  id!: string;

  @Field(() => String, {
    description:
      "The gateway's id of the cancellation; `statement:…` where two people stated it and the gateway has not shown it yet.",
  })
  gatewayCancellationId!: string;

  @Field(() => EffectCauseEnum, { description: "Who caused it." })
  cause!: EffectCause;

  @Field(() => ID, { nullable: true, description: "The attempt it answers; null when it was adopted." })
  attemptId!: string | null;

  @Field(() => TaxPartsType, { description: "What moved." })
  amount!: TaxPartsType;

  @Field(() => Money, { nullable: true, description: "What the customer really got back, where the gateway tells." })
  paidToCustomer!: Money | null;

  @Field(() => String, { nullable: true, description: "The provider's own id of the cancellation." })
  providerCancellationId!: string | null;

  @Field(() => String, { nullable: true, description: "Where the receipt can be seen." })
  receiptUrl!: string | null;

  @Field(() => String, { nullable: true, description: "Where the card sales slip (매출전표) can be seen." })
  salesSlipUrl!: string | null;

  @Field(() => String, { nullable: true, description: "The cash receipt's management key (현금영수증 관리번호)." })
  cashReceiptKey!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The card or account it went back to, as the gateway masked it.",
  })
  instrument!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When the gateway says it happened." })
  happenedAt!: Date | null;

  @Field(() => DateTimeScalar, { description: "When we booked it." })
  bookedAt!: Date;
}

const BALANCES = ["amount_", "refunded_at_gateway_", "refunded_by_hand_", "reserved_", "reversed_", "excess_"] as const;

export const PAYMENT_COLUMNS = `id, order_id, payment_no, position, gateway, gateway_payment_id, method, provider, promotion, paid_by_customer, capture_state, disputed, paid_at, ${BALANCES.map(partColumns).join(", ")}`;

export interface PaymentRow {
  id: string;
  order_id: string;
  payment_no: string;
  position: number;
  gateway: GatewayName;
  gateway_payment_id: string;
  method: PaymentMethod;
  provider: ProviderName | null;
  promotion: PromotionOption;
  paid_by_customer: string | null;
  capture_state: CaptureState;
  disputed: boolean;
  paid_at: string;
  currency: string;
}

export const paymentOf = (row: PaymentRow): PaymentType => ({
  id: row.id,
  orderId: row.order_id,
  paymentNo: row.payment_no,
  position: row.position,
  gateway: row.gateway,
  gatewayPaymentId: row.gateway_payment_id,
  method: row.method,
  provider: row.provider,
  promotion: row.promotion,
  paidByCustomer: row.paid_by_customer === null ? null : moneyOf(row.paid_by_customer, row.currency),
  captureState: row.capture_state,
  disputed: row.disputed,
  paidAt: new Date(row.paid_at),
  amount: partsIn(row, "amount_", row.currency),
  refundedAtGateway: partsIn(row, "refunded_at_gateway_", row.currency),
  refundedByHand: partsIn(row, "refunded_by_hand_", row.currency),
  reserved: partsIn(row, "reserved_", row.currency),
  reversed: partsIn(row, "reversed_", row.currency),
  excess: partsIn(row, "excess_", row.currency),
  refundable: { amount: roomOf(row), currencyCode: row.currency },
});

/** Part by part, as the request counts it (`refundableParts`): the page and the request must agree to the unit. */
function roomOf(row: PaymentRow): MinorUnits {
  const columns = row as unknown as Record<string, string>;
  let room = 0;
  for (const part of TAX_PARTS) {
    const of = (balance: (typeof BALANCES)[number]) => Number(columns[`${balance}${PART_COLUMNS[part]}`]);
    room += Math.max(
      0,
      of("amount_") + of("reversed_") - of("refunded_at_gateway_") - of("refunded_by_hand_") - of("reserved_"),
    );
  }
  return minorUnits(room);
}

export const EFFECT_COLUMNS = `id, gateway_cancellation_id, cause, attempt_id, ${partColumns("amount_")}, paid_to_customer, provider_cancellation_id, receipt_url, sales_slip_url, cash_receipt_key, instrument, happened_at, booked_at`;

export interface EffectRow {
  id: string;
  gateway_cancellation_id: string;
  cause: EffectCause;
  attempt_id: string | null;
  paid_to_customer: string | null;
  provider_cancellation_id: string | null;
  receipt_url: string | null;
  sales_slip_url: string | null;
  cash_receipt_key: string | null;
  instrument: string | null;
  happened_at: string | null;
  booked_at: string;
  currency: string;
}

export const effectOf = (row: EffectRow): EffectType => ({
  id: row.id,
  gatewayCancellationId: row.gateway_cancellation_id,
  cause: row.cause,
  attemptId: row.attempt_id,
  amount: partsIn(row, "amount_", row.currency),
  paidToCustomer: row.paid_to_customer === null ? null : moneyOf(row.paid_to_customer, row.currency),
  providerCancellationId: row.provider_cancellation_id,
  receiptUrl: row.receipt_url,
  salesSlipUrl: row.sales_slip_url,
  cashReceiptKey: row.cash_receipt_key,
  instrument: row.instrument,
  happenedAt: row.happened_at === null ? null : new Date(row.happened_at),
  bookedAt: new Date(row.booked_at),
});
