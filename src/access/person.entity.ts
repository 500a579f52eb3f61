/** A holder of a token that was seen here: a person or a program, by the name and the roles of the newest token. */
import { Check, Entity, Index, PrimaryKey, Property, Unique } from "@mikro-orm/decorators/legacy";
import { moment } from "../database/columns.js";
import type { Role, Scope } from "./permission.js";
import type { Principal } from "./principal.js";

@Entity({ tableName: "person" })
@Check({ name: "person_kind", expression: "kind in ('PERSON', 'SERVICE')" })
@Index({ properties: ["firstSeenAt", "id"] })
export class Person {
  @PrimaryKey({ type: "uuid" })
  id!: string;

  /** `personKey` of the subject: two spellings of one person are one row. */
  @Unique()
  @Property({ type: "text" })
  personKey!: string;

  /** As the newest token spells it. */
  @Property({ type: "text" })
  subject!: string;

  @Property({ type: "text", nullable: true })
  name!: string | null;

  @Property({ type: "text" })
  kind!: Principal["kind"];

  @Property({ type: "jsonb" })
  roles!: Role[];

  @Property({ type: "jsonb" })
  scopes!: Scope[];

  @Property(moment())
  firstSeenAt!: Date;

  /** To the day: it is written again with the first token of a Korean day, and with each change. */
  @Property(moment())
  lastSeenAt!: Date;
}
