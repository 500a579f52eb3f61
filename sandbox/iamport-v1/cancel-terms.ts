/** A cancel as the rules see it: what is asked for, and under which circumstances. */
import type { CancelRequest } from "./cancel-request.js";
import type { Trigger } from "./payment.js";

/** When it is, who asks (only the API is held to what a way of paying allows), and whether the PG's contract covers accounts. */
export interface Circumstances {
  now: Date;
  trigger: Trigger;
  contracted: boolean;
}

export type CancelTerms = Omit<CancelRequest, "imp_uid" | "merchant_uid">;
