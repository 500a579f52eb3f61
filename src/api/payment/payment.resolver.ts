/** The query for a payment, what hangs on it, and the report that it was captured. */
import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from "type-graphql";
import { z } from "zod";
import { Permission } from "../../access/permission.js";
import { GATEWAYS, type GatewayName } from "../../gateways/port.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { reportPaymentCapture } from "../../refund/commands/report-capture.js";
import { Authorized, Part } from "../authorized.js";
import { requireId } from "../bad-input.js";
import type { Context } from "../context.js";
import { command, foreignNumber, idempotencyKey, positiveAmount } from "../input.js";
import { FactCorrectionType } from "../order/fact-change.type.js";
import { OrderType } from "../order/order.type.js";
import { GatewayEnum } from "../order/order.enums.js";
import { MinorUnitsScalar } from "../scalar/minor-units.js";
import { UserError } from "../problem/user-error.type.js";
import { RefundType } from "../refund/refund.type.js";
import { BookedCancellationType, PaymentType } from "./payment.type.js";

@InputType({ description: "A payment that was captured, and how much of it." })
class PaymentCaptureReportInput {
  @Field(() => GatewayEnum, { description: "The gateway of the payment." })
  gateway!: GatewayName;

  @Field(() => String, { description: "The gateway's own id of the payment, 1 to 200 characters." })
  gatewayPaymentId!: string;

  @Field(() => MinorUnitsScalar, {
    nullable: true,
    description:
      "The amount that was captured, in minor units of the order's currency, from 1 to the payment's `amount`; left out: all of it. The rest is never refundable.",
  })
  capturedAmount?: MinorUnits | null;

  @Field(() => String, {
    description: "8 to 200 visible ASCII characters, stored for ever per caller; a fresh UUID is a good one.",
  })
  idempotencyKey!: string;
}

const schema = z
  .object({
    gateway: z.enum(GATEWAYS),
    gatewayPaymentId: foreignNumber(),
    capturedAmount: positiveAmount.nullish(),
    idempotencyKey,
  })
  // A report without an amount is the same under its key however that was written.
  .transform(({ capturedAmount, ...rest }) => ({
    ...rest,
    ...(typeof capturedAmount === "number" && { capturedAmount }),
  }));

@Part()
@ObjectType({ description: "Answer to `paymentCaptureReport`.", simpleResolvers: true })
class PaymentCaptureReportPayload {
  @Field(() => PaymentType, { nullable: true, description: "The payment as it is now; null when there are errors." })
  payment!: PaymentType | null;

  @Field(() => Boolean, { description: "True when this is the stored answer of an earlier call with the same key." })
  replayed!: boolean;

  @Field(() => [UserError], { description: "Problems that stood in the way; empty when there were none." })
  userErrors!: UserError[];
}

@Resolver(() => PaymentType)
export class PaymentResolver {
  @Authorized(Permission.PaymentRead)
  @Query(() => PaymentType, {
    nullable: true,
    description: "One payment; null when there is none. Errors: BAD_USER_INPUT for something that is no id.",
  })
  payment(
    @Arg("id", () => ID, { description: "The id to look up." }) id: string,
    @Ctx() ctx: Context,
  ): Promise<PaymentType | null> {
    return ctx.loaders.payment(requireId(id));
  }

  @Authorized(Permission.PaymentCaptureReport)
  @Mutation(() => PaymentCaptureReportPayload, {
    description:
      "The order service reports that a payment was captured (매입), so that parts of it can be refunded, and how much of it was: the rest is never refundable. Reservations beyond that are given up by refunds nobody has acted on (NEVER_CAPTURED). Reported again, nothing changes. Codes: NOT_FOUND, FACTS_INCONSISTENT (more than was authorised), FACTS_CONFLICT (another amount was reported before).",
  })
  async paymentCaptureReport(
    @Arg("input", () => PaymentCaptureReportInput, { description: "The payment that was captured." })
    input: PaymentCaptureReportInput,
    @Ctx() ctx: Context,
  ): Promise<PaymentCaptureReportPayload> {
    const { value, ...rest } = await command(ctx, { schema, input }, (parsed, principal) =>
      reportPaymentCapture(ctx.refundContext, principal, parsed),
    );
    return { ...rest, payment: value && (await ctx.loaders.payment(value.paymentId)) };
  }

  @FieldResolver(() => OrderType, {
    nullable: true,
    description: "The order it pays for (주문); null only with a top-level error beside it.",
  })
  order(@Root() payment: PaymentType, @Ctx() ctx: Context): Promise<OrderType | null> {
    return ctx.loaders.order(payment.orderId);
  }

  @FieldResolver(() => [RefundType], { description: "Refunds (환불), oldest first; the first 200." })
  refunds(@Root() payment: PaymentType, @Ctx() ctx: Context): Promise<RefundType[]> {
    return ctx.loaders.refundsOfPayment(payment.id);
  }

  @FieldResolver(() => [BookedCancellationType], {
    description:
      "Booked cancellations (취소 내역): money that really moved back at the gateway, oldest first; the first 200.",
  })
  cancellations(@Root() payment: PaymentType, @Ctx() ctx: Context): Promise<BookedCancellationType[]> {
    return ctx.loaders.cancellationsOfPayment(payment.id);
  }

  @FieldResolver(() => FactCorrectionType, {
    nullable: true,
    description: "The correction of its facts that a second person has not yet confirmed (미확인 정정).",
  })
  openCorrection(@Root() payment: PaymentType, @Ctx() ctx: Context): Promise<FactCorrectionType | null> {
    return ctx.loaders.openCorrectionOfPayment(payment.id);
  }

  @FieldResolver(() => [FactCorrectionType], {
    description:
      "Corrections of its facts that were proposed (정정 제안), confirmed, replaced and open ones, oldest first; the first 200.",
  })
  corrections(@Root() payment: PaymentType, @Ctx() ctx: Context): Promise<FactCorrectionType[]> {
    return ctx.loaders.correctionsOfPayment(payment.id);
  }
}
