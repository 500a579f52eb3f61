/** Changes of what was reported of an order, and corrections that wait for a second person, in the API. */
import { Field, ID, ObjectType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import type { FactChangeKind, FactValues } from "../../orders/fact-change.entity.js";
import { Authorized, Part } from "../authorized.js";
import { columns, derived, instant, text } from "../connection/columns.js";
import { sql, trusted, type Sql } from "../connection/statement.js";
import { enumeration } from "../enumeration.js";
import { DateTimeScalar } from "../scalar/date-time.js";

const FactChangeKindEnum = enumeration<FactChangeKind>(
  "FactChangeKind",
  "The way in which reported facts changed (변경 종류).",
  {
    GREW: "추가 — the order was reported with more than before.",
    CAPTURED: "A payment was captured (매입): the order service or the gateway reported how much.",
    CORRECTED: "정정 — two people corrected what had been reported wrongly.",
  },
);

@Part()
@ObjectType({ description: "One fact (변경된 항목), as it was and as it is.", simpleResolvers: true })
class ChangedFact {
  @Field(() => String, { description: "The name of the fact (항목명), such as `paidAt`." })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: "The value before (변경 전), as text; null where there was none. Amounts in minor units.",
  })
  before!: string | null;

  @Field(() => String, { nullable: true, description: "The value since (변경 후), as text. Amounts in minor units." })
  after!: string | null;
}

@Authorized(Permission.OrderRead)
@ObjectType("FactChange", {
  description: "A change of what was reported of an order (주문 정보 변경).",
  simpleResolvers: true,
})
export class FactChangeType {
  @Field(() => ID, { description: "The id (식별자), unique and opaque." })
  id!: string;

  @Field(() => FactChangeKindEnum, { description: "The kind of the change (종류)." })
  kind!: FactChangeKind;

  @Field(() => String, {
    nullable: true,
    description: "The payment it is about (결제 순번); null where it is about a line.",
  })
  paymentNo!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The line it is about (상품 번호); null where it is about a payment.",
  })
  lineNo!: string | null;

  @Field(() => [ChangedFact], { description: "The facts that changed (항목), by name." })
  facts!: ChangedFact[];

  @Field(() => String, { description: "Subject of who reported it (처리자), or confirmed the correction." })
  actor!: string;

  @Field(() => DateTimeScalar, { description: "When it changed (시각)." })
  at!: Date;
}

@Part()
@ObjectType({ description: "One fact (제안된 항목), as it should be.", simpleResolvers: true })
class ProposedFact {
  @Field(() => String, { description: "The name of the fact (항목명), such as `paidAt`." })
  name!: string;

  @Field(() => String, { description: "The value as text (값); amounts in minor units." })
  value!: string;
}

@Authorized(Permission.PaymentRead)
@ObjectType("FactCorrection", {
  description:
    "A proposal to correct what was reported of a payment (정정 제안). It changes nothing until a second person confirms it.",
  simpleResolvers: true,
})
export class FactCorrectionType {
  @Field(() => ID, { description: "The id `confirmsCorrectionId` names (식별자)." })
  id!: string;

  @Field(() => [ProposedFact], { description: "The facts as they should be (항목), by name." })
  facts!: ProposedFact[];

  @Field(() => String, { description: "Subject of who proposes it (제안자); may not confirm it." })
  proposedBy!: string;

  @Field(() => DateTimeScalar, { description: "When it was proposed (제안 시각)." })
  proposedAt!: Date;

  @Field(() => String, {
    nullable: true,
    description: "Subject of the second person (확인자); null: nobody confirmed it.",
  })
  confirmedBy!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was confirmed (종료 시각), or replaced by another proposal; null while it is open.",
  })
  closedAt!: Date | null;

  evidenceSealed!: string;
  confirmingEvidenceSealed!: string | null;
}

const shown = (value: string | number | boolean | null | undefined): string | null =>
  value === null || value === undefined ? null : String(value);

export const FACT_CHANGE_COLUMNS = columns<FactChangeType>({
  id: text("change.id"),
  kind: text("change.kind"),
  paymentNo: text("payment.payment_no"),
  lineNo: text("order_line.line_no"),
  facts: derived(
    ["change.before", "change.after"],
    ({ before, after }: { before: FactValues | null; after: FactValues }) =>
      Object.keys(after)
        .toSorted()
        .map((name) => ({ name, before: shown(before?.[name]), after: shown(after[name]) })),
  ),
  actor: text("change.actor"),
  at: instant("change.at"),
});

/** A page of changes is more than an order ever has. */
const MAX_CHANGES = 200;

export const CHANGES_OF_ORDERS = (ids: readonly string[]): Sql => sql`
  select parent.id as parent, child.* from unnest(${[...new Set(ids)]}::uuid[]) as parent(id)
  cross join lateral (
    select ${trusted(FACT_CHANGE_COLUMNS.selectList)} from order_fact_change change
    left join payment on payment.id = change.payment_id left join order_line on order_line.id = change.order_line_id
    where change.order_id = parent.id order by change.id limit ${trusted(String(MAX_CHANGES))}
  ) child order by parent.id, child.id`;

export const FACT_CORRECTION_COLUMNS = columns<FactCorrectionType>({
  id: text("id"),
  facts: derived(["facts"], ({ facts }: { facts: FactValues }) =>
    Object.keys(facts)
      .toSorted()
      .map((name) => ({ name, value: shown(facts[name]) ?? "" })),
  ),
  proposedBy: text("proposed_by"),
  proposedAt: instant("proposed_at"),
  confirmedBy: text("confirmed_by"),
  closedAt: instant("closed_at"),
  evidenceSealed: text("reason_sealed"),
  confirmingEvidenceSealed: text("confirming_reason_sealed"),
});
