/** The dependencies of every use case: the database, the clock, the queue, the gateways, the settings; and who is asking. */
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Principal } from "../access/principal.js";
import { personKey } from "../access/subject.js";
import type { CalendarSettings } from "../calendar/holiday-book.js";
import type { Clock } from "../clock.js";
import { inTransaction } from "../database/transaction.js";
import type { Gateways } from "../gateways/registry.js";
import { runOnce, type IdempotentResult } from "../idempotency/idempotency-store.js";
import type { Jobs } from "../jobs/queue.js";
import { ZERO, type MinorUnits } from "../money/minor-units.js";
import type { SplitStrategy } from "../orders/split.js";
import type { Cipher } from "../personal-data/cipher.js";
import type { Outcome } from "../problem.js";
import type { Logger } from "../telemetry/logger.js";
import type { Metrics } from "../telemetry/metrics.js";

export interface RefundSettings extends CalendarSettings {
  /** By currency: an order's open refunds above this sum need a second person. */
  fourEyesLimit: ReadonlyMap<string, MinorUnits>;
  splitStrategy: SplitStrategy;
  /** Added to a gateway's read timeout to give an attempt's lease. */
  leaseMarginMs: number;
  /** Pauses between look-ups; the last one repeats. */
  lookUpPausesMs: readonly number[];
  /** How long a deferred refund waits where the gateway names no time. */
  deferPauseMs: number;
  /** How often an attempt is tried that provably did not reach the gateway. */
  sendTries: number;
  sendPauseMs: number;
  /** How often a refund is put off for one cause before it is refused with that cause. */
  deferTries: number;
  /** The same for causes that end at a time or by themselves (hours, a day's limit, a dispute): how long. */
  deferPatienceMs: number;
  /** How long a cancel that was accepted without an id may show no trace before people may say what became of it. */
  acceptedHorizonMs: number;
  /** How long a refund may be pending at the gateway before people are to look at it. */
  pendingLongMs: number;
  /** The same for one that is put off again and again. */
  deferredLongMs: number;
  /** The same for one that was collected and cannot be requested. */
  blockedLongMs: number;
  /** Look-ups, or cancels, of a gateway without an answer, one after the other, before its work waits. */
  circuitFailures: number;
  /** How often a person may be shown clear personal data in an hour. */
  revealsPerHour: number;
  /** How often a gateway is asked whether it answers again. */
  probePauseMs: number;
  /** A wake-up that is this late has been lost, or its worker has. */
  sweepGraceMs: number;
}

/** In a currency without a limit of its own every refund needs a second person: a number of won says nothing of dollars. */
export const fourEyesLimitIn = ({ fourEyesLimit }: RefundSettings, currency: string): MinorUnits =>
  fourEyesLimit.get(currency) ?? ZERO;

export interface RefundContext {
  /** Never used directly for work: each transaction forks it. */
  root: EntityManager;
  clock: Clock;
  jobs: Jobs;
  gateways: Gateways;
  cipher: Cipher;
  settings: RefundSettings;
  log: Logger;
  metrics: Metrics;
  /** Takes a failure that stops nothing: counted where the database is away, logged otherwise. */
  onError(error: Error): void;
  /** Tells the event relay and the workers that something was committed. */
  wake(): void;
}

/** The cause of a step that somebody asked for. */
export const causeOf = ({ kind }: Principal): "SERVICE" | "OPERATOR" => (kind === "SERVICE" ? "SERVICE" : "OPERATOR");

/** Runs `work` in one transaction and wakes whoever waits for what it committed. */
export async function transact<T>(context: RefundContext, work: (em: EntityManager) => Promise<T>): Promise<T> {
  const result = await inTransaction(context.root, work);
  context.wake();
  return result;
}

/** A command a caller may send twice: the mutation's name, its key, and its input without the key. */
export interface Command {
  principal: Principal;
  operation: string;
  idempotencyKey: string;
  /** The refund of a bulk. */
  item?: string;
  input: unknown;
  /** The same input as older encryption keys spell it. */
  earlierSpellings?: unknown[];
}

/** Like `transact`, and once only per caller and key (see `runOnce`). */
export async function commandOnce<T>(
  context: RefundContext,
  { principal, operation, idempotencyKey, item, input, earlierSpellings }: Command,
  work: (em: EntityManager) => Promise<Outcome<T>>,
): Promise<IdempotentResult<T>> {
  const requestKey = {
    caller: personKey(principal.subject),
    key: idempotencyKey,
    item,
    operation,
    input,
    earlierSpellings,
  };
  const answered = await runOnce(context.root, context.clock, requestKey, work);
  if (!answered.replayed) context.wake();
  return answered;
}
