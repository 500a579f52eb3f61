/** What hangs on a refund, loaded only when it is asked for. */
import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { Principal } from "../../access/principal.js";
import { may } from "../../access/principal.js";
import { Permission } from "../../access/permission.js";
import { minorUnits } from "../../money/minor-units.js";
import { FAILURES, failureOf } from "../../refund/failure.js";
import { availableActions, blockedReasons, type Action, type RefundPicture } from "../../refund/rules.js";
import type { Connection } from "../connection/connection.type.js";
import { PageArgs, pageOf } from "../connection/page.js";
import type { Context } from "../context.js";
import { callerOf } from "../door.js";
import { Money } from "../money/money.type.js";
import { OrderLineType, OrderType } from "../order/order.type.js";
import { PaymentType } from "../payment/payment.type.js";
import { reasonOf } from "./blocked-reason.js";
import { ReturnType } from "../return/return.type.js";
import { AttemptType, ExchangeType } from "./attempt.type.js";
import { checkHistoryCursors, HistoryConnection, type HistoryEntryType } from "./history.type.js";
import { BlockedReason, Deduction, RefundFailure, RefundLineType, StatementType } from "./refund-parts.type.js";
import { maskedAccount, RefundAccountType } from "./refund-account.type.js";
import { RefundType } from "./refund.type.js";
import { ActionEnum } from "./words.js";

/** What each action needs, as its mutation does. */
export const PERMISSION_OF: Readonly<Record<Action, Permission>> = {
  REQUEST: Permission.RefundRequest,
  APPROVE: Permission.RefundApprove,
  DECLINE: Permission.RefundApprove,
  RETRY: Permission.RefundRetry,
  CANCEL: Permission.RefundCancel,
  REOPEN: Permission.RefundReopen,
  RESOLVE_UNKNOWN: Permission.RefundResolveUnknown,
  FALL_BACK_TO_MANUAL: Permission.RefundFallBack,
  CHANGE_ACCOUNT: Permission.RefundAccountChange,
  RECORD_REVERSAL: Permission.RefundReversalRecord,
};

@Resolver(() => RefundType)
export class RefundFieldsResolver {
  @FieldResolver(() => Money, {
    description:
      "What can be refunded for this refund now, its own reservation included: what `expectedRefundableAmount` is compared with.",
  })
  async refundableAmount(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<Money> {
    const { refundable } = await paymentOf(refund, ctx);
    const own = refund.holdsReservation ? refund.amount.amount : 0;
    return { amount: minorUnits(refundable.amount + own), currencyCode: refundable.currencyCode };
  }

  @FieldResolver(() => [RefundLineType], {
    description: "Its lines, by line number. Σ lines − Σ deductions is its amount.",
  })
  lines(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<RefundLineType[]> {
    return ctx.loaders.linesOfRefund(refund.id);
  }

  @FieldResolver(() => [Deduction], { description: "What stays charged although goods came back." })
  deductions(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<Deduction[]> {
    return ctx.loaders.deductionsOfRefund(refund.id);
  }

  @FieldResolver(() => PaymentType, {
    nullable: true,
    description: "The payment it is refunded on; null only with a top-level error beside it.",
  })
  payment(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<PaymentType | null> {
    return ctx.loaders.payment(refund.paymentId);
  }

  @FieldResolver(() => OrderType, {
    nullable: true,
    description: "The order; null only with a top-level error beside it.",
  })
  order(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<OrderType | null> {
    return ctx.loaders.order(refund.orderId);
  }

  @FieldResolver(() => ReturnType, {
    nullable: true,
    description: "The return it is owed for; null only with a top-level error beside it.",
  })
  return(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<ReturnType | null> {
    return ctx.loaders.return(refund.returnId);
  }

  @FieldResolver(() => RefundAccountType, {
    nullable: true,
    description: "The customer's bank account for it, masked; null where none is known.",
  })
  refundAccount(@Root() refund: RefundType, @Ctx() ctx: Context): RefundAccountType | null {
    return maskedAccount(ctx.desk.cipher, refund);
  }

  @FieldResolver(() => RefundType, {
    nullable: true,
    description:
      "The refund it stands for: one that was cancelled and re-opened, or that the customer's bank sent back.",
  })
  async predecessor(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<RefundType | null> {
    return refund.predecessorId === null ? null : ctx.loaders.refund(refund.predecessorId);
  }

  @FieldResolver(() => RefundType, {
    nullable: true,
    description: "The refund that stands for this one: re-opened after a cancel, or after the money came back.",
  })
  async successor(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<RefundType | null> {
    return refund.state === "cancelled" || refund.reversedAt !== null ? ctx.loaders.successor(refund.id) : null;
  }

  @FieldResolver(() => HistoryConnection, {
    nullable: true,
    description: "Every step of its life, oldest first. Null only with a top-level error beside it.",
  })
  async history(
    @Root() refund: RefundType,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() ctx: Context,
  ): Promise<Connection<HistoryEntryType>> {
    const page = pageOf(args);
    checkHistoryCursors(page);
    return ctx.loaders.historyOfRefund({ refundId: refund.id, steps: refund.version, page });
  }

  @FieldResolver(() => [AttemptType], { description: "Its tries at the gateway, first one first." })
  attempts(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<AttemptType[]> {
    return ctx.loaders.attemptsOfRefund(refund.id);
  }

  @FieldResolver(() => StatementType, {
    nullable: true,
    description: "What somebody says of its unknown outcome and a second person has not yet confirmed.",
  })
  async openStatement(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<StatementType | null> {
    return ctx.loaders.openStatementOfRefund(refund.id);
  }

  @FieldResolver(() => [ActionEnum], {
    description:
      "What you may do with it now: the machine allows it, you hold the permission, and no rule stands in the way. Draw buttons from it.",
  })
  async availableActions(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<Action[]> {
    const [picture, successor] = await Promise.all([
      pictureOf(refund, ctx),
      refund.state === "cancelled" ? ctx.loaders.successor(refund.id) : null,
    ]);
    return availableActions(picture, personOf(callerOf(ctx)), {
      replaced: successor !== null || refund.reversedAt !== null,
      approvedByHand: refund.status === "ACCEPTED" && refund.approvedBy !== null,
    });
  }

  @FieldResolver(() => RefundFailure, {
    nullable: true,
    description: "Why it is refused, deferred or unknown, and what can be done next; null when nothing failed.",
  })
  failure(@Root() refund: RefundType, @Ctx() ctx: Context): RefundFailure | null {
    const cause = failureOf(refund);
    if (cause === null) return null;
    const { means, next, actions } = FAILURES[cause];
    const { language } = ctx;
    return {
      cause,
      message: means[language],
      nextStep: next[language],
      actions,
      gatewayMessage: refund.gatewayMessage,
    };
  }

  @FieldResolver(() => [BlockedReason], {
    description: "What stands in the way of sending it to the gateway now, worst first.",
  })
  async blockedReasons(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<BlockedReason[]> {
    return blockedReasons(await pictureOf(refund, ctx)).map((reason) => reasonOf(reason, ctx.language));
  }
}

@Resolver(() => RefundLineType)
export class RefundLineFieldsResolver {
  @FieldResolver(() => OrderLineType, {
    nullable: true,
    description: "The line of the order; null only with a top-level error beside it.",
  })
  orderLine(@Root() line: RefundLineType, @Ctx() ctx: Context): Promise<OrderLineType | null> {
    return ctx.loaders.orderLine(line.orderLineId);
  }
}

@Resolver(() => AttemptType)
export class AttemptFieldsResolver {
  @FieldResolver(() => ExchangeType, {
    nullable: true,
    description: "The last request and answer; null when it was never sent.",
  })
  exchange(@Root() attempt: AttemptType, @Ctx() ctx: Context): Promise<ExchangeType | null> {
    return ctx.loaders.exchangeOfAttempt(attempt.id);
  }
}

async function paymentOf(refund: RefundType, ctx: Context): Promise<PaymentType> {
  const payment = await ctx.loaders.payment(refund.paymentId);
  if (!payment) throw new Error(`refund ${refund.id} has no payment`);
  return payment;
}

/** What the rules look at, as the request's `pictureOf` gathers it. */
async function pictureOf(refund: RefundType, ctx: Context): Promise<RefundPicture> {
  const [payment, atGateway, cancelsSoFar, rules] = await Promise.all([
    paymentOf(refund, ctx),
    ctx.loaders.refundAtGateway(refund.paymentId),
    ctx.loaders.cancelsOfPayment(refund.paymentId),
    ctx.loaders.gatewayRules(),
  ]);
  const { gateway, provider, method, paidAt, captureState, disputed } = payment;
  return {
    state: refund.state,
    amount: refund.amount.amount,
    requestedBy: refund.requestedBy,
    account: refund.account && { bankCode: refund.account.bankCode, hasPhone: refund.account.hasPhone },
    payment: {
      gateway,
      provider,
      method,
      paidAt,
      captureState,
      disputed,
      amount: payment.amount.total.amount,
      cancelsSoFar,
      busy: atGateway !== null && atGateway !== refund.id,
    },
    rules,
    contracts: ctx.desk.settings.refundContracts,
    at: ctx.desk.clock.now(),
  };
}

const personOf = (principal: Principal) => ({
  subject: principal.subject,
  may: (action: Action) => may(principal, PERMISSION_OF[action]),
});
