/** Collected returns in the API, and the columns they are read from. */
import { Field, ID, Int, ObjectType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import type { AmountReason } from "../../orders/owed-lines.js";
import type { NoRefundReason, ReturnRefundStatus } from "../../orders/return.entity.js";
import { Authorized } from "../authorized.js";
import { columns, instant, text } from "../connection/columns.js";
import { Money } from "../money/money.type.js";
import { AmountReasonEnum, NoRefundReasonEnum, ReturnRefundStatusEnum } from "../order/order.enums.js";
import { DateTimeScalar } from "../scalar/date-time.js";

@Authorized(Permission.ReturnRead)
@ObjectType("Return", {
  description:
    "A collected return (반품 회수완료): goods that are back, and what is owed for them, one refund per payment.",
  simpleResolvers: true,
})
export class ReturnType {
  @Field(() => ID, { description: "The opaque id." })
  id!: string;

  @Field(() => String, { description: "The return service's own number (반품번호)." })
  returnNo!: string;

  @Field(() => ReturnRefundStatusEnum, { description: "The refund status of the return, derived from its refunds." })
  refundStatus!: ReturnRefundStatus;

  @Field(() => DateTimeScalar, { description: "When the goods were back (회수완료). The statutory clock starts here." })
  collectedAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the return service took it back; null when it did not.",
  })
  withdrawnAt!: Date | null;

  @Field(() => NoRefundReasonEnum, {
    nullable: true,
    description: "The reason that no refund came of it; null when one did.",
  })
  noRefundReason!: NoRefundReason | null;

  @Field(() => DateTimeScalar, { description: "When it was handed over to us." })
  createdAt!: Date;

  orderId!: string;
}

@Authorized(Permission.ReturnRead)
@ObjectType("ReturnLine", { description: "The units of one order line that came back.", simpleResolvers: true })
export class ReturnLineType {
  @Field(() => ID, { description: "The opaque id." })
  id!: string;

  @Field(() => String, { description: "The shop's own number of the line, unique in its order." })
  lineNo!: string;

  @Field(() => String, { description: "The order line that was sold." })
  name!: string;

  @Field(() => Int, { description: "Units that came back; 0 for a cut of the amount only." })
  quantity!: number;

  @Field(() => Money, { description: "The amount owed for the units, before deductions." })
  amount!: Money;

  @Field(() => AmountReasonEnum, {
    nullable: true,
    description:
      "The reason that more is owed than the units' share, as the return service gave it; null: it gave none.",
  })
  amountReason!: AmountReason | null;

  orderLineId!: string;
}

export const RETURN_COLUMNS = columns<ReturnType>({
  id: text("id"),
  returnNo: text("return_no"),
  orderId: text("order_id"),
  refundStatus: text("refund_status"),
  collectedAt: instant("collected_at"),
  noRefundReason: text("no_refund_reason"),
  withdrawnAt: instant("withdrawn_at"),
  createdAt: instant("created_at"),
});
