/** Folds deltas into day rows: what the figures say is the same before, meanwhile and after. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { inTransaction } from "../database/transaction.js";
import {
  byOne,
  FIGURE_KEY,
  IN_MONTH,
  PAYMENT_DIMENSIONS,
  PERSON_FIGURES,
  SUMMED_BY_ONE,
  type FigureName,
} from "./figure.js";

/** One fold at a time: two would wait for each other's day rows. The number means nothing but must stay the same. */
const FOLD_LOCK = 4_711_007;
/** Deltas of one fold: a second's work, and a short transaction. */
const BATCH = 20_000;

const KEY = FIGURE_KEY.join(", ");

/** The deltas of some figures under other columns than their own. */
const coarser = (
  figures: readonly FigureName[],
  columns: Partial<Record<(typeof FIGURE_KEY)[number], string>>,
): string =>
  `select ${FIGURE_KEY.map((column) => columns[column] ?? column).join(", ")}, refunds, amount
  from gone where figure in (${figures.map((figure) => `'${figure}'`).join(", ")})`;

/** Sums of sums, for long ranges: steps of persons by month, and what happened by one dimension of the payment. */
const COARSER = [
  coarser(PERSON_FIGURES, { figure: `figure || '${IN_MONTH}'`, day: `date_trunc('month', day)::date` }),
  ...PAYMENT_DIMENSIONS.map((kept) =>
    coarser(SUMMED_BY_ONE, {
      ...Object.fromEntries(["state", "cause", ...PAYMENT_DIMENSIONS].map((column) => [column, `''`])),
      [kept]: kept,
      figure: `figure || '${byOne(kept)}'`,
    }),
  ),
];

/** Deltas leave and their sums arrive in one statement: no reader sees one without the other. */
const FOLD = `with gone as (
    delete from figure_delta where id in (select id from figure_delta order by id limit ${BATCH}) returning *
  ), counted (${KEY}, refunds, amount) as (
    select ${KEY}, refunds, amount from gone
    union all ${COARSER.join("\n    union all ")}
  ), folded as (
    insert into figure_day as known (${KEY}, refunds, amount)
    select ${KEY}, sum(refunds), sum(amount) from counted group by ${KEY}
    on conflict (${KEY}) do update set refunds = known.refunds + excluded.refunds, amount = known.amount + excluded.amount
  )
  select count(*)::int as gone from gone`;

/** Rows that came to nothing, such as days on which nothing is open any more. */
const FORGET_EMPTY = `delete from figure_day where refunds = 0 and amount = 0`;

/** Folds one batch in the caller's transaction. Returns how many deltas; 0, too, while somebody else folds. */
export async function foldBatch(em: EntityManager): Promise<number> {
  const [lock] = await em.execute<{ mine: boolean }[]>(`select pg_try_advisory_xact_lock(?) as mine`, [FOLD_LOCK]);
  if (!lock?.mine) return 0;
  const [folded] = await em.execute<{ gone: number }[]>(FOLD);
  const count = folded?.gone ?? 0;
  if (count > 0) await em.execute(FORGET_EMPTY);
  return count;
}

/** Folds until few are left. Returns how many deltas; running it in several processes, or being killed in it, changes no figure. */
export async function foldFigures(root: EntityManager): Promise<number> {
  for (let total = 0; ;) {
    const folded = await inTransaction(root, foldBatch);
    total += folded;
    if (folded < BATCH) return total;
  }
}
