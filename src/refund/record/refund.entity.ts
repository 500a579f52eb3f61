/** A refund: the debt of one return, or of none, on one payment, its lines, and where its life stands. Only `record-step.ts` changes its state. */
import { Check, Embedded, Entity, Index, ManyToOne, PrimaryKey, Property, Unique } from "@mikro-orm/decorators/legacy";
import {
  AWAITING_APPROVAL_STATES,
  type GatewayPhase,
  type ProcessingResult,
  type RefundState,
  type RefundStatus,
} from "../../../machines/states.js";
import { minorUnitsColumn, moment, PartsColumns } from "../../database/columns.js";
import type { FindingCode } from "../../gateways/finding.js";
import type { GatewayName, PaymentMethod, ProviderName, RefusalCause } from "../../gateways/port.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { Order, OrderLine } from "../../orders/order.entity.js";
import { Payment } from "../../orders/payment.entity.js";
import type { RedactedText } from "../../personal-data/redacted-text.js";
import type { TransferFailureCause } from "./transfer-failure.js";
import { IS_FAULT_PARTY, Return, type DeductionKind, type FaultParty } from "../../orders/return.entity.js";

/** NOT_OWED: the return's debt shrinks. REOPEN_LATER: still owed, to be re-opened. */
export const CANCEL_REASONS = ["NOT_OWED", "REOPEN_LATER"] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];

/** Why a second person must agree before money moves, weightiest first. */
const APPROVAL_REASONS = [
  /** Money moved at the gateway without us since the refund is owed, and may have been this one: paid now, it is paid in addition. */
  "MONEY_MAY_HAVE_MOVED",
  /** The gateway was never asked for it and no rule forbids that: card money paid back as cash breaks the card rules (여신전문금융업법). */
  "NO_REFUSAL_BEHIND",
  /** The gateway could not be asked whether the money has moved there already. */
  "GATEWAY_NOT_ASKED",
  /** The account's holder has another name than the order's customer. */
  "HOLDER_DIFFERS",
  /** The person who asks for the money has named the account it goes to. */
  "ACCOUNT_NAMED_BY_REQUESTER",
  /** Money that was refunded and is said to have come back is paid again. */
  "PAID_AGAIN",
  /** All of the order's refunds, or the customer's of the day, are above the four-eyes limit together. */
  "ABOVE_LIMIT",
] as const;
export type ApprovalReason = (typeof APPROVAL_REASONS)[number];

/**
 * True of every refund, and the condition of the indexes over all of them: a statement that looks for something rare does not
 * say it, so PostgreSQL cannot take it for common and walk past everything else.
 */
export const EVERY_REFUND = "version > 0";

/**
 * True of refunds that are neither completed nor cancelled, and the condition of the index the overdue figure is read from. No
 * filter by status implies it in this form: the planner would walk that index for every one of them.
 */
export const OPEN_REFUND = "(status in ('RETURN_COLLECTED', 'REFUND_REQUESTED', 'ACCEPTED')) is true";

@Entity({ tableName: "refund" })
@Check({ name: "refund_owes_something", expression: "amount_total > 0" })
@Check({
  name: "refund_parts_add_up",
  expression: "amount_total = amount_taxable + amount_vat + amount_tax_free + amount_service_fee",
})
@Check({
  name: "refund_account_whole",
  expression:
    "num_nonnulls(account_bank_code, account_number_sealed, account_holder_sealed) in (0, 3) and (account_phone_sealed is null or account_bank_code is not null)",
})
@Check({ name: "refund_cancelled_for_a_reason", expression: "state <> 'cancelled' or cancel_reason is not null" })
@Check({ name: "refund_payable_by_hand", expression: "payable_by_hand >= 0 and payable_by_hand <= amount_total" })
@Check({
  name: "refund_transferred",
  expression:
    "num_nonnulls(transferred_on, bank_reference) = 0 or (processing_result = 'SUCCEEDED' and transferred_on is not null)",
})
@Check({
  name: "refund_transfer_failure_cause",
  expression: "transfer_failure_cause is null or processing_result = 'FAILED'",
})
@Check({ name: "refund_at_fault", expression: IS_FAULT_PARTY })
@Check({
  name: "refund_approval_requested",
  expression: `(approval_requested_at is not null) = (state in (${AWAITING_APPROVAL_STATES.map((state) => `'${state}'`).join(", ")}))`,
})
@Index({
  name: "refund_every_created",
  expression: `create index refund_every_created on refund (created_at, id) where ${EVERY_REFUND}`,
})
@Index({
  name: "refund_every_due",
  expression: `create index refund_every_due on refund (due_on, id) where ${EVERY_REFUND}`,
})
@Index({
  name: "refund_account_number",
  expression: `create index refund_account_number on refund (account_number_fingerprint) where account_number_fingerprint is not null`,
})
@Index({
  name: "refund_account_holder",
  expression: `create index refund_account_holder on refund (account_holder_fingerprint) where account_holder_fingerprint is not null`,
})
@Index({
  name: "refund_without_fingerprint",
  expression: `create index refund_without_fingerprint on refund (id) where account_bank_code is not null and account_number_fingerprint is null`,
})
@Index({
  name: "refund_open_due",
  expression: `create index refund_open_due on refund (due_on) include (amount_total, gateway, provider, method, refusal_cause, payment_id, order_id) where ${OPEN_REFUND}`,
})
@Index({ properties: ["atFault", "createdAt", "id"] })
@Index({ properties: ["requestedBy", "createdAt", "id"] })
@Index({
  name: "refund_status_gateway_created",
  expression: `create index refund_status_gateway_created on refund (status, gateway, created_at, id)`,
})
@Index({
  name: "refund_status_gateway_due",
  expression: `create index refund_status_gateway_due on refund (status, gateway, due_on, id)`,
})
@Index({
  name: "refund_phase_created",
  expression: `create index refund_phase_created on refund (gateway_phase, created_at, id) where gateway_phase is not null`,
})
@Index({
  name: "refund_phase_due",
  expression: `create index refund_phase_due on refund (gateway_phase, due_on, id) where gateway_phase is not null`,
})
@Index({
  name: "refund_gateway_completed",
  expression: `create index refund_gateway_completed on refund (gateway, completed_at, id) where completed_at is not null`,
})
@Index({
  name: "refund_method_created",
  expression: `create index refund_method_created on refund (method, created_at, id)`,
})
@Index({
  name: "refund_provider_created",
  expression: `create index refund_provider_created on refund (provider, created_at, id) where provider is not null`,
})
@Index({
  name: "refund_changer_created",
  expression: `create index refund_changer_created on refund (changed_by, created_at, id)`,
})
@Index({
  name: "refund_awaiting_approval",
  expression: `create index refund_awaiting_approval on refund (status, approval_requested_at, id) where approval_requested_at is not null`,
})
@Index({
  name: "refund_accepted_created",
  expression: `create index refund_accepted_created on refund (state, created_at, id) where status = 'ACCEPTED'`,
})
@Index({
  name: "refund_accepted_due",
  expression: `create index refund_accepted_due on refund (state, due_on, id) where status = 'ACCEPTED'`,
})
@Index({
  name: "refund_approved_created",
  expression: `create index refund_approved_created on refund (created_at, id) where approved_by is not null`,
})
@Index({
  name: "refund_approved_due",
  expression: `create index refund_approved_due on refund (due_on, id) where approved_by is not null`,
})
@Index({
  name: "refund_search_no",
  expression: `create index refund_search_no on refund (refund_no text_pattern_ops, id)`,
})
@Index({
  name: "refund_refusal_created",
  expression: `create index refund_refusal_created on refund (refusal_cause, created_at, id) where refusal_cause is not null`,
})
@Index({
  name: "refund_refusal_due",
  expression: `create index refund_refusal_due on refund (refusal_cause, due_on, id) where refusal_cause is not null`,
})
@Index({
  name: "refund_approver_created",
  expression: `create index refund_approver_created on refund (approved_by, created_at, id) where approved_by is not null`,
})
@Index({
  name: "refund_approver_due",
  expression: `create index refund_approver_due on refund (approved_by, due_on, id) where approved_by is not null`,
})
@Index({
  name: "refund_result_created",
  expression: `create index refund_result_created on refund (processing_result, created_at, id) where processing_result is not null`,
})
@Index({
  name: "refund_result_due",
  expression: `create index refund_result_due on refund (processing_result, due_on, id) where processing_result is not null`,
})
@Index({
  name: "refund_every_amount",
  expression: `create index refund_every_amount on refund (amount_total, id) where ${EVERY_REFUND}`,
})
export class Refund {
  @PrimaryKey({ type: "uuid" })
  id!: string;

  /** `RF-yyyymmdd-nnnnnn`, Korean day. */
  @Unique()
  @Property({ type: "text" })
  refundNo!: string;

  @Index()
  @ManyToOne(() => Order, { mapToPk: true, fieldName: "order_id" })
  orderId!: string;

  /** The return it is owed for; null for a refund that was registered by hand (수기 환불접수). */
  @Index()
  @ManyToOne(() => Return, { mapToPk: true, fieldName: "return_id", nullable: true, deleteRule: "no action" })
  returnId!: string | null;

  /** When the statutory clock began: the return's collection, or the first acceptance of a refund without one. */
  @Property(moment())
  owedSince!: Date;

  /** The return's own, copied so that a list can be read by it. */
  @Property({ type: "text", nullable: true })
  atFault!: FaultParty | null;

  @Index()
  @ManyToOne(() => Payment, { mapToPk: true, fieldName: "payment_id" })
  paymentId!: string;

  /** The payment's own three, copied so that a list can be read by them; a trigger follows a correction of the payment. */
  @Property({ type: "text" })
  gateway!: GatewayName;

  @Property({ type: "text" })
  method!: PaymentMethod;

  @Property({ type: "text", nullable: true })
  provider!: ProviderName | null;

  /** The machine's leaf state; the three columns after it are read from it. */
  @Property({ type: "text" })
  state!: RefundState;

  @Property({ type: "text" })
  status!: RefundStatus;

  @Property({ type: "text", nullable: true })
  gatewayPhase!: GatewayPhase | null;

  @Property({ type: "text", nullable: true })
  processingResult!: ProcessingResult | null;

  /** Steps so far: the compare-and-set value of `expectedVersion`, and the sequence of the last history row. */
  @Property({ type: "integer" })
  version!: number;

  /** Hash of the last history row: the next one chains to it. */
  @Property({ type: "text" })
  historyHash!: string;

  @Embedded(() => PartsColumns, { prefix: "amount_" })
  amount!: PartsColumns;

  /** True when `amount` is held on the payment and its lines; an overtaken refund holds nothing until it acts again. */
  @Property({ type: "boolean" })
  holdsReservation!: boolean;

  /** KFTC's three digits of the bank the customer named for this refund; null: no account known. */
  @Property({ type: "text", nullable: true })
  accountBankCode!: string | null;

  @Property({ type: "text", nullable: true })
  accountNumberSealed!: string | null;

  @Property({ type: "text", nullable: true })
  accountHolderSealed!: string | null;

  @Property({ type: "text", nullable: true })
  accountPhoneSealed!: string | null;

  /** Keyed fingerprint of the account number, to find refunds to it by. */
  @Property({ type: "text", nullable: true })
  accountNumberFingerprint!: string | null;

  /** The same of its holder, however the name is spelled (`plainName`). */
  @Property({ type: "text", nullable: true })
  accountHolderFingerprint!: string | null;

  /** Subjects of all who named an account for this debt, its predecessors' included: none of them may approve it. */
  @Property({ type: "jsonb", default: "[]" })
  accountNamedBy!: string[];

  /** The amount a bank transfer has to pay: `amount` less the discount the customer had had on it; null unless accepted by hand. */
  @Property({ type: minorUnitsColumn, nullable: true })
  payableByHand!: MinorUnits | null;

  /** Korean day on which the bank made the transfer; null unless 성공 was recorded. */
  @Property({ columnType: "date", nullable: true })
  transferredOn!: string | null;

  /** The bank's number of that transfer, where it was given. */
  @Property({ type: "text", nullable: true })
  bankReference!: string | null;

  /** Why the last transfer failed; null unless 실패 is recorded. */
  @Property({ type: "text", nullable: true })
  transferFailureCause!: TransferFailureCause | null;

  /** Korean days between which the customer should see the money, from the gateway's rules; null until completed. */
  @Property({ columnType: "date", nullable: true })
  expectedFrom!: string | null;

  @Property({ columnType: "date", nullable: true })
  expectedBy!: string | null;

  /** When the customer's bank sent the money back (반송). */
  @Property({ ...moment(), nullable: true })
  reversedAt!: Date | null;

  /** The amount the customer really got back, as the gateway reported it; may be less than `amount` where a discount was prorated. */
  @Property({ type: minorUnitsColumn, nullable: true })
  paidToCustomer!: MinorUnits | null;

  /** The person who asked for the money to move (subject of the token); may not approve. */
  @Property({ type: "text", nullable: true })
  requestedBy!: string | null;

  @Property({ type: "text", nullable: true })
  approvedBy!: string | null;

  /** When it began to wait for a second person; null when it does not wait. */
  @Property({ ...moment(), nullable: true })
  approvalRequestedAt!: Date | null;

  /** Why it waits for a second person; empty when it does not wait. */
  @Property({ type: "jsonb", default: "[]" })
  approvalReasons!: ApprovalReason[];

  @Property({ type: "text", nullable: true })
  refusalCause!: RefusalCause | null;

  /** The gateway's own words for the last no or not-now, or for an effect it claims and does not show; without personal data. */
  @Property({ type: "text", nullable: true })
  gatewayMessage!: RedactedText | null;

  /** The finding of this service about the same: where the gateway said nothing, the only explanation there is. */
  @Property({ type: "text", nullable: true })
  findingCode!: FindingCode | null;

  @Property({ type: "text", nullable: true })
  findingMessage!: RedactedText | null;

  @Property({ ...moment(), nullable: true })
  deferredUntil!: Date | null;

  @Property({ type: "text", nullable: true })
  cancelReason!: CancelReason | null;

  /** The cancelled refund this one re-opened. */
  @Unique()
  @ManyToOne(() => Refund, { mapToPk: true, fieldName: "predecessor_id", nullable: true })
  predecessorId!: string | null;

  /** The refund of which the gateway moved less than was asked for: this one is the rest, which is still owed. */
  @Unique()
  @ManyToOne(() => Refund, { mapToPk: true, fieldName: "remainder_of_id", nullable: true })
  remainderOfId!: string | null;

  /** The last Korean day the statute allows: 3 business days after `owedSince`. A change of the calendar moves it while the refund is open. */
  @Property({ columnType: "date" })
  dueOn!: string;

  /** The actor of the last transition, for a stale `expectedVersion`. */
  @Property({ type: "text" })
  changedBy!: string;

  @Property(moment())
  changedAt!: Date;

  @Property({ ...moment(), nullable: true })
  completedAt!: Date | null;

  @Property(moment())
  createdAt!: Date;
}

@Entity({ tableName: "refund_line" })
@Unique({ properties: ["refundId", "orderLineId"] })
@Check({ name: "refund_line_not_negative", expression: "amount >= 0" })
export class RefundLine {
  @PrimaryKey({ type: "uuid" })
  id!: string;

  @ManyToOne(() => Refund, { mapToPk: true, fieldName: "refund_id" })
  refundId!: string;

  @Index()
  @ManyToOne(() => OrderLine, { mapToPk: true, fieldName: "order_line_id" })
  orderLineId!: string;

  /** This refund's share of the line, before deductions. */
  @Property({ type: minorUnitsColumn })
  amount!: MinorUnits;
}

@Entity({ tableName: "refund_deduction" })
@Check({ name: "refund_deduction_positive", expression: "amount > 0" })
export class RefundDeduction {
  @PrimaryKey({ type: "uuid" })
  id!: string;

  @Index()
  @ManyToOne(() => Refund, { mapToPk: true, fieldName: "refund_id" })
  refundId!: string;

  @Property({ type: "text" })
  kind!: DeductionKind;

  @Property({ type: minorUnitsColumn })
  amount!: MinorUnits;
}
