/** What the tests of reconciliation ask: a run of today, what it found, and which work items there are. */
import { randomUUID } from "node:crypto";
import { koreanDay } from "../../src/clock.js";
import { won } from "../../src/money/minor-units.js";
import { reconcileDay, type TurnEnd } from "../../src/reconciliation/reconcile-gateway.js";
import type { Finding } from "../../src/reconciliation/report.js";
import { countsOf, type Counts, type RunKey } from "../../src/reconciliation/run.js";
import { transact } from "../../src/refund/desk.js";
import { fallBackToManual } from "../../src/refund/transfer/fall-back.js";
import type { Refund } from "../../src/refund/refund.entity.js";
import { lockRefund } from "../../src/refund/repository.js";
import { takeStep } from "../../src/refund/take-step.js";
import { Secret } from "../../src/secret.js";
import { API_SECRET, RECONCILIATION, type TestDesk } from "../kit/desk.js";
import { key, now, OPERATOR } from "../kit/story.js";

export const ACCOUNT = {
  bankCode: "088",
  number: new Secret("11098765432101"),
  holder: new Secret("홍길동"),
  phone: null,
};

export const today = (t: TestDesk): RunKey => ({ gateway: "PORTONE_V2", day: koreanDay(t.clock.now()) });

export interface Run {
  end: TurnEnd;
  counts: Counts & { finished: boolean };
  /** What was found on each payment. */
  of(paymentId: string): Finding[];
}

export async function reconcile(t: TestDesk, run = today(t)): Promise<Run> {
  const { end, findings } = await reconcileDay(t.desk, RECONCILIATION, run);
  const counts = await countsOf(t.desk, run);
  if (!counts) throw new Error("there is no run");
  return {
    end,
    counts,
    of: (paymentId) => findings.filter((found) => found.paymentId === paymentId).map(({ finding }) => finding),
  };
}

export interface WorkItem {
  kind: string;
  refund_id: string | null;
  detail: Record<string, string | number | null>;
}

/** Reconciliation's own work items on a payment. */
export const workItems = (t: TestDesk, paymentId: string): Promise<WorkItem[]> =>
  t.rows(
    `select kind, refund_id, detail from alarm
     where payment_id = ? and kind in ('RECONCILIATION', 'TRANSFER_FAILED') order by raised_at, id`,
    [paymentId],
  );

/** Requests a refund's bank transfer and records that it was made, as an accountant does. */
export async function payByHand(t: TestDesk, { id }: Pick<Refund, "id">): Promise<void> {
  const { version } = await now(t, { id });
  const accepted = await fallBackToManual(t.desk, OPERATOR, {
    id,
    expectedVersion: version,
    idempotencyKey: key(),
    memo: null,
  });
  if (!accepted.outcome.ok) throw new Error(JSON.stringify(accepted.outcome.problem));
  await transact(t.desk, async (em) => {
    const refund = await lockRefund(em, id);
    if (!refund.ok) throw new Error("no refund");
    const story = { cause: "OPERATOR", actor: OPERATOR.subject, at: t.clock.now() } as const;
    const step = await takeStep(t.desk, em, refund.value, { type: "RECORD_SUCCESS" }, story);
    if (!step.ok) throw new Error(JSON.stringify(step.problem));
  });
}

/** Somebody cancels over the gateway's API with our own credential, beside the refund desk. */
export async function cancelBesideUs(t: TestDesk, gatewayPaymentId: string, amount: number): Promise<void> {
  const response = await fetch(`${t.sandboxUrl}/payments/${encodeURIComponent(gatewayPaymentId)}/cancel`, {
    method: "POST",
    headers: {
      authorization: `PortOne ${API_SECRET}`,
      "content-type": "application/json",
      "idempotency-key": `"${randomUUID()}"`,
    },
    body: JSON.stringify({ amount, reason: "test" }),
  });
  if (response.status !== 200) throw new Error(`the sandbox answered ${response.status}: ${await response.text()}`);
}

/** A fault of ours: books money as gone back under an id, consistently, and no gateway knows of it. */
export async function bookByMistake(
  t: TestDesk,
  paymentId: string,
  cancellationId: string,
  amount: number,
): Promise<void> {
  await t.rows(
    `insert into gateway_effect (id, gateway, payment_id, gateway_cancellation_id, attempt_id, cause, booked_at,
       amount_total, amount_taxable, amount_vat, amount_tax_free, amount_service_fee)
     select ?, gateway, id, ?, null, 'GATEWAY_CONSOLE', ?, ?, ?, 0, 0, 0 from payment where id = ? returning 1`,
    [randomUUID(), cancellationId, t.clock.now(), won(amount), won(amount), paymentId],
  );
  await t.rows(
    `update payment set refunded_at_gateway_total = refunded_at_gateway_total + ?,
       refunded_at_gateway_taxable = refunded_at_gateway_taxable + ? where id = ? returning 1`,
    [amount, amount, paymentId],
  );
}
