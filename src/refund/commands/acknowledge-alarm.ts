/** alarmAcknowledge: a person has looked at an alarm. Moves no money and no state; the alarm leaves the open list. */
import { LockMode } from "@mikro-orm/core";
import type { Principal } from "../../access/principal.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import { fail, ok } from "../../problem.js";
import { commandOnce, type RefundContext } from "../context.js";
import { Alarm } from "../record/history.entity.js";

/** Acknowledged before, it stays with whoever did so first. Outcomes: NOT_FOUND. */
export function acknowledgeAlarm(
  context: RefundContext,
  principal: Principal,
  input: { id: string; idempotencyKey: string },
): Promise<IdempotentResult<{ alarmId: string }>> {
  const { id, idempotencyKey } = input;
  return commandOnce(
    context,
    { principal, operation: "alarmAcknowledge", idempotencyKey, input: { id } },
    async (em) => {
      const alarm = await em.findOne(Alarm, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!alarm) return fail("NOT_FOUND", { what: "alarm", id }, ["id"]);
      alarm.acknowledgedBy ??= principal.subject;
      alarm.acknowledgedAt ??= context.clock.now();
      return ok({ alarmId: alarm.id });
    },
  );
}
