/** `refundPreview`: what a return would refund on which payment, and what would stand in the way, before anything is stored. */
import { Arg, Ctx, Field, FieldResolver, ID, InputType, ObjectType, Query, Resolver, Root } from "type-graphql";
import { z } from "zod";
import { Permission } from "../../access/permission.js";
import { TAX_PARTS, type Parts, type TaxPart } from "../../money/parts.js";
import { previewReturn, type PreviewLeg } from "../../refund/commands/preview.js";
import { MAX_LINES } from "../../orders/grow-order.js";
import { Authorized, Part } from "../authorized.js";
import { read, sql } from "../connection/statement.js";
import type { Context } from "../context.js";
import { checked, number } from "../input.js";
import { Money, moneyOf, TaxPartsType } from "../money/money.type.js";
import { PaymentType } from "../payment/payment.type.js";
import { userError } from "../user-error.js";
import { UserError } from "../problem/user-error.type.js";
import {
  DeductionInput,
  LegInput,
  MAX_DEDUCTIONS,
  returned,
  ReturnedLineInput,
} from "../return/return-collect.input.js";
import { DateScalar } from "../scalar/date.js";
import { reasonOf } from "./blocked-reason.js";
import { BlockedReason, Deduction } from "./refund-parts.type.js";

@InputType({ description: "A return that might come." })
class RefundPreviewInput {
  @Field(() => String, { description: "An order we have heard of." })
  orderNo!: string;

  @Field(() => [ReturnedLineInput], { description: `Lines that would come back: 1 to ${MAX_LINES} lines, each once.` })
  lines!: ReturnedLineInput[];

  @Field(() => [DeductionInput], { defaultValue: [], description: `Up to ${MAX_DEDUCTIONS} deductions.` })
  deductions!: DeductionInput[];

  @Field(() => [LegInput], {
    nullable: true,
    description: "The split over the payments; left out: the merchant's strategy decides.",
  })
  legs?: LegInput[] | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "True when the customer would name a bank account, where one is needed.",
  })
  withAccount!: boolean;
}

const schema = z.object({ orderNo: number(), ...returned, withAccount: z.boolean() });

@Part()
@ObjectType({ description: "A line's share of a refund that might come.", simpleResolvers: true })
class PreviewLine {
  @Field(() => String, { description: "The line of the order." })
  lineNo!: string;

  @Field(() => Money, { description: "The share of the line, before deductions." })
  amount!: Money;
}

@Authorized(Permission.RefundPreview)
@ObjectType("RefundPreviewLeg", {
  description: "The refund that would come into being on one payment.",
  simpleResolvers: true,
})
class PreviewLegType {
  @Field(() => ID, { description: "The id of the payment (결제 ID)." })
  paymentId!: string;

  @Field(() => String, { description: "The shop's own number of the payment." })
  paymentNo!: string;

  @Field(() => Money, { description: "The amount that would be refunded: its lines less its deductions." })
  amount!: Money;

  @Field(() => TaxPartsType, { description: "The amount's tax parts (세금 구분)." })
  parts!: TaxPartsType;

  @Field(() => [PreviewLine], { description: "Lines of the refund." })
  lines!: PreviewLine[];

  @Field(() => [Deduction], { description: "Deductions: charges that would stay." })
  deductions!: Deduction[];

  @Field(() => Boolean, {
    description: "True when a request for all of the order's open refunds and these would need a second person.",
  })
  needsApproval!: boolean;

  @Field(() => [BlockedReason], { description: "Reasons that would stand in the way of sending it, worst first." })
  blockedReasons!: BlockedReason[];

  @Field(() => DateScalar, { nullable: true, description: "The last Korean day in time if the goods came back now." })
  dueOn!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: "The last Korean day on which the gateway surely takes the cancel; null where no deadline is known.",
  })
  lastDay!: string | null;

  @Field(() => Boolean, {
    description: "True when `lastDay` differs by card company or contract: it is then the usual one.",
  })
  lastDayApproximate!: boolean;

  @Field(() => Money, { description: "The fee the gateway takes from the shop for this refund, by `gatewayRules`." })
  fee!: Money;

  @Field(() => Money, {
    description:
      "The fee the payment has cost the shop already, such as issuing a virtual account; no refund brings it back.",
  })
  sunkFee!: Money;
}

@Part()
@ObjectType({ description: "Answer to `refundPreview`.", simpleResolvers: true })
class RefundPreview {
  @Field(() => [PreviewLegType], {
    nullable: true,
    description: "One per payment that would be refunded; null when there are errors.",
  })
  legs!: PreviewLegType[] | null;

  @Field(() => [UserError], { description: "Problems that would stand in the way; empty when there are none." })
  userErrors!: UserError[];
}

@Resolver(() => PreviewLegType)
export class RefundPreviewResolver {
  @Authorized(Permission.RefundPreview)
  @Query(() => RefundPreview, {
    description:
      "A preview of what a return would refund, with the same split and rules as the real thing; nothing is stored or reserved. Codes: INVALID_INPUT, NOT_FOUND, FACTS_INCONSISTENT, QUANTITY_EXCEEDED, REFUND_AMOUNT_EXCEEDED, SPLIT_IMPOSSIBLE.",
  })
  async refundPreview(
    @Arg("input", () => RefundPreviewInput, { description: "The return that might come." }) input: RefundPreviewInput,
    @Ctx() ctx: Context,
  ): Promise<RefundPreview> {
    const wanted = checked(schema, input);
    if (!wanted.ok)
      return { legs: null, userErrors: await Promise.all(wanted.problems.map((problem) => userError(problem, ctx))) };
    const legs = await previewReturn(ctx.refundContext, wanted.value);
    if (!legs.ok) return { legs: null, userErrors: [await userError(legs.problem, ctx)] };
    const [order] = await read<{ currency: string }>(
      ctx.em,
      sql`select currency from orders where order_no = ${wanted.value.orderNo}`,
    );
    return { legs: legs.value.map((leg) => legOf(leg, order?.currency ?? "", ctx)), userErrors: [] };
  }

  @FieldResolver(() => PaymentType, {
    nullable: true,
    description: "The payment; null only with a top-level error beside it.",
  })
  payment(@Root() leg: PreviewLegType, @Ctx() ctx: Context): Promise<PaymentType | null> {
    return ctx.loaders.payment(leg.paymentId);
  }
}

function legOf(leg: PreviewLeg, currency: string, { language }: Context): PreviewLegType {
  const money = <T extends { amount: number }>(of: T) => ({ ...of, amount: moneyOf(of.amount, currency) });
  return {
    paymentId: leg.paymentId,
    paymentNo: leg.paymentNo,
    amount: moneyOf(leg.amount.total, currency),
    parts: partsOf(leg.amount, currency),
    lines: leg.lines.map(money),
    deductions: leg.deductions.map(money),
    needsApproval: leg.needsApproval,
    blockedReasons: leg.objections.map((reason) => reasonOf(reason, { language, facts: null, caller: null })),
    dueOn: leg.dueOn,
    lastDay: leg.lastDay,
    lastDayApproximate: leg.lastDayApproximate,
    fee: moneyOf(leg.fee, currency),
    sunkFee: moneyOf(leg.sunkFee, currency),
  };
}

function partsOf(parts: Parts, currency: string): TaxPartsType {
  const each = Object.fromEntries(TAX_PARTS.map((part) => [part, moneyOf(parts[part], currency)]));
  return { total: moneyOf(parts.total, currency), ...(each as Record<TaxPart, Money>) };
}
