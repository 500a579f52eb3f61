/** What a refund is made of and what stands in its way: lines, deductions, blocked reasons, an open statement. */
import { Field, ID, Int, ObjectType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import type { DeductionKind } from "../../orders/return.entity.js";
import type { Weight } from "../../orders/gateway-rule-objection.js";
import type { FailureCause } from "../../refund/failure.js";
import type { Action, Block } from "../../refund/rules.js";
import { Authorized, Part } from "../authorized.js";
import { Money } from "../money/money.type.js";
import { DeductionKindEnum } from "../order/words.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { ActionEnum, BlockEnum, BlockWeightEnum, FailureCauseEnum, StatedOutcomeEnum } from "./words.js";

@Authorized(Permission.RefundRead)
@ObjectType("RefundLine", { description: "A refund's share of one line of the order.", simpleResolvers: true })
export class RefundLineType {
  @Field(() => ID, { description: "Opaque." })
  id!: string;

  @Field(() => String, { description: "The shop's own number of the line, unique in its order." })
  lineNo!: string;

  @Field(() => String, { description: "What was sold." })
  name!: string;

  @Field(() => Int, {
    description:
      "Units that came back in the return; 0 for a cut of the amount only. The same on every payment's refund of one return: count it once.",
  })
  quantity!: number;

  @Field(() => Money, { description: "This refund's share of the line, before deductions." })
  amount!: Money;

  orderLineId!: string;
}

@Part()
@ObjectType({ description: "Money that stays charged although goods came back.", simpleResolvers: true })
export class Deduction {
  @Field(() => DeductionKindEnum, { description: "What it is for." })
  kind!: DeductionKind;

  @Field(() => Money, { description: "How much is kept." })
  amount!: Money;
}

@Part()
@ObjectType({
  description: "Something that stands in the way of sending a refund to the gateway.",
  simpleResolvers: true,
})
export class BlockedReason {
  @Field(() => BlockEnum, { description: "What it is, for programs." })
  code!: Block;

  @Field(() => BlockWeightEnum, { description: "How much it stands in the way." })
  weight!: Weight;

  @Field(() => Boolean, {
    description:
      "Whether the gateway will not make this refund at all, so that `refundFallBackToManual` is the way on.",
  })
  fallBack!: boolean;

  @Field(() => String, { description: "What it is, for people; Korean, or English by `Accept-Language`." })
  message!: string;
}

@Part()
@ObjectType({ description: "Why a refund is not done, and what can be done next.", simpleResolvers: true })
export class RefundFailure {
  @Field(() => FailureCauseEnum, { description: "The cause, in one vocabulary across gateways." })
  cause!: FailureCause;

  @Field(() => String, { description: "What it means; Korean, or English by `Accept-Language`." })
  message!: string;

  @Field(() => String, { description: "What an operator does about it, in the same language." })
  nextStep!: string;

  @Field(() => [ActionEnum], {
    description: "The mutations that may help, best first; `availableActions` says which are open.",
  })
  actions!: readonly Action[];

  @Field(() => String, { nullable: true, description: "The gateway's own words, as delivered." })
  gatewayMessage!: string | null;
}

@Authorized(Permission.RefundRead)
@ObjectType("RefundStatement", {
  description: "What a person says of an unknown outcome. It decides nothing until a second person confirms it.",
  simpleResolvers: true,
})
export class StatementType {
  @Field(() => ID, { description: "What `confirmsStatementId` names." })
  id!: string;

  @Field(() => StatedOutcomeEnum, { description: "What the person says." })
  outcome!: "REFUNDED" | "NOT_REFUNDED";

  @Field(() => Money, { nullable: true, description: "What moved, for REFUNDED; null for NOT_REFUNDED." })
  amount!: Money | null;

  @Field(() => String, { description: "Subject of who says it; may not confirm it." })
  statedBy!: string;

  @Field(() => DateTimeScalar, { description: "When it was said." })
  statedAt!: Date;
}
