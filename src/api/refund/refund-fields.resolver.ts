/** Fields of a refund that are loaded only when they are asked for. */
import { Args, Ctx, FieldResolver, ID, Resolver, Root } from "type-graphql";
import type { Permission } from "../../access/permission.js";
import type { Principal } from "../../access/principal.js";
import { may } from "../../access/principal.js";
import { say } from "../../messages/catalogue.js";
import { openTo } from "../../refund/eligibility/advice.js";
import { FAILURES, failureOf, remediesNow } from "../../refund/eligibility/failure.js";
import { factsOf, withOwnReservation } from "../../refund/eligibility/load-facts.js";
import {
  availableActions,
  objectionsTo,
  PERMISSION_OF_ACTION,
  type Action,
  type RefundFacts,
} from "../../refund/eligibility/rules.js";
import { RefundApproval } from "../approval/approval.type.js";
import type { Connection } from "../connection/connection.type.js";
import { PageArgs, pageOf } from "../connection/page.js";
import type { Context } from "../context.js";
import { callerOf } from "../input.js";
import { Money } from "../money/money.type.js";
import { OrderLineType, OrderType } from "../order/order.type.js";
import { PaymentType } from "../payment/payment.type.js";
import { adviceText } from "./advice.js";
import { reasonOf } from "./blocked-reason.js";
import { ReturnType } from "../return/return.type.js";
import { AttemptType, ExchangeType } from "./attempt.type.js";
import { DelayInterestType, DueChangeType } from "./delay-interest.type.js";
import { delayInterestOf } from "./refund-interest.js";
import { checkHistoryCursors, HistoryConnection, type HistoryEntryType } from "./history.type.js";
import { BlockedReason, Deduction, RefundFailure, RefundLineType, StatementType } from "./refund-parts.type.js";
import { maskedAccount, RefundAccountType } from "./refund-account.type.js";
import { RefundType } from "./refund.type.js";
import { ActionEnum } from "./refund.enums.js";

const NO_APPROVAL: RefundApproval = {
  status: "NOT_NEEDED",
  requestedBy: null,
  requestedAt: null,
  reasons: [],
  approvedBy: null,
  approvedAt: null,
};

@Resolver(() => RefundType)
export class RefundFieldsResolver {
  @FieldResolver(() => Money, {
    description:
      "The amount that can be refunded for this refund now (환불 가능 금액), its own reservation included: what `expectedRefundableAmount` is compared with.",
  })
  async refundableAmount(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<Money> {
    return refundableFor(refund, await paymentOf(refund, ctx));
  }

  @FieldResolver(() => DelayInterestType, {
    description: "Interest for being late (지연이자), so far or until it was completed; a lawyer confirms the reading.",
  })
  async delayInterest(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<DelayInterestType> {
    return delayInterestOf(refund, ctx);
  }

  @FieldResolver(() => [DueChangeType], {
    description: "Moves of `dueOn` by holidays that were recorded since it came into being (기한 변경), oldest first.",
  })
  dueChanges(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<DueChangeType[]> {
    return ctx.loaders.dueChangesOfRefund(refund.id);
  }

  @FieldResolver(() => [RefundLineType], {
    description: "Lines of the refund (상품 목록), by line number. Σ lines − Σ deductions is its amount.",
  })
  lines(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<RefundLineType[]> {
    return ctx.loaders.linesOfRefund(refund.id);
  }

  @FieldResolver(() => [Deduction], { description: "Deductions (차감): charges that stay although goods came back." })
  deductions(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<Deduction[]> {
    return ctx.loaders.deductionsOfRefund(refund.id);
  }

  @FieldResolver(() => RefundApproval, { description: "The approval of the refund by a second person (승인)." })
  async approval(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<RefundApproval> {
    const { requestedBy, approvedBy, approvalRequestedAt, approvalReasons: reasons } = refund;
    if (approvalRequestedAt !== null) {
      const requestedAt = approvalRequestedAt;
      return { status: "WAITING", requestedBy, requestedAt, reasons, approvedBy: null, approvedAt: null };
    }
    if (approvedBy !== null) {
      return {
        status: "GIVEN",
        requestedBy,
        reasons: [],
        approvedBy,
        ...(await ctx.loaders.approvalOfRefund(refund.id)),
      };
    }
    return NO_APPROVAL;
  }

  @FieldResolver(() => PaymentType, {
    nullable: true,
    description: "The payment it is refunded on (결제); null only with a top-level error beside it.",
  })
  payment(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<PaymentType | null> {
    return ctx.loaders.payment(refund.paymentId);
  }

  @FieldResolver(() => OrderType, {
    nullable: true,
    description: "The order (주문); null only with a top-level error beside it.",
  })
  order(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<OrderType | null> {
    return ctx.loaders.order(refund.orderId);
  }

  @FieldResolver(() => ReturnType, {
    nullable: true,
    description: "The return it is owed for (반품); null where it was registered by hand (수기 환불접수).",
  })
  async return(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<ReturnType | null> {
    return refund.returnId === null ? null : ctx.loaders.return(refund.returnId);
  }

  @FieldResolver(() => RefundAccountType, {
    nullable: true,
    description: "The customer's bank account for it (환불계좌), masked; null where none is known.",
  })
  refundAccount(@Root() refund: RefundType, @Ctx() ctx: Context): RefundAccountType | null {
    return maskedAccount(ctx.refundContext.cipher, refund);
  }

  @FieldResolver(() => RefundType, {
    nullable: true,
    description:
      "The refund it stands for (이전 환불): one that was cancelled and re-opened, or that the customer's bank sent back.",
  })
  async predecessor(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<RefundType | null> {
    return refund.predecessorId === null ? null : ctx.loaders.refund(refund.predecessorId);
  }

  @FieldResolver(() => RefundType, {
    nullable: true,
    description:
      "The refund that stands for this one (후속 환불): re-opened after a cancel, or after the money came back.",
  })
  async successor(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<RefundType | null> {
    return refund.state === "cancelled" || refund.reversedAt !== null ? ctx.loaders.successor(refund.id) : null;
  }

  @FieldResolver(() => RefundType, {
    nullable: true,
    description: "The refund of which the gateway moved less than was asked for (원 환불): this one is the rest of it.",
  })
  async remainderOf(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<RefundType | null> {
    return refund.remainderOfId === null ? null : ctx.loaders.refund(refund.remainderOfId);
  }

  @FieldResolver(() => RefundType, {
    nullable: true,
    description: "The rest of it (잔여 환불), still owed, where the gateway moved less than was asked for.",
  })
  async remainder(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<RefundType | null> {
    return refund.status === "COMPLETED" ? ctx.loaders.remainder(refund.id) : null;
  }

  @FieldResolver(() => ID, {
    nullable: true,
    description:
      "The booked cancellation it was completed with (연결된 취소), where that was made without this service.",
  })
  async matchedCancellationId(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<string | null> {
    return refund.status === "COMPLETED" ? ctx.loaders.matchedCancellationOf(refund.id) : null;
  }

  @FieldResolver(() => HistoryConnection, {
    nullable: true,
    description: "Every step of its life (이력), oldest first. Null only with a top-level error beside it.",
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

  @FieldResolver(() => [AttemptType], { description: "Attempts at the gateway (결제사 시도), first one first." })
  attempts(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<AttemptType[]> {
    return ctx.loaders.attemptsOfRefund(refund.id);
  }

  @FieldResolver(() => StatementType, {
    nullable: true,
    description: "The statement about its unknown outcome that a second person has not yet confirmed (미확인 진술).",
  })
  async openStatement(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<StatementType | null> {
    return ctx.loaders.openStatementOfRefund(refund.id);
  }

  @FieldResolver(() => [StatementType], {
    description: "Statements people made about an unknown outcome (진술), oldest first; the first 200.",
  })
  statements(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<StatementType[]> {
    return ctx.loaders.statementsOfRefund(refund.id);
  }

  @FieldResolver(() => [ActionEnum], {
    description:
      "Actions you may take on it now (가능한 작업): the machine allows it, you hold the permission, and no rule stands in the way. Draw buttons from it.",
  })
  async availableActions(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<Action[]> {
    const cancelled = refund.state === "cancelled";
    const [facts, successor, owner] = await Promise.all([
      loadFacts(refund, ctx),
      cancelled ? ctx.loaders.successor(refund.id) : null,
      cancelled && refund.returnId !== null ? ctx.loaders.return(refund.returnId) : null,
    ]);
    const replaced = successor !== null || refund.reversedAt !== null || (owner?.withdrawnAt ?? null) !== null;
    return availableActions(facts, personOf(callerOf(ctx)), replaced);
  }

  @FieldResolver(() => RefundFailure, {
    nullable: true,
    description:
      "The failure of a refund that is refused (실패), deferred or unknown, or whose bank transfer failed, with the next step; null when nothing failed, or with a top-level error beside it.",
  })
  async failure(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<RefundFailure | null> {
    const { state, refusalCause, transferFailureCause } = refund;
    // What the gateway had said before is no explanation of what the bank says now.
    const byHand = state === "accepted.failed";
    const [gatewayMessage, finding] = byHand ? [null, null] : [refund.gatewayMessage, refund.finding];
    const findingCode = finding?.code ?? null;
    const cause = failureOf({ state, refusalCause, transferFailureCause, gatewayMessage, findingCode });
    if (cause === null) return null;
    const { meaning, next } = FAILURES[cause];
    const { language } = ctx;
    const facts = await loadFacts(refund, ctx);
    const actions = remediesNow(cause, facts);
    const mine = openTo(actions, openNow(facts, callerOf(ctx)));
    return {
      cause,
      message: say(language, meaning),
      nextStep: adviceText({ next, tasks: actions, mine }, language),
      actions,
      gatewayMessage,
      finding,
    };
  }

  @FieldResolver(() => [BlockedReason], {
    description: "Reasons that stand in the way of sending it to the gateway now (요청 불가 사유), worst first.",
  })
  async blockedReasons(@Root() refund: RefundType, @Ctx() ctx: Context): Promise<BlockedReason[]> {
    const facts = await loadFacts(refund, ctx);
    const principal = callerOf(ctx);
    const caller = { principal, available: openNow(facts, principal).available };
    return objectionsTo(facts).map((reason) => reasonOf(reason, { language: ctx.language, facts, caller }));
  }
}

@Resolver(() => RefundLineType)
export class RefundLineFieldsResolver {
  @FieldResolver(() => OrderLineType, {
    nullable: true,
    description: "The line of the order (주문 상품); null only with a top-level error beside it.",
  })
  orderLine(@Root() line: RefundLineType, @Ctx() ctx: Context): Promise<OrderLineType | null> {
    return ctx.loaders.orderLine(line.orderLineId);
  }
}

@Resolver(() => AttemptType)
export class AttemptFieldsResolver {
  @FieldResolver(() => ExchangeType, {
    nullable: true,
    description: "The last request and answer (결제사 전문); null when it was never sent.",
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

function refundableFor({ holdsReservation, amount }: RefundType, { refundable }: PaymentType): Money {
  const own = { holdsReservation, amount: amount.amount };
  return { amount: withOwnReservation(refundable.amount, own), currencyCode: refundable.currencyCode };
}

async function loadFacts(refund: RefundType, ctx: Context): Promise<RefundFacts> {
  const [payment, use, rules] = await Promise.all([
    paymentOf(refund, ctx),
    ctx.loaders.gatewayUse(refund.paymentId),
    ctx.loaders.gatewayRules(),
  ]);
  const { id, state, amount, requestedBy, approvedBy, accountNamedBy, account } = refund;
  const { gateway, provider, method, walletSource, walletSourceAtGateway, sellerConsented } = payment;
  const { paidAt, captureState, disputed, refundable } = payment;
  const paid = {
    amount: payment.amount.total.amount,
    refundedAtGateway: payment.refundedAtGateway.total.amount,
    uncaptured: payment.uncaptured.total.amount,
    currency: refundable.currencyCode,
  };
  return factsOf(ctx.refundContext, {
    refund: {
      id,
      state,
      amount: amount.amount,
      refundable: refundableFor(refund, payment).amount,
      requestedBy,
      approvedBy,
      accountNamedBy,
      account: account && { bankCode: account.bankCode, hasPhone: account.hasPhone },
    },
    payment: {
      gateway,
      provider,
      method,
      walletSource,
      walletSourceAtGateway,
      sellerConsented,
      paidAt,
      captureState,
      disputed,
      ...paid,
    },
    use,
    rules,
  });
}

/** Of a refund nobody has replaced: re-opening and reversals are no remedies of what is open. */
const openNow = (facts: RefundFacts, principal: Principal) => ({
  available: availableActions(facts, personOf(principal), false),
  may: (permission: Permission) => may(principal, permission),
});

const personOf = (principal: Principal) => ({
  subject: principal.subject,
  may: (action: Action) => may(principal, PERMISSION_OF_ACTION[action]),
});
