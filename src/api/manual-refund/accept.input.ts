/** Inputs of the registration of a manual refund (수기 환불접수), and how they are checked. */
import { Field, ID, InputType } from "type-graphql";
import { z } from "zod";
import { MANUAL_REFUND_REASONS, type ManualRefundReason } from "../../manual-refund/accept.js";
import { schemaMessage } from "../../messages/schema-message.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { MAX_LINES } from "../../orders/grow-order.js";
import { amount, id, idempotencyKey, listOf, MAX_TEXT_LENGTH, number, optionalText, positiveAmount } from "../input.js";
import { RefundAccountInput, refundAccount } from "../refund/refund-account.input.js";
import { KEY_DESCRIPTION } from "../refund/refund-commands.input.js";
import { MinorUnitsScalar } from "../scalar/minor-units.js";
import { ManualRefundReasonEnum } from "./manual-refund.enums.js";

@InputType({ description: "The part of a manual refund that is for one line of the order (주문 상품)." })
class ManualRefundLineInput {
  @Field(() => String, { description: "The number of the order line (상품 번호)." })
  lineNo!: string;

  @Field(() => MinorUnitsScalar, { description: "The amount for this line, in whole minor units: more than nothing." })
  amount!: MinorUnits;
}

@InputType({ description: "A refund to a bank account that needs no collected return (수기 환불접수)." })
export class ManualRefundAcceptInput {
  @Field(() => ID, { description: "The id of the payment the money is of (결제 ID)." })
  paymentId!: string;

  @Field(() => MinorUnitsScalar, {
    description:
      "The amount in whole minor units, counted as every refund of the payment is: before a discount of the provider. The transfer pays `payableByHand` of the answer.",
  })
  amount!: MinorUnits;

  @Field(() => MinorUnitsScalar, {
    description:
      "The payment's `refundable` as your page showed it; REFUNDABLE_AMOUNT_CHANGED when it has changed since.",
  })
  expectedRefundableAmount!: MinorUnits;

  @Field(() => [ManualRefundLineInput], {
    nullable: true,
    description:
      "The lines it is for; they add up to `amount`, and a later return of them is owed that much less. Left out: it is of the payment as a whole, and a later return is owed less only where the payment has no more left.",
  })
  lines?: ManualRefundLineInput[] | null;

  @Field(() => RefundAccountInput, { description: "The account as the customer named it (환불계좌)." })
  account!: RefundAccountInput;

  @Field(() => ManualRefundReasonEnum, {
    description: "The reason it is owed for (접수 사유). It stands in the history.",
  })
  reason!: ManualRefundReason;

  @Field(() => String, {
    nullable: true,
    description: `A note, stored encrypted; up to ${MAX_TEXT_LENGTH} characters. The reason OTHER needs one.`,
  })
  memo?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `Given only while the gateway cannot be asked (\`GATEWAY_UNREACHABLE\`): why the registration cannot wait. Stored encrypted; up to ${MAX_TEXT_LENGTH} characters.`,
  })
  withoutLookUpBecause?: string | null;

  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;
}

export const manualRefundAcceptSchema = z
  .object({
    paymentId: id,
    amount: positiveAmount,
    expectedRefundableAmount: amount,
    lines: listOf(z.object({ lineNo: number(), amount: positiveAmount }), MAX_LINES)
      .nullish()
      .transform((lines) => lines ?? null),
    account: refundAccount,
    reason: z.enum(MANUAL_REFUND_REASONS),
    memo: optionalText,
    withoutLookUpBecause: optionalText,
    idempotencyKey,
  })
  .refine(({ reason, memo }) => reason !== "OTHER" || memo !== null, {
    path: ["memo"],
    message: schemaMessage("reasons.input.otherMemo"),
  });
