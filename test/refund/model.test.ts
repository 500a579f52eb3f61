/**
 * L2: whatever people, the return service and the gateway do, in whatever order, the service is where a model of forty lines
 * says it must be: every state, every balance, every unit, the life of every return, and the gateway's own ledger.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { withdrawReturn } from "../../src/refund/commands/cancel-refund.js";
import type { OrderFacts } from "../../src/orders/facts.js";
import { forAllAsync, seedOf } from "../gateways/random.js";
import {
  cancelledAtGateway,
  codeOf,
  key,
  orderFacts,
  payAtGateway,
  refundsOfReturn,
  RETURN_SERVICE,
  returnFacts,
  reportReturn,
} from "../kit/fixtures.js";
import { assertBooksAgree } from "./ledgers.js";
import { type MutationName, MUTATIONS } from "./mutations.js";
import { sharedTestService } from "../kit/shared-test-service.js";

const UNITS = 12;
/** The limit of the test service is 1,000,000: two or three units are below it, five are above. */
const UNIT_PRICE = 230_001;
const PAID = UNITS * UNIT_PRICE;
const LIMIT = 1_000_000;

type State = "collected" | "waiting" | "sending" | "refused" | "completed" | "cancelled";
interface Debt {
  amount: number;
  state: State;
  of: Bundle;
  approved: boolean;
  reopened: boolean;
}
interface Bundle {
  units: number;
  amount: number;
  withdrawn: boolean;
}

/** What must hold, thought out anew: it knows nothing of machines, rows or locks. */
class Model {
  readonly debts: Debt[] = [];
  readonly bundles: Bundle[] = [];
  /** The first is under way at the gateway, the others wait behind it; and how many noes the gateway has in store. */
  queue: Debt[] = [];
  noes = 0;

  private sum(states: State[]): number {
    return this.debts.filter(({ state }) => states.includes(state)).reduce((total, { amount }) => total + amount, 0);
  }
  get refunded(): number {
    return this.sum(["completed"]);
  }
  get reserved(): number {
    return this.sum(["collected", "waiting", "sending", "refused"]);
  }
  get unitsOut(): number {
    return this.bundles.filter(({ withdrawn }) => !withdrawn).reduce((total, { units }) => total + units, 0);
  }
  /** What has gone counts with what is owed: splitting in sequence does not get below the limit. */
  private get mustBeApproved(): boolean {
    return this.reserved + this.refunded > LIMIT;
  }

  /** Nothing of it was sent: it waits behind another refund of the payment. */
  private waitsBehind(debt: Debt): boolean {
    return this.queue.indexOf(debt) > 0;
  }
  private cancel(debt: Debt): void {
    debt.state = "cancelled";
    this.queue = this.queue.filter((queued) => queued !== debt);
  }

  collect(units: number): string {
    if (units > UNITS - this.unitsOut) return "QUANTITY_EXCEEDED";
    const amount = units * UNIT_PRICE;
    if (amount > PAID - this.refunded - this.reserved) return "REFUND_AMOUNT_EXCEEDED";
    const of = { units, amount, withdrawn: false };
    this.bundles.push(of);
    this.debts.push({ amount, state: "collected", of, approved: false, reopened: false });
    return "ok";
  }

  /** The answer to a mutation of one debt. */
  act(name: MutationName, debt: Debt): string {
    const { state } = debt;
    const send = (): string => {
      debt.state = this.mustBeApproved && !debt.approved ? "waiting" : "sending";
      if (debt.state === "sending") this.queue.push(debt);
      return "ok";
    };
    if (name === "request" && state === "collected") return send();
    if (name === "retry" && state === "refused") return send();
    if (name === "approve" && state === "waiting") {
      debt.approved = true;
      return send();
    }
    if (name === "decline" && state === "waiting") debt.state = "collected";
    else if (name === "cancel" && (["collected", "waiting", "refused"].includes(state) || this.waitsBehind(debt)))
      this.cancel(debt);
    else if (name === "reopen" && state === "cancelled" && !debt.of.withdrawn) {
      if (debt.reopened) return "REFUND_ALREADY_REOPENED";
      if (debt.amount > PAID - this.refunded - this.reserved) return "REFUND_AMOUNT_EXCEEDED";
      debt.reopened = true;
      this.debts.push({ amount: debt.amount, state: "collected", of: debt.of, approved: false, reopened: false });
    } else return "REFUND_STATE_CONFLICT";
    return "ok";
  }

  withdraw(bundle: Bundle): string {
    if (bundle.withdrawn) return "ok";
    const debts = this.debts.filter(({ of }) => of === bundle);
    const moves = (debt: Debt) => debt.state === "completed" || (debt.state === "sending" && !this.waitsBehind(debt));
    if (debts.some(moves)) return "REFUND_STATE_CONFLICT";
    for (const debt of debts) this.cancel(debt);
    bundle.withdrawn = true;
    return "ok";
  }

  drain(): void {
    for (const debt of this.queue) debt.state = this.noes-- > 0 ? "refused" : "completed";
    this.noes = Math.max(0, this.noes);
    this.queue = [];
  }

  refundStatusOf(bundle: Bundle): string {
    if (bundle.withdrawn) return "WITHDRAWN";
    return this.debts.some(({ of, state }) => of === bundle && state === "completed") ? "REFUNDED" : "AWAITING";
  }
}

/** The names the service gives to what the model speaks of. */
interface Real {
  order: OrderFacts;
  gatewayPaymentId: string;
  refundIds: string[];
  returns: { id: string; no: string }[];
}

const t = sharedTestService();

const STATE_NAMES: Record<string, State> = {
  returnCollected: "collected",
  "refundRequested.awaitingApproval": "waiting",
  "refundRequested.submitting": "sending",
  "refundRequested.refused": "refused",
  completed: "completed",
  cancelled: "cancelled",
};

async function compare(model: Model, { refundIds, returns, gatewayPaymentId }: Real): Promise<void> {
  const refunds = await t.rows<{ id: string; state: string; amount: number }>(
    `select r.id, r.state, r.amount_total::int as amount from refund r join payment p on p.id = r.payment_id where p.gateway_payment_id = ?`,
    [gatewayPaymentId],
  );
  const [balance] = await t.rows<Record<string, number>>(
    `select p.reserved_total::int as reserved, p.refunded_at_gateway_total::int as refunded, p.excess_total::int as excess,
            l.reserved::int as line_reserved, l.refunded::int as line_refunded, l.returned_quantity as units
     from payment p join order_line l on l.order_id = p.order_id where p.gateway_payment_id = ?`,
    [gatewayPaymentId],
  );
  const refundStatuses = await t.rows<{ id: string; refundStatus: string }>(
    `select r.id, r.refund_status as "refundStatus" from collected_return r join payment p on p.order_id = r.order_id where p.gateway_payment_id = ?`,
    [gatewayPaymentId],
  );
  const { refunded, reserved, unitsOut } = model;
  const context = {
    refunds: refundIds.map((id) => {
      const refund = refunds.find((row) => row.id === id);
      return [STATE_NAMES[refund?.state ?? ""], refund?.amount];
    }),
    created: refunds.length,
    refundStatuses: returns.map(({ id }) => refundStatuses.find((row) => row.id === id)?.refundStatus),
    balance: { ...balance },
    atGateway: await cancelledAtGateway(t, gatewayPaymentId),
  };
  assert.deepEqual(context, {
    refunds: model.debts.map(({ state, amount }) => [state, amount]),
    created: model.debts.length,
    refundStatuses: model.bundles.map((bundle) => model.refundStatusOf(bundle)),
    balance: { reserved, refunded, excess: 0, line_reserved: reserved, line_refunded: refunded, units: unitsOut },
    atGateway: refunded,
  });
}

type Command = fc.AsyncCommand<Model, Real>;
const command = (
  name: string,
  run: (model: Model, real: Real) => Promise<void>,
  check: (model: Model) => boolean = () => true,
): Command => ({
  check,
  run: async (model, real) => {
    await run(model, real);
    await compare(model, real);
  },
  toString: () => name,
});
const some = (model: Model): boolean => model.debts.length > 0;

const collect = fc.integer({ min: 1, max: 5 }).map((quantity) =>
  command(`collect ${quantity}`, async (model, real) => {
    const { returnNo } = returnFacts();
    const answer = await reportReturn(t, real.order, { returnNo, lines: [{ lineNo: "1", quantity, amount: null }] });
    assert.equal(codeOf(answer), model.collect(quantity));
    if (!answer.outcome.ok) return;
    const { returnId: id } = answer.outcome.value;
    real.returns.push({ id, no: returnNo });
    real.refundIds.push((await refundsOfReturn(t, id))[0]!.id);
  }),
);
const act = fc
  .record({
    name: fc.constantFrom<MutationName[]>("request", "request", "approve", "decline", "retry", "cancel", "reopen"),
    which: fc.nat(),
  })
  .map(({ name, which }) =>
    command(
      `${name} ${which}`,
      async (model, real) => {
        const index = which % model.debts.length;
        const answer = await MUTATIONS[name](t, { id: real.refundIds[index]! });
        const reopened = name === "reopen" && answer.outcome.ok;
        assert.deepEqual([name, index, codeOf(answer)], [name, index, model.act(name, model.debts[index]!)]);
        if (reopened && answer.outcome.ok) real.refundIds.push((answer.outcome.value as { refundId: string }).refundId);
      },
      some,
    ),
  );
const withdraw = fc.nat().map((which) =>
  command(
    `withdraw ${which}`,
    async (model, { returns }) => {
      const index = which % returns.length;
      const input = { returnNo: returns[index]!.no, idempotencyKey: key(), memo: null };
      const answer = await withdrawReturn(t.context, RETURN_SERVICE, input);
      assert.equal(codeOf(answer), model.withdraw(model.bundles[index]!));
    },
    some,
  ),
);
const drain = fc.constant(
  command(
    "drain",
    async (model) => {
      await t.drain();
      model.drain();
    },
    some,
  ),
);
const refuse = fc.constant(
  command(
    "the gateway will say no",
    async (model, { gatewayPaymentId }) => {
      await t.sandbox.planFault({ hits: "cancel", fault: { kind: "REFUSE" }, paymentId: gatewayPaymentId });
      model.noes += 1;
    },
    some,
  ),
);

it("any run of commands leaves the service where the model is", async () => {
  const seed = seedOf("model");
  const commands = fc.commands([collect, act, act, act, act, withdraw, drain, refuse], {
    maxCommands: 40,
    size: "max",
  });
  await forAllAsync([commands], { seed, numRuns: 10, endOnFailure: true }, async (run) => {
    const paid = [{ amount: PAID }];
    const order = orderFacts(paid, [{ amount: PAID, quantity: UNITS }]);
    await payAtGateway(t, order, paid);
    const real: Real = { order, gatewayPaymentId: order.payments[0]!.gatewayPaymentId, refundIds: [], returns: [] };
    await fc.asyncModelRun(() => ({ model: new Model(), real }), run);
  });
  await assertBooksAgree(t);
});
