/** Every gateway: two hands on one payment. Two equal cancels with a lost answer; the gateway's console against a reservation. */
import assert from "node:assert/strict";
import type { GatewayName } from "../../../src/gateways/port.js";
import { lookUpPayment } from "../../../src/refund/settlement/look-up-attempt.js";
import { sendAttempt } from "../../../src/refund/settlement/send-attempt.js";
import { HOUR, MINUTE } from "../../kit/clock.js";
import { now, request } from "../../kit/fixtures.js";
import { approve } from "../../refund/mutations.js";
import { alarmsOf, attemptOf, untilQuiet } from "../../refund/ledgers.js";
import {
  auditPayment,
  movedAt,
  openContractService,
  sendsOf,
  twoPeopleSay,
  type ContractService,
  type Returned,
} from "./contract-service.js";
import { GATEWAYS_UNDER_TEST } from "./gateways.js";
import { sendingThrough } from "../cancel-at.js";

let on: ContractService;
beforeAll(async () => {
  on = await openContractService();
});
afterAll(() => on.close());

const statesOf = ({ refunds }: Returned): Promise<string[]> =>
  Promise.all(refunds.map(async (refund) => (await now(on.t, refund)).state));

/** Sends a refund's attempt; between its look at the gateway and its call, something happens there. */
async function sendWhile(name: GatewayName, scenario: Returned, happens: () => Promise<unknown>): Promise<void> {
  const real = on.t.context.gateways.of(name);
  const overtaken = sendingThrough(real, async (send) => {
    await happens();
    return send();
  });
  const gateways = { names: on.t.context.gateways.names, of: () => overtaken };
  await sendAttempt({ ...on.t.context, gateways }, (await attemptOf(on.t, scenario.refund)).id);
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
      const scenario = await on.returned(name, [3_000, 3_000]);
      const paymentId = scenario.gatewayPaymentId;
      await on.ledgerOf(name).planFault({ hits: "cancel", paymentId, fault: { kind } });
      await Promise.all(scenario.refunds.map((refund) => request(on.t, refund)));
      await on.t.drain();
      expect(await moved(scenario)).toEqual(effect ? { amount: 3_000, times: 1 } : { amount: 0, times: 0 });
      if (byPeople) {
        for (const pause of [MINUTE, HOUR, 24 * HOUR]) await on.t.pass(pause);
        // The other one still waits for its turn.
        const states = await statesOf(scenario);
        const unknown = scenario.refunds[states.indexOf("refundRequested.unknown")];
        assert(unknown && states.includes("refundRequested.submitting"), states.join());
        await twoPeopleSay(on, unknown, effect ? 3_000 : null);
      }
      await untilQuiet(on.t, scenario.refunds);
      const lost = byPeople && !effect;
      expect((await statesOf(scenario)).toSorted()).toEqual([
        "completed",
        lost ? "refundRequested.refused" : "completed",
      ]);
      expect(await moved(scenario)).toEqual(lost ? { amount: 3_000, times: 1 } : { amount: 6_000, times: 2 });
      await sendsOf(on, gateway, scenario);
      await auditPayment(on, gateway, scenario);
    },
  );

  it("the console takes what a refund has reserved, before it is sent: nothing is sent", async () => {
    const scenario = await on.returned(name, [7_000]);
    await request(on.t, scenario.refund);
    await on.ledgerOf(name).cancelInConsole(scenario.gatewayPaymentId, { amount: 5_000 });
    await on.t.drain();
    for (const pause of [MINUTE, HOUR, 3 * HOUR]) await on.t.pass(pause);
    expect(await moved(scenario)).toEqual({ amount: 5_000, times: 1 });
    expect(await sendsOf(on, gateway, scenario)).toEqual([]);
    expect(await statesOf(scenario)).not.toContain("completed");
    // Without amounts nothing can be adopted: people are told, and the refund waits.
    const { refusalCause } = await now(on.t, scenario.refund);
    expect(refusalCause).toBe(gateway.namesAmounts ? "OVERTAKEN" : "GATEWAY_STATE_DIFFERS");
    const alarms = await alarmsOf(on.t, scenario.paymentId);
    expect(alarms.includes("AMOUNT_UNKNOWN")).toBe(!gateway.namesAmounts);
    await auditPayment(on, gateway, scenario);
  });

  it("the console takes what a refund has reserved, while it is being sent: the gateway says no, and nothing is sent again", async () => {
    const scenario = await on.returned(name, [7_000]);
    await request(on.t, scenario.refund);
    await sendWhile(name, scenario, () =>
      on.ledgerOf(name).cancelInConsole(scenario.gatewayPaymentId, { amount: 5_000 }),
    );
    if (byPeople) {
      for (const pause of [MINUTE, HOUR, 24 * HOUR]) await on.t.pass(pause);
      // A new cancel of unknown amount is evidence that something moved: people who looked up its amount may say so.
      await assert.rejects(twoPeopleSay(on, scenario.refund, null), /EVIDENCE_DISAGREES/);
      await twoPeopleSay(on, scenario.refund, 5_000);
    }
    await untilQuiet(on.t, scenario.refunds);
    expect(await moved(scenario)).toEqual({ amount: 5_000, times: 1 });
    expect(await now(on.t, scenario.refund)).toMatchObject(
      byPeople ? { state: "completed" } : { state: "refundRequested.refused", refusalCause: "OVERTAKEN" },
    );
    expect(await sendsOf(on, gateway, scenario)).toHaveLength(1);
    await auditPayment(on, gateway, scenario);
  });

  it("the console cancels beside a refund that is being sent, and there is room for both: both move, once", async () => {
    const scenario = await on.returned(name, [4_000]);
    await request(on.t, scenario.refund);
    await sendWhile(name, scenario, () =>
      on.ledgerOf(name).cancelInConsole(scenario.gatewayPaymentId, { amount: 3_000 }),
    );
    await untilQuiet(on.t, scenario.refunds);
    // Seen while it was still to be sent, the other cancel may have been this refund: a second person says that it was not.
    const waiting = (await statesOf(scenario)).includes("refundRequested.awaitingApproval");
    if (waiting) await approve(on.t, scenario.refund);
    await untilQuiet(on.t, scenario.refunds);
    expect(waiting).toBe(gateway.comparesBalance);
    expect(await statesOf(scenario)).toEqual(["completed"]);
    expect(await moved(scenario)).toEqual({ amount: 7_000, times: 2 });
    // Where balances are compared, the first call did nothing and a second one knew better.
    expect(await sendsOf(on, gateway, scenario)).toHaveLength(gateway.comparesBalance ? 2 : 1);
    await lookUpPayment(on.t.context, scenario.paymentId, "RECONCILER");
    await auditPayment(on, gateway, scenario);
  });
});
