/** Kinds of days and origins of holidays, as GraphQL enums. */
import type { DayKind } from "../../calendar/business-days.js";
import { enumeration } from "../enumeration.js";

export const DayKindEnum = enumeration<DayKind>("DayKind", "The kind of a Korean calendar day.", {
  BUSINESS_DAY: "영업일 — a business day: deadlines count it.",
  WEEKEND: "주말 — a Saturday or Sunday that is no holiday besides.",
  HOLIDAY:
    "공휴일 — a public, substitute (대체공휴일), temporary (임시공휴일) or election day, on whatever day of the week.",
});

export type HolidayOrigin = "GAZETTE" | "PERSON";

export const HolidayOriginEnum = enumeration<HolidayOrigin>(
  "HolidayOrigin",
  "The origin of a holiday (공휴일의 근거).",
  {
    GAZETTE: "관보 — the list of the official gazette.",
    PERSON: "A person recorded it (`holidayRecord`).",
  },
);
