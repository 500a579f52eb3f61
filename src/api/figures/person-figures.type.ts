/** Figures per person in the API: counts and money of what each one did with refunds. No refund is named in them. */
import { Field, ObjectType } from "type-graphql";
import { Part } from "../authorized.js";
import { DateScalar } from "../scalar/date.js";
import { CountedRefundsType } from "./figures.type.js";

@Part()
@ObjectType("PersonFigure", {
  description:
    "The steps one person (담당자) took with refunds in the range, in one group and currency (담당자별 처리 현황). Each step counts when it was taken, with the amount the refund had then; a refund that was requested twice counts twice.",
  simpleResolvers: true,
})
export class PersonFigureType {
  /** Not a field: its person is one. */
  subject!: string;

  @Field(() => DateScalar, { nullable: true, description: "The Korean day (일자); null where it is not grouped by." })
  day!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: "The first day of the Korean month (월); null where it is not grouped by.",
  })
  month!: string | null;

  @Field(() => CountedRefundsType, { description: "Refunds the person requested at the gateway (환불요청)." })
  requested!: CountedRefundsType;

  @Field(() => CountedRefundsType, { description: "Refunds the person tried again after a refusal (재시도)." })
  retried!: CountedRefundsType;

  @Field(() => CountedRefundsType, { description: "Refunds the person approved as the second one (승인)." })
  approved!: CountedRefundsType;

  @Field(() => CountedRefundsType, { description: "Refunds the person declined to approve (반려)." })
  declined!: CountedRefundsType;

  @Field(() => CountedRefundsType, {
    description: "Refunds the person accepted to be paid by bank transfer (환불접수), registered ones among them.",
  })
  accepted!: CountedRefundsType;

  @Field(() => CountedRefundsType, {
    description: "Results of bank transfers the person recorded (처리결과): success, failure, or to be paid again.",
  })
  recorded!: CountedRefundsType;

  @Field(() => CountedRefundsType, { description: "Refunds the person cancelled (환불취소)." })
  cancelled!: CountedRefundsType;
}
