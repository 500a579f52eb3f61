/** Faults every gateway can have: what the network does to a call or a webhook, and the fields of a plan for one. */
import { z } from "zod";

/** Longer would only make a test hang: no client reads for as long. */
const MAX_WAIT_MS = 10 * 60 * 1000;

/** True: the work happens although the answer is lost or spoilt. */
const effect = z.boolean().default(true);

/** A vendor's own list is `z.discriminatedUnion("kind", [...its own kinds, ...TRANSPORT_FAULTS])`. */
export const TRANSPORT_FAULTS = [
  z.strictObject({ kind: z.literal("LOSE_ANSWER_BEFORE_EFFECT") }),
  z.strictObject({ kind: z.literal("LOSE_ANSWER_AFTER_EFFECT") }),
  z.strictObject({
    kind: z.literal("SLOW"),
    ms: z.number().int().min(0).max(MAX_WAIT_MS),
    effect: z.enum(["BEFORE_WAIT", "AFTER_WAIT"]),
  }),
  z.strictObject({ kind: z.literal("STATUS_5XX"), status: z.number().int().min(500).max(599).default(500), effect }),
  z.strictObject({ kind: z.literal("HTML"), effect }),
  z.strictObject({ kind: z.literal("TRUNCATED_JSON"), effect }),
  z.strictObject({ kind: z.literal("HALF_OPEN"), effect }),
] as const;
export type TransportFault = z.output<(typeof TRANSPORT_FAULTS)[number]>;

/** Accepted like any success, decided later: after `delayMs`, or by the control API when `null`. */
export const PENDING_FAULT = z.strictObject({
  kind: z.literal("PENDING"),
  delayMs: z.number().int().min(0).nullable().default(null),
  outcome: z.enum(["SUCCEEDED", "FAILED"]).default("SUCCEEDED"),
});

const TRANSPORT_KINDS: readonly string[] = TRANSPORT_FAULTS.map((fault) => fault.shape.kind.value);

/** Tells the faults of the transport, which `spoil` knows, from a vendor's own. */
export const isTransportFault = (fault: { kind: string }): fault is TransportFault =>
  TRANSPORT_KINDS.includes(fault.kind);

export const WEBHOOK_FAULT = z.discriminatedUnion("kind", [
  /** Delivered `times` times in all, each a valid delivery of the same webhook. */
  z.strictObject({ kind: z.literal("DUPLICATE"), times: z.number().int().min(2).max(20) }),
  z.strictObject({ kind: z.literal("DELAY"), ms: z.number().int().min(0) }),
  /** Never delivered at all. */
  z.strictObject({ kind: z.literal("DROP") }),
]);
export type WebhookFault = z.output<typeof WEBHOOK_FAULT>;

/** Fields of every plan besides `hits` and `fault`. */
export const PLAN_FIELDS = {
  /** One payment; every payment when omitted. */
  paymentId: z.string().optional(),
  /** For the next so many calls. */
  times: z.number().int().min(1).max(1_000_000).default(1),
};

/** The plans for the calls that every vendor has: a cancel and a look-up. @param fault the vendor's whole list */
export const callPlans = <Fault extends z.ZodType>(fault: Fault) =>
  [
    z.strictObject({ hits: z.literal("cancel"), fault, ...PLAN_FIELDS }),
    z.strictObject({ hits: z.literal("get"), fault, ...PLAN_FIELDS }),
  ] as const;

/** The plan for deliveries, of every vendor that sends webhooks. */
export const WEBHOOK_PLAN = z.strictObject({ hits: z.literal("webhook"), fault: WEBHOOK_FAULT, ...PLAN_FIELDS });
