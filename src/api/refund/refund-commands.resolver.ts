/** Mutations on one refund: permission, input, one call. */
import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { Permission } from "../../access/permission.js";
import { cancelRefund, reopenRefund } from "../../refund/cancel-refund.js";
import { approveRefund, declineRefund } from "../../refund/decide-refund.js";
import { retryRefund } from "../../refund/retry-refund.js";
import { Authorized } from "../authorized.js";
import type { Context } from "../context.js";
import { command } from "../door.js";
import {
  approveSchema,
  cancelSchema,
  declineSchema,
  RefundApproveInput,
  RefundCancelInput,
  RefundDeclineInput,
  RefundReopenInput,
  RefundRetryInput,
  reopenSchema,
  retrySchema,
} from "./refund-commands.input.js";
import { refundPayload, withRefund, type RefundPayload } from "./refund-payload.type.js";

const ApprovePayload = refundPayload("refundApprove", "RefundApprovePayload", "The approved refund");
const DeclinePayload = refundPayload("refundDecline", "RefundDeclinePayload", "The declined refund");
const RetryPayload = refundPayload("refundRetry", "RefundRetryPayload", "The refund that is tried again");
const CancelPayload = refundPayload("refundCancel", "RefundCancelPayload", "The cancelled refund");
const ReopenPayload = refundPayload(
  "refundReopen",
  "RefundReopenPayload",
  "The successor: a new refund with a number of its own",
);

const COMMON =
  "Codes: INVALID_INPUT, NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS";

@Resolver()
export class RefundCommandsResolver {
  @Authorized(Permission.RefundApprove)
  @Mutation(() => ApprovePayload, {
    description: `A second person agrees to a refund above the four-eyes limit: it is then sent. ${COMMON}, SAME_PERSON, NOT_CAPTURED, PAYMENT_DISPUTED.`,
  })
  async refundApprove(
    @Arg("input", () => RefundApproveInput, { description: "Which." }) input: RefundApproveInput,
    @Ctx() ctx: Context,
  ): Promise<RefundPayload> {
    return withRefund(
      ctx,
      await command(ctx, { schema: approveSchema, input }, (told, by) => approveRefund(ctx.desk, by, told)),
    );
  }

  @Authorized(Permission.RefundApprove)
  @Mutation(() => DeclinePayload, {
    description: `A second person disagrees: the refund is owed as before and can be requested anew. ${COMMON}.`,
  })
  async refundDecline(
    @Arg("input", () => RefundDeclineInput, { description: "Which, and why." }) input: RefundDeclineInput,
    @Ctx() ctx: Context,
  ): Promise<RefundPayload> {
    return withRefund(
      ctx,
      await command(ctx, { schema: declineSchema, input }, (told, by) => declineRefund(ctx.desk, by, told)),
    );
  }

  @Authorized(Permission.RefundRetry)
  @Mutation(() => RetryPayload, {
    description: `Tries a refused or deferred refund again, with a new attempt. ${COMMON}, NOT_CAPTURED, PAYMENT_DISPUTED, REFUND_AMOUNT_EXCEEDED.`,
  })
  async refundRetry(
    @Arg("input", () => RefundRetryInput, { description: "Which." }) input: RefundRetryInput,
    @Ctx() ctx: Context,
  ): Promise<RefundPayload> {
    return withRefund(
      ctx,
      await command(ctx, { schema: retrySchema, input }, (told, by) => retryRefund(ctx.desk, by, told)),
    );
  }

  @Authorized(Permission.RefundCancel)
  @Mutation(() => CancelPayload, {
    description: `Cancels a refund whose money cannot be moving; its reservation is given back. ${COMMON}.`,
  })
  async refundCancel(
    @Arg("input", () => RefundCancelInput, { description: "Which, and why." }) input: RefundCancelInput,
    @Ctx() ctx: Context,
  ): Promise<RefundPayload> {
    return withRefund(
      ctx,
      await command(ctx, { schema: cancelSchema, input }, (told, by) => cancelRefund(ctx.desk, by, told)),
    );
  }

  @Authorized(Permission.RefundReopen)
  @Mutation(() => ReopenPayload, {
    description: `Brings a refund that was cancelled by mistake back as a successor: same payment, amount and lines, reserved anew. ${COMMON}, REFUND_ALREADY_REOPENED, REFUND_AMOUNT_EXCEEDED.`,
  })
  async refundReopen(
    @Arg("input", () => RefundReopenInput, { description: "Which." }) input: RefundReopenInput,
    @Ctx() ctx: Context,
  ): Promise<RefundPayload> {
    return withRefund(
      ctx,
      await command(ctx, { schema: reopenSchema, input }, (told, by) => reopenRefund(ctx.desk, by, told)),
    );
  }
}
