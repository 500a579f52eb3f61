/** Splits what is owed over an order's payments, by what each can still give and what has gone back of it already. Reads only. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { minorUnits, sum, type MinorUnits } from "../../money/minor-units.js";
import { refundableParts } from "../../orders/balance.js";
import type { OwedLine } from "../../orders/owed-lines.js";
import type { NoRefundReason } from "../../orders/return.entity.js";
import { fitToPayments } from "../../orders/shortfall.js";
import { splitReturn, type Leg, type NamedLeg, type SplitStrategy } from "../../orders/split.js";
import type { OrderRows } from "../../orders/store-order.js";
import { ok, type Outcome } from "../../problem.js";

export interface SplitOver {
  legs: Leg[];
  /** The part of what is owed that has gone back already without a refund of ours, or was never paid. */
  alreadyReturned: MinorUnits;
  /** How it went back, and the payment most of it was of; null where nothing has. */
  cause: Extract<NoRefundReason, "CHARGED_BACK" | "NEVER_CAPTURED" | "CANCELLED_AT_GATEWAY"> | null;
  paymentId: string | null;
}

export async function splitOver(
  em: EntityManager,
  { payments }: Pick<OrderRows, "payments">,
  owed: readonly OwedLine[],
  facts: { deductions: readonly { kind: string; amount: MinorUnits }[]; legs?: NamedLeg[] },
  strategy: SplitStrategy,
): Promise<Outcome<SplitOver>> {
  const paying = [];
  for (const payment of payments) {
    paying.push({ paymentNo: payment.paymentNo, refundable: await refundableParts(em, payment.id) });
  }
  const asked = {
    lines: owed.map(({ line, amount }) => ({ lineNo: line.lineNo, category: line.taxCategory, amount })),
    deductions: facts.deductions,
    payments: paying,
    strategy,
    namedLegs: facts.legs,
  };
  const gone = await goneWithoutRefund(
    em,
    payments.map(({ id }) => id),
  );
  const idOf = new Map(payments.map(({ id, paymentNo }) => [paymentNo, id]));
  const goneOf = (paymentNo: string) =>
    sum(gone.filter((each) => each.paymentId === idOf.get(paymentNo)).map(({ amount }) => amount));
  const { input, alreadyReturned } = fitToPayments(asked, goneOf);
  const legs = splitReturn(input);
  if (!legs.ok) return legs;
  if (alreadyReturned === 0) return ok({ legs: legs.value, alreadyReturned, cause: null, paymentId: null });

  const covers = (of: string) =>
    sum(gone.filter(({ cause }) => cause === of).map(({ amount }) => amount)) >= alreadyReturned;
  const otherwise = covers("NEVER_CAPTURED") ? "NEVER_CAPTURED" : "CANCELLED_AT_GATEWAY";
  const cause = covers("CHARGEBACK") ? "CHARGED_BACK" : otherwise;
  return ok({ legs: legs.value, alreadyReturned, cause, paymentId: gone[0]?.paymentId ?? null });
}

interface Gone {
  paymentId: string;
  cause: string;
  amount: MinorUnits;
}

/** Money that moved at the gateway and that no refund was completed with, or was never captured: by payment and cause, the largest first. */
async function goneWithoutRefund(em: EntityManager, paymentIds: readonly string[]): Promise<Gone[]> {
  if (paymentIds.length === 0) return [];
  const places = paymentIds.map(() => "?").join(", ");
  const rows = await em.execute<{ payment_id: string; cause: string; amount: string }[]>(
    `select payment_id, cause, sum(amount) as amount
     from (select payment_id, cause, amount_total - released_total -
                  (select coalesce(sum(m.amount), 0) from cancellation_match m where m.cancellation_id = c.id) as amount
           from booked_cancellation c
           where c.attempt_id is null and c.restored_at is null and not c.transfer_failed and c.payment_id in (${places})
           union all
           select id, 'NEVER_CAPTURED', amount_total - coalesce(captured_amount, amount_total) from payment
           where id in (${places})) gone
     where amount > 0 group by payment_id, cause order by 3 desc, 1, 2`,
    [...paymentIds, ...paymentIds],
  );
  return rows.map(({ payment_id, cause, amount }) => ({
    paymentId: payment_id,
    cause,
    amount: minorUnits(Number(amount)),
  }));
}
