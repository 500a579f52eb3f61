/** The calendar of business days against the real years: literal days, as the gazette and the almanac have them. */
import fc from "fast-check";
import { calendarOf, daysListedFrom, lastListedDay, listedHolidays } from "../../src/calendar/business-days.js";
import { daysBetween, LAST_DAY, plusDays } from "../../src/calendar/korean-days.js";
import { dueDay } from "../../src/orders/due-date.js";

const calendar = calendarOf([], { labourDay: true });
const dueAfter = (korean: string, of = calendar) => dueDay(of, new Date(`${korean}+09:00`));

it("knows the public holidays of 2026 and 2027 that fall on a weekday", () => {
  const onWeekdays = (year: string) =>
    Object.keys(listedHolidays(year)).filter(
      (day) => calendarOf([], { labourDay: false }).dayOf(day).kind === "HOLIDAY" && isWeekday(day),
    );
  expect(onWeekdays("2026")).toEqual([
    "2026-01-01",
    "2026-02-16",
    "2026-02-17",
    "2026-02-18",
    // 대체공휴일 of 3 March 1st, a Sunday.
    "2026-03-02",
    "2026-05-01",
    "2026-05-05",
    "2026-05-25",
    "2026-06-03",
    "2026-07-17",
    "2026-08-17",
    "2026-09-24",
    "2026-09-25",
    "2026-10-05",
    "2026-10-09",
    "2026-12-25",
  ]);
  expect(calendar.dayOf("2026-10-05")).toEqual({
    day: "2026-10-05",
    kind: "HOLIDAY",
    names: ["대체공휴일(개천절)"],
    certain: true,
  });
  expect(["2027-02-09", "2027-10-11", "2027-12-27"].map((day) => calendar.dayOf(day).kind)).toEqual(
    Array(3).fill("HOLIDAY"),
  );
  expect(calendar.dayOf("2025-01-27").names).toEqual(["임시공휴일"]);
});

const isWeekday = (day: string) => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

it.each([
  ["a plain week", "2026-11-02T10:00:00", "2026-11-05"],
  ["a Friday", "2026-11-06T10:00:00", "2026-11-11"],
  ["the day before 설날's eve", "2026-02-13T18:00:00", "2026-02-23"],
  ["the eve of 추석's eve", "2026-09-23T18:00:00", "2026-09-30"],
  ["추석 itself", "2026-09-25T12:00:00", "2026-09-30"],
  ["before 삼일절's substitute", "2026-02-26T09:00:00", "2026-03-04"],
  ["before 개천절's substitute", "2026-10-02T09:00:00", "2026-10-08"],
  ["before 한글날", "2026-10-07T09:00:00", "2026-10-13"],
  ["before 부처님오신날's substitute", "2026-05-22T09:00:00", "2026-05-28"],
  ["the day before the election", "2026-06-02T09:00:00", "2026-06-08"],
  ["a year's end", "2026-12-30T09:00:00", "2027-01-05"],
  ["노동절", "2026-04-30T09:00:00", "2026-05-07"],
  ["the last second of a Korean day", "2026-11-02T23:59:59", "2026-11-05"],
  ["the first second of the next", "2026-11-03T00:00:00", "2026-11-06"],
])("counts three business days from %s", (_name, collectedAt, due) => {
  expect(dueAfter(collectedAt)).toBe(due);
});

it("counts a recorded holiday, and no longer one that was taken out", () => {
  const declared = calendarOf([{ day: "2026-11-04", name: "임시공휴일", isHoliday: true }], { labourDay: true });
  expect(dueAfter("2026-11-02T10:00:00", declared)).toBe("2026-11-06");
  expect(declared.dayOf("2026-11-04")).toMatchObject({ kind: "HOLIDAY", names: ["임시공휴일"] });
  const taken = calendarOf([{ day: "2026-10-05", name: "대체공휴일", isHoliday: false }], { labourDay: true });
  expect(dueAfter("2026-10-02T09:00:00", taken)).toBe("2026-10-07");
  // A weekend stays one, whatever is taken out.
  const weekend = calendarOf([{ day: "2026-10-03", name: "개천절", isHoliday: false }], { labourDay: true });
  expect(weekend.dayOf("2026-10-03")).toMatchObject({ kind: "WEEKEND", names: [] });
});

it("leaves 1 May to the setting where the gazette does not list it", () => {
  const without = calendarOf([], { labourDay: false });
  expect([calendar, without].map((each) => each.dayOf("2025-05-01").kind)).toEqual(["HOLIDAY", "BUSINESS_DAY"]);
  expect([calendar, without].map((each) => each.dayOf("2026-05-01").kind)).toEqual(["HOLIDAY", "HOLIDAY"]);
  expect([calendar, without].map((each) => each.dayOf("2029-05-01").kind)).toEqual(["HOLIDAY", "BUSINESS_DAY"]);
});

it("never throws for a year without a list: weekends and recorded days count, and it says so", () => {
  const recorded = calendarOf([{ day: "2028-01-27", name: "설날", isHoliday: true }], { labourDay: true });
  expect(dueAfter("2028-01-25T10:00:00", recorded)).toBe("2028-01-31");
  expect(recorded.dayOf("2028-01-27").certain).toBe(false);
  expect(calendar.plusBusinessDays("9999-12-30", 5)).toBe(LAST_DAY);
  expect(calendar.dayOf("1900-01-01").certain).toBe(false);
  expect(lastListedDay()).toBe("2027-12-31");
  expect(daysListedFrom("2027-11-01")).toBe(60);
  expect(daysListedFrom("2028-01-01")).toBe(-1);
});

it("ends every count on a business day, with exactly so many business days in it", () => {
  const day = fc.integer({ min: 0, max: 4_000 }).map((days) => plusDays("2018-01-01", days));
  fc.assert(
    fc.property(day, fc.integer({ min: 1, max: 15 }), (from, count) => {
      const last = calendar.plusBusinessDays(from, count);
      const between = Array.from({ length: daysBetween(from, last) }, (_, n) => calendar.dayOf(plusDays(from, n + 1)));
      expect(between.filter(({ kind }) => kind === "BUSINESS_DAY")).toHaveLength(count);
      expect(between.at(-1)?.kind).toBe("BUSINESS_DAY");
    }),
    { numRuns: 200 },
  );
});
