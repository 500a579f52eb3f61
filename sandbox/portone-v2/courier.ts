/** The courier: signs and delivers webhooks, tries again as the vendor does, and survives a restart because what is due is in the database. */
import { createHmac } from "node:crypto";
import type { Pool } from "pg";
import { takeWebhookFault } from "./fault.js";
import type { WebhookRow, WebhookStatus } from "./webhook.js";

/** Minutes before each try, as the vendor documents them (it adds jitter; a sandbox is better without). */
export const VENDOR_RETRY_WAITS_MS: readonly number[] = [0, 1, 4, 16, 64, 256].map((minutes) => minutes * 60_000);
/** The vendor waits 30 s for an answer. */
const RECEIVER_TIMEOUT_MS = 30_000;
/** Deliveries under way at once. */
const MAX_IN_FLIGHT = 20;

export interface WebhookTarget {
  url: string;
  /** `whsec_…`; each live secret signs (two while one is being rotated out). */
  secrets: readonly string[];
}

export interface CourierOptions {
  pool: Pool;
  now: () => Date;
  /** The time in the signature header: receivers compare it with the real time, whatever business time is. */
  wallClock: () => Date;
  retryWaitsMs: readonly number[];
  closing: AbortSignal;
  /** Called when a delivery ended, so that the next due one is looked for at once. */
  onDelivered: () => void;
}

type Outcome = { status: WebhookStatus; responseStatus: number | null; error: string | null };

export class Courier {
  readonly #options: CourierOptions;
  readonly #inFlight = new Map<string, Promise<void>>();
  #target: WebhookTarget | null = null;

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  setTarget(target: WebhookTarget | null): void {
    this.#target = target;
  }

  /** Starts the delivery of what is due and not under way yet. Without a target everything waits for one. */
  async deliverDue(): Promise<void> {
    const { pool, now } = this.#options;
    if (!this.#target) return;
    const room = MAX_IN_FLIGHT - this.#inFlight.size;
    const { rows } = await pool.query<WebhookRow>(
      "SELECT * FROM portone_v2.webhook WHERE next_at <= $1 AND NOT id = ANY ($2) ORDER BY next_at, no LIMIT $3",
      [now(), [...this.#inFlight.keys()], room],
    );
    for (const webhook of rows) {
      const delivery = this.#deliver(webhook)
        .catch(() => undefined) // The database is away: the row is still due.
        .finally(() => {
          this.#inFlight.delete(webhook.id);
          this.#options.onDelivered();
        });
      this.#inFlight.set(webhook.id, delivery);
    }
  }

  async settled(): Promise<void> {
    await Promise.all(this.#inFlight.values());
  }

  async #deliver(webhook: WebhookRow): Promise<void> {
    const { pool, now, closing } = this.#options;
    const fault = await takeWebhookFault(pool, webhook.payment_id);
    if (fault?.kind === "DELAY") {
      await this.#reschedule(webhook.id, "WAITING", webhook.attempts, new Date(now().getTime() + fault.ms));
      return;
    }
    if (fault?.kind === "DROP") {
      await this.#reschedule(webhook.id, "DROPPED", webhook.attempts, null);
      return;
    }
    let outcome = await this.attempt(webhook);
    for (let copy = 1; fault?.kind === "DUPLICATE" && copy < fault.times; copy++) outcome = await this.attempt(webhook);
    // Cut off by our own closing: it stays due, and the next start sends it again with the same id.
    if (closing.aborted && outcome.status !== "SUCCEEDED") return;
    const attempts = webhook.attempts + 1;
    await this.#reschedule(webhook.id, outcome.status, attempts, this.#nextTry(outcome, attempts));
  }

  #nextTry(outcome: Outcome, attempts: number): Date | null {
    const wait = this.#options.retryWaitsMs[attempts];
    if (outcome.status === "SUCCEEDED" || wait === undefined) return null;
    return new Date(this.#options.now().getTime() + wait);
  }

  async #reschedule(id: string, status: WebhookStatus, attempts: number, nextAt: Date | null): Promise<void> {
    await this.#options.pool.query(
      "UPDATE portone_v2.webhook SET status = $2, attempts = $3, next_at = $4 WHERE id = $1",
      [id, status, attempts, nextAt],
    );
  }

  /** One POST to the receiver, recorded. `signedSecondsAgo` makes an honest but old signature. */
  async attempt(webhook: WebhookRow, signedSecondsAgo = 0): Promise<Outcome> {
    const { pool, now, wallClock } = this.#options;
    const target = this.#target;
    if (!target) throw new Error("no webhook URL is set");
    const timestamp = Math.floor(wallClock().getTime() / 1000) - signedSecondsAgo;
    const outcome = await this.#post(target, webhook, timestamp);
    await pool.query(
      "INSERT INTO portone_v2.webhook_attempt (webhook_id, at, url, response_status, error) VALUES ($1, $2, $3, $4, $5)",
      [webhook.id, now(), target.url, outcome.responseStatus, outcome.error],
    );
    return outcome;
  }

  async #post(target: WebhookTarget, webhook: WebhookRow, timestamp: number): Promise<Outcome> {
    try {
      const response = await fetch(target.url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "webhook-id": webhook.id,
          "webhook-timestamp": String(timestamp),
          "webhook-signature": signatures(target.secrets, webhook, timestamp),
        },
        body: webhook.body,
        redirect: "manual",
        signal: AbortSignal.any([this.#options.closing, AbortSignal.timeout(RECEIVER_TIMEOUT_MS)]),
      });
      await response.arrayBuffer();
      const status = response.ok ? "SUCCEEDED" : "FAILED_NOT_OK_RESPONSE";
      return { status, responseStatus: response.status, error: null };
    } catch (error) {
      return { status: "FAILED_UNEXPECTED_ERROR", responseStatus: null, error: String(error) };
    }
  }
}

/** Standard Webhooks: `v1,` + base64 HMAC-SHA256 of `id.timestamp.body`, one for each live secret, separated by spaces. */
function signatures(secrets: readonly string[], webhook: WebhookRow, timestamp: number): string {
  return secrets
    .map((secret) => Buffer.from(secret.replace(/^whsec_/, ""), "base64"))
    .map((key) => createHmac("sha256", key).update(`${webhook.id}.${timestamp}.${webhook.body}`).digest("base64"))
    .map((mac) => `v1,${mac}`)
    .join(" ");
}
