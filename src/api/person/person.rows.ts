/** Reads whoever many subjects name with one statement. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { personKey } from "../../access/subject.js";
import { read, sql, trusted } from "../connection/statement.js";
import { PERSON_COLUMNS, unseenPerson, type PersonType } from "./person.type.js";

/** In the order of the subjects; each is shown as it was asked for, whatever spelling the newest token has. */
export async function personsNamed(em: EntityManager, subjects: readonly string[]): Promise<PersonType[]> {
  const keys = subjects.map(personKey);
  const rows = await read<{ person_key: string }>(
    em,
    sql`select person_key, ${trusted(PERSON_COLUMNS.selectList)} from person where person_key = any(${[...new Set(keys)]}::text[])`,
  );
  const found = new Map(rows.map((row) => [row.person_key, PERSON_COLUMNS.nodeOf(row)]));
  return subjects.map((subject, index) => {
    const person = found.get(keys[index] ?? "");
    return person ? Object.assign({}, person, { subject }) : unseenPerson(subject);
  });
}
