/** The list of accesses: what it can be filtered by, newest first. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { Field, InputType } from "type-graphql";
import { personKey } from "../../access/subject.js";
import type { AccessAction } from "../../personal-data/access.entity.js";
import type { Connection } from "../connection/connection.type.js";
import { readFiltered } from "../connection/filter.js";
import type { Page } from "../connection/page.js";
import { DateTimeRange } from "../connection/range.type.js";
import { allOf, read, sql, TRUE } from "../connection/statement.js";
import { compileWhere, isOneOf, liesBetween, type Conditions } from "../connection/where.js";
import { ACCESS_COLUMNS, type PersonalDataAccessMonth, type PersonalDataAccessType } from "./access.type.js";
import { AccessActionEnum } from "./personal-data.enums.js";

@InputType({
  description:
    "A filter for accesses. Fields side by side must all hold; of several values in one field any may. A field that is left out demands nothing, an empty list matches nothing.",
})
export class PersonalDataAccessWhere {
  @Field(() => [PersonalDataAccessWhere], { nullable: true, description: "All of these must hold." })
  AND?: PersonalDataAccessWhere[];

  @Field(() => [PersonalDataAccessWhere], { nullable: true, description: "At least one of these must hold." })
  OR?: PersonalDataAccessWhere[];

  @Field(() => [String], { nullable: true, description: "Subjects of who had access (접속자), in any spelling." })
  actor?: string[];

  @Field(() => [AccessActionEnum], { nullable: true, description: "The kinds of access (수행 업무)." })
  action?: AccessAction[];

  @Field(() => [String], {
    nullable: true,
    description: "Numbers of the refunds whose data it was (환불번호), in full.",
  })
  refundNo?: string[];

  @Field(() => [String], {
    nullable: true,
    description: "Numbers of the orders whose data it was (주문번호), in full.",
  })
  orderNo?: string[];

  @Field(() => DateTimeRange, { nullable: true, description: "When it was (접속 일시)." })
  at?: DateTimeRange;
}

const CONDITIONS: Conditions<PersonalDataAccessWhere> = {
  actor: (subjects, field) => isOneOf("actor_key")(subjects.map(personKey), field),
  action: isOneOf("action"),
  refundNo: (values, field) =>
    sql`refund_id = any(array(select id from refund where ${isOneOf("refund_no")(values, field)}))`,
  orderNo: (values, field) =>
    sql`order_id = any(array(select id from orders where ${isOneOf("order_no")(values, field)}))`,
  at: liesBetween("at"),
};

export function readAccesses(
  em: EntityManager,
  { where, page }: { where: PersonalDataAccessWhere | null; page: Page },
): Promise<Connection<PersonalDataAccessType>> {
  const { actor, action, refundNo, orderNo, at, AND, OR } = where ?? {};
  const all = compileWhere(where, CONDITIONS);
  const ofOne = allOf([
    refundNo ? CONDITIONS.refundNo(refundNo, "refundNo") : TRUE,
    orderNo ? CONDITIONS.orderNo(orderNo, "orderNo") : TRUE,
  ]);
  const list = {
    table: "personal_data_access",
    columns: ACCESS_COLUMNS.selectList,
    sort: { order: "personalDataAccesses AT", column: "at", type: "timestamptz", direction: "DESC" } as const,
    page,
    extra: { columns: "", joins: "" },
  };
  const filter =
    ofOne === TRUE
      ? {
          key: null,
          served: [
            ...(actor
              ? [
                  {
                    condition: CONDITIONS.actor(actor, "actor"),
                    branches: [...new Set(actor.map(personKey))].map((key) => sql`actor_key = ${key}::text`),
                    orders: ["at"],
                  },
                ]
              : []),
            ...(action
              ? [
                  {
                    condition: CONDITIONS.action(action, "action"),
                    branches: [...new Set(action)].map((each) => sql`action = ${each}::text`),
                    orders: ["at"],
                  },
                ]
              : []),
          ],
          stretches: at ? [{ condition: CONDITIONS.at(at, "at"), order: "at" }] : [],
          rest: compileWhere<PersonalDataAccessWhere>({ ...(AND && { AND }), ...(OR && { OR }) }, CONDITIONS),
        }
      : { key: ofOne, served: [], stretches: [], rest: all };
  return readFiltered(em, { ...list, filter }, ACCESS_COLUMNS.nodeOf);
}

/** Every month that has accesses or was reviewed, the newest first. */
export async function readMonths(em: EntityManager): Promise<PersonalDataAccessMonth[]> {
  const rows = await read<Omit<PersonalDataAccessMonth, "confirmedAt"> & { confirmedAt: string | null }>(
    em,
    sql`select to_char(month, 'YYYY-MM') as month, coalesce(stored.accesses, review.accesses)::int as accesses,
          review.confirmed_by as "confirmedBy", review.confirmed_at as "confirmedAt", review.findings_sealed as "findingsSealed"
        from (select date_trunc('month', at at time zone 'Asia/Seoul')::date as month, count(*) as accesses
              from personal_data_access group by 1) stored
        full join personal_data_access_review review using (month) order by month desc`,
  );
  return rows.map((row) => ({ ...row, confirmedAt: row.confirmedAt === null ? null : new Date(row.confirmedAt) }));
}
