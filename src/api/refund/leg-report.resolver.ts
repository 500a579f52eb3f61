/** `refundLegReport`: the order service's answer about a leg paid with points or a deposit. */
import { Arg, Ctx, Field, ID, InputType, Mutation, Resolver } from "type-graphql";
import { z } from "zod";
import { Permission } from "../../access/permission.js";
import { reportLeg, type LegReport } from "../../refund/attempt/report-leg.js";
import { Authorized } from "../authorized.js";
import type { Context } from "../context.js";
import { command, id, idempotencyKey, line, MAX_NAME_LENGTH } from "../door.js";
import { enumeration } from "../enumeration.js";
import { KEY_DESCRIPTION } from "./refund-commands.input.js";
import { refundPayload, withRefund, type RefundPayload } from "./refund-payload.type.js";

const LegOutcomeEnum = enumeration<LegReport["outcome"]>(
  "LegOutcome",
  "What became of a leg at the shop's own ledger.",
  {
    BOOKED: "The points or the deposit are back.",
    REFUSED: "Nothing was booked, and will not be for this attempt.",
  },
);

@InputType({ description: "What became of one attempt at the shop's own ledger." })
class RefundLegReportInput {
  @Field(() => ID, { description: "The attempt: `Refund.attempts.id` of a refund on a MERCHANT_LEDGER payment." })
  attemptId!: string;

  @Field(() => LegOutcomeEnum, { description: "What became of it." })
  outcome!: LegReport["outcome"];

  @Field(() => String, {
    nullable: true,
    description: "With BOOKED: the ledger's own id of the booking, the same when it is reported again.",
  })
  ledgerEntryId?: string | null;

  @Field(() => String, { nullable: true, description: "With REFUSED: why, for the operator; no personal data." })
  reason?: string | null;

  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;
}

const one = { attemptId: id, idempotencyKey };
const schema = z
  .discriminatedUnion("outcome", [
    z.object({ ...one, outcome: z.literal("BOOKED"), ledgerEntryId: line(), reason: z.null().optional() }),
    z.object({
      ...one,
      outcome: z.literal("REFUSED"),
      reason: line(MAX_NAME_LENGTH),
      ledgerEntryId: z.null().optional(),
    }),
  ])
  .transform((told) => ({
    attemptId: told.attemptId,
    idempotencyKey: told.idempotencyKey,
    report:
      told.outcome === "BOOKED"
        ? { outcome: told.outcome, ledgerEntryId: told.ledgerEntryId }
        : { outcome: told.outcome, reason: told.reason },
  }));

const LegReportPayload = refundPayload("refundLegReport", "RefundLegReportPayload", "The refund it is about");

@Resolver()
export class LegReportResolver {
  @Authorized(Permission.RefundLegReport)
  @Mutation(() => LegReportPayload, {
    description:
      "The order service reports what it booked for a leg paid with points or a deposit. The same news again changes nothing; a booking after a refusal completes the refund, with an alarm. Codes: INVALID_INPUT, NOT_FOUND, REFUND_STATE_CONFLICT, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS.",
  })
  async refundLegReport(
    @Arg("input", () => RefundLegReportInput, { description: "Which attempt, and what." }) input: RefundLegReportInput,
    @Ctx() ctx: Context,
  ): Promise<RefundPayload> {
    return withRefund(ctx, await command(ctx, { schema, input }, (told, by) => reportLeg(ctx.desk, by, told)));
  }
}
