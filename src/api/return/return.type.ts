/** Collected returns in the API, and how rows become them. */
import { Field, ID, Int, ObjectType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import type { ReturnLife } from "../../orders/return.entity.js";
import { Authorized } from "../authorized.js";
import { Money } from "../money/money.type.js";
import { ReturnLifeEnum } from "../order/words.js";
import { DateTimeScalar } from "../scalar/date-time.js";

@Authorized(Permission.ReturnRead)
@ObjectType("Return", {
  description:
    "A collected return (반품 회수완료): goods that are back, and what is owed for them, one refund per payment.",
  simpleResolvers: true,
})
export class ReturnType {
  @Field(() => ID, { description: "Opaque." })
  id!: string;

  @Field(() => String, { description: "The return service's own number (반품번호)." })
  returnNo!: string;

  @Field(() => ReturnLifeEnum, { description: "What has become of it, derived from its refunds." })
  life!: ReturnLife;

  @Field(() => DateTimeScalar, { description: "When the goods were back (회수완료). The statutory clock starts here." })
  collectedAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the return service took it back; null when it did not.",
  })
  withdrawnAt!: Date | null;

  @Field(() => DateTimeScalar, { description: "When it was handed over to us." })
  createdAt!: Date;

  orderId!: string;
}

@Authorized(Permission.ReturnRead)
@ObjectType("ReturnLine", { description: "What came back of one line of the order.", simpleResolvers: true })
export class ReturnLineType {
  @Field(() => ID, { description: "Opaque." })
  id!: string;

  @Field(() => String, { description: "The shop's own number of the line, unique in its order." })
  lineNo!: string;

  @Field(() => String, { description: "What was sold." })
  name!: string;

  @Field(() => Int, { description: "Units that came back; 0 for a cut of the amount only." })
  quantity!: number;

  @Field(() => Money, { description: "What is owed for them, before deductions." })
  amount!: Money;

  orderLineId!: string;
}

export const RETURN_COLUMNS = "id, return_no, order_id, collected_at, life, withdrawn_at, created_at";

export interface ReturnRow {
  id: string;
  return_no: string;
  order_id: string;
  collected_at: string;
  life: ReturnLife;
  withdrawn_at: string | null;
  created_at: string;
}

export const returnOf = (row: ReturnRow): ReturnType => ({
  id: row.id,
  returnNo: row.return_no,
  orderId: row.order_id,
  life: row.life,
  collectedAt: new Date(row.collected_at),
  withdrawnAt: row.withdrawn_at === null ? null : new Date(row.withdrawn_at),
  createdAt: new Date(row.created_at),
});
