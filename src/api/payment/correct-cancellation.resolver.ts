/** `paymentCancellationCorrect`: a person states what a gateway does not say of a cancel, a second one confirms it. */
import { Ctx, Field, FieldResolver, ID, InputType, Resolver, Root } from "type-graphql";
import { z } from "zod";
import { Permission } from "../../access/permission.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { correctCancellation } from "../../refund/commands/correct-cancellation.js";
import {
  CANCELLATION_CORRECTIONS,
  type CancellationCorrection,
} from "../../refund/record/cancellation-statement.entity.js";
import type { Context } from "../context.js";
import { foreignNumber, freeText, id, idempotencyKey, MAX_TEXT_LENGTH, positiveAmount } from "../input.js";
import { KEY_DESCRIPTION } from "../refund/refund-commands.input.js";
import { MinorUnitsScalar } from "../scalar/minor-units.js";
import { CancellationCorrectionEnum, CancellationStatementType } from "./cancellation-statement.type.js";
import { PaymentType } from "./payment.type.js";
import { statementMutation } from "../statement-mutation.js";

@InputType({ description: "A statement about a cancel of a payment, as seen at the gateway or at the provider." })
class PaymentCancellationCorrectInput {
  @Field(() => ID, { description: "The id of the payment (결제 ID)." })
  paymentId!: string;

  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;

  @Field(() => CancellationCorrectionEnum, { description: "The correction that is stated (정정 내용)." })
  correction!: CancellationCorrection;

  @Field(() => String, {
    description:
      "The gateway's id of the cancel: for MADE as the alarm AMOUNT_UNKNOWN names it, for RESTORED as it is booked (`BookedCancellation.gatewayCancellationId`).",
  })
  gatewayCancellationId!: string;

  @Field(() => MinorUnitsScalar, {
    nullable: true,
    description: "The amount that was cancelled, in minor units: needed for MADE, left out for RESTORED.",
  })
  amount?: MinorUnits | null;

  @Field(() => String, {
    description: `The evidence and where you saw it, 1 to ${MAX_TEXT_LENGTH} characters; stored encrypted.`,
  })
  evidence!: string;

  @Field(() => ID, {
    nullable: true,
    description:
      "The other person's `openCancellationStatement.id`, to confirm it; left out to make a statement of your own.",
  })
  confirmsStatementId?: string | null;
}

const schema = z.object({
  paymentId: id,
  idempotencyKey,
  correction: z.enum(CANCELLATION_CORRECTIONS),
  gatewayCancellationId: foreignNumber(),
  amount: positiveAmount.nullish().transform((value) => value ?? null),
  evidence: freeText,
  confirmsStatementId: id.nullish().transform((value) => value ?? null),
});

export const CorrectCancellationResolver = statementMutation({
  name: "paymentCancellationCorrect",
  permission: Permission.RefundResolveUnknown,
  description:
    "States of how much a cancel was that its gateway shows without an amount, or that a booked cancel was taken back at the provider (취소 원복); or confirms what somebody else stated. Only a confirmation changes the books, after a fresh look at the gateway. What a restored cancel had refunded is owed again: each of its refunds gets a successor. Codes: INVALID_INPUT, NOT_FOUND, STATEMENT_CONFLICT, SAME_PERSON, CALL_UNDER_WAY (an attempt of the payment is open), GATEWAY_UNREACHABLE, EVIDENCE_DISAGREES, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS.",
  input: { type: PaymentCancellationCorrectInput, schema, description: "The statement, or its confirmation." },
  about: { field: "payment", type: PaymentType, now: (ctx, { paymentId }) => ctx.loaders.payment(paymentId) },
  statement: { field: "statementId", noun: "statement" },
  effect: "the books say so now",
  useCase: correctCancellation,
});

@Resolver(() => PaymentType)
export class OpenCancellationStatementResolver {
  @FieldResolver(() => CancellationStatementType, {
    nullable: true,
    description: "The statement about a cancel of it that a second person has not yet confirmed (미확인 취소 진술).",
  })
  openCancellationStatement(
    @Root() payment: PaymentType,
    @Ctx() ctx: Context,
  ): Promise<CancellationStatementType | null> {
    return ctx.loaders.openCancellationStatementOfPayment(payment.id);
  }

  @FieldResolver(() => [CancellationStatementType], {
    description:
      "Statements people made about its cancels (취소 진술), confirmed, replaced and open ones, oldest first; the first 200.",
  })
  cancellationStatements(@Root() payment: PaymentType, @Ctx() ctx: Context): Promise<CancellationStatementType[]> {
    return ctx.loaders.cancellationStatementsOfPayment(payment.id);
  }
}
