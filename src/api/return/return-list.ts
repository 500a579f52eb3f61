/** The list of collected returns whose refunds are not all paid: the screen 반품 환불관리 works from it. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { Field, InputType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import type { ReturnRefundStatus } from "../../orders/return.entity.js";
import { connectionType, type Connection } from "../connection/connection.type.js";
import { DIRECTIONS, readConnection, type Direction, type ListOf, type Sort } from "../connection/list.js";
import type { Page } from "../connection/page.js";
import { DateTimeRange } from "../connection/range.type.js";
import { FALSE, sql } from "../connection/statement.js";
import { compileWhere, isOneOf, liesBetween, type Conditions } from "../connection/where.js";
import { enumeration } from "../enumeration.js";
import { DirectionEnum } from "../refund/refund-list.js";
import { DateScalar } from "../scalar/date.js";
import { RETURN_COLUMNS, ReturnType } from "./return.type.js";

export const ReturnConnection = connectionType(
  "Return",
  ReturnType,
  Permission.ReturnRead,
  "collected returns due a refund",
);

type AwaitingRefundStatus = Extract<ReturnRefundStatus, "AWAITING" | "PARTLY_REFUNDED">;
const AwaitingRefundStatusEnum = enumeration<AwaitingRefundStatus>(
  "AwaitingRefundStatus",
  "The lives of a return that is still due money.",
  {
    AWAITING: "환불 대기 — nothing is paid yet.",
    PARTLY_REFUNDED: "일부 환불 — some of its refunds are completed.",
  },
);
const AWAITING: readonly AwaitingRefundStatus[] = ["AWAITING", "PARTLY_REFUNDED"];

type ReturnSortField = "COLLECTED_AT" | "CREATED_AT";
const ReturnSortFieldEnum = enumeration<ReturnSortField>(
  "ReturnSortField",
  "A field returns are ordered by; equal ones by id.",
  {
    COLLECTED_AT: "When the goods were back; also the order of their due days.",
    CREATED_AT: "When they were handed over to us.",
  },
);

@InputType({ description: "The order of the returns." })
export class ReturnOrder {
  @Field(() => ReturnSortFieldEnum, { description: "The field the list is ordered by (정렬 기준)." })
  field!: ReturnSortField;

  @Field(() => DirectionEnum, { defaultValue: DIRECTIONS[0], description: "The direction of the order." })
  direction!: Direction;
}

@InputType({
  description:
    "A filter for returns. Fields side by side must all hold; of several values in one field any may. A field that is left out demands nothing, an empty list matches nothing.",
})
export class ReturnWhere {
  @Field(() => [ReturnWhere], { nullable: true, description: "All of these must hold." })
  AND?: ReturnWhere[];

  @Field(() => [ReturnWhere], { nullable: true, description: "At least one of these must hold." })
  OR?: ReturnWhere[];

  @Field(() => [AwaitingRefundStatusEnum], { nullable: true, description: "The refund status of the returns." })
  refundStatus?: AwaitingRefundStatus[];

  @Field(() => [String], { nullable: true, description: "Numbers of returns, in full." })
  returnNo?: string[];

  @Field(() => [String], { nullable: true, description: "Numbers of orders, in full." })
  orderNo?: string[];

  @Field(() => [String], { nullable: true, description: "Numbers of their refunds, in full." })
  refundNo?: string[];

  @Field(() => DateTimeRange, { nullable: true, description: "When the goods were back." })
  collectedAt?: DateTimeRange;

  @Field(() => DateTimeRange, { nullable: true, description: "When they were handed over to us." })
  createdAt?: DateTimeRange;

  @Field(() => DateScalar, { nullable: true, description: "Those with a refund that is due on this day or before it." })
  dueBy?: string;
}

const { column } = RETURN_COLUMNS;

const CONDITIONS: Conditions<ReturnWhere> = {
  refundStatus: isOneOf(column("refundStatus")),
  returnNo: isOneOf(column("returnNo")),
  orderNo: (values, field) =>
    sql`order_id = any(array(select id from orders where ${isOneOf("order_no")(values, field)}))`,
  refundNo: (values, field) =>
    sql`id = any(array(select return_id from refund where ${isOneOf("refund_no")(values, field)}))`,
  collectedAt: liesBetween(column("collectedAt")),
  createdAt: liesBetween(column("createdAt")),
  // Refunds of one return are due on one day; asked for row by row, along the index on the return.
  dueBy: (day) => sql`(select min(due_on) from refund where refund.return_id = collected_return.id) <= ${day}::date`,
};

const SORTS: Record<ReturnSortField, Pick<Sort, "column" | "type">> = {
  COLLECTED_AT: { column: column("collectedAt"), type: "timestamptz" },
  CREATED_AT: { column: column("createdAt"), type: "timestamptz" },
};

export interface ReturnListArgs {
  where?: ReturnWhere | null;
  orderBy?: ReturnOrder | null;
  page: Page;
}

export function returnList({ where, orderBy, page }: ReturnListArgs): ListOf {
  const { field, direction } = orderBy ?? { field: "COLLECTED_AT", direction: "ASC" };
  const { refundStatus, ...rest } = where ?? {};
  const refundStatuses = [...new Set(refundStatus ?? AWAITING)];
  return {
    table: "collected_return",
    columns: RETURN_COLUMNS.selectList,
    condition: compileWhere<ReturnWhere>(rest, CONDITIONS),
    branches: refundStatuses.length === 0 ? [FALSE] : refundStatuses.map((each) => sql`refund_status = ${each}::text`),
    sort: { order: `returns ${field}`, ...SORTS[field], direction },
    page,
    extra: { columns: "", joins: "" },
  };
}

export const readReturns = (em: EntityManager, args: ReturnListArgs): Promise<Connection<ReturnType>> =>
  readConnection(em, returnList(args), RETURN_COLUMNS.nodeOf);
