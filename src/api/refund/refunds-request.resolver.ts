/** `refundsRequest` (원결제 환불완료 처리, `saveRefundBundleApproMgmtList`): many refunds at once, one result each. */
import { Field, ID, InputType, Int } from "type-graphql";
import { z } from "zod";
import { Permission } from "../../access/permission.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { MAX_BULK } from "../../refund/commands/bulk.js";
import { requestRefunds } from "../../refund/commands/request-refunds.js";
import { amount, id, idempotencyKey, listOf, version } from "../input.js";
import { MinorUnitsScalar } from "../scalar/minor-units.js";
import { bulkMutation } from "./bulk-mutation.js";
import { KEY_DESCRIPTION } from "./refund-commands.input.js";

@InputType({ description: "One refund, as your page showed it." })
class RefundRequestInput {
  @Field(() => ID, { description: "The id of the refund (환불 ID)." })
  id!: string;

  @Field(() => Int, { description: "The refund's `version`; VERSION_CONFLICT when it has changed since." })
  expectedVersion!: number;

  @Field(() => MinorUnitsScalar, {
    description:
      "The refund's `refundableAmount`, in minor units; REFUNDABLE_AMOUNT_CHANGED when it has changed since.",
  })
  expectedRefundableAmount!: MinorUnits;
}

@InputType({ description: "Refunds to send back on their original payments." })
class RefundsRequestInput {
  @Field(() => [RefundRequestInput], { description: `1 to ${MAX_BULK}, each refund once.` })
  refunds!: RefundRequestInput[];

  @Field(() => String, {
    description: `${KEY_DESCRIPTION} Sent again after a break, the bulk goes on with the refunds that have no answer yet.`,
  })
  idempotencyKey!: string;
}

const schema = z.object({
  // The use case answers TOO_MANY; this only bounds what is looked at.
  refunds: listOf(z.object({ id, expectedVersion: version, expectedRefundableAmount: amount }), 10 * MAX_BULK),
  idempotencyKey,
});

export const RefundsRequestResolver = bulkMutation({
  name: "refundsRequest",
  permission: Permission.RefundRequest,
  description:
    "Asks for refunds on their original payments; whether each may be is checked again now. One that fails stops none of the others. Codes as a whole: INVALID_INPUT, TOO_MANY, IDEMPOTENCY_KEY_REUSED. Per refund: NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT, REFUNDABLE_AMOUNT_CHANGED, NOT_CAPTURED, PAYMENT_DISPUTED, IDEMPOTENCY_IN_PROGRESS.",
  input: { type: RefundsRequestInput, schema, description: "The refunds." },
  field: "refunds",
  result: { type: "RefundRequestResult", description: "The result of one refund of a bulk." },
  useCase: requestRefunds,
});
