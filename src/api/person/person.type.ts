/** Persons, programs and this service itself in the API: whoever a subject names. */
import { Field, ObjectType } from "type-graphql";
import { Permission, type Scope } from "../../access/permission.js";
import { isSystemSubject } from "../../access/subject-names.js";
import { Authorized } from "../authorized.js";
import { columns, derived, instant, list, text } from "../connection/columns.js";
import { connectionType } from "../connection/connection.type.js";
import { enumeration } from "../enumeration.js";
import { DateTimeScalar } from "../scalar/date-time.js";

export type PersonKind = "PERSON" | "PROGRAM" | "SYSTEM" | "UNKNOWN";
const PersonKindEnum = enumeration<PersonKind>("PersonKind", "The kind of whoever a subject names (사용자 종류).", {
  PERSON: "A person (사람) with a token of their own.",
  PROGRAM: "A program (프로그램) such as the return service.",
  SYSTEM: "This service itself (시스템).",
  UNKNOWN: "확인되지 않음 — a subject of old history whose token was never seen by the directory.",
});

/** Somebody who works here has a token at least once in this time. */
const ACTIVE_DAYS = 90;
const DAY_MS = 24 * 60 * 60 * 1_000;

@Authorized(Permission.PersonRead)
@ObjectType("Person", {
  description:
    "Whoever a subject names (담당자): a person, a program, or this service itself. Names and roles are those of the newest token.",
  simpleResolvers: true,
})
export class PersonType {
  @Field(() => String, { description: "The token's subject (사용자 ID): what history, approvals and mentions name." })
  subject!: string;

  @Field(() => PersonKindEnum, { description: "The kind (종류): a person, a program, or this service." })
  kind!: PersonKind;

  @Field(() => [String], { description: "Roles of the newest token (역할); none for this service itself." })
  roles!: readonly string[];

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When a token of this subject was first seen (최초 접속); null where none was.",
  })
  firstSeenAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When a token was last seen (최근 접속), to the Korean day; null where none was.",
  })
  lastSeenAt!: Date | null;

  storedName!: string | null;
  scopes!: readonly Scope[];
}

export const PersonConnection = connectionType(
  "Person",
  PersonType,
  Permission.PersonRead,
  "the persons of the directory, by the day they were first seen",
);

export const PERSON_COLUMNS = columns<PersonType>({
  subject: text("subject"),
  kind: derived(["kind"], ({ kind }: { kind: string }) => (kind === "SERVICE" ? "PROGRAM" : "PERSON")),
  roles: list("roles"),
  firstSeenAt: instant("first_seen_at"),
  lastSeenAt: instant("last_seen_at"),
  storedName: text("name"),
  scopes: derived(["scopes"], ({ scopes }: { scopes: readonly Scope[] }) => scopes),
});

/** A subject the directory does not have: this service, or somebody of old history. */
export const unseenPerson = (subject: string): PersonType => ({
  subject,
  kind: isSystemSubject(subject) ? "SYSTEM" : "UNKNOWN",
  roles: [],
  firstSeenAt: null,
  lastSeenAt: null,
  storedName: null,
  scopes: [],
});

export const isActive = ({ lastSeenAt }: PersonType, now: Date): boolean =>
  lastSeenAt !== null && now.getTime() - lastSeenAt.getTime() < ACTIVE_DAYS * DAY_MS;

/** The last moment somebody may have been seen at who is not active any more. */
export const activeSince = (now: Date): Date => new Date(now.getTime() - ACTIVE_DAYS * DAY_MS);
