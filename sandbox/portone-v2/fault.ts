/** Faults on demand: what can go wrong with a call of this vendor, beside what can go wrong with any. */
import { z } from "zod";
import { FaultStore } from "../kit/fault/fault-store.js";
import { callPlans, PENDING_FAULT, TRANSPORT_FAULTS, WEBHOOK_PLAN } from "../kit/fault/fault.js";
import { REFUSAL_TYPES } from "./refusal.js";

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
  PENDING_FAULT,
  ...TRANSPORT_FAULTS,
  z.strictObject({ kind: z.literal("OUTSTANDING") }),
  z.strictObject({ kind: z.literal("UNAUTHORIZED") }),
  z.strictObject({ kind: z.literal("TOO_MANY_REQUESTS"), retryAfterSeconds: z.number().int().min(0).optional() }),
]);
export type Fault = z.output<typeof FAULT>;
/** A fault as a caller writes it; defaults are filled in. */
export type FaultInput = z.input<typeof FAULT>;

export const FAULT_PLAN = z.discriminatedUnion("hits", [...callPlans(FAULT), WEBHOOK_PLAN]);
export type FaultPlan = z.input<typeof FAULT_PLAN>;

export const FAULTS = new FaultStore({
  schema: "portone_v2",
  fault: FAULT,
  decidingKinds: ["REFUSE", "FAIL", "PENDING"],
  cancelOnlyKinds: ["FAIL", "PENDING", "OUTSTANDING"],
});
