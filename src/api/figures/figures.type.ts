/** The figures (현황) in the API: counts and money of groups of refunds. No refund and no person is named in them. */
import { Field, Int, ObjectType } from "type-graphql";
import type { RefundState } from "../../../machines/states.js";
import type { GatewayName, PaymentMethod, ProviderName } from "../../gateways/port.js";
import type { FailureCause } from "../../refund/eligibility/failure.js";
import { Part } from "../authorized.js";
import { Money } from "../money/money.type.js";
import { GatewayEnum, PaymentMethodEnum, ProviderEnum } from "../order/order.enums.js";
import { FailureCauseEnum, RefundStateEnum } from "../refund/refund.enums.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { DateScalar } from "../scalar/date.js";
import { AgeBucketEnum, type AgeBucket } from "./figures.enums.js";
import type { FiguresAsked } from "./figures.rows.js";

const NOT_GROUPED = "null where it is not grouped by";

@Part()
@ObjectType("CountedRefunds", {
  description: "A number of refunds and their amounts together (건수와 금액), in one currency.",
  simpleResolvers: true,
})
export class CountedRefundsType {
  @Field(() => Int, { description: "The number of refunds (건수)." })
  refunds!: number;

  @Field(() => Money, { description: "Their amounts together (금액)." })
  amount!: Money;
}

@Part()
@ObjectType("OpenRefundFigure", {
  description: "Open refunds (미완료 환불) of one group and currency: neither completed nor cancelled.",
  simpleResolvers: true,
})
export class OpenFigureType {
  @Field(() => RefundStateEnum, { nullable: true, description: `The state (상태); ${NOT_GROUPED}.` })
  state!: RefundState | null;

  @Field(() => AgeBucketEnum, { nullable: true, description: `The age (경과일수); ${NOT_GROUPED}.` })
  age!: AgeBucket | null;

  @Field(() => GatewayEnum, { nullable: true, description: `The gateway (결제사); ${NOT_GROUPED}.` })
  gateway!: GatewayName | null;

  @Field(() => ProviderEnum, {
    nullable: true,
    description: `The provider (PG사); ${NOT_GROUPED}, and where nobody reported one.`,
  })
  provider!: ProviderName | null;

  @Field(() => PaymentMethodEnum, { nullable: true, description: `The method of payment (결제수단); ${NOT_GROUPED}.` })
  method!: PaymentMethod | null;

  @Field(() => FailureCauseEnum, {
    nullable: true,
    description: `The cause of a refused refund or a failed transfer (실패 사유); ${NOT_GROUPED}, and in every other state.`,
  })
  cause!: FailureCause | null;

  @Field(() => Int, { description: "The number of refunds (건수)." })
  refunds!: number;

  @Field(() => Money, { description: "Their amounts together (금액)." })
  amount!: Money;
}

@Part()
@ObjectType("OverdueRefundFigure", {
  description: "Open refunds after their due day (기한 경과) of one group and currency.",
  simpleResolvers: true,
})
export class OverdueFigureType {
  @Field(() => GatewayEnum, { nullable: true, description: `The gateway (결제사); ${NOT_GROUPED}.` })
  gateway!: GatewayName | null;

  @Field(() => ProviderEnum, {
    nullable: true,
    description: `The provider (PG사); ${NOT_GROUPED}, and where nobody reported one.`,
  })
  provider!: ProviderName | null;

  @Field(() => PaymentMethodEnum, { nullable: true, description: `The method of payment (결제수단); ${NOT_GROUPED}.` })
  method!: PaymentMethod | null;

  @Field(() => Int, { description: "The number of refunds (건수)." })
  refunds!: number;

  @Field(() => Money, { description: "Their amounts together (금액)." })
  amount!: Money;

  @Field(() => Money, {
    description:
      "Interest until today (지연이자): the sum of `Refund.delayInterest`, each refund's rounded down by itself.",
  })
  interest!: Money;

  @Field(() => Int, {
    description: "The number among them for which no interest runs (이자 없는 건수), such as points or a chargeback.",
  })
  withoutInterest!: number;
}

@Part()
@ObjectType("DailyRefundFigure", {
  description:
    "The refunds of the range in one group and currency (일별 환불 현황), by what happened to them on its days.",
  simpleResolvers: true,
})
export class DailyFigureType {
  @Field(() => DateScalar, { nullable: true, description: `The Korean day (일자); ${NOT_GROUPED}.` })
  day!: string | null;

  @Field(() => GatewayEnum, { nullable: true, description: `The gateway (결제사); ${NOT_GROUPED}.` })
  gateway!: GatewayName | null;

  @Field(() => ProviderEnum, {
    nullable: true,
    description: `The provider (PG사); ${NOT_GROUPED}, and where nobody reported one.`,
  })
  provider!: ProviderName | null;

  @Field(() => PaymentMethodEnum, { nullable: true, description: `The method of payment (결제수단); ${NOT_GROUPED}.` })
  method!: PaymentMethod | null;

  @Field(() => CountedRefundsType, {
    description: "Refunds that were created (환불 발생), with the amounts they have by now.",
  })
  created!: CountedRefundsType;

  @Field(() => CountedRefundsType, {
    description: "Refunds that were completed (환불완료), at the gateway or by bank transfer.",
  })
  completed!: CountedRefundsType;

  @Field(() => CountedRefundsType, {
    description: "The completed ones that a person paid by bank transfer (수기 환불).",
  })
  paidByTransfer!: CountedRefundsType;

  @Field(() => CountedRefundsType, {
    description:
      "Failures: steps into a refusal of the gateway (환불 거절) or a failed transfer (실패). A refund that fails twice counts twice.",
  })
  failed!: CountedRefundsType;

  @Field(() => CountedRefundsType, { description: "Refunds that were cancelled (환불취소)." })
  cancelled!: CountedRefundsType;

  @Field(() => CountedRefundsType, {
    description: "Completed refunds whose money came back (반송); they count as completed, too.",
  })
  reversed!: CountedRefundsType;
}

@Part()
@ObjectType("FailureFigure", {
  description:
    "Failures (환불 실패) of the range in one group and currency, under the method and provider that were known by then.",
  simpleResolvers: true,
})
export class FailureFigureType {
  @Field(() => DateScalar, { nullable: true, description: `The Korean day (일자); ${NOT_GROUPED}.` })
  day!: string | null;

  @Field(() => GatewayEnum, { nullable: true, description: `The gateway (결제사); ${NOT_GROUPED}.` })
  gateway!: GatewayName | null;

  @Field(() => ProviderEnum, {
    nullable: true,
    description: `The provider (PG사); ${NOT_GROUPED}, and where nobody had reported one.`,
  })
  provider!: ProviderName | null;

  @Field(() => PaymentMethodEnum, { nullable: true, description: `The method of payment (결제수단); ${NOT_GROUPED}.` })
  method!: PaymentMethod | null;

  @Field(() => FailureCauseEnum, { nullable: true, description: `The cause (실패 사유); ${NOT_GROUPED}.` })
  cause!: FailureCause | null;

  @Field(() => Int, { description: "The number of failures (건수); a refund that fails twice counts twice." })
  failures!: number;

  @Field(() => Money, { description: "The amounts of the refunds that failed, together (금액)." })
  amount!: Money;
}

@Part()
@ObjectType("TimeToRefundFigure", {
  description:
    "The time from the goods' return (회수완료) to the completed refund (환불 소요시간), of the refunds of one group that were completed in the range. Percentiles are exact, in whole hours rounded down: the smallest time within which that share of the refunds was completed.",
  simpleResolvers: true,
})
export class TimeToRefundFigureType {
  @Field(() => DateScalar, { nullable: true, description: `The Korean day of completion (완료일); ${NOT_GROUPED}.` })
  day!: string | null;

  @Field(() => GatewayEnum, { nullable: true, description: `The gateway (결제사); ${NOT_GROUPED}.` })
  gateway!: GatewayName | null;

  @Field(() => ProviderEnum, {
    nullable: true,
    description: `The provider (PG사); ${NOT_GROUPED}, and where nobody reported one.`,
  })
  provider!: ProviderName | null;

  @Field(() => PaymentMethodEnum, { nullable: true, description: `The method of payment (결제수단); ${NOT_GROUPED}.` })
  method!: PaymentMethod | null;

  @Field(() => Int, { description: "The number of completed refunds (건수)." })
  refunds!: number;

  @Field(() => Int, { description: "Hours within which half of them were completed (중앙값)." })
  p50Hours!: number;

  @Field(() => Int, { description: "Hours within which nine in ten of them were completed (90퍼센타일)." })
  p90Hours!: number;

  @Field(() => Int, { description: "Hours within which ninety-nine in a hundred of them were completed (99퍼센타일)." })
  p99Hours!: number;
}

@Part()
@ObjectType("RefundFigures", {
  description:
    "Figures of refunds (현황). Each list is counted at one moment and is exact, including what has just been committed; groups in which nothing is counted are left out, and currencies are never added up.",
})
export class RefundFiguresType {
  @Field(() => DateScalar, { description: "The first Korean day of the range (시작일)." })
  fromDay!: string;

  @Field(() => DateScalar, { description: "The last Korean day of the range (종료일), included." })
  toDay!: string;

  @Field(() => DateTimeScalar, {
    description: "The time at which ages (기준 시각), lateness and interest are counted.",
  })
  asOf!: Date;

  /** Not a field: what the lists are read with. */
  asked!: FiguresAsked;
}
