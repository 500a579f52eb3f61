/** Alarms in the API: things a person has to look at. */
import { Field, ID, ObjectType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import type { AlarmKind } from "../../refund/record/history.entity.js";
import { Authorized, Part } from "../authorized.js";
import { columns, derived, instant, text } from "../connection/columns.js";
import { connectionType } from "../connection/connection.type.js";
import { NodeType } from "../node/node.type.js";
import { enumeration } from "../enumeration.js";
import { DateTimeScalar } from "../scalar/date-time.js";

const AlarmKindEnum = enumeration<AlarmKind>("AlarmKind", "The kind of an alarm.", {
  UNEXPECTED_SUCCESS: "The gateway refunded although the refund was on another way or already over.",
  AMOUNT_DIFFERS: "The gateway moved another amount than was asked for.",
  ANSWER_DIFFERS:
    "The gateway moved the amount that was asked for, and answered other parts of it than were sent: products, delivery, their taxes, or the figures of a line; or it counts another amount as still refundable than our books. Facts: each field as sent, or as it is in our books, and as answered, and the `gatewayRequestId` its support asks for.",
  EXCESS:
    "More has gone back than was paid, or is held for refunds than was captured (then `uncaptured` is among the facts).",
  OVERTAKEN: "A refund lost its reservation to money that moved in the gateway's console, or was never captured.",
  CHARGEBACK: "The card company took the money back.",
  MONEY_MAY_HAVE_MOVED:
    "Money moved at the gateway without this service while refunds of the payment are open. Each waits for a second person: cancel the one that it was, approve what is to be paid in addition.",
  AMOUNT_UNKNOWN:
    "Somebody cancelled a part at a gateway that names no amounts: find out how much, and record it (`paymentCancellationCorrect`).",
  CANCELLATION_GONE:
    "The gateway counts less as cancelled than we booked: find out whether a cancel was taken back (취소 원복), and record that (`paymentCancellationCorrect`). Facts: `counted`, `booked`.",
  RETURN_OWED_LESS:
    "Goods came back for which less is owed than they cost, because the rest had been cancelled at the gateway without this service, or was never captured. Where that cancel was for something else, have the difference reported as a cut of the line (quantity 0). Facts: `returnNo`, `alreadyReturned`.",
  CAPTURE_DIFFERS:
    "The gateway reports another captured amount (매입) than is recorded, or one that cannot be: nothing was changed. Find out which is right; where the recorded one is not, two people correct it (`orderFactsCorrect`), which settles the alarm of that amount. Facts: `reported` (UNREADABLE where it cannot be read as won), `recorded`, `problem`.",
  REVERSED: "The customer's bank sent a refund back: the money is owed again.",
  TRANSFER_FAILED:
    "The gateway says the transfer to the customer failed although the cancel succeeded. A refund that was still under way is refused with TRANSFER_FAILED; of a completed one, record the reversal.",
  GATEWAY_UNREACHABLE:
    "A gateway does not answer: work for it waits, and it is asked once a minute. Facts: `gateway`, `call`, `code`. The service acknowledges it by itself when the gateway answers again.",
  CREDENTIAL_REFUSED:
    "A gateway refuses the shop itself: its credential, its id or its rights. Its refunds wait, and go on by themselves once that is corrected. Facts: `gateway`, `call`, `code`.",
  TRIES_EXHAUSTED:
    "A refund was put off for the same cause as often as it may be: it is refused with that cause. Facts: `cause`, `code`, `tries`.",
  RECONCILIATION:
    "Reconciliation found a difference to the gateway. Facts: `difference` (MISSING_HERE, MISSING_THERE, AMOUNT, STATE, DUPLICATE, LATE), `subject`, `ours`, `theirs`, `canDo`, `mended` (YES: our books agree now), `cancellationId`, `day`; where the order service is to report a booking, `attemptId`.",
  BOOKS_DIFFER:
    "The audit found that the books do not agree with themselves, or with the last signed checkpoint. Facts: `finding` (as `audit verify` names it), `subject`, `field`, `stored`, `expected`.",
});

@Part()
@ObjectType({ description: "One fact of an alarm.", simpleResolvers: true })
export class AlarmFact {
  @Field(() => String, { description: "The name of the fact, such as `moved`." })
  name!: string;

  @Field(() => String, { nullable: true, description: "The value as text; amounts in minor units." })
  value!: string | null;
}

@Authorized(Permission.RefundRead)
@ObjectType("Alarm", {
  implements: NodeType,
  description: "Something a person has to look at; it stays open until somebody acknowledges it.",
  simpleResolvers: true,
})
export class AlarmType implements NodeType {
  @Field(() => ID, { description: "The opaque id." })
  id!: string;

  @Field(() => AlarmKindEnum, { description: "The kind." })
  kind!: AlarmKind;

  @Field(() => [AlarmFact], { description: "Ids, amounts and codes; no personal data." })
  facts!: AlarmFact[];

  @Field(() => DateTimeScalar, { description: "When it was raised." })
  raisedAt!: Date;

  @Field(() => String, { nullable: true, description: "Subject of who has looked at it." })
  acknowledgedBy!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When somebody looked at it; null while it is open." })
  acknowledgedAt!: Date | null;

  refundId!: string | null;
  paymentId!: string | null;
}

export const AlarmConnection = connectionType("Alarm", AlarmType, Permission.RefundRead, "open alarms");

export const ALARM_COLUMNS = columns<AlarmType>({
  id: text("id"),
  kind: text("kind"),
  facts: derived(["detail"], factsOf),
  raisedAt: instant("raised_at"),
  acknowledgedBy: text("acknowledged_by"),
  acknowledgedAt: instant("acknowledged_at"),
  refundId: text("refund_id"),
  paymentId: text("payment_id"),
});

function factsOf({ detail }: { detail: Record<string, string | number | null> }): AlarmFact[] {
  return Object.entries(detail).map(([name, value]) => ({ name, value: value === null ? null : String(value) }));
}
