/** What the tests of the gateway leg compare: our books with the gateway's own ledger, and what was really sent there. */
import { expect } from "@jest/globals";
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { LoggedRequest } from "../../sandbox/portone-v2/control.js";
import { compareBooks } from "../../src/audit/compare-books.js";
import { collectReturn } from "../../src/refund/commands/collect-return.js";
import type { AttemptStatus } from "../../src/refund/record/attempt.entity.js";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import type { MinorUnits } from "../../src/money/minor-units.js";
import { MINUTE } from "../kit/clock.js";
import type { TestService } from "../kit/test-service.js";
import {
  collectedReturn,
  key,
  now,
  orderFacts,
  payAtGateway,
  refundsOfReturn,
  request,
  RETURN_SERVICE,
  returnFacts,
  type Paid,
} from "../kit/fixtures.js";

/** One payment of which several things come back, one after the other: a refund of its own for each amount. */
export async function returnedInParts(
  t: TestService,
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
    const { outcome } = await collectReturn(t.context, RETURN_SERVICE, {
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
export const drainTogether = (t: TestService): Promise<unknown> => Promise.all([t.drain(), t.drain(), t.drain()]);

/** States in which nothing more happens by itself. */
const AT_REST = [
  "returnCollected",
  "refundRequested.awaitingApproval",
  "refundRequested.refused",
  "completed",
  "cancelled",
];

/** Lets minutes pass until every one of the refunds is at rest. A slow gateway needs real time as well: a little each turn. */
export async function untilQuiet(t: TestService, refunds: readonly Pick<Refund, "id">[], turns = 1_000): Promise<void> {
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

export const attemptsOf = (t: TestService, { id }: Pick<Refund, "id">): Promise<AttemptRow[]> =>
  t.rows(
    `select id, sequence, status, tries, fence, code, cancellable_before from gateway_attempt where refund_id = ? order by sequence`,
    [id],
  );

export async function attemptOf(t: TestService, refund: Pick<Refund, "id">): Promise<AttemptRow> {
  const attempt = (await attemptsOf(t, refund)).at(-1);
  assert(attempt, "the refund has no attempt");
  return attempt;
}

export const alarmsOf = async (t: TestService, paymentId: string): Promise<string[]> =>
  (
    await t.rows<{ kind: string }>(`select kind from alarm where payment_id = ? order by raised_at, kind`, [paymentId])
  ).map((row) => row.kind);

export interface BookedCancellationRow {
  attempt_id: string | null;
  cause: string;
  amount_total: string;
  gateway_cancellation_id: string;
}

/** What an audit reads: rows of ours, and the sandbox. */
type RecordedPayment = Pick<TestService, "rows" | "sandbox">;

export const cancellationsOn = (t: RecordedPayment, paymentId: string): Promise<BookedCancellationRow[]> =>
  t.rows(
    `select attempt_id, cause, amount_total, gateway_cancellation_id from booked_cancellation where payment_id = ? order by booked_at, id`,
    [paymentId],
  );

/** The calls a payment met, in order: `GET`, and `POST` with the key it carried. */
export const callsOf = (t: TestService, gatewayPaymentId: string): Promise<LoggedRequest[]> =>
  t.sandbox.requests(gatewayPaymentId);

export const postsOf = async (t: TestService, gatewayPaymentId: string): Promise<LoggedRequest[]> =>
  (await callsOf(t, gatewayPaymentId)).filter((call) => call.method === "POST");

/** `"` belongs to the header, not to the key. */
export const keyOf = (call: LoggedRequest | undefined): string => (call?.idempotencyKey ?? "").replaceAll('"', "");

/** Fails on any place where the books do not agree with themselves. */
export const assertBooksAgree = async (t: Pick<TestService, "rows">): Promise<void> =>
  expect(await compareBooks((sql) => t.rows(sql))).toEqual([]);

/**
 * Audits every PortOne payment against the gateway's ledger: what we count as refunded is what moved, cancellation by cancellation.
 * The books agree with themselves, and no refund was completed by hand: each completed one has a cancellation of its own.
 */
export async function assertLedgersAgree(t: RecordedPayment): Promise<void> {
  const payments = await t.rows<{ id: string; gateway_payment_id: string; refunded: string }>(
    `select id, gateway_payment_id, refunded_at_gateway_total as refunded from payment where gateway = 'PORTONE_V2'`,
  );
  const oracle = new Map((await t.sandbox.totals()).map((total) => [total.paymentId, total.cancelled]));
  expect(payments.map((p) => [p.gateway_payment_id, Number(p.refunded)])).toEqual(
    payments.map((p) => [p.gateway_payment_id, oracle.get(p.gateway_payment_id) ?? 0]),
  );
  for (const { id, gateway_payment_id } of payments) {
    const listed = (await t.sandbox.cancellationsOf(gateway_payment_id)).filter((c) => c.status === "SUCCEEDED");
    const booked = await cancellationsOn(t, id);
    expect(new Set(booked.map((effect) => effect.gateway_cancellation_id))).toEqual(
      new Set(listed.map((c) => (c as { id: string }).id)),
    );
  }
  expect(await t.rows(`select refund_id from refund_history where event = 'RECORD_SUCCESS'`)).toEqual([]);
  await assertBooksAgree(t);
}

/** The gateway answers the next `times` cancels of a payment with nothing; the money moves all the same where `moved`. */
export const loseAnswers = (
  t: TestService,
  paymentId: string,
  { moved, times = 1 }: { moved: boolean; times?: number },
): Promise<unknown> =>
  t.sandbox.planFault({
    hits: "cancel",
    paymentId,
    times,
    fault: { kind: moved ? "LOSE_ANSWER_AFTER_EFFECT" : "LOSE_ANSWER_BEFORE_EFFECT" },
  });

/** A refund of a whole payment that was requested and sent, and whose answers were lost. */
export async function unknownRefund(
  t: TestService,
  { amount = 10_000, ...lost }: Parameters<typeof loseAnswers>[2] & { amount?: number },
) {
  const scenario = await collectedReturn(t, amount);
  await loseAnswers(t, scenario.gatewayPaymentId, lost);
  await request(t, scenario.refund);
  await t.drain();
  return scenario;
}

/** Its state, without the name of the state around it. */
export const stateOf = async (t: TestService, refund: Pick<Refund, "id">): Promise<string> =>
  (await now(t, refund)).state.replace("refundRequested.", "");
