/** Approvals in the API: that of a refund, and everything that waits for a second person. */
import { Field, ID, Int, ObjectType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import type { ApprovalReason } from "../../refund/record/refund.entity.js";
import { Authorized, Part } from "../authorized.js";
import { connectionType } from "../connection/connection.type.js";
import { Money } from "../money/money.type.js";
import { ApprovalReasonEnum } from "../refund/refund.enums.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import {
  ApprovalKindEnum,
  ApprovalStatusEnum,
  DecidingMutationEnum,
  type ApprovalKind,
  type ApprovalStatus,
  type DecidingMutation,
} from "./approval.enums.js";

@Part()
@ObjectType({ description: "The approval of a refund by a second person (승인).", simpleResolvers: true })
export class RefundApproval {
  @Field(() => ApprovalStatusEnum, { description: "The status of the approval (승인 상태)." })
  status!: ApprovalStatus;

  @Field(() => String, {
    nullable: true,
    description:
      "Subject of who asked for the money (요청자), and may not approve it; null while nobody's approval is needed.",
  })
  requestedBy!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      "When it began to wait for the second person (승인 요청 시각); null while nobody's approval is needed.",
  })
  requestedAt!: Date | null;

  @Field(() => [ApprovalReasonEnum], {
    description: "Reasons it waits for a second person (승인 사유); empty when it does not wait.",
  })
  reasons!: readonly ApprovalReason[];

  @Field(() => String, { nullable: true, description: "Subject of the second person (승인자); null unless GIVEN." })
  approvedBy!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the second person approved it (승인 시각); null unless GIVEN.",
  })
  approvedAt!: Date | null;
}

@Authorized(Permission.RefundRead)
@ObjectType({
  description:
    "Something that one person has asked for or stated (승인대기), and that goes on only once a second person has agreed. It leaves the list when it is decided, or settled in another way.",
  simpleResolvers: true,
})
export class WaitingApproval {
  @Field(() => ID, {
    description:
      "The id (식별자): of the refund, where one has to be approved; otherwise of the statement or proposal, which a confirmation names.",
  })
  id!: string;

  @Field(() => ApprovalKindEnum, { description: "The kind of what waits (종류)." })
  kind!: ApprovalKind;

  @Field(() => Money, {
    nullable: true,
    description:
      "The amount the decision is about (금액): of the refund, or as it was stated; null where the statement names none.",
  })
  amount!: Money | null;

  @Field(() => String, {
    nullable: true,
    description: "Subject of who asked for it or stated it (요청자); null where no person did.",
  })
  requestedBy!: string | null;

  @Field(() => DateTimeScalar, { description: "When it began to wait (승인 요청 시각)." })
  requestedAt!: Date;

  @Field(() => Int, { description: "The age (대기 시간): whole minutes since it began to wait." })
  waitingMinutes!: number;

  @Field(() => [ApprovalReasonEnum], {
    description:
      "Reasons a refund waits for a second person (승인 사유); empty for statements and proposals, which always do.",
  })
  reasons!: readonly ApprovalReason[];

  @Field(() => DecidingMutationEnum, { description: "The mutation by which a second person decides (승인 방법)." })
  decidedBy!: DecidingMutation;

  @Field(() => Boolean, {
    description:
      "True when you may be the second person (승인 가능 여부): you hold the permission of that mutation, and it would not answer SAME_PERSON.",
  })
  canDecide!: boolean;

  refundId!: string | null;
  paymentId!: string;
  orderId!: string;
}

export const WaitingApprovalConnection = connectionType(
  "WaitingApproval",
  WaitingApproval,
  Permission.RefundRead,
  "approvals that wait",
);

@Part()
@ObjectType({ description: "The number of approvals of one kind that wait for you.", simpleResolvers: true })
export class ApprovalsWaitingCount {
  @Field(() => ApprovalKindEnum, { description: "The kind of what waits (종류)." })
  kind!: ApprovalKind;

  @Field(() => Int, { description: "The number of those you may decide, counted up to 1,000." })
  count!: number;

  @Field(() => Boolean, { description: "True when counting stopped: there may be more." })
  more!: boolean;
}
