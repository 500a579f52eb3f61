/** EBP answered 0, its look-up said "pending cancel" and later "complete" again: the refund stood completed, and nothing had moved. */
import assert from "node:assert/strict";
import { HOUR, MINUTE } from "../kit/clock.js";
import { balanceOf, now, pathOf, request, requestAndDrain } from "../kit/fixtures.js";
import { shared } from "../kit/shared-resource.js";
import { movedAt, openContractService, twoPeopleSay, type Returned } from "../gateways/contract/contract-service.js";
import { sendAttempt } from "../../src/refund/settlement/send-attempt.js";
import { alarmsOf, assertBooksAgree, attemptOf } from "../refund/ledgers.js";
import { heldUp } from "../refund/settlement/held-up.js";

const on = shared(openContractService);

const ledger = () => on.ledgerOf("EBP");

/** A refund of these parts whose first cancel EBP accepts, and carries out later. */
async function accepted(
  parts: readonly number[],
): Promise<Returned & { settle(as: "SUCCEEDED" | "FAILED"): Promise<void> }> {
  const scenario = await on.returned("EBP", parts);
  await on.acceptForLater("EBP", scenario.gatewayPaymentId);
  await requestAndDrain(on.t, scenario.refund);
  return {
    ...scenario,
    async settle(outcome) {
      const waiting = (await ledger().cancellationsOf(scenario.gatewayPaymentId)).at(-1);
      assert(waiting);
      await ledger().settle(waiting.id, outcome);
      for (let hour = 0; hour < 6; hour += 1) await on.t.pass(HOUR);
    },
  };
}

describe.each([
  ["all of a payment", [10_000]],
  ["a part of it", [4_000]],
])("%s, accepted", (_, parts) => {
  const [amount = 0] = parts;

  it("is not completed before the gateway shows it, and once when it does", async () => {
    const scenario = await accepted(parts);
    await on.t.pass(5 * MINUTE);
    expect(await now(on.t, scenario.refund)).toMatchObject({ state: "refundRequested.pending", paidToCustomer: null });
    expect(await balanceOf(on.t, scenario.paymentId)).toMatchObject({ refundedAtGateway: 0, reserved: amount });
    await scenario.settle("SUCCEEDED");
    expect(await pathOf(on.t, scenario.refund)).toEqual(["returnCollected", "submitting", "pending", "completed"]);
    expect(await balanceOf(on.t, scenario.paymentId)).toMatchObject({ refundedAtGateway: amount, reserved: 0 });
    expect(await movedAt(ledger(), scenario.gatewayPaymentId)).toEqual({ amount, times: 1 });
    expect(await alarmsOf(on.t, scenario.paymentId)).toEqual([]);
  });

  it("and not carried out after all is told by two people, and is still owed", async () => {
    const scenario = await accepted(parts);
    await on.t.pass(5 * MINUTE);
    await scenario.settle("FAILED");
    expect(await pathOf(on.t, scenario.refund)).toEqual(["returnCollected", "submitting", "pending", "unknown"]);
    await twoPeopleSay(on, scenario.refund, null);
    expect(await now(on.t, scenario.refund)).toMatchObject({
      state: "refundRequested.refused",
      refusalCause: "CONFIRMED_NOT_REFUNDED",
    });
    expect(await balanceOf(on.t, scenario.paymentId)).toMatchObject({ refundedAtGateway: 0, reserved: amount });
    expect(await movedAt(ledger(), scenario.gatewayPaymentId)).toEqual({ amount: 0, times: 0 });
  });

  it("is pending as well while the gateway cannot be asked, and completed by the next look", async () => {
    const scenario = await on.returned("EBP", parts);
    await request(on.t, scenario.refund);
    const worker = heldUp(on.t, "before-call", "EBP");
    const sending = sendAttempt(worker.context, (await attemptOf(on.t, scenario.refund)).id);
    await worker.reached;
    await ledger().planFault({
      hits: "get",
      paymentId: scenario.gatewayPaymentId,
      fault: { kind: "STATUS_5XX", status: 500, effect: true },
    });
    worker.resume();
    await sending;
    expect((await now(on.t, scenario.refund)).state).toBe("refundRequested.pending");
    for (let hour = 0; hour < 2; hour += 1) await on.t.pass(HOUR);
    expect((await now(on.t, scenario.refund)).state).toBe("completed");
    expect(await movedAt(ledger(), scenario.gatewayPaymentId)).toEqual({ amount, times: 1 });
  });
});

it("the second part of a payment is taken at its answer: such a gateway shows no more than that some of it is cancelled", async () => {
  const scenario = await on.returned("EBP", [4_000, 3_000]);
  for (const refund of scenario.refunds) {
    await requestAndDrain(on.t, refund);
    expect(await pathOf(on.t, refund)).toEqual(["returnCollected", "submitting", "completed"]);
  }
  expect(await movedAt(ledger(), scenario.gatewayPaymentId)).toEqual({ amount: 7_000, times: 2 });
  await assertBooksAgree(on.t);
});
