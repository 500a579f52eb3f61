/** Raises an alarm: a work item, a log line, and a count to alert on. */
import type { EntityManager } from "@mikro-orm/postgresql";
import type { RefundContext } from "../context.js";
import { openItem } from "./open-item.js";
import type { Refund } from "./refund.entity.js";
import type { AlarmKind, WorkItem } from "./work-item.entity.js";

export function raiseAlarm(
  context: RefundContext,
  em: EntityManager,
  kind: AlarmKind,
  { refund, at, detail, ...about }: { refund?: Refund; paymentId?: string; at: Date; detail: WorkItem["detail"] },
): string {
  const paymentId = refund?.paymentId ?? about.paymentId ?? null;
  const { id } = openItem(em, { kind, refundId: refund?.id ?? null, paymentId, detail, at });
  context.metrics.alarms.inc({ kind });
  context.log.warn({ kind, refundId: refund?.id, paymentId, ...detail }, "alarm");
  return id;
}
