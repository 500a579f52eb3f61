/** The shape of a mutation on many refunds: permission, input, one use case, and one result per refund. */
import { Arg, Ctx, Field, ID, Mutation, ObjectType, Resolver, type ClassType } from "type-graphql";
import type { z } from "zod";
import type { Permission } from "../../access/permission.js";
import type { Principal } from "../../access/principal.js";
import type { Outcome } from "../../problem.js";
import type { BulkAnswer } from "../../refund/commands/bulk.js";
import type { RefundContext } from "../../refund/context.js";
import { Authorized, Part } from "../authorized.js";
import type { Context } from "../context.js";
import { callerOf, checked } from "../input.js";
import { userError } from "../user-error.js";
import { UserError } from "../problem/user-error.type.js";
import { RefundType } from "./refund.type.js";

interface BulkResult {
  refundId: string;
  refund: RefundType | null;
  replayed: boolean;
  userErrors: UserError[];
}

interface BulkPayload {
  results: BulkResult[];
  userErrors: UserError[];
}

interface BulkMutation<Schema extends z.ZodType> {
  name: string;
  permission: Permission;
  /** Full sentences; the codes come last. */
  description: string;
  input: { type: ClassType; schema: Schema; description: string };
  /** The input's field with the refunds. */
  field: string;
  /** The name and description of the type of one result. */
  result: { type: string; description: string };
  useCase: (context: RefundContext, principal: Principal, input: z.output<Schema>) => Promise<Outcome<BulkAnswer[]>>;
}

/** A resolver with this one mutation. */
export function bulkMutation<Schema extends z.ZodType>(mutation: BulkMutation<Schema>): ClassType {
  const { name, permission, description, input, field, useCase } = mutation;
  const Payload = payloadOf(mutation);

  @Resolver()
  class BulkMutationResolver {
    @Authorized(permission)
    @Mutation(() => Payload, { name, description })
    async run(
      @Arg("input", () => input.type, { description: input.description }) given: object,
      @Ctx() ctx: Context,
    ): Promise<BulkPayload> {
      const read = checked(input.schema, given);
      if (!read.ok)
        return { results: [], userErrors: await Promise.all(read.problems.map((problem) => userError(problem, ctx))) };
      const answers = await useCase(ctx.refundContext, callerOf(ctx), read.value);
      if (!answers.ok) return { results: [], userErrors: [await userError(answers.problem, ctx)] };
      const results = answers.value.map(async ({ refundId, answered: { outcome, replayed } }, index) => ({
        refundId,
        refund: await ctx.loaders.refund(refundId),
        replayed,
        userErrors: outcome.ok ? [] : [await userError(outcome.problem, ctx, [field, String(index)])],
      }));
      return { results: await Promise.all(results), userErrors: [] };
    }
  }
  return BulkMutationResolver;
}

/** Types of its own per mutation, so that each can grow by itself. */
function payloadOf<Schema extends z.ZodType>({ name, result }: BulkMutation<Schema>): ClassType<BulkPayload> {
  @Part()
  @ObjectType(result.type, { description: result.description, simpleResolvers: true })
  class Result implements BulkResult {
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
  @ObjectType(`${name.charAt(0).toUpperCase()}${name.slice(1)}Payload`, {
    description: `Answer to \`${name}\`.`,
    simpleResolvers: true,
  })
  class Payload implements BulkPayload {
    @Field(() => [Result], {
      description: "One per refund, in the order of the input; empty when the whole was refused.",
    })
    results!: Result[];

    @Field(() => [UserError], { description: "Problems of the bulk as a whole; none of it was then done." })
    userErrors!: UserError[];
  }
  return Payload;
}
