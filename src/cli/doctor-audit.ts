/** The line of `doctor` about the nightly audit: its last outcome and how old that is, and the checkpoint it was compared with. */
import { auditSettingsOf } from "../app/settings.js";
import { newestCheckpoint, type Newest } from "../audit/checkpoint.js";
import { systemClock } from "../clock.js";
import type { Config } from "../config.js";
import { reachDatabase } from "../migrate.js";
import { unwell, warning, well, type Finding } from "./doctor-finding.js";

/** A night later than the last one should have been over, whatever the clocks and however many refunds. */
const STALE_MS = 26 * 60 * 60 * 1_000;

interface LastRun {
  finishedAt: Date;
  findings: number;
  /** The number of the last checkpoint any run took. */
  checkpoint: number | null;
}

export async function nightlyAudit(config: Config, url: string): Promise<Finding> {
  const last = await lastRun(url);
  const newest = await newestCheckpoint(auditSettingsOf(config, url));
  const faults = [...faultsOfRun(last), ...faultsOfCheckpoint(newest, last)];
  const outcome = `${outcomeOf(last)}, ${namedCheckpoint(newest)}`;
  if (faults.length > 0) return unwell(`${outcome}: ${faults.join("; ")}`);
  return last ? well(outcome) : warning(`${outcome}: a worker (ROLE=worker or all) audits every night at AUDIT_AT`);
}

async function lastRun(url: string): Promise<LastRun | null> {
  const client = await reachDatabase(url);
  try {
    const { rows } = await client.query<LastRun>(
      `select finished_at as "finishedAt", findings, (select max(checkpoint) from audit_run) as checkpoint from audit_run
       where finished_at is not null order by finished_at desc limit 1`,
    );
    return rows[0] ?? null;
  } finally {
    await client.end();
  }
}

const ageOf = (at: Date): number => systemClock.now().getTime() - at.getTime();

const HOUR_MS = 60 * 60 * 1_000;
const agoOf = (at: Date): string => `${Math.floor(ageOf(at) / HOUR_MS)} h`;

const outcomeOf = (last: LastRun | null): string =>
  last ? `${last.findings} finding(s) ${agoOf(last.finishedAt)} ago` : "has never run";

function namedCheckpoint(newest: Newest): string {
  if (newest.kind === "NONE") return "no checkpoint";
  if (newest.kind === "FORGED") return `${newest.name} not genuine`;
  return `checkpoint ${newest.statement.number} is ${agoOf(new Date(newest.statement.takenAt))} old`;
}

function faultsOfRun(last: LastRun | null): string[] {
  const faults: string[] = [];
  if (last && last.findings > 0)
    faults.push("see the alarms BOOKS_DIFFER, and npm run hwanbul -- audit verify for what stands now");
  if (last && ageOf(last.finishedAt) > STALE_MS)
    faults.push("a night was missed, see that a worker runs, and its log for books.verify");
  return faults;
}

function faultsOfCheckpoint(newest: Newest, last: LastRun | null): string[] {
  if (newest.kind === "FORGED")
    return [`${newest.name} is not genuine (${newest.reason}), see npm run hwanbul -- audit verify`];
  const known = last?.checkpoint ?? 0;
  const number = newest.kind === "GENUINE" ? newest.statement.number : 0;
  if (number < known)
    return [
      `checkpoint ${known}, which a run took, is not in AUDIT_CHECKPOINT_DIRECTORY, see that it names the right one`,
    ];
  if (newest.kind === "GENUINE" && ageOf(new Date(newest.statement.takenAt)) > STALE_MS)
    return ["none was signed since, for one is taken only over whole histories"];
  return [];
}
