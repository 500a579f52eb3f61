/** One try to refund at a gateway: committed before the call, leased while it runs, and kept as evidence afterwards. */
import { Check, Embedded, Entity, Index, ManyToOne, PrimaryKey, Property, Unique } from "@mikro-orm/decorators/legacy";
import { minorUnitsColumn, moment, PART_COLUMNS, PartsColumns } from "../../database/columns.js";
import {
  CLAIMS,
  INSTRUMENT_KINDS,
  type Claim,
  type Exchange,
  type GatewayName,
  type InstrumentKind,
  type RefusalCause,
} from "../../gateways/port.js";
import type { FindingCode } from "../../gateways/finding.js";
import type { Redacted, RedactedText } from "../../personal-data/redacted-text.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { Payment } from "../../orders/payment.entity.js";
import { Refund } from "./refund.entity.js";

/** Money may be moving: at most one such attempt per payment, or look-ups could not tell two equal cancels apart. */
export const OPEN_ATTEMPT_STATUSES = ["SUBMITTING", "PENDING", "UNKNOWN"] as const;
/** The same as an SQL condition on `gateway_attempt`. */
export const ATTEMPT_IS_OPEN = `status in (${OPEN_ATTEMPT_STATUSES.map((status) => `'${status}'`).join(", ")})`;

const ATTEMPT_STATUSES = [
  /** Waits until the payment's open attempt is closed. */
  "QUEUED",
  ...OPEN_ATTEMPT_STATUSES,
  "SUCCEEDED",
  "REFUSED",
  "DEFERRED",
  "NOT_EXECUTED",
  /** Closed without ever being sent: its refund took another way. */
  "DROPPED",
] as const;
export type AttemptStatus = (typeof ATTEMPT_STATUSES)[number];

@Entity({ tableName: "gateway_attempt" })
@Unique({ properties: ["refundId", "sequence"] })
@Index({
  name: "gateway_attempt_waiting",
  expression: `create index gateway_attempt_waiting on gateway_attempt (payment_id, created_at) where status = 'QUEUED'`,
})
@Index({
  name: "gateway_attempt_one_open_per_payment",
  expression: `create unique index gateway_attempt_one_open_per_payment on gateway_attempt (payment_id) where ${ATTEMPT_IS_OPEN}`,
})
@Index({
  name: "gateway_attempt_due",
  expression: `create index gateway_attempt_due on gateway_attempt (due_at) where ${ATTEMPT_IS_OPEN}`,
})
@Index({
  name: "gateway_attempt_search_cancellation",
  expression: `create index gateway_attempt_search_cancellation on gateway_attempt (gateway_cancellation_id text_pattern_ops, id) where gateway_cancellation_id is not null`,
})
@Index({
  name: "gateway_attempt_search_request",
  expression: `create index gateway_attempt_search_request on gateway_attempt (gateway_request_id text_pattern_ops, id) where gateway_request_id is not null`,
})
@Check({ name: "gateway_attempt_amount_positive", expression: "amount_total > 0" })
@Check({
  name: "gateway_attempt_claim",
  expression: `claim in (${CLAIMS.map((claim) => `'${claim}'`).join(", ")})`,
})
export class GatewayAttempt {
  /** Also the idempotency key the gateway sees, on every try of this attempt. */
  @PrimaryKey({ type: "uuid" })
  id!: string;

  @ManyToOne(() => Refund, { mapToPk: true, fieldName: "refund_id" })
  refundId!: string;

  @Index()
  @ManyToOne(() => Payment, { mapToPk: true, fieldName: "payment_id" })
  paymentId!: string;

  @Property({ type: "text" })
  gateway!: GatewayName;

  /** 1, 2, 3 … of its refund. */
  @Property({ type: "integer" })
  sequence!: number;

  @Property({ type: "text" })
  status!: AttemptStatus;

  @Embedded(() => PartsColumns, { prefix: "amount_" })
  amount!: PartsColumns;

  /** The compare-and-set value sent, fixed at the first send: a replay must carry the same body. */
  @Property({ type: minorUnitsColumn, nullable: true })
  cancellableBefore!: MinorUnits | null;

  /** True when the customer's bank account goes with the cancel. Fixed when the attempt is opened, for the same reason. */
  @Property({ type: "boolean" })
  usesAccount!: boolean;

  /** Cancellation ids the gateway listed before the call: whatever is not among them is new. */
  @Property({ type: "jsonb" })
  knownCancellationIds!: RedactedText[];

  /** How often it was sent, or tried to be. */
  @Property({ type: "integer" })
  tries!: number;

  /** Counts leases. Every write of a worker names the fence it was given; a newer lease makes an older worker's write miss. */
  @Property({ type: "integer" })
  fence!: number;

  /** By the database's clock. Set while a worker calls the gateway. */
  @Property({ columnType: "timestamptz", nullable: true })
  leaseUntil!: Date | null;

  /** When the sweeper looks after it if nothing else has: the end of the lease, the next look-up. */
  @Property({ ...moment(), nullable: true })
  dueAt!: Date | null;

  @Property({ ...moment(), nullable: true })
  firstSentAt!: Date | null;

  @Property({ ...moment(), nullable: true })
  lastSentAt!: Date | null;

  @Property({ type: "integer" })
  lookUps!: number;

  /** When a look-up first did not find the cancel after the last send. */
  @Property({ ...moment(), nullable: true })
  absentSince!: Date | null;

  /**
   * How much the last answer claimed of the money. An effect that is claimed stands, with its explanation, until it is
   * seen or people end it: no later answer and no look-up takes it back.
   */
  @Property({ type: "text" })
  claim!: Claim;

  @Property({ type: "text", nullable: true })
  gatewayCancellationId!: RedactedText | null;

  /** Why it was refused; while it is unknown, why it will be once a look-up agrees. */
  @Property({ type: "text", nullable: true })
  refusalCause!: RefusalCause | null;

  /**
   * The gateway's own code and message, or its provider's; null where it said nothing. Where it claimed an effect, or spoke of
   * another state, those stay to the end.
   */
  @Property({ type: "text", nullable: true })
  code!: RedactedText | null;

  @Property({ type: "text", nullable: true })
  message!: RedactedText | null;

  /** The finding of this service, apart from the gateway's own words. */
  @Property({ type: "text", nullable: true })
  findingCode!: FindingCode | null;

  /** Our own sentence of it. */
  @Property({ type: "text", nullable: true })
  findingMessage!: RedactedText | null;

  /** The last exchange, as the gate let it pass. */
  @Property({ type: "jsonb", nullable: true })
  exchange!: Redacted<Exchange> | null;

  /** The gateway's own id of the last request it answered with one (EBP's `requestId`): its support asks for it. */
  @Property({ type: "text", nullable: true })
  gatewayRequestId!: RedactedText | null;

  @Property(moment())
  createdAt!: Date;

  @Property({ ...moment(), nullable: true })
  settledAt!: Date | null;
}

/** API: our attempt. GATEWAY_CONSOLE: somebody cancelled at the gateway. CHARGEBACK: the card company took it back. */
export const CANCELLATION_CAUSES = ["API", "GATEWAY_CONSOLE", "CHARGEBACK"] as const;
export type CancellationCause = (typeof CANCELLATION_CAUSES)[number];

/** SQL on `booked_cancellation`: made without this service, and more than the refunds that were completed with it. */
export const IS_UNMATCHED = `attempt_id is null and restored_at is null and amount_total - released_total > (
  select coalesce(sum(matched.amount), 0) from cancellation_match matched where matched.cancellation_id = booked_cancellation.id)`;

/** Money that really moved back at a gateway. One row per cancellation, whoever caused it: nothing is booked twice. */
@Entity({ tableName: "booked_cancellation" })
@Unique({ properties: ["gateway", "paymentId", "gatewayCancellationId"] })
@Index({ properties: ["bookedAt", "id"] })
@Index({ properties: ["gateway", "cause", "bookedAt", "id"] })
@Index({
  name: "booked_cancellation_search_id",
  expression: `create index booked_cancellation_search_id on booked_cancellation (gateway_cancellation_id text_pattern_ops, id)`,
})
@Index({
  name: "booked_cancellation_search_provider",
  expression: `create index booked_cancellation_search_provider on booked_cancellation (provider_cancellation_id text_pattern_ops, id) where provider_cancellation_id is not null`,
})
@Check({ name: "booked_cancellation_positive", expression: "amount_total > 0" })
@Check({
  name: "booked_cancellation_instrument_kind",
  expression: `instrument_kind in (${INSTRUMENT_KINDS.map((kind) => `'${kind}'`).join(", ")})`,
})
@Check({
  name: "booked_cancellation_released",
  expression: Object.values(PART_COLUMNS)
    .map((part) => `released_${part} >= 0 and released_${part} <= amount_${part}`)
    .join(" and "),
})
export class BookedCancellation {
  @PrimaryKey({ type: "uuid" })
  id!: string;

  @Property({ type: "text" })
  gateway!: GatewayName;

  @Index()
  @ManyToOne(() => Payment, { mapToPk: true, fieldName: "payment_id" })
  paymentId!: string;

  @Property({ type: "text" })
  gatewayCancellationId!: RedactedText;

  /** The attempt it answers; null when it was adopted. At most one effect per attempt. */
  @Unique()
  @ManyToOne(() => GatewayAttempt, { mapToPk: true, fieldName: "attempt_id", nullable: true })
  attemptId!: string | null;

  @Property({ type: "text" })
  cause!: CancellationCause;

  @Embedded(() => PartsColumns, { prefix: "amount_" })
  amount!: PartsColumns;

  /** The share that released what was never captured: no money of the customer's, and no refund. */
  @Embedded(() => PartsColumns, { prefix: "released_" })
  released!: PartsColumns;

  @Property({ type: minorUnitsColumn, nullable: true })
  paidToCustomer!: MinorUnits | null;

  /** The share that went back as the wallet's own points. */
  @Property({ type: minorUnitsColumn, nullable: true })
  returnedAsPoints!: MinorUnits | null;

  /** The share that only lowered the customer's discount: nobody got it. */
  @Property({ type: minorUnitsColumn, nullable: true })
  refundedDiscount!: MinorUnits | null;

  /** These three: what the gateway said is left of the payment after this cancellation. Shown, and never counted with. */
  @Property({ type: minorUnitsColumn, nullable: true })
  leftRefundable!: MinorUnits | null;

  @Property({ type: minorUnitsColumn, nullable: true })
  leftDiscount!: MinorUnits | null;

  @Property({ type: minorUnitsColumn, nullable: true })
  leftPaid!: MinorUnits | null;

  @Property({ type: "text", nullable: true })
  providerCancellationId!: RedactedText | null;

  @Property({ type: "text", nullable: true })
  receiptUrl!: RedactedText | null;

  /** 매출전표. */
  @Property({ type: "text", nullable: true })
  salesSlipUrl!: RedactedText | null;

  /** 현금영수증 관리번호. */
  @Property({ type: "text", nullable: true })
  cashReceiptKey!: RedactedText | null;

  /** The card or account it went back to, as the gateway masked it. */
  @Property({ type: "text", nullable: true })
  instrument!: RedactedText | null;

  @Property({ type: "text", nullable: true })
  instrumentKind!: InstrumentKind | null;

  /** The card company or bank, by the name the gateway has for it. */
  @Property({ type: "text", nullable: true })
  issuer!: RedactedText | null;

  /** The transfer that was to bring it to the customer failed: the gateway counts it, and the shop has the money. */
  @Property({ type: "boolean", default: false })
  transferFailed!: boolean;

  /** When two people said that it was taken back at the provider (취소 원복): it counts no more. */
  @Property({ ...moment(), nullable: true })
  restoredAt!: Date | null;

  /** When the gateway says it happened. */
  @Property({ ...moment(), nullable: true })
  happenedAt!: Date | null;

  @Property(moment())
  bookedAt!: Date;
}
