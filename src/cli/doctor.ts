/** `doctor`: looks at everything a start depends on, and says of each what to do when it is not well. */

import { openDatabase } from "../app/open-database.js";
import { tokensOf } from "../app/issuer.js";
import { gatewaysOf } from "../app/job-handlers.js";
import { daysListedFrom, lastListedDay } from "../calendar/business-days.js";
import { koreanDay, systemClock } from "../clock.js";
import type { Config } from "../config.js";
import type { GatewayName, PaymentGateway } from "../gateways/port.js";
import { connect } from "../database/orm.js";
import { requireServerVersion } from "../database/server-version.js";
import { pendingMigrations, reachDatabase } from "../migrate.js";
import { entities } from "../orm.config.js";
import { cipherKeysOf } from "../personal-data/cipher-keys.js";
import { nightlyAudit } from "./doctor-audit.js";
import { MARKS, unwell, warning, well, type Finding } from "./doctor-finding.js";
import { withJobsAt } from "./jobs.js";
import { print, sentenceOf } from "./print.js";

/** Leases run on the database's clock and tokens on ours; tokens allow 5 s. */
const MAX_SKEW_MS = 2_000;
/** A payment no gateway knows: asking for it changes nothing and shows that the secret is taken. */
const NO_PAYMENT = "hwanbul-doctor";

export async function doctorCommand(config: Config): Promise<boolean> {
  let healthy = true;
  const report = async (what: string, look: () => Promise<Finding>): Promise<boolean> => {
    const finding = await look().catch((error: unknown) => unwell(sentenceOf(error)));
    print(`${MARKS[finding.kind]}  ${what.padEnd(11)} ${finding.sentence}`);
    healthy &&= finding.kind !== "UNWELL";
    return finding.kind !== "UNWELL";
  };

  await report("settings", async () => well(`valid, NODE_ENV=${config.NODE_ENV}, ROLE=${config.ROLE}`));
  await report("keys", async () => {
    const { keys, current } = cipherKeysOf(config.ENCRYPTION_KEYS);
    return well(`${keys.length} encryption key(s), ${current} seals`);
  });
  await report("tokens", async () => tokens(config));
  await report("gateways", () => gateways(config));
  await report("holidays", async () => holidays());

  let database: Awaited<ReturnType<typeof openDatabase>> | undefined;
  await report("database", async () => {
    database = await openDatabase(config);
    return server(database.url);
  });
  if (!database) return healthy;
  const { url } = database;
  try {
    await report("clocks", () => clocks(url));
    const migrated = await report("migrations", () => migrations(url));
    if (!migrated) return healthy;
    await report("jobs", () => withJobsAt(config, url, deadLetters));
    await report("audit", () => nightlyAudit(config, url));
  } finally {
    await database.close();
  }
  return healthy;
}

function tokens(config: Config): Finding {
  const { issuer } = tokensOf(config, systemClock, { onKeysFailure: () => undefined, onKeysRead: () => undefined });
  return well(issuer ? "development issuer (never in production)" : `keys from ${config.JWT_JWKS_URL}`);
}

/** Some weeks before a year begins whose holidays are not known: the gazette has listed it by then, and a release can bring the list. */
const HOLIDAYS_WARNED_DAYS = 60;

/** Without the list of a year its deadlines count weekends and recorded days only. */
function holidays(): Finding {
  const left = daysListedFrom(koreanDay(systemClock.now()));
  const known = `the list of public holidays ends on ${lastListedDay()}`;
  return left >= HOLIDAYS_WARNED_DAYS
    ? well(known)
    : warning(
        `${known}, ${left} day(s) from today: update @hyunbinseo/holidays-kr, or record the next year's days (holidayRecord)`,
      );
}

/** Where a person mends what a gateway says no to. */
const SETTINGS_OF: Partial<Record<GatewayName, string>> = {
  PORTONE_V2: "PORTONE_V2_BASE_URL, PORTONE_V2_API_SECRET, PORTONE_V2_STORE_ID",
  IAMPORT_V1: "IAMPORT_V1_BASE_URL, IAMPORT_V1_KEY, IAMPORT_V1_SECRET",
  TOSS_PAY: "TOSS_PAY_BASE_URL, TOSS_PAY_API_KEY",
  EBP: "EBP_BASE_URL, EBP_ACCESS_KEY, EBP_HASH_KEY",
};

/** Each is asked for a payment it cannot have: a plain "no such payment" shows that it is there and takes our credential. */
async function gateways(config: Config): Promise<Finding> {
  const known = gatewaysOf(config, systemClock);
  const asked = known.names.map((name) => known.of(name)).filter((gateway) => !gateway.reports);
  const faults: string[] = [];
  for (const gateway of asked) {
    const { name } = gateway;
    const code = await faultOf(gateway);
    if (code === null) continue;
    faults.push(`${name} gave no usable answer (${code}): check ${SETTINGS_OF[name]}, or take it out of GATEWAYS.`);
  }
  return faults.length === 0 ? well(`${asked.map(({ name }) => name).join(", ")} answer`) : unwell(faults.join(" "));
}

/** The form of every code, a vendor's and the system's. There is no order here whose data could be struck out, so no sentence is printed. */
const CODE = /^[A-Z][A-Z_]{1,63}\d{0,4}$/;

/** The code of what stands in the way; null when nothing does. */
async function faultOf(gateway: PaymentGateway): Promise<string | null> {
  try {
    const { lookUp } = await gateway.lookUp(NO_PAYMENT);
    if (lookUp.kind !== "UNREACHABLE") return null;
    return CODE.test(lookUp.code) ? lookUp.code : "no code of the usual form";
  } catch {
    return "the call itself failed";
  }
}

async function server(url: string): Promise<Finding> {
  const client = await reachDatabase(url);
  try {
    return well(`PostgreSQL ${await requireServerVersion(client)} at ${new URL(url).host}`);
  } finally {
    await client.end();
  }
}

async function clocks(url: string): Promise<Finding> {
  const client = await reachDatabase(url);
  try {
    const before = systemClock.now().getTime();
    const { rows } = await client.query<{ now: Date }>("select clock_timestamp() as now");
    const after = systemClock.now().getTime();
    const skew = Math.round((rows[0]?.now.getTime() ?? 0) - (before + after) / 2);
    return Math.abs(skew) <= MAX_SKEW_MS
      ? well(`the database's is ${skew} ms from ours`)
      : unwell(`the database's clock is ${skew} ms from ours: set both by NTP.`);
  } finally {
    await client.end();
  }
}

async function migrations(url: string): Promise<Finding> {
  const orm = await connect({ url, entities, pool: 1, applicationName: "hwanbul-doctor" });
  try {
    const pending = await pendingMigrations(orm);
    return pending.length === 0 ? well("all run") : unwell(`${pending.length} to run: npm run hwanbul -- migrate`);
  } finally {
    await orm.close();
  }
}

async function deadLetters(jobs: { deadLetters(): Promise<unknown[]> }): Promise<Finding> {
  const dead = await jobs.deadLetters();
  return dead.length === 0
    ? well("no dead letters")
    : unwell(`${dead.length} dead letter(s): see npm run hwanbul -- jobs dead, mend the cause, then jobs redrive`);
}
