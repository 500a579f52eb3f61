/** Filters of refunds by their open work items: who sees to them, and what a look found in the way. */
import { Permission } from "../../access/permission.js";
import { personKey } from "../../access/subject.js";
import type { ObjectionCode } from "../../refund/eligibility/objections.js";
import { NOBODY } from "../../refund/record/work-item.entity.js";
import { badInput, requireKey } from "../bad-input.js";
import { COUNTED_EXACTLY } from "../connection/connection.type.js";
import type { Elsewhere } from "../connection/filter.js";
import { allOf, joined, sql, trusted, type Sql } from "../connection/statement.js";
import { forbiddenSentence } from "../forbidden.js";
import { SentenceError } from "../sentence-error.js";

/** Each walks an index of its own. */
export const MAX_ASSIGNEES = 5;

/** Whoever asks. */
export interface ItemReader {
  /** Subject of the caller. */
  me: string;
  now: Date;
  mayReadItems: boolean;
}

export interface ItemWhere {
  assignee?: string[] | null;
  assignedToMe?: boolean | null;
  unassigned?: boolean | null;
  blockedCode?: ObjectionCode[] | null;
}
const ITEM_FIELDS = ["assignee", "assignedToMe", "unassigned", "blockedCode"] as const;
type ItemField = (typeof ITEM_FIELDS)[number];

/** Conditions on an item, one for each value: an index has every one of them. */
type Alternatives = readonly Sql[];

const assignedTo = (key: string): Sql => sql`assignee = ${key}::text`;

function alternatives(field: ItemField, where: ItemWhere, { me }: ItemReader): Alternatives {
  if (field === "blockedCode")
    return [...new Set(where.blockedCode)].map((code) => sql`kind = 'BLOCKED' and detail ->> 'code' = ${code}::text`);
  if (field === "assignedToMe") return [assignedTo(personKey(me))];
  if (field === "unassigned") return [assignedTo(NOBODY)];
  const subjects = where.assignee ?? [];
  if (subjects.length > MAX_ASSIGNEES) throw badInput("arguments.tooManyValues", { what: field, max: MAX_ASSIGNEES });
  return [...new Set(subjects.map((subject) => personKey(requireKey(subject, field))))].map(assignedTo);
}

const isAsked = (value: unknown): boolean => value !== null && value !== undefined && value !== false;

/** Open and to be looked at now, as the list of work items has them. */
const isOpen = (now: Date): Sql =>
  sql`closed_at is null and refund_id is not null and visible_from <= ${now.toISOString()}::timestamptz`;

/** As many as are counted exactly and one more, each once. */
const MOST = trusted(String(COUNTED_EXACTLY + 1));

function idsOf(items: Alternatives, now: Date): Sql {
  const each = items.map(
    (its) =>
      sql`(select distinct refund_id from work_item where ${allOf([its, isOpen(now)])} order by refund_id limit ${MOST})`,
  );
  return sql`select refund_id from (${joined(each, " union ")}) of_items limit ${MOST}`;
}

const existsFor = (items: Alternatives, now: Date): Sql =>
  sql`exists (select 1 from work_item where work_item.refund_id = refund.id and ${isOpen(now)} and (${joined(
    items.map((its) => sql`(${its})`),
    " or ",
  )}))`;

/** @throws FORBIDDEN for who may not read work items, BAD_USER_INPUT. Null: demands nothing. */
function demandOf(field: ItemField, where: ItemWhere, by: ItemReader): Elsewhere | null {
  if (!isAsked(where[field])) return null;
  if (!by.mayReadItems) {
    const permission = Permission.WorkItemRead;
    throw new SentenceError(forbiddenSentence(permission), { extensions: { code: "FORBIDDEN", permission } });
  }
  const items = alternatives(field, where, by);
  if (items.length === 0) return { ids: sql`select null::uuid where false`, condition: trusted("false") };
  return { ids: idsOf(items, by.now), condition: existsFor(items, by.now) };
}

export const itemDemands = (where: ItemWhere, by: ItemReader): Elsewhere[] =>
  ITEM_FIELDS.flatMap((field) => demandOf(field, where, by) ?? []);

/** The same as a condition on each refund, wherever in a filter it stands. */
export const itemCondition =
  (field: ItemField, by: ItemReader) =>
  (value: unknown): Sql =>
    demandOf(field, { [field]: value } as ItemWhere, by)?.condition ?? trusted("true");
