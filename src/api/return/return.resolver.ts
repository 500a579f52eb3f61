/** The list of returns due a refund (`getRefundBundleApproMgmtList`), and what hangs on a return. */
import assert from "node:assert/strict";
import { Arg, Args, Ctx, FieldResolver, ID, Resolver, Root, Query } from "type-graphql";
import { Permission } from "../../access/permission.js";
import { SETTLED_STATES } from "../../../machines/states.js";
import { sum, ZERO, type MinorUnits } from "../../money/minor-units.js";
import { returnSums, standing } from "../../refund/record/return-sums.js";
import { Authorized } from "../authorized.js";
import { badInput, requireId, requireKey } from "../bad-input.js";
import { read, sql } from "../connection/statement.js";
import type { Connection } from "../connection/connection.type.js";
import { PageArgs, pageOf } from "../connection/page.js";
import type { Context } from "../context.js";
import { OrderLineType, OrderType } from "../order/order.type.js";
import { Deduction } from "../refund/refund-parts.type.js";
import { delayInterestOf } from "../refund/refund-interest.js";
import { RefundType } from "../refund/refund.type.js";
import { DateScalar } from "../scalar/date.js";
import { Money } from "../money/money.type.js";
import { CUSTOMER_ARGUMENT, CustomerInput, foundOf } from "../personal-data/customer.input.js";
import {
  AnyReturnWhere,
  awaitingRefund,
  readReturns,
  ReturnConnection,
  ReturnOrder,
  ReturnWhere,
} from "./return-list.js";
import { ReturnLineType, ReturnSumsType, ReturnType } from "./return.type.js";

@Resolver(() => ReturnType)
export class ReturnResolver {
  @Authorized(Permission.ReturnRead)
  @Query(() => ReturnType, {
    nullable: true,
    description:
      "One return at any time of its life, by exactly one of `id` and `returnNo`; null when there is none. Errors: BAD_USER_INPUT.",
  })
  async return(
    @Arg("id", () => ID, { nullable: true, description: "The id to look up." }) id: string | null,
    @Arg("returnNo", () => String, { nullable: true, description: "The return service's own number (반품번호)." })
    returnNo: string | null,
    @Ctx() ctx: Context,
  ): Promise<ReturnType | null> {
    const given = [id, returnNo].filter((each) => each !== null && each !== undefined);
    if (given.length !== 1) throw badInput("arguments.oneOf", { names: ["id", "returnNo"] });
    if (typeof id === "string") return ctx.loaders.return(requireId(id));
    const [row] = await read<{ id: string }>(
      ctx.em,
      sql`select id from collected_return where return_no = ${requireKey(returnNo ?? "", "returnNo")}`,
    );
    return row ? ctx.loaders.return(row.id) : null;
  }

  @Authorized(Permission.ReturnRead)
  @Query(() => ReturnConnection, {
    description:
      "Collected returns (반품 회수완료) at any time of their life, longest back first unless `orderBy` says otherwise. Errors: BAD_USER_INPUT for an unreadable page, cursor or filter.",
  })
  async returns(
    @Args(() => PageArgs) page: PageArgs,
    @Arg("where", () => AnyReturnWhere, { nullable: true, description: "The filter; everything when left out." })
    where: AnyReturnWhere | null,
    @Arg("orderBy", () => ReturnOrder, {
      nullable: true,
      description: "Their order; `collectedAt` ascending when left out.",
    })
    orderBy: ReturnOrder | null,
    @Arg("customer", () => CustomerInput, CUSTOMER_ARGUMENT) customer: CustomerInput | null,
    @Ctx() ctx: Context,
  ): Promise<Connection<ReturnType>> {
    const found = await foundOf(customer, ctx);
    return readReturns(ctx.em, { where, found, orderBy, page: pageOf(page) });
  }

  @Authorized(Permission.ReturnRead)
  @Query(() => ReturnConnection, {
    description:
      "Collected returns (반품 회수완료) that are still due money, longest back first unless `orderBy` says otherwise. Errors: BAD_USER_INPUT for an unreadable page, cursor or filter.",
  })
  async returnsAwaitingRefund(
    @Args(() => PageArgs) page: PageArgs,
    @Arg("where", () => ReturnWhere, { nullable: true, description: "The filter; everything when left out." })
    where: ReturnWhere | null,
    @Arg("orderBy", () => ReturnOrder, {
      nullable: true,
      description: "Their order; `collectedAt` ascending when left out.",
    })
    orderBy: ReturnOrder | null,
    @Arg("customer", () => CustomerInput, CUSTOMER_ARGUMENT) customer: CustomerInput | null,
    @Ctx() ctx: Context,
  ): Promise<Connection<ReturnType>> {
    const found = await foundOf(customer, ctx);
    return readReturns(ctx.em, { where: awaitingRefund(where), found, orderBy, page: pageOf(page) });
  }

  @FieldResolver(() => ReturnSumsType, {
    description: "Sums of its money over all of its refunds (합계): refunded, still owed, or not owed.",
  })
  async sums(@Root() owner: ReturnType, @Ctx() ctx: Context): Promise<ReturnSumsType> {
    const [refunds, order] = await Promise.all([
      ctx.loaders.refundsOfReturn(owner.id),
      ctx.loaders.order(owner.orderId),
    ]);
    assert(order, "a return is of an order");
    const { currencyCode } = order;
    const { refunded, open, notOwed } = returnSums(refunds, ({ amount }) => amount.amount);
    const money = (amount: MinorUnits) => ({ amount, currencyCode });
    return { refunded: money(refunded), open: money(open), notOwed: money(notOwed) };
  }

  @FieldResolver(() => DateScalar, {
    nullable: true,
    description:
      "The last Korean day the statute allows (환불 기한): the day of its refunds that are open, else of those that stand; null where there are none.",
  })
  async dueOn(@Root() owner: ReturnType, @Ctx() ctx: Context): Promise<string | null> {
    const now = standing(await ctx.loaders.refundsOfReturn(owner.id));
    const open = now.filter(({ state }) => !SETTLED_STATES.has(state));
    const days = (open.length > 0 ? open : now).map(({ dueOn }) => dueOn);
    return days.toSorted().at(-1) ?? null;
  }

  @FieldResolver(() => Money, {
    description:
      "Interest for being late (지연이자) over all of its refunds, each rounded down; those for which none runs count 0.",
  })
  async delayInterest(@Root() owner: ReturnType, @Ctx() ctx: Context): Promise<Money> {
    const [refunds, order] = await Promise.all([
      ctx.loaders.refundsOfReturn(owner.id),
      ctx.loaders.order(owner.orderId),
    ]);
    assert(order, "a return is of an order");
    const interests = await Promise.all(refunds.map((refund) => delayInterestOf(refund, ctx)));
    return { amount: sum(interests.map(({ amount }) => amount?.amount ?? ZERO)), currencyCode: order.currencyCode };
  }

  @FieldResolver(() => OrderType, {
    nullable: true,
    description: "The order (주문); null only with a top-level error beside it.",
  })
  order(@Root() owner: ReturnType, @Ctx() ctx: Context): Promise<OrderType | null> {
    return ctx.loaders.order(owner.orderId);
  }

  @FieldResolver(() => [ReturnLineType], { description: "Lines of the return (상품 목록), by line number." })
  lines(@Root() owner: ReturnType, @Ctx() ctx: Context): Promise<ReturnLineType[]> {
    return ctx.loaders.linesOfReturn(owner.id);
  }

  @FieldResolver(() => [Deduction], {
    description:
      "Deductions (차감): charges that stay although goods came back, for all refunds of the return together.",
  })
  deductions(@Root() owner: ReturnType, @Ctx() ctx: Context): Promise<Deduction[]> {
    return ctx.loaders.deductionsOfReturn(owner.id);
  }

  @FieldResolver(() => [RefundType], {
    description: "Refunds of the return (환불), one per payment that paid for it and one per re-opening, oldest first.",
  })
  refunds(@Root() owner: ReturnType, @Ctx() ctx: Context): Promise<RefundType[]> {
    return ctx.loaders.refundsOfReturn(owner.id);
  }
}

@Resolver(() => ReturnLineType)
export class ReturnLineFieldsResolver {
  @FieldResolver(() => OrderLineType, {
    nullable: true,
    description: "The line of the order (주문 상품); null only with a top-level error beside it.",
  })
  orderLine(@Root() line: ReturnLineType, @Ctx() ctx: Context): Promise<OrderLineType | null> {
    return ctx.loaders.orderLine(line.orderLineId);
  }
}
