/**
 * Works the queues: one question for all of them finds what is due, and each has a concurrency of its own, so that jobs
 * that take long in one keep no other waiting. A place is free again as soon as its own job has ended.
 */
import type { PgBoss } from "pg-boss";
import { guarded } from "../telemetry/guarded.js";
import { JOB_NAMES, readQueue, type JobName } from "./job.js";

/** Jobs of one queue fetched at once where they are run one after the other. */
const BATCH = 10;
/** An outage of the database is no reason to ask it in a circle. */
const PAUSE_AFTER_FAULT_MS = 500;

/** True for a queue whose jobs are to wait: its gateway does not answer. */
export type Held = (name: JobName, gateway: string | null) => boolean;

export interface Work {
  /** Runs one job; throws where it failed. */
  run(name: JobName, data: object): Promise<void>;
  /** Asked before each round. */
  held(): Promise<Held>;
}

interface DueQueue {
  queue: string;
  name: JobName;
}

/** Queues with a job that may be run now, in the order of `JOB_NAMES`. */
async function dueQueues(boss: PgBoss, schema: string, work: Work): Promise<DueQueue[]> {
  const { rows } = await boss
    .getDb()
    .executeSql(`select distinct name from ${schema}.job where state < 'active' and start_after <= now()`);
  const found = (rows as { name: string }[]).flatMap(({ name: queue }) => {
    const read = readQueue(queue);
    return read ? [{ queue, ...read }] : [];
  });
  if (found.length === 0) return [];
  const isHeld = await work.held();
  return found
    .filter(({ name, gateway }) => !isHeld(name, gateway))
    .sort((a, b) => JOB_NAMES.indexOf(a.name) - JOB_NAMES.indexOf(b.name) || a.queue.localeCompare(b.queue));
}

/** Runs whatever is due, one job after the other, until nothing is left. Returns how many; throws what a job throws. */
export async function drainQueues(boss: PgBoss, schema: string, work: Work): Promise<number> {
  let done = 0;
  for (;;) {
    const before = done;
    for (const { queue, name } of await dueQueues(boss, schema, work)) {
      for (const job of (await boss.fetch<object>(queue, { batchSize: BATCH })) ?? []) {
        done += 1;
        await work.run(name, job.data);
        await boss.complete(queue, job.id);
      }
    }
    if (done === before) return done;
  }
}

export interface DispatcherOptions {
  boss: PgBoss;
  schema: string;
  pollMs: number;
  /** Jobs of one queue that this process works at once. */
  concurrency: number;
  work: Work;
  onError: (error: Error) => void;
}

export interface Dispatcher {
  /** Looks now rather than at the next poll. */
  wake(): void;
  /** Fetches nothing more and waits for what runs, at most so long; what still runs then is given back to the queue. */
  stop(timeoutMs: number): Promise<void>;
}

export function startDispatcher({ boss, schema, pollMs, concurrency, work, onError }: DispatcherOptions): Dispatcher {
  const running = new Map<string, { queue: string; done: Promise<void> }>();
  let stopping = false;
  let round: Promise<void> | null = null;
  let again = false;

  const runOne = async (queue: string, name: JobName, job: { id: string; retryCount: number; data: object }) => {
    try {
      await work.run(name, job.data);
      await boss.complete(queue, job);
    } catch (error) {
      onError(error as Error);
      await boss.fail(queue, job, { message: (error as Error).message }).catch((fault: Error) => onError(fault));
    } finally {
      running.delete(job.id);
      wake();
    }
  };

  const fill = async ({ queue, name }: DueQueue): Promise<void> => {
    const taken = [...running.values()].filter((one) => one.queue === queue).length;
    if (taken >= concurrency) return;
    for (const job of (await boss.fetch<object>(queue, { batchSize: concurrency - taken })) ?? [])
      running.set(job.id, { queue, done: runOne(queue, name, job) });
  };

  const look = async (): Promise<void> => {
    do {
      again = false;
      const due = await dueQueues(boss, schema, work);
      // Each by itself: a queue that cannot be read just now keeps no other from being worked.
      await Promise.all(due.map((queue) => fill(queue)));
    } while (again && !stopping);
  };

  const wake = (): void => {
    if (stopping) return;
    again = true;
    round ??= look()
      .catch(async (error: unknown) => {
        onError(error as Error);
        again = false;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_FAULT_MS));
      })
      .finally(() => (round = null));
  };

  const timer = setInterval(guarded(wake, onError), pollMs);
  wake();
  return {
    wake,
    async stop(timeoutMs) {
      stopping = true;
      clearInterval(timer);
      await round;
      await within(timeoutMs, Promise.all([...running.values()].map(({ done }) => done)));
      const message = "the process was stopped before it had ended";
      await Promise.all([...running].map(([id, { queue }]) => boss.fail(queue, id, { message }).catch(onError)));
    },
  };
}

async function within(ms: number, all: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeIsUp = new Promise((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([all, timeIsUp]).finally(() => clearTimeout(timer));
}
