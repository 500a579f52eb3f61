/** Queries for orders, and what hangs on an order. */
import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { Permission } from "../../access/permission.js";
import { Authorized } from "../authorized.js";
import { badInput, requireId, requireKey } from "../bad-input.js";
import { read, sql } from "../connection/statement.js";
import type { Context } from "../context.js";
import { PaymentType } from "../payment/payment.type.js";
import { RefundType } from "../refund/refund.type.js";
import { ReturnType } from "../return/return.type.js";
import { FactChangeType } from "./fact-change.type.js";
import { maskedCustomer, OrderLineType, OrderType } from "./order.type.js";

@Resolver(() => OrderType)
export class OrderResolver {
  @Authorized(Permission.OrderRead)
  @Query(() => OrderType, {
    nullable: true,
    description: "One order, by exactly one of `id` and `orderNo`; null when there is none. Errors: BAD_USER_INPUT.",
  })
  async order(
    @Arg("id", () => ID, { nullable: true, description: "The id to look up." }) id: string | null,
    @Arg("orderNo", () => String, { nullable: true, description: "The shop's own order number." })
    orderNo: string | null,
    @Ctx() ctx: Context,
  ): Promise<OrderType | null> {
    const given = [id, orderNo].filter((each) => each !== null && each !== undefined);
    if (given.length !== 1) throw badInput("arguments.oneOf", { names: ["id", "orderNo"] });
    if (typeof id === "string") return ctx.loaders.order(requireId(id));
    const [row] = await read<{ id: string }>(
      ctx.em,
      sql`select id from orders where order_no = ${requireKey(orderNo ?? "", "orderNo")}`,
    );
    return row ? ctx.loaders.order(row.id) : null;
  }

  @FieldResolver(() => String, { description: "The customer's id (고객 ID), masked, always: `ho***`." })
  customerId(@Root() order: OrderType, @Ctx() ctx: Context): string {
    return maskedCustomer(ctx.refundContext.cipher, order, "id");
  }

  @FieldResolver(() => String, { description: "The customer's name, masked, always: `김*용`." })
  customerName(@Root() order: OrderType, @Ctx() ctx: Context): string {
    return maskedCustomer(ctx.refundContext.cipher, order, "name");
  }

  @FieldResolver(() => [OrderLineType], { description: "Lines of the order (상품 목록), by line number." })
  lines(@Root() order: OrderType, @Ctx() ctx: Context): Promise<OrderLineType[]> {
    return ctx.loaders.linesOfOrder(order.id);
  }

  @FieldResolver(() => [PaymentType], {
    nullable: true,
    description: "Payments of the order (결제), the primary one first; null only with a top-level error beside it.",
  })
  payments(@Root() order: OrderType, @Ctx() ctx: Context): Promise<PaymentType[]> {
    return ctx.loaders.paymentsOfOrder(order.id);
  }

  @FieldResolver(() => [ReturnType], { description: "Returns of the order (반품), oldest first; the first 200." })
  returns(@Root() order: OrderType, @Ctx() ctx: Context): Promise<ReturnType[]> {
    return ctx.loaders.returnsOfOrder(order.id);
  }

  @FieldResolver(() => [RefundType], { description: "Refunds (환불), oldest first; the first 200." })
  refunds(@Root() order: OrderType, @Ctx() ctx: Context): Promise<RefundType[]> {
    return ctx.loaders.refundsOfOrder(order.id);
  }

  @FieldResolver(() => [FactChangeType], {
    description: "Changes of what was reported of the order (변경 이력), oldest first; the first 200.",
  })
  factChanges(@Root() order: OrderType, @Ctx() ctx: Context): Promise<FactChangeType[]> {
    return ctx.loaders.factChangesOfOrder(order.id);
  }
}
