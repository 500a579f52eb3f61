/** Queries for refunds. */
import { Arg, Args, Ctx, ID, Query, Resolver } from "type-graphql";
import { Permission } from "../../access/permission.js";
import { koreanDay } from "../../clock.js";
import { Authorized } from "../authorized.js";
import { may } from "../../access/principal.js";
import { requireId, requireKey } from "../bad-input.js";
import type { Connection } from "../connection/connection.type.js";
import { PageArgs, pageOf } from "../connection/page.js";
import { read, sql } from "../connection/statement.js";
import type { Context } from "../context.js";
import { callerOf } from "../input.js";
import { CUSTOMER_ARGUMENT, CustomerInput, foundOf } from "../personal-data/customer.input.js";
import { readRefunds, RefundConnection, RefundOrder, RefundWhere } from "./refund-list.js";
import { RefundType } from "./refund.type.js";

@Resolver()
export class RefundResolver {
  @Authorized(Permission.RefundRead)
  @Query(() => RefundConnection, {
    description:
      "Refunds, newest first unless `orderBy` says otherwise. Errors: BAD_USER_INPUT for an unreadable page, cursor or filter, FORBIDDEN for a filter by work items of who may not read them.",
  })
  async refunds(
    @Args(() => PageArgs) page: PageArgs,
    @Arg("where", () => RefundWhere, { nullable: true, description: "The filter; everything when left out." })
    where: RefundWhere | null,
    @Arg("orderBy", () => RefundOrder, {
      nullable: true,
      description: "Their order; `createdAt` descending when left out.",
    })
    orderBy: RefundOrder | null,
    @Arg("customer", () => CustomerInput, CUSTOMER_ARGUMENT) customer: CustomerInput | null,
    @Ctx() ctx: Context,
  ): Promise<Connection<RefundType>> {
    const now = ctx.refundContext.clock.now();
    const caller = callerOf(ctx);
    const reader = { me: caller.subject, now, mayReadItems: may(caller, Permission.WorkItemRead) };
    const found = await foundOf(customer, ctx);
    return readRefunds(ctx.em, { where, found, orderBy, page: pageOf(page), today: koreanDay(now), reader });
  }

  @Authorized(Permission.RefundRead)
  @Query(() => RefundType, {
    nullable: true,
    description: "One refund; null when there is none. Errors: BAD_USER_INPUT for something that is no id.",
  })
  refund(
    @Arg("id", () => ID, { description: "The id to look up." }) id: string,
    @Ctx() ctx: Context,
  ): Promise<RefundType | null> {
    return ctx.loaders.refund(requireId(id));
  }

  @Authorized(Permission.RefundRead)
  @Query(() => RefundType, { nullable: true, description: "One refund by its number; null when there is none." })
  async refundByNo(
    @Arg("refundNo", () => String, { description: "`RF-yyyymmdd-nnnnnn`." }) refundNo: string,
    @Ctx() ctx: Context,
  ): Promise<RefundType | null> {
    const [row] = await read<{ id: string }>(
      ctx.em,
      sql`select id from refund where refund_no = ${requireKey(refundNo, "refundNo")}`,
    );
    return row ? ctx.loaders.refund(row.id) : null;
  }
}
