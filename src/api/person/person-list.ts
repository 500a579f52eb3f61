/** The list of persons: what it can be filtered by, and how that is read. */
import { Field, InputType } from "type-graphql";
import { PERSON_ROLES, type PersonRole } from "../../access/permission.js";
import { personKey } from "../../access/subject.js";
import { badInput } from "../bad-input.js";
import type { ListOf } from "../connection/list.js";
import type { Page } from "../connection/page.js";
import { allOf, sql, type Sql } from "../connection/statement.js";
import { compileWhere, isOneOf, MAX_VALUES, type Conditions } from "../connection/where.js";
import { activeSince, PERSON_COLUMNS } from "./person.type.js";

@InputType({
  description: "A filter for persons. Fields side by side must all hold; of several values in one field any may.",
})
export class PersonWhere {
  @Field(() => [PersonWhere], { nullable: true, description: "All of these must hold." })
  AND?: PersonWhere[];

  @Field(() => [PersonWhere], { nullable: true, description: "At least one of these must hold." })
  OR?: PersonWhere[];

  @Field(() => [String], { nullable: true, description: "Subjects, in any spelling of the same person." })
  subject?: string[];

  @Field(() => String, {
    nullable: true,
    description: "A part of the name or of the subject, in upper or lower case.",
  })
  text?: string;

  @Field(() => [String], { nullable: true, description: "Roles as tokens name them; persons who hold any of them." })
  role?: string[];

  @Field(() => Boolean, { nullable: true, description: "True: those seen in the last 90 days; false: the others." })
  active?: boolean;
}

const MAX_SEARCH = 100;

/** The people of one company: a few hundred rows, looked through in the order of the list. */
export function personList(where: PersonWhere, page: Page, now: Date): ListOf {
  const conditions: Conditions<PersonWhere> = {
    subject: (subjects, field) => isOneOf("person_key")(subjects.map(personKey), field),
    text: contains,
    role: holdsAny,
    active: (active) =>
      active
        ? sql`last_seen_at > ${activeSince(now).toISOString()}::timestamptz`
        : sql`last_seen_at <= ${activeSince(now).toISOString()}::timestamptz`,
  };
  return {
    table: "person",
    columns: `id, ${PERSON_COLUMNS.selectList}`,
    condition: allOf([sql`kind = 'PERSON'`, compileWhere(where, conditions)]),
    branches: null,
    sort: { order: "persons FIRST_SEEN_AT", column: "first_seen_at", type: "timestamptz", direction: "ASC" },
    page,
    extra: { columns: "", joins: "" },
  };
}

function contains(text: string): Sql {
  if (text.length === 0 || text.length > MAX_SEARCH || text.includes("\0") || !text.isWellFormed())
    throw badInput("arguments.key", { what: "text", max: MAX_SEARCH });
  const wanted = text.normalize("NFC").toLowerCase();
  return sql`(strpos(lower(coalesce(name, '')), ${wanted}) > 0 or strpos(lower(subject), ${wanted}) > 0)`;
}

function holdsAny(roles: readonly string[]): Sql {
  if (roles.length > MAX_VALUES) throw badInput("arguments.tooManyValues", { what: "role", max: MAX_VALUES });
  const known = roles.filter((role): role is PersonRole => (PERSON_ROLES as readonly string[]).includes(role));
  return sql`jsonb_exists_any(roles, ${known}::text[])`;
}
