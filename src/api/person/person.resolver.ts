/** The directory: whoever works here, looked up and listed; and the person beside each subject the API shows. */
import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root, type ClassType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import { Authorized } from "../authorized.js";
import { requireKey } from "../bad-input.js";
import type { Connection } from "../connection/connection.type.js";
import { readConnection } from "../connection/list.js";
import { PageArgs, pageOf } from "../connection/page.js";
import type { Context } from "../context.js";
import { GatewayRuleType } from "../gateway-rule/gateway-rule.type.js";
import { PersonalDataAccessMonth, PersonalDataAccessType } from "../personal-data/access.type.js";
import { RefundNoteType } from "../note/note.type.js";
import { WrittenTextType } from "../note/written-text.type.js";
import { FactChangeType, FactCorrectionType } from "../order/fact-change.type.js";
import { CancellationStatementType } from "../payment/cancellation-statement.type.js";
import { HistoryEntryType } from "../refund/history.type.js";
import { StatementType } from "../refund/refund-parts.type.js";
import { RefundType } from "../refund/refund.type.js";
import { ReturnType } from "../return/return.type.js";
import { WorkItemAssigneeCount, WorkItemType } from "../work-item/work-item.type.js";
import { displayName } from "./display-name.js";
import { personList, PersonWhere } from "./person-list.js";
import { isActive, PERSON_COLUMNS, PersonConnection, PersonType } from "./person.type.js";

@Resolver(() => PersonType)
export class PersonResolver {
  @Authorized(Permission.PersonRead)
  @Query(() => PersonConnection, {
    description:
      "The persons (담당자) whose tokens were seen here, the first one first; programs are not among them. Errors: BAD_USER_INPUT for an unreadable page, cursor or filter.",
  })
  persons(
    @Arg("where", () => PersonWhere, { nullable: true, description: "Only persons like these; left out: all." })
    where: PersonWhere | null,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() ctx: Context,
  ): Promise<Connection<PersonType>> {
    const list = personList(where ?? {}, pageOf(page), ctx.refundContext.clock.now());
    return readConnection(ctx.em, list, PERSON_COLUMNS.nodeOf);
  }

  @Authorized(Permission.PersonRead)
  @Query(() => PersonType, {
    nullable: true,
    description:
      "Whoever a subject names: a person, a program or this service; null where no token of it was ever seen. Errors: BAD_USER_INPUT for what cannot be a subject.",
  })
  async person(
    @Arg("subject", () => String, { description: "The subject, in any spelling of the same person." }) subject: string,
    @Ctx() ctx: Context,
  ): Promise<PersonType | null> {
    const person = await ctx.loaders.person(requireKey(subject, "subject"));
    return person.kind === "UNKNOWN" ? null : person;
  }

  @FieldResolver(() => String, {
    description:
      "The display name (이름); of programs and of this service in Korean, or in English by `Accept-Language`. The subject where no name is known.",
  })
  name(@Root() person: PersonType, @Ctx() { language }: Context): string {
    return displayName(person, language) ?? person.subject;
  }

  @FieldResolver(() => Boolean, { description: "True when a token was seen in the last 90 days (활동 여부)." })
  active(@Root() person: PersonType, @Ctx() { refundContext }: Context): boolean {
    return person.kind === "SYSTEM" || isActive(person, refundContext.clock.now());
  }
}

/** Adds `<field>Person` beside a field that names a subject. */
function personBeside<Holder extends object>(holder: ClassType<Holder>, field: keyof Holder & string): ClassType {
  const name = `${field}Person`;

  @Resolver(() => holder)
  class PersonFieldResolver {
    @FieldResolver(() => PersonType, {
      nullable: true,
      description: `Whoever \`${field}\` names, as a person (담당자); null where it names nobody, or with a top-level error beside it.`,
    })
    async [name](@Root() of: Holder, @Ctx() ctx: Context): Promise<PersonType | null> {
      const subject = of[field] as string | null;
      return subject === null ? null : ctx.loaders.person(subject);
    }
  }
  return PersonFieldResolver;
}

export const PERSON_FIELD_RESOLVERS = [
  personBeside(PersonalDataAccessType, "actor"),
  personBeside(PersonalDataAccessMonth, "confirmedBy"),
  personBeside(CancellationStatementType, "statedBy"),
  personBeside(CancellationStatementType, "confirmedBy"),
  personBeside(FactChangeType, "actor"),
  personBeside(FactCorrectionType, "proposedBy"),
  personBeside(FactCorrectionType, "confirmedBy"),
  personBeside(GatewayRuleType, "recordedBy"),
  personBeside(HistoryEntryType, "actor"),
  personBeside(RefundType, "requestedBy"),
  personBeside(RefundType, "approvedBy"),
  personBeside(RefundType, "changedBy"),
  personBeside(ReturnType, "withdrawnBy"),
  personBeside(StatementType, "statedBy"),
  personBeside(StatementType, "confirmedBy"),
  personBeside(RefundNoteType, "author"),
  personBeside(WrittenTextType, "writtenBy"),
  personBeside(WorkItemType, "assignee"),
  personBeside(WorkItemAssigneeCount, "assignee"),
  personBeside(WorkItemType, "snoozedBy"),
  personBeside(WorkItemType, "closedBy"),
];
