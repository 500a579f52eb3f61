/** Queries for payments and for the money that moved back at gateways, and what hangs on a booked cancellation. */
import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { Permission } from "../../access/permission.js";
import type { GatewayName } from "../../gateways/port.js";
import { Authorized } from "../authorized.js";
import { badInput, requireKey } from "../bad-input.js";
import type { Connection } from "../connection/connection.type.js";
import { readFiltered } from "../connection/filter.js";
import { PageArgs, pageOf } from "../connection/page.js";
import { read, sql } from "../connection/statement.js";
import type { Context } from "../context.js";
import { GatewayEnum } from "../order/order.enums.js";
import { RefundType } from "../refund/refund.type.js";
import { BookedCancellationConnection, BookedCancellationWhere, cancellationList } from "./cancellation-list.js";
import { PaymentConnection, paymentList, PaymentWhere } from "./payment-list.js";
import { BookedCancellationType, CANCELLATION_COLUMNS, PAYMENT_COLUMNS, PaymentType } from "./payment.type.js";

@Resolver(() => BookedCancellationType)
export class PaymentListsResolver {
  @Authorized(Permission.PaymentRead)
  @Query(() => PaymentType, {
    nullable: true,
    description:
      "One payment by the gateway's own id of it; null when there is none. Errors: BAD_USER_INPUT for what cannot be an id.",
  })
  async paymentByGatewayId(
    @Arg("gateway", () => GatewayEnum, { description: "The gateway the payment was made at." }) gateway: GatewayName,
    @Arg("gatewayPaymentId", () => String, { description: "The gateway's own id of the payment, in full." })
    gatewayPaymentId: string,
    @Ctx() ctx: Context,
  ): Promise<PaymentType | null> {
    const [row] = await read<{ id: string }>(
      ctx.em,
      sql`select id from payment where gateway = ${gateway}::text and gateway_payment_id = ${requireKey(gatewayPaymentId, "gatewayPaymentId")}::text`,
    );
    return row ? ctx.loaders.payment(row.id) : null;
  }

  @Authorized(Permission.PaymentRead)
  @Query(() => PaymentConnection, {
    description:
      "Payments (결제), the newest paid first. Errors: BAD_USER_INPUT for an unreadable page, cursor or filter, and for `disputed: false`.",
  })
  payments(
    @Args(() => PageArgs) page: PageArgs,
    @Arg("where", () => PaymentWhere, { nullable: true, description: "The filter; everything when left out." })
    where: PaymentWhere | null,
    @Ctx() ctx: Context,
  ): Promise<Connection<PaymentType>> {
    if (where?.disputed === false) throw badInput("arguments.onlyTrue", { what: "disputed" });
    return readFiltered(ctx.em, paymentList(where ?? {}, pageOf(page)), PAYMENT_COLUMNS.nodeOf);
  }

  @Authorized(Permission.PaymentRead)
  @Query(() => BookedCancellationConnection, {
    description:
      "Money that moved back at gateways (취소 내역), whoever caused it, the newest booked first. Errors: BAD_USER_INPUT for an unreadable page, cursor or filter.",
  })
  bookedCancellations(
    @Args(() => PageArgs) page: PageArgs,
    @Arg("where", () => BookedCancellationWhere, {
      nullable: true,
      description: "The filter; everything when left out.",
    })
    where: BookedCancellationWhere | null,
    @Ctx() ctx: Context,
  ): Promise<Connection<BookedCancellationType>> {
    return readFiltered(ctx.em, cancellationList(where ?? {}, pageOf(page)), CANCELLATION_COLUMNS.nodeOf);
  }

  @FieldResolver(() => PaymentType, {
    nullable: true,
    description: "The payment it gave back (결제); null only with a top-level error beside it.",
  })
  payment(@Root() { paymentId }: BookedCancellationType, @Ctx() ctx: Context): Promise<PaymentType | null> {
    return ctx.loaders.payment(paymentId);
  }

  @FieldResolver(() => [RefundType], {
    description:
      "The refunds it paid (환불): that of its attempt, or those that were completed with it, oldest first; none for money that nobody here asked for.",
  })
  async refunds(@Root() { id }: BookedCancellationType, @Ctx() ctx: Context): Promise<RefundType[]> {
    const ids = await ctx.loaders.refundIdsOfCancellation(id);
    const refunds = await Promise.all(ids.map((each) => ctx.loaders.refund(each)));
    return refunds.filter((refund) => refund !== null);
  }
}
