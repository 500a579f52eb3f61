/** The probes of open circuits: a look-up where the gateway does not answer, one waiting refund where it lets the shop not refund. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { after } from "../../clock.js";
import type { GatewayName } from "../../gateways/port.js";
import { Payment } from "../../orders/payment.entity.js";
import type { RefundContext } from "../context.js";
import type { CircuitCall } from "../record/gateway-circuit.entity.js";
import { askGateway } from "./ask-gateway.js";

/** Leaves a job for each probe that is due; of several processes one does. */
export async function scheduleProbes(context: RefundContext, em: EntityManager): Promise<number> {
  const now = context.clock.now();
  const due = await em.execute<{ gateway: GatewayName; call: CircuitCall }[]>(
    `update gateway_circuit set probe_at = ? where opened_at is not null and probe_at <= ? returning gateway, call`,
    [after(now, context.settings.probePauseMs), now],
  );
  for (const { gateway, call } of due)
    if (call === "LOOK_UP") await context.jobs.enqueue(em, "gateway.probe", { gateway });
    else await startTrial(context, em, gateway);
  return due.length;
}

/** Nothing but a cancel tells whether cancels are allowed again: the refund that has waited longest goes out, the others wait on. */
async function startTrial(context: RefundContext, em: EntityManager, gateway: GatewayName): Promise<void> {
  const [row] = await em.execute<{ trial_refund_id: string | null }[]>(
    `update gateway_circuit set trial_refund_id = (
       select id from refund
       where refund.gateway = gateway_circuit.gateway and gateway_phase = 'DEFERRED' and deferred_until <= ?
       order by deferred_until, id limit 1)
     where gateway = ? and call = 'CANCEL' returning trial_refund_id`,
    [context.clock.now(), gateway],
  );
  if (row?.trial_refund_id) await context.jobs.enqueue(em, "refund.retry", { refundId: row.trial_refund_id });
}

/** Job `gateway.probe`: asks about one payment, that of the refund that waits longest where there is one. The answer itself is not used. */
export async function probeGateway(context: RefundContext, gateway: string): Promise<void> {
  const em = context.root.fork();
  const [asked] = await em.execute<{ id: string }[]>(
    `select payment.id from payment left join refund owed on owed.payment_id = payment.id and owed.status = 'REFUND_REQUESTED'
     where payment.gateway = ? order by owed.changed_at nulls last, payment.id desc limit 1`,
    [gateway],
  );
  if (asked) await askGateway(context, await em.findOneOrFail(Payment, asked.id));
}
