/** `manualRefundResultsRecord` (환불처리결과 변경, `saveRefundProcRslt`): 미처리, 성공 or 실패 of many bank transfers, one answer each. */
import { Field, ID, InputType, Int } from "type-graphql";
import { z } from "zod";
import type { ProcessingResult } from "../../../machines/states.js";
import { Permission } from "../../access/permission.js";
import { recordResults } from "../../manual-refund/record-results.js";
import { schemaMessage } from "../../messages/schema-message.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { MAX_BULK } from "../../refund/commands/bulk.js";
import { TRANSFER_FAILURE_CAUSES, type TransferFailureCause } from "../../refund/record/transfer-failure.js";
import { MAX_KEY_LENGTH } from "../bad-input.js";
import { amount, foreignNumber, id, idempotencyKey, listOf, MAX_TEXT_LENGTH, optionalText, version } from "../input.js";
import { bulkMutation } from "../refund/bulk-mutation.js";
import { KEY_DESCRIPTION } from "../refund/refund-commands.input.js";
import { ProcessingResultEnum } from "../refund/refund.enums.js";
import { DateScalar } from "../scalar/date.js";
import { MinorUnitsScalar } from "../scalar/minor-units.js";
import { TransferFailureCauseEnum } from "./manual-refund.enums.js";

@InputType({ description: "The result of one bank transfer, for the refund as your page showed it." })
class ManualRefundResultInput {
  @Field(() => ID, { description: "The id of the refund (환불 ID)." })
  id!: string;

  @Field(() => Int, { description: "The refund's `version`; VERSION_CONFLICT when it has changed since." })
  expectedVersion!: number;

  @Field(() => MinorUnitsScalar, {
    description: "The refund's `payableByHand`, in minor units; PAYABLE_AMOUNT_CHANGED when it has changed since.",
  })
  expectedPayable!: MinorUnits;

  @Field(() => ProcessingResultEnum, {
    description:
      "SUCCEEDED completes the refund; FAILED leaves it accepted and owed; UNPROCESSED takes a failure back, to be paid again.",
  })
  result!: ProcessingResult;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      "With SUCCEEDED, and only there: the Korean day the bank made the transfer, from the day of acceptance to today.",
  })
  transferredOn?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `With SUCCEEDED only: the bank's number of the transfer, up to ${MAX_KEY_LENGTH} characters. No names in it.`,
  })
  bankReference?: string | null;

  @Field(() => TransferFailureCauseEnum, {
    nullable: true,
    description: "With FAILED, and only there: the cause. BANK_REFUSED needs a memo that says it.",
  })
  failureCause?: TransferFailureCause | null;

  @Field(() => String, {
    nullable: true,
    description: `A note, stored encrypted; up to ${MAX_TEXT_LENGTH} characters.`,
  })
  memo?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `With SUCCEEDED, and only while the gateway cannot be asked (\`GATEWAY_UNREACHABLE\`): why the result cannot wait. Stored encrypted; up to ${MAX_TEXT_LENGTH} characters.`,
  })
  withoutLookUpBecause?: string | null;
}

@InputType({ description: "Results of bank transfers (환불처리결과)." })
class ManualRefundResultsRecordInput {
  @Field(() => [ManualRefundResultInput], { description: `1 to ${MAX_BULK}, each refund once.` })
  results!: ManualRefundResultInput[];

  @Field(() => String, {
    description: `${KEY_DESCRIPTION} Sent again after a break, the bulk goes on with the refunds that have no answer yet.`,
  })
  idempotencyKey!: string;
}

const NONE = z.null(schemaMessage("reasons.input.leaveOut")).optional();

const common = { id, expectedVersion: version, expectedPayable: amount, memo: optionalText };
const result = z.discriminatedUnion("result", [
  z.object({
    ...common,
    result: z.literal("SUCCEEDED"),
    transferredOn: z.string(schemaMessage("reasons.input.transferDay")),
    bankReference: foreignNumber()
      .nullish()
      .transform((value) => value ?? null),
    failureCause: NONE,
    withoutLookUpBecause: optionalText,
  }),
  z
    .object({
      ...common,
      result: z.literal("FAILED"),
      failureCause: z.enum(TRANSFER_FAILURE_CAUSES, schemaMessage("reasons.input.failureCause")),
      transferredOn: NONE,
      bankReference: NONE,
      withoutLookUpBecause: NONE,
    })
    .refine(({ failureCause, memo }) => failureCause !== "BANK_REFUSED" || memo !== null, {
      path: ["memo"],
      message: schemaMessage("reasons.input.refusalMemo"),
    }),
  z.object({
    ...common,
    result: z.literal("UNPROCESSED"),
    transferredOn: NONE,
    bankReference: NONE,
    failureCause: NONE,
    withoutLookUpBecause: NONE,
  }),
]);

const schema = z.object({ results: listOf(result, 10 * MAX_BULK), idempotencyKey });

export const ManualRefundResultsRecordResolver = bulkMutation({
  name: "manualRefundResultsRecord",
  permission: Permission.ManualRefundResultRecord,
  description:
    "Records what became of bank transfers (환불처리결과: 미처리, 성공, 실패). Before a success the gateway is asked whether it has paid the customer meanwhile; what it shows is booked first. One that fails stops none of the others. Codes as a whole: INVALID_INPUT, TOO_MANY, IDEMPOTENCY_KEY_REUSED. Per refund: NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT, PAYABLE_AMOUNT_CHANGED, INVALID_INPUT (the transfer's day), GATEWAY_UNREACHABLE (nothing changed: later, or with `withoutLookUpBecause`), EVIDENCE_DISAGREES (the gateway still works on a cancel of this amount, or shows one of unknown origin and amount), IDEMPOTENCY_IN_PROGRESS.",
  input: { type: ManualRefundResultsRecordInput, schema, description: "The results." },
  field: "results",
  result: { type: "ManualRefundResult", description: "The answer about one recorded result." },
  useCase: recordResults,
});
