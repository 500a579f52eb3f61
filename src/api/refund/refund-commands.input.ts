/** Inputs of the mutations on one refund, and how they are checked. */
import { Field, ID, InputType, Int } from "type-graphql";
import { z } from "zod";
import { schemaMessage } from "../../messages/schema-message.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { CANCEL_REASONS, type CancelReason } from "../../refund/record/refund.entity.js";
import { freeText, id, idempotencyKey, MAX_TEXT_LENGTH, optionalText, positiveAmount, version } from "../input.js";
import { MinorUnitsScalar } from "../scalar/minor-units.js";
import { RefundAccountInput, refundAccount } from "./refund-account.input.js";
import { CancelReasonEnum } from "./refund.enums.js";

export const KEY_DESCRIPTION =
  "8 to 200 visible ASCII characters, stored for ever per caller: the same key with the same input gives the same answer, with another input IDEMPOTENCY_KEY_REUSED. Make a fresh UUID per intent; never derive it from the content.";

@InputType()
abstract class OfOneRefund {
  @Field(() => ID, { description: "The id of the refund (환불 ID)." })
  id!: string;

  @Field(() => Int, {
    description: "The version of the refund as you read it; VERSION_CONFLICT when it has changed since.",
  })
  expectedVersion!: number;

  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;
}

@InputType({ description: "The refund to approve, as its second person saw it (승인)." })
export class RefundApproveInput extends OfOneRefund {
  @Field(() => String, {
    nullable: true,
    description: `A note, stored encrypted; up to ${MAX_TEXT_LENGTH} characters.`,
  })
  memo?: string | null;
}

@InputType({ description: "The refund to decline, and why." })
export class RefundDeclineInput extends OfOneRefund {
  @Field(() => String, {
    description:
      "The reason, as a code of yours: capital letters, digits and `_`, 2 to 40. It stands in the history, so no names in it.",
  })
  reasonCode!: string;

  @Field(() => CancelReasonEnum, {
    nullable: true,
    description:
      "Of a manual refund, which a decline ends: whether it is still owed. Left out: REOPEN_LATER. A refund on its original payment is owed as before and takes none.",
  })
  cancelReason?: CancelReason | null;

  @Field(() => String, {
    nullable: true,
    description: `A note, stored encrypted; up to ${MAX_TEXT_LENGTH} characters.`,
  })
  memo?: string | null;
}

@InputType({ description: "The refund to try again." })
export class RefundRetryInput extends OfOneRefund {}

@InputType({ description: "The request to take back, as its caller saw it (요청 회수)." })
export class RefundTakeBackInput extends OfOneRefund {}

@InputType({ description: "The refund to cancel, and why." })
export class RefundCancelInput extends OfOneRefund {
  @Field(() => CancelReasonEnum, { description: "The reason for cancelling." })
  reason!: CancelReason;

  @Field(() => String, {
    nullable: true,
    description: `A note, stored encrypted; up to ${MAX_TEXT_LENGTH} characters.`,
  })
  memo?: string | null;
}

@InputType({ description: "The refund to pay by bank transfer instead." })
export class RefundFallBackInput extends OfOneRefund {
  @Field(() => String, {
    nullable: true,
    description: `A note, stored encrypted; up to ${MAX_TEXT_LENGTH} characters.`,
  })
  memo?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `Given only while the gateway cannot be asked (\`GATEWAY_UNREACHABLE\`): why the refund cannot wait. A second person then decides. Stored encrypted; up to ${MAX_TEXT_LENGTH} characters.`,
  })
  withoutLookUpBecause?: string | null;
}

@InputType({ description: "The refund whose bank account to record, and the account." })
export class RefundAccountChangeInput extends OfOneRefund {
  @Field(() => RefundAccountInput, { description: "The account as the customer named it." })
  account!: RefundAccountInput;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      "True where the refund will be paid by bank transfer (수기 환불): the account may then be at a bank the provider cannot pay to.",
  })
  forManualRefund!: boolean;
}

@InputType({ description: "The completed refund that came back, and how that is known." })
export class RefundReversalRecordInput extends OfOneRefund {
  @Field(() => String, {
    description: `The source it was seen in, such as a line of the bank's statement; stored encrypted, up to ${MAX_TEXT_LENGTH} characters.`,
  })
  memo!: string;
}

@InputType({ description: "The refund, and the cancel it was." })
export class RefundMatchCancellationInput extends OfOneRefund {
  @Field(() => ID, {
    description: "The booked cancellation (`Payment.cancellations`): of the same payment, and without an attempt.",
  })
  cancellationId!: string;

  @Field(() => String, {
    nullable: true,
    description: `The source of that knowledge; stored encrypted, up to ${MAX_TEXT_LENGTH} characters.`,
  })
  memo?: string | null;
}

@InputType({ description: "The refund, the amount it is brought to, and why." })
export class RefundAmountLowerInput extends OfOneRefund {
  @Field(() => MinorUnitsScalar, {
    description: "The amount it owes from now on, in whole minor units: more than nothing, less than it owes now.",
  })
  amount!: MinorUnits;

  @Field(() => String, {
    description: `The way the rest was settled, and the source of that; stored encrypted, up to ${MAX_TEXT_LENGTH} characters.`,
  })
  memo!: string;
}

@InputType({ description: "The cancelled refund to re-open." })
export class RefundReopenInput extends OfOneRefund {}

const one = { id, expectedVersion: version, idempotencyKey };
/** History is for everyone who may see the refund: a code cannot carry a person's name by accident. */
const REASON_CODE = /^[A-Z][A-Z0-9_]{1,39}$/;

export const approveSchema = z.object({ ...one, memo: optionalText });
export const declineSchema = z.object({
  ...one,
  reasonCode: z.string().regex(REASON_CODE, schemaMessage("reasons.input.reasonCode")),
  cancelReason: z
    .enum(CANCEL_REASONS)
    .nullish()
    .transform((reason) => reason ?? null),
  memo: optionalText,
});
export const retrySchema = z.object(one);
export const takeBackSchema = z.object(one);
export const cancelSchema = z.object({ ...one, reason: z.enum(CANCEL_REASONS), memo: optionalText });
export const reopenSchema = z.object(one);
export const matchCancellationSchema = z.object({ ...one, cancellationId: id, memo: optionalText });
export const amountLowerSchema = z.object({ ...one, amount: positiveAmount, memo: freeText });
export const fallBackSchema = z.object({ ...one, memo: optionalText, withoutLookUpBecause: optionalText });
export const accountChangeSchema = z.object({ ...one, account: refundAccount, forManualRefund: z.boolean() });
export const reversalSchema = z.object({ ...one, memo: freeText });
