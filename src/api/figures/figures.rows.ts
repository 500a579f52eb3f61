/**
 * Reads figures: the sums of day rows and of the deltas that are not folded yet, in one statement and so at one moment.
 * What is overdue is read from the refunds themselves, for each one's interest is rounded by itself.
 */
import type { EntityManager } from "@mikro-orm/postgresql";
import { plusDays } from "../../calendar/korean-days.js";
import { byOne, PAYMENT_DIMENSIONS, type FigureName, type PaymentDimension } from "../../figures/figure.js";
import { MAX_MINOR_UNITS } from "../../money/minor-units.js";
import { INTEREST_DIVISOR, RATE_PERCENT } from "../../orders/delay-interest.js";
import { OPEN_REFUND } from "../../refund/record/refund.entity.js";
import { badInput } from "../bad-input.js";
import { allOf, anyOf, read, sql, trusted, type Sql } from "../connection/statement.js";
import { moneyOf, type Money } from "../money/money.type.js";
import type { Dimension } from "./figures.enums.js";

/** Korean days, both included. */
export interface Range {
  fromDay: string;
  toDay: string;
}

export interface FiguresAsked extends Range {
  /** The Korean day by which ages and lateness are counted. */
  today: string;
  /** Columns with the values they may have; null: any. */
  filter: readonly (readonly [
    column: "gateway" | "provider" | "method" | "currency",
    values: readonly string[] | null,
  ])[];
}

/** Groups of one list: a day's row for each gateway and a year of days fit, and an answer stays small. */
export const MAX_GROUPS = 5_000;

/** The age of an open refund, in an order that sorts as it reads. */
const AGE = (today: Sql) => sql`case when ${today} - day <= 0 then 'TODAY' when ${today} - day <= 3 then 'DAYS_1_TO_3'
  when ${today} - day <= 7 then 'DAYS_4_TO_7' when ${today} - day <= 30 then 'DAYS_8_TO_30' else 'MORE_THAN_30_DAYS' end`;

interface Grouped {
  /** `state, gateway`: names of columns, or nothing. */
  names: Sql;
  columns: Sql;
}

const COLUMN_OF = {
  DAY: "day",
  STATE: "state",
  AGE: "age",
  GATEWAY: "gateway",
  PROVIDER: "provider",
  METHOD: "method",
  CAUSE: "cause",
} as const satisfies Record<Dimension, string>;

const EXPRESSION_OF: Partial<Record<Dimension, string>> = {
  DAY: "day::text as day",
  PROVIDER: "nullif(provider, '') as provider",
  CAUSE: "nullif(cause, '') as cause",
};

/** Each dimension once, and the currency where money is counted. */
function grouped(groupBy: readonly Dimension[], money: boolean): Grouped {
  const dimensions = [...new Set(groupBy)];
  const names = [...dimensions.map((name) => COLUMN_OF[name]), ...(money ? ["currency"] : [])];
  const columns = [...dimensions.map((name) => EXPRESSION_OF[name] ?? COLUMN_OF[name]), ...(money ? ["currency"] : [])];
  return { names: trusted(names.join(", ")), columns: trusted(columns.join(", ")) };
}

const isAmong = ({ filter }: FiguresAsked): Sql[] =>
  filter.flatMap(([column, values]) =>
    values === null ? [] : [sql`${trusted(column)} = any(${[...values]}::text[])`],
  );

export const inRange = ({ fromDay, toDay }: Range): Sql => sql`day between ${fromDay}::date and ${toDay}::date`;

const COLUMNS = trusted("day, state, cause, paid_by, gateway, provider, method, currency, hours, refunds, amount");

/** Day rows and deltas: the union is read at one moment, however often anybody folds. */
function counted(condition: Sql, asked: FiguresAsked): Sql {
  const all = allOf([condition, ...isAmong(asked)]);
  return sql`(select figure, ${COLUMNS} from figure_day where ${all} union all select figure, ${COLUMNS} from figure_delta where ${all}) counted`;
}

/** The one dimension of the payment that is asked about, or the one with the fewest rows; null where two are. */
function onlyOne(asked: FiguresAsked, groupBy: readonly Dimension[]): PaymentDimension | null {
  const filtered = asked.filter.filter(([, values]) => values !== null).map(([column]) => column as string);
  const wanted = PAYMENT_DIMENSIONS.filter(
    (dimension) => filtered.includes(dimension) || groupBy.some((name) => COLUMN_OF[name] === dimension),
  );
  return wanted.length > 1 ? null : (wanted[0] ?? "gateway");
}

/** The same figures, from the rows that are summed under one dimension of the payment where no other is asked about. */
function countedBy(
  groupBy: readonly Dimension[],
  asked: FiguresAsked,
  condition: (nameOf: (figure: FigureName) => string) => Sql,
): Sql {
  const kept = onlyOne(asked, groupBy);
  const itself = condition((figure) => figure);
  if (kept === null) return counted(itself, asked);
  const suffix = byOne(kept);
  const stored = allOf([condition((figure) => figure + suffix), ...isAmong(asked)]);
  const added = allOf([itself, ...isAmong(asked)]);
  return sql`(select left(figure, ${-suffix.length}::int) as figure, ${COLUMNS} from figure_day where ${stored}
    union all select figure, ${COLUMNS} from figure_delta where ${added}) counted`;
}

const isNamed = (figures: readonly string[]): Sql => sql`figure = any(${[...figures]}::text[])`;

export const LIMIT = trusted(`limit ${MAX_GROUPS + 1}`);

export function openStatement(asked: FiguresAsked, groupBy: readonly Dimension[]): Sql {
  const { names, columns } = grouped(groupBy, true);
  const aged = sql`(select *, ${AGE(sql`${asked.today}::date`)} as age from ${counted(sql`figure = 'OPEN'`, asked)}) aged`;
  return sql`select ${columns}, sum(refunds)::int as refunds, sum(amount)::text as amount from ${aged}
    group by ${names} having sum(refunds) <> 0 order by ${names} ${LIMIT}`;
}

const DAILY = ["CREATED", "COMPLETED", "FAILED", "CANCELLED", "REVERSED"] as const satisfies FigureName[];
export type DailyName = Lowercase<(typeof DAILY)[number]> | "paid_by_transfer";

/** The columns `<name>_refunds` and `<name>_amount` of each. */
const sums = (name: DailyName, condition: string): string =>
  `coalesce(sum(refunds) filter (where ${condition}), 0)::int as ${name}_refunds, coalesce(sum(amount) filter (where ${condition}), 0)::text as ${name}_amount`;

/** Summed before it is spread over columns: every row is added once and not twelve times. */
export function dailyStatement(asked: FiguresAsked, groupBy: readonly Dimension[]): Sql {
  const { names, columns } = grouped(groupBy, true);
  const each = [
    ...DAILY.map((figure) => sums(figure.toLowerCase() as DailyName, `figure = '${figure}'`)),
    sums("paid_by_transfer", `figure = 'COMPLETED' and paid_by = 'BANK_TRANSFER'`),
  ];
  return sql`select ${columns}, ${trusted(each.join(", "))}
    from (select ${names}, figure, paid_by, sum(refunds) as refunds, sum(amount) as amount from ${countedBy(groupBy, asked, (nameOf) => allOf([isNamed(DAILY.map(nameOf)), inRange(asked)]))}
      group by ${names}, figure, paid_by having sum(refunds) <> 0) summed
    group by ${names} order by ${names} ${LIMIT}`;
}

export function failureStatement(asked: FiguresAsked, groupBy: readonly Dimension[]): Sql {
  const { names, columns } = grouped(groupBy, true);
  return sql`select ${columns}, sum(refunds)::int as failures, sum(amount)::text as amount
    from ${groupBy.includes("CAUSE") ? counted(allOf([isNamed(["FAILED"]), inRange(asked)]), asked) : countedBy(groupBy, asked, (nameOf) => allOf([isNamed([nameOf("FAILED")]), inRange(asked)]))} group by ${names} having sum(refunds) <> 0 order by ${names} ${LIMIT}`;
}

/** The smallest hour by which a share of a group is reached: what \`percentile_disc\` says of the refunds one by one. */
const percentile = (share: number, name: string): string =>
  `min(hours) filter (where up_to >= ${share} * total)::int as ${name}`;

export function timeToRefundStatement(asked: FiguresAsked, groupBy: readonly Dimension[]): Sql {
  const { names, columns } = grouped(groupBy, false);
  const isGrouped = groupBy.length > 0;
  const by = isGrouped ? sql`${names}, ` : trusted("");
  const within = isGrouped ? sql`partition by ${names}` : trusted("");
  const selected = isGrouped ? sql`${columns}, ` : trusted("");
  const months = groupBy.includes("DAY") ? null : wholeMonths(asked);
  return sql`with by_hour as (
      select ${by}hours, sum(refunds) as refunds from ${countedBy(groupBy, asked, (nameOf) => took(asked, months, nameOf))}
      group by ${by}hours having sum(refunds) <> 0
    ), ranked as (
      select *, sum(refunds) over (${within} order by hours) as up_to, sum(refunds) over (${within}) as total from by_hour
    )
    select ${selected}max(total)::int as refunds, ${trusted(percentile(0.5, "p50"))}, ${trusted(percentile(0.9, "p90"))}, ${trusted(percentile(0.99, "p99"))}
    from ranked ${isGrouped ? sql`group by ${names}` : trusted("having count(*) > 0")} ${isGrouped ? sql`order by ${names}` : trusted("")} ${LIMIT}`;
}

export interface Months {
  /** The first day of the first one. */
  from: string;
  /** The first day after the last one. */
  until: string;
}

const monthAfter = (day: string): string => {
  const [year = 0, month = 0] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, DAY_LENGTH);
};
const DAY_LENGTH = "yyyy-mm-dd".length;

/** The months that lie in the range from their first to their last day; null for none. */
export function wholeMonths({ fromDay, toDay }: Range): Months | null {
  const from = fromDay.endsWith("-01") ? fromDay : monthAfter(fromDay);
  const after = plusDays(toDay, 1);
  const until = after.endsWith("-01") ? after : `${after.slice(0, -2)}01`;
  return from < until ? { from, until } : null;
}

export const isWithin = ({ from, until }: Months): Sql => sql`day >= ${from}::date and day < ${until}::date`;

/** Whole months by their rows, the other days of the range by theirs. */
function took(asked: FiguresAsked, months: Months | null, nameOf: (figure: FigureName) => string): Sql {
  const day = sql`figure = ${nameOf("TOOK")}::text and ${inRange(asked)}`;
  if (!months) return day;
  const within = isWithin(months);
  return anyOf([sql`(figure = ${nameOf("TOOK_IN_MONTH")}::text and ${within})`, sql`(${day} and not (${within}))`]);
}

/** As `interestOf` has it of an open refund: one that a successor owes is never open. */
const NO_INTEREST = `refund.method = 'POINTS' or disputed.id is not null or refund.refusal_cause = 'CHARGED_BACK'`;

/** From one index alone: a dispute and another currency than won are rare, and are looked for among those that have them. */
export function overdueStatement(asked: FiguresAsked, groupBy: readonly Dimension[]): Sql {
  const { names, columns } = grouped(groupBy, true);
  return sql`select ${columns}, count(*)::int as refunds, sum(amount)::text as amount, coalesce(sum(interest), 0)::text as interest,
      count(*) filter (where interest is null)::int as without_interest
    from (
      select refund.gateway, coalesce(refund.provider, '') as provider, refund.method, coalesce(abroad.currency, 'KRW') as currency, refund.amount_total as amount,
        case when ${trusted(NO_INTEREST)} then null
          else div(refund.amount_total::numeric * ${Number(RATE_PERCENT)}::int * (${asked.today}::date - refund.due_on), ${Number(INTEREST_DIVISOR)}::int) end as interest
      from refund
      left join (select id from payment where disputed) disputed on disputed.id = refund.payment_id
      left join (select id, currency from orders where currency <> 'KRW') abroad on abroad.id = refund.order_id
      where ${trusted(OPEN_REFUND)} and refund.due_on < ${asked.today}::date
    ) overdue where ${allOf(isAmong(asked))} group by ${names} order by ${names} ${LIMIT}`;
}

/** @throws BAD_USER_INPUT where there are more groups than are answered. */
export async function readGroups<Row>(em: EntityManager, statement: Sql): Promise<Row[]> {
  const rows = await read<Row>(em, statement);
  if (rows.length <= MAX_GROUPS) return rows;
  throw badInput("arguments.tooManyGroups", { max: MAX_GROUPS });
}

/** @throws BAD_USER_INPUT for a sum that JSON does not carry exactly. */
export function summedMoney(amount: string, currency: string): Money {
  if (BigInt(amount) <= BigInt(MAX_MINOR_UNITS)) return moneyOf(amount, currency);
  throw badInput("arguments.sumTooLarge", { currency, most: MAX_MINOR_UNITS });
}
