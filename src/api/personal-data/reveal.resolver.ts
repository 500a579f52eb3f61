/** refundAccountReveal: clear values of one refund, once, to a person who holds the grants and says why. */
import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from "type-graphql";
import { z } from "zod";
import { Permission } from "../../access/permission.js";
import { CUSTOMER_TRAITS, type CustomerTrait } from "../../refund/commands/find-customer.js";
import { REVEAL_REASONS, revealAccount, type RevealReason } from "../../refund/commands/reveal-account.js";
import { Authorized, Part } from "../authorized.js";
import type { Context } from "../context.js";
import { callerOf, checked, freeText, id, idempotencyKey, listOf, MAX_TEXT_LENGTH } from "../input.js";
import { UserError } from "../problem/user-error.type.js";
import { KEY_DESCRIPTION } from "../refund/refund-commands.input.js";
import { userError } from "../user-error.js";
import { CustomerTraitEnum, RevealReasonEnum } from "./personal-data.enums.js";

@InputType({
  description: "The refund whose clear values are to be shown, which of them, and why (개인정보 원문 열람).",
})
class RefundAccountRevealInput {
  @Field(() => ID, { description: "The id of the refund (환불 ID)." })
  id!: string;

  @Field(() => [CustomerTraitEnum], { description: "The values to show (열람 항목): no more than are needed." })
  traits!: CustomerTrait[];

  @Field(() => RevealReasonEnum, { description: "The reason (열람 사유), from the list." })
  reason!: RevealReason;

  @Field(() => String, {
    description: `The reason in detail (상세 사유), 1 to ${MAX_TEXT_LENGTH} characters; stored encrypted in the access record.`,
  })
  text!: string;

  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;
}

const schema = z.object({
  id,
  traits: listOf(z.enum(CUSTOMER_TRAITS), CUSTOMER_TRAITS.length),
  reason: z.enum(REVEAL_REASONS),
  text: freeText,
  idempotencyKey,
});

@Part()
@ObjectType("RevealedValue", { description: "A clear value, shown once (원문).", simpleResolvers: true })
class RevealedValueType {
  @Field(() => CustomerTraitEnum, { description: "The value it is (항목)." })
  trait!: CustomerTrait;

  @Field(() => String, { description: "The value in clear (원문): never stored, saved or passed on by this service." })
  value!: string;
}

@Part()
@ObjectType({ description: "Answer to `refundAccountReveal`.", simpleResolvers: true })
class RefundAccountRevealPayload {
  @Field(() => [RevealedValueType], {
    description: "The values that were asked for (열람 결과); empty when there are errors.",
  })
  values!: RevealedValueType[];

  @Field(() => [UserError], { description: "Problems that stood in the way; empty when there were none." })
  userErrors!: UserError[];
}

@Resolver()
export class RevealResolver {
  @Authorized(Permission.PersonalDataReveal)
  @Mutation(() => RefundAccountRevealPayload, {
    description:
      "Shows chosen clear values of one refund, once (환불계좌 원문 열람). Each value needs its grant, and the access record names who, whose, which values, from where and why, in the transaction that shows them. The same key shows nothing again: ask with a new one, which is recorded too. Codes: INVALID_INPUT, GRANT_MISSING (each grant by name), NOT_FOUND, REFUND_ACCOUNT_MISSING, REVEAL_LIMIT_REACHED (more than one person may be shown in an hour; recorded as well), ALREADY_REVEALED, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS, BUSY.",
  })
  async refundAccountReveal(
    @Arg("input", () => RefundAccountRevealInput, { description: "The refund, the values and the reason." })
    input: RefundAccountRevealInput,
    @Ctx() ctx: Context,
  ): Promise<RefundAccountRevealPayload> {
    const read = checked(schema, input);
    if (!read.ok)
      return { values: [], userErrors: await Promise.all(read.problems.map((problem) => userError(problem, ctx))) };
    const by = { principal: callerOf(ctx), clientAddress: ctx.clientAddress };
    const outcome = await revealAccount(ctx.refundContext, by, read.value);
    if (!outcome.ok) return { values: [], userErrors: [await userError(outcome.problem, ctx)] };
    return { values: outcome.value.map(({ trait, value }) => ({ trait, value: value.reveal() })), userErrors: [] };
  }
}
