/** Raises an alarm: a row a person has to acknowledge, a log line, and a count to alert on. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { newId } from "../../identifier.js";
import type { RefundContext } from "../context.js";
import { Alarm, type AlarmKind } from "./history.entity.js";
import type { Refund } from "./refund.entity.js";

export function raiseAlarm(
  context: RefundContext,
  em: EntityManager,
  kind: AlarmKind,
  about: { refund?: Refund; paymentId?: string; at: Date; detail: Alarm["detail"] },
): string {
  const { refund, at, detail } = about;
  const paymentId = refund?.paymentId ?? about.paymentId ?? null;
  const id = newId();
  em.persist(
    Object.assign(new Alarm(), {
      id,
      kind,
      refundId: refund?.id ?? null,
      paymentId,
      detail,
      raisedAt: at,
      acknowledgedBy: null,
      acknowledgedAt: null,
    }),
  );
  context.metrics.alarms.inc({ kind });
  context.log.warn({ kind, refundId: refund?.id, paymentId, ...detail }, "alarm");
  return id;
}
