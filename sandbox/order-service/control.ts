/** A typed client of the order service's control API, for tests and the demo. */
import { ControlClient, ofPayment } from "../kit/control/control-client.js";
import type { FaultPlan } from "./fault.js";
import type { AccountFacts, PaymentFacts } from "./ledger.js";
import type { AccountRecord, AnswerRecord, EntryRecord, PaymentRecord, PaymentTotals } from "./records.js";

export type { Behaviour, FaultPlan } from "./fault.js";
export type { AccountFacts, PaymentFacts } from "./ledger.js";
export type { AccountRecord, AnswerRecord, EntryRecord, PaymentRecord, PaymentTotals } from "./records.js";

/** Every method throws an Error naming what the order service answered when it did not answer 200. */
export class OrderServiceControl extends ControlClient {
  /** Opens a customer's account; opening the same one again changes nothing. */
  async openAccount(facts: AccountFacts): Promise<AccountRecord> {
    return only(await this.openAccounts([facts]));
  }

  /** All or none, at most 5,000. */
  openAccounts(facts: readonly AccountFacts[]): Promise<AccountRecord[]> {
    return this.call("POST", "accounts", facts);
  }

  /** The customer leaves the shop: what would go back to the account is refused. */
  closeAccount(accountId: string): Promise<AccountRecord> {
    return this.call("POST", `accounts/${encodeURIComponent(accountId)}/closing`, {});
  }

  account(accountId: string): Promise<AccountRecord | null> {
    return this.call("GET", `accounts/${encodeURIComponent(accountId)}`);
  }

  /** Pays an order out of an account; the same one again changes no money and sets its behaviour anew. */
  async createPayment(facts: PaymentFacts): Promise<PaymentRecord> {
    return only(await this.createPayments([facts]));
  }

  /** All or none, at most 5,000. */
  createPayments(facts: readonly PaymentFacts[]): Promise<PaymentRecord[]> {
    return this.call("POST", "payments", facts);
  }

  payment(paymentId: string): Promise<PaymentRecord | null> {
    return this.call("GET", `payments/${encodeURIComponent(paymentId)}`);
  }

  /** Every change of a balance, of an account, of a payment, or of all; oldest first, the latest 10,000. */
  entries(of: { accountId?: string; paymentId?: string } = {}): Promise<EntryRecord[]> {
    return this.call("GET", `entries?${new URLSearchParams(of).toString()}`);
  }

  /** Decisions on the service's attempts, and whether the service has heard it; oldest first, the latest 10,000. */
  answers(paymentId?: string): Promise<AnswerRecord[]> {
    return this.call("GET", `answers${ofPayment(paymentId)}`);
  }

  /** Every payment with what was really given back, added up from the entries. */
  totals(): Promise<PaymentTotals[]> {
    return this.call("GET", "totals");
  }

  async planFault(plan: FaultPlan): Promise<void> {
    await this.call("POST", "faults", plan);
  }

  /** Forgets every planned fault; lasting behaviours of payments stay. */
  async clearFaults(): Promise<void> {
    await this.call("DELETE", "faults", {});
  }
}

function only<T>(records: readonly T[]): T {
  const [record] = records;
  if (!record) throw new Error("the order service opened nothing");
  return record;
}
