/** The access record in the API, and its months. */
import { Field, ID, Int, ObjectType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import type { AccessAction } from "../../personal-data/access.entity.js";
import type { PersonalDataField } from "../../personal-data/fields.js";
import type { RevealReason } from "../../refund/commands/reveal-account.js";
import { Authorized } from "../authorized.js";
import { columns, derived, instant, integer, text } from "../connection/columns.js";
import { connectionType } from "../connection/connection.type.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { AccessActionEnum, PersonalDataFieldEnum, RevealReasonEnum } from "./personal-data.enums.js";

@Authorized(Permission.PersonalDataAccessReview)
@ObjectType("PersonalDataAccess", {
  description: "One access to personal data (개인정보 접속기록): who, when, from where, whose, what was done, and why.",
  simpleResolvers: true,
})
export class PersonalDataAccessType {
  @Field(() => ID, { description: "The id of the access (식별자), unique and opaque." })
  id!: string;

  @Field(() => Int, { description: "The number in the record (일련번호), without a gap." })
  sequence!: number;

  @Field(() => DateTimeScalar, { description: "When it was (접속 일시)." })
  at!: Date;

  @Field(() => String, { description: "Subject of the person (접속자)." })
  actor!: string;

  @Field(() => String, { description: "The network address the request came from (접속지)." })
  clientAddress!: string;

  @Field(() => AccessActionEnum, { description: "The kind of access (수행 업무)." })
  action!: AccessAction;

  @Field(() => [PersonalDataFieldEnum], { description: "The kinds of data that were shown or searched by (항목)." })
  fields!: PersonalDataField[];

  @Field(() => Int, { description: "Refunds or orders whose data it was (건수)." })
  recordCount!: number;

  @Field(() => RevealReasonEnum, { nullable: true, description: "The reason from the list (사유); a search has none." })
  reasonCode!: RevealReason | null;

  @Field(() => ID, {
    nullable: true,
    description: "The id of the order whose data it was (주문 ID), where it was one.",
  })
  orderId!: string | null;

  refundId!: string | null;
  reasonSealed!: string | null;
  soughtSealed!: string | null;
}

export const PersonalDataAccessConnection = connectionType(
  "PersonalDataAccess",
  PersonalDataAccessType,
  Permission.PersonalDataAccessReview,
  "accesses",
);

export const ACCESS_COLUMNS = columns<PersonalDataAccessType>({
  id: text("id"),
  sequence: derived(["sequence"], (row: { sequence: string }) => Number(row.sequence)),
  at: instant("at"),
  actor: text("actor"),
  clientAddress: text("client_address"),
  action: text("action"),
  fields: derived(["fields"], (row: { fields: PersonalDataField[] }) => row.fields),
  recordCount: integer("record_count"),
  reasonCode: text("reason_code"),
  orderId: text("order_id"),
  refundId: text("refund_id"),
  reasonSealed: text("reason_sealed"),
  soughtSealed: text("sought_sealed"),
});

@Authorized(Permission.PersonalDataAccessReview)
@ObjectType({
  description: "A month of the access record, and whether it was reviewed (접속기록 월 점검).",
  simpleResolvers: true,
})
export class PersonalDataAccessMonth {
  @Field(() => String, { description: "The Korean month (월), `yyyy-mm`." })
  month!: string;

  @Field(() => Int, { description: "Accesses of the month (접속 건수)." })
  accesses!: number;

  @Field(() => String, {
    nullable: true,
    description: "Subject of the officer who confirmed it (점검자); null: nobody yet.",
  })
  confirmedBy!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was confirmed (점검 일시)." })
  confirmedAt!: Date | null;

  findingsSealed!: string | null;
}
