/** Faults on demand: what can go wrong with a call of this vendor, beside what can go wrong with any. */
import { z } from "zod";
import { FaultStore } from "../kit/fault/fault-store.js";
import { callPlans, PENDING_FAULT, PLAN_FIELDS, TRANSPORT_FAULTS, WEBHOOK_PLAN } from "../kit/fault/fault.js";
import { ERROR_SHAPES, isResultCode, type ResultCode } from "./refusal.js";

const RESULT_CODE = z.custom<ResultCode>(
  (code) => typeof code === "string" && isResultCode(code),
  "must be a documented code, or EBP-D-nnnn or EBP-E-nnnn",
);

export const FAULT = z.discriminatedUnion("kind", [
  /** An error after the sandbox's own checks passed; with `effect` the money moved all the same. */
  z.strictObject({
    kind: z.literal("REFUSE"),
    code: RESULT_CODE.default("EBP-C-0010"),
    message: z.string().default("Refused on demand."),
    /** The code's own when omitted: 200 for D and E. The pages disagree about A. */
    status: z.number().int().min(200).max(599).optional(),
    shape: z.enum(ERROR_SHAPES).optional(),
    effect: z.boolean().default(false),
  }),
  PENDING_FAULT,
  ...TRANSPORT_FAULTS,
  /** EBP-A-0001 although the credentials are right. */
  z.strictObject({
    kind: z.literal("UNAUTHORIZED"),
    status: z.union([z.literal(401), z.literal(400)]).default(401),
    shape: z.enum(ERROR_SHAPES).optional(),
  }),
]);
export type Fault = z.output<typeof FAULT>;
/** A fault as a caller writes it; defaults are filled in. */
export type FaultInput = z.input<typeof FAULT>;

/** The webhook that tells of the next cancel's request is sent only after a later webhook of the payment. */
const ORDER_FAULT = z.strictObject({ kind: z.literal("SWAP") });

export const FAULT_PLAN = z.discriminatedUnion("hits", [
  ...callPlans(FAULT),
  z.strictObject({ hits: z.literal("webhook-order"), fault: ORDER_FAULT, ...PLAN_FIELDS }),
  WEBHOOK_PLAN,
]);
export type FaultPlan = z.input<typeof FAULT_PLAN>;

/** Nothing is ever replayed here: no kind needs to be spared for the first try. */
export const FAULTS = new FaultStore({ schema: "ebp", fault: FAULT, decidingKinds: [], cancelOnlyKinds: ["PENDING"] });
/** The same tables: plans for the order of webhooks lie among the others. */
export const ORDER_FAULTS = new FaultStore({ schema: "ebp", fault: ORDER_FAULT, decidingKinds: [] });
