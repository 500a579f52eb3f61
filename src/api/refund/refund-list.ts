/** The list of refunds: what it can be filtered and ordered by, and how that is read. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { Field, ID, InputType } from "type-graphql";
import {
  AWAITING_APPROVAL_STATES,
  describe,
  REFUND_STATES,
  type GatewayPhase,
  type ProcessingResult,
  type RefundState,
  type RefundStatus,
} from "../../../machines/states.js";
import { Permission } from "../../access/permission.js";
import type { FaultParty } from "../../orders/return.entity.js";
import {
  GATEWAYS,
  type GatewayName,
  type PaymentMethod,
  type ProviderName,
  type RefusalCause,
} from "../../gateways/port.js";
import type { ObjectionCode } from "../../refund/eligibility/objections.js";
import { badInput } from "../bad-input.js";
import type { FoundOfCustomer } from "../../refund/commands/find-customer.js";
import { EVERY_REFUND } from "../../refund/record/refund.entity.js";
import { ApprovalStatusEnum, type ApprovalStatus } from "../approval/approval.enums.js";
import { connectionType, type Connection } from "../connection/connection.type.js";
import { readFiltered, type Filter, type Filtered, type Served, type Stretch } from "../connection/filter.js";
import { DIRECTIONS, type Direction, type Sort } from "../connection/list.js";
import type { Page } from "../connection/page.js";
import { AmountRangeInput, DateRange, DateTimeRange } from "../connection/range.type.js";
import { allOf, anyOf, sql, TRUE, trusted, type Sql } from "../connection/statement.js";
import {
  compileWhere,
  isOneOf,
  isOneOfIds,
  isOnKoreanDays,
  isWithinAmounts,
  isWithinDays,
  keyIn,
  liesBetween,
  type Conditions,
} from "../connection/where.js";
import { enumeration } from "../enumeration.js";
import { FaultPartyEnum, GatewayEnum, PaymentMethodEnum, ProviderEnum } from "../order/order.enums.js";
import { itemCondition, itemDemands, MAX_ASSIGNEES, type ItemReader } from "./refund-items.rows.js";
import { REFUND_COLUMNS, REFUND_EXTRA, refundOf, RefundType } from "./refund.type.js";
import {
  BlockEnum,
  GatewayPhaseEnum,
  ProcessingResultEnum,
  RefundStateEnum,
  RefundStatusEnum,
  RefusalCauseEnum,
} from "./refund.enums.js";

export const RefundConnection = connectionType("Refund", RefundType, Permission.RefundRead, "refunds");

export const DirectionEnum = enumeration<Direction>("Direction", "The direction a list is ordered in.", {
  ASC: "Smallest or oldest first.",
  DESC: "Largest or newest first.",
});

export const REFUND_SORT_FIELDS = ["CREATED_AT", "DUE_ON", "COMPLETED_AT", "AMOUNT"] as const;
type RefundSortField = (typeof REFUND_SORT_FIELDS)[number];
const RefundSortFieldEnum = enumeration<RefundSortField>(
  "RefundSortField",
  "A field refunds are ordered by; equal ones by id.",
  {
    CREATED_AT: "When they came into being.",
    DUE_ON: "The last day the statute allows.",
    COMPLETED_AT: "When the money moved (환불 완료일); refunds that are not completed are left out.",
    AMOUNT: "Their amounts, in minor units whatever the currency.",
  },
);

@InputType({ description: "The order of the refunds." })
export class RefundOrder {
  @Field(() => RefundSortFieldEnum, { description: "The field the list is ordered by (정렬 기준)." })
  field!: RefundSortField;

  @Field(() => DirectionEnum, { defaultValue: DIRECTIONS[0], description: "The direction of the order." })
  direction!: Direction;
}

const BY_ITEMS = "Needs `WORK_ITEM_READ`.";

@InputType({
  description:
    "A filter for refunds. Fields side by side must all hold; of several values in one field any may. A field that is left out demands nothing, an empty list matches nothing.",
})
export class RefundWhere {
  @Field(() => [RefundWhere], { nullable: true, description: "All of these must hold." })
  AND?: RefundWhere[];

  @Field(() => [RefundWhere], { nullable: true, description: "At least one of these must hold." })
  OR?: RefundWhere[];

  @Field(() => [RefundStatusEnum], { nullable: true, description: "The status of the refunds." })
  status?: RefundStatus[];

  @Field(() => [RefundStateEnum], {
    nullable: true,
    description: "The states of the refunds: status and detail in one value, so that each can be asked for alone.",
  })
  state?: RefundState[];

  @Field(() => [ApprovalStatusEnum], {
    nullable: true,
    description: "The status of their approvals by a second person.",
  })
  approval?: ApprovalStatus[];

  @Field(() => [GatewayPhaseEnum], { nullable: true, description: "The phase of a requested refund." })
  gatewayPhase?: GatewayPhase[];

  @Field(() => [ProcessingResultEnum], {
    nullable: true,
    description: "The result of a manual refund; one that waits for its approval has none.",
  })
  processingResult?: ProcessingResult[];

  @Field(() => [String], { nullable: true, description: "Numbers of refunds, in full." })
  refundNo?: string[];

  @Field(() => [String], { nullable: true, description: "Numbers of returns, in full." })
  returnNo?: string[];

  @Field(() => [String], { nullable: true, description: "Numbers of orders, in full." })
  orderNo?: string[];

  @Field(() => [ID], { nullable: true, description: "Ids of payments." })
  paymentId?: string[];

  @Field(() => [GatewayEnum], { nullable: true, description: "The gateways of their payments." })
  gateway?: GatewayName[];

  @Field(() => [PaymentMethodEnum], { nullable: true, description: "The methods of their payments (결제수단)." })
  method?: PaymentMethod[];

  @Field(() => [ProviderEnum], {
    nullable: true,
    description:
      "The providers behind the gateways of their payments (PG); payments without a reported one never match.",
  })
  provider?: ProviderName[];

  @Field(() => [FaultPartyEnum], { nullable: true, description: "The parties at fault for their returns (귀책)." })
  atFault?: FaultParty[];

  @Field(() => [String], { nullable: true, description: "Subjects of who asked for the money to move." })
  requestedBy?: string[];

  @Field(() => [String], { nullable: true, description: "Subjects of who approved them (승인자)." })
  approvedBy?: string[];

  @Field(() => [String], {
    nullable: true,
    description: "Subjects of who made their last steps (최종 변경자): a person, a service, or `system:…`.",
  })
  changedBy?: string[];

  @Field(() => [RefusalCauseEnum], {
    nullable: true,
    description: "The causes for which their last attempts were refused (거절 사유).",
  })
  refusalCause?: RefusalCause[];

  @Field(() => DateTimeRange, { nullable: true, description: "When they came into being." })
  createdAt?: DateTimeRange;

  @Field(() => DateRange, {
    nullable: true,
    description: "The last day the statute allows.",
  })
  dueOn?: DateRange;

  @Field(() => DateRange, { nullable: true, description: "The Korean days on which the money moved (환불 완료일)." })
  completedOn?: DateRange;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "True: those that are neither completed nor cancelled and whose last day has passed (지연); false is refused, as nearly all are.",
  })
  overdue?: boolean;

  @Field(() => AmountRangeInput, { nullable: true, description: "The amounts of the refunds, from and to (금액)." })
  amount?: AmountRangeInput;

  @Field(() => [String], {
    nullable: true,
    description: `Subjects of who sees to an open work item of theirs (담당자), in any spelling; at most ${MAX_ASSIGNEES}. ${BY_ITEMS}`,
  })
  assignee?: string[];

  @Field(() => Boolean, {
    nullable: true,
    description: `True: those with an open work item that is assigned to you. False demands nothing. ${BY_ITEMS}`,
  })
  assignedToMe?: boolean;

  @Field(() => Boolean, {
    nullable: true,
    description: `True: those with an open work item that nobody sees to. False demands nothing. ${BY_ITEMS}`,
  })
  unassigned?: boolean;

  @Field(() => [BlockEnum], {
    nullable: true,
    description: `The reasons that collected ones have long been unable to be requested for (요청 불가 사유), as the last look noted them on the open work item BLOCKED: those that no operator can do anything about. \`blockedReasons\` says what is so now. ${BY_ITEMS}`,
  })
  blockedCode?: ObjectionCode[];
}

const { column } = REFUND_COLUMNS;

/** The state by the columns whose index serves it: the accepted ones have one of their own. */
function inState(state: RefundState): Sql {
  const { status, gatewayPhase } = describe(state);
  if (gatewayPhase !== null) return sql`gateway_phase = ${gatewayPhase}::text`;
  if (status === "ACCEPTED") return sql`(status = 'ACCEPTED' and state = ${state}::text)`;
  return sql`status = ${status}::text`;
}

/** Each in as many conditions as there are indexes for it. */
const WITH_APPROVAL: Readonly<Record<ApprovalStatus, readonly Sql[]>> = {
  WAITING: AWAITING_APPROVAL_STATES.map(inState),
  GIVEN: [trusted("(approved_by is not null and approval_requested_at is null)")],
  NOT_NEEDED: [trusted("(approved_by is null and approval_requested_at is null)")],
};

const distinct = <Value>(values: readonly Value[]): Value[] => [...new Set(values)];

const OPEN: readonly RefundStatus[] = ["RETURN_COLLECTED", "REFUND_REQUESTED", "ACCEPTED"];

const EVERY_STATUS = [...new Set(REFUND_STATES.map((state) => describe(state).status))];

/** @param today the Korean day. */
function isOverdue(overdue: boolean, today: string): Sql {
  if (!overdue) throw badInput("arguments.onlyTrue", { what: "overdue" });
  return sql`(status = any(${OPEN}::text[]) and ${hasPassed(today)})`;
}
const hasPassed = (today: string): Sql => sql`due_on < ${today}::date`;

/** Numbers are looked up first: PostgreSQL then walks the refunds' own index. */
const conditionsOn = (today: string, reader: ItemReader): Conditions<RefundWhere> => ({
  status: isOneOf(column("status")),
  state: (values) => anyOf(distinct(values).map(inState)),
  approval: (values) => anyOf(distinct(values).flatMap((each) => WITH_APPROVAL[each])),
  gatewayPhase: isOneOf(column("gatewayPhase")),
  processingResult: isOneOf(column("processingResult")),
  refundNo: isOneOf(column("refundNo")),
  returnNo: (values, field) =>
    sql`return_id = any(array(select id from collected_return where ${isOneOf("return_no")(values, field)}))`,
  orderNo: (values, field) =>
    sql`order_id = any(array(select id from orders where ${isOneOf("order_no")(values, field)}))`,
  paymentId: isOneOfIds(column("paymentId")),
  gateway: isOneOf("gateway"),
  method: isOneOf("method"),
  provider: isOneOf("provider"),
  atFault: isOneOf(column("atFault")),
  requestedBy: isOneOf(column("requestedBy")),
  approvedBy: isOneOf(column("approvedBy")),
  changedBy: isOneOf(column("changedBy")),
  refusalCause: isOneOf(column("refusalCause")),
  createdAt: liesBetween(CREATED),
  dueOn: isWithinDays(DUE),
  completedOn: isOnKoreanDays(COMPLETED),
  overdue: (overdue) => isOverdue(overdue, today),
  amount: isWithinAmounts(AMOUNT),
  assignee: itemCondition("assignee", reader),
  assignedToMe: itemCondition("assignedToMe", reader),
  unassigned: itemCondition("unassigned", reader),
  blockedCode: itemCondition("blockedCode", reader),
});

const CREATED = column("createdAt");
const DUE = column("dueOn");
const COMPLETED = column("completedAt");
const AMOUNT = column("amount");

const SORTS: Record<RefundSortField, Pick<Sort, "column" | "type">> = {
  CREATED_AT: { column: CREATED, type: "timestamptz" },
  DUE_ON: { column: DUE, type: "date" },
  COMPLETED_AT: { column: COMPLETED, type: "timestamptz" },
  AMOUNT: { column: AMOUNT, type: "bigint" },
};

export interface RefundListArgs {
  where?: RefundWhere | null;
  /** Of the customer that was searched by. */
  found?: FoundOfCustomer | null;
  orderBy?: RefundOrder | null;
  page: Page;
  /** The Korean day. */
  today: string;
  reader: ItemReader;
}

export function refundList({ where, found, orderBy, page, today, reader }: RefundListArgs): Filtered {
  const { field, direction } = orderBy ?? { field: "CREATED_AT", direction: "DESC" };
  const sort = { order: `refunds ${field}`, ...SORTS[field], direction };
  return {
    table: "refund",
    columns: REFUND_COLUMNS.selectList,
    filter: filterOf(where ?? {}, sort, { found, today, reader }),
    every: trusted(EVERY_REFUND),
    sort,
    page,
    extra: REFUND_EXTRA,
  };
}

const KEYS = ["refundNo", "returnNo", "orderNo", "paymentId"] as const;

/** Each field has indexes of its own values, followed by these columns; the most selective first. */
const BY_VALUE = {
  refusalCause: [CREATED, DUE],
  approvedBy: [CREATED, DUE],
  processingResult: [CREATED, DUE],
  gatewayPhase: [CREATED, DUE],
  changedBy: [CREATED],
  requestedBy: [CREATED],
  provider: [CREATED],
  method: [CREATED],
  atFault: [CREATED],
} as const satisfies Partial<Record<keyof RefundWhere, readonly string[]>>;
const COLUMN_OF: Record<keyof typeof BY_VALUE, string> = {
  refusalCause: column("refusalCause"),
  approvedBy: column("approvedBy"),
  processingResult: column("processingResult"),
  gatewayPhase: column("gatewayPhase"),
  changedBy: column("changedBy"),
  requestedBy: column("requestedBy"),
  provider: "provider",
  method: "method",
  atFault: column("atFault"),
};

/** One branch per value: each has an index in the list's order. */
const byValue = (where: RefundWhere): Served[] =>
  (Object.keys(BY_VALUE) as (keyof typeof BY_VALUE)[]).flatMap((field) => {
    const values: readonly string[] | null | undefined = where[field];
    if (!values) return [];
    const name = COLUMN_OF[field];
    return [
      {
        condition: isOneOf(name)(values, field),
        branches: distinct(values.map((value) => value.normalize("NFC"))).map(
          (value) => sql`${trusted(name)} = ${value}::text`,
        ),
        orders: BY_VALUE[field],
      },
    ];
  });

function byState({ state, approval }: RefundWhere, conditions: Conditions<RefundWhere>): Served[] {
  const orders = [CREATED, DUE];
  return [
    ...(state
      ? [{ condition: conditions.state(state, "state"), branches: distinct(state).flatMap(statesBranches), orders }]
      : []),
    ...(approval && !approval.includes("NOT_NEEDED")
      ? [
          {
            condition: conditions.approval(approval, "approval"),
            branches: distinct(approval).flatMap((each) => WITH_APPROVAL[each]),
            orders,
          },
        ]
      : []),
  ];
}

const each = (statuses: readonly RefundStatus[], gateways: readonly GatewayName[]): Sql[] =>
  distinct(statuses).flatMap((status) =>
    distinct(gateways).map((gateway) => sql`(status = ${status}::text and gateway = ${gateway}::text)`),
  );

function statesBranches(state: RefundState): Sql[] {
  const { status, gatewayPhase } = describe(state);
  return gatewayPhase === null && status !== "ACCEPTED" ? each([status], GATEWAYS) : [inState(state)];
}

const isOfCustomer = ({ orderIds, refundIds }: FoundOfCustomer): Sql =>
  refundIds ? sql`id = any(${refundIds}::uuid[])` : sql`order_id = any(${orderIds}::uuid[])`;

function filterOf(
  where: RefundWhere,
  sort: Sort,
  { found, today, reader }: Pick<RefundListArgs, "found" | "today" | "reader">,
): Filter {
  const conditions = conditionsOn(today, reader);
  const all = compileWhere(where, conditions);
  // Searched for: few, like the rows of a number.
  const key = found ? isOfCustomer(found) : keyIn(where, KEYS, conditions);
  const isCompleted = sort.column === COMPLETED ? trusted(`${COMPLETED} is not null`) : TRUE;
  if (key !== null) return { key, served: [], stretches: [], rest: allOf([all, isCompleted]) };

  const { status, gateway, overdue, approval, AND, OR } = where;
  const ofGateway = gateway ? conditions.gateway(gateway, "gateway") : TRUE;
  const ofStatus = status ? conditions.status(status, "status") : TRUE;
  const open = overdue ? (status ?? OPEN).filter((each) => OPEN.includes(each)) : status;
  const served = [...byValue(where), ...byState(where, conditions)];
  const completes = sort.column === COMPLETED || where.completedOn;
  if (completes)
    served.push({
      condition: allOf([trusted(`${COMPLETED} is not null`), ofGateway]),
      branches: distinct(gateway ?? GATEWAYS).map(
        (name) => sql`(gateway = ${name}::text and ${trusted(COMPLETED)} is not null)`,
      ),
      orders: [COMPLETED],
    });
  if (open || (gateway && !completes))
    served.push({
      condition: allOf([overdue ? sql`status = any(${open}::text[])` : ofStatus, completes ? TRUE : ofGateway]),
      branches: each(open ?? EVERY_STATUS, gateway ?? GATEWAYS),
      orders: [CREATED, DUE],
    });
  const stretch = (condition: Sql | null | undefined, order: string, alone = true): Stretch[] =>
    condition && condition !== TRUE ? [{ condition, order, alone }] : [];
  return {
    key,
    served,
    stretches: [
      ...stretch(where.createdAt && conditions.createdAt(where.createdAt, "createdAt"), CREATED),
      ...stretch(where.dueOn && conditions.dueOn(where.dueOn, "dueOn"), DUE),
      ...stretch(overdue ? hasPassed(today) : null, DUE),
      ...stretch(where.completedOn && conditions.completedOn(where.completedOn, "completedOn"), COMPLETED, false),
      ...stretch(where.amount && conditions.amount(where.amount, "amount"), AMOUNT),
    ],
    elsewhere: itemDemands(where, reader),
    rest: allOf([
      compileWhere<RefundWhere>({ ...(AND && { AND }), ...(OR && { OR }) }, conditions),
      approval?.includes("NOT_NEEDED") ? conditions.approval(approval, "approval") : TRUE,
    ]),
  };
}

export const readRefunds = (em: EntityManager, args: RefundListArgs): Promise<Connection<RefundType>> =>
  readFiltered(em, refundList(args), (row) => refundOf(row, args.today));
