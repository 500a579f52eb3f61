/** The open alarms, and saying that one was looked at. */
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from "type-graphql";
import { z } from "zod";
import { Permission } from "../../access/permission.js";
import { acknowledgeAlarm } from "../../refund/commands/acknowledge-alarm.js";
import { Authorized, Part } from "../authorized.js";
import type { Connection } from "../connection/connection.type.js";
import { readConnection, type ListOf } from "../connection/list.js";
import { PageArgs, pageOf, type Page } from "../connection/page.js";
import { read, sql, trusted } from "../connection/statement.js";
import type { Context } from "../context.js";
import { command, id, idempotencyKey } from "../input.js";
import { PaymentType } from "../payment/payment.type.js";
import { UserError } from "../problem/user-error.type.js";
import { RefundType } from "../refund/refund.type.js";
import { ALARM_COLUMNS, AlarmConnection, AlarmType } from "./alarm.type.js";

@InputType({ description: "An alarm somebody has looked at." })
class AlarmAcknowledgeInput {
  @Field(() => ID, { description: "The alarm." })
  id!: string;

  @Field(() => String, {
    description: "8 to 200 visible ASCII characters, stored for ever per caller; a fresh UUID is a good one.",
  })
  idempotencyKey!: string;
}

const schema = z.object({ id, idempotencyKey });

@Part()
@ObjectType({ description: "Answer to `alarmAcknowledge`.", simpleResolvers: true })
class AlarmAcknowledgePayload {
  @Field(() => AlarmType, { nullable: true, description: "The alarm as it is now; null when there are errors." })
  alarm!: AlarmType | null;

  @Field(() => Boolean, { description: "True when this is the stored answer of an earlier call with the same key." })
  replayed!: boolean;

  @Field(() => [UserError], { description: "Problems that stood in the way; empty when there were none." })
  userErrors!: UserError[];
}

/** Along the index of open alarms. */
export const openAlarms = (page: Page): ListOf => ({
  table: "alarm",
  columns: ALARM_COLUMNS.selectList,
  condition: sql`acknowledged_at is null`,
  branches: null,
  sort: { order: "alarms RAISED_AT", column: ALARM_COLUMNS.column("raisedAt"), type: "timestamptz", direction: "ASC" },
  page,
  extra: { columns: "", joins: "" },
});

@Resolver(() => AlarmType)
export class AlarmResolver {
  @Authorized(Permission.RefundRead)
  @Query(() => AlarmConnection, {
    description:
      "Alarms nobody has looked at yet, oldest first. Errors: BAD_USER_INPUT for an unreadable page or cursor.",
  })
  alarms(@Args(() => PageArgs) page: PageArgs, @Ctx() ctx: Context): Promise<Connection<AlarmType>> {
    return readConnection(ctx.em, openAlarms(pageOf(page)), ALARM_COLUMNS.nodeOf);
  }

  @Authorized(Permission.RefundResolveUnknown)
  @Mutation(() => AlarmAcknowledgePayload, {
    description:
      "Says that you have looked at an alarm; it leaves the open list and stays with whoever said so first. Codes: NOT_FOUND.",
  })
  async alarmAcknowledge(
    @Arg("input", () => AlarmAcknowledgeInput, { description: "The alarm to acknowledge." })
    input: AlarmAcknowledgeInput,
    @Ctx() ctx: Context,
  ): Promise<AlarmAcknowledgePayload> {
    const { value, ...rest } = await command(ctx, { schema, input }, (parsed, principal) =>
      acknowledgeAlarm(ctx.refundContext, principal, parsed),
    );
    if (!value) return { ...rest, alarm: null };
    const [row] = await read<object>(
      ctx.em,
      sql`select ${trusted(ALARM_COLUMNS.selectList)} from alarm where id = ${value.alarmId}::uuid`,
    );
    return { ...rest, alarm: row ? ALARM_COLUMNS.nodeOf(row) : null };
  }

  @FieldResolver(() => RefundType, { nullable: true, description: "The refund it is about, where it is about one." })
  async refund(@Root() alarm: AlarmType, @Ctx() ctx: Context): Promise<RefundType | null> {
    return alarm.refundId === null ? null : ctx.loaders.refund(alarm.refundId);
  }

  @FieldResolver(() => PaymentType, { nullable: true, description: "The payment it is about, where it is about one." })
  async payment(@Root() alarm: AlarmType, @Ctx() ctx: Context): Promise<PaymentType | null> {
    return alarm.paymentId === null ? null : ctx.loaders.payment(alarm.paymentId);
  }
}
