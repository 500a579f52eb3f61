/** Alarms in the API: things a person has to look at. */
import { Field, ID, ObjectType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import type { AlarmKind } from "../../refund/history/history.entity.js";
import { Authorized, Part } from "../authorized.js";
import { connectionType } from "../connection/connection.type.js";
import { enumeration } from "../enumeration.js";
import { DateTimeScalar } from "../scalar/date-time.js";

export const AlarmKindEnum = enumeration<AlarmKind>("AlarmKind", "What an alarm is about.", {
  UNEXPECTED_SUCCESS: "The gateway refunded although the refund was on another way or already over.",
  AMOUNT_DIFFERS: "The gateway moved another amount than was asked for.",
  EXCESS: "More has gone back than was paid.",
  OVERTAKEN: "A refund lost its reservation to money that moved in the gateway's console.",
  CHARGEBACK: "The card company took the money back.",
  AMOUNT_UNKNOWN: "Somebody cancelled a part at a gateway that names no amounts: find out how much, and record it.",
  REVERSED: "The customer's bank sent a refund back: the money is owed again.",
  TRANSFER_FAILED:
    "The gateway says the transfer to the customer failed although the cancel succeeded: record the reversal.",
  RECONCILIATION:
    "Reconciliation found a difference to the gateway. Facts: `difference` (MISSING_HERE, MISSING_THERE, AMOUNT, STATE, DUPLICATE, LATE), `subject`, `ours`, `theirs`, `canDo`, `mended` (YES: our books agree now), `cancellationId`, `day`.",
});

@Part()
@ObjectType({ description: "One fact of an alarm.", simpleResolvers: true })
export class AlarmFact {
  @Field(() => String, { description: "What it is, such as `moved`." })
  name!: string;

  @Field(() => String, { nullable: true, description: "Its value as text; amounts in minor units." })
  value!: string | null;
}

@Authorized(Permission.RefundRead)
@ObjectType("Alarm", {
  description: "Something a person has to look at; kept until somebody does.",
  simpleResolvers: true,
})
export class AlarmType {
  @Field(() => ID, { description: "Opaque." })
  id!: string;

  @Field(() => AlarmKindEnum, { description: "What it is about." })
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

export const ALARM_COLUMNS = "id, kind, refund_id, payment_id, detail, raised_at, acknowledged_by, acknowledged_at";

export interface AlarmRow {
  id: string;
  kind: AlarmKind;
  refund_id: string | null;
  payment_id: string | null;
  detail: Record<string, string | number | null>;
  raised_at: string;
  acknowledged_by: string | null;
  acknowledged_at: string | null;
}

export const alarmOf = (row: AlarmRow): AlarmType => ({
  id: row.id,
  kind: row.kind,
  facts: Object.entries(row.detail).map(([name, value]) => ({ name, value: value === null ? null : String(value) })),
  raisedAt: new Date(row.raised_at),
  acknowledgedBy: row.acknowledged_by,
  acknowledgedAt: row.acknowledged_at === null ? null : new Date(row.acknowledged_at),
  refundId: row.refund_id,
  paymentId: row.payment_id,
});
