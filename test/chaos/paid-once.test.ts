/**
 * Whatever happens beside the service, nobody is paid twice. Random sequences of requests, refusals, lost and late answers, cancels
 * in the console, bank transfers, look-ups and reconciliations, at four gateways, with people who know what each cancel in the
 * console was for and say it when they are asked; the gateways' own ledgers are the judge.
 */
import fc from "fast-check";
import assert from "node:assert/strict";
import { koreanDay } from "../../src/clock.js";
import type { GatewayName } from "../../src/gateways/port.js";
import { won } from "../../src/money/minor-units.js";
import { matchCancellation } from "../../src/refund/commands/match-cancellation.js";
import { lookUpPayment } from "../../src/refund/settlement/look-up-attempt.js";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import { openContractService, type ContractService, type Returned } from "../gateways/contract/contract-service.js";
import { forAllAsync, seedOf } from "../gateways/random.js";
import { HOUR, MINUTE } from "../kit/clock.js";
import { APPROVER, now, OPERATOR, request } from "../kit/fixtures.js";
import { recordMade } from "../manual-refund/results.js";
import { reconcile } from "../reconciliation/findings.js";
import { ACCOUNT } from "../refund/accounts.js";
import { assertBooksAgree } from "../refund/ledgers.js";
import { stateResult, act, AGENT, approve, changeAccount, fallBack, retry } from "../refund/mutations.js";

/** Each batch has a service of its own: a reconciliation asks about every payment that still owes something. */
const [BATCHES, RUNS] = process.env["HWANBUL_CHAOS"] === "full" ? [20, 50] : [1, 30];
const AT: readonly GatewayName[] = ["PORTONE_V2", "IAMPORT_V1", "TOSS_PAY", "EBP"];
const PARTS = [[10_000], [4_000], [3_000, 3_000], [2_000, 3_000, 5_000]] as const;

const OPERATIONS = [
  "request",
  "retry",
  "fallBack",
  "secondPerson",
  "transfer",
  "consoleCancelsIt",
  "consoleCancelsForSomebodyElse",
  "loseAnswer",
  "loseAnswerAfterEffect",
  "acceptForLater",
  "settle",
  "look",
  "work",
  "hours",
  "twoPeople",
  "reconcile",
] as const;

/** Where the customer has nothing of a refund, and nothing is under way: only then somebody cancels in the console instead. */
const UNTOUCHED: readonly string[] = [
  "returnCollected",
  "refundRequested.awaitingApproval",
  "refundRequested.deferred",
  "refundRequested.refused",
  "accepted.awaitingApproval",
  "accepted.unprocessed",
];

let on: ContractService;

/** One payment and the people around it. */
class Story {
  /** Cancelled in the console, and what for; the refund is null where it was another matter. */
  readonly inConsole: { amount: number; meantFor: string | null }[] = [];
  byHand = 0;

  constructor(
    readonly gateway: GatewayName,
    readonly scenario: Returned,
  ) {}

  get ledger() {
    return on.ledgerOf(this.gateway);
  }
  get namesAmounts(): boolean {
    return this.gateway !== "EBP";
  }

  async totals(): Promise<{ cancelled: number; pending: number }> {
    const all = await this.ledger.totals();
    const total = all.find(({ paymentId }) => paymentId === this.scenario.gatewayPaymentId);
    return { cancelled: total?.cancelled ?? 0, pending: total?.pending ?? 0 };
  }

  /** The refunds of the payment as they are now: rests of smaller cancels are among them. */
  async refunds(): Promise<Refund[]> {
    const rows = await on.t.rows<{ id: string }>(`select id from refund where payment_id = ? order by created_at, id`, [
      this.scenario.paymentId,
    ]);
    return Promise.all(rows.map((row) => now(on.t, row)));
  }

  /** Cancels in the console as much as is left of `amount`; 0 when nothing is. */
  async cancelInConsole(amount: number, meantFor: string | null): Promise<void> {
    const { cancelled, pending } = await this.totals();
    const left = Math.min(amount, 10_000 - cancelled - pending);
    // A gateway that names no amounts shows only that all is cancelled.
    if (left <= 0 || pending > 0 || (!this.namesAmounts && left + cancelled < 10_000)) return;
    await this.ledger.cancelInConsole(this.scenario.gatewayPaymentId, { amount: left });
    this.inConsole.push({ amount: left, meantFor });
  }

  /** People look up what each unmatched cancel was for, match those that were a refund, and approve what is left. */
  async secondPerson(refund: Refund): Promise<void> {
    for (const cancellation of await this.unmatched()) {
      const known = this.inConsole.find(({ amount }) => amount === Number(cancellation.amount));
      if (!known?.meantFor) continue;
      await act(on.t, { id: known.meantFor }, matchCancellation, OPERATOR, {
        cancellationId: cancellation.id,
        memo: null,
      });
    }
    const { state } = await now(on.t, refund);
    if (state.endsWith("awaitingApproval")) await approve(on.t, refund);
  }

  unmatched(): Promise<{ id: string; amount: string }[]> {
    return on.t.rows(
      `select id, amount_total as amount from booked_cancellation c where payment_id = ? and attempt_id is null
         and not exists (select 1 from cancellation_match where cancellation_id = c.id)`,
      [this.scenario.paymentId],
    );
  }

  /** Two people say what the gateway's own page shows. */
  async twoPeople(refund: Refund): Promise<void> {
    const { cancelled, pending } = await this.totals();
    if (refund.state !== "refundRequested.unknown" || pending > 0) return;
    const [ours] = await on.t.rows<{ sum: string }>(
      `select coalesce(sum(amount_total), 0) as sum from booked_cancellation where payment_id = ? and attempt_id is not null`,
      [this.scenario.paymentId],
    );
    const moved = cancelled - this.inConsole.reduce((sum, { amount }) => sum + amount, 0) - Number(ours?.sum);
    const said =
      moved > 0
        ? { outcome: "REFUNDED" as const, amount: won(moved) }
        : { outcome: "NOT_REFUNDED" as const, amount: null };
    const { outcome } = await stateResult(on.t, refund, OPERATOR, said);
    if (!outcome.ok) return;
    await stateResult(on.t, refund, APPROVER, { ...said, confirmsStatementId: outcome.value.statementId });
  }

  async operate(operation: (typeof OPERATIONS)[number], refund: Refund): Promise<unknown> {
    const { paymentId, gatewayPaymentId } = this.scenario;
    const { t } = on;
    switch (operation) {
      case "request":
        return request(t, refund);
      case "retry":
        return retry(t, refund);
      case "fallBack":
        await changeAccount(t, refund, ACCOUNT, AGENT);
        return fallBack(t, refund);
      case "secondPerson":
        return this.secondPerson(refund);
      case "transfer": {
        if (refund.state !== "accepted.unprocessed") return undefined;
        const { outcome } = await recordMade(t, refund);
        if (outcome.ok) this.byHand += refund.payableByHand ?? 0;
        return undefined;
      }
      case "consoleCancelsIt":
        return UNTOUCHED.includes(refund.state) && !this.isPaidInConsole(refund)
          ? this.cancelInConsole(refund.amount.total, refund.id)
          : undefined;
      case "consoleCancelsForSomebodyElse":
        return this.cancelInConsole(1_777, null);
      case "loseAnswer":
        return this.ledger.planFault({
          hits: "cancel",
          paymentId: gatewayPaymentId,
          fault: { kind: "LOSE_ANSWER_BEFORE_EFFECT" },
        });
      case "loseAnswerAfterEffect":
        return this.ledger.planFault({
          hits: "cancel",
          paymentId: gatewayPaymentId,
          fault: { kind: "LOSE_ANSWER_AFTER_EFFECT" },
        });
      case "acceptForLater":
        return on.acceptForLater(this.gateway, gatewayPaymentId);
      case "settle":
        return this.settle("SUCCEEDED");
      case "look":
        return lookUpPayment(t.context, paymentId, "WEBHOOK");
      case "work":
        return t.drain();
      case "hours":
        for (const pause of [MINUTE, HOUR, 4 * HOUR]) await t.pass(pause);
        return undefined;
      case "twoPeople":
        return this.twoPeople(refund);
      case "reconcile":
        return reconcile(t, { gateway: this.gateway, day: koreanDay(t.clock.now()) });
    }
  }

  isPaidInConsole({ id }: Refund): boolean {
    return this.inConsole.some(({ meantFor }) => meantFor === id);
  }

  async settle(outcome: "SUCCEEDED" | "FAILED"): Promise<void> {
    const waiting = (await this.ledger.cancellationsOf(this.scenario.gatewayPaymentId)).filter(
      ({ status }) => !["SUCCEEDED", "FAILED"].includes(status),
    );
    for (const { id } of waiting) await this.ledger.settle(id, outcome);
  }

  /** Everything that is still under way comes to its end. */
  async end(): Promise<void> {
    await this.settle("SUCCEEDED");
    for (let round = 0; round < 4; round += 1) {
      for (const pause of [MINUTE, HOUR, 24 * HOUR]) await on.t.pass(pause);
      await this.settle("SUCCEEDED");
      for (const refund of await this.refunds()) await this.twoPeople(refund);
    }
    await lookUpPayment(on.t.context, this.scenario.paymentId, "RECONCILER");
    for (const refund of await this.refunds()) await this.secondPersonMatches(refund);
  }

  async secondPersonMatches(refund: Refund): Promise<void> {
    if (this.isPaidInConsole(refund)) await this.secondPerson(refund);
  }
}

describe.each(Array.from({ length: BATCHES }, (_, batch) => batch))("batch %i", (batch) => {
  beforeAll(async () => {
    on = await openContractService();
  });
  afterAll(() => on.close());

  it(
    "the customer never gets more than is owed, whatever happens in whatever order",
    async () => {
      const operation = fc.record({ name: fc.constantFrom(...OPERATIONS), of: fc.nat(2) });
      await forAllAsync(
        [
          fc.constantFrom(...AT),
          fc.constantFrom(...PARTS),
          fc.array(operation, { minLength: 4, maxLength: 14, size: "max" }),
        ],
        { seed: seedOf("paid once") + batch, numRuns: RUNS, endOnFailure: true },
        async (gateway, parts, operations) => {
          const story = new Story(gateway, await on.returned(gateway, parts));
          for (const { name, of } of operations) {
            const refunds = await story.refunds();
            await story.operate(name, refunds[of % refunds.length]!);
          }
          await story.end();
          const { cancelled } = await story.totals();
          const others = story.inConsole.filter(({ meantFor }) => meantFor === null);
          const elsewhere = others.reduce((sum, { amount }) => sum + amount, 0);
          const owed = parts.reduce<number>((sum, part) => sum + part, 0);
          assert.ok(
            cancelled + story.byHand - elsewhere <= owed,
            `${cancelled} at the gateway and ${story.byHand} by hand, of which ${elsewhere} for others; ${owed} were owed`,
          );
          const completed = (await story.refunds()).filter(({ state }) => state === "completed");
          const told = completed.reduce((sum, refund) => sum + refund.amount.total, 0);
          assert.ok(
            told <= cancelled + story.byHand,
            `${told} told as refunded, ${cancelled} and ${story.byHand} moved`,
          );
        },
      );
      await assertBooksAgree(on.t);
      expect(await on.t.rows(`select 1 from payment where excess_total > amount_total`)).toEqual([]);
    },
    RUNS * 20_000,
  );
});
