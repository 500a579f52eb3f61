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
import type { CancelReason } from "../../refund/refund.entity.js";
import { Authorized } from "../authorized.js";
import { Money, moneyOf, partColumns, partsIn, TaxPartsType } from "../money/money.type.js";
import { DateScalar } from "../scalar/date.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import {
  CancelReasonEnum,
  GatewayPhaseEnum,
  ProcessingResultEnum,
  RefundStatusEnum,
  RefusalCauseEnum,
} from "./words.js";

@Authorized(Permission.RefundRead)
@ObjectType("Refund", {
  description:
    "A refund (환불): what one return is owed on one payment, and how far it is. All amounts are in the payment gateway's cancel units.",
  simpleResolvers: true,
})
export class RefundType {
  @Field(() => ID, { description: "Opaque." })
  id!: string;

  @Field(() => String, {
    description: "`RF-yyyymmdd-nnnnnn`, the Korean day it came into being; what people say on the phone.",
  })
  refundNo!: string;

  @Field(() => RefundStatusEnum, { description: "Where it stands." })
  status!: RefundStatus;

  @Field(() => GatewayPhaseEnum, {
    nullable: true,
    description: "How far it is while REFUND_REQUESTED; null otherwise.",
  })
  gatewayPhase!: GatewayPhase | null;

  @Field(() => ProcessingResultEnum, { nullable: true, description: "The result of a manual refund; null for others." })
  processingResult!: ProcessingResult | null;

  @Field(() => Int, { description: "Steps so far: what `expectedVersion` is compared with." })
  version!: number;

  @Field(() => Money, { description: "What is refunded: its lines less its deductions." })
  amount!: Money;

  @Field(() => TaxPartsType, { description: "The amount's tax parts." })
  parts!: TaxPartsType;

  @Field(() => Money, {
    nullable: true,
    description:
      "What the customer really got back, as the gateway told; less than `amount` where a discount was prorated. Null until it is known.",
  })
  paidToCustomer!: Money | null;

  @Field(() => Money, {
    nullable: true,
    description:
      "What a bank transfer has to pay: `amount` less the discount the customer had had on it. Null unless it was accepted by hand.",
  })
  payableByHand!: Money | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: "The first Korean day the customer may see the money, by the gateway's rules; null until completed.",
  })
  expectedFrom!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: "The last Korean day the customer should see the money, by the gateway's rules; null until completed.",
  })
  expectedBy!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the customer's bank sent the money back (반송); its successor pays it again.",
  })
  reversedAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: "Subject of who asked for the money to move; may not approve it.",
  })
  requestedBy!: string | null;

  @Field(() => String, { nullable: true, description: "Subject of who approved it, where it needed a second person." })
  approvedBy!: string | null;

  @Field(() => RefusalCauseEnum, {
    nullable: true,
    description: "Why the last attempt was a definite no; null when it was not.",
  })
  refusalCause!: RefusalCause | null;

  @Field(() => String, { nullable: true, description: "The gateway's own words for its last no or not-now." })
  gatewayMessage!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When a deferred refund is tried again." })
  deferredUntil!: Date | null;

  @Field(() => CancelReasonEnum, { nullable: true, description: "Why it is not paid, once cancelled." })
  cancelReason!: CancelReason | null;

  @Field(() => DateScalar, {
    description: "The last Korean day the statute allows: 3 business days after the goods were back.",
  })
  dueOn!: string;

  @Field(() => Boolean, { description: "Whether `dueOn` has passed and it is neither completed nor cancelled." })
  overdue!: boolean;

  @Field(() => String, { description: "Subject of who made the last step: a person, a service, or `system:…`." })
  changedBy!: string;

  @Field(() => DateTimeScalar, { description: "When the last step was made." })
  changedAt!: Date;

  @Field(() => DateTimeScalar, { description: "When it came into being." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When the money moved; null before." })
  completedAt!: Date | null;

  // What the fields that are loaded need; not in the schema.
  state!: RefundState;
  orderId!: string;
  returnId!: string;
  paymentId!: string;
  predecessorId!: string | null;
  holdsReservation!: boolean;
  account!: SealedAccount | null;
}

/** Opened and masked only where the field is asked for. */
export interface SealedAccount {
  bankCode: string;
  number: string;
  holder: string;
  hasPhone: boolean;
}

/** Read of each row. */
export const REFUND_COLUMNS = `id, refund_no, order_id, return_id, payment_id, state, status, gateway_phase, processing_result, version, ${partColumns("amount_")}, holds_reservation, account_bank_code, account_number_sealed, account_holder_sealed, account_phone_sealed is not null as account_has_phone, payable_by_hand, expected_from, expected_by, reversed_at, paid_to_customer, requested_by, approved_by, refusal_cause, gateway_message, deferred_until, cancel_reason, predecessor_id, due_on, changed_by, changed_at, completed_at, created_at`;

/** Joined to a page of rows: the currency stands on the order. */
export const REFUND_EXTRA = { columns: ", orders.currency", joins: "join orders on orders.id = page.order_id" };

export interface RefundRow {
  id: string;
  refund_no: string;
  order_id: string;
  return_id: string;
  payment_id: string;
  state: RefundState;
  status: RefundStatus;
  gateway_phase: GatewayPhase | null;
  processing_result: ProcessingResult | null;
  version: number;
  amount_total: string;
  holds_reservation: boolean;
  account_bank_code: string | null;
  account_number_sealed: string | null;
  account_holder_sealed: string | null;
  account_has_phone: boolean;
  payable_by_hand: string | null;
  expected_from: string | null;
  expected_by: string | null;
  reversed_at: string | null;
  paid_to_customer: string | null;
  requested_by: string | null;
  approved_by: string | null;
  refusal_cause: RefusalCause | null;
  gateway_message: string | null;
  deferred_until: string | null;
  cancel_reason: CancelReason | null;
  predecessor_id: string | null;
  due_on: string;
  changed_by: string;
  changed_at: string;
  completed_at: string | null;
  created_at: string;
  currency: string;
}

/** @param today the Korean day. */
export function refundOf(row: RefundRow, today: string): RefundType {
  const parts = partsIn(row, "amount_", row.currency);
  return {
    id: row.id,
    refundNo: row.refund_no,
    status: row.status,
    gatewayPhase: row.gateway_phase,
    processingResult: row.processing_result,
    version: row.version,
    amount: parts.total,
    parts,
    paidToCustomer: row.paid_to_customer === null ? null : moneyOf(row.paid_to_customer, row.currency),
    payableByHand: row.payable_by_hand === null ? null : moneyOf(row.payable_by_hand, row.currency),
    expectedFrom: row.expected_from,
    expectedBy: row.expected_by,
    reversedAt: dateOf(row.reversed_at),
    account: accountOf(row),
    requestedBy: row.requested_by,
    approvedBy: row.approved_by,
    refusalCause: row.refusal_cause,
    gatewayMessage: row.gateway_message,
    deferredUntil: dateOf(row.deferred_until),
    cancelReason: row.cancel_reason,
    dueOn: row.due_on,
    overdue: row.due_on < today && !SETTLED_STATES.has(row.state),
    changedBy: row.changed_by,
    changedAt: new Date(row.changed_at),
    createdAt: new Date(row.created_at),
    completedAt: dateOf(row.completed_at),
    state: row.state,
    orderId: row.order_id,
    returnId: row.return_id,
    paymentId: row.payment_id,
    predecessorId: row.predecessor_id,
    holdsReservation: row.holds_reservation,
  };
}

const accountOf = (row: RefundRow): SealedAccount | null =>
  row.account_bank_code === null
    ? null
    : {
        bankCode: row.account_bank_code,
        number: row.account_number_sealed ?? "",
        holder: row.account_holder_sealed ?? "",
        hasPhone: row.account_has_phone,
      };

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));
