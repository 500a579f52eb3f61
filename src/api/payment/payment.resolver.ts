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
import { reportPaymentCapture } from "../../refund/report-capture.js";
import { Authorized, Part } from "../authorized.js";
import { requireId } from "../bad-input.js";
import type { Context } from "../context.js";
import { command, idempotencyKey, line } from "../door.js";
import { OrderType } from "../order/order.type.js";
import { GatewayEnum } from "../order/words.js";
import { UserError } from "../problem/user-error.type.js";
import { RefundType } from "../refund/refund.type.js";
import { EffectType, PaymentType } from "./payment.type.js";

@InputType({ description: "A payment that was captured." })
class PaymentCaptureReportInput {
  @Field(() => GatewayEnum, { description: "Where the payment lives." })
  gateway!: GatewayName;

  @Field(() => String, { description: "The gateway's own id of the payment, 1 to 200 characters." })
  gatewayPaymentId!: string;

  @Field(() => String, {
    description: "8 to 200 visible ASCII characters, kept for ever per caller; a fresh UUID is a good one.",
  })
  idempotencyKey!: string;
}

const schema = z.object({ gateway: z.enum(GATEWAYS), gatewayPaymentId: line(), idempotencyKey });

@Part()
@ObjectType({ description: "Answer to `paymentCaptureReport`.", simpleResolvers: true })
class PaymentCaptureReportPayload {
  @Field(() => PaymentType, { nullable: true, description: "The payment as it is now; null when there are errors." })
  payment!: PaymentType | null;

  @Field(() => Boolean, { description: "Whether this answer was kept from an earlier call with the same key." })
  replayed!: boolean;

  @Field(() => [UserError], { description: "What stood in the way; empty when nothing did." })
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
    @Arg("id", () => ID, { description: "Its id." }) id: string,
    @Ctx() ctx: Context,
  ): Promise<PaymentType | null> {
    return ctx.loaders.payment(requireId(id));
  }

  @Authorized(Permission.PaymentCaptureReport)
  @Mutation(() => PaymentCaptureReportPayload, {
    description:
      "The order service tells that a payment was captured (매입), so that parts of it can be refunded. Told again, nothing changes. Codes: NOT_FOUND.",
  })
  async paymentCaptureReport(
    @Arg("input", () => PaymentCaptureReportInput, { description: "Which payment." }) input: PaymentCaptureReportInput,
    @Ctx() ctx: Context,
  ): Promise<PaymentCaptureReportPayload> {
    const { value, ...rest } = await command(ctx, { schema, input }, (told, principal) =>
      reportPaymentCapture(ctx.desk, principal, told),
    );
    return { ...rest, payment: value && (await ctx.loaders.payment(value.paymentId)) };
  }

  @FieldResolver(() => OrderType, {
    nullable: true,
    description: "The order it pays for; null only with a top-level error beside it.",
  })
  order(@Root() payment: PaymentType, @Ctx() ctx: Context): Promise<OrderType | null> {
    return ctx.loaders.order(payment.orderId);
  }

  @FieldResolver(() => [RefundType], { description: "Its refunds, oldest first; the first 200." })
  refunds(@Root() payment: PaymentType, @Ctx() ctx: Context): Promise<RefundType[]> {
    return ctx.loaders.refundsOfPayment(payment.id);
  }

  @FieldResolver(() => [EffectType], {
    description: "What really moved back at the gateway, oldest first; the first 200.",
  })
  effects(@Root() payment: PaymentType, @Ctx() ctx: Context): Promise<EffectType[]> {
    return ctx.loaders.effectsOfPayment(payment.id);
  }
}
