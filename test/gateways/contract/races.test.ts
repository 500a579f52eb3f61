/** Every gateway: two hands on one payment. Two equal cancels with a lost answer; the gateway's console against a reservation. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import assert from "node:assert/strict";
import type { GatewayName, PaymentGateway } from "../../../src/gateways/port.js";
import { lookUpPayment } from "../../../src/refund/attempt/look-up-attempt.js";
import { sendAttempt } from "../../../src/refund/attempt/send-attempt.js";
import { HOUR, MINUTE } from "../../kit/clock.js";
import { now, request } from "../../kit/story.js";
import { alarmsOf, attemptOf, untilQuiet } from "../../refund/books.js";
import {
  auditPayment,
  movedAt,
  openContractDesk,
  sendsOf,
  twoPeopleSay,
  type ContractDesk,
  type Returned,
} from "./contract-desk.js";
import { GATEWAYS_UNDER_TEST } from "./gateways.js";

let on: ContractDesk;
beforeAll(async () => {
  on = await openContractDesk();
});
afterAll(() => on.close());

const statesOf = ({ refunds }: Returned): Promise<string[]> =>
  Promise.all(refunds.map(async (refund) => (await now(on.t, refund)).state));

/** Sends a refund's attempt; between its look at the gateway and its call, something happens there. */
async function sendWhile(name: GatewayName, story: Returned, happens: () => Promise<unknown>): Promise<void> {
  const real = on.t.desk.gateways.of(name);
  const overtaken: PaymentGateway = {
    ...real,
    async cancel(command) {
      await happens();
      return real.cancel(command);
    },
  };
  const gateways = { names: on.t.desk.gateways.names, of: () => overtaken };
  await sendAttempt({ ...on.t.desk, gateways }, (await attemptOf(on.t, story.refund)).id);
  await on.t.drain();
}

describe.each(GATEWAYS_UNDER_TEST)("$name", (gateway) => {
  const { name } = gateway;
  const byPeople = gateway.guard === "NOTHING";
  const moved = ({ gatewayPaymentId }: Returned) => movedAt(on.ledgerOf(name), gatewayPaymentId);

  it.each([
    ["before the effect", "LOSE_ANSWER_BEFORE_EFFECT", false],
    ["after the effect", "LOSE_ANSWER_AFTER_EFFECT", true],
  ] as const)(
    "two equal partial cancels, the first answer lost %s: each moves its money once",
    async (_, kind, effect) => {
      const story = await on.returned(name, [3_000, 3_000]);
      const paymentId = story.gatewayPaymentId;
      await on.ledgerOf(name).planFault({ hits: "cancel", paymentId, fault: { kind } });
      await Promise.all(story.refunds.map((refund) => request(on.t, refund)));
      await on.t.drain();
      expect(await moved(story)).toEqual(effect ? { amount: 3_000, times: 1 } : { amount: 0, times: 0 });
      if (byPeople) {
        for (const pause of [MINUTE, HOUR, 24 * HOUR]) await on.t.pass(pause);
        // The other one still waits for its turn.
        const states = await statesOf(story);
        const unknown = story.refunds[states.indexOf("refundRequested.unknown")];
        assert(unknown && states.includes("refundRequested.submitting"), states.join());
        await twoPeopleSay(on, unknown, effect ? 3_000 : null);
      }
      await untilQuiet(on.t, story.refunds);
      const lost = byPeople && !effect;
      expect((await statesOf(story)).toSorted()).toEqual(["completed", lost ? "refundRequested.refused" : "completed"]);
      expect(await moved(story)).toEqual(lost ? { amount: 3_000, times: 1 } : { amount: 6_000, times: 2 });
      await sendsOf(on, gateway, story);
      await auditPayment(on, gateway, story);
    },
  );

  it("the console takes what a refund has reserved, before it is sent: nothing is sent", async () => {
    const story = await on.returned(name, [7_000]);
    await request(on.t, story.refund);
    await on.ledgerOf(name).cancelInConsole(story.gatewayPaymentId, { amount: 5_000 });
    await on.t.drain();
    for (const pause of [MINUTE, HOUR, 3 * HOUR]) await on.t.pass(pause);
    expect(await moved(story)).toEqual({ amount: 5_000, times: 1 });
    expect(await sendsOf(on, gateway, story)).toEqual([]);
    expect(await statesOf(story)).not.toContain("completed");
    // Without amounts nothing can be adopted: people are told, and the refund waits.
    const { refusalCause } = await now(on.t, story.refund);
    expect(refusalCause).toBe(gateway.namesAmounts ? "OVERTAKEN" : null);
    const alarms = await alarmsOf(on.t, story.paymentId);
    expect(alarms.includes("AMOUNT_UNKNOWN")).toBe(!gateway.namesAmounts);
    await auditPayment(on, gateway, story);
  });

  it("the console takes what a refund has reserved, while it is being sent: the gateway says no, and nothing is sent again", async () => {
    const story = await on.returned(name, [7_000]);
    await request(on.t, story.refund);
    await sendWhile(name, story, () => on.ledgerOf(name).cancelInConsole(story.gatewayPaymentId, { amount: 5_000 }));
    if (byPeople) {
      for (const pause of [MINUTE, HOUR, 24 * HOUR]) await on.t.pass(pause);
      await twoPeopleSay(on, story.refund, null);
    }
    await untilQuiet(on.t, story.refunds);
    expect(await moved(story)).toEqual({ amount: 5_000, times: 1 });
    expect(await now(on.t, story.refund)).toMatchObject({
      state: "refundRequested.refused",
      refusalCause: byPeople ? "CONFIRMED_NOT_REFUNDED" : "OVERTAKEN",
    });
    expect(await sendsOf(on, gateway, story)).toHaveLength(1);
    await auditPayment(on, gateway, story);
  });

  it("the console cancels beside a refund that is being sent, and there is room for both: both move, once", async () => {
    const story = await on.returned(name, [4_000]);
    await request(on.t, story.refund);
    await sendWhile(name, story, () => on.ledgerOf(name).cancelInConsole(story.gatewayPaymentId, { amount: 3_000 }));
    await untilQuiet(on.t, story.refunds);
    expect(await statesOf(story)).toEqual(["completed"]);
    expect(await moved(story)).toEqual({ amount: 7_000, times: 2 });
    // Where balances are compared, the first call did nothing and a second one knew better.
    expect(await sendsOf(on, gateway, story)).toHaveLength(gateway.comparesBalance ? 2 : 1);
    await lookUpPayment(on.t.desk, story.paymentId, "RECONCILER");
    await auditPayment(on, gateway, story);
  });
});
