/** The list of returns due a refund (`getRefundBundleApproMgmtList`), and what hangs on a return. */
import { Arg, Args, Ctx, FieldResolver, Resolver, Root, Query } from "type-graphql";
import { Permission } from "../../access/permission.js";
import { Authorized } from "../authorized.js";
import type { Connection } from "../connection/connection.type.js";
import { PageArgs, pageOf } from "../connection/page.js";
import type { Context } from "../context.js";
import { OrderLineType, OrderType } from "../order/order.type.js";
import { Deduction } from "../refund/refund-parts.type.js";
import { RefundType } from "../refund/refund.type.js";
import { readReturns, ReturnConnection, ReturnOrder, ReturnWhere } from "./return-list.js";
import { ReturnLineType, ReturnType } from "./return.type.js";

@Resolver(() => ReturnType)
export class ReturnResolver {
  @Authorized(Permission.ReturnRead)
  @Query(() => ReturnConnection, {
    description:
      "Collected returns (반품 회수완료) that are still due money, longest back first unless `orderBy` says otherwise. Errors: BAD_USER_INPUT for an unreadable page, cursor or filter.",
  })
  returnsAwaitingRefund(
    @Args(() => PageArgs) page: PageArgs,
    @Arg("where", () => ReturnWhere, { nullable: true, description: "The filter; everything when left out." })
    where: ReturnWhere | null,
    @Arg("orderBy", () => ReturnOrder, {
      nullable: true,
      description: "Their order; `collectedAt` ascending when left out.",
    })
    orderBy: ReturnOrder | null,
    @Ctx() ctx: Context,
  ): Promise<Connection<ReturnType>> {
    return readReturns(ctx.em, { where, orderBy, page: pageOf(page) });
  }

  @FieldResolver(() => OrderType, {
    nullable: true,
    description: "The order; null only with a top-level error beside it.",
  })
  order(@Root() owner: ReturnType, @Ctx() ctx: Context): Promise<OrderType | null> {
    return ctx.loaders.order(owner.orderId);
  }

  @FieldResolver(() => [ReturnLineType], { description: "Lines of the return, by line number." })
  lines(@Root() owner: ReturnType, @Ctx() ctx: Context): Promise<ReturnLineType[]> {
    return ctx.loaders.linesOfReturn(owner.id);
  }

  @FieldResolver(() => [Deduction], {
    description: "Deductions: charges that stay although goods came back, for all refunds of the return together.",
  })
  deductions(@Root() owner: ReturnType, @Ctx() ctx: Context): Promise<Deduction[]> {
    return ctx.loaders.deductionsOfReturn(owner.id);
  }

  @FieldResolver(() => [RefundType], {
    description: "Refunds of the return, one per payment that paid for it and one per re-opening, oldest first.",
  })
  refunds(@Root() owner: ReturnType, @Ctx() ctx: Context): Promise<RefundType[]> {
    return ctx.loaders.refundsOfReturn(owner.id);
  }
}

@Resolver(() => ReturnLineType)
export class ReturnLineFieldsResolver {
  @FieldResolver(() => OrderLineType, {
    nullable: true,
    description: "The line of the order; null only with a top-level error beside it.",
  })
  orderLine(@Root() line: ReturnLineType, @Ctx() ctx: Context): Promise<OrderLineType | null> {
    return ctx.loaders.orderLine(line.orderLineId);
  }
}
