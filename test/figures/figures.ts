/** The figures as the API answers them, as an analyst asks, in rows that are easily compared. */
import { person } from "../kit/fixtures.js";
import type { TestService } from "../kit/test-service.js";
import { dataOf } from "../api/ask.js";

export const ANALYST = person("han.analyst", "analyst");

/** A group's dimensions as text, and its numbers. */
export type Groups = Record<string, number[]>;

interface Counted {
  refunds: number;
  amount: { amount: number; currencyCode: string };
}
type Dimensions = Record<string, string | null>;
interface Answer {
  open: (Dimensions & Counted)[];
  overdue: (Dimensions & Counted & { interest: { amount: number }; withoutInterest: number })[];
  daily: (Dimensions & Record<DailyName, Counted>)[];
  failures: (Dimensions & { failures: number; amount: Counted["amount"] })[];
  byDay: (Dimensions & Record<DailyName, Counted>)[];
  byMethod: (Dimensions & Record<DailyName, Counted>)[];
  ofDays: (Dimensions & { failures: number; amount: Counted["amount"] })[];
  byGateway: (Dimensions & TimeToRefund)[];
  byPayment: (Dimensions & TimeToRefund)[];
  together: (Dimensions & TimeToRefund)[];
}
interface TimeToRefund {
  refunds: number;
  p50Hours: number;
  p90Hours: number;
  p99Hours: number;
}
export const DAILY = ["created", "completed", "paidByTransfer", "failed", "cancelled", "reversed"] as const;
type DailyName = (typeof DAILY)[number];

const COUNTED = "refunds amount { amount currencyCode }";
const QUERY = `query ($where: RefundFiguresWhere!) { refundFigures(where: $where) {
  open(groupBy: [STATE, AGE, GATEWAY, PROVIDER, METHOD, CAUSE]) { state age gateway provider method cause ${COUNTED} }
  overdue(groupBy: [GATEWAY, PROVIDER, METHOD]) { gateway provider method ${COUNTED} interest { amount } withoutInterest }
  daily(groupBy: [DAY, GATEWAY, METHOD]) { day gateway method ${DAILY.map((name) => `${name} { ${COUNTED} }`).join(" ")} }
  byDay: daily(groupBy: [DAY]) { day ${DAILY.map((name) => `${name} { ${COUNTED} }`).join(" ")} }
  byMethod: daily(groupBy: [METHOD]) { method ${DAILY.map((name) => `${name} { ${COUNTED} }`).join(" ")} }
  ofDays: failures(groupBy: [DAY]) { day failures amount { amount currencyCode } }
  byGateway: timeToRefund(groupBy: [GATEWAY]) { gateway refunds p50Hours p90Hours p99Hours }
  failures(groupBy: [DAY, GATEWAY, METHOD, CAUSE]) { day gateway method cause failures amount { amount currencyCode } }
  byPayment: timeToRefund(groupBy: [GATEWAY, PROVIDER, METHOD]) { gateway provider method refunds p50Hours p90Hours p99Hours }
  together: timeToRefund { refunds p50Hours p90Hours p99Hours }
} }`;

export interface Figures {
  open: Groups;
  overdue: Groups;
  daily: Groups;
  byDay: Groups;
  byMethod: Groups;
  failures: Groups;
  ofDays: Groups;
  byGateway: Groups;
  byPayment: Groups;
  together: Groups;
}

export const YEAR = { fromDay: "2031-02-01", toDay: "2032-02-28" };

export const keyOf = (...dimensions: (string | null | undefined)[]): string =>
  dimensions.map((value) => value ?? "-").join(" ");

const groups = <Row>(rows: readonly Row[], key: (row: Row) => string, numbers: (row: Row) => number[]): Groups =>
  Object.fromEntries(rows.map((row) => [key(row), numbers(row)]));

/** Every list of figures, by all of its dimensions. */
export async function figuresOf(t: TestService, where: object = YEAR): Promise<Figures> {
  const { refundFigures } = await dataOf<{ refundFigures: Answer }>(t, QUERY, { where }, { by: ANALYST });
  const { open, overdue, daily, byDay, byMethod, failures, ofDays, byGateway, byPayment, together } = refundFigures;
  const times = ({ refunds, p50Hours, p90Hours, p99Hours }: TimeToRefund) => [refunds, p50Hours, p90Hours, p99Hours];
  return {
    open: groups(
      open,
      (row) => keyOf(row.state, row.age, row.gateway, row.provider, row.method, row.cause, row.amount.currencyCode),
      ({ refunds, amount }) => [refunds, amount.amount],
    ),
    overdue: groups(
      overdue,
      (row) => keyOf(row.gateway, row.provider, row.method, row.amount.currencyCode),
      ({ refunds, amount, interest, withoutInterest }) => [refunds, amount.amount, interest.amount, withoutInterest],
    ),
    daily: groups(
      daily,
      (row) => keyOf(row["day"], row["gateway"], row["method"], row.created.amount.currencyCode),
      (row) => DAILY.flatMap((name) => [row[name].refunds, row[name].amount.amount]),
    ),
    byDay: groups(
      byDay,
      (row) => keyOf(row["day"], row.created.amount.currencyCode),
      (row) => DAILY.flatMap((name) => [row[name].refunds, row[name].amount.amount]),
    ),
    byMethod: groups(
      byMethod,
      (row) => keyOf(row["method"], row.created.amount.currencyCode),
      (row) => DAILY.flatMap((name) => [row[name].refunds, row[name].amount.amount]),
    ),
    ofDays: groups(
      ofDays,
      (row) => keyOf(row.day, row.amount.currencyCode),
      ({ failures: count, amount }) => [count, amount.amount],
    ),
    byGateway: groups(byGateway, (row) => keyOf(row["gateway"]), times),
    failures: groups(
      failures,
      (row) => keyOf(row.day, row.gateway, row.method, row.cause, row.amount.currencyCode),
      ({ failures: count, amount }) => [count, amount.amount],
    ),
    byPayment: groups(byPayment, (row) => keyOf(row["gateway"], row["provider"], row["method"]), times),
    together: groups(together, () => "all", times),
  };
}
