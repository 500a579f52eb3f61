/** refundFigures through the API: ranges, days, filters, currencies and rights. */
import { setTimeout } from "node:timers/promises";
import { foldFigures } from "../../src/figures/fold.js";
import { inTransaction } from "../../src/database/transaction.js";
import {
  OPERATOR,
  collectedReturn,
  orderFacts,
  payAtGateway,
  person,
  reportReturn,
  requestAndDrain,
} from "../kit/fixtures.js";
import { HOUR, MINUTE, SECOND } from "../kit/clock.js";
import { openTestService, type TestService } from "../kit/test-service.js";
import { dataOf, errorOf } from "../api/ask.js";
import { ANALYST, figuresOf, YEAR } from "./figures.js";
import { recount } from "./recount.js";

let t: TestService;
beforeEach(async () => (t = await openTestService()));
afterEach(() => t.close());

const DAYS = `daily(groupBy: [DAY]) { day created { refunds } completed { refunds amount { amount currencyCode } } }`;
interface Daily {
  day: string;
  created: { refunds: number };
  completed: { refunds: number; amount: { amount: number; currencyCode: string } };
}
const read = async <T>(fields: string, where: object = YEAR): Promise<T> =>
  (
    await dataOf<{ refundFigures: T }>(
      t,
      `query ($where: RefundFiguresWhere!) { refundFigures(where: $where) { ${fields} } }`,
      { where },
      { by: ANALYST },
    )
  ).refundFigures;

it("counts nothing where there is nothing", async () => {
  expect(
    await read(`${DAYS} open { refunds } overdue { refunds } failures { failures } timeToRefund { refunds }`),
  ).toEqual({ daily: [], open: [], overdue: [], failures: [], timeToRefund: [] });
});

it("a day ends at midnight in Korea: 23:59:59 is that day, 00:00 is the next", async () => {
  // The clock stands at 10:00 in Korea.
  t.clock.advance(14 * HOUR - SECOND);
  await requestAndDrain(t, (await collectedReturn(t, 1_000)).refund);
  t.clock.advance(SECOND);
  await requestAndDrain(t, (await collectedReturn(t, 20_000)).refund);
  const { daily } = await read<{ daily: Daily[] }>(DAYS);
  expect(daily.map(({ day, created, completed }) => [day, created.refunds, completed.amount.amount])).toEqual([
    ["2031-03-03", 1, 1_000],
    ["2031-03-04", 1, 20_000],
  ]);
  const of = async (fromDay: string, toDay: string) =>
    (await read<{ daily: Daily[] }>(DAYS, { fromDay, toDay })).daily.map(({ day }) => day);
  expect(await of("2031-03-03", "2031-03-03")).toEqual(["2031-03-03"]);
  expect(await of("2031-03-04", "2031-03-04")).toEqual(["2031-03-04"]);
  expect(await of("2031-03-05", "2031-03-09")).toEqual([]);
});

it("never adds up two currencies", async () => {
  await collectedReturn(t, 7_000);
  const paid = [{ amount: 7_000 }];
  const order = { ...orderFacts(paid), currency: "USD" };
  await payAtGateway(t, order, paid);
  expect((await reportReturn(t, order)).outcome.ok).toBe(true);
  const { open, daily } = await read<{ open: object[]; daily: object[] }>(
    `open { refunds amount { amount currencyCode } } daily { created { refunds amount { amount currencyCode } } }`,
  );
  const both = ["KRW", "USD"].map((currencyCode) => ({ refunds: 1, amount: { amount: 7_000, currencyCode } }));
  expect(open).toEqual(both);
  expect(daily).toEqual(both.map((created) => ({ created })));
  expect(await read(`open { refunds }`, { ...YEAR, currencyCode: ["USD"] })).toEqual({ open: [{ refunds: 1 }] });
  t.clock.advance(10 * 24 * HOUR);
  expect(await read(`overdue { refunds amount { currencyCode } }`)).toEqual({
    overdue: ["KRW", "USD"].map((currencyCode) => ({ refunds: 1, amount: { currencyCode } })),
  });
  expect(await figuresOf(t)).toEqual(await recount(t));
});

it("counts by one dimension of the payment what is filtered by another", async () => {
  await collectedReturn(t, [{ amount: 4_000, method: "EASY_PAY", provider: "KCP" }]);
  await collectedReturn(t, 3_000);
  await foldFigures(t.context.root);
  const daily = (filter: object) =>
    read(`daily(groupBy: [METHOD]) { method created { amount { amount } } }`, { ...YEAR, ...filter });
  const created = (amount: number) => ({ amount: { amount } });
  expect(await daily({ provider: ["KCP"] })).toEqual({ daily: [{ method: "EASY_PAY", created: created(4_000) }] });
  expect(await daily({})).toEqual({
    daily: [
      { method: "CARD", created: created(3_000) },
      { method: "EASY_PAY", created: created(4_000) },
    ],
  });
});

it("counts only what the filter names, under what is known of the payment by now", async () => {
  const { refund: wallet } = await collectedReturn(t, [{ amount: 4_000, method: "EASY_PAY", provider: "KCP" }]);
  await collectedReturn(t, 3_000);
  const open = async (filter: object) =>
    (
      await read<{ open: { amount: { amount: number } }[] }>(`open { amount { amount } }`, { ...YEAR, ...filter })
    ).open.map(({ amount }) => amount.amount);
  expect(await open({})).toEqual([7_000]);
  expect(await open({ method: ["EASY_PAY"] })).toEqual([4_000]);
  expect(await open({ provider: ["KCP"], gateway: ["PORTONE_V2"] })).toEqual([4_000]);
  expect(await open({ gateway: ["EBP"] })).toEqual([]);
  expect(await open({ method: [] })).toEqual([]);
  await t.rows(`update payment set method = 'CARD', provider = 'NICE' where id = ?`, [wallet.paymentId]);
  expect(await open({ method: ["CARD"] })).toEqual([7_000]);
  expect(await open({ provider: ["NICE"] })).toEqual([4_000]);
  expect(await open({ provider: ["KCP"] })).toEqual([]);
});

it("counts a step that comes while the method is corrected under the corrected one", async () => {
  const { refund } = await collectedReturn(t, [{ amount: 4_000, method: "EASY_PAY" }]);
  const step = await inTransaction(t.context.root, async (em) => {
    await em.execute(`update payment set method = 'CARD' where id = ?`, [refund.paymentId]);
    const taken = t.rows(`update refund set state = 'accepted.unprocessed', status = 'ACCEPTED' where id = ?`, [
      refund.id,
    ]);
    await setTimeout(300);
    // In an object: a promise that is given back would be waited for before the commit.
    return { taken };
  });
  await step.taken;
  expect(await read(`open(groupBy: [STATE, METHOD]) { state method refunds }`)).toEqual({
    open: [{ state: "ACCEPTED_UNPROCESSED", method: "CARD", refunds: 1 }],
  });
});

it("counts a step that is under way while the method is corrected under the corrected one", async () => {
  const { refund } = await collectedReturn(t, [{ amount: 4_000, method: "EASY_PAY" }]);
  const step = await inTransaction(t.context.root, async (em) => {
    await em.execute(`update refund set state = 'accepted.unprocessed', status = 'ACCEPTED' where id = ?`, [refund.id]);
    const corrected = t.rows(`update payment set method = 'CARD' where id = ?`, [refund.paymentId]);
    await setTimeout(300);
    return { corrected };
  });
  await step.corrected;
  expect(await read(`open(groupBy: [STATE, METHOD]) { state method refunds }`)).toEqual({
    open: [{ state: "ACCEPTED_UNPROCESSED", method: "CARD", refunds: 1 }],
  });
});

it("says how old open refunds are, how late, and with how much interest", async () => {
  const { refund } = await collectedReturn(t, 687_800);
  const ages = async () => (await read<{ open: { age: string }[] }>(`open(groupBy: [AGE]) { age }`)).open[0]?.age;
  const found: unknown[] = [];
  for (const days of [0, 1, 3, 4, 7, 8, 30, 31]) {
    t.clock.advance(Date.parse("2031-03-03T01:00:00Z") + days * 24 * HOUR - t.clock.now().getTime());
    found.push(await ages());
  }
  expect(found).toEqual([
    "TODAY",
    "DAYS_1_TO_3",
    "DAYS_1_TO_3",
    "DAYS_4_TO_7",
    "DAYS_4_TO_7",
    "DAYS_8_TO_30",
    "DAYS_8_TO_30",
    "MORE_THAN_30_DAYS",
  ]);
  const one = await dataOf<{ refund: { delayInterest: { amount: { amount: number }; daysLate: number } } }>(
    t,
    `query ($id: ID!) { refund(id: $id) { delayInterest { daysLate amount { amount } } } }`,
    { id: refund.id },
  );
  expect(one.refund.delayInterest.daysLate).toBeGreaterThan(20);
  expect(await read(`overdue { refunds amount { amount } interest { amount } withoutInterest }`)).toEqual({
    overdue: [
      { refunds: 1, amount: { amount: 687_800 }, interest: one.refund.delayInterest.amount, withoutInterest: 0 },
    ],
  });
  await t.rows(`update payment set disputed = true where id = ?`, [refund.paymentId]);
  expect(await read(`overdue { interest { amount } withoutInterest }`)).toEqual({
    overdue: [{ interest: { amount: 0 }, withoutInterest: 1 }],
  });
});

it("finds exact percentiles of the time to refund", async () => {
  const takenHours = [0, 0, 1, 2, 3, 5, 8, 13, 21, 34];
  for (const hours of takenHours) {
    const collectedAt = new Date(t.clock.now().getTime() - hours * HOUR - 59 * MINUTE);
    await requestAndDrain(t, (await collectedReturn(t, 1_000, { return: { collectedAt } })).refund);
  }
  expect(await read(`timeToRefund { refunds p50Hours p90Hours p99Hours }`)).toEqual({
    timeToRefund: [{ refunds: 10, p50Hours: 3, p90Hours: 21, p99Hours: 34 }],
  });
});

it("adds up whole months and single days of the time to refund, each completed refund once", async () => {
  const days = ["2031-03-03", "2031-03-20", "2031-03-31", "2031-04-01", "2031-04-30", "2031-05-01", "2031-05-17"];
  for (const [index, day] of days.entries()) {
    t.clock.advance(Date.parse(`${day}T01:00:00Z`) - t.clock.now().getTime());
    const collectedAt = new Date(t.clock.now().getTime() - (index + 1) * HOUR);
    await requestAndDrain(t, (await collectedReturn(t, 1_000, { return: { collectedAt } })).refund);
  }
  const TIMES = `timeToRefund { refunds p50Hours p99Hours }`;
  const all = ["2031-02-28", "2031-03-01", "2031-03-02", ...days, "2031-05-31", "2031-06-01"];
  for (const fromDay of all)
    for (const toDay of all.filter((day) => day >= fromDay)) {
      const hours = days.flatMap((day, index) => (day >= fromDay && day <= toDay ? [index + 1] : []));
      const refunds = hours.length;
      const expected = { refunds, p50Hours: hours[Math.ceil(refunds / 2) - 1], p99Hours: hours.at(-1) };
      const { timeToRefund } = await read<{ timeToRefund: object[] }>(TIMES, { fromDay, toDay });
      expect({ fromDay, toDay, timeToRefund }).toEqual({
        fromDay,
        toDay,
        timeToRefund: refunds === 0 ? [] : [expected],
      });
    }
  const byDay = `timeToRefund(groupBy: [DAY]) { day refunds p50Hours }`;
  expect(await read(byDay, { fromDay: "2031-03-04", toDay: "2031-04-15" })).toEqual({
    timeToRefund: [1, 2, 3].map((index) => ({ day: days[index], refunds: 1, p50Hours: index + 1 })),
  });
});

describe("refuses", () => {
  const ask = (where: string, language: "ko" | "en") =>
    errorOf(t, `{ refundFigures(where: ${where}) { fromDay } }`, {}, { by: ANALYST, language });

  it.each([
    [
      `{ fromDay: "2031-03-02", toDay: "2031-03-01" }`,
      "is before the first one",
      "시작일(2031년 3월 2일)보다 빠릅니다",
    ],
    [`{ fromDay: "2030-01-01", toDay: "2031-02-05" }`, "401 days", "최대 400일"],
    [`{ fromDay: "1900-01-01", toDay: "9999-12-31" }`, "at most 400", "최대 400일"],
  ])("%s", async (where, english, korean) => {
    expect(await ask(where, "en")).toMatchObject({ code: "BAD_USER_INPUT", message: expect.stringContaining(english) });
    expect(await ask(where, "ko")).toMatchObject({ code: "BAD_USER_INPUT", message: expect.stringContaining(korean) });
  });

  it("a long range day by day, of the time to refund", async () => {
    const asked = (toDay: string) =>
      `{ refundFigures(where: { fromDay: "2031-01-01", toDay: "${toDay}" }) { timeToRefund(groupBy: [DAY]) { refunds } } }`;
    const error = await errorOf(t, asked("2031-04-03"), {}, { by: ANALYST, language: "ko" });
    expect(error).toMatchObject({ code: "BAD_USER_INPUT", message: expect.stringContaining("최대 92일") });
    expect(await dataOf(t, asked("2031-04-02"), {}, { by: ANALYST })).toEqual({ refundFigures: { timeToRefund: [] } });
  });

  it("a text that no column holds, and too many values", async () => {
    const where = (currencyCode: string[]) => ({ fromDay: "2031-03-01", toDay: "2031-03-01", currencyCode });
    const asked = (codes: string[]) =>
      errorOf(
        t,
        `query ($w: RefundFiguresWhere!) { refundFigures(where: $w) { open { refunds } } }`,
        { w: where(codes) },
        { by: ANALYST },
      );
    expect(await asked(["\0"])).toMatchObject({ code: "BAD_USER_INPUT" });
    expect(await asked(Array<string>(101).fill("KRW"))).toMatchObject({ code: "BAD_USER_INPUT" });
  });

  it("takes 400 days, and a day alone", async () => {
    const where = { fromDay: "2030-01-01", toDay: "2031-02-04" };
    expect(await read(`fromDay toDay`, where)).toEqual(where);
    expect(await read(`fromDay`, { fromDay: "2031-03-03", toDay: "2031-03-03" })).toEqual({ fromDay: "2031-03-03" });
  });

  it("a sum that is no longer exact", async () => {
    await collectedReturn(t, 9_007_199_254_740_991);
    await collectedReturn(t, 1);
    const asked = `{ refundFigures(where: { fromDay: "2031-03-01", toDay: "2031-03-31" }) { open { amount { amount } } } }`;
    const error = await errorOf(t, asked, {}, { by: ANALYST });
    expect(error).toMatchObject({
      code: "BAD_USER_INPUT",
      message: expect.stringContaining("the largest that is exact"),
    });
  });

  it("whoever may not read figures, although they may read refunds", async () => {
    const asked = `{ refundFigures(where: { fromDay: "2031-03-01", toDay: "2031-03-31" }) { fromDay } }`;
    for (const by of [person("a.agent", "cs-agent"), person("b.officer", "privacy-officer")])
      expect(await errorOf(t, asked, {}, { by })).toMatchObject({ code: "FORBIDDEN" });
    expect(await dataOf(t, asked, {}, { by: OPERATOR })).toMatchObject({ refundFigures: { fromDay: "2031-03-01" } });
  });
});
