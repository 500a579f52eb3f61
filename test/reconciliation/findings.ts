/** What the tests of reconciliation ask: a run of today, what it found, and which work items there are. */
import { randomUUID } from "node:crypto";
import { koreanDay } from "../../src/clock.js";
import { won } from "../../src/money/minor-units.js";
import { reconcileDay, type TurnEnd } from "../../src/reconciliation/reconcile-gateway.js";
import type { Finding } from "../../src/reconciliation/report.js";
import { countsOf, type Counts, type RunKey } from "../../src/reconciliation/run.js";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import { Secret } from "../../src/secret.js";
import { API_SECRET, RECONCILIATION, type TestService } from "../kit/test-service.js";
import { now } from "../kit/fixtures.js";
import { recordMade } from "../manual-refund/results.js";
import { approve, fallBack } from "../refund/mutations.js";

export const ACCOUNT = {
  bankCode: "088",
  number: new Secret("11098765432101"),
  holder: new Secret("홍길동"),
  phone: null,
};

export const today = (t: TestService): RunKey => ({ gateway: "PORTONE_V2", day: koreanDay(t.clock.now()) });

export interface Run {
  end: TurnEnd;
  counts: Counts & { finished: boolean };
  /** What was found on each payment. */
  of(paymentId: string): Finding[];
}

export async function reconcile(t: TestService, run = today(t)): Promise<Run> {
  const { end, findings } = await reconcileDay(t.context, RECONCILIATION, run);
  const counts = await countsOf(t.context, run);
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
export const workItems = (t: TestService, paymentId: string): Promise<WorkItem[]> =>
  t.rows(
    `select kind, refund_id, detail from work_item
     where payment_id = ? and kind in ('RECONCILIATION', 'TRANSFER_FAILED') order by opened_at, id`,
    [paymentId],
  );

/** Requests a refund's bank transfer and records that it was made, as an accountant does. */
export async function payByHand(t: TestService, { id }: Pick<Refund, "id">): Promise<void> {
  const accepted = await fallBack(t, { id });
  if (!accepted.outcome.ok) throw new Error(JSON.stringify(accepted.outcome.problem));
  if ((await now(t, { id })).state === "accepted.awaitingApproval") await approve(t, { id });
  await recordTransferMade(t, { id });
}

/** The bank made the transfer of an accepted refund: its result is recorded as 성공. */
export async function recordTransferMade(t: TestService, refund: Pick<Refund, "id">): Promise<void> {
  const { outcome } = await recordMade(t, refund);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem));
}

/** Somebody cancels over the gateway's API with our own credential, beside the refund service. */
export async function cancelBesideUs(t: TestService, gatewayPaymentId: string, amount: number): Promise<void> {
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
  t: TestService,
  paymentId: string,
  cancellationId: string,
  amount: number,
  { excess = 0 } = {},
): Promise<void> {
  await t.rows(
    `insert into booked_cancellation (id, gateway, payment_id, gateway_cancellation_id, attempt_id, cause, booked_at,
       amount_total, amount_taxable, amount_vat, amount_tax_free, amount_service_fee,
       released_total, released_taxable, released_vat, released_tax_free, released_service_fee)
     select ?, gateway, id, ?, null, 'GATEWAY_CONSOLE', ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0 from payment where id = ? returning 1`,
    [randomUUID(), cancellationId, t.clock.now(), won(amount), won(amount), paymentId],
  );
  await t.rows(
    `update payment set refunded_at_gateway_total = refunded_at_gateway_total + ?,
       refunded_at_gateway_taxable = refunded_at_gateway_taxable + ?, excess_total = excess_total + ?,
       excess_taxable = excess_taxable + ? where id = ? returning 1`,
    [amount, amount, excess, excess, paymentId],
  );
}
