/** Lists of collected returns: all of them, and those whose refunds are not all paid, which the screen 반품 환불관리 works from. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { Field, InputType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import { RETURN_REFUND_STATUSES, type FaultParty, type ReturnRefundStatus } from "../../orders/return.entity.js";
import type { FoundOfCustomer } from "../../refund/commands/find-customer.js";
import { connectionType, type Connection } from "../connection/connection.type.js";
import { readFiltered, type Filter, type Filtered } from "../connection/filter.js";
import { DIRECTIONS, type Direction, type Sort } from "../connection/list.js";
import type { Page } from "../connection/page.js";
import { DateTimeRange } from "../connection/range.type.js";
import { allOf, sql, TRUE, type Sql } from "../connection/statement.js";
import { compileWhere, isOneOf, isOnKoreanDays, keyIn, liesBetween, type Conditions } from "../connection/where.js";
import { enumeration } from "../enumeration.js";
import { FaultPartyEnum, ReturnRefundStatusEnum } from "../order/order.enums.js";
import { DirectionEnum } from "../refund/refund-list.js";
import { DateScalar } from "../scalar/date.js";
import { RETURN_COLUMNS, ReturnType } from "./return.type.js";

export const ReturnConnection = connectionType("Return", ReturnType, Permission.ReturnRead, "collected returns");

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

export const RETURN_SORT_FIELDS = ["COLLECTED_AT", "CREATED_AT"] as const;
type ReturnSortField = (typeof RETURN_SORT_FIELDS)[number];
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

/** Fields that both filters have; each has its own statuses. */
@InputType({ description: "Fields that both filters have." })
abstract class ReturnFilter {
  @Field(() => [String], { nullable: true, description: "Numbers of returns, in full." })
  returnNo?: string[];

  @Field(() => [String], { nullable: true, description: "Numbers of orders, in full." })
  orderNo?: string[];

  @Field(() => [String], { nullable: true, description: "Numbers of their refunds, in full." })
  refundNo?: string[];

  @Field(() => [FaultPartyEnum], { nullable: true, description: "The parties at fault for them (귀책)." })
  atFault?: FaultParty[];

  @Field(() => DateTimeRange, { nullable: true, description: "When the goods were back." })
  collectedAt?: DateTimeRange;

  @Field(() => DateTimeRange, { nullable: true, description: "When they were handed over to us." })
  createdAt?: DateTimeRange;

  @Field(() => DateScalar, { nullable: true, description: "Those with a refund that is due on this day or before it." })
  dueBy?: string;
}

@InputType({
  description:
    "A filter for returns that are due money. Fields side by side must all hold; of several values in one field any may. A field that is left out demands nothing, an empty list matches nothing.",
})
export class ReturnWhere extends ReturnFilter {
  @Field(() => [ReturnWhere], { nullable: true, description: "All of these must hold." })
  AND?: ReturnWhere[];

  @Field(() => [ReturnWhere], { nullable: true, description: "At least one of these must hold." })
  OR?: ReturnWhere[];

  @Field(() => [AwaitingRefundStatusEnum], { nullable: true, description: "The refund status of the returns." })
  refundStatus?: AwaitingRefundStatus[];
}

@InputType({
  description:
    "A filter for returns at any time of their life. Fields side by side must all hold; of several values in one field any may. A field that is left out demands nothing, an empty list matches nothing.",
})
export class AnyReturnWhere extends ReturnFilter {
  @Field(() => [AnyReturnWhere], { nullable: true, description: "All of these must hold." })
  AND?: AnyReturnWhere[];

  @Field(() => [AnyReturnWhere], { nullable: true, description: "At least one of these must hold." })
  OR?: AnyReturnWhere[];

  @Field(() => [ReturnRefundStatusEnum], {
    nullable: true,
    description: "The refund status of the returns (환불 상태).",
  })
  refundStatus?: ReturnRefundStatus[];
}

const { column } = RETURN_COLUMNS;

const COLLECTED = column("collectedAt");
const CREATED = column("createdAt");

const CONDITIONS: Conditions<AnyReturnWhere> = {
  refundStatus: isOneOf(column("refundStatus")),
  returnNo: isOneOf(column("returnNo")),
  orderNo: (values, field) =>
    sql`order_id = any(array(select id from orders where ${isOneOf("order_no")(values, field)}))`,
  refundNo: (values, field) =>
    sql`id = any(array(select return_id from refund where ${isOneOf("refund_no")(values, field)}))`,
  atFault: isOneOf(column("atFault")),
  collectedAt: liesBetween(COLLECTED),
  createdAt: liesBetween(CREATED),
  // Refunds of one return are due on one day; asked for row by row, along the index on the return.
  dueBy: (day) => sql`(select min(due_on) from refund where refund.return_id = collected_return.id) <= ${day}::date`,
};

const SORTS: Record<ReturnSortField, Pick<Sort, "column" | "type">> = {
  COLLECTED_AT: { column: COLLECTED, type: "timestamptz" },
  CREATED_AT: { column: CREATED, type: "timestamptz" },
};

export interface ReturnListArgs {
  where?: AnyReturnWhere | null;
  /** Of the customer that was searched by. */
  found?: FoundOfCustomer | null;
  orderBy?: ReturnOrder | null;
  page: Page;
}

/** Every return; without an order, those that came back first. */
export function returnList({ where, found, orderBy, page }: ReturnListArgs): Filtered {
  const { field, direction } = orderBy ?? { field: "COLLECTED_AT", direction: "ASC" };
  return {
    table: "collected_return",
    columns: RETURN_COLUMNS.selectList,
    filter: filterOf(where ?? {}, found ? sql`order_id = any(${found.orderIds}::uuid[])` : null),
    sort: { order: `returns ${field}`, ...SORTS[field], direction },
    page,
    extra: { columns: "", joins: "" },
  };
}

const KEYS = ["returnNo", "orderNo", "refundNo"] as const;

/** @param found the demand of rows that were searched for: few, like those of a number. */
function filterOf(where: AnyReturnWhere, found: Sql | null): Filter {
  const all = compileWhere(where, CONDITIONS);
  const key = found ?? keyIn(where, KEYS, CONDITIONS);
  if (key !== null) return { key, served: [], stretches: [], rest: all };
  const { refundStatus, atFault, dueBy, collectedAt, createdAt, AND, OR } = where;
  const parties = [...new Set(atFault)];
  // The index of either order begins with the status: of all returns there are as many branches as statuses.
  const statuses = [...new Set(refundStatus ?? RETURN_REFUND_STATUSES)];
  const stretch = (condition: Sql | null | undefined, order: string) =>
    condition && condition !== TRUE ? [{ condition, order, alone: false }] : [];
  return {
    key,
    served: [
      ...(atFault
        ? [
            {
              condition: CONDITIONS.atFault(atFault, "atFault"),
              branches: parties.map((party) => sql`at_fault = ${party}::text`),
              orders: [COLLECTED],
            },
          ]
        : []),
      {
        condition: refundStatus ? CONDITIONS.refundStatus(refundStatus, "refundStatus") : TRUE,
        branches: statuses.map((each) => sql`refund_status = ${each}::text`),
        orders: [COLLECTED, CREATED],
      },
    ],
    stretches: [
      ...stretch(collectedAt && CONDITIONS.collectedAt(collectedAt, "collectedAt"), COLLECTED),
      ...stretch(createdAt && CONDITIONS.createdAt(createdAt, "createdAt"), CREATED),
      // A refund is due after the goods are back: later returns need not be looked at.
      ...stretch(dueBy ? isOnKoreanDays(COLLECTED)({ to: dueBy }) : null, COLLECTED),
    ],
    rest: allOf([
      dueBy ? CONDITIONS.dueBy(dueBy, "dueBy") : TRUE,
      compileWhere<AnyReturnWhere>({ ...(AND && { AND }), ...(OR && { OR }) }, CONDITIONS),
    ]),
  };
}

export const readReturns = (em: EntityManager, args: ReturnListArgs): Promise<Connection<ReturnType>> =>
  readFiltered(em, returnList(args), RETURN_COLUMNS.nodeOf);

/** Those that are still due money. */
export const awaitingRefund = (where: AnyReturnWhere | ReturnWhere | null | undefined): AnyReturnWhere => ({
  ...(where as object),
  refundStatus: where?.refundStatus ?? [...AWAITING],
});
