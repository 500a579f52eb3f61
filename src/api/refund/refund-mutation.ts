/** The shape of a mutation on one refund: permission, input, one use case, and the refund as it is afterwards. */
import { Arg, Ctx, Field, Mutation, ObjectType, Resolver, type ClassType } from "type-graphql";
import type { z } from "zod";
import type { Permission } from "../../access/permission.js";
import type { Principal } from "../../access/principal.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import type { RefundContext } from "../../refund/context.js";
import { Authorized, Part } from "../authorized.js";
import type { Context } from "../context.js";
import { command, type Answer } from "../input.js";
import { UserError } from "../problem/user-error.type.js";
import { RefundType } from "./refund.type.js";

interface RefundPayload {
  refund: RefundType | null;
  replayed: boolean;
  userErrors: UserError[];
}

export interface RefundMutation<Schema extends z.ZodType> {
  name: `refund${string}` | `manualRefund${string}`;
  permission: Permission;
  /** Full sentences; the codes come last. */
  description: string;
  input: { type: ClassType; schema: Schema; description: string };
  /** The refund in the payload, such as "The cancelled refund". */
  answersWith: string;
  useCase: (
    context: RefundContext,
    principal: Principal,
    input: z.output<Schema>,
  ) => Promise<IdempotentResult<{ refundId: string }>>;
}

/** Codes every mutation answers with that changes a refund at the version its caller has seen. */
export const COMMON_CODES =
  "Codes: INVALID_INPUT, NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS";

/** A resolver with this one mutation. */
export function refundMutation<Schema extends z.ZodType>(mutation: RefundMutation<Schema>): ClassType {
  const { name, permission, description, input, answersWith, useCase } = mutation;
  const { schema } = input;
  const Payload = payloadOf(name, answersWith);

  @Resolver()
  class RefundMutationResolver {
    @Authorized(permission)
    @Mutation(() => Payload, { name, description })
    async run(
      @Arg("input", () => input.type, { description: input.description }) given: object,
      @Ctx() ctx: Context,
    ): Promise<RefundPayload> {
      const answer = await command(ctx, { schema, input: given }, (parsed, by) =>
        useCase(ctx.refundContext, by, parsed),
      );
      return withRefund(ctx, answer);
    }
  }
  return RefundMutationResolver;
}

/** One type per mutation, so that each can grow by itself. */
function payloadOf(mutation: string, refund: string) {
  const name = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Payload`;

  @Part()
  @ObjectType(name, { description: `Answer to \`${mutation}\`.`, simpleResolvers: true })
  class Payload implements RefundPayload {
    @Field(() => RefundType, { nullable: true, description: `${refund}; null when there are errors.` })
    refund!: RefundType | null;

    @Field(() => Boolean, { description: "True when this is the stored answer of an earlier call with the same key." })
    replayed!: boolean;

    @Field(() => [UserError], { description: "Problems that stood in the way; empty when there were none." })
    userErrors!: UserError[];
  }
  return Payload;
}

/** The refund as it is now: a replayed answer names it, and shows what has become of it since. */
async function withRefund(ctx: Context, { value, ...rest }: Answer<{ refundId: string }>): Promise<RefundPayload> {
  return { ...rest, refund: value && (await ctx.loaders.refund(value.refundId)) };
}
