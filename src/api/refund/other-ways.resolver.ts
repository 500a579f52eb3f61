/** Mutations for money that cannot go back the way it came: bank transfer instead, the account for it, money that bounced. */
import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { Permission } from "../../access/permission.js";
import { changeAccount } from "../../refund/transfer/change-account.js";
import { fallBackToManual } from "../../refund/transfer/fall-back.js";
import { recordReversal } from "../../refund/transfer/record-reversal.js";
import { Authorized } from "../authorized.js";
import type { Context } from "../context.js";
import { command } from "../door.js";
import {
  accountChangeSchema,
  fallBackSchema,
  RefundAccountChangeInput,
  RefundFallBackInput,
  RefundReversalRecordInput,
  reversalSchema,
} from "./refund-commands.input.js";
import { refundPayload, withRefund, type RefundPayload } from "./refund-payload.type.js";

const FallBackPayload = refundPayload(
  "refundFallBackToManual",
  "RefundFallBackToManualPayload",
  "The refund, now to be paid by bank transfer",
);
const AccountChangePayload = refundPayload("refundAccountChange", "RefundAccountChangePayload", "The refund");
const ReversalPayload = refundPayload(
  "refundReversalRecord",
  "RefundReversalRecordPayload",
  "The manual successor that pays it again",
);

const COMMON =
  "Codes: INVALID_INPUT, NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS";

@Resolver()
export class OtherWaysResolver {
  @Authorized(Permission.RefundFallBack)
  @Mutation(() => FallBackPayload, {
    description: `A refund the gateway cannot make becomes a bank transfer (수기 환불). After any attempt the gateway is asked first; what it shows is booked, and a success completes the refund instead. ${COMMON}, GATEWAY_UNREACHABLE, EVIDENCE_DISAGREES (the gateway still works on a cancel of this amount), POINTS_NEVER_CASH, REFUND_ACCOUNT_MISSING, PAYMENT_DISPUTED, REFUND_AMOUNT_EXCEEDED.`,
  })
  async refundFallBackToManual(
    @Arg("input", () => RefundFallBackInput, { description: "Which." }) input: RefundFallBackInput,
    @Ctx() ctx: Context,
  ): Promise<RefundPayload> {
    return withRefund(
      ctx,
      await command(ctx, { schema: fallBackSchema, input }, (told, by) => fallBackToManual(ctx.desk, by, told)),
    );
  }

  @Authorized(Permission.RefundAccountChange)
  @Mutation(() => AccountChangePayload, {
    description: `Records the customer's bank account for a refund, before any money moves to it (환불계좌). ${COMMON}, POINTS_NEVER_CASH.`,
  })
  async refundAccountChange(
    @Arg("input", () => RefundAccountChangeInput, { description: "Which, and the account." })
    input: RefundAccountChangeInput,
    @Ctx() ctx: Context,
  ): Promise<RefundPayload> {
    return withRefund(
      ctx,
      await command(ctx, { schema: accountChangeSchema, input }, (told, by) => changeAccount(ctx.desk, by, told)),
    );
  }

  @Authorized(Permission.RefundReversalRecord)
  @Mutation(() => ReversalPayload, {
    description: `The customer's bank sent a completed refund back (반송): the success stays in the history, and a manual successor holds the money to pay it again. ${COMMON}, REFUND_ALREADY_REVERSED, POINTS_NEVER_CASH, GATEWAY_UNREACHABLE (only it knows what the customer had paid), REFUND_AMOUNT_EXCEEDED (more had gone back than was paid).`,
  })
  async refundReversalRecord(
    @Arg("input", () => RefundReversalRecordInput, { description: "Which, and how it is known." })
    input: RefundReversalRecordInput,
    @Ctx() ctx: Context,
  ): Promise<RefundPayload> {
    return withRefund(
      ctx,
      await command(ctx, { schema: reversalSchema, input }, (told, by) => recordReversal(ctx.desk, by, told)),
    );
  }
}
