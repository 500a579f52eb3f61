/** State that every part of the running sandbox shares, and the options it is started with. */
import type { Sandbox as AnySandbox, SandboxOptions } from "../kit/sandbox.js";

interface Credentials {
  /** The merchant's; one that begins with `sk_test_` makes answers say `"mode": "TEST"`. */
  apiKey: string;
}

export interface TossPaySandboxOptions extends Credentials, SandboxOptions {
  /** Whole won the shop may refund on one Korean day, `null` for no limit; when omitted, as the ledger remembers it. */
  dailyRefundLimit?: number | null;
}

/** Business time also says which Korean day a daily limit is for. */
export interface Sandbox extends Credentials, AnySandbox {}
