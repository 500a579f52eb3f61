/** personFigures: what each person did with refunds over a range of days. */
import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { Permission } from "../../access/permission.js";
import { Authorized } from "../authorized.js";
import type { Context } from "../context.js";
import { PersonType } from "../person/person.type.js";
import { PersonDimensionEnum, type PersonDimension } from "./figures.enums.js";
import { MAX_DAYS, PersonFiguresWhere, personsAskedOf } from "./figures.input.js";
import { MAX_GROUPS, readGroups, summedMoney } from "./figures.rows.js";
import type { CountedRefundsType } from "./figures.type.js";
import { personStatement, samePersonsTogether, type PersonAction, type PersonRow } from "./person-figures.rows.js";
import { PersonFigureType } from "./person-figures.type.js";

@Resolver(() => PersonFigureType)
export class PersonFiguresResolver {
  @Authorized(Permission.PersonFiguresRead)
  @Query(() => [PersonFigureType], {
    description: `Figures per person (담당자별 처리 현황): the steps each one took with refunds over a range of Korean days, exact at any moment. Programs and this service itself are no persons. Errors: BAD_USER_INPUT where \`toDay\` is before \`fromDay\`, for a range of more than ${MAX_DAYS} days, for more than ${MAX_GROUPS} groups, or a sum that is no longer exact.`,
  })
  async personFigures(
    @Arg("where", () => PersonFiguresWhere, { description: "The range, and the steps that are counted." })
    where: PersonFiguresWhere,
    @Arg("groupBy", () => [PersonDimensionEnum], {
      description: "The dimensions to group by, besides the person and the currency.",
      defaultValue: [],
    })
    groupBy: PersonDimension[],
    @Ctx() ctx: Context,
  ): Promise<PersonFigureType[]> {
    const rows = await readGroups<PersonRow>(ctx.em, personStatement(personsAskedOf(where), groupBy));
    return samePersonsTogether(rows).map(figureOf);
  }

  @FieldResolver(() => PersonType, { description: "The person (담당자)." })
  person(@Root() { subject }: PersonFigureType, @Ctx() ctx: Context): Promise<PersonType> {
    return ctx.loaders.person(subject);
  }
}

function figureOf(row: PersonRow): PersonFigureType {
  const of = (action: PersonAction): CountedRefundsType => ({
    refunds: row[`${action}_refunds`],
    amount: summedMoney(row[`${action}_amount`], row.currency),
  });
  return {
    subject: row.person,
    day: row.day ?? null,
    month: row.month ?? null,
    requested: of("requested"),
    retried: of("retried"),
    approved: of("approved"),
    declined: of("declined"),
    accepted: of("accepted"),
    recorded: of("recorded"),
    cancelled: of("cancelled"),
  };
}
