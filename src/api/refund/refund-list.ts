/** The list of refunds: what it can be filtered and ordered by, and how that is read. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { Field, ID, InputType } from "type-graphql";
import {
  AWAITING_APPROVAL_STATES,
  describe,
  type GatewayPhase,
  type ProcessingResult,
  type RefundState,
  type RefundStatus,
} from "../../../machines/states.js";
import { Permission } from "../../access/permission.js";
import type { FaultParty } from "../../orders/return.entity.js";
import type { GatewayName, RefusalCause } from "../../gateways/port.js";
import { ApprovalStatusEnum, type ApprovalStatus } from "../approval/approval.enums.js";
import { connectionType, type Connection } from "../connection/connection.type.js";
import { DIRECTIONS, readConnection, type Direction, type ListOf, type Sort } from "../connection/list.js";
import type { Page } from "../connection/page.js";
import { AmountRangeInput, DateRange, DateTimeRange } from "../connection/range.type.js";
import { anyOf, sql, trusted, type Sql } from "../connection/statement.js";
import {
  compileWhere,
  isOneOf,
  isOneOfIds,
  isWithinAmounts,
  isWithinDays,
  liesBetween,
  type Conditions,
} from "../connection/where.js";
import { enumeration } from "../enumeration.js";
import { FaultPartyEnum, GatewayEnum } from "../order/order.enums.js";
import { REFUND_COLUMNS, REFUND_EXTRA, refundOf, RefundType } from "./refund.type.js";
import {
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

type RefundSortField = "CREATED_AT" | "DUE_ON";
const RefundSortFieldEnum = enumeration<RefundSortField>(
  "RefundSortField",
  "A field refunds are ordered by; equal ones by id.",
  {
    CREATED_AT: "When they came into being.",
    DUE_ON: "The last day the statute allows.",
  },
);

@InputType({ description: "The order of the refunds." })
export class RefundOrder {
  @Field(() => RefundSortFieldEnum, { description: "The field the list is ordered by (정렬 기준)." })
  field!: RefundSortField;

  @Field(() => DirectionEnum, { defaultValue: DIRECTIONS[0], description: "The direction of the order." })
  direction!: Direction;
}

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

  @Field(() => [FaultPartyEnum], { nullable: true, description: "The parties at fault for their returns (귀책)." })
  atFault?: FaultParty[];

  @Field(() => [String], { nullable: true, description: "Subjects of who asked for the money to move." })
  requestedBy?: string[];

  @Field(() => [String], { nullable: true, description: "Subjects of who approved them (승인자)." })
  approvedBy?: string[];

  @Field(() => [RefusalCauseEnum], {
    nullable: true,
    description: "The causes for which their last attempts were refused (거절 사유).",
  })
  refusalCause?: RefusalCause[];

  @Field(() => DateTimeRange, { nullable: true, description: "When they came into being." })
  createdAt?: DateTimeRange;

  @Field(() => DateRange, {
    nullable: true,
    description: "The last day the statute allows; `{to: yesterday}` finds what is late.",
  })
  dueOn?: DateRange;

  @Field(() => AmountRangeInput, { nullable: true, description: "The amounts of the refunds, from and to (금액)." })
  amount?: AmountRangeInput;
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

/** Numbers are looked up first: PostgreSQL then walks the refunds' own index. */
const CONDITIONS: Conditions<RefundWhere> = {
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
  gateway: isOneOf("(select gateway from payment where payment.id = refund.payment_id)"),
  atFault: isOneOf(column("atFault")),
  requestedBy: isOneOf(column("requestedBy")),
  approvedBy: isOneOf(column("approvedBy")),
  refusalCause: isOneOf(column("refusalCause")),
  createdAt: liesBetween(column("createdAt")),
  dueOn: isWithinDays(column("dueOn")),
  amount: isWithinAmounts(column("amount")),
};

const SORTS: Record<RefundSortField, Pick<Sort, "column" | "type">> = {
  CREATED_AT: { column: column("createdAt"), type: "timestamptz" },
  DUE_ON: { column: column("dueOn"), type: "date" },
};

export interface RefundListArgs {
  where?: RefundWhere | null;
  orderBy?: RefundOrder | null;
  page: Page;
}

export function refundList({ where, orderBy, page }: RefundListArgs): ListOf {
  const { field, direction } = orderBy ?? { field: "CREATED_AT", direction: "DESC" };
  const { branches, rest } = branching(where ?? {}, field === "CREATED_AT");
  return {
    table: "refund",
    columns: REFUND_COLUMNS.selectList,
    condition: compileWhere(rest, CONDITIONS),
    branches,
    sort: { order: `refunds ${field}`, ...SORTS[field], direction },
    page,
    extra: REFUND_EXTRA,
  };
}

/** Most refunds have none: each has an index of those that do, in either order. */
const RARE = ["refusalCause", "approvedBy", "processingResult"] as const;

function eachOf(field: (typeof RARE)[number], values: readonly string[]): Sql[] {
  const is = isOneOf(column(field));
  // Refuses what is too much or no text, as the condition does.
  is(values, field);
  return distinct(values.map((value) => value.normalize("NFC"))).map((value) => is([value], field));
}

/** One branch per state, phase, status, approval or party: each has an index in the list's order. */
function branching(where: RefundWhere, byCreation: boolean): { branches: ListOf["branches"]; rest: RefundWhere } {
  const { state, ...rest } = where;
  if (state) return { branches: distinct(state).map(inState), rest };
  const { gatewayPhase, status, ...others } = where;
  if (gatewayPhase) {
    const branches = distinct(gatewayPhase).map((phase) => sql`gateway_phase = ${phase}::text`);
    return { branches, rest: { ...others, status } };
  }
  if (status) return { branches: distinct(status).map((each) => sql`status = ${each}::text`), rest: others };
  const { approval, ...further } = others;
  if (approval) return { branches: distinct(approval).flatMap((each) => WITH_APPROVAL[each]), rest: further };
  for (const field of RARE) {
    const { [field]: values, ...besides } = others;
    if (values) return { branches: eachOf(field, values), rest: besides };
  }
  const { atFault, ...besides } = others;
  // Only in the order of their creation: so is the index.
  if (atFault && byCreation)
    return { branches: [...new Set(atFault)].map((party) => sql`at_fault = ${party}::text`), rest: besides };
  return { branches: null, rest: where };
}

export const readRefunds = (em: EntityManager, args: RefundListArgs, today: string): Promise<Connection<RefundType>> =>
  readConnection(em, refundList(args), (row) => refundOf(row, today));
