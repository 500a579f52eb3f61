/** The lists of work items: each filter walks an index of the open, or of the closed ones. */
import { Field, ID, InputType } from "type-graphql";
import { personKey } from "../../access/subject.js";
import {
  NOBODY,
  SEVERITY_OF,
  WORK_ITEM_KINDS,
  type Severity,
  type WorkItemKind,
} from "../../refund/record/work-item.entity.js";
import { badInput, requireKey } from "../bad-input.js";
import { DIRECTIONS, type Direction, type ListOf, type Sort } from "../connection/list.js";
import type { Page } from "../connection/page.js";
import { allOf, sql, trusted, type Sql } from "../connection/statement.js";
import { isOneOf, isOneOfIds } from "../connection/where.js";
import { enumeration } from "../enumeration.js";
import { DirectionEnum } from "../refund/refund-list.js";
import { isVisible } from "./work-item-count.rows.js";
import { SeverityEnum, WorkItemKindEnum, WorkItemStateEnum, type WorkItemState } from "./work-item.enums.js";
import { WORK_ITEM_COLUMNS } from "./work-item.type.js";

/** Each walks an index of its own with each kind. */
const MAX_ASSIGNEES = 5;

@InputType({
  description:
    "A filter for work items. Fields side by side must all hold; of several values in one field any may. A field that is left out demands nothing, an empty list matches nothing.",
})
export class WorkItemWhere {
  @Field(() => WorkItemStateEnum, {
    defaultValue: "OPEN" satisfies WorkItemState,
    description: "The state of the items; OPEN where nothing is said.",
  })
  state?: WorkItemState | null;

  @Field(() => [WorkItemKindEnum], { nullable: true, description: "The kinds of the work items (종류)." })
  kind?: WorkItemKind[] | null;

  @Field(() => [SeverityEnum], { nullable: true, description: "The severities of their kinds (심각도)." })
  severity?: Severity[] | null;

  @Field(() => [String], {
    nullable: true,
    description: `Subjects of who sees to them (담당자), in any spelling; at most ${MAX_ASSIGNEES}.`,
  })
  assignee?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: "True: only what is assigned to you. False demands nothing." })
  assignedToMe?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: "True: only what nobody sees to. False demands nothing." })
  unassigned?: boolean | null;

  @Field(() => [ID], { nullable: true, description: "Ids of the refunds they are about." })
  refundId?: string[] | null;

  @Field(() => [ID], { nullable: true, description: "Ids of the payments they are about." })
  paymentId?: string[] | null;

  @Field(() => [String], { nullable: true, description: "Numbers of the orders they are about, in full." })
  orderNo?: string[] | null;
}

export const WORK_ITEM_SORT_FIELDS = ["SINCE", "DUE_ON"] as const;
type WorkItemSortField = (typeof WORK_ITEM_SORT_FIELDS)[number];
const WorkItemSortFieldEnum = enumeration<WorkItemSortField>(
  "WorkItemSortField",
  "A field work items are ordered by; equal ones by id.",
  {
    SINCE:
      "Since when they are in the list: of open ones since they are to be looked at, of snoozed ones when they come back, of closed ones when they were closed.",
    DUE_ON:
      "The last day the statute allows for the refunds they are about (처리 기한); items about no refund count as later than all others. Open ones that rest are looked past, 10,000 entries for a page at most.",
  },
);

@InputType({ description: "The order of the work items." })
export class WorkItemOrder {
  @Field(() => WorkItemSortFieldEnum, { description: "The field that orders the list (정렬 기준)." })
  field!: WorkItemSortField;

  @Field(() => DirectionEnum, { defaultValue: DIRECTIONS[0], description: "The direction of the order." })
  direction!: Direction;
}

interface Asked {
  where?: WorkItemWhere | null;
  orderBy?: WorkItemOrder | null;
  page: Page;
  /** Subject of the caller. */
  me: string;
  now: Date;
}

const inState = (state: WorkItemState, now: Date): Sql => {
  if (state === "CLOSED") return trusted("closed_at is not null");
  if (state === "OPEN") return sql`closed_at is null and ${isVisible(now)}`;
  return sql`closed_at is null and snoozed_by is not null and not ${isVisible(now)}`;
};

const SORTS: Record<WorkItemSortField, (closed: boolean) => Omit<Sort, "direction">> = {
  SINCE: (closed) =>
    closed
      ? { order: "workItems CLOSED", column: "closed_at", type: "timestamptz" }
      : { order: "workItems SINCE", column: "visible_from", type: "timestamptz" },
  DUE_ON: () => ({ order: "workItems DUE_ON", column: "due_on", type: "date" }),
};

/** @throws BAD_USER_INPUT for a filter or a cursor that cannot be read. */
export function workItemList({ where, orderBy, page, me, now }: Asked): ListOf {
  const { state, refundId, paymentId, orderNo, ...by } = where ?? {};
  const kinds = kindsIn(by);
  const assignees = assigneesIn(by, me);
  // Few are snoozed at a time: they have one small index, which is looked through.
  const snoozed = state === "SNOOZED";
  // By due day those that rest stand among the others.
  const residual = orderBy?.field === "DUE_ON" && (state ?? "OPEN") === "OPEN" ? isVisible(now) : null;
  const condition = allOf([
    residual ? trusted("closed_at is null") : inState(state ?? "OPEN", now),
    ...(snoozed ? [sql`kind = any(${[...kinds]}::text[])`] : []),
    ...(snoozed && assignees ? [sql`assignee = any(${[...assignees]}::text[])`] : []),
    ...(refundId ? [isOneOfIds("refund_id")(refundId, "refundId")] : []),
    ...(paymentId ? [isOneOfIds("payment_id")(paymentId, "paymentId")] : []),
    ...(orderNo
      ? [
          sql`payment_id = any(array(select payment.id from payment join orders on orders.id = payment.order_id where ${isOneOf("orders.order_no")(orderNo, "orderNo")}))`,
        ]
      : []),
  ]);
  return {
    table: "work_item",
    columns: WORK_ITEM_COLUMNS.selectList,
    condition,
    branches: snoozed ? null : branchesOf(kinds, assignees),
    residual,
    sort: { ...SORTS[orderBy?.field ?? "SINCE"](state === "CLOSED"), direction: orderBy?.direction ?? "ASC" },
    page,
    extra: { columns: "", joins: "" },
  };
}

function kindsIn({ kind, severity }: Pick<WorkItemWhere, "kind" | "severity">): readonly WorkItemKind[] {
  return WORK_ITEM_KINDS.filter(
    (each) => (kind?.includes(each) ?? true) && (severity?.includes(SEVERITY_OF[each]) ?? true),
  );
}

/** Null: whoever sees to them. */
function assigneesIn(
  { assignee, assignedToMe, unassigned }: Pick<WorkItemWhere, "assignee" | "assignedToMe" | "unassigned">,
  me: string,
): readonly string[] | null {
  if (assignee && assignee.length > MAX_ASSIGNEES)
    throw badInput("arguments.tooManyValues", { what: "assignee", max: MAX_ASSIGNEES });
  const asked = [
    ...(assignee ? [new Set(assignee.map((subject) => personKey(requireKey(subject, "assignee"))))] : []),
    ...(assignedToMe ? [new Set([personKey(me)])] : []),
    ...(unassigned ? [new Set([NOBODY])] : []),
  ];
  const [first, ...others] = asked;
  return first ? [...first].filter((key) => others.every((other) => other.has(key))) : null;
}

/** One for each kind, or each pair of an assignee and a kind: an index serves every one of them in the list's order. */
function branchesOf(kinds: readonly WorkItemKind[], assignees: readonly string[] | null): ListOf["branches"] {
  const byKind = kinds.map((kind) => sql`kind = ${kind}::text`);
  if (assignees === null) return byKind;
  return assignees.flatMap((key) => byKind.map((kind) => allOf([sql`assignee = ${key}::text`, kind])));
}
