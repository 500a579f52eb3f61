/** The report of a return service: an order with its payments and lines, and what came back. Checked here, compared with earlier facts by the use case. */
import { Field, InputType, Int } from "type-graphql";
import { z } from "zod";
import {
  GATEWAYS,
  PROMOTION_OPTIONS,
  PROVIDERS,
  WALLET_SOURCES,
  type GatewayName,
  type PromotionOption,
  type ProviderName,
  type WalletSource,
  CAPTURE_STATES,
  PAYMENT_METHODS,
  type CaptureState,
  type PaymentMethod,
} from "../../gateways/port.js";
import { schemaMessage } from "../../messages/schema-message.js";
import { isCurrency } from "../../money/currency.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { MAX_LINES, MAX_PAYMENTS } from "../../orders/grow-order.js";
import { LINE_KINDS, type LineKind } from "../../orders/order.entity.js";
import { AMOUNT_REASONS, type AmountReason } from "../../orders/owed-lines.js";
import {
  DEDUCTION_KINDS,
  FAULT_PARTIES,
  RETURN_REASONS,
  type DeductionKind,
  type FaultParty,
  type ReturnReason,
} from "../../orders/return.entity.js";
import { TAX_CATEGORIES, type TaxCategory } from "../../orders/split.js";
import { Secret } from "../../secret.js";
import {
  amount,
  foreignNumber,
  idempotencyKey,
  line,
  listOf,
  MAX_NAME_LENGTH,
  number,
  positiveAmount,
  sumIsExact,
} from "../input.js";
import {
  AmountReasonEnum,
  CaptureStateEnum,
  DeductionKindEnum,
  GatewayEnum,
  LineKindEnum,
  PaymentMethodEnum,
  PromotionOptionEnum,
  ProviderEnum,
  WalletSourceEnum,
  FaultPartyEnum,
  ReturnReasonEnum,
  TaxCategoryEnum,
} from "../order/order.enums.js";
import { RefundAccountInput, refundAccount } from "../refund/refund-account.input.js";
import { KEY_DESCRIPTION } from "../refund/refund-commands.input.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { MinorUnitsScalar } from "../scalar/minor-units.js";

/** One per kind and a few more. */
export const MAX_DEDUCTIONS = 10;
/** More units of one line than anybody ships; keeps sums of quantities far from the column's end. */
const MAX_QUANTITY = 1_000_000;

@InputType({ description: "A payment of the order. Amounts are in the gateway's cancel units." })
class PaymentFactsInput {
  @Field(() => String, { description: "The shop's own number of the payment (결제 순번), unique in its order." })
  paymentNo!: string;

  @Field(() => GatewayEnum, { description: "The gateway the payment was made at (결제사)." })
  gateway!: GatewayName;

  @Field(() => String, {
    description:
      "The gateway's own id of the payment. At IAMPORT_V1 its imp_uid; where only the shop's number is known, `merchant_uid:` and that number: the payment is then the only one of it that was ever paid, looked for before each cancel.",
  })
  gatewayPaymentId!: string;

  @Field(() => PaymentMethodEnum, { description: "The method of payment (결제수단)." })
  method!: PaymentMethod;

  @Field(() => ProviderEnum, {
    nullable: true,
    description:
      "The provider that processes the payment behind the gateway (PG). Decides bank codes and some rules; left out: not known.",
  })
  provider?: ProviderName | null;

  @Field(() => WalletSourceEnum, {
    nullable: true,
    description: "Behind a wallet (간편결제), which decides its deadline at some; left out: not known.",
  })
  walletSource?: WalletSource | null;

  @Field(() => PromotionOptionEnum, {
    defaultValue: "RELEASE",
    description:
      "The treatment of the discount on the rest when a part is cancelled; the same for all cancels of the payment.",
  })
  promotion!: PromotionOption;

  @Field(() => MinorUnitsScalar, {
    nullable: true,
    description: "The amount the customer paid, discounts taken off; at most `amount`. Left out: all of it.",
  })
  paidByCustomer?: MinorUnits | null;

  @Field(() => CaptureStateEnum, { description: "The capture state (매입) of the payment." })
  captureState!: CaptureState;

  @Field(() => DateTimeScalar, { description: "When it was paid (결제 시각)." })
  paidAt!: Date;

  @Field(() => MinorUnitsScalar, { description: "The amount paid; 0 where a discount covers everything." })
  amount!: MinorUnits;

  @Field(() => MinorUnitsScalar, { defaultValue: 0, description: "The tax-free part (면세) of the amount." })
  taxFree!: MinorUnits;

  @Field(() => MinorUnitsScalar, { defaultValue: 0, description: "The service fee (봉사료) in the amount." })
  serviceFee!: MinorUnits;

  @Field(() => MinorUnitsScalar, {
    nullable: true,
    description: "The VAT in the amount, as reported to the gateway when it was paid; left out: computed.",
  })
  vat?: MinorUnits | null;
}

@InputType({ description: "A line of the order (주문 상품), as the shop sold it." })
class OrderLineFactsInput {
  @Field(() => String, { description: "The shop's own number of the line (상품 번호), unique in its order." })
  lineNo!: string;

  @Field(() => LineKindEnum, { description: "The kind of the line (종류)." })
  kind!: LineKind;

  @Field(() => TaxCategoryEnum, { description: "The tax category of the line (과세 구분)." })
  taxCategory!: TaxCategory;

  @Field(() => String, { description: "The order line that was sold (상품명)." })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "The product id (상품 ID) under which the shop registered the line with its gateway. Needed where a payment is EBP's, whose cancel names it; left out: not reported.",
  })
  itemId?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "The serial number (일련번호) of the line as registered, unique in the order. Needed where a payment is EBP's; its item type is `kind`.",
  })
  seq?: number | null;

  @Field(() => Int, { description: `Units sold, 1 to ${MAX_QUANTITY}.` })
  quantity!: number;

  @Field(() => MinorUnitsScalar, { description: "The price of the whole line, VAT included." })
  amount!: MinorUnits;
}

@InputType({
  description:
    "The order. Reported again it may have grown (payments, lines, units with their money); what was reported before stays.",
})
export class OrderFactsInput {
  @Field(() => String, { description: "The shop's own order number (주문번호)." })
  orderNo!: string;

  @Field(() => String, { description: "ISO 4217 (통화), such as KRW." })
  currencyCode!: string;

  @Field(() => String, { description: "The customer's id in the shop; stored encrypted, shown masked." })
  customerId!: string;

  @Field(() => String, { description: "The customer's name; stored encrypted, shown masked." })
  customerName!: string;

  @Field(() => [PaymentFactsInput], {
    description: `Up to ${MAX_PAYMENTS} payments, the primary one first; none where the order cost nothing.`,
  })
  payments!: PaymentFactsInput[];

  @Field(() => [OrderLineFactsInput], { description: `1 to ${MAX_LINES} lines.` })
  lines!: OrderLineFactsInput[];
}

@InputType({ description: "The units of one line that came back." })
export class ReturnedLineInput {
  @Field(() => String, { description: "The line of the order." })
  lineNo!: string;

  @Field(() => Int, { description: "Units that came back; 0 for a cut of the line's amount only." })
  quantity!: number;

  @Field(() => MinorUnitsScalar, {
    nullable: true,
    description:
      "The amount owed for the units before deductions, 0 where nothing is; left out: their share of what is left of the line. More than their share needs an `amountReason`.",
  })
  amount?: MinorUnits | null;

  @Field(() => AmountReasonEnum, {
    nullable: true,
    description:
      "The reason that more is owed than the units' share of what is left of the line. Units still out are owed less for it.",
  })
  amountReason?: AmountReason | null;
}

@InputType({ description: "Money that stays charged although goods came back (차감)." })
export class DeductionInput {
  @Field(() => DeductionKindEnum, { description: "The kind of the deduction (종류)." })
  kind!: DeductionKind;

  @Field(() => MinorUnitsScalar, { description: "The amount deducted, more than 0." })
  amount!: MinorUnits;
}

@InputType({ description: "The part of a return that one payment gives back." })
export class LegInput {
  @Field(() => String, { description: "The payment of the order." })
  paymentNo!: string;

  @Field(() => MinorUnitsScalar, { description: "The amount from this payment, after deductions." })
  amount!: MinorUnits;
}

@InputType({ description: "The return as the shop knows it (반품)." })
class ReturnFactsInput {
  @Field(() => String, { description: "The return service's own number (반품번호)." })
  returnNo!: string;

  @Field(() => DateTimeScalar, { description: "When the goods were back (회수완료). The statutory clock starts here." })
  collectedAt!: Date;

  @Field(() => ReturnReasonEnum, {
    nullable: true,
    description: "The reason that the goods came back, sent to the gateway with the cancel; left out: not reported.",
  })
  reason?: ReturnReason | null;

  @Field(() => FaultPartyEnum, {
    nullable: true,
    description:
      "The party at fault (귀책), sent to the gateway as who asks for the cancel where it has a field for it; left out: not reported. It must be possible for the reason.",
  })
  atFault?: FaultParty | null;

  @Field(() => [ReturnedLineInput], { description: `Lines that came back: 1 to ${MAX_LINES} lines, each once.` })
  lines!: ReturnedLineInput[];

  @Field(() => [DeductionInput], { defaultValue: [], description: `Up to ${MAX_DEDUCTIONS} deductions.` })
  deductions!: DeductionInput[];

  @Field(() => [LegInput], {
    nullable: true,
    description: "The split over the payments; left out: the merchant's strategy decides.",
  })
  legs?: LegInput[] | null;

  @Field(() => RefundAccountInput, {
    nullable: true,
    description:
      "The customer's bank account, where a payment cannot go back the way it came (가상계좌). Stored encrypted, shown masked.",
  })
  refundAccount?: RefundAccountInput | null;
}

@InputType({ description: "A collected return with its order." })
export class ReturnCollectInput {
  @Field(() => OrderFactsInput, { description: "The order as the shop knows it (주문)." })
  order!: OrderFactsInput;

  @Field(() => ReturnFactsInput, { description: "The return as the shop knows it (반품)." })
  return!: ReturnFactsInput;

  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;
}

const exact = <T extends { amount: number | null }>(entries: readonly T[]): boolean =>
  sumIsExact(entries.map((entry) => entry.amount ?? 0));
const INEXACT = schemaMessage("reasons.input.inexact");
const count = z
  .number()
  .int()
  .max(MAX_QUANTITY, schemaMessage("reasons.input.most", { max: MAX_QUANTITY }));
const secret = line(MAX_NAME_LENGTH).transform((value) => new Secret(value));

const payment = z.object({
  paymentNo: number(),
  gateway: z.enum(GATEWAYS),
  gatewayPaymentId: foreignNumber(),
  method: z.enum(PAYMENT_METHODS),
  provider: z
    .enum(PROVIDERS)
    .nullish()
    .transform((value) => value ?? null),
  walletSource: z
    .enum(WALLET_SOURCES)
    .nullish()
    .transform((value) => value ?? undefined),
  promotion: z.enum(PROMOTION_OPTIONS),
  paidByCustomer: amount.nullish().transform((value) => value ?? null),
  captureState: z.enum(CAPTURE_STATES),
  paidAt: z.date(),
  amount,
  taxFree: amount,
  serviceFee: amount,
  vat: amount.nullish().transform((value) => value ?? null),
});

const orderLine = z.object({
  lineNo: number(),
  kind: z.enum(LINE_KINDS),
  taxCategory: z.enum(TAX_CATEGORIES),
  name: line(MAX_NAME_LENGTH),
  itemId: foreignNumber()
    .nullish()
    .transform((value) => value ?? null),
  seq: z
    .number()
    .int()
    .min(1, schemaMessage("reasons.input.least", { min: 1 }))
    .nullish()
    .transform((value) => value ?? null),
  quantity: count.min(1, schemaMessage("reasons.input.least", { min: 1 })),
  amount,
});

/** The input a preview and a return have in common. */
export const returned = {
  lines: listOf(
    z.object({
      lineNo: number(),
      quantity: count.min(0, schemaMessage("reasons.input.least", { min: 0 })),
      amount: amount.nullish().transform((value) => value ?? null),
      amountReason: z.enum(AMOUNT_REASONS).nullish(),
    }),
    MAX_LINES,
  ).refine(exact, INEXACT),
  deductions: z
    .array(z.object({ kind: z.enum(DEDUCTION_KINDS), amount: positiveAmount }))
    .max(MAX_DEDUCTIONS, schemaMessage("reasons.input.tooManyEntries", { max: MAX_DEDUCTIONS }))
    .refine(exact, INEXACT),
  legs: listOf(z.object({ paymentNo: number(), amount: positiveAmount }), MAX_PAYMENTS)
    .refine(exact, INEXACT)
    .nullish()
    .transform((legs) => legs ?? undefined),
};

export const orderFacts = z
  .object({
    orderNo: number(),
    currencyCode: z.string().refine(isCurrency, schemaMessage("reasons.input.currency")),
    customerId: secret,
    customerName: secret,
    payments: z
      .array(payment)
      .max(MAX_PAYMENTS, schemaMessage("reasons.input.tooManyEntries", { max: MAX_PAYMENTS }))
      .refine(exact, INEXACT),
    lines: listOf(orderLine, MAX_LINES).refine(exact, INEXACT),
  })
  .transform(({ currencyCode, ...order }) => ({ ...order, currency: currencyCode }));

export const returnCollectSchema = z.object({
  order: orderFacts,
  return: z.object({
    returnNo: number(),
    collectedAt: z.date(),
    reason: z.enum(RETURN_REASONS).nullish(),
    atFault: z.enum(FAULT_PARTIES).nullish(),
    ...returned,
    refundAccount: refundAccount.nullish().transform((account) => account ?? undefined),
  }),
  idempotencyKey,
});
