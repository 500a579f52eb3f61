/** The job queue: pg-boss in our own database. A job is only a wake-up; the row it names is the truth. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { fromKysely, PgBoss } from "pg-boss";
import { crashPoint } from "../crash-point.js";

/** Every queue with what its jobs carry. Ids only: a job may be read by anybody who reads the queue. */
export interface JobData {
  "attempt.send": { attemptId: string };
  "attempt.look-up": { attemptId: string };
  "refund.retry": { refundId: string };
  "payment.look-up": { paymentId: string };
  "webhook.handle": { gateway: string; deliveryId: string };
  "gateway.reconcile": { gateway: string; day: string };
  "books.verify": { day: string };
}
type QueueName = keyof JobData;
const QUEUES = [
  "attempt.send",
  "attempt.look-up",
  "refund.retry",
  "payment.look-up",
  "webhook.handle",
  "gateway.reconcile",
  "books.verify",
] as const satisfies QueueName[];

/** Where jobs go that failed every time; they stay until somebody redrives them. */
const DEAD_LETTERS = "dead-letters";
const JOBS_SCHEMA = "pgboss";

/** Five tries with growing pauses bridge a database restart; a job that still fails is poison and is set aside. */
const RETRY_LIMIT = 5;
const RETRY_DELAY_S = 1;
const RETRY_DELAY_MAX_S = 60;
/** Longer than the longest gateway call and its settlement, so that a running job is not handed out twice. */
const EXPIRE_S = 180;
/** A job may run this much before its time by our clock, for it is the database's clock that starts it. */
export const EARLY_MS = 1_000;
/** Jobs one worker takes at once, and workers per queue: 20 calls under way per queue and process. */
const BATCH = 10;
const WORKERS = 2;

export type Handlers = { [Name in QueueName]: (data: JobData[Name]) => Promise<void> };

export interface Jobs {
  /** Enqueues in the caller's transaction: the job exists if and only if it commits. */
  enqueue<Name extends QueueName>(em: EntityManager, name: Name, data: JobData[Name], startAfter?: Date): Promise<void>;
  /** Starts working. */
  work(handlers: Handlers): Promise<void>;
  /** Asks the local workers to look now; call it after a commit that enqueued. */
  wake(): void;
  /** Runs whatever is due, here and now, until nothing is left: for tests and the command line. */
  drain(handlers: Handlers): Promise<number>;
  deadLetters(): Promise<DeadLetter[]>;
  /** Puts dead letters back on their queues. Returns how many. */
  redrive(): Promise<number>;
  stop(): Promise<void>;
}

interface DeadLetter {
  id: string;
  queue: string;
  data: unknown;
  failedAt: Date;
  /** The last error's message. */
  error: string | null;
}

export interface JobsOptions {
  url: string;
  pollMs: number;
  drainTimeoutMs: number;
  onError: (error: Error) => void;
  /** Waited for before each statement of the queue's own, so that an outage is not knocked at by every worker. */
  untilBack?: () => Promise<void>;
  onOutcome?: (queue: QueueName, outcome: "done" | "failed") => void;
}

const boss = (url: string, onError: (error: Error) => void, supervise: boolean): PgBoss => {
  const instance = new PgBoss({
    connectionString: url,
    schema: JOBS_SCHEMA,
    max: 4,
    supervise,
    schedule: false,
    application_name: "hwanbul-jobs",
  });
  instance.on("error", onError);
  return instance;
};

/** Creates pg-boss's tables and our queues; safe to run again. */
export async function installJobs(url: string): Promise<void> {
  const instance = boss(url, () => {}, false);
  await instance.start();
  await instance.createQueue(DEAD_LETTERS, { retryLimit: 0 });
  for (const name of QUEUES) {
    await instance.createQueue(name, {
      retryLimit: RETRY_LIMIT,
      retryDelay: RETRY_DELAY_S,
      retryDelayMax: RETRY_DELAY_MAX_S,
      retryBackoff: true,
      expireInSeconds: EXPIRE_S,
      deadLetter: DEAD_LETTERS,
    });
  }
  await instance.stop({ graceful: false });
}

export async function startJobs(options: JobsOptions): Promise<Jobs> {
  const instance = boss(options.url, options.onError, true);
  if (options.untilBack) waitFirst(instance.getDb(), options.untilBack);
  await instance.start();
  const workerIds: string[] = [];

  const run = async <Name extends QueueName>(name: Name, handler: Handlers[Name], data: JobData[Name]) => {
    try {
      await handler(data);
      options.onOutcome?.(name, "done");
    } catch (error) {
      options.onOutcome?.(name, "failed");
      throw error;
    }
  };

  return {
    async enqueue(em, name, data, startAfter) {
      crashPoint("before-job-enqueue");
      await instance.send(name, data, { db: fromKysely(em.getKysely() as never), ...(startAfter && { startAfter }) });
    },

    async work(handlers) {
      for (const name of QUEUES) {
        const handler = handlers[name] as (data: JobData[typeof name]) => Promise<void>;
        const id = await instance.work<JobData[typeof name]>(
          name,
          {
            batchSize: BATCH,
            localConcurrency: WORKERS,
            pollingIntervalSeconds: options.pollMs / 1000,
            perJobResults: true,
            burstWhenBatchFull: true,
          },
          (jobs) =>
            Promise.all(
              jobs.map(async (job) => {
                try {
                  await run(name, handler as Handlers[typeof name], job.data);
                  return { id: job.id, status: "completed" as const };
                } catch (error) {
                  options.onError(error as Error);
                  return { id: job.id, status: "failed" as const, output: { message: (error as Error).message } };
                }
              }),
            ),
        );
        workerIds.push(id);
      }
    },

    wake() {
      for (const id of workerIds) instance.notifyWorker(id);
    },

    async drain(handlers) {
      let done = 0;
      for (let found = true; found;) {
        found = false;
        for (const name of QUEUES) {
          for (const job of (await instance.fetch<JobData[typeof name]>(name, { batchSize: BATCH })) ?? []) {
            found = true;
            done += 1;
            await run(name, handlers[name] as Handlers[typeof name], job.data);
            await instance.complete(name, job.id);
          }
        }
      }
      return done;
    },

    async deadLetters() {
      const jobs = await instance.findJobs(DEAD_LETTERS, {});
      return jobs.map((job) => ({
        id: job.id,
        queue: job.sourceName ?? "?",
        data: job.data,
        failedAt: job.createdOn,
        error: messageIn(job.sourceOutput ?? job.output),
      }));
    },

    redrive: () => instance.redrive(DEAD_LETTERS),

    stop: () => instance.stop({ graceful: true, timeout: options.drainTimeoutMs }),
  };
}

/** Workers, maintenance and the results of jobs all go through this one method of pg-boss's connection. */
function waitFirst(db: ReturnType<PgBoss["getDb"]>, untilBack: () => Promise<void>): void {
  const run = db.executeSql.bind(db);
  db.executeSql = async (text, values) => {
    await untilBack();
    return run(text, values);
  };
}

function messageIn(output: unknown): string | null {
  const { message } = (output ?? {}) as { message?: unknown };
  return typeof message === "string" ? message : null;
}
