/** Work items in the API: what happened, what it means, what to do, and who sees to it. */
import { Field, ID, Int, ObjectType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import {
  closesByItself,
  NO_DUE_DAY,
  SEVERITY_OF,
  type Severity,
  type WorkItemKind,
} from "../../refund/record/work-item.entity.js";
import { Authorized, Part } from "../authorized.js";
import { columns, derived, instant, integer, text } from "../connection/columns.js";
import { connectionType } from "../connection/connection.type.js";
import { NodeType } from "../node/node.type.js";
import { DateScalar } from "../scalar/date.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { SeverityEnum, WorkItemKindEnum } from "./work-item.enums.js";

@Part()
@ObjectType({ description: "One fact of a work item.", simpleResolvers: true })
export class WorkItemFact {
  @Field(() => String, { description: "The name of the fact, such as `moved`." })
  name!: string;

  @Field(() => String, { nullable: true, description: "The value as text; amounts in minor units." })
  value!: string | null;
}

type Detail = Readonly<Record<string, string | number | null>>;

@Authorized(Permission.WorkItemRead)
@ObjectType("WorkItem", {
  implements: NodeType,
  description:
    "Something a person has to look at (확인할 일): an alarm, a refund in a state that needs somebody, or a statement that waits for a second person. Closed ones stay.",
  simpleResolvers: true,
})
export class WorkItemType implements NodeType {
  @Field(() => ID, { description: "The opaque id of the work item (식별자)." })
  id!: string;

  @Field(() => WorkItemKindEnum, { description: "The kind of the work item (종류)." })
  kind!: WorkItemKind;

  @Field(() => SeverityEnum, { description: "The severity, which follows from the kind." })
  severity!: Severity;

  @Field(() => Int, { description: "The version: pass it as `expectedVersion` to a mutation." })
  version!: number;

  @Field(() => [WorkItemFact], { description: "Ids, amounts and codes; no personal data." })
  facts!: WorkItemFact[];

  @Field(() => DateTimeScalar, { description: "When it began: its age counts from here." })
  openedAt!: Date;

  @Field(() => String, {
    nullable: true,
    description: "Subject of the assignee (담당자), who sees to it; null where nobody does.",
  })
  assignee!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "Until when it was snoozed last (미룸); null where it never was. Past: it has come back.",
  })
  snoozedUntil!: Date | null;

  @Field(() => String, { nullable: true, description: "Subject of who snoozed it last; null where nobody did." })
  snoozedBy!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: "The last day the statute allows for the refund it is about (처리 기한); null where it is about none.",
  })
  dueOn!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was closed; null while it is not." })
  closedAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Subject of the person who closed it, or whose correction did; null while it is open, and where it closed by itself.",
  })
  closedBy!: string | null;

  @Field(() => Boolean, { description: "True when it is closed because what it said is no more so." })
  closedByItself!: boolean;

  @Field(() => Boolean, {
    description: "True when only that can close it: `workItemClose` answers WORK_ITEM_CLOSES_BY_ITSELF.",
  })
  closesOnlyByItself!: boolean;

  detail!: Detail;
  snoozeReasonSealed!: string | null;
  closingReasonSealed!: string | null;
  refundId!: string | null;
  paymentId!: string | null;
}

export const WorkItemConnection = connectionType("WorkItem", WorkItemType, Permission.WorkItemRead, "work items");

type Snoozed = { snoozed_by: string | null; visible_from: string };
type Closed = { closed_at: string | null; closed_by: string | null };

export const WORK_ITEM_COLUMNS = columns<WorkItemType>({
  id: text("id"),
  kind: text("kind"),
  severity: derived(["kind"], ({ kind }: { kind: WorkItemKind }) => SEVERITY_OF[kind]),
  version: integer("version"),
  facts: derived(["detail"], ({ detail }: { detail: Detail }) => factsOf(detail)),
  openedAt: instant("opened_at"),
  assignee: derived(["assignee"], ({ assignee }: { assignee: string }) => assignee || null),
  snoozedUntil: derived(["snoozed_by", "visible_from"], ({ snoozed_by: by, visible_from: until }: Snoozed) =>
    by === null ? null : new Date(until),
  ),
  snoozedBy: text("snoozed_by"),
  dueOn: derived(["due_on"], ({ due_on: day }: { due_on: string }) => (day === NO_DUE_DAY ? null : day)),
  closedAt: instant("closed_at"),
  closedBy: text("closed_by"),
  closedByItself: derived(
    ["closed_at", "closed_by"],
    ({ closed_at: at, closed_by: by }: Closed) => at !== null && by === null,
  ),
  closesOnlyByItself: derived(["kind"], ({ kind }: { kind: WorkItemKind }) => closesByItself(kind)),
  detail: derived(["detail"], ({ detail }: { detail: Detail }) => detail),
  snoozeReasonSealed: text("snooze_reason_sealed"),
  closingReasonSealed: text("closing_reason_sealed"),
  refundId: text("refund_id"),
  paymentId: text("payment_id"),
});

const factsOf = (detail: Detail): WorkItemFact[] =>
  Object.entries(detail).map(([name, value]) => ({ name, value: value === null ? null : String(value) }));

/** More than all who work here have taken upon them. */
export const COUNTED_OF_PERSONS = 10_000;

@Part()
@ObjectType({
  description: "The number of open work items of one kind that one person sees to.",
  simpleResolvers: true,
})
export class WorkItemAssigneeCount {
  @Field(() => String, { description: "Subject of the person who sees to them (담당자)." })
  assignee!: string;

  @Field(() => Int, { description: "The number of those that are open (건수), counted up to 1,000." })
  open!: number;
}

@Part()
@ObjectType({ description: "The number of open work items of one kind.", simpleResolvers: true })
export class WorkItemCount {
  @Field(() => WorkItemKindEnum, { description: "The kind that is counted (종류)." })
  kind!: WorkItemKind;

  @Field(() => SeverityEnum, { description: "The severity of that kind." })
  severity!: Severity;

  @Field(() => Int, { description: "The number of all that are open, counted up to 1,000." })
  open!: number;

  @Field(() => Int, { description: "The number of those assigned to you, counted up to 1,000." })
  mine!: number;

  @Field(() => Int, { description: "The number of those nobody sees to, counted up to 1,000." })
  unassigned!: number;

  @Field(() => [WorkItemAssigneeCount], {
    description: `The numbers of each person who sees to any (담당자별 건수), the most first. Of all kinds together the first ${COUNTED_OF_PERSONS} are counted, by subject.`,
  })
  byAssignee!: WorkItemAssigneeCount[];
}
