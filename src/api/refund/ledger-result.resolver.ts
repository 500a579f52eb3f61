/** `refundLedgerResultReport`: the order service's answer about a leg paid with points or a deposit. */
import { Field, ID, InputType } from "type-graphql";
import { z } from "zod";
import { Permission } from "../../access/permission.js";
import { reportLedgerResult, type LedgerResult } from "../../refund/settlement/report-ledger-result.js";
import { foreignNumber, id, idempotencyKey, line, MAX_NAME_LENGTH } from "../input.js";
import { enumeration } from "../enumeration.js";
import { KEY_DESCRIPTION } from "./refund-commands.input.js";
import { refundMutation } from "./refund-mutation.js";

const LedgerOutcomeEnum = enumeration<LedgerResult["outcome"]>(
  "LedgerOutcome",
  "The outcome of a leg at the shop's own ledger.",
  {
    BOOKED: "The points or the deposit are back.",
    REFUSED: "Nothing was booked, and will not be for this attempt.",
  },
);

@InputType({ description: "The result of one attempt at the shop's own ledger." })
class RefundLedgerResultReportInput {
  @Field(() => ID, { description: "The attempt: `Refund.attempts.id` of a refund on a MERCHANT_LEDGER payment." })
  attemptId!: string;

  @Field(() => LedgerOutcomeEnum, { description: "The outcome of the attempt." })
  outcome!: LedgerResult["outcome"];

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
    z.object({ ...one, outcome: z.literal("BOOKED"), ledgerEntryId: foreignNumber(), reason: z.null().optional() }),
    z.object({
      ...one,
      outcome: z.literal("REFUSED"),
      reason: line(MAX_NAME_LENGTH),
      ledgerEntryId: z.null().optional(),
    }),
  ])
  .transform((parsed) => ({
    attemptId: parsed.attemptId,
    idempotencyKey: parsed.idempotencyKey,
    report:
      parsed.outcome === "BOOKED"
        ? { outcome: parsed.outcome, ledgerEntryId: parsed.ledgerEntryId }
        : { outcome: parsed.outcome, reason: parsed.reason },
  }));

export const LedgerResultResolver = refundMutation({
  name: "refundLedgerResultReport",
  permission: Permission.RefundLedgerResultReport,
  description:
    "The order service reports what it booked for a leg paid with points or a deposit. The same news again changes nothing; a booking after a refusal completes the refund, with an alarm. Codes: INVALID_INPUT, NOT_FOUND, REFUND_STATE_CONFLICT, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS.",
  input: { type: RefundLedgerResultReportInput, schema, description: "The attempt, and its result." },
  answersWith: "The refund it is about",
  useCase: reportLedgerResult,
});
