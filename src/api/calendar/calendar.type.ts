/** Business days and holidays in the API. */
import { Field, Int, ObjectType } from "type-graphql";
import type { DayKind } from "../../calendar/business-days.js";
import { Part } from "../authorized.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { DateScalar } from "../scalar/date.js";
import { DayKindEnum, HolidayOriginEnum, type HolidayOrigin } from "./calendar.enums.js";

@Part()
@ObjectType("CalendarDay", { description: "A Korean calendar day and its kind.", simpleResolvers: true })
export class CalendarDayType {
  @Field(() => DateScalar, { description: "The Korean calendar day (날짜)." })
  day!: string;

  @Field(() => DayKindEnum, { description: "The kind of the day." })
  kind!: DayKind;

  @Field(() => [String], { description: "Korean names of the holiday; empty where it is none." })
  names!: readonly string[];

  @Field(() => Boolean, {
    description: "False in a year whose list of public holidays is not known yet: the day may turn out a holiday.",
  })
  certain!: boolean;
}

@Part()
@ObjectType("BusinessDays", { description: "Days from one day to another, and what they are.", simpleResolvers: true })
export class BusinessDaysType {
  @Field(() => [CalendarDayType], { description: "Days of the range in order, its first and last day included." })
  days!: CalendarDayType[];

  @Field(() => DateScalar, { description: "The last day of the range: with `count`, the day a deadline ends on." })
  lastDay!: string;

  @Field(() => Int, { description: "The number of business days after the first day, the last day included." })
  businessDays!: number;

  @Field(() => Boolean, {
    description: "False when a day of the range is in a year whose list of public holidays is not known yet.",
  })
  certain!: boolean;
}

@Part()
@ObjectType("HolidayStatement", {
  description: "A statement of a person about a day; the newest of a day counts, older ones stay readable.",
  simpleResolvers: true,
})
export class HolidayStatementType {
  @Field(() => DateScalar, { description: "The day it is about." })
  day!: string;

  @Field(() => Int, { description: "The number of the statement among those about the same day, from 1 on." })
  revision!: number;

  @Field(() => String, { description: "The Korean name of the holiday." })
  name!: string;

  @Field(() => Boolean, { description: "False: the day is no holiday, whatever the gazette's list says." })
  isHoliday!: boolean;

  @Field(() => String, { description: "The reason, such as the notice that declared it." })
  reason!: string;

  @Field(() => String, { description: "Subject of who recorded it." })
  recordedBy!: string;

  @Field(() => DateTimeScalar, { description: "When it was recorded." })
  recordedAt!: Date;
}

@Part()
@ObjectType("Holiday", {
  description: "A day that the gazette's list or a person calls a holiday (공휴일), or that a person took out.",
  simpleResolvers: true,
})
export class HolidayType {
  @Field(() => DateScalar, { description: "The Korean calendar day (날짜)." })
  day!: string;

  @Field(() => [String], { description: "Korean names of the holiday; empty where a person took it out." })
  names!: readonly string[];

  @Field(() => Boolean, { description: "False where a person took it out of the gazette's list." })
  isHoliday!: boolean;

  @Field(() => HolidayOriginEnum, { description: "The origin of what counts." })
  origin!: HolidayOrigin;

  @Field(() => [HolidayStatementType], { description: "Statements of people about the day, newest first." })
  statements!: HolidayStatementType[];
}

@Part()
@ObjectType("HolidaysOfYear", { description: "Holidays of a year (연간 공휴일).", simpleResolvers: true })
export class HolidaysOfYearType {
  @Field(() => Int, { description: "The year, of the Korean calendar day (연도)." })
  year!: number;

  @Field(() => Boolean, {
    description: "False when the year's list of public holidays is not known yet: only what people recorded is here.",
  })
  certain!: boolean;

  @Field(() => [HolidayType], { description: "Holidays and days taken out, in order." })
  holidays!: HolidayType[];
}
