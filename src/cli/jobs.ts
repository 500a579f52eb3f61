/** `jobs dead`, `jobs redrive`: what to do about jobs that failed every time. */
import { openDatabase } from "../app/open-database.js";
import type { Config } from "../config.js";
import { startJobs, type Jobs } from "../jobs/queue.js";
import { print } from "./print.js";

/** A command works no jobs, so there is nothing to wait for. */
const STOP_TIMEOUT_MS = 1_000;

export const deadJobsCommand = (config: Config): Promise<boolean> =>
  withJobs(config, async (jobs) => {
    const dead = await jobs.deadLetters();
    for (const { queue, failedAt, data, error } of dead)
      print(`${failedAt.toISOString()}  ${queue}  ${JSON.stringify(data)}  ${error ?? ""}`);
    print(`${dead.length} dead letter(s)`);
    return true;
  });

export const redriveCommand = (config: Config): Promise<boolean> =>
  withJobs(config, async (jobs) => {
    print(`${await jobs.redrive()} job(s) put back on their queues`);
    return true;
  });

async function withJobs(config: Config, work: (jobs: Jobs) => Promise<boolean>): Promise<boolean> {
  const database = await openDatabase(config);
  try {
    return await withJobsAt(config, database.url, work);
  } finally {
    await database.close();
  }
}

export async function withJobsAt<T>(config: Config, url: string, work: (jobs: Jobs) => Promise<T>): Promise<T> {
  const jobs = await startJobs({
    url,
    pollMs: config.JOB_POLL_MS,
    drainTimeoutMs: STOP_TIMEOUT_MS,
    onError: () => undefined,
  });
  try {
    return await work(jobs);
  } finally {
    await jobs.stop();
  }
}
