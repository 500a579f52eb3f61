/** Faults on demand: what can go wrong with a call of this vendor, beside what can go wrong with any. */
import { z } from "zod";
import { FaultStore } from "../kit/fault/fault-store.js";
import { callPlans, PENDING_FAULT, TRANSPORT_FAULTS } from "../kit/fault/fault.js";

/** Any, because the vendor adds codes without notice. */
const code = z.string().regex(/^[A-Z][A-Z0-9_]{0,39}$/, "must look like an error code of the vendor");
const message = z.string().optional();

export const FAULT = z.discriminatedUnion("kind", [
  /** A definite no, given after the vendor's own checks passed; nothing happens. `status` when the code's own does not fit. */
  z.strictObject({
    kind: z.literal("REFUSE"),
    code: code.default("COMMON_REFUND_ERROR"),
    message,
    status: z.number().int().min(200).max(599).optional(),
  }),
  /** The refund is made, and answered as a failure: cash receipts that could not follow, or a lost patience inside. */
  z.strictObject({
    kind: z.literal("ERROR_AFTER_EFFECT"),
    code: code.default("CASH_RECEIPT_CANCEL_ISSUE_FAIL"),
    message,
  }),
  /** REFUND_PROGRESS, answered with `code`. */
  PENDING_FAULT.extend({ code: code.default("TRANSACTION_PENDING_ERROR") }),
  ...TRANSPORT_FAULTS,
  /** 401, whatever key was sent. */
  z.strictObject({ kind: z.literal("UNAUTHORIZED") }),
]);
export type Fault = z.output<typeof FAULT>;
/** A fault as a caller writes it; defaults are filled in. */
export type FaultInput = z.input<typeof FAULT>;

/** `cancel` is POST /api/v2/refunds, `get` is POST /api/v2/status. */
export const FAULT_PLAN = z.discriminatedUnion("hits", callPlans(FAULT));
export type FaultPlan = z.input<typeof FAULT_PLAN>;

export const FAULTS = new FaultStore({
  schema: "toss_pay",
  fault: FAULT,
  decidingKinds: ["REFUSE", "ERROR_AFTER_EFFECT", "PENDING"],
  cancelOnlyKinds: ["ERROR_AFTER_EFFECT", "PENDING"],
});
