/** Holidays through the API: asked for, recorded, and what follows for the due days of refunds. */
import { setTimeout } from "node:timers/promises";
import { inTransaction } from "../../src/database/transaction.js";
import { connect } from "../../src/database/orm.js";
import { loadCalendar, loadCalendarToStore } from "../../src/calendar/holiday-book.js";
import { moveDueDays } from "../../src/refund/commands/move-due-days.js";
import { entities } from "../../src/orm.config.js";
import { APPROVER, collectedReturn, key, now, OPERATOR, person, requestAndDrain } from "../kit/fixtures.js";
import { HOUR } from "../kit/clock.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { dataOf, errorOf, mutate, mutationOf, readRefund } from "./ask.js";

const t = sharedTestService();

const RECORDED = `replayed statement { day revision name isHoliday reason recordedBy } userErrors { code message field }`;
interface Answer {
  replayed: boolean;
  statement: { day: string; revision: number; name: string; isHoliday: boolean } | null;
  userErrors: { code: string; message: string; field: string[] | null }[];
}
const declared = (day: string, over: object = {}) => ({
  day,
  name: "임시공휴일",
  isHoliday: true,
  reason: "관보 제21001호, 인사혁신처 공고",
  idempotencyKey: key(),
  ...over,
});
const record = (input: object, by = APPROVER) => mutate<Answer>(t, "holidayRecord", input, RECORDED, by);
const OTHER_APPROVER = person("jung.approver", "approver");

const businessDays = async (range: string) =>
  (
    await dataOf<{
      businessDays: { lastDay: string; businessDays: number; certain: boolean; days: { kind: string }[] };
    }>(t, `{ businessDays(${range}) { lastDay businessDays certain days { day kind names certain } } }`)
  ).businessDays;

/** The service's clock stands on Monday 2031-03-03. */
const onMonday = () => collectedReturn(t, 687_800, { return: { collectedAt: new Date("2031-03-03T00:30:00Z") } });

describe("businessDays", () => {
  it("lists days by count or to an end, and says whether they are certain", async () => {
    expect(await businessDays(`from: "2026-09-23", count: 3`)).toMatchObject({
      lastDay: "2026-09-30",
      businessDays: 3,
      certain: true,
      days: [
        { day: "2026-09-23", kind: "BUSINESS_DAY" },
        { kind: "HOLIDAY", names: ["추석 전날"] },
        { kind: "HOLIDAY", names: ["추석"] },
        { kind: "HOLIDAY", names: ["추석 다음 날"] },
        { kind: "WEEKEND", names: [] },
        { kind: "BUSINESS_DAY" },
        { kind: "BUSINESS_DAY" },
        { kind: "BUSINESS_DAY" },
      ],
    });
    expect(await businessDays(`from: "2027-12-30", to: "2028-01-02"`)).toMatchObject({
      businessDays: 1,
      certain: false,
    });
    expect(await businessDays(`from: "2026-09-23", count: 0`)).toMatchObject({
      lastDay: "2026-09-23",
      businessDays: 0,
    });
    expect((await businessDays(`from: "2026-01-01", count: 260`)).days.length).toBeLessThanOrEqual(400);
    expect((await businessDays(`from: "2026-01-01", to: "2027-02-04"`)).days).toHaveLength(400);
  });

  it.each([
    [`from: "2026-01-01"`, "exactly one"],
    [`from: "2026-01-01", count: 1, to: "2026-01-02"`, "exactly one"],
    [`from: "2026-01-02", to: "2026-01-01"`, "is before the first one"],
    [`from: "2026-01-01", count: -1`, "0 to 260"],
    [`from: "2026-01-01", count: 2147483647`, "0 to 260"],
    [`from: "2026-01-01", to: "2027-02-05"`, "401 days"],
    [`from: "1900-01-01", to: "9999-12-31"`, "at most 400"],
    [`from: "2026-02-30", count: 1`, "calendar day"],
  ])("refuses %s", async (range, sentence) => {
    const error = await errorOf(t, `{ businessDays(${range}) { lastDay } }`);
    expect(error.message).toContain(sentence);
  });
});

it("holidays: refuses years that are none, and lists one without a list as uncertain", async () => {
  const of = (year: number) => `{ holidays(year: ${year}) { certain holidays { day names isHoliday origin } } }`;
  expect(await errorOf(t, of(10_000))).toMatchObject({ code: "BAD_USER_INPUT" });
  expect(await errorOf(t, of(-1))).toMatchObject({ code: "BAD_USER_INPUT" });
  expect(await dataOf(t, of(2029))).toEqual({ holidays: { certain: false, holidays: [] } });
  expect(await dataOf(t, of(2026))).toMatchObject({
    holidays: {
      certain: true,
      holidays: expect.arrayContaining([expect.objectContaining({ day: "2026-06-03", origin: "GAZETTE" })]),
    },
  });
});

describe("holidayRecord", () => {
  it("moves the due days of open refunds, each with its trace, and leaves finished ones", async () => {
    const { refund: open } = await onMonday();
    const { refund: finished } = await onMonday();
    await requestAndDrain(t, finished);
    expect([(await now(t, open)).dueOn, (await now(t, finished)).dueOn]).toEqual(["2031-03-06", "2031-03-06"]);

    const { statement } = await record(declared("2031-03-05"));
    expect(statement).toMatchObject({ day: "2031-03-05", revision: 1, isHoliday: true });
    await t.drain();
    expect([(await now(t, open)).dueOn, (await now(t, finished)).dueOn]).toEqual(["2031-03-07", "2031-03-06"]);
    // A second run changes nothing.
    await moveDueDays(t.context, "2031-03-05");
    const CHANGES = `dueOn dueChanges { from to holiday name isHoliday changedBy } return { dueOn }`;
    const first = { from: "2031-03-06", to: "2031-03-07", holiday: "2031-03-05", name: "임시공휴일", isHoliday: true };
    expect(await readRefund(t, open, CHANGES)).toEqual({
      dueOn: "2031-03-07",
      dueChanges: [{ ...first, changedBy: APPROVER.subject }],
      return: { dueOn: "2031-03-07" },
    });
    expect(await readRefund(t, finished, CHANGES)).toMatchObject({ dueChanges: [] });
    // What comes after it is counted with it.
    expect((await now(t, (await onMonday()).refund)).dueOn).toBe("2031-03-07");

    await record(declared("2031-03-05", { isHoliday: false, reason: "철회" }), OTHER_APPROVER);
    await t.drain();
    expect(await readRefund(t, open, CHANGES)).toMatchObject({
      dueOn: "2031-03-06",
      dueChanges: [
        { isHoliday: true },
        { from: "2031-03-07", to: "2031-03-06", isHoliday: false, changedBy: OTHER_APPROVER.subject },
      ],
    });
    const year = `{ holidays(year: 2031) { holidays { day isHoliday origin names statements { revision isHoliday } } } }`;
    expect(await dataOf(t, year)).toEqual({
      holidays: {
        holidays: [
          {
            day: "2031-03-05",
            isHoliday: false,
            origin: "PERSON",
            names: [],
            statements: [
              { revision: 2, isHoliday: false },
              { revision: 1, isHoliday: true },
            ],
          },
        ],
      },
    });
  });

  it("is one statement however often and by how many at once it is said", async () => {
    const input = declared("2031-05-06");
    const answers = await Promise.all([
      record(input),
      record(input),
      record(declared("2031-05-06"), OTHER_APPROVER),
      record(declared("2031-05-06"), OTHER_APPROVER),
    ]);
    const said = answers.filter(({ statement }) => statement !== null);
    expect(said.length).toBeGreaterThan(0);
    for (const { userErrors } of answers) {
      for (const { code } of userErrors) expect(["IDEMPOTENCY_IN_PROGRESS", "BUSY"]).toContain(code);
    }
    expect(new Set(said.map(({ statement }) => statement?.revision)).size).toBe(1);
    expect(await record(input)).toMatchObject({ replayed: true, statement: said[0]?.statement });
    expect(await t.rows(`select revision from holiday where day = '2031-05-06'`)).toEqual([{ revision: 1 }]);
    expect(await record({ ...input, name: "다른 이름" })).toMatchObject({
      userErrors: [{ code: "IDEMPOTENCY_KEY_REUSED" }],
    });
  });

  it("is seen by another process at once, and by who is collecting a return at the same time", async () => {
    const other = await connect({ url: t.databaseUrl, entities, pool: 1 });
    try {
      const kindThere = async () => (await loadCalendar(other.em.fork(), t.context.settings)).dayOf("2031-03-04").kind;
      expect(await kindThere()).toBe("BUSINESS_DAY");
      const [made] = await Promise.all([
        Promise.all(Array.from({ length: 4 }, onMonday)),
        record(declared("2031-03-04", { name: "재해 임시공휴일" })),
      ]);
      expect(await kindThere()).toBe("HOLIDAY");
      await t.drain();
      for (const { refund } of made) expect((await now(t, refund)).dueOn).toBe("2031-03-07");
    } finally {
      await other.close();
    }
  });

  it("waits for whoever is storing a due day, and that one counts the day before", async () => {
    let recorded = false;
    let recording: Promise<Answer> | undefined;
    await inTransaction(t.context.root, async (em) => {
      const calendar = await loadCalendarToStore(em, t.context.settings);
      recording = record(declared("2031-07-01")).finally(() => (recorded = true));
      await setTimeout(300);
      expect(recorded).toBe(false);
      expect(calendar.dayOf("2031-07-01").kind).toBe("BUSINESS_DAY");
    });
    expect(await recording).toMatchObject({ statement: { day: "2031-07-01" }, userErrors: [] });
  });

  it("is for those who approve, and readable by people", async () => {
    const input = { input: declared("2031-06-02") };
    for (const by of [OPERATOR, person("park.agent", "cs-agent"), person("han.privacy", "privacy-officer")]) {
      expect(await errorOf(t, mutationOf("holidayRecord", RECORDED), input, { by })).toMatchObject({
        code: "FORBIDDEN",
      });
      expect(await dataOf(t, `{ holidays(year: 2026) { year } }`, {}, { by })).toEqual({ holidays: { year: 2026 } });
    }
    expect(await t.rows(`select 1 from holiday where day = '2031-06-02'`)).toEqual([]);
  });

  it.each([
    ["a day too far back", { day: "2030-01-01" }, "day"],
    ["a day too far ahead", { day: "2035-01-01" }, "day"],
    ["an empty name", { name: " " }, "name"],
    ["a name that turns around", { name: "휴일\u202e" }, "name"],
    ["a name with NUL", { name: "휴\u0000일" }, "name"],
    ["a reason as long as a book", { reason: "가".repeat(501) }, "reason"],
    ["an empty reason", { reason: "" }, "reason"],
    ["a short key", { idempotencyKey: "1" }, "idempotencyKey"],
  ])("refuses %s", async (_name, over, field) => {
    const { statement, userErrors } = await record(declared("2031-06-03", over));
    expect(statement).toBeNull();
    expect(userErrors).toMatchObject([{ code: "INVALID_INPUT", field: [field] }]);
  });

  it("lets nobody change or remove a statement or a trace", async () => {
    for (const table of ["holiday", "due_change"]) {
      await expect(t.rows(`delete from ${table}`)).rejects.toThrow("append-only");
      await expect(t.rows(`truncate ${table} cascade`)).rejects.toThrow("append-only");
    }
  });
});

it("a late refund bears interest day by day, and its return the same", async () => {
  const { refund } = await collectedReturn(t, 687_800, { return: { collectedAt: new Date("2031-02-21T03:00:00Z") } });
  // Friday: due on Wednesday the 26th, five days before the 3rd of March.
  const INTEREST = `dueOn overdue delayInterest { daysLate noInterestCause amount { amount currencyCode } } return { delayInterest { amount } }`;
  expect(await readRefund(t, refund, INTEREST)).toEqual({
    dueOn: "2031-02-26",
    overdue: true,
    delayInterest: { daysLate: 5, noInterestCause: null, amount: { amount: 1_413, currencyCode: "KRW" } },
    return: { delayInterest: { amount: 1_413 } },
  });
  await requestAndDrain(t, refund);
  await t.pass(48 * HOUR);
  expect(await readRefund(t, refund, INTEREST)).toMatchObject({
    overdue: false,
    delayInterest: { daysLate: 5, amount: { amount: 1_413 } },
  });
});
