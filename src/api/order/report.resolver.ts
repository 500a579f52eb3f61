/** `orderReport`: a service hands over an order of which nothing came back. */
import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from "type-graphql";
import { z } from "zod";
import { Permission } from "../../access/permission.js";
import { reportOrder } from "../../refund/commands/report-order.js";
import { Authorized, Part } from "../authorized.js";
import type { Context } from "../context.js";
import { command, idempotencyKey } from "../input.js";
import { UserError } from "../problem/user-error.type.js";
import { KEY_DESCRIPTION } from "../refund/refund-commands.input.js";
import { orderFacts, OrderFactsInput } from "../return/return-collect.input.js";
import { OrderType } from "./order.type.js";

@InputType({ description: "An order without a return (주문)." })
class OrderReportInput {
  @Field(() => OrderFactsInput, { description: "The order as the shop knows it (주문)." })
  order!: OrderFactsInput;

  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;
}

const schema = z.object({ order: orderFacts, idempotencyKey });

@Part()
@ObjectType({ description: "Answer to `orderReport`.", simpleResolvers: true })
class OrderReportPayload {
  @Field(() => OrderType, { nullable: true, description: "The order as it is now; null when there are errors." })
  order!: OrderType | null;

  @Field(() => Boolean, { description: "True when this is the stored answer of an earlier call with the same key." })
  replayed!: boolean;

  @Field(() => [UserError], { description: "Problems that stood in the way; empty when there were none." })
  userErrors!: UserError[];
}

@Resolver()
export class OrderReportResolver {
  @Authorized(Permission.OrderReport)
  @Mutation(() => OrderReportPayload, {
    description:
      "A service hands over an order of which nothing came back, so that a manual refund can be registered for it (`manualRefundAccept`). The same facts again, under any key and with a return or without, are the same order; it may have grown since. Codes: INVALID_INPUT, FACTS_INCONSISTENT, FACTS_CONFLICT, TOO_MANY, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS.",
  })
  async orderReport(
    @Arg("input", () => OrderReportInput, { description: "The order." }) input: OrderReportInput,
    @Ctx() ctx: Context,
  ): Promise<OrderReportPayload> {
    const { value, ...rest } = await command(ctx, { schema, input }, (parsed, by) =>
      reportOrder(ctx.refundContext, by, parsed),
    );
    return { ...rest, order: value && (await ctx.loaders.order(value.orderId)) };
  }
}
