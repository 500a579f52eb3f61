/** `ledgerDayReport`: the order service reports by which entries its ledger gave points and deposits back on one day. */
import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from "type-graphql";
import { z } from "zod";
import { Permission } from "../../access/permission.js";
import { schemaMessage } from "../../messages/schema-message.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { reportLedgerDay } from "../../reconciliation/report-ledger-day.js";
import { Authorized, Part } from "../authorized.js";
import type { Context } from "../context.js";
import { command, foreignNumber, id, idempotencyKey, number, positiveAmount } from "../input.js";
import { UserError } from "../problem/user-error.type.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { DateScalar } from "../scalar/date.js";
import { MinorUnitsScalar } from "../scalar/minor-units.js";
import { KEY_DESCRIPTION } from "./refund-commands.input.js";

/** Bounds of a part: the longest list the variables of an operation take (`api/server/limits.ts`). */
const MAX_ENTRIES = 1_000;
const MAX_PARTS = 100;

@InputType({ description: "One booking of the ledger in a customer's favour." })
class LedgerEntryInput {
  @Field(() => String, {
    description: "The ledger's own id of the booking, as reported with `refundLedgerResultReport`.",
  })
  ledgerEntryId!: string;

  @Field(() => String, { description: "The payment's id at the ledger, as the order reported it." })
  gatewayPaymentId!: string;

  @Field(() => ID, {
    nullable: true,
    description: "The attempt it was booked for; left out where points were given back without a refund.",
  })
  attemptId?: string | null;

  @Field(() => MinorUnitsScalar, { description: "The amount given back." })
  amount!: MinorUnits;

  @Field(() => DateTimeScalar, { description: "When it was booked: a moment of the day." })
  bookedAt!: Date;
}

@InputType({ description: "All entries of one day, or a part of them." })
class LedgerDayReportInput {
  @Field(() => DateScalar, { description: "The Korean day, which must be over." })
  day!: string;

  @Field(() => String, {
    description: "Your number of this report, the same in each part; a corrected report has another.",
  })
  reportNo!: string;

  @Field(() => Int, { description: "The number of this part, from 1; parts may come in any order." })
  part!: number;

  @Field(() => Int, { description: `The number of parts, at most ${MAX_PARTS}.` })
  parts!: number;

  @Field(() => [LedgerEntryInput], {
    description: `At most ${MAX_ENTRIES} entries; none on a day on which nothing was given back.`,
  })
  entries!: LedgerEntryInput[];

  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;
}

const entry = z.object({
  ledgerEntryId: foreignNumber(),
  gatewayPaymentId: foreignNumber(),
  attemptId: id.nullish().transform((value) => value ?? null),
  amount: positiveAmount,
  bookedAt: z.date(),
});
const place = z
  .number()
  .min(1, schemaMessage("reasons.input.least", { min: 1 }))
  .max(MAX_PARTS, schemaMessage("reasons.input.most", { max: MAX_PARTS }));
const schema = z.object({
  day: z.string(),
  reportNo: number(),
  part: place,
  parts: place,
  entries: z.array(entry).max(MAX_ENTRIES, schemaMessage("reasons.input.anotherPart", { max: MAX_ENTRIES })),
  idempotencyKey,
});

@Part()
@ObjectType({ description: "Answer to `ledgerDayReport`.", simpleResolvers: true })
class LedgerDayReportPayload {
  @Field(() => [Int], {
    nullable: true,
    description:
      "Parts that have not come yet; empty: the day is complete, and compared by a job. Null when there are errors.",
  })
  missingParts!: number[] | null;

  @Field(() => Boolean, { description: "True when this is the stored answer of an earlier call with the same key." })
  replayed!: boolean;

  @Field(() => [UserError], { description: "Problems that stood in the way; empty when there were none." })
  userErrors!: UserError[];
}

@Resolver()
export class LedgerDayResolver {
  @Authorized(Permission.RefundLedgerResultReport)
  @Mutation(() => LedgerDayReportPayload, {
    description:
      "The order service reports by which entries its ledger gave points and deposits back on one day. Once all parts are there, reconciliation compares them with the refunds: an entry we do not have, a refund that is not among them, another amount, an entry given twice. Each difference is an alarm RECONCILIATION, and ends when a later report agrees. The same report again changes nothing; the last complete one of a day counts. Codes: INVALID_INPUT, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS.",
  })
  async ledgerDayReport(
    @Arg("input", () => LedgerDayReportInput, { description: "The day and its entries." }) input: LedgerDayReportInput,
    @Ctx() ctx: Context,
  ): Promise<LedgerDayReportPayload> {
    const { value, ...rest } = await command(ctx, { schema, input }, (parsed, by) =>
      reportLedgerDay(ctx.refundContext, by, parsed),
    );
    return { ...rest, missingParts: value?.missingParts ?? null };
  }
}
