/** Every gateway, the whole road from request to settlement: one intent, at most one effect (M3), and no send but as keys allow (M4). */
import { lookUpPayment } from "../../../src/refund/settlement/look-up-attempt.js";
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { HOUR, MINUTE } from "../../kit/clock.js";
import { now, pathOf, request } from "../../kit/fixtures.js";
import { until } from "../../sandbox/portone-v2/open-portone-v2.js";
import { alarmsOf, drainTogether, untilQuiet } from "../../refund/ledgers.js";
import {
  auditPayment,
  movedAt,
  openContractService,
  pauseMs,
  sendsOf,
  twoPeopleSay,
  type ContractService,
  type Returned,
} from "./contract-service.js";
import { PATIENCE_MS, QUICK_UNKNOWNS, SLOW_UNKNOWNS, type UnknownOutcome } from "./faults.js";
import { GATEWAYS_UNDER_TEST } from "./gateways.js";

let on: ContractService;
beforeAll(async () => {
  on = await openContractService();
});
afterAll(() => on.close());

/** Lost answers, and one of each other kind: what an adapter makes of them all is told in `unknown.test.ts`. */
const ONE_OF_EACH = QUICK_UNKNOWNS.filter(
  ({ fault: { kind }, effect }) => kind.startsWith("LOSE_ANSWER") || effect === (kind !== "HTML"),
);

/** Longer than any window, pause or horizon of a gateway. */
const A_LONG_DAY = [MINUTE, 3 * HOUR, 6 * HOUR, 24 * HOUR];

describe.each(GATEWAYS_UNDER_TEST)("$name", (gateway) => {
  interface Received extends UnknownOutcome {
    scenario: Returned;
  }
  /** Refunds of `part`, one payment for each of the faults, requested and sent; nothing is looked up yet. */
  async function sent(faults: readonly UnknownOutcome[], part: number): Promise<Received[]> {
    const received: Received[] = [];
    for (const one of faults) {
      const scenario = await on.returned(gateway.name, [part]);
      const paymentId = scenario.gatewayPaymentId;
      await on.ledgerOf(gateway.name).planFault({ hits: "cancel", paymentId, fault: one.fault });
      await request(on.t, scenario.refund);
      received.push({ ...one, scenario });
    }
    await drainTogether(on.t);
    return received;
  }

  const quiet = (received: readonly Received[]) =>
    untilQuiet(
      on.t,
      received.map(({ scenario }) => scenario.refund),
    );

  /** How each story stands, by its title, so that a difference names its fault. */
  async function standing(received: readonly Received[]): Promise<Record<string, object>> {
    const all: Record<string, object> = {};
    for (const { title, scenario } of received) {
      await auditPayment(on, gateway, scenario);
      all[title] = {
        path: (await pathOf(on.t, scenario.refund)).join(" "),
        moved: await movedAt(on.ledgerOf(gateway.name), scenario.gatewayPaymentId),
        sends: (await sendsOf(on, gateway, scenario)).length,
        alarms: await alarmsOf(on.t, scenario.paymentId),
      };
    }
    return all;
  }

  const expected = (
    received: readonly Received[],
    of: (one: Received) => { path: string; moved: number; sends: number },
  ) =>
    Object.fromEntries(
      received.map((one) => {
        const { moved, ...rest } = of(one);
        return [one.title, { ...rest, moved: { amount: moved, times: moved > 0 ? 1 : 0 }, alarms: [] }];
      }),
    );

  const THROUGH_UNKNOWN = "returnCollected submitting unknown completed";
  const STILL_UNKNOWN = "returnCollected submitting unknown";

  it("without a fault: one send, one effect", async () => {
    const scenario = await on.returned(gateway.name, [4_000]);
    await request(on.t, scenario.refund);
    await on.t.drain();
    expect(await pathOf(on.t, scenario.refund)).toEqual(["returnCollected", "submitting", "completed"]);
    expect(await movedAt(on.ledgerOf(gateway.name), scenario.gatewayPaymentId)).toEqual({ amount: 4_000, times: 1 });
    expect(await sendsOf(on, gateway, scenario)).toHaveLength(1);
    await auditPayment(on, gateway, scenario);
  });

  /** Accepted, then ended by the gateway's staff. */
  async function endedLater(outcome: "SUCCEEDED" | "FAILED"): Promise<object> {
    const scenario = await on.returned(gateway.name, [4_000]);
    const ledger = on.ledgerOf(gateway.name);
    await on.acceptForLater(gateway.name, scenario.gatewayPaymentId);
    await request(on.t, scenario.refund);
    await on.t.drain();
    await on.t.pass(5 * MINUTE);
    expect(await sendsOf(on, gateway, scenario)).toHaveLength(1);
    const [accepted] = await ledger.cancellationsOf(scenario.gatewayPaymentId);
    await ledger.settle(accepted?.id ?? "", outcome);
    for (const pause of A_LONG_DAY) await on.t.pass(pause);
    await auditPayment(on, gateway, scenario);
    const { amount } = await movedAt(ledger, scenario.gatewayPaymentId);
    const sends = (await sendsOf(on, gateway, scenario)).length;
    return { road: (await pathOf(on.t, scenario.refund)).join(" "), sends, moved: amount };
  }

  it("accepted, and done later: one send, one effect", async () => {
    expect(await endedLater("SUCCEEDED")).toEqual({ road: gateway.later.done, sends: 1, moved: 4_000 });
  });

  const { failed } = gateway.later;
  if (failed) {
    it("accepted, and failed later: nothing is completed that did not move", async () => {
      expect(await endedLater("FAILED")).toEqual(failed);
    });
  }

  if (gateway.guard !== "NOTHING") {
    it("a part, whatever happens on the way: looked up, sent again only where it was not done, completed", async () => {
      const received = await sent(ONE_OF_EACH, 4_000);
      await quiet(received);
      expect(await standing(received)).toEqual(
        expected(received, ({ effect }) => ({ path: THROUGH_UNKNOWN, moved: 4_000, sends: effect ? 1 : 2 })),
      );
    });

    it("a part, and an answer that never comes: the same", async () => {
      const silent = SLOW_UNKNOWNS.filter(({ fault }) => fault.kind === "HALF_OPEN");
      on.giveUpAfter(PATIENCE_MS);
      const received = await sent(silent, 4_000).finally(() => on.giveUpAfter(Number.POSITIVE_INFINITY));
      const ledger = on.ledgerOf(gateway.name);
      for (const { effect, scenario } of received)
        if (effect) await until(async () => (await movedAt(ledger, scenario.gatewayPaymentId)).times > 0);
      await quiet(received);
      expect(await standing(received)).toEqual(
        expected(received, ({ effect }) => ({ path: THROUGH_UNKNOWN, moved: 4_000, sends: effect ? 1 : 2 })),
      );
    });

    it("one answer after another is lost: the same call each time, done once", async () => {
      const scenario = await on.returned(gateway.name, [4_000]);
      const paymentId = scenario.gatewayPaymentId;
      const lost = { kind: "LOSE_ANSWER_BEFORE_EFFECT" } as const;
      await on.ledgerOf(gateway.name).planFault({ hits: "cancel", paymentId, times: 4, fault: lost });
      await request(on.t, scenario.refund);
      await on.t.drain();
      for (const minutes of [2, 10, 20, 20, 20, 20]) await on.t.pass(minutes * MINUTE);
      expect(await stateOf(scenario.refund)).toBe("completed");
      expect(await sendsOf(on, gateway, scenario)).toHaveLength(5);
      expect(await movedAt(on.ledgerOf(gateway.name), paymentId)).toEqual({ amount: 4_000, times: 1 });
      await auditPayment(on, gateway, scenario);
    });

    it("does not send again before a call of ours can no longer be running", async () => {
      const pause = pauseMs(on, gateway);
      const [one] = await sent(QUICK_UNKNOWNS.slice(0, 1), 4_000);
      const { scenario } = one as Received;
      const lookUp = async (after: number): Promise<number> => {
        on.t.clock.advance(after);
        await lookUpPayment(on.t.context, scenario.paymentId, "WEBHOOK");
        return (await sendsOf(on, gateway, scenario)).length;
      };
      const early = Math.max(0, pause - 1);
      expect([await lookUp(early), await lookUp(1)]).toEqual([pause > 0 ? 1 : 2, 2]);
      await quiet([one as Received]);
      await auditPayment(on, gateway, scenario);
    });

    it("is told the truth by the same call, however late: a month after the answer was lost", async () => {
      const received = await sent(QUICK_UNKNOWNS.slice(0, 2), 4_000);
      await on.t.pass(30 * 24 * HOUR);
      await quiet(received);
      for (const { scenario } of received) {
        await sendsOf(on, gateway, scenario);
        await auditPayment(on, gateway, scenario);
        expect(await movedAt(on.ledgerOf(gateway.name), scenario.gatewayPaymentId)).toEqual({
          amount: 4_000,
          times: 1,
        });
        expect(await stateOf(scenario.refund)).toBe("completed");
      }
    });
    return;
  }

  it("a part: stays unknown, is never sent again, and two people end it", async () => {
    const received = await sent(ONE_OF_EACH, 4_000);
    for (const pause of A_LONG_DAY) await on.t.pass(pause);
    expect(await standing(received)).toEqual(
      expected(received, ({ effect }) => ({ path: STILL_UNKNOWN, moved: effect ? 4_000 : 0, sends: 1 })),
    );
    for (const { scenario, effect } of received) await twoPeopleSay(on, scenario.refund, effect ? 4_000 : null);
    for (const pause of A_LONG_DAY) await on.t.pass(pause);
    expect(await standing(received)).toEqual(
      expected(received, ({ effect }) => ({
        path: `${STILL_UNKNOWN} ${effect ? "completed" : "refused"}`,
        moved: effect ? 4_000 : 0,
        sends: 1,
      })),
    );
  });

  it("all of it: a look-up that says everything is cancelled is evidence, one that says nothing is none", async () => {
    const received = await sent(ONE_OF_EACH, 10_000);
    for (const pause of A_LONG_DAY) await on.t.pass(pause);
    expect(await standing(received)).toEqual(
      expected(received, ({ effect }) => ({
        path: effect ? THROUGH_UNKNOWN : STILL_UNKNOWN,
        moved: effect ? 10_000 : 0,
        sends: 1,
      })),
    );
    const open = received.filter(({ effect }) => !effect);
    for (const { scenario } of open) await twoPeopleSay(on, scenario.refund, null);
    expect(await Promise.all(open.map(({ scenario }) => stateOf(scenario.refund)))).toEqual(
      open.map(() => "refundRequested.refused"),
    );
  });
});

const stateOf = async (refund: Refund): Promise<string> => (await now(on.t, refund)).state;
