/** `Refund` in the API, and how a row becomes one. What hangs on it (lines, payment, history …) is loaded in `refund-fields.resolver.ts`. */
import { Field, ID, Int, ObjectType } from "type-graphql";
import {
  SETTLED_STATES,
  type GatewayPhase,
  type ProcessingResult,
  type RefundState,
  type RefundStatus,
} from "../../../machines/states.js";
import { Permission } from "../../access/permission.js";
import type { RefusalCause } from "../../gateways/port.js";
import type { FaultParty } from "../../orders/return.entity.js";
import type { ApprovalReason, CancelReason } from "../../refund/record/refund.entity.js";
import { Authorized } from "../authorized.js";
import { columns, derived, flag, instant, integer, list, money, taxParts, text } from "../connection/columns.js";
import { Money, TaxPartsType } from "../money/money.type.js";
import { NodeType } from "../node/node.type.js";
import { FaultPartyEnum } from "../order/order.enums.js";
import type { TransferFailureCause } from "../../refund/record/transfer-failure.js";
import { TransferFailureCauseEnum } from "../manual-refund/manual-refund.enums.js";
import { DateScalar } from "../scalar/date.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { Finding, finding } from "./finding.type.js";
import {
  ApprovalReasonEnum,
  CancelReasonEnum,
  GatewayPhaseEnum,
  ProcessingResultEnum,
  RefundStateEnum,
  RefundStatusEnum,
  RefusalCauseEnum,
} from "./refund.enums.js";

@Authorized(Permission.RefundRead)
@ObjectType("Refund", {
  implements: NodeType,
  description:
    "A refund (환불): what one return is owed on one payment, and how far it is. All amounts are in the payment gateway's cancel units.",
  simpleResolvers: true,
})
export class RefundType implements NodeType {
  @Field(() => ID, { description: "The id (식별자), unique and opaque." })
  id!: string;

  @Field(() => String, {
    description: "`RF-yyyymmdd-nnnnnn` (환불번호), the Korean day it came into being; what people say on the phone.",
  })
  refundNo!: string;

  @Field(() => RefundStatusEnum, { description: "The status of the refund (상태)." })
  status!: RefundStatus;

  @Field(() => RefundStateEnum, {
    description: "The state of its machine (상태): the status and the detail within it in one value.",
  })
  state!: RefundState;

  @Field(() => GatewayPhaseEnum, {
    nullable: true,
    description: "The phase at the gateway while REFUND_REQUESTED (결제사 진행 단계); null otherwise.",
  })
  gatewayPhase!: GatewayPhase | null;

  @Field(() => ProcessingResultEnum, {
    nullable: true,
    description:
      "The result of a manual refund (처리결과); null for others, and while `approval` waits: nobody may pay it at the bank yet.",
  })
  processingResult!: ProcessingResult | null;

  @Field(() => Int, { description: "Steps so far (버전): what `expectedVersion` is compared with." })
  version!: number;

  @Field(() => FaultPartyEnum, {
    nullable: true,
    description: "The party at fault for its return (귀책); null where the return service gave none.",
  })
  atFault!: FaultParty | null;

  @Field(() => Money, { description: "The amount refunded (금액): its lines less its deductions." })
  amount!: Money;

  @Field(() => TaxPartsType, { description: "The amount's tax parts (세금 구분)." })
  parts!: TaxPartsType;

  @Field(() => Money, {
    nullable: true,
    description:
      "The amount the customer really got back (고객 실수령액), as the gateway reported it; less than `amount` where a discount was prorated. Null until it is known.",
  })
  paidToCustomer!: Money | null;

  @Field(() => Money, {
    nullable: true,
    description:
      "The amount a bank transfer has to pay (이체할 금액): `amount` less the discount the customer had had on it. Null unless it was accepted by hand.",
  })
  payableByHand!: Money | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: "The Korean day the bank made the transfer; null unless 성공 was recorded.",
  })
  transferredOn!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The bank's number of that transfer (은행 거래번호), where it was given.",
  })
  bankReference!: string | null;

  @Field(() => TransferFailureCauseEnum, {
    nullable: true,
    description: "The cause for which the last transfer failed; null unless its result is 실패.",
  })
  transferFailureCause!: TransferFailureCause | null;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      "The first Korean day the customer may see the money (입금 예상 첫날), by the gateway's rules; null until completed.",
  })
  expectedFrom!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      "The last Korean day the customer should see the money (입금 예상 마지막 날), by the gateway's rules; null until completed.",
  })
  expectedBy!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the customer's bank sent the money back (반송); its successor pays it again.",
  })
  reversedAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: "Subject of who asked for the money to move (요청자); may not approve it.",
  })
  requestedBy!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Subject of who approved it (승인자), where it needed a second person.",
  })
  approvedBy!: string | null;

  @Field(() => [ApprovalReasonEnum], {
    description: "Reasons it waits for a second person (승인대기); empty when it does not wait.",
  })
  approvalReasons!: ApprovalReason[];

  @Field(() => RefusalCauseEnum, {
    nullable: true,
    description: "The cause of the last attempt's refusal (거절 사유); null when it was not refused.",
  })
  refusalCause!: RefusalCause | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The gateway's own message of its last refusal or deferral (결제사 메시지), or of an effect that it claims and does not show; null where it said nothing.",
  })
  gatewayMessage!: string | null;

  @Field(() => Finding, {
    nullable: true,
    description: "The finding of this service about its last attempt (판단), where there is one.",
  })
  finding!: Finding | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When a deferred refund is tried again (재시도 시각)." })
  deferredUntil!: Date | null;

  @Field(() => CancelReasonEnum, {
    nullable: true,
    description: "The reason it is not paid (취소 사유), once cancelled.",
  })
  cancelReason!: CancelReason | null;

  @Field(() => DateScalar, {
    description:
      "The last Korean day the statute allows: 3 business days (영업일) after the goods were back. A holiday that is recorded moves it while it is open (`dueChanges`).",
  })
  dueOn!: string;

  @Field(() => Boolean, {
    description: "True when `dueOn` has passed and it is neither completed nor cancelled (기한 경과).",
  })
  overdue!: boolean;

  @Field(() => String, {
    description: "Subject of who made the last step (변경자): a person, a service, or `system:…`.",
  })
  changedBy!: string;

  @Field(() => DateTimeScalar, { description: "When the last step was made (변경 시각)." })
  changedAt!: Date;

  @Field(() => DateTimeScalar, { description: "When it came into being (생성 시각)." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When the money moved (완료 시각); null before." })
  completedAt!: Date | null;

  // What the fields that are loaded need; not in the schema.
  approvalRequestedAt!: Date | null;
  orderId!: string;
  returnId!: string | null;
  paymentId!: string;
  predecessorId!: string | null;
  remainderOfId!: string | null;
  holdsReservation!: boolean;
  accountNamedBy!: string[];
  account!: SealedAccount | null;
}

/** Opened and masked only where the field is asked for. */
export interface SealedAccount {
  bankCode: string;
  number: string;
  holder: string;
  hasPhone: boolean;
}

/** All but `overdue`, which the row does not say alone. */
export const REFUND_COLUMNS = columns<Omit<RefundType, "overdue">>({
  id: text("id"),
  refundNo: text("refund_no"),
  status: text("status"),
  state: text("state"),
  gatewayPhase: text("gateway_phase"),
  processingResult: text("processing_result"),
  version: integer("version"),
  atFault: text("at_fault"),
  amount: money("amount_total"),
  parts: taxParts("amount_"),
  paidToCustomer: money("paid_to_customer"),
  payableByHand: money("payable_by_hand"),
  transferredOn: text("transferred_on"),
  bankReference: text("bank_reference"),
  transferFailureCause: text("transfer_failure_cause"),
  expectedFrom: text("expected_from"),
  expectedBy: text("expected_by"),
  reversedAt: instant("reversed_at"),
  requestedBy: text("requested_by"),
  approvedBy: text("approved_by"),
  approvalReasons: list("approval_reasons"),
  refusalCause: text("refusal_cause"),
  gatewayMessage: text("gateway_message"),
  finding,
  deferredUntil: instant("deferred_until"),
  cancelReason: text("cancel_reason"),
  dueOn: text("due_on"),
  changedBy: text("changed_by"),
  changedAt: instant("changed_at"),
  createdAt: instant("created_at"),
  completedAt: instant("completed_at"),
  approvalRequestedAt: instant("approval_requested_at"),
  orderId: text("order_id"),
  returnId: text("return_id"),
  paymentId: text("payment_id"),
  predecessorId: text("predecessor_id"),
  remainderOfId: text("remainder_of_id"),
  holdsReservation: flag("holds_reservation"),
  accountNamedBy: list("account_named_by"),
  account: derived(
    [
      "account_bank_code",
      "account_number_sealed",
      "account_holder_sealed",
      "account_phone_sealed is not null as account_has_phone",
    ],
    accountOf,
  ),
});

/** Joined to a page of rows: the currency stands on the order. */
export const REFUND_EXTRA = { columns: ", orders.currency", joins: "join orders on orders.id = page.order_id" };

/** @param today the Korean day. */
export function refundOf(row: object, today: string): RefundType {
  const refund = REFUND_COLUMNS.nodeOf(row);
  return { ...refund, overdue: refund.dueOn < today && !SETTLED_STATES.has(refund.state) };
}

interface AccountRow {
  account_bank_code: string | null;
  account_number_sealed: string | null;
  account_holder_sealed: string | null;
  account_has_phone: boolean;
}

function accountOf(row: AccountRow): SealedAccount | null {
  if (row.account_bank_code === null) return null;
  return {
    bankCode: row.account_bank_code,
    number: row.account_number_sealed ?? "",
    holder: row.account_holder_sealed ?? "",
    hasPhone: row.account_has_phone,
  };
}
