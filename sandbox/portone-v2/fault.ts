/** Faults on demand: what can go wrong with a call or a webhook, kept in the database until each has happened. */
import { z } from "zod";
import type { Queryable } from "./database.js";
import { REFUSAL_TYPES } from "./refusal.js";

/** Longer would only make a test hang; the vendor advises clients to read for 60 s. */
const MAX_WAIT_MS = 10 * 60 * 1000;

const waitMs = z.number().int().min(0).max(MAX_WAIT_MS);
/** Whether the cancel happens although the answer is lost or spoilt. */
const effect = z.boolean().default(true);

export const FAULT = z.discriminatedUnion("kind", [
  /** A definite no, given after the vendor's own checks passed. PG_PROVIDER leaves a FAILED cancellation behind. */
  z.strictObject({
    kind: z.literal("REFUSE"),
    type: z.enum(REFUSAL_TYPES).default("PG_PROVIDER"),
    message: z.string().optional(),
    pgCode: z.string().default("SANDBOX_REFUSED"),
    pgMessage: z.string().default("카드사에서 취소를 거절했습니다."),
  }),
  /** HTTP 200 with a cancellation that is FAILED. */
  z.strictObject({ kind: z.literal("FAIL") }),
  /** Accepted, decided later: after `delayMs`, or by the control API when `null`. */
  z.strictObject({
    kind: z.literal("PENDING"),
    delayMs: z.number().int().min(0).nullable().default(null),
    outcome: z.enum(["SUCCEEDED", "FAILED"]).default("SUCCEEDED"),
  }),
  z.strictObject({ kind: z.literal("LOSE_ANSWER_BEFORE_EFFECT") }),
  z.strictObject({ kind: z.literal("LOSE_ANSWER_AFTER_EFFECT") }),
  z.strictObject({ kind: z.literal("SLOW"), ms: waitMs, effect: z.enum(["BEFORE_WAIT", "AFTER_WAIT"]) }),
  z.strictObject({ kind: z.literal("STATUS_5XX"), status: z.number().int().min(500).max(599).default(500), effect }),
  z.strictObject({ kind: z.literal("HTML"), effect }),
  z.strictObject({ kind: z.literal("TRUNCATED_JSON"), effect }),
  z.strictObject({ kind: z.literal("HALF_OPEN"), effect }),
  z.strictObject({ kind: z.literal("OUTSTANDING") }),
  z.strictObject({ kind: z.literal("UNAUTHORIZED") }),
  z.strictObject({ kind: z.literal("TOO_MANY_REQUESTS"), retryAfterSeconds: z.number().int().min(0).optional() }),
]);
export type Fault = z.output<typeof FAULT>;
/** What a caller writes; defaults are filled in. */
export type FaultInput = z.input<typeof FAULT>;

export const WEBHOOK_FAULT = z.discriminatedUnion("kind", [
  /** Delivered `times` times in all, each a valid delivery with the same webhook-id. */
  z.strictObject({ kind: z.literal("DUPLICATE"), times: z.number().int().min(2).max(20) }),
  z.strictObject({ kind: z.literal("DELAY"), ms: z.number().int().min(0) }),
  /** Never delivered at all. */
  z.strictObject({ kind: z.literal("DROP") }),
]);
export type WebhookFault = z.output<typeof WEBHOOK_FAULT>;

const plan = {
  /** One payment; every payment when omitted. */
  paymentId: z.string().optional(),
  /** For the next so many calls. */
  times: z.number().int().min(1).max(1_000_000).default(1),
};
export const FAULT_PLAN = z.discriminatedUnion("hits", [
  z.strictObject({ hits: z.literal("cancel"), fault: FAULT, ...plan }),
  z.strictObject({ hits: z.literal("get"), fault: FAULT, ...plan }),
  z.strictObject({ hits: z.literal("webhook"), fault: WEBHOOK_FAULT, ...plan }),
]);
export type FaultPlan = z.input<typeof FAULT_PLAN>;

/** These decide what the call does; a stored answer that is only replayed does not use them up. */
const DECIDING_KINDS = ["REFUSE", "FAIL", "PENDING"];
/** These make no sense for a look-up. */
const CANCEL_ONLY_KINDS = ["FAIL", "PENDING", "OUTSTANDING"];

/** @returns what is wrong with the plan, or `null`. */
export const planProblem = (wanted: z.output<typeof FAULT_PLAN>): string | null =>
  wanted.hits === "get" && CANCEL_ONLY_KINDS.includes(wanted.fault.kind)
    ? `${wanted.fault.kind} cannot happen to a look-up`
    : null;

export async function planFault(db: Queryable, wanted: z.output<typeof FAULT_PLAN>): Promise<void> {
  await db.query("INSERT INTO portone_v2.fault (hits, payment_id, remaining, fault) VALUES ($1, $2, $3, $4)", [
    wanted.hits,
    wanted.paymentId ?? null,
    wanted.times,
    wanted.fault,
  ]);
}

export async function clearFaults(db: Queryable): Promise<void> {
  await db.query("DELETE FROM portone_v2.fault");
}

/** The next planned fault for this call, used up once; those of the payment come before those for every payment. */
async function takePlanned(db: Queryable, hits: FaultPlan["hits"], paymentId: string, notKinds: string[]) {
  const { rows } = await db.query<{ fault: unknown }>(
    `UPDATE portone_v2.fault SET remaining = remaining - 1
      WHERE no = (SELECT no FROM portone_v2.fault
                   WHERE hits = $1 AND remaining > 0 AND (payment_id = $2 OR payment_id IS NULL)
                     AND NOT fault->>'kind' = ANY ($3)
                   ORDER BY payment_id IS NULL, no LIMIT 1 FOR UPDATE)
      RETURNING fault`,
    [hits, paymentId, notKinds],
  );
  return rows[0]?.fault;
}

export async function takeWebhookFault(db: Queryable, paymentId: string): Promise<WebhookFault | null> {
  const fault = await takePlanned(db, "webhook", paymentId, []);
  return fault === undefined ? null : WEBHOOK_FAULT.parse(fault);
}

/** A planned fault, else the payment's lasting behaviour (cancels only), else `null`. */
export async function takeFault(
  db: Queryable,
  call: { hits: "cancel" | "get"; paymentId: string; replay: boolean },
): Promise<Fault | null> {
  const notKinds = call.replay ? DECIDING_KINDS : [];
  const planned = await takePlanned(db, call.hits, call.paymentId, notKinds);
  if (planned !== undefined) return FAULT.parse(planned);
  if (call.hits === "get") return null;
  const { rows } = await db.query<{ behaviour: unknown }>(
    "SELECT behaviour FROM portone_v2.payment WHERE id = $1 AND behaviour IS NOT NULL AND NOT behaviour->>'kind' = ANY ($2)",
    [call.paymentId, notKinds],
  );
  return rows[0] ? FAULT.parse(rows[0].behaviour) : null;
}
