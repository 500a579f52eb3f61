/** What each person did, as the API answers it, and as a recount by SQL from the history finds it. */
import { personKey } from "../../src/access/subject.js";
import type { TestService } from "../kit/test-service.js";
import { dataOf } from "../api/ask.js";
import { ANALYST, keyOf, YEAR, type Groups } from "./figures.js";

export const ACTIONS = ["requested", "retried", "approved", "declined", "accepted", "recorded", "cancelled"] as const;
export type Action = (typeof ACTIONS)[number];
type By = "DAY" | "MONTH";

type Answer = { day: string | null; month: string | null; person: { subject: string } } & Record<
  Action,
  { refunds: number; amount: { amount: number; currencyCode: string } }
>;

const QUERY = `query ($where: PersonFiguresWhere!, $groupBy: [PersonFigureDimension!]!) {
  personFigures(where: $where, groupBy: $groupBy) { day month person { subject }
    ${ACTIONS.map((action) => `${action} { refunds amount { amount currencyCode } }`).join(" ")} } }`;

/** A person's key, the group and the currency, and the number and amount of each action. */
export async function personFiguresOf(t: TestService, groupBy: By[] = [], where: object = YEAR): Promise<Groups> {
  const { personFigures } = await dataOf<{ personFigures: Answer[] }>(t, QUERY, { where, groupBy }, { by: ANALYST });
  const groups: Groups = {};
  for (const row of personFigures) {
    const key = keyOf(personKey(row.person.subject), row.day, row.month, row.requested.amount.currencyCode);
    if (groups[key]) throw new Error(`${key} is there twice`);
    groups[key] = ACTIONS.flatMap((action) => [row[action].refunds, row[action].amount.amount]);
  }
  return groups;
}

const EVENTS: Record<Action, string> = {
  requested: `h.event = 'REQUEST'`,
  retried: `h.event = 'RETRY'`,
  approved: `h.event = 'APPROVE'`,
  declined: `h.event = 'DECLINE'`,
  accepted: `(h.event = 'ACCEPT_MANUALLY' or h.event = 'CREATED' and h.to_state like 'accepted.%')`,
  recorded: `h.event in ('RECORD_SUCCESS', 'RECORD_FAILURE', 'RESET_RESULT')`,
  cancelled: `h.event = 'CANCEL'`,
};

/** One row for each step in the range; the groups are added up here, one step at a time. */
export async function recountOfPersons(t: TestService, groupBy: By[] = [], where = YEAR): Promise<Groups> {
  const named = ACTIONS.map((action) => `when ${EVENTS[action]} then '${action}'`).join(" ");
  const steps = await t.rows<{ actor: string; day: string; currency: string; amount: number; action: Action }>(
    `select * from (
      select h.actor, to_char(h.at at time zone 'Asia/Seoul', 'YYYY-MM-DD') as day, o.currency, h.amount::float8 as amount, case ${named} end as action
      from refund_history h join refund r on r.id = h.refund_id join orders o on o.id = r.order_id
      where h.cause in ('OPERATOR', 'UPLOAD') and h.actor not like 'system:%'
    ) steps where action is not null and day between ? and ?`,
    [where.fromDay, where.toDay],
  );
  const groups: Groups = {};
  for (const { actor, day, currency, amount, action } of steps) {
    const month = `${day.slice(0, "yyyy-mm".length)}-01`;
    const key = keyOf(
      personKey(actor),
      groupBy.includes("DAY") ? day : null,
      groupBy.includes("MONTH") ? month : null,
      currency,
    );
    const numbers = (groups[key] ??= ACTIONS.flatMap(() => [0, 0]));
    const at = 2 * ACTIONS.indexOf(action);
    numbers[at] = (numbers[at] ?? 0) + 1;
    numbers[at + 1] = (numbers[at + 1] ?? 0) + amount;
  }
  return groups;
}
