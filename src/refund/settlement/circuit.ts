/**
 * The circuit of a gateway, in the database for all processes: look-ups or cancels that fail one after the other, or a credential that is
 * refused, open it. While it is open work waits without writing anything, one probe a minute goes out, and one alarm stands;
 * an answer closes it. What a person asks for is always tried.
 */
import type { EntityManager } from "@mikro-orm/postgresql";
import { SYSTEM } from "../../access/principal.js";
import { after } from "../../clock.js";
import type { GatewayName, LookUp, Verdict } from "../../gateways/port.js";
import type { Held } from "../../jobs/queue.js";
import { ownText, type Redacted, type RedactedText } from "../../personal-data/redacted-text.js";
import { transact, type RefundContext } from "../context.js";
import { raiseAlarm } from "../record/alarm.js";
import type { CircuitCall } from "../record/gateway-circuit.entity.js";

/** The longest pause between two refunds that try a refused credential: each trial writes two rows of its refund's history. */
const LONGEST_TRIAL_PAUSE_MS = 60 * 60_000;
/** Bounds what is woken when a circuit closes; the sweep finds the rest. */
const BATCH = 200;

interface Circuit {
  gateway: GatewayName;
  call: CircuitCall;
}

/** Notes whether a look-up was answered: any answer of its own is one, whatever it says of the payment. */
export function noteLookUp(context: RefundContext, gateway: GatewayName, lookUp: Redacted<LookUp>): Promise<void> {
  const circuit: Circuit = { gateway, call: "LOOK_UP" };
  if (lookUp.kind !== "UNREACHABLE" || lookUp.why === "UNREADABLE") return noteAnswer(context, circuit);
  return noteFailure(context, circuit, { code: lookUp.code, refused: lookUp.why === "NOT_ALLOWED" });
}

/**
 * Notes whether a cancel was let in and answered. What never left says nothing: look-ups find out whether anybody is there. One
 * that left and was not answered is unknown, and several in a row leave no more of them behind: the next ones wait.
 */
export function noteCancel(context: RefundContext, gateway: GatewayName, verdict: Redacted<Verdict>): Promise<void> {
  const circuit: Circuit = { gateway, call: "CANCEL" };
  if (verdict.kind === "DEFERRED" && verdict.notAllowed)
    return noteFailure(context, circuit, { code: verdict.code, refused: true });
  if (verdict.kind === "NOT_SENT") return Promise.resolve();
  if (verdict.kind === "UNKNOWN" && verdict.claim === "NOTHING")
    return noteFailure(context, circuit, { code: verdict.code, refused: false });
  return noteAnswer(context, circuit);
}

/** Closes the circuit, and its alarm; most often there is nothing to close, and nothing is written. */
async function noteAnswer(context: RefundContext, { gateway, call }: Circuit): Promise<void> {
  const [failed] = await context.root
    .fork()
    .execute<unknown[]>(`select 1 from gateway_circuit where gateway = ? and call = ? and failures > 0`, [
      gateway,
      call,
    ]);
  if (failed) await transact(context, (em) => close(context, em, { gateway, call }));
}

async function close(context: RefundContext, em: EntityManager, { gateway, call }: Circuit): Promise<void> {
  const at = context.clock.now();
  const [was] = await em.execute<{ alarm_id: string | null }[]>(
    `with open as (select gateway, call, alarm_id from gateway_circuit where gateway = ? and call = ? and failures > 0 for update)
     update gateway_circuit c set failures = 0, code = null, opened_at = null, probe_at = null, trial_refund_id = null, alarm_id = null
     from open where c.gateway = open.gateway and c.call = open.call returning open.alarm_id`,
    [gateway, call],
  );
  if (!was?.alarm_id) return;
  await em.execute(
    `update alarm set acknowledged_by = ?, acknowledged_at = ? where id = ? and acknowledged_at is null`,
    [SYSTEM.worker.subject, at, was.alarm_id],
  );
  const waiting = await em.execute<{ id: string }[]>(
    `select refund.id from refund join payment on payment.id = refund.payment_id
     where gateway_phase = 'DEFERRED' and payment.gateway = ? and deferred_until <= ? order by deferred_until limit ${BATCH}`,
    [gateway, at],
  );
  for (const { id: refundId } of waiting) await context.jobs.enqueue(em, "refund.retry", { refundId });
  context.log.warn({ gateway, call }, "the gateway answers again");
}

/** Counts a failure; opens the circuit at the last one that is borne, or at once where the shop itself is refused. */
function noteFailure(
  context: RefundContext,
  { gateway, call }: Circuit,
  { code, refused }: { code: RedactedText; refused: boolean },
): Promise<void> {
  const { circuitFailures, probePauseMs } = context.settings;
  const at = context.clock.now();
  return transact(context, async (em) => {
    // Of calls that were under way together only the first opens it; a trial that was refused makes the next pause longer.
    const [row] = await em.execute<{ failures: number; opens: boolean }[]>(
      `insert into gateway_circuit as c (gateway, call, failures, code) values (?, ?, 1, ?)
       on conflict (gateway, call) do update
       set failures = case when c.opened_at is null or c.trial_refund_id is not null then c.failures + 1 else c.failures end,
           code = excluded.code
       returning failures, opened_at is null and (failures >= ? or ?) as opens`,
      [gateway, call, code, circuitFailures, refused],
    );
    const failures = row?.failures ?? 1;
    const trials = call === "CANCEL" && !row?.opens ? failures - 1 : 0;
    const pause = Math.min(probePauseMs * 2 ** Math.min(trials, 20), Math.max(probePauseMs, LONGEST_TRIAL_PAUSE_MS));
    if (row?.opens) return open(context, em, { gateway, call }, { at, code, refused });
    await em.execute(
      `update gateway_circuit set probe_at = greatest(probe_at, ?), trial_refund_id = null where gateway = ? and call = ? and opened_at is not null`,
      [after(at, pause), gateway, call],
    );
  });
}

async function open(
  context: RefundContext,
  em: EntityManager,
  { gateway, call }: Circuit,
  { at, code, refused }: { at: Date; code: RedactedText; refused: boolean },
): Promise<void> {
  const alarmId = raiseAlarm(context, em, refused ? "CREDENTIAL_REFUSED" : "GATEWAY_UNREACHABLE", {
    at,
    detail: { gateway, call, code },
  });
  await em.execute(
    `update gateway_circuit set failures = 1, opened_at = ?, probe_at = ?, alarm_id = ? where gateway = ? and call = ?`,
    [at, after(at, context.settings.probePauseMs), alarmId, gateway, call],
  );
}

/** SQL on `gateway_circuit`: open for everybody but the refund that tries it. */
const IS_OPEN_FOR = `opened_at is not null and trial_refund_id is distinct from ?`;

/** When a refund may be tried again that cannot be sent now; null where its gateway's circuit lets it through. */
export async function circuitOpenUntil(
  em: EntityManager,
  { gateway, refundId }: { gateway: GatewayName; refundId: string },
): Promise<{ until: Date; code: RedactedText } | null> {
  const [row] = await em.execute<{ probe_at: string; code: RedactedText | null }[]>(
    `select probe_at, code from gateway_circuit where gateway = ? and ${IS_OPEN_FOR} order by probe_at desc limit 1`,
    [gateway, refundId],
  );
  return row ? { until: new Date(row.probe_at), code: row.code ?? ownText("?") } : null;
}

/** SQL: gateways of which nothing is sent just now. */
export const GATEWAYS_HELD = `select gateway from gateway_circuit where opened_at is not null`;
/** SQL: gateways that are not asked just now. */
export const GATEWAYS_SILENT = `${GATEWAYS_HELD} and call = 'LOOK_UP'`;

/** Jobs that only ask; a send is answered at once where it may not go out, so that people have the refund in hand meanwhile. */
const ASKING = new Set(["attempt.look-up", "payment.look-up", "webhook.handle", "gateway.reconcile"]);

/** The queues that wait: their jobs stay where they are until the gateway answers again. */
export async function heldQueues(context: RefundContext): Promise<Held> {
  const rows = await context.root.fork().execute<{ gateway: string }[]>(GATEWAYS_SILENT);
  const silent = new Set(rows.map(({ gateway }) => gateway));
  return (name, gateway) => gateway !== null && silent.has(gateway) && ASKING.has(name);
}
