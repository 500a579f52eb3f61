/** Every gateway, the whole road from request to settlement: one intent, at most one effect (M3), and no send but as keys allow (M4). */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { lookUpPayment } from "../../../src/refund/attempt/look-up-attempt.js";
import type { Refund } from "../../../src/refund/refund.entity.js";
import { HOUR, MINUTE } from "../../kit/clock.js";
import { now, pathOf, request } from "../../kit/story.js";
import { until } from "../../sandbox/open-sandbox.js";
import { alarmsOf, drainTogether, untilQuiet } from "../../refund/books.js";
import {
  auditPayment,
  movedAt,
  openContractDesk,
  pauseMs,
  sendsOf,
  twoPeopleSay,
  type ContractDesk,
  type Returned,
} from "./contract-desk.js";
import { PATIENCE_MS, QUICK_UNKNOWNS, SLOW_UNKNOWNS, type UnknownOutcome } from "./faults.js";
import { GATEWAYS_UNDER_TEST } from "./gateways.js";

let on: ContractDesk;
beforeAll(async () => {
  on = await openContractDesk();
});
afterAll(() => on.close());

/** Lost answers, and one of each other kind: what an adapter makes of them all is told in `unknown.test.ts`. */
const ONE_OF_EACH = QUICK_UNKNOWNS.filter(
  ({ fault: { kind }, effect }) => kind.startsWith("LOSE_ANSWER") || effect === (kind !== "HTML"),
);

/** Longer than any window, pause or horizon of a gateway. */
const A_LONG_DAY = [MINUTE, 3 * HOUR, 6 * HOUR, 24 * HOUR];

describe.each(GATEWAYS_UNDER_TEST)("$name", (gateway) => {
  interface Told extends UnknownOutcome {
    story: Returned;
  }
  /** Refunds of `part`, one payment for each of the faults, requested and sent; nothing is looked up yet. */
  async function sent(faults: readonly UnknownOutcome[], part: number): Promise<Told[]> {
    const told: Told[] = [];
    for (const one of faults) {
      const story = await on.returned(gateway.name, [part]);
      const paymentId = story.gatewayPaymentId;
      await on.ledgerOf(gateway.name).planFault({ hits: "cancel", paymentId, fault: one.fault });
      await request(on.t, story.refund);
      told.push({ ...one, story });
    }
    await drainTogether(on.t);
    return told;
  }

  const quiet = (told: readonly Told[]) =>
    untilQuiet(
      on.t,
      told.map(({ story }) => story.refund),
    );

  /** How each story stands, by its title, so that a difference names its fault. */
  async function standing(told: readonly Told[]): Promise<Record<string, object>> {
    const all: Record<string, object> = {};
    for (const { title, story } of told) {
      await auditPayment(on, gateway, story);
      all[title] = {
        path: (await pathOf(on.t, story.refund)).join(" "),
        moved: await movedAt(on.ledgerOf(gateway.name), story.gatewayPaymentId),
        sends: (await sendsOf(on, gateway, story)).length,
        alarms: await alarmsOf(on.t, story.paymentId),
      };
    }
    return all;
  }

  const expected = (told: readonly Told[], of: (one: Told) => { path: string; moved: number; sends: number }) =>
    Object.fromEntries(
      told.map((one) => {
        const { moved, ...rest } = of(one);
        return [one.title, { ...rest, moved: { amount: moved, times: moved > 0 ? 1 : 0 }, alarms: [] }];
      }),
    );

  const THROUGH_UNKNOWN = "returnCollected submitting unknown completed";
  const STILL_UNKNOWN = "returnCollected submitting unknown";

  it("without a fault: one send, one effect", async () => {
    const story = await on.returned(gateway.name, [4_000]);
    await request(on.t, story.refund);
    await on.t.drain();
    expect(await pathOf(on.t, story.refund)).toEqual(["returnCollected", "submitting", "completed"]);
    expect(await movedAt(on.ledgerOf(gateway.name), story.gatewayPaymentId)).toEqual({ amount: 4_000, times: 1 });
    expect(await sendsOf(on, gateway, story)).toHaveLength(1);
    await auditPayment(on, gateway, story);
  });

  /** Accepted, then ended by the gateway's staff. */
  async function endedLater(outcome: "SUCCEEDED" | "FAILED"): Promise<object> {
    const story = await on.returned(gateway.name, [4_000]);
    const ledger = on.ledgerOf(gateway.name);
    await on.acceptForLater(gateway.name, story.gatewayPaymentId);
    await request(on.t, story.refund);
    await on.t.drain();
    await on.t.pass(5 * MINUTE);
    expect(await sendsOf(on, gateway, story)).toHaveLength(1);
    const [accepted] = await ledger.cancellationsOf(story.gatewayPaymentId);
    await ledger.settle(accepted?.id ?? "", outcome);
    for (const pause of A_LONG_DAY) await on.t.pass(pause);
    await auditPayment(on, gateway, story);
    const { amount } = await movedAt(ledger, story.gatewayPaymentId);
    const sends = (await sendsOf(on, gateway, story)).length;
    return { road: (await pathOf(on.t, story.refund)).join(" "), sends, moved: amount };
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
      const told = await sent(ONE_OF_EACH, 4_000);
      await quiet(told);
      expect(await standing(told)).toEqual(
        expected(told, ({ effect }) => ({ path: THROUGH_UNKNOWN, moved: 4_000, sends: effect ? 1 : 2 })),
      );
    });

    it("a part, and an answer that never comes: the same", async () => {
      const silent = SLOW_UNKNOWNS.filter(({ fault }) => fault.kind === "HALF_OPEN");
      on.giveUpAfter(PATIENCE_MS);
      const told = await sent(silent, 4_000).finally(() => on.giveUpAfter(Number.POSITIVE_INFINITY));
      const ledger = on.ledgerOf(gateway.name);
      for (const { effect, story } of told)
        if (effect) await until(async () => (await movedAt(ledger, story.gatewayPaymentId)).times > 0);
      await quiet(told);
      expect(await standing(told)).toEqual(
        expected(told, ({ effect }) => ({ path: THROUGH_UNKNOWN, moved: 4_000, sends: effect ? 1 : 2 })),
      );
    });

    it("one answer after another is lost: the same call each time, done once", async () => {
      const story = await on.returned(gateway.name, [4_000]);
      const paymentId = story.gatewayPaymentId;
      const lost = { kind: "LOSE_ANSWER_BEFORE_EFFECT" } as const;
      await on.ledgerOf(gateway.name).planFault({ hits: "cancel", paymentId, times: 4, fault: lost });
      await request(on.t, story.refund);
      await on.t.drain();
      for (const minutes of [2, 10, 20, 20, 20, 20]) await on.t.pass(minutes * MINUTE);
      expect(await stateOf(story.refund)).toBe("completed");
      expect(await sendsOf(on, gateway, story)).toHaveLength(5);
      expect(await movedAt(on.ledgerOf(gateway.name), paymentId)).toEqual({ amount: 4_000, times: 1 });
      await auditPayment(on, gateway, story);
    });

    it("does not send again before a call of ours can no longer be running", async () => {
      const pause = pauseMs(on, gateway);
      const [one] = await sent(QUICK_UNKNOWNS.slice(0, 1), 4_000);
      const { story } = one as Told;
      const lookUp = async (after: number): Promise<number> => {
        on.t.clock.advance(after);
        await lookUpPayment(on.t.desk, story.paymentId, "WEBHOOK");
        return (await sendsOf(on, gateway, story)).length;
      };
      const early = Math.max(0, pause - 1);
      expect([await lookUp(early), await lookUp(1)]).toEqual([pause > 0 ? 1 : 2, 2]);
      await quiet([one as Told]);
      await auditPayment(on, gateway, story);
    });

    it("is told the truth by the same call, however late: a month after the answer was lost", async () => {
      const told = await sent(QUICK_UNKNOWNS.slice(0, 2), 4_000);
      await on.t.pass(30 * 24 * HOUR);
      await quiet(told);
      for (const { story } of told) {
        await sendsOf(on, gateway, story);
        await auditPayment(on, gateway, story);
        expect(await movedAt(on.ledgerOf(gateway.name), story.gatewayPaymentId)).toEqual({ amount: 4_000, times: 1 });
        expect(await stateOf(story.refund)).toBe("completed");
      }
    });
    return;
  }

  it("a part: stays unknown, is never sent again, and two people end it", async () => {
    const told = await sent(ONE_OF_EACH, 4_000);
    for (const pause of A_LONG_DAY) await on.t.pass(pause);
    expect(await standing(told)).toEqual(
      expected(told, ({ effect }) => ({ path: STILL_UNKNOWN, moved: effect ? 4_000 : 0, sends: 1 })),
    );
    for (const { story, effect } of told) await twoPeopleSay(on, story.refund, effect ? 4_000 : null);
    for (const pause of A_LONG_DAY) await on.t.pass(pause);
    expect(await standing(told)).toEqual(
      expected(told, ({ effect }) => ({
        path: `${STILL_UNKNOWN} ${effect ? "completed" : "refused"}`,
        moved: effect ? 4_000 : 0,
        sends: 1,
      })),
    );
  });

  it("all of it: a look-up that says everything is cancelled is evidence, one that says nothing is none", async () => {
    const told = await sent(ONE_OF_EACH, 10_000);
    for (const pause of A_LONG_DAY) await on.t.pass(pause);
    expect(await standing(told)).toEqual(
      expected(told, ({ effect }) => ({
        path: effect ? THROUGH_UNKNOWN : STILL_UNKNOWN,
        moved: effect ? 10_000 : 0,
        sends: 1,
      })),
    );
    const open = told.filter(({ effect }) => !effect);
    for (const { story } of open) await twoPeopleSay(on, story.refund, null);
    expect(await Promise.all(open.map(({ story }) => stateOf(story.refund)))).toEqual(
      open.map(() => "refundRequested.refused"),
    );
  });
});

const stateOf = async (refund: Refund): Promise<string> => (await now(on.t, refund)).state;
