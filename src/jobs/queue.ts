/** The job queue: pg-boss in our own database. A job is only a wake-up; the row it names is the truth. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { fromKysely, PgBoss } from "pg-boss";
import { crashPoint } from "../crash-point.js";
import { drainQueues, startDispatcher, type Dispatcher, type Held, type Work } from "./dispatcher.js";
import { keyOf, queueOf, queuesFor, type JobData, type JobName } from "./job.js";

export type { Held } from "./dispatcher.js";
export type { JobData } from "./job.js";

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
/** A call under way costs little, and a gateway that hangs must still leave room for those of its calls that do not. */
const CONCURRENCY = 20;

export type Handlers = { [Name in JobName]: (data: JobData[Name]) => Promise<void> };

/** The queues whose jobs are to wait just now, asked before each look at what is due. */
type AskHeld = () => Promise<Held>;

export interface Jobs {
  /**
   * Enqueues in the caller's transaction: the job exists if and only if it commits. Of one row at most one job of a kind
   * waits: a newer plan for it takes the older one's place.
   */
  enqueue<Name extends JobName>(em: EntityManager, name: Name, data: JobData[Name], startAfter?: Date): Promise<void>;
  /** Starts working. */
  work(handlers: Handlers, askHeld?: AskHeld): void;
  /** Looks now for what is due; call it after a commit that enqueued. */
  wake(): void;
  /** Runs whatever is due, here and now, until nothing is left: for tests and the command line. */
  drain(handlers: Handlers, askHeld?: AskHeld): Promise<number>;
  deadLetters(): Promise<DeadLetter[]>;
  /** Counts them, up to `MOST_COUNTED`; `newest` is when the last of all went there. */
  countDeadLetters(): Promise<DeadLetterCount>;
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

export interface DeadLetterCount {
  count: number;
  /** By the database's clock; null where there is none. */
  newest: Date | null;
}

/** Nobody looks through more of them one by one. */
const MOST_COUNTED = 1_000;

export interface JobsOptions {
  url: string;
  pollMs: number;
  drainTimeoutMs: number;
  onError: (error: Error) => void;
  /** Waited for before each statement of the queue's own, so that an outage is not knocked at by every worker. */
  untilBack?: () => Promise<void>;
  onOutcome?: (queue: JobName, outcome: "done" | "failed") => void;
  /** Jobs of one queue that this process works at once; several where nothing is said. */
  concurrency?: number;
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
export async function installJobs(url: string, gateways: readonly string[]): Promise<void> {
  const instance = boss(url, () => {}, false);
  await instance.start();
  await instance.createQueue(DEAD_LETTERS, { retryLimit: 0 });
  for (const name of queuesFor(gateways)) {
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
  let dispatcher: Dispatcher | null = null;

  const workOf = (handlers: Handlers, askHeld: AskHeld = async () => () => false): Work => ({
    held: askHeld,
    async run(name, data) {
      const handler = handlers[name] as (data: object) => Promise<void>;
      try {
        await handler(data);
        options.onOutcome?.(name, "done");
      } catch (error) {
        options.onOutcome?.(name, "failed");
        throw error;
      }
    },
  });

  return {
    async enqueue(em, name, data, startAfter) {
      crashPoint("before-job-enqueue");
      const db = fromKysely(em.getKysely() as never);
      // Zero seconds from now: without a time, the time of an older plan would stay.
      await instance.upsert(queueOf(name, data), data, { db, singletonKey: keyOf(data), startAfter: startAfter ?? 0 });
    },

    work(handlers, askHeld) {
      const { pollMs, onError, concurrency = CONCURRENCY } = options;
      const work = workOf(handlers, askHeld);
      dispatcher = startDispatcher({ boss: instance, schema: JOBS_SCHEMA, pollMs, concurrency, work, onError });
    },

    wake: () => dispatcher?.wake(),

    drain: (handlers, askHeld) => drainQueues(instance, JOBS_SCHEMA, workOf(handlers, askHeld)),

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

    async countDeadLetters() {
      const { rows } = await instance.getDb().executeSql(
        `select (select count(*)::int from (select 1 from ${JOBS_SCHEMA}.job where name = $1 limit ${MOST_COUNTED}) counted) as count,
                (select max(created_on) from ${JOBS_SCHEMA}.job where name = $1) as newest`,
        [DEAD_LETTERS],
      );
      const [found] = rows as DeadLetterCount[];
      return found ?? { count: 0, newest: null };
    },

    redrive: () => instance.redrive(DEAD_LETTERS),

    async stop() {
      await dispatcher?.stop(options.drainTimeoutMs);
      await instance.stop({ graceful: true, timeout: options.drainTimeoutMs });
    },
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
