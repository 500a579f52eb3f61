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
  /** The part of what is owed that has gone back already without a refund of a return, or was never paid. */
  alreadyReturned: MinorUnits;
  /** How it went back, and the payment most of it was of; null where nothing has. */
  cause: Extract<
    NoRefundReason,
    "CHARGED_BACK" | "NEVER_CAPTURED" | "CANCELLED_AT_GATEWAY" | "REFUNDED_BY_HAND"
  > | null;
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

  const covers = (of: string): boolean =>
    sum(gone.filter(({ cause }) => cause === of).map(({ amount }) => amount)) >= alreadyReturned;
  const cause = NAMED_CAUSES.find(covers) ?? "CANCELLED_AT_GATEWAY";
  return ok({ legs: legs.value, alreadyReturned, cause, paymentId: gone[0]?.paymentId ?? null });
}

/** Those that explain all that is missing are named so, in this order. */
const NAMED_CAUSES = ["CHARGED_BACK", "NEVER_CAPTURED", "REFUNDED_BY_HAND"] as const;

interface Gone {
  paymentId: string;
  cause: string;
  amount: MinorUnits;
}

/**
 * Money that moved at the gateway and that no refund was completed with, that a refund of the payment as a whole gives back by hand, or
 * that was never captured: by payment and cause, the largest first.
 */
async function goneWithoutRefund(em: EntityManager, paymentIds: readonly string[]): Promise<Gone[]> {
  if (paymentIds.length === 0) return [];
  const places = paymentIds.map(() => "?").join(", ");
  const rows = await em.execute<{ payment_id: string; cause: string; amount: string }[]>(
    `select payment_id, cause, sum(amount) as amount
     from (select payment_id, case cause when 'CHARGEBACK' then 'CHARGED_BACK' else cause end as cause, amount_total - released_total -
                  (select coalesce(sum(m.amount), 0) from cancellation_match m where m.cancellation_id = c.id) as amount
           from booked_cancellation c
           where c.attempt_id is null and c.restored_at is null and not c.transfer_failed and c.payment_id in (${places})
           union all
           select r.payment_id, 'REFUNDED_BY_HAND', r.amount_total from refund r
           where r.return_id is null and r.state <> 'cancelled' and r.reversed_at is null and r.payment_id in (${places})
             and not exists (select 1 from refund_line l where l.refund_id = r.id)
           union all
           select id, 'NEVER_CAPTURED', amount_total - coalesce(captured_amount, amount_total) from payment
           where id in (${places})) gone
     where amount > 0 group by payment_id, cause order by 3 desc, 1, 2`,
    [...paymentIds, ...paymentIds, ...paymentIds],
  );
  return rows.map(({ payment_id, cause, amount }) => ({
    paymentId: payment_id,
    cause,
    amount: minorUnits(Number(amount)),
  }));
}
