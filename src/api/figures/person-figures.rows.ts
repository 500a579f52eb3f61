/**
 * Reads what persons did: day rows, month rows for whole months, and the deltas that are not folded yet, in one statement.
 * The history spells a person in any way their tokens did; the spellings of one are added up here.
 */
import { IN_MONTH, PERSON_FIGURES, type PersonFigureName } from "../../figures/figure.js";
import { personKey } from "../../access/subject.js";
import { allOf, anyOf, sql, trusted, type Sql } from "../connection/statement.js";
import type { PersonDimension } from "./figures.enums.js";
import { inRange, isWithin, LIMIT, wholeMonths, type Range } from "./figures.rows.js";

export interface PersonFiguresAsked extends Range {
  /** Null: any. */
  currencies: readonly string[] | null;
}

const LETTERS_BEFORE = "PERSON_".length;

/** `requested` of PERSON_REQUESTED. */
export type PersonAction = Lowercase<PersonFigureName extends `PERSON_${infer Action}` ? Action : never>;
const PERSON_ACTIONS = PERSON_FIGURES.map((figure) =>
  figure.slice(LETTERS_BEFORE).toLowerCase(),
) as readonly PersonAction[];

export interface PersonRow extends Record<`${PersonAction}_refunds`, number>, Record<`${PersonAction}_amount`, string> {
  person: string;
  currency: string;
  day?: string;
  month?: string;
}

const COLUMNS = trusted("figure, day, person, currency, refunds, amount");

const sums = (action: PersonAction): string => {
  const figure = `PERSON_${action.toUpperCase()}`;
  const condition = `figure in ('${figure}', '${figure}${IN_MONTH}')`;
  return `coalesce(sum(refunds) filter (where ${condition}), 0)::int as ${action}_refunds, coalesce(sum(amount) filter (where ${condition}), 0)::text as ${action}_amount`;
};

export function personStatement(asked: PersonFiguresAsked, groupBy: readonly PersonDimension[]): Sql {
  const dimensions = [...new Set(groupBy)].map((name) => `${name.toLowerCase()}, `).join("");
  const selected = dimensions.replaceAll(/\w+/gu, (name) => `${name}::text as ${name}`);
  const ofCurrency = asked.currencies === null ? [] : [sql`currency = any(${[...asked.currencies]}::text[])`];
  const byDay = allOf([sql`figure = any(${[...PERSON_FIGURES]}::text[])`, inRange(asked), ...ofCurrency]);
  const months = groupBy.includes("DAY") ? null : wholeMonths(asked);
  const byMonth = months && [
    sql`figure = any(${PERSON_FIGURES.map((figure) => figure + IN_MONTH)}::text[])`,
    isWithin(months),
    ...ofCurrency,
  ];
  const folded = byMonth ? anyOf([allOf(byMonth), allOf([byDay, sql`not (${isWithin(months)})`])]) : byDay;
  return sql`select person, ${trusted(selected)}currency, ${trusted(PERSON_ACTIONS.map(sums).join(", "))}
    from (select ${COLUMNS}, date_trunc('month', day)::date as month
      from (select ${COLUMNS} from figure_day where ${folded} union all select ${COLUMNS} from figure_delta where ${byDay}) counted) dated
    group by person, ${trusted(dimensions)}currency order by ${trusted(dimensions)}person, currency ${LIMIT}`;
}

/** One row for each person and group, under the first of their spellings. */
export function samePersonsTogether(rows: readonly PersonRow[]): PersonRow[] {
  const together = new Map<string, PersonRow>();
  for (const row of rows) {
    const key = JSON.stringify([personKey(row.person), row.day, row.month, row.currency]);
    const known = together.get(key);
    together.set(key, known ? added(known, row) : row);
  }
  return [...together.values()];
}

function added(known: PersonRow, more: PersonRow): PersonRow {
  const sum = { ...known };
  for (const action of PERSON_ACTIONS) {
    sum[`${action}_refunds`] += more[`${action}_refunds`];
    sum[`${action}_amount`] = String(BigInt(known[`${action}_amount`]) + BigInt(more[`${action}_amount`]));
  }
  return sum;
}
