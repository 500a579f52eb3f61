/** The parts of a refund, and the objections to it: lines, deductions, blocked reasons, an open statement. */
import { Field, ID, Int, ObjectType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import type { DeductionKind } from "../../orders/return.entity.js";
import type { ObjectionWeight } from "../../gateway-rules/objection.js";
import type { FailureCause } from "../../refund/eligibility/failure.js";
import type { ObjectionCode } from "../../refund/eligibility/objections.js";
import type { Action } from "../../refund/eligibility/rules.js";
import { Authorized, Part } from "../authorized.js";
import { Money } from "../money/money.type.js";
import { DeductionKindEnum } from "../order/order.enums.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { Finding } from "./finding.type.js";
import { ActionEnum, BlockEnum, BlockWeightEnum, FailureCauseEnum, StatedOutcomeEnum } from "./refund.enums.js";

@Authorized(Permission.RefundRead)
@ObjectType("RefundLine", {
  description: "A refund's share of one line of the order (환불 상품).",
  simpleResolvers: true,
})
export class RefundLineType {
  @Field(() => ID, { description: "The id (식별자), unique and opaque." })
  id!: string;

  @Field(() => String, { description: "The shop's own number of the line (상품 번호), unique in its order." })
  lineNo!: string;

  @Field(() => String, { description: "The order line that was sold (상품명)." })
  name!: string;

  @Field(() => Int, {
    description:
      "Units that came back in the return (수량); 0 for a cut of the amount only. The same on every payment's refund of one return: count it once.",
  })
  quantity!: number;

  @Field(() => Money, { description: "This refund's share of the line (금액), before deductions." })
  amount!: Money;

  orderLineId!: string;
}

@Part()
@ObjectType({ description: "Money that stays charged although goods came back (차감).", simpleResolvers: true })
export class Deduction {
  @Field(() => DeductionKindEnum, { description: "The kind of the deduction (종류)." })
  kind!: DeductionKind;

  @Field(() => Money, { description: "The amount deducted (금액)." })
  amount!: Money;
}

@Part()
@ObjectType({
  description: "Something that stands in the way of sending a refund to the gateway (요청 불가 사유).",
  simpleResolvers: true,
})
export class BlockedReason {
  @Field(() => BlockEnum, { description: "The code of the reason (사유 코드), for programs." })
  code!: ObjectionCode;

  @Field(() => BlockWeightEnum, { description: "The weight of the objection (영향)." })
  weight!: ObjectionWeight;

  @Field(() => Boolean, {
    description:
      "True when the gateway will not make this refund at all (수기 전환 대상), so that `refundFallBackToManual` is the way on.",
  })
  fallBack!: boolean;

  @Field(() => String, { description: "The sentence for people (안내 문구); Korean, or English by `Accept-Language`." })
  message!: string;

  @Field(() => String, {
    description:
      "The next step (다음 조치) and who can do it, in the same language: you, where `availableActions` has it, or else the roles that may.",
  })
  nextStep!: string;
}

@Part()
@ObjectType({
  description: "A failure (환불 실패): the cause a refund is not done, and the next step.",
  simpleResolvers: true,
})
export class RefundFailure {
  @Field(() => FailureCauseEnum, { description: "The cause (원인), in one vocabulary across gateways." })
  cause!: FailureCause;

  @Field(() => String, { description: "The meaning (안내 문구); Korean, or English by `Accept-Language`." })
  message!: string;

  @Field(() => String, {
    description:
      "The next step (다음 조치) and who can do it, in the same language: you, where `availableActions` has it, or else the roles that may.",
  })
  nextStep!: string;

  @Field(() => [ActionEnum], {
    description: "The mutations that may help (도움이 되는 작업), best first; `availableActions` says which are open.",
  })
  actions!: readonly Action[];

  @Field(() => String, {
    nullable: true,
    description: "The gateway's own message (결제사 메시지), or its provider's; null where they said nothing.",
  })
  gatewayMessage!: string | null;

  @Field(() => Finding, {
    nullable: true,
    description: "The finding of this service about it (판단); null where the gateway's own message is all there is.",
  })
  finding!: Finding | null;
}

@Authorized(Permission.RefundRead)
@ObjectType("RefundStatement", {
  description: "The outcome a person states (결과 진술). It decides nothing until a second person confirms it.",
  simpleResolvers: true,
})
export class StatementType {
  @Field(() => ID, { description: "The id `confirmsStatementId` names (식별자)." })
  id!: string;

  @Field(() => StatedOutcomeEnum, { description: "The outcome the person states (결과)." })
  outcome!: "REFUNDED" | "NOT_REFUNDED";

  @Field(() => Money, {
    nullable: true,
    description: "The amount that moved (금액), for REFUNDED; null for NOT_REFUNDED.",
  })
  amount!: Money | null;

  @Field(() => String, { description: "Subject of who says it (진술자); may not confirm it." })
  statedBy!: string;

  @Field(() => DateTimeScalar, { description: "When it was said (진술 시각)." })
  statedAt!: Date;

  @Field(() => String, {
    nullable: true,
    description: "Subject of the second person (확인자); null: nobody confirmed it.",
  })
  confirmedBy!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      "When it was confirmed (종료 시각), or overtaken by evidence or by another statement; null while it is open.",
  })
  closedAt!: Date | null;

  evidenceSealed!: string;
  confirmingEvidenceSealed!: string | null;
}
