/** `refundResolveUnknown`: a person states what became of an unknown outcome, a second one confirms it. */
import { Field, ID, InputType, Int } from "type-graphql";
import { z } from "zod";
import { Permission } from "../../access/permission.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { resolveUnknown } from "../../refund/settlement/resolve-unknown.js";
import { freeText, id, idempotencyKey, MAX_TEXT_LENGTH, positiveAmount, version } from "../input.js";
import { MinorUnitsScalar } from "../scalar/minor-units.js";
import { KEY_DESCRIPTION } from "./refund-commands.input.js";
import { RefundType } from "./refund.type.js";
import { StatedOutcomeEnum } from "./refund.enums.js";
import { statementMutation } from "../statement-mutation.js";

@InputType({ description: "A statement about an unknown outcome, as seen at the gateway or at the provider." })
class RefundResolveUnknownInput {
  @Field(() => ID, { description: "The id of the refund (환불 ID)." })
  id!: string;

  @Field(() => Int, { description: "The version of the refund as you read it." })
  expectedVersion!: number;

  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;

  @Field(() => StatedOutcomeEnum, { description: "The outcome: REFUNDED when the money moved." })
  outcome!: "REFUNDED" | "NOT_REFUNDED";

  @Field(() => MinorUnitsScalar, {
    nullable: true,
    description: "The amount that moved, in minor units: needed for REFUNDED, left out for NOT_REFUNDED.",
  })
  amount?: MinorUnits | null;

  @Field(() => String, {
    description: `The evidence and where you saw it, 1 to ${MAX_TEXT_LENGTH} characters; stored encrypted.`,
  })
  evidence!: string;

  @Field(() => ID, {
    nullable: true,
    description: "The other person's `openStatement.id`, to confirm it; left out to make a statement of your own.",
  })
  confirmsStatementId?: string | null;
}

const schema = z.object({
  id,
  expectedVersion: version,
  idempotencyKey,
  outcome: z.enum(["REFUNDED", "NOT_REFUNDED"]),
  amount: positiveAmount.nullish().transform((value) => value ?? null),
  evidence: freeText,
  confirmsStatementId: id.nullish().transform((value) => value ?? null),
});

export const ResolveUnknownResolver = statementMutation({
  name: "refundResolveUnknown",
  permission: Permission.RefundResolveUnknown,
  description:
    "States what became of an unknown outcome, or confirms what somebody else stated; only a confirmation moves the refund, after a fresh look at the gateway. Codes: INVALID_INPUT, NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT, STATEMENT_CONFLICT, SAME_PERSON, GATEWAY_UNREACHABLE, EVIDENCE_DISAGREES.",
  input: { type: RefundResolveUnknownInput, schema, description: "The statement, or its confirmation." },
  about: { field: "refund", type: RefundType, now: (ctx, { refundId }) => ctx.loaders.refund(refundId) },
  statement: { field: "statementId", noun: "statement" },
  effect: "the refund moved on",
  useCase: resolveUnknown,
});
