/**
 * Ways out: whatever has happened to a refund and its payment, each action that is offered to somebody succeeds (or fails for a
 * reason that a later call can be without), and some way of offered actions leads to an end.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Principal } from "../../src/access/principal.js";
import { won } from "../../src/money/minor-units.js";
import type { Outcome } from "../../src/problem.js";
import { lowerAmount } from "../../src/refund/commands/lower-amount.js";
import { matchCancellation } from "../../src/refund/commands/match-cancellation.js";
import { takeBackRefund } from "../../src/refund/commands/take-back.js";
import type { Action } from "../../src/refund/eligibility/rules.js";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import { lookUpPayment } from "../../src/refund/settlement/look-up-attempt.js";
import { resolveUnknown } from "../../src/refund/settlement/resolve-unknown.js";
import { readRefund } from "../api/ask.js";
import { seedOf } from "../gateways/random.js";
import { HOUR, MINUTE } from "../kit/clock.js";
import { APPROVER, codeOf, now, OPERATOR, person, request } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { ACCOUNTANT, chosen, made, record } from "../manual-refund/results.js";
import { account, ACCOUNT, intoVirtualAccount } from "../refund/accounts.js";
import { assertBooksAgree, returnedInParts } from "../refund/ledgers.js";
import {
  act,
  AGENT,
  approve,
  cancel,
  changeAccount,
  decline,
  fallBack,
  reopen,
  retry,
  reverse,
} from "../refund/mutations.js";

const t = sharedTestService();

const SECOND_APPROVER = person("park.approver", "approver");
const PEOPLE = [OPERATOR, AGENT, APPROVER, SECOND_APPROVER, ACCOUNTANT];

/** Problems that another call, or the same one later, can be without. */
const LATER = new Set(["VERSION_CONFLICT", "GATEWAY_UNREACHABLE", "CALL_UNDER_WAY", "EVIDENCE_DISAGREES"]);

interface Offer {
  action: Action;
  by: Principal;
}

const SHOWN = `availableActions refundableAmount { amount } failure { cause actions }`;
interface Read {
  availableActions: Action[];
  refundableAmount: { amount: number };
  failure: { cause: string; actions: Action[] } | null;
}
const read = (id: string, by: Principal): Promise<Read> => readRefund(t, { id }, SHOWN, { by });

async function offersOn(id: string): Promise<Offer[]> {
  const offers: Offer[] = [];
  for (const by of PEOPLE) {
    const { availableActions, failure } = await read(id, by);
    offers.push(...availableActions.map((action) => ({ action, by })));
    // Of the advice, everything is open to somebody.
    if (by === PEOPLE.at(-1))
      for (const action of failure?.actions ?? [])
        assert(
          offers.some((offer) => offer.action === action),
          `${failure?.cause} advises ${action}, which nobody is offered`,
        );
  }
  return offers;
}

/** Two people state what the sandbox knows; a statement of one is no end. */
async function resolve(refund: Pick<Refund, "id">, by: Principal) {
  const { paymentId } = await now(t, refund);
  const [payment] = await t.rows<{ id: string }>(`select gateway_payment_id as id from payment where id = ?`, [
    paymentId,
  ]);
  const [attempt] = await t.rows<{ known: string[] }>(
    `select known_cancellation_ids as known from gateway_attempt where refund_id = ? and status in ('UNKNOWN', 'PENDING')`,
    [refund.id],
  );
  const done = (await t.sandbox.cancellationsOf(payment!.id)).find(
    ({ id, status }) => status === "SUCCEEDED" && !attempt!.known.includes(id),
  );
  const said = done
    ? ({ outcome: "REFUNDED", amount: won((await now(t, refund)).amount.total) } as const)
    : ({ outcome: "NOT_REFUNDED", amount: null } as const);
  const first = await act(t, refund, resolveUnknown, by, { ...said, evidence: "PG", confirmsStatementId: null });
  if (!first.outcome.ok) return first;
  const { statementId } = first.outcome.value as { statementId: string };
  const second = by === OPERATOR ? APPROVER : OPERATOR;
  return act(t, refund, resolveUnknown, second, { ...said, evidence: "PG", confirmsStatementId: statementId });
}

const TAKEN: Readonly<
  Record<Action, (refund: Pick<Refund, "id">, by: Principal) => Promise<{ outcome: Outcome<unknown> }>>
> = {
  REQUEST: (refund, by) => request(t, refund, by),
  APPROVE: (refund, by) => approve(t, refund, by),
  DECLINE: (refund, by) => decline(t, refund, by),
  RETRY: (refund, by) => retry(t, refund, by),
  CANCEL: (refund, by) => cancel(t, refund, by),
  REOPEN: (refund, by) => reopen(t, refund, by),
  RESOLVE_UNKNOWN: resolve,
  FALL_BACK_TO_MANUAL: (refund, by) => fallBack(t, refund, by),
  CHANGE_ACCOUNT: (refund, by) => changeAccount(t, refund, account({ number: `110${Date.now()}` }), by),
  RECORD_REVERSAL: (refund, by) => reverse(t, refund, by),
  async MATCH_CANCELLATION(refund, by) {
    const { paymentId } = await now(t, refund);
    const [row] = await t.rows<{ id: string }>(
      `select c.id from booked_cancellation c where payment_id = ? and attempt_id is null and amount_total >
         (select coalesce(sum(amount), 0) from cancellation_match where cancellation_id = c.id)`,
      [paymentId],
    );
    return act(t, refund, matchCancellation, by, { cancellationId: row!.id, memo: null });
  },
  async LOWER_AMOUNT(refund, by) {
    const { refundableAmount } = await read(refund.id, by);
    const { amount } = await now(t, refund);
    const lowered = Math.max(1, Math.min(amount.total - 1, refundableAmount.amount));
    return act(t, refund, lowerAmount, by, { amount: won(lowered), memo: "일부는 매장에서 지급" });
  },
  TAKE_BACK: (refund, by) => act(t, refund, takeBackRefund, by, {}),
  // The first transfer fails, the second one is made.
  async RECORD_RESULT(refund, by) {
    const { state } = await now(t, refund);
    const failed = { result: "FAILED", failureCause: "BANK_ACCOUNT_CLOSED" } as const;
    return record(t, await chosen(t, refund, state === "accepted.unprocessed" ? failed : made(t)), { by });
  },
};

type Turn = "CONSOLE_PART" | "CONSOLE_SAME" | "CHARGEBACK" | "DISPUTE" | "DISPUTE_ENDS" | "TIME" | "ACTION";
const TURNS: readonly Turn[] = [
  "ACTION",
  "ACTION",
  "ACTION",
  "TIME",
  "CONSOLE_PART",
  "CONSOLE_SAME",
  "CHARGEBACK",
  "DISPUTE",
  "DISPUTE_ENDS",
];

const story = fc.record({
  amount: fc.constantFrom(30_000, 1_300_000),
  parts: fc.constantFrom([11_000], [11_000, 12_000], [30_000]),
  way: fc.constantFrom("CARD", "VIRTUAL_ACCOUNT"),
  captured: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  account: fc.boolean(),
  fault: fc.constantFrom(
    null,
    { kind: "REFUSE" },
    { kind: "TOO_MANY_REQUESTS" },
    { kind: "PENDING" },
    { kind: "LOSE_ANSWER_BEFORE_EFFECT" },
    { kind: "LOSE_ANSWER_AFTER_EFFECT" },
  ),
  /** The payment's first refund is asked for before anything happens: another may wait behind it. */
  firstAsked: fc.boolean(),
  turns: fc.array(fc.record({ turn: fc.constantFrom(...TURNS), pick: fc.nat(1_000) }), { minLength: 2, maxLength: 7 }),
});

const isOver = (state: string): boolean => state === "completed" || state === "cancelled";
/** States that go on by themselves, and are looked at until they do. */
const MOVES_BY_ITSELF = new Set(["refundRequested.submitting", "refundRequested.pending"]);

/** Takes one offered action; it succeeds, or fails for what a later call can be without. */
async function take(refund: Pick<Refund, "id">, { action, by }: Offer): Promise<void> {
  const before = await now(t, refund);
  const { outcome } = await TAKEN[action](refund, by);
  if (!outcome.ok && !LATER.has(outcome.problem.code))
    throw new Error(
      `${action} was offered to ${by.subject} in ${before.state} and answered ${JSON.stringify(outcome.problem)}`,
    );
}

/** What a person who wants it over does first. */
const ENDING: readonly Action[] = ["RESOLVE_UNKNOWN", "CANCEL", "DECLINE", "TAKE_BACK"];

async function bringToAnEnd(refund: Pick<Refund, "id">): Promise<void> {
  for (let step = 0; step < 30; step += 1) {
    const { state } = await now(t, refund);
    if (isOver(state)) return;
    const offers = await offersOn(refund.id);
    const next = ENDING.flatMap((action) => offers.filter((offer) => offer.action === action))[0];
    if (next) await take(refund, next);
    else assert(MOVES_BY_ITSELF.has(state), `nobody is offered an end in ${state}: ${JSON.stringify(offers)}`);
    // What stays pending may be stated by two people only after hours.
    await t.pass(step < 10 ? 10 * MINUTE : HOUR);
  }
  throw new Error(`no end after 30 steps: ${(await now(t, refund)).state}`);
}

async function play({ amount, parts, way, captured, account: named, fault, firstAsked, turns }: Told): Promise<void> {
  await t.sandbox.clearFaults();
  const paid =
    way === "CARD"
      ? { amount, captureState: captured ? ("CAPTURED" as const) : ("AUTHORISED" as const) }
      : intoVirtualAccount(amount);
  const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, paid, [...parts]);
  if (named) for (const refund of refunds) await changeAccount(t, refund, ACCOUNT);
  if (fault) await t.sandbox.planFault({ hits: "cancel", paymentId: gatewayPaymentId, times: 2, fault } as never);
  if (firstAsked && refunds.length > 1) await request(t, refunds[0]!);
  const look = () => lookUpPayment(t.context, paymentId, "WEBHOOK");
  const refund = refunds.at(-1)!;
  for (const { turn, pick } of turns) {
    const ignore = () => undefined;
    if (turn === "CONSOLE_PART") await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 4_000 }).catch(ignore);
    if (turn === "CONSOLE_SAME")
      await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: refund.amount.total }).catch(ignore);
    if (turn === "CHARGEBACK") await t.sandbox.chargeback(gatewayPaymentId).catch(ignore);
    if (turn === "DISPUTE") await t.sandbox.dispute(gatewayPaymentId);
    if (turn === "DISPUTE_ENDS") await t.sandbox.dispute(gatewayPaymentId, { resolved: true });
    if (turn === "TIME") await t.pass(10 * MINUTE);
    else if (turn !== "ACTION") await look();
    if (turn !== "ACTION") continue;
    const offers = await offersOn(refund.id);
    const offer = offers[pick % Math.max(1, offers.length)];
    if (offer) await take(refund, offer);
    if (pick % 2 === 0) await t.drain();
  }
  // A dispute ends by itself one day; whatever else has happened, people can bring it to an end.
  await t.sandbox.dispute(gatewayPaymentId, { resolved: true });
  await look().catch(() => undefined);
  await bringToAnEnd(refund);
  expect(isOver((await now(t, refund)).state)).toBe(true);
}

type Told = typeof story extends fc.Arbitrary<infer T> ? T : never;

it("each offered action succeeds, and some of them lead to an end", async () => {
  const numRuns = process.env.HWANBUL_CHAOS === "full" ? 600 : 25;
  await fc.assert(fc.asyncProperty(story, play), { seed: seedOf("ways out"), numRuns });
  await assertBooksAgree(t);
}, 1_200_000);

it("an action that was offered fails loudly in this property: a refund that cannot be retried is not offered a retry", async () => {
  const { refund, paymentId, gatewayPaymentId } = await returnedInParts(t, 30_000, [30_000]);
  await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 4_000 });
  await lookUpPayment(t.context, paymentId, "WEBHOOK");
  expect(codeOf(await retry(t, refund))).toBe("REFUND_AMOUNT_EXCEEDED");
  await expect(take(refund, { action: "RETRY", by: OPERATOR })).rejects.toThrow("REFUND_AMOUNT_EXCEEDED");
});
