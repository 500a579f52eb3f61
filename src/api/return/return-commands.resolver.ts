/** Mutations of the return service: a return is handed over, or taken back. */
import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from "type-graphql";
import { z } from "zod";
import { Permission } from "../../access/permission.js";
import { withdrawReturn } from "../../refund/commands/cancel-refund.js";
import { collectReturn } from "../../refund/commands/collect-return.js";
import { Authorized, Part } from "../authorized.js";
import type { Context } from "../context.js";
import { type Answer, command, idempotencyKey, MAX_TEXT_LENGTH, number, optionalText } from "../input.js";
import { UserError } from "../problem/user-error.type.js";
import { KEY_DESCRIPTION } from "../refund/refund-commands.input.js";
import { ReturnCollectInput, returnCollectSchema } from "./return-collect.input.js";
import { ReturnType } from "./return.type.js";

@InputType({ description: "A return that is taken back." })
class ReturnWithdrawInput {
  @Field(() => String, { description: "The return service's own number." })
  returnNo!: string;

  @Field(() => String, {
    nullable: true,
    description: `A note, stored encrypted; up to ${MAX_TEXT_LENGTH} characters.`,
  })
  memo?: string | null;

  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;
}

const withdrawSchema = z.object({ returnNo: number(), memo: optionalText, idempotencyKey });

interface ReturnPayload {
  return: ReturnType | null;
  replayed: boolean;
  userErrors: UserError[];
}

function returnPayload(mutation: string, name: string) {
  @Part()
  @ObjectType(name, { description: `Answer to \`${mutation}\`.`, simpleResolvers: true })
  class Payload implements ReturnPayload {
    @Field(() => ReturnType, { nullable: true, description: "The return as it is now; null when there are errors." })
    return!: ReturnType | null;

    @Field(() => Boolean, { description: "True when this is the stored answer of an earlier call with the same key." })
    replayed!: boolean;

    @Field(() => [UserError], { description: "Problems that stood in the way; empty when there were none." })
    userErrors!: UserError[];
  }
  return Payload;
}

const CollectPayload = returnPayload("returnCollect", "ReturnCollectPayload");
const WithdrawPayload = returnPayload("returnWithdraw", "ReturnWithdrawPayload");

async function withReturn(ctx: Context, { value, ...rest }: Answer<{ returnId: string }>): Promise<ReturnPayload> {
  return { ...rest, return: value && (await ctx.loaders.return(value.returnId)) };
}

@Resolver()
export class ReturnCommandsResolver {
  @Authorized(Permission.ReturnCollect)
  @Mutation(() => CollectPayload, {
    description:
      "The return service hands over a collected return with its order: one refund per payment that paid for it comes into being, its money reserved; none where nothing is owed (`noRefundReason`). The same facts again, under any key, give the same return; an order may have grown since. Codes: INVALID_INPUT, FACTS_INCONSISTENT, FACTS_CONFLICT, TOO_MANY, QUANTITY_EXCEEDED, REFUND_AMOUNT_EXCEEDED, SPLIT_IMPOSSIBLE, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS.",
  })
  async returnCollect(
    @Arg("input", () => ReturnCollectInput, { description: "The return and its order." }) input: ReturnCollectInput,
    @Ctx() ctx: Context,
  ): Promise<ReturnPayload> {
    const doing = { schema: returnCollectSchema, input, within: ["return"] };
    return withReturn(ctx, await command(ctx, doing, (parsed, by) => collectReturn(ctx.refundContext, by, parsed)));
  }

  @Authorized(Permission.ReturnWithdraw)
  @Mutation(() => WithdrawPayload, {
    description:
      "A return is taken back: every refund of it is cancelled as not owed, or none is, and its units may be returned again. Codes: INVALID_INPUT, NOT_FOUND, REFUND_STATE_CONFLICT (money may be moving or has moved), IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS.",
  })
  async returnWithdraw(
    @Arg("input", () => ReturnWithdrawInput, { description: "The return to take back (반품 철회)." })
    input: ReturnWithdrawInput,
    @Ctx() ctx: Context,
  ): Promise<ReturnPayload> {
    return withReturn(
      ctx,
      await command(ctx, { schema: withdrawSchema, input }, (parsed, by) =>
        withdrawReturn(ctx.refundContext, by, parsed),
      ),
    );
  }
}
