/** `manualRefundAccept` (환불접수) and `manualRefundsCancel` (환불접수 취소, `cancelRefundAccept`). */
import { Field, ID, InputType, Int } from "type-graphql";
import { z } from "zod";
import { Permission } from "../../access/permission.js";
import { acceptManualRefund } from "../../manual-refund/accept.js";
import { cancelManualRefunds } from "../../manual-refund/cancel.js";
import { MAX_BULK } from "../../refund/commands/bulk.js";
import { CANCEL_REASONS, type CancelReason } from "../../refund/record/refund.entity.js";
import { id, idempotencyKey, listOf, MAX_TEXT_LENGTH, optionalText, version } from "../input.js";
import { bulkMutation } from "../refund/bulk-mutation.js";
import { KEY_DESCRIPTION } from "../refund/refund-commands.input.js";
import { refundMutation } from "../refund/refund-mutation.js";
import { CancelReasonEnum } from "../refund/refund.enums.js";
import { ManualRefundAcceptInput, manualRefundAcceptSchema } from "./accept.input.js";

export const ManualRefundAcceptResolver = refundMutation({
  name: "manualRefundAccept",
  permission: Permission.ManualRefundAccept,
  description:
    "Registers a refund to a bank account for a payment or lines of its order (환불접수), without a collected return. The gateway is asked first whether the customer was paid there meanwhile. The money is reserved like any other, and always waits for a second person: see `approvalReasons`. Codes: INVALID_INPUT, NOT_FOUND, POINTS_NEVER_CASH, NOT_CAPTURED, PAYMENT_DISPUTED, REFUNDABLE_AMOUNT_CHANGED, REFUND_AMOUNT_EXCEEDED, FACTS_INCONSISTENT (the lines), GATEWAY_UNREACHABLE (nothing changed: later, or with `withoutLookUpBecause`), EVIDENCE_DISAGREES (the gateway still works on a cancel of this amount, or shows one of unknown origin and amount), IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS.",
  input: {
    type: ManualRefundAcceptInput,
    schema: manualRefundAcceptSchema,
    description: "The refund to register, and the account it goes to.",
  },
  answersWith: "The registered refund, waiting for its second person",
  useCase: acceptManualRefund,
});

@InputType({ description: "One accepted refund, as your page showed it." })
class ManualRefundToCancelInput {
  @Field(() => ID, { description: "The id of the refund (환불 ID)." })
  id!: string;

  @Field(() => Int, { description: "The refund's `version`; VERSION_CONFLICT when it has changed since." })
  expectedVersion!: number;
}

@InputType({ description: "Accepted refunds that are not to be paid by bank transfer, and why (환불접수 취소)." })
class ManualRefundsCancelInput {
  @Field(() => [ManualRefundToCancelInput], { description: `1 to ${MAX_BULK}, each refund once.` })
  refunds!: ManualRefundToCancelInput[];

  @Field(() => CancelReasonEnum, { description: "The reason for cancelling (취소 사유), of all of them." })
  reason!: CancelReason;

  @Field(() => String, {
    nullable: true,
    description: `A note, stored encrypted beside each of them; up to ${MAX_TEXT_LENGTH} characters.`,
  })
  memo?: string | null;

  @Field(() => String, {
    description: `${KEY_DESCRIPTION} Sent again after a break, the bulk goes on with the refunds that have no answer yet.`,
  })
  idempotencyKey!: string;
}

export const ManualRefundsCancelResolver = bulkMutation({
  name: "manualRefundsCancel",
  permission: Permission.RefundCancel,
  description:
    "Cancels refunds that are accepted by hand (환불접수 취소). One that fails stops none of the others. Codes as a whole: INVALID_INPUT, TOO_MANY, IDEMPOTENCY_KEY_REUSED. Per refund: NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT (not accepted, or no more), IDEMPOTENCY_IN_PROGRESS.",
  input: {
    type: ManualRefundsCancelInput,
    schema: z.object({
      refunds: listOf(z.object({ id, expectedVersion: version }), 10 * MAX_BULK),
      reason: z.enum(CANCEL_REASONS),
      memo: optionalText,
      idempotencyKey,
    }),
    description: "The refunds, and why.",
  },
  field: "refunds",
  result: { type: "ManualRefundCancelResult", description: "The answer about one refund that was to be cancelled." },
  useCase: cancelManualRefunds,
});
