/** `reconcile`: compares a Korean day's payments with their gateways, here and now, and tells what differs and what to do. */
import { openDatabase } from "../app/open-database.js";
import { reconciliationSettingsOf, settingsOf } from "../app/settings.js";
import { gatewaysOf } from "../app/job-handlers.js";
import { after, koreanDay, systemClock } from "../clock.js";
import type { Config } from "../config.js";
import { connect } from "../database/orm.js";
import type { GatewayName } from "../gateways/port.js";
import type { Jobs } from "../jobs/queue.js";
import { Payment } from "../orders/payment.entity.js";
import { entities } from "../orm.config.js";
import { cipherKeysOf } from "../personal-data/cipher-keys.js";
import { createCipher } from "../personal-data/cipher.js";
import { say } from "../messages/catalogue.js";
import type { Held } from "../reconciliation/difference.js";
import { reconcileDay, type Reconciled, type TurnEnd } from "../reconciliation/reconcile-gateway.js";
import type { Finding } from "../reconciliation/report.js";
import { countsOf, type RunKey } from "../reconciliation/run.js";
import type { RefundContext } from "../refund/context.js";
import { createLogger } from "../telemetry/logger.js";
import { createMetrics } from "../telemetry/metrics.js";
import { withJobsAt } from "./jobs.js";
import { print } from "./print.js";

export interface ReconcileOptions {
  gateway?: string;
  day?: string;
}

/** Exit codes: everything agrees; something differs or could not be asked; the command was not understood. */
const CLEAN = 0;
const NOT_CLEAN = 1;
const BAD_INPUT = 2;

const DAY_MS = 24 * 60 * 60 * 1_000;
/** One command works on one payment at a time. */
const POOL = 4;

/** The run to reconcile, or a sentence that says what is wrong with what was asked. */
type Asked = { ok: true; day: string; gateways: readonly GatewayName[] } | { ok: false; sentence: string };

export async function reconcileCommand(config: Config, options: ReconcileOptions): Promise<number> {
  const gateways = gatewaysOf(config, systemClock);
  const asked = askedFor(options, gateways.names, systemClock.now());
  if (!asked.ok) {
    process.stderr.write(`${asked.sentence}\n`);
    return BAD_INPUT;
  }
  const settings = reconciliationSettingsOf(config);
  return withContext(config, gateways, async (context) => {
    let clean = true;
    for (const gateway of asked.gateways) {
      const run = { gateway, day: asked.day };
      const reconciled = await reconcileDay(context, settings, run);
      clean = (await printRun(context, run, reconciled)) && clean;
    }
    return clean ? CLEAN : NOT_CLEAN;
  });
}

export function askedFor({ gateway, day }: ReconcileOptions, names: readonly GatewayName[], now: Date): Asked {
  const known = names.find((name) => name === gateway);
  if (gateway !== undefined && !known)
    return { ok: false, sentence: `There is no gateway ${gateway} here; there are ${names.join(", ")}.` };
  const gateways = known ? [known] : names;
  if (day === undefined) return { ok: true, day: koreanDay(after(now, -DAY_MS)), gateways };
  const parsed = /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00:00.000Z`) : null;
  // JavaScript rolls 02-30 over to March.
  if (!parsed || Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== day)
    return { ok: false, sentence: `${day} is no day; --day takes a Korean calendar day such as ${koreanDay(now)}.` };
  if (day > koreanDay(now))
    return { ok: false, sentence: `${day} has not come yet; --day takes a day up to ${koreanDay(now)} (Korea).` };
  return { ok: true, day, gateways };
}

const END: Record<TurnEnd, string | null> = {
  FINISHED: null,
  MORE: "not finished; run it again, it goes on where it stopped",
  SILENT: "the gateway has stopped answering; the run goes on by itself later, or run it again",
  BUSY: "a run of this gateway is being worked on at this moment; try again when it is over",
};

/** Prints one gateway's run; whether it is clean. */
async function printRun(context: RefundContext, run: RunKey, { end, findings }: Reconciled): Promise<boolean> {
  const { checked, confirmed, differences, unreachable } = (await countsOf(context, run)) ?? NONE;
  const stop = END[end];
  const clean = stop === null && differences === 0 && unreachable === 0;
  print(
    `${clean ? "ok    " : "not ok"}  ${run.gateway} ${run.day}: ${checked} asked, ${confirmed} confirmed, ${differences} difference(s), ${unreachable} unreachable`,
  );
  for (const { paymentId, finding } of findings) {
    const payment = await context.root.fork().findOneOrFail(Payment, paymentId);
    printFinding(payment.gatewayPaymentId, finding);
  }
  if (differences > findings.length)
    print(
      `        ${differences - findings.length} of them were found before this run was taken up again: see the open alarms`,
    );
  if (unreachable > 0)
    print(`        the gateway gave no usable answer about ${unreachable} payment(s); the next run asks again`);
  if (stop !== null) print(`        ${stop}`);
  return clean;
}

const NONE = { checked: 0, confirmed: 0, differences: 0, unreachable: 0 };

function printFinding(
  gatewayPaymentId: string,
  { kind, subject, ours, theirs, remedy, mended, raised }: Finding,
): void {
  print(`        ${kind}  payment ${gatewayPaymentId}, ${subject}`);
  print(`          we hold ${words(ours)}, they hold ${words(theirs)}${mended ? " (our books agree now)" : ""}`);
  print(`          ${say("en", `remedies.${remedy}`)}${raised ? "" : " (a work item exists)"}`);
}

const words = (held: Held): string => (held === null ? "nothing" : String(held));

async function withContext<T>(
  config: Config,
  gateways: RefundContext["gateways"],
  work: (context: RefundContext) => Promise<T>,
): Promise<T> {
  // What is found is printed; the log's lines would stand between.
  const log = createLogger({ level: "error" });
  const settings = settingsOf(config);
  const cipher = createCipher(cipherKeysOf(config.ENCRYPTION_KEYS));
  const database = await openDatabase(config);
  try {
    return await withJobsAt(config, database.url, async (jobs: Jobs) => {
      const orm = await connect({ url: database.url, entities, pool: POOL, applicationName: "hwanbul-reconcile" });
      try {
        return await work({
          root: orm.em,
          clock: systemClock,
          jobs,
          gateways,
          cipher,
          settings,
          log,
          metrics: createMetrics({ processMetrics: false }),
          onError: (error) => log.error(error),
          // A running service polls: nobody here has to be woken.
          wake: () => {},
        });
      } finally {
        await orm.close();
      }
    });
  } finally {
    await database.close();
  }
}
