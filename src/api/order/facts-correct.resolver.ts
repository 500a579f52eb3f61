/** `orderFactsCorrect`: a person proposes how a payment was really reported to be, a second one confirms it. */
import { Field, ID, InputType, Int } from "type-graphql";
import { z } from "zod";
import { Permission } from "../../access/permission.js";
import {
  PAYMENT_METHODS,
  PROMOTION_OPTIONS,
  PROVIDERS,
  WALLET_SOURCES,
  type PaymentMethod,
  type PromotionOption,
  type ProviderName,
  type WalletSource,
} from "../../gateways/port.js";
import { schemaMessage } from "../../messages/schema-message.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { MAX_LINES } from "../../orders/grow-order.js";
import { correctFacts } from "../../refund/commands/correct-facts.js";
import {
  amount,
  foreignNumber,
  freeText,
  id,
  idempotencyKey,
  listOf,
  MAX_TEXT_LENGTH,
  number,
  positiveAmount,
} from "../input.js";
import { PaymentType } from "../payment/payment.type.js";
import { KEY_DESCRIPTION } from "../refund/refund-commands.input.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { MinorUnitsScalar } from "../scalar/minor-units.js";
import { PaymentMethodEnum, PromotionOptionEnum, ProviderEnum, WalletSourceEnum } from "./order.enums.js";
import { statementMutation } from "../statement-mutation.js";

@InputType({
  description:
    "The item of an order's line as the shop registered it with its gateway (EBP); what is right is left out.",
})
class CorrectedLineItemInput {
  @Field(() => String, { description: "The line's number, as it was reported." })
  lineNo!: string;

  @Field(() => String, { nullable: true, description: "The product id (상품 ID)." })
  itemId?: string | null;

  @Field(() => Int, { nullable: true, description: "The serial number (일련번호), 1 or more, unique in the order." })
  seq?: number | null;
}

@InputType({
  description: "The facts of a payment as they should have been reported; those that are right are left out.",
})
class CorrectedFactsInput {
  @Field(() => DateTimeScalar, { nullable: true, description: "When it was paid (결제 시각)." })
  paidAt?: Date | null;

  @Field(() => ProviderEnum, { nullable: true, description: "The provider that processes it behind the gateway (PG)." })
  provider?: ProviderName | null;

  @Field(() => PaymentMethodEnum, { nullable: true, description: "The method of payment (결제수단)." })
  method?: PaymentMethod | null;

  @Field(() => PromotionOptionEnum, {
    nullable: true,
    description: "The treatment of the discount; cannot be corrected once a part was cancelled.",
  })
  promotion?: PromotionOption | null;

  @Field(() => MinorUnitsScalar, {
    nullable: true,
    description: "The amount the customer paid; cannot be corrected once a bank transfer was worked out from it.",
  })
  paidByCustomer?: MinorUnits | null;

  @Field(() => WalletSourceEnum, {
    nullable: true,
    description: "Behind a wallet (간편결제): a card, or its own money.",
  })
  walletSource?: WalletSource | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "True once the seller has agreed with the provider to a refund that needs it.",
  })
  sellerConsented?: boolean | null;

  @Field(() => MinorUnitsScalar, {
    nullable: true,
    description:
      "The amount that was captured (매입), in minor units: at least what is refunded and reserved, at most what was authorised. What the gateway itself shows wins.",
  })
  capturedAmount?: MinorUnits | null;

  @Field(() => [CorrectedLineItemInput], {
    nullable: true,
    description: `The items of lines of the payment's order, each line once, at most ${MAX_LINES}.`,
  })
  lines?: CorrectedLineItemInput[] | null;
}

@InputType({ description: "A correction of what was reported of a payment, or the confirmation of one." })
class OrderFactsCorrectInput {
  @Field(() => ID, { description: "The id of the payment (결제 ID)." })
  paymentId!: string;

  @Field(() => CorrectedFactsInput, { description: "The facts: one or more. A confirmation repeats them." })
  facts!: CorrectedFactsInput;

  @Field(() => String, {
    description: `The reason, and where you saw it, 1 to ${MAX_TEXT_LENGTH} characters; stored encrypted.`,
  })
  reason!: string;

  @Field(() => ID, {
    nullable: true,
    description:
      "The other person's `Payment.openCorrection.id`, to confirm it; left out to make a proposal of your own.",
  })
  confirmsCorrectionId?: string | null;

  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;
}

const given = <T extends z.ZodType>(value: T) => value.nullish().transform((each) => each ?? undefined);

const lineItem = z
  .object({
    lineNo: number(),
    itemId: given(foreignNumber()),
    seq: given(
      z
        .number()
        .int()
        .min(1, schemaMessage("reasons.input.least", { min: 1 })),
    ),
  })
  .refine(({ itemId, seq }) => itemId !== undefined || seq !== undefined, schemaMessage("reasons.input.itemOrSeq"))
  .transform(({ lineNo, itemId, seq }) => ({
    lineNo,
    ...(itemId !== undefined && { itemId }),
    ...(seq !== undefined && { seq }),
  }));

const lineItems = listOf(lineItem, MAX_LINES).refine(
  (all) => new Set(all.map(({ lineNo }) => lineNo)).size === all.length,
  schemaMessage("reasons.input.lineOnce"),
);

const facts = z
  .object({
    paidAt: given(z.date()),
    provider: given(z.enum(PROVIDERS)),
    method: given(z.enum(PAYMENT_METHODS)),
    promotion: given(z.enum(PROMOTION_OPTIONS)),
    paidByCustomer: given(amount),
    walletSource: given(z.enum(WALLET_SOURCES)),
    sellerConsented: given(z.boolean()),
    capturedAmount: given(positiveAmount),
    lines: given(lineItems),
  })
  .refine((all) => Object.values(all).some((each) => each !== undefined), schemaMessage("reasons.input.oneFact"));

const schema = z.object({
  paymentId: id,
  facts,
  reason: freeText,
  confirmsCorrectionId: id.nullish().transform((value) => value ?? null),
  idempotencyKey,
});

export const FactsCorrectResolver = statementMutation({
  name: "orderFactsCorrect",
  permission: Permission.OrderFactsCorrect,
  description:
    "Proposes to correct what was reported wrongly of a payment or of its order's lines, or confirms what somebody else proposed; only a confirmation changes the payment. The wrong facts may be reported again: they change nothing. Codes: INVALID_INPUT, NOT_FOUND, FACTS_INCONSISTENT, REFUND_STATE_CONFLICT (a call to the gateway is open), STATEMENT_CONFLICT, SAME_PERSON, EVIDENCE_DISAGREES (the gateway's look-up says otherwise of the captured amount), GATEWAY_UNREACHABLE, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS.",
  input: { type: OrderFactsCorrectInput, schema, description: "The correction, or its confirmation." },
  about: { field: "payment", type: PaymentType, now: (ctx, { paymentId }) => ctx.loaders.payment(paymentId) },
  statement: { field: "correctionId", noun: "correction" },
  effect: "the payment changed",
  useCase: correctFacts,
});
