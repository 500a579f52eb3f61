/** `refundResolveUnknown`: a person states what became of an unknown outcome, a second one confirms it. */
import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from "type-graphql";
import { z } from "zod";
import { Permission } from "../../access/permission.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { resolveUnknown } from "../../refund/settlement/resolve-unknown.js";
import { Authorized, Part } from "../authorized.js";
import type { Context } from "../context.js";
import { command, freeText, id, idempotencyKey, MAX_TEXT_LENGTH, positiveAmount, version } from "../input.js";
import { UserError } from "../problem/user-error.type.js";
import { MinorUnitsScalar } from "../scalar/minor-units.js";
import { KEY_DESCRIPTION } from "./refund-commands.input.js";
import { RefundType } from "./refund.type.js";
import { StatedOutcomeEnum } from "./refund.enums.js";

@InputType({ description: "A statement about an unknown outcome, as seen at the gateway or at the provider." })
class RefundResolveUnknownInput {
  @Field(() => ID, { description: "The refund." })
  id!: string;

  @Field(() => Int, { description: "The version of the refund as you read it." })
  expectedVersion!: number;

  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;

  @Field(() => StatedOutcomeEnum, { description: "The outcome: REFUNDED when the money moved." })
  outcome!: "REFUNDED" | "NOT_REFUNDED";

  @Field(() => MinorUnitsScalar, {
    nullable: true,
    description: "The amount that moved, in minor units: needed for REFUNDED, left out for NOT_REFUNDED.",
  })
  amount?: MinorUnits | null;

  @Field(() => String, {
    description: `The evidence and where you saw it, 1 to ${MAX_TEXT_LENGTH} characters; stored encrypted.`,
  })
  evidence!: string;

  @Field(() => ID, {
    nullable: true,
    description: "The other person's `openStatement.id`, to confirm it; left out to make a statement of your own.",
  })
  confirmsStatementId?: string | null;
}

const schema = z.object({
  id,
  expectedVersion: version,
  idempotencyKey,
  outcome: z.enum(["REFUNDED", "NOT_REFUNDED"]),
  amount: positiveAmount.nullish().transform((value) => value ?? null),
  evidence: freeText,
  confirmsStatementId: id.nullish().transform((value) => value ?? null),
});

@Part()
@ObjectType({ description: "Answer to `refundResolveUnknown`.", simpleResolvers: true })
class RefundResolveUnknownPayload {
  @Field(() => RefundType, { nullable: true, description: "The refund as it is now; null when there are errors." })
  refund!: RefundType | null;

  @Field(() => ID, { nullable: true, description: "The statement made or confirmed; null when there are errors." })
  statementId!: string | null;

  @Field(() => Boolean, {
    description: "True when a second person confirmed it and the refund moved on; false when it waits for one.",
  })
  confirmed!: boolean;

  @Field(() => Boolean, { description: "True when this is the stored answer of an earlier call with the same key." })
  replayed!: boolean;

  @Field(() => [UserError], { description: "Problems that stood in the way; empty when there were none." })
  userErrors!: UserError[];
}

@Resolver()
export class ResolveUnknownResolver {
  @Authorized(Permission.RefundResolveUnknown)
  @Mutation(() => RefundResolveUnknownPayload, {
    description:
      "States what became of an unknown outcome, or confirms what somebody else stated; only a confirmation moves the refund, after a fresh look at the gateway. Codes: INVALID_INPUT, NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT, STATEMENT_CONFLICT, SAME_PERSON, GATEWAY_UNREACHABLE, EVIDENCE_DISAGREES.",
  })
  async refundResolveUnknown(
    @Arg("input", () => RefundResolveUnknownInput, { description: "The statement, or its confirmation." })
    input: RefundResolveUnknownInput,
    @Ctx() ctx: Context,
  ): Promise<RefundResolveUnknownPayload> {
    const { value, ...rest } = await command(ctx, { schema, input }, (parsed, by) =>
      resolveUnknown(ctx.refundContext, by, parsed),
    );
    return {
      ...rest,
      refund: value && (await ctx.loaders.refund(value.refundId)),
      statementId: value?.statementId ?? null,
      confirmed: value?.confirmed ?? false,
    };
  }
}
