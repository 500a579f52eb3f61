/** Statements about cancels in the API. */
import { Field, ID, ObjectType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import type { CancellationCorrection } from "../../refund/record/cancellation-statement.entity.js";
import { Authorized } from "../authorized.js";
import { columns, instant, money, text } from "../connection/columns.js";
import { enumeration } from "../enumeration.js";
import { Money } from "../money/money.type.js";
import { DateTimeScalar } from "../scalar/date-time.js";

export const CancellationCorrectionEnum = enumeration<CancellationCorrection>(
  "CancellationCorrection",
  "The correction of what is booked of a payment's cancels (취소 내역 정정).",
  {
    MADE: "취소 금액 확인 — a cancel of which the gateway names no amount was of this amount.",
    RESTORED: "A booked cancel was taken back at the provider (취소 원복): the customer has been charged again.",
  },
);

@Authorized(Permission.PaymentRead)
@ObjectType("CancellationStatement", {
  description: "A person's statement about a cancel (취소 진술). It changes nothing until a second person confirms it.",
  simpleResolvers: true,
})
export class CancellationStatementType {
  @Field(() => ID, { description: "The id `confirmsStatementId` names (식별자)." })
  id!: string;

  @Field(() => CancellationCorrectionEnum, { description: "The correction that is stated (정정 내용)." })
  correction!: CancellationCorrection;

  @Field(() => String, { description: "The gateway's id of the cancel (결제사 취소 번호)." })
  gatewayCancellationId!: string;

  @Field(() => Money, {
    nullable: true,
    description: "The amount that was cancelled (금액), for MADE; null for RESTORED.",
  })
  amount!: Money | null;

  @Field(() => String, { description: "Subject of who says it (진술자); may not confirm it." })
  statedBy!: string;

  @Field(() => DateTimeScalar, { description: "When it was said (진술 시각)." })
  statedAt!: Date;

  @Field(() => String, {
    nullable: true,
    description: "Subject of the second person (확인자); null: nobody confirmed it.",
  })
  confirmedBy!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was confirmed (종료 시각), or replaced by another statement; null while it is open.",
  })
  closedAt!: Date | null;

  evidenceSealed!: string;
  confirmingEvidenceSealed!: string | null;
}

export const CANCELLATION_STATEMENT_COLUMNS = columns<CancellationStatementType>({
  id: text("id"),
  correction: text("correction"),
  gatewayCancellationId: text("gateway_cancellation_id"),
  amount: money("amount"),
  statedBy: text("stated_by"),
  statedAt: instant("stated_at"),
  confirmedBy: text("confirmed_by"),
  closedAt: instant("closed_at"),
  evidenceSealed: text("evidence_sealed"),
  confirmingEvidenceSealed: text("confirming_evidence_sealed"),
});
