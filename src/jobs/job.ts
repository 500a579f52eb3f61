/** The kinds of jobs: what each carries, the queue it waits in, and the row it is a wake-up for. */
import { createHash } from "node:crypto";

/** Every kind with what its jobs carry. Ids only: a job may be read by anybody who reads the queue. */
export interface JobData {
  "attempt.send": { gateway: string; attemptId: string };
  "attempt.look-up": { gateway: string; attemptId: string };
  "refund.retry": { refundId: string };
  "payment.look-up": { gateway: string; paymentId: string };
  "webhook.handle": { gateway: string; deliveryId: string };
  "gateway.probe": { gateway: string };
  "gateway.reconcile": { gateway: string; day: string };
  "books.verify": { day: string };
  "holiday.apply": { day: string };
}
export type JobName = keyof JobData;

/** In the order in which jobs that are due at once are begun. */
export const JOB_NAMES = [
  "attempt.send",
  "attempt.look-up",
  "refund.retry",
  "payment.look-up",
  "webhook.handle",
  "gateway.probe",
  "gateway.reconcile",
  "books.verify",
  "holiday.apply",
] as const satisfies JobName[];

/** Kinds that may call a gateway: each waits in a queue of its own for each gateway, so that one that hangs holds up nobody else. */
const CALLING: ReadonlySet<JobName> = new Set([
  "attempt.send",
  "attempt.look-up",
  "payment.look-up",
  "webhook.handle",
  "gateway.probe",
  "gateway.reconcile",
]);

/** Every queue there is. Those without a gateway in their name hold what earlier releases have left, too. */
export const queuesFor = (gateways: readonly string[]): string[] =>
  JOB_NAMES.flatMap((name) => [name, ...(CALLING.has(name) ? gateways.map((gateway) => `${name}/${gateway}`) : [])]);

export const queueOf = <Name extends JobName>(name: Name, data: JobData[Name]): string =>
  CALLING.has(name) && "gateway" in data ? `${name}/${data.gateway}` : name;

/** The kind and the gateway in a queue's name; null for a queue of somebody else's, such as the dead letters. */
export function readQueue(queue: string): { name: JobName; gateway: string | null } | null {
  const [kind, gateway = null] = queue.split("/");
  const name = JOB_NAMES.find((known) => known === kind);
  return name ? { name, gateway } : null;
}

/** The row a job is a wake-up for: of one row at most one job of a kind waits. */
export function keyOf<Name extends JobName>(data: JobData[Name]): string {
  if ("attemptId" in data) return data.attemptId;
  if ("refundId" in data) return data.refundId;
  if ("paymentId" in data) return data.paymentId;
  // An id of a vendor's has signs that a key of the queue may not have.
  if ("deliveryId" in data) return createHash("sha256").update(data.deliveryId).digest("hex");
  return "day" in data ? data.day : data.gateway;
}
