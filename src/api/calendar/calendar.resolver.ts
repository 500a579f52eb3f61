/** Business days and holidays: asked for, and recorded by those who approve. */
import { Arg, Args, ArgsType, Ctx, Field, Int, Mutation, ObjectType, Query, Resolver } from "type-graphql";
import { Permission } from "../../access/permission.js";
import { isListed, listedHolidays, type Calendar } from "../../calendar/business-days.js";
import { loadCalendar, loadStatements } from "../../calendar/holiday-book.js";
import { Holiday } from "../../calendar/holiday.entity.js";
import { daysBetween, plusDays } from "../../calendar/korean-days.js";
import { stateHoliday } from "../../refund/commands/move-due-days.js";
import { Authorized, Part } from "../authorized.js";
import { badInput } from "../bad-input.js";
import type { Context } from "../context.js";
import { command } from "../input.js";
import { UserError } from "../problem/user-error.type.js";
import { DateScalar } from "../scalar/date.js";
import { HolidayRecordInput, holidayStatement } from "./calendar.input.js";
import { BusinessDaysType, HolidaysOfYearType, HolidayStatementType, type HolidayType } from "./calendar.type.js";

/** A year, its first day's and a month's margin: longer ranges are asked for in parts. */
const MAX_DAYS = 400;
/** Of a list that is counted by business days: whatever the holidays, fewer calendar days than `MAX_DAYS`, or it is refused. */
const MAX_COUNT = 260;
const FIRST_YEAR = 1900;
const LAST_YEAR = 9999;

@ArgsType()
class BusinessDaysArgs {
  @Field(() => DateScalar, {
    description: "The first day of the range; business days are counted from the next one on.",
  })
  from!: string;

  @Field(() => Int, {
    nullable: true,
    description: `Ends the range with the n-th business day after \`from\`: 0 to ${MAX_COUNT}. Give either this or \`to\`.`,
  })
  count?: number | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: `The last day of the range, which has at most ${MAX_DAYS} days. Give either this or \`count\`.`,
  })
  to?: string | null;
}

@Part()
@ObjectType({ description: "Answer to `holidayRecord`.", simpleResolvers: true })
class HolidayRecordPayload {
  @Field(() => HolidayStatementType, {
    nullable: true,
    description: "The statement that counts for the day as of this call; null when there are errors.",
  })
  statement!: HolidayStatementType | null;

  @Field(() => Boolean, { description: "True when this is the stored answer of an earlier call with the same key." })
  replayed!: boolean;

  @Field(() => [UserError], { description: "Problems that stood in the way; empty when there were none." })
  userErrors!: UserError[];
}

@Resolver()
export class CalendarResolver {
  @Authorized(Permission.CalendarRead)
  @Query(() => BusinessDaysType, {
    description:
      "Korean days from a day on, each a business day (영업일), a weekend or a holiday: how `dueOn` and expected arrivals are counted. Errors: BAD_USER_INPUT unless exactly one of `count` and `to` is given, or for a longer range.",
  })
  async businessDays(
    @Args(() => BusinessDaysArgs) args: BusinessDaysArgs,
    @Ctx() ctx: Context,
  ): Promise<BusinessDaysType> {
    const given = checkedRange(args);
    const calendar = await loadCalendar(ctx.em, ctx.refundContext.settings);
    const lastDay = "to" in given ? given.to : calendar.plusBusinessDays(args.from, given.count);
    const length = daysBetween(args.from, lastDay) + 1;
    if (length > MAX_DAYS) throw badInput("arguments.days", { days: length, max: MAX_DAYS });
    return businessDaysOf(calendar, args.from, length);
  }

  @Authorized(Permission.CalendarRead)
  @Query(() => HolidaysOfYearType, {
    description:
      "Holidays of a year: the gazette's list, and above it what people recorded, with who and why. Errors: BAD_USER_INPUT for a year outside 1900 to 9999.",
  })
  async holidays(
    @Arg("year", () => Int, { description: "The year, 1900 to 9999." }) year: number,
    @Ctx() ctx: Context,
  ): Promise<HolidaysOfYearType> {
    if (year < FIRST_YEAR || year > LAST_YEAR)
      throw badInput("arguments.range", { what: "year", min: FIRST_YEAR, max: LAST_YEAR });
    const name = String(year);
    return { year, certain: isListed(name), holidays: holidaysOf(name, await loadStatements(ctx.em, name)) };
  }

  @Authorized(Permission.HolidayRecord)
  @Mutation(() => HolidayRecordPayload, {
    description:
      "Records that a day is a holiday, such as a temporary one (임시공휴일), or is none. Due days of open refunds follow within moments, each with its trace (`Refund.dueChanges`); finished ones stay. What counts already is not recorded again. Codes: INVALID_INPUT (also for a day too far from today), IDEMPOTENCY_KEY_REUSED.",
  })
  async holidayRecord(
    @Arg("input", () => HolidayRecordInput, { description: "The day, what it is, and the reason." })
    input: HolidayRecordInput,
    @Ctx() ctx: Context,
  ): Promise<HolidayRecordPayload> {
    const { value, ...rest } = await command(ctx, { schema: holidayStatement, input }, (statement, principal) =>
      stateHoliday(ctx.refundContext, principal, statement),
    );
    const statement = value && (await ctx.em.findOne(Holiday, value.holidayId, { disableIdentityMap: true }));
    return { ...rest, statement };
  }
}

/** @throws BAD_USER_INPUT unless it is a range of its own kind. */
function checkedRange({ from, count = null, to = null }: BusinessDaysArgs): { count: number } | { to: string } {
  if (to !== null && count === null) {
    if (to < from) throw badInput("arguments.endBeforeStart", { from, to });
    return { to };
  }
  if (count === null || to !== null) throw badInput("arguments.oneOf", { names: ["count", "to"] });
  if (count < 0 || count > MAX_COUNT) throw badInput("arguments.range", { what: "count", min: 0, max: MAX_COUNT });
  return { count };
}

function businessDaysOf(calendar: Calendar, from: string, length: number): BusinessDaysType {
  const days = Array.from({ length }, (_, index) => ({ ...calendar.dayOf(plusDays(from, index)) }));
  return {
    days,
    lastDay: plusDays(from, length - 1),
    businessDays: days.slice(1).filter(({ kind }) => kind === "BUSINESS_DAY").length,
    certain: days.every(({ certain }) => certain),
  };
}

/** @param statements newest first within each day. */
function holidaysOf(year: string, statements: readonly Holiday[]): HolidayType[] {
  const listed = listedHolidays(year);
  const stated = Map.groupBy(statements, ({ day }) => day);
  return [...new Set([...Object.keys(listed), ...stated.keys()])].toSorted().map((day) => {
    const ofDay = stated.get(day) ?? [];
    const [newest] = ofDay;
    return {
      day,
      names: newest ? (newest.isHoliday ? [newest.name] : []) : (listed[day] ?? []),
      isHoliday: newest?.isHoliday ?? true,
      origin: newest ? "PERSON" : "GAZETTE",
      statements: ofDay,
    };
  });
}
