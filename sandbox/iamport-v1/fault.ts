/** Faults on demand: what can go wrong with a call of this vendor, beside what can go wrong with any. */
import { z } from "zod";
import { FaultStore } from "../kit/fault/fault-store.js";
import { callPlans, PENDING_FAULT, PLAN_FIELDS, TRANSPORT_FAULTS, WEBHOOK_PLAN } from "../kit/fault/fault.js";
import { PG_NO } from "./refusal.js";

export const FAULT = z.discriminatedUnion("kind", [
  /** A definite no, given after the sandbox's own checks passed. Nothing is done. */
  z.strictObject({
    kind: z.literal("REFUSE"),
    code: z
      .number()
      .int()
      .refine((code) => code !== 0, "0 is success")
      .default(PG_NO),
    message: z.string().default("카드사에서 취소를 거절했습니다."),
    /** 200 as the vendor does it; another for a look-up that is told 404. */
    status: z.union([z.literal(200), z.literal(400), z.literal(401), z.literal(404)]).default(200),
  }),
  PENDING_FAULT,
  /** 401; for the token call as if the key were wrong, for others as if the token had just ended. */
  z.strictObject({ kind: z.literal("UNAUTHORIZED") }),
  ...TRANSPORT_FAULTS,
]);
export type Fault = z.output<typeof FAULT>;
/** A fault as a caller writes it; defaults are filled in. */
export type FaultInput = z.input<typeof FAULT>;

export const FAULT_PLAN = z.discriminatedUnion("hits", [
  ...callPlans(FAULT),
  /** POST /users/getToken; it is about no payment. */
  z.strictObject({ hits: z.literal("token"), fault: FAULT, times: PLAN_FIELDS.times }),
  WEBHOOK_PLAN,
]);
export type FaultPlan = z.input<typeof FAULT_PLAN>;

export const FAULTS = new FaultStore({
  schema: "iamport_v1",
  fault: FAULT,
  decidingKinds: ["REFUSE", "PENDING"],
  cancelOnlyKinds: ["PENDING"],
});
