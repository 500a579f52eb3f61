/** `approvalsWaiting`: everything that waits for a second person, whatever decides it. */
import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { Permission } from "../../access/permission.js";
import { Authorized } from "../authorized.js";
import type { Connection } from "../connection/connection.type.js";
import { PageArgs, pageOf } from "../connection/page.js";
import type { Context } from "../context.js";
import { callerOf } from "../input.js";
import { OrderType } from "../order/order.type.js";
import { PaymentType } from "../payment/payment.type.js";
import { RefundType } from "../refund/refund.type.js";
import { ApprovalsWaitingWhere, readApprovals } from "./approval-list.js";
import { WaitingApproval, WaitingApprovalConnection } from "./approval.type.js";

@Resolver(() => WaitingApproval)
export class ApprovalsWaitingResolver {
  @Authorized(Permission.RefundRead)
  @Query(() => WaitingApprovalConnection, {
    description:
      "Everything that waits for a second person (승인대기), oldest first: refunds over the gateway, bank transfers, statements about unknown outcomes, and corrections of cancels and of facts. Statements about payments are left out for a caller who may not read payments. Errors: BAD_USER_INPUT for an unreadable page or cursor.",
  })
  approvalsWaiting(
    @Args(() => PageArgs) page: PageArgs,
    @Arg("where", () => ApprovalsWaitingWhere, {
      nullable: true,
      description: "The filter; everything when left out.",
    })
    where: ApprovalsWaitingWhere | null,
    @Ctx() ctx: Context,
  ): Promise<Connection<WaitingApproval>> {
    const now = ctx.refundContext.clock.now();
    return readApprovals(ctx.em, { principal: callerOf(ctx), where: where ?? {}, page: pageOf(page), now });
  }

  @FieldResolver(() => RefundType, {
    nullable: true,
    description: "The refund it is about (환불); null for statements and proposals about a payment.",
  })
  async refund(@Root() { refundId }: WaitingApproval, @Ctx() ctx: Context): Promise<RefundType | null> {
    return refundId === null ? null : ctx.loaders.refund(refundId);
  }

  @FieldResolver(() => PaymentType, {
    nullable: true,
    description: "The payment it is about (결제); null only with a top-level error beside it.",
  })
  payment(@Root() { paymentId }: WaitingApproval, @Ctx() ctx: Context): Promise<PaymentType | null> {
    return ctx.loaders.payment(paymentId);
  }

  @FieldResolver(() => OrderType, {
    nullable: true,
    description: "The order of that payment (주문); null only with a top-level error beside it.",
  })
  order(@Root() { orderId }: WaitingApproval, @Ctx() ctx: Context): Promise<OrderType | null> {
    return ctx.loaders.order(orderId);
  }
}
