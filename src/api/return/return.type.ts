/** Collected returns in the API, and the columns they are read from. */
import { Field, ID, Int, ObjectType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import { minorUnits, type MinorUnits } from "../../money/minor-units.js";
import type { AmountReason } from "../../orders/owed-lines.js";
import type { FaultParty, NoRefundReason, ReturnReason, ReturnRefundStatus } from "../../orders/return.entity.js";
import { Authorized, Part } from "../authorized.js";
import { columns, derived, instant, text } from "../connection/columns.js";
import { Money } from "../money/money.type.js";
import { NodeType } from "../node/node.type.js";
import {
  AmountReasonEnum,
  NoRefundReasonEnum,
  FaultPartyEnum,
  ReturnReasonEnum,
  ReturnRefundStatusEnum,
} from "../order/order.enums.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { MinorUnitsScalar } from "../scalar/minor-units.js";

@Authorized(Permission.ReturnRead)
@ObjectType("Return", {
  implements: NodeType,
  description:
    "A collected return (반품 회수완료): goods that are back, and what is owed for them, one refund per payment.",
  simpleResolvers: true,
})
export class ReturnType implements NodeType {
  @Field(() => ID, { description: "The id (식별자), unique and opaque." })
  id!: string;

  @Field(() => String, { description: "The return service's own number (반품번호)." })
  returnNo!: string;

  @Field(() => ReturnRefundStatusEnum, {
    description: "The refund status of the return (반품 환불 상태), derived from its refunds.",
  })
  refundStatus!: ReturnRefundStatus;

  @Field(() => DateTimeScalar, { description: "When the goods were back (회수완료). The statutory clock starts here." })
  collectedAt!: Date;

  @Field(() => ReturnReasonEnum, {
    nullable: true,
    description: "The reason that the goods came back (반품 사유), as the return service gave it; null: it gave none.",
  })
  reason!: ReturnReason | null;

  @Field(() => FaultPartyEnum, {
    nullable: true,
    description: "The party at fault (귀책), as the return service gave it; null: it gave none.",
  })
  atFault!: FaultParty | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the return service took it back (철회 시각); null when it did not.",
  })
  withdrawnAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Subject of who took it back (철회자); null where nobody did, and for those taken back before it was recorded.",
  })
  withdrawnBy!: string | null;

  @Field(() => NoRefundReasonEnum, {
    nullable: true,
    description: "The reason that no refund came of it (환불 없는 사유); null when one did.",
  })
  noRefundReason!: NoRefundReason | null;

  @Field(() => MinorUnitsScalar, {
    description:
      "The part of what was owed that had gone back already without a refund of ours (기환불액), by a chargeback or a cancel at the gateway; in minor units of the order's currency.",
  })
  alreadyReturned!: MinorUnits;

  @Field(() => DateTimeScalar, { description: "When it was handed over to us (생성 시각)." })
  createdAt!: Date;

  orderId!: string;
  withdrawalMemoSealed!: string | null;
}

@Part()
@ObjectType("ReturnSums", {
  description: "The money of a return (반품 금액 합계), by what became of it.",
  simpleResolvers: true,
})
export class ReturnSumsType {
  @Field(() => Money, { description: "Completed (환불액): the gateway or the bank has moved it." })
  refunded!: Money;

  @Field(() => Money, {
    description: "Still owed (미환불액); what was cancelled to be re-opened later is among it.",
  })
  open!: Money;

  @Field(() => Money, { description: "Cancelled as not owed (지급 불필요액)." })
  notOwed!: Money;
}

@Authorized(Permission.ReturnRead)
@ObjectType("ReturnLine", {
  description: "The units of one order line that came back (반품 상품).",
  simpleResolvers: true,
})
export class ReturnLineType {
  @Field(() => ID, { description: "The id (식별자), unique and opaque." })
  id!: string;

  @Field(() => String, { description: "The shop's own number of the line (상품 번호), unique in its order." })
  lineNo!: string;

  @Field(() => String, { description: "The order line that was sold (상품명)." })
  name!: string;

  @Field(() => Int, { description: "Units that came back (수량); 0 for a cut of the amount only." })
  quantity!: number;

  @Field(() => Money, { description: "The amount owed for the units (금액), before deductions." })
  amount!: Money;

  @Field(() => AmountReasonEnum, {
    nullable: true,
    description:
      "The reason that more is owed than the units' share (증액 사유), as the return service gave it; null: it gave none.",
  })
  amountReason!: AmountReason | null;

  orderLineId!: string;
}

export const RETURN_COLUMNS = columns<ReturnType>({
  id: text("id"),
  returnNo: text("return_no"),
  orderId: text("order_id"),
  refundStatus: text("refund_status"),
  reason: text("reason"),
  atFault: text("at_fault"),
  collectedAt: instant("collected_at"),
  noRefundReason: text("no_refund_reason"),
  alreadyReturned: derived(["already_returned"], (row: { already_returned: string }) =>
    minorUnits(Number(row.already_returned)),
  ),
  withdrawnAt: instant("withdrawn_at"),
  withdrawnBy: text("withdrawn_by"),
  withdrawalMemoSealed: text("withdrawal_memo_sealed"),
  createdAt: instant("created_at"),
});
