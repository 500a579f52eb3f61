/** What the tests of the gateway leg compare: our books with the gateway's own ledger, and what was really sent there. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { FaultInput, LoggedRequest } from "../../sandbox/portone-v2/control.js";
import { compareBooks } from "../../src/audit/compare-books.js";
import type { ReturnFacts } from "../../src/refund/commands/create-return.js";
import { collectReturn } from "../../src/refund/commands/collect-return.js";
import type { AttemptStatus } from "../../src/refund/record/attempt.entity.js";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import { Return } from "../../src/orders/return.entity.js";
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
  requestAndDrain,
  RETURN_SERVICE,
  returnFacts,
  type Paid,
} from "../kit/fixtures.js";
import { IS_ALARM } from "../kit/work-items.js";

/** One payment of which several things come back, one after the other: a refund of its own for each amount. */
export async function returnedInParts(
  t: TestService,
  paidAs: Paid | number,
  parts: readonly number[],
  returned: Pick<ReturnFacts, "reason" | "atFault"> = {},
): Promise<{ refunds: Refund[]; refund: Refund; paymentId: string; gatewayPaymentId: string }> {
  const paid = typeof paidAs === "number" ? { amount: paidAs } : paidAs;
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
      return: returnFacts({
        ...returned,
        lines: [{ lineNo: String(index + 1), quantity: 1, amount: null as MinorUnits | null }],
      }),
      idempotencyKey: key(),
    });
    assert(outcome.ok, JSON.stringify(outcome));
    refunds.push(...(await refundsOfReturn(t, outcome.value.returnId)));
  }
  const [refund] = refunds;
  assert(refund && refunds.length === parts.length);
  const { paymentId } = refund;
  return { refunds, refund, paymentId, gatewayPaymentId: order.payments[0]?.gatewayPaymentId ?? "" };
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
  /** The gateway's own words. */
  code: string | null;
  message: string | null;
  finding_code: string | null;
  finding_message: string | null;
  cancellable_before: string | null;
}

export const attemptsOf = (t: TestService, { id }: Pick<Refund, "id">): Promise<AttemptRow[]> =>
  t.rows(
    `select id, sequence, status, tries, fence, code, message, finding_code, finding_message, cancellable_before from gateway_attempt where refund_id = ? order by sequence`,
    [id],
  );

export async function attemptOf(t: TestService, refund: Pick<Refund, "id">): Promise<AttemptRow> {
  const attempt = (await attemptsOf(t, refund)).at(-1);
  assert(attempt, "the refund has no attempt");
  return attempt;
}

export const storedRefundStatus = async (t: TestService, returnId: string): Promise<string> =>
  (await t.context.root.fork().findOneOrFail(Return, returnId)).refundStatus;

const nextOf = async (t: TestService, column: "predecessor_id" | "remainder_of_id", id: string): Promise<Refund> => {
  const [row, ...more] = await t.rows<{ id: string }>(`select id from refund where ${column} = ?`, [id]);
  assert(row && more.length === 0);
  return now(t, row);
};
/** The one refund that was opened in this one's place. */
export const successorOf = (t: TestService, { id }: Pick<Refund, "id">): Promise<Refund> =>
  nextOf(t, "predecessor_id", id);
/** The one refund of what is left of this one. */
export const remainderOf = (t: TestService, { id }: Pick<Refund, "id">): Promise<Refund> =>
  nextOf(t, "remainder_of_id", id);

/** What was published of a refund, oldest first. */
export const eventsOf = async <Payload>(t: TestService, { id }: Pick<Refund, "id">): Promise<Payload[]> =>
  (
    await t.rows<{ payload: Payload }>(
      `select payload from event_log where type = 'refund.changed' and subject_id = ? order by id`,
      [id],
    )
  ).map(({ payload }) => payload);

/** Kinds of work items that were raised as alarms, oldest first; those of a state say no more than the refund. */
export const alarmsOf = async (t: TestService, paymentId: string): Promise<string[]> =>
  (
    await t.rows<{ kind: string }>(
      `select kind from work_item where payment_id = ? and ${IS_ALARM} order by opened_at, kind`,
      [paymentId],
    )
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

/** The next `times` cancels of a payment, or looks at it, meet a fault at PortOne. */
export const planFault = (
  t: Pick<TestService, "sandbox">,
  hits: "cancel" | "get",
  paymentId: string,
  fault: FaultInput,
  times = 1,
): Promise<unknown> => t.sandbox.planFault({ hits, paymentId, times, fault });

/** The gateway answers the next `times` cancels of a payment with nothing; the money moves all the same where `moved`. */
export const loseAnswers = (
  t: TestService,
  paymentId: string,
  { moved, times = 1 }: { moved: boolean; times?: number },
): Promise<unknown> =>
  planFault(t, "cancel", paymentId, { kind: moved ? "LOSE_ANSWER_AFTER_EFFECT" : "LOSE_ANSWER_BEFORE_EFFECT" }, times);

/** A paid order of which everything came back, and its first refund is requested and sent; the gateway's next cancel of it meets `fault`. */
export async function requestedReturn(
  t: TestService,
  paid: Paid[] | number,
  { fault, ...over }: Parameters<typeof collectedReturn>[2] & { fault?: FaultInput | null } = {},
) {
  const scenario = await collectedReturn(t, paid, over);
  if (fault) await planFault(t, "cancel", scenario.gatewayPaymentId, fault);
  await requestAndDrain(t, scenario.refund);
  return scenario;
}

/** A refund of a whole payment that was requested and sent, and whose answers were lost. */
export async function unknownRefund(
  t: TestService,
  { amount = 10_000, ...lost }: Parameters<typeof loseAnswers>[2] & { amount?: number },
) {
  const scenario = await collectedReturn(t, amount);
  await loseAnswers(t, scenario.gatewayPaymentId, lost);
  await requestAndDrain(t, scenario.refund);
  return scenario;
}

/** Its state, without the name of the state around it. */
export const stateOf = async (t: TestService, refund: Pick<Refund, "id">): Promise<string> =>
  (await now(t, refund)).state.replace("refundRequested.", "");
