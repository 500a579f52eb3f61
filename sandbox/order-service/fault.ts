/** Faults on demand: what can go wrong between the order service and the service. */
import { z } from "zod";
import { FaultStore } from "../kit/fault/fault-store.js";
import { PLAN_FIELDS } from "../kit/fault/fault.js";

/** Longer would only make a test hang. */
const MAX_WAIT_MS = 10 * 60 * 1000;

/** Nothing is booked, and `reason` is reported: a sentence for the operator, without personal data. */
const REFUSE = z.strictObject({
  kind: z.literal("REFUSE"),
  reason: z.string().min(1).max(200).default("적립금을 되돌릴 수 없습니다."),
});
/** Booked (or refused) at once, reported only after `ms`: the refund stays PENDING for so long. */
const SLOW = z.strictObject({ kind: z.literal("SLOW"), ms: z.number().int().min(0).max(MAX_WAIT_MS) });
/** One report is lost on its way (`arrives: false`), or it arrives and its answer is lost. It is made again. */
const LOSE_REPORT = z.strictObject({ kind: z.literal("LOSE_REPORT"), arrives: z.boolean().default(true) });

/** Behaviours that a payment can have for ever. */
export const BEHAVIOUR = z.discriminatedUnion("kind", [REFUSE, SLOW]);
export type Behaviour = z.input<typeof BEHAVIOUR>;

const FAULT = z.discriminatedUnion("kind", [REFUSE, SLOW, LOSE_REPORT]);
export type Fault = z.output<typeof FAULT>;

/** For the next `times` attempts or reports of one payment, or of any. */
export const FAULT_PLAN = z.strictObject({ fault: FAULT, ...PLAN_FIELDS });
/** As a caller writes it; defaults are filled in. */
export type FaultPlan = z.input<typeof FAULT_PLAN>;

/** The work a fault waits for, in the words of the shared store: `cancel` is our answer to an attempt. */
export const hitsOf = ({ kind }: Fault): "cancel" | "report" => (kind === "LOSE_REPORT" ? "report" : "cancel");

export const FAULTS = new FaultStore({
  schema: "order_service",
  fault: FAULT,
  decidingKinds: ["REFUSE", "SLOW"],
});
