/** The shape of a mutation by which one person states something and a second one confirms it, and of its answer. */
import { Arg, Ctx, Field, ID, Mutation, ObjectType, Resolver, type ClassType } from "type-graphql";
import type { z } from "zod";
import type { Permission } from "../access/permission.js";
import type { Principal } from "../access/principal.js";
import type { IdempotentResult } from "../idempotency/idempotency-store.js";
import type { RefundContext } from "../refund/context.js";
import { Authorized, Part } from "./authorized.js";
import type { Context } from "./context.js";
import { command } from "./input.js";
import { UserError } from "./problem/user-error.type.js";

interface StatementMutation<Schema extends z.ZodType, Stated extends { confirmed: boolean }> {
  name: string;
  permission: Permission;
  /** Full sentences; the codes come last. */
  description: string;
  input: { type: ClassType; schema: Schema; description: string };
  /** The subject of the statement: a field of the payload. */
  about: { field: "refund" | "payment"; type: ClassType; now(ctx: Context, stated: Stated): Promise<object | null> };
  /** The statement's id: a field of the payload and of what the use case answers. */
  statement: { field: keyof Stated & `${string}Id`; noun: string };
  /** The effect of a confirmation, such as "the refund moved on". */
  effect: string;
  useCase: (context: RefundContext, by: Principal, input: z.output<Schema>) => Promise<IdempotentResult<Stated>>;
}

/** A resolver with this one mutation. */
export function statementMutation<Schema extends z.ZodType, Stated extends { confirmed: boolean }>(
  mutation: StatementMutation<Schema, Stated>,
): ClassType {
  const { name, permission, description, input, about, statement, useCase } = mutation;
  const { schema } = input;
  const Payload = payloadOf(mutation);

  @Resolver()
  class StatementMutationResolver {
    @Authorized(permission)
    @Mutation(() => Payload, { name, description })
    async run(
      @Arg("input", () => input.type, { description: input.description }) given: object,
      @Ctx() ctx: Context,
    ): Promise<object> {
      const { value, ...rest } = await command(ctx, { schema, input: given }, (parsed, by) =>
        useCase(ctx.refundContext, by, parsed),
      );
      return {
        ...rest,
        // The thing as it is now: a replayed answer names it, and shows what has become of it since.
        [about.field]: value && (await about.now(ctx, value)),
        [statement.field]: value?.[statement.field] ?? null,
        confirmed: value?.confirmed ?? false,
      };
    }
  }
  return StatementMutationResolver;
}

/** One type per mutation, so that each can grow by itself. */
function payloadOf<Schema extends z.ZodType, Stated extends { confirmed: boolean }>({
  name,
  about,
  statement,
  effect,
}: StatementMutation<Schema, Stated>): ClassType {
  const typeName = `${name.charAt(0).toUpperCase()}${name.slice(1)}Payload`;

  @Part()
  @ObjectType(typeName, { description: `Answer to \`${name}\`.`, simpleResolvers: true })
  class Payload {
    @Field(() => about.type, {
      name: about.field,
      nullable: true,
      description: `The ${about.field} as it is now; null when there are errors.`,
    })
    about!: object | null;

    @Field(() => ID, {
      name: statement.field,
      nullable: true,
      description: `The ${statement.noun} made or confirmed; null when there are errors.`,
    })
    statementId!: string | null;

    @Field(() => Boolean, {
      description: `True when a second person confirmed it and ${effect}; false when it waits for one.`,
    })
    confirmed!: boolean;

    @Field(() => Boolean, { description: "True when this is the stored answer of an earlier call with the same key." })
    replayed!: boolean;

    @Field(() => [UserError], { description: "Problems that stood in the way; empty when there were none." })
    userErrors!: UserError[];
  }
  return Payload;
}
