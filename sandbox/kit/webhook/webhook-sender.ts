/** The webhook sender: delivers webhooks, tries again as the vendor does, and survives a restart because what is due is in the database. */
import type { Pool } from "pg";
import type { WebhookFault } from "../fault/fault.js";
import type { Outcome, WebhookOutbox, WebhookRow } from "./webhook-outbox.js";

/** Deliveries under way at once. */
const MAX_IN_FLIGHT = 20;

/** How one vendor sends: what differs between vendors, and nothing else. */
export interface DeliveryOptions<Target> {
  contentType: string;
  /** Signature and the like; none for a vendor that does not sign. `timestamp` is in whole seconds since 1970. */
  headers: (target: Target, webhook: WebhookRow, timestamp: number) => Readonly<Record<string, string>>;
  /** Time before each try, counted from the end of the one before; as many tries as entries. */
  retryWaitsMs: readonly number[];
  receiverTimeoutMs: number;
}

export interface WebhookSenderOptions<Target> {
  pool: Pool;
  outbox: Pick<WebhookOutbox, "due" | "reschedule" | "noteAttempt">;
  takeFault: (paymentId: string) => Promise<WebhookFault | null>;
  deliveryOptions: DeliveryOptions<Target>;
  now: () => Date;
  /** The time in the signature: receivers compare it with the real time, whatever business time is. */
  wallClock: () => Date;
  closing: AbortSignal;
  /** Called when a delivery ended, so that the next due one is looked for at once. */
  onDelivered: () => void;
}

/** `Target` says where webhooks go and what signs them. */
export class WebhookSender<Target extends { url: string }> {
  readonly #options: WebhookSenderOptions<Target>;
  readonly #inFlight = new Map<string, Promise<void>>();
  #target: Target | null = null;

  constructor(options: WebhookSenderOptions<Target>) {
    this.#options = options;
  }

  setTarget(target: Target | null): void {
    this.#target = target;
  }

  /** Starts the delivery of what is due and not under way yet. Without a target everything waits for one. */
  async deliverDue(): Promise<void> {
    const { pool, outbox, now } = this.#options;
    if (!this.#target) return;
    const limit = MAX_IN_FLIGHT - this.#inFlight.size;
    const due = await outbox.due(pool, { now: now(), notIds: [...this.#inFlight.keys()], limit });
    for (const webhook of due) {
      const delivery = this.#deliver(webhook)
        .catch(() => undefined) // The database is away: the row is still due.
        .finally(() => {
          this.#inFlight.delete(webhook.id);
          this.#options.onDelivered();
        });
      this.#inFlight.set(webhook.id, delivery);
    }
  }

  /** When every delivery under way has ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#inFlight.values());
  }

  async #deliver(webhook: WebhookRow): Promise<void> {
    const { pool, outbox, takeFault, now, closing } = this.#options;
    const fault = await takeFault(webhook.payment_id);
    if (fault?.kind === "DELAY") {
      const nextAt = new Date(now().getTime() + fault.ms);
      await outbox.reschedule(pool, webhook.id, { status: "WAITING", attempts: webhook.attempts, nextAt });
      return;
    }
    if (fault?.kind === "DROP") {
      await outbox.reschedule(pool, webhook.id, { status: "DROPPED", attempts: webhook.attempts, nextAt: null });
      return;
    }
    let outcome = await this.attempt(webhook);
    for (let copy = 1; fault?.kind === "DUPLICATE" && copy < fault.times; copy++) outcome = await this.attempt(webhook);
    // Cut off by our own closing: it stays due, and the next start sends it again with the same id.
    if (closing.aborted && outcome.status !== "SUCCEEDED") return;
    const attempts = webhook.attempts + 1;
    const nextAt = this.#nextTry(outcome, attempts);
    await outbox.reschedule(pool, webhook.id, { status: outcome.status, attempts, nextAt });
  }

  #nextTry(outcome: Outcome, attempts: number): Date | null {
    const wait = this.#options.deliveryOptions.retryWaitsMs[attempts];
    if (outcome.status === "SUCCEEDED" || wait === undefined) return null;
    return new Date(this.#options.now().getTime() + wait);
  }

  /** One POST to the receiver, recorded. `signedSecondsAgo` makes an honest but old signature. */
  async attempt(webhook: WebhookRow, signedSecondsAgo = 0): Promise<Outcome> {
    const { pool, outbox, now, wallClock } = this.#options;
    const target = this.#target;
    if (!target) throw new Error("no webhook URL is set");
    const timestamp = Math.floor(wallClock().getTime() / 1000) - signedSecondsAgo;
    const outcome = await this.#post(target, webhook, timestamp);
    await outbox.noteAttempt(pool, webhook.id, { at: now(), url: target.url, outcome });
    return outcome;
  }

  async #post(target: Target, webhook: WebhookRow, timestamp: number): Promise<Outcome> {
    const { deliveryOptions, closing } = this.#options;
    try {
      const response = await fetch(target.url, {
        method: "POST",
        headers: {
          "content-type": deliveryOptions.contentType,
          ...deliveryOptions.headers(target, webhook, timestamp),
        },
        body: webhook.body,
        redirect: "manual",
        signal: AbortSignal.any([closing, AbortSignal.timeout(deliveryOptions.receiverTimeoutMs)]),
      });
      await response.arrayBuffer();
      const status = response.ok ? "SUCCEEDED" : "FAILED_NOT_OK_RESPONSE";
      return { status, responseStatus: response.status, error: null };
    } catch (error) {
      return { status: "FAILED_UNEXPECTED_ERROR", responseStatus: null, error: String(error) };
    }
  }
}
