/** `refundsRequest` (원결제 환불완료 처리, `saveRefundBundleApproMgmtList`): many refunds at once, one result each. */
import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from "type-graphql";
import { z } from "zod";
import { Permission } from "../../access/permission.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { MAX_BULK, requestRefunds } from "../../refund/commands/request-refunds.js";
import { Authorized, Part } from "../authorized.js";
import type { Context } from "../context.js";
import { amount, callerOf, checked, id, idempotencyKey, listOf, version } from "../input.js";
import { UserError, userError } from "../problem/user-error.type.js";
import { MinorUnitsScalar } from "../scalar/minor-units.js";
import { KEY_DESCRIPTION } from "./refund-commands.input.js";
import { RefundType } from "./refund.type.js";

@InputType({ description: "One refund, as your page showed it." })
class RefundRequestInput {
  @Field(() => ID, { description: "The refund." })
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

@Part()
@ObjectType({ description: "The result of one refund of a bulk.", simpleResolvers: true })
class RefundRequestResult {
  @Field(() => ID, { description: "The refund this is about, as it was asked for." })
  refundId!: string;

  @Field(() => RefundType, { nullable: true, description: "The refund as it is now; null when there is none." })
  refund!: RefundType | null;

  @Field(() => Boolean, { description: "True when this is the stored answer of an earlier call with the same key." })
  replayed!: boolean;

  @Field(() => [UserError], { description: "Problems of this refund; empty when there were none." })
  userErrors!: UserError[];
}

@Part()
@ObjectType({ description: "Answer to `refundsRequest`.", simpleResolvers: true })
class RefundsRequestPayload {
  @Field(() => [RefundRequestResult], {
    description: "One per refund, in the order of the input; empty when the whole was refused.",
  })
  results!: RefundRequestResult[];

  @Field(() => [UserError], { description: "Problems of the bulk as a whole; none of it was then done." })
  userErrors!: UserError[];
}

@Resolver()
export class RefundsRequestResolver {
  @Authorized(Permission.RefundRequest)
  @Mutation(() => RefundsRequestPayload, {
    description:
      "Asks for refunds on their original payments; whether each may be is checked again now. One that fails stops none of the others. Codes as a whole: INVALID_INPUT, TOO_MANY, IDEMPOTENCY_KEY_REUSED. Per refund: NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT, REFUNDABLE_AMOUNT_CHANGED, NOT_CAPTURED, PAYMENT_DISPUTED, IDEMPOTENCY_IN_PROGRESS.",
  })
  async refundsRequest(
    @Arg("input", () => RefundsRequestInput, { description: "The refunds." }) input: RefundsRequestInput,
    @Ctx() ctx: Context,
  ): Promise<RefundsRequestPayload> {
    const read = checked(schema, input);
    if (!read.ok) return { results: [], userErrors: read.problems.map((problem) => userError(problem, ctx.language)) };
    const answers = await requestRefunds(ctx.refundContext, callerOf(ctx), read.value);
    if (!answers.ok) return { results: [], userErrors: [userError(answers.problem, ctx.language)] };
    const results = answers.value.map(async ({ refundId, answered: { outcome, replayed } }, index) => ({
      refundId,
      refund: await ctx.loaders.refund(refundId),
      replayed,
      userErrors: outcome.ok ? [] : [userError(outcome.problem, ctx.language, ["refunds", String(index)])],
    }));
    return { results: await Promise.all(results), userErrors: [] };
  }
}
