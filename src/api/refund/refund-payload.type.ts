/** Answers to mutations on one refund: one type per mutation, so that each can grow by itself. */
import { Field, ObjectType } from "type-graphql";
import { Part } from "../authorized.js";
import type { Context } from "../context.js";
import type { Answer } from "../door.js";
import { UserError } from "../problem/user-error.type.js";
import { RefundType } from "./refund.type.js";

export interface RefundPayload {
  refund: RefundType | null;
  replayed: boolean;
  userErrors: UserError[];
}

/** @param refund what the payload's refund is. */
export function refundPayload(mutation: string, name: string, refund: string) {
  @Part()
  @ObjectType(name, { description: `Answer to \`${mutation}\`.`, simpleResolvers: true })
  class Payload implements RefundPayload {
    @Field(() => RefundType, { nullable: true, description: `${refund}; null when there are errors.` })
    refund!: RefundType | null;

    @Field(() => Boolean, { description: "Whether this answer was kept from an earlier call with the same key." })
    replayed!: boolean;

    @Field(() => [UserError], { description: "What stood in the way; empty when nothing did." })
    userErrors!: UserError[];
  }
  return Payload;
}

/** The refund as it is now: a replayed answer names it, and shows what has become of it since. */
export async function withRefund(
  ctx: Context,
  { value, ...rest }: Answer<{ refundId: string }>,
): Promise<RefundPayload> {
  return { ...rest, refund: value && (await ctx.loaders.refund(value.refundId)) };
}
