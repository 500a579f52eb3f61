/** The numbers of open work items, by kind and by who sees to them: one statement, along the indexes of the open ones. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { personKey } from "../../access/subject.js";
import { NOBODY, SEVERITY_OF, WORK_ITEM_KINDS } from "../../refund/record/work-item.entity.js";
import { allOf, joined, read, sql, trusted, type Sql } from "../connection/statement.js";
import { COUNTED_OF_PERSONS, type WorkItemCount } from "./work-item.type.js";

/** For a number beside a menu: nobody works off more in a day. */
const COUNTED = 1_000;

/** In the list already: neither a wait that is not long yet, nor one that rests. */
export const isVisible = (now: Date): Sql => sql`visible_from <= ${now.toISOString()}::timestamptz`;

const IS_OPEN = trusted("closed_at is null");

/** Of a kind, in the order of its index, so that no more is read than is counted. */
const countOf = (kind: Sql, its: Sql, now: Date): Sql =>
  sql`(select count(*)::int from (select 1 from work_item where ${allOf([sql`kind = ${kind}`, its, IS_OPEN, isVisible(now)])} order by visible_from, id limit ${trusted(String(COUNTED))}) found)`;

/** Those that persons see to, along the index by assignee. */
const OWNED = (now: Date): Sql => sql`
  select assignee, kind, count(*)::int as open from (
    select assignee, kind from work_item where ${allOf([IS_OPEN, sql`assignee > ${NOBODY}::text`, isVisible(now)])}
    order by assignee, kind, visible_from, id limit ${trusted(String(COUNTED_OF_PERSONS))}) found group by assignee, kind`;

/** Each kind's open ones: all, the caller's, nobody's, and each person's. */
export function countItemsStatement(me: string, now: Date): Sql {
  const kind = trusted("kinds.kind");
  const count = (its: Sql) => countOf(kind, its, now);
  const columns = [
    kind,
    sql`${count(trusted("true"))} as open`,
    sql`${count(sql`assignee = ${personKey(me)}::text`)} as mine`,
    sql`${count(sql`assignee = ${NOBODY}::text`)} as unassigned`,
    sql`coalesce(owned.of_each, '[]') as "byAssignee"`,
  ];
  return sql`with owned as (
      select kind, json_agg(json_build_object('assignee', assignee, 'open', open) order by open desc, assignee) as of_each
      from (${OWNED(now)}) of_person group by kind)
    select ${joined(columns, ", ")} from unnest(${[...WORK_ITEM_KINDS]}::text[]) with ordinality as kinds(kind, position)
    left join owned on owned.kind = kinds.kind order by kinds.position`;
}

export async function countItems(em: EntityManager, me: string, now: Date): Promise<WorkItemCount[]> {
  const rows = await read<Omit<WorkItemCount, "severity">>(em, countItemsStatement(me, now));
  return rows.filter(({ open }) => open > 0).map((row) => ({ ...row, severity: SEVERITY_OF[row.kind] }));
}
