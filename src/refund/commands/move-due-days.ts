/** holidayRecord: a person states a holiday; a job then moves the due days of the open refunds it concerns, each with its trace. */
import { sentence } from "../../messages/sentence.js";
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import type { RefundStatus } from "../../../machines/states.js";
import type { Principal } from "../../access/principal.js";
import { loadCalendarToStore, recordHoliday, type HolidayStatement } from "../../calendar/holiday-book.js";
import { Holiday } from "../../calendar/holiday.entity.js";
import { daysBetween } from "../../calendar/korean-days.js";
import { koreanDay } from "../../clock.js";
import { newId } from "../../identifier.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import { dueDay } from "../../orders/due-date.js";
import { fail, ok } from "../../problem.js";
import { commandOnce, transact, type RefundContext } from "../context.js";
import { DueChange } from "../record/due-change.entity.js";
import { Refund } from "../record/refund.entity.js";

/** Correcting the calendar of further back than a year moves nothing that is still open. */
const DAYS_BACK = 366;
/** Holidays are declared for this year and the next; the gazette lists a year some months before it begins. */
const DAYS_AHEAD = 3 * 366;
/** Refunds that are locked together: short enough that a person who acts on one of them does not notice. */
const BATCH = 200;
/** Neither completed nor cancelled. */
const OPEN = ["RETURN_COLLECTED", "REFUND_REQUESTED", "ACCEPTED"] as const satisfies RefundStatus[];

/** Outcomes: INVALID_INPUT for a day far from today. Said again, by whomever, it is the same statement. */
export function stateHoliday(
  context: RefundContext,
  principal: Principal,
  { idempotencyKey, ...statement }: HolidayStatement & { idempotencyKey: string },
): Promise<IdempotentResult<{ holidayId: string }>> {
  const at = context.clock.now();
  const command = { principal, operation: "holidayRecord", idempotencyKey, input: statement };
  return commandOnce(context, command, async (em) => {
    const distance = daysBetween(koreanDay(at), statement.day);
    if (distance < -DAYS_BACK || distance > DAYS_AHEAD) {
      const reason = sentence("reasons.refund.dayRange", { back: DAYS_BACK, ahead: DAYS_AHEAD });
      return fail("INVALID_INPUT", { reason }, ["day"]);
    }
    const { holiday, added } = await recordHoliday(em, statement, { subject: principal.subject, at });
    if (added) await context.jobs.enqueue(em, "holiday.apply", { day: holiday.day });
    return ok({ holidayId: holiday.id });
  });
}

/**
 * Recomputes the due days of open refunds that a day can concern; finished ones stay. Running it again changes nothing. Due
 * days before the day were counted without it, and whoever creates a refund meanwhile counts by the new calendar already.
 */
export async function moveDueDays(context: RefundContext, day: string): Promise<void> {
  const rows = await context.root
    .fork()
    .execute<{ id: string }[]>(
      `select id from refund where status = any(?::text[]) and due_on >= ?::date order by id`,
      [`{${OPEN.join(",")}}`, day],
    );
  const ids = rows.map(({ id }) => id);
  for (let from = 0; from < ids.length; from += BATCH) {
    await transact(context, (em) => moveBatch(context, em, day, ids.slice(from, from + BATCH)));
  }
}

async function moveBatch(
  context: RefundContext,
  em: EntityManager,
  day: string,
  ids: readonly string[],
): Promise<void> {
  // Nobody changes the calendar until the batch is committed: an older one must not overwrite a newer one's days.
  const calendar = await loadCalendarToStore(em, context.settings);
  const cause = await em.findOne(Holiday, { day }, { orderBy: { revision: "desc" } });
  if (!cause) return;
  const refunds = await em.find(
    Refund,
    { id: { $in: [...ids] }, status: { $in: [...OPEN] } },
    { orderBy: { id: "asc" }, lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  const at = context.clock.now();
  for (const refund of refunds) {
    const toDay = dueDay(calendar, refund.owedSince);
    const { id: refundId, dueOn: fromDay } = refund;
    if (toDay === fromDay) continue;
    refund.dueOn = toDay;
    const trace = { id: newId(), refundId, fromDay, toDay, holidayId: cause.id, at } satisfies DueChange;
    em.persist(Object.assign(new DueChange(), trace));
  }
}
