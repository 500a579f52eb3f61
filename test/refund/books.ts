/** What the tests of the gateway leg compare: our books with the gateway's own ledger, and what was really sent there. */
import { expect } from "@jest/globals";
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { LoggedRequest } from "../../sandbox/portone-v2/control.js";
import { collectReturn } from "../../src/refund/collect-return.js";
import type { AttemptStatus } from "../../src/refund/attempt/attempt.entity.js";
import type { Refund } from "../../src/refund/refund.entity.js";
import type { MinorUnits } from "../../src/money/minor-units.js";
import { MINUTE } from "../kit/clock.js";
import type { TestDesk } from "../kit/desk.js";
import {
  key,
  now,
  orderFacts,
  payAtGateway,
  refundsOfReturn,
  RETURN_SERVICE,
  returnFacts,
  type Paid,
} from "../kit/story.js";

/** One payment of which several things come back, one after the other: a refund of its own for each amount. */
export async function returnedInParts(
  t: TestDesk,
  paid: Paid,
  parts: readonly number[],
): Promise<{ refunds: Refund[]; paymentId: string; gatewayPaymentId: string }> {
  const rest = paid.amount - parts.reduce((sum, part) => sum + part, 0);
  const order = orderFacts(
    [paid],
    [...parts, ...(rest > 0 ? [rest] : [])].map((amount) => ({ amount })),
  );
  await payAtGateway(t, order, [paid]);
  const refunds: Refund[] = [];
  for (const index of parts.keys()) {
    const { outcome } = await collectReturn(t.desk, RETURN_SERVICE, {
      order,
      return: returnFacts({ lines: [{ lineNo: String(index + 1), quantity: 1, amount: null as MinorUnits | null }] }),
      idempotencyKey: key(),
    });
    assert(outcome.ok, JSON.stringify(outcome));
    refunds.push(...(await refundsOfReturn(t, outcome.value.returnId)));
  }
  const [first] = refunds;
  assert(first && refunds.length === parts.length);
  return { refunds, paymentId: first.paymentId, gatewayPaymentId: order.payments[0]?.gatewayPaymentId ?? "" };
}

/** Several workers at once, until no job is due. */
export const drainTogether = (t: TestDesk): Promise<unknown> => Promise.all([t.drain(), t.drain(), t.drain()]);

/** States in which nothing more happens by itself. */
const AT_REST = [
  "returnCollected",
  "refundRequested.awaitingApproval",
  "refundRequested.refused",
  "completed",
  "cancelled",
];

/** Lets minutes pass until every one of the refunds is at rest. A slow gateway needs real time as well: a little each turn. */
export async function untilQuiet(t: TestDesk, refunds: readonly Pick<Refund, "id">[], turns = 150): Promise<void> {
  for (let turn = 0; ; turn += 1) {
    const states = await Promise.all(refunds.map(async (refund) => (await now(t, refund)).state));
    const moving = states.filter((state) => !AT_REST.includes(state));
    if (moving.length === 0) return;
    assert(turn < turns, `after ${turns} minutes still ${moving.join(", ")}`);
    await sleep(40);
    await t.pass(MINUTE);
  }
}

export interface AttemptRow {
  id: string;
  sequence: number;
  status: AttemptStatus;
  tries: number;
  fence: number;
  code: string | null;
  cancellable_before: string | null;
}

export const attemptsOf = (t: TestDesk, { id }: Pick<Refund, "id">): Promise<AttemptRow[]> =>
  t.rows(
    `select id, sequence, status, tries, fence, code, cancellable_before from gateway_attempt where refund_id = ? order by sequence`,
    [id],
  );

export async function attemptOf(t: TestDesk, refund: Pick<Refund, "id">): Promise<AttemptRow> {
  const attempt = (await attemptsOf(t, refund)).at(-1);
  assert(attempt, "the refund has no attempt");
  return attempt;
}

export const alarmsOf = async (t: TestDesk, paymentId: string): Promise<string[]> =>
  (
    await t.rows<{ kind: string }>(`select kind from alarm where payment_id = ? order by raised_at, kind`, [paymentId])
  ).map((row) => row.kind);

export interface EffectRow {
  attempt_id: string | null;
  cause: string;
  amount_total: string;
  gateway_cancellation_id: string;
}

/** What an audit reads: rows of ours, and the sandbox. */
type Books = Pick<TestDesk, "rows" | "sandbox">;

export const effectsOn = (t: Books, paymentId: string): Promise<EffectRow[]> =>
  t.rows(
    `select attempt_id, cause, amount_total, gateway_cancellation_id from gateway_effect where payment_id = ? order by booked_at, id`,
    [paymentId],
  );

/** The calls a payment met, in order: `GET`, and `POST` with the key it carried. */
export const callsOf = (t: TestDesk, gatewayPaymentId: string): Promise<LoggedRequest[]> =>
  t.sandbox.requests(gatewayPaymentId);

export const postsOf = async (t: TestDesk, gatewayPaymentId: string): Promise<LoggedRequest[]> =>
  (await callsOf(t, gatewayPaymentId)).filter((call) => call.method === "POST");

/** `"` belongs to the header, not to the key. */
export const keyOf = (call: LoggedRequest | undefined): string => (call?.idempotencyKey ?? "").replaceAll('"', "");

interface PaymentBooks {
  id: string;
  gateway_payment_id: string;
  amount: string;
  refunded: string;
  reserved: string;
  excess: string;
  held: string;
  effects: string;
}

/**
 * Audits every PortOne payment against the gateway's ledger: what we count as refunded is what moved, cancellation by cancellation;
 * what is reserved is what open refunds hold; a refund is completed if and only if exactly one cancellation is its own.
 */
export async function auditBooks(t: Books): Promise<void> {
  const payments = await t.rows<PaymentBooks>(
    `select p.id, p.gateway_payment_id, p.amount_total as amount, p.refunded_at_gateway_total as refunded, p.reserved_total as reserved,
            p.excess_total as excess,
            coalesce((select sum(r.amount_total) from refund r where r.payment_id = p.id and r.holds_reservation), 0) as held,
            coalesce((select sum(e.amount_total) from gateway_effect e where e.payment_id = p.id), 0) as effects
     from payment p where p.gateway = 'PORTONE_V2'`,
  );
  const oracle = new Map((await t.sandbox.totals()).map((total) => [total.paymentId, total.cancelled]));
  const ours = payments.map((p) => ({
    payment: p.gateway_payment_id,
    refunded: Number(p.refunded),
    effects: Number(p.effects),
    reserved: Number(p.reserved),
  }));
  const theirs = payments.map((p) => {
    const cancelled = oracle.get(p.gateway_payment_id) ?? 0;
    return { payment: p.gateway_payment_id, refunded: cancelled, effects: cancelled, reserved: Number(p.held) };
  });
  expect(ours).toEqual(theirs);

  const refunds = await t.rows<{ id: string; state: string; own: string; holds: boolean }>(
    `select r.id, r.state, r.holds_reservation as holds,
            (select count(*) from gateway_effect e join gateway_attempt a on a.id = e.attempt_id where a.refund_id = r.id) as own
     from refund r`,
  );
  const wrong = refunds.filter(
    ({ state, own, holds }) =>
      Number(own) !== (state === "completed" ? 1 : 0) || (holds && ["completed", "cancelled"].includes(state)),
  );
  expect(wrong).toEqual([]);

  for (const { id, gateway_payment_id } of payments) {
    const listed = (await t.sandbox.cancellationsOf(gateway_payment_id)).filter((c) => c.status === "SUCCEEDED");
    const booked = await effectsOn(t, id);
    expect(new Set(booked.map((effect) => effect.gateway_cancellation_id))).toEqual(
      new Set(listed.map((c) => (c as { id: string }).id)),
    );
  }

  const lines = await t.rows(
    `select l.id from order_line l where l.reserved <> coalesce((select sum(x.amount) from refund_line x join refund r on r.id = x.refund_id
       where x.order_line_id = l.id and r.holds_reservation), 0)`,
  );
  expect(lines).toEqual([]);
}
