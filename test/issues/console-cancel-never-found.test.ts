/** Money cancelled in a gateway's console for a refund collected three days before was found by no reconciliation: nothing had happened to that payment on the day. */
import { koreanDay } from "../../src/clock.js";
import { openContractService, movedAt } from "../gateways/contract/contract-service.js";
import { HOUR } from "../kit/clock.js";
import { balanceOf, now, requestAndDrain } from "../kit/fixtures.js";
import { shared } from "../kit/shared-resource.js";
import { RECONCILIATION } from "../kit/test-service.js";
import { reconcile } from "../reconciliation/findings.js";
import { alarmsOf } from "../refund/ledgers.js";

const DAY = 24 * HOUR;

const on = shared(openContractService);

describe.each(["PORTONE_V2", "IAMPORT_V1", "TOSS_PAY", "EBP"] as const)("at %s, which told nobody,", (gateway) => {
  const reconcileToday = () => reconcile(on.t, { gateway, day: koreanDay(on.t.clock.now()) });

  it("a cancel of all of a payment whose refund has been owed for days holds that refund", async () => {
    const { refund, paymentId, gatewayPaymentId } = await on.returned(gateway, [4_000]);
    on.t.clock.advance(3 * DAY);
    await on.ledgerOf(gateway).cancelInConsole(gatewayPaymentId, {});
    expect((await reconcileToday()).of(paymentId)).not.toEqual([]);
    expect(await balanceOf(on.t, paymentId)).toMatchObject({ refundedAtGateway: 10_000, reserved: 0 });
    expect(await now(on.t, refund)).toMatchObject({ state: "refundRequested.refused", refusalCause: "OVERTAKEN" });
    expect(await alarmsOf(on.t, paymentId)).toContain("RECONCILIATION");
  });

  it("a cancel of what was left of a payment refunded lately is found as well", async () => {
    const { refund, paymentId, gatewayPaymentId } = await on.returned(gateway, [4_000]);
    await requestAndDrain(on.t, refund);
    expect((await now(on.t, refund)).state).toBe("completed");
    on.t.clock.advance((RECONCILIATION.lookBackDays - 1) * DAY);
    await on.ledgerOf(gateway).cancelInConsole(gatewayPaymentId, {});
    expect((await reconcileToday()).of(paymentId)).not.toEqual([]);
    expect(await balanceOf(on.t, paymentId)).toMatchObject({ refundedAtGateway: 10_000, reserved: 0 });
    expect((await movedAt(on.ledgerOf(gateway), gatewayPaymentId)).amount).toBe(10_000);
  });
});
