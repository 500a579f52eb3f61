/**
 * Somebody refunds a customer in the gateway's console, and the desk, or a person with a bank transfer, pays once more. At
 * every gateway: nothing goes out again before a second person has said that the console's cancel was another one.
 */
import { lookUpPayment } from "../../src/refund/settlement/look-up-attempt.js";
import { movedAt, openContractService, type Returned } from "../gateways/contract/contract-service.js";
import { GATEWAYS_UNDER_TEST } from "../gateways/contract/gateways.js";
import { HOUR } from "../kit/clock.js";
import { codeOf, now, requestAndDrain } from "../kit/fixtures.js";
import { shared } from "../kit/shared-resource.js";
import { ACCOUNT } from "../refund/accounts.js";
import { alarmsOf, stateOf } from "../refund/ledgers.js";
import { AGENT, approve, cancel, changeAccount, fallBack } from "../refund/mutations.js";

const on = shared(openContractService);

describe.each(GATEWAYS_UNDER_TEST)("$name", ({ name, namesAmounts }) => {
  const inConsole = ({ gatewayPaymentId }: Returned, amount: number) =>
    on.ledgerOf(name).cancelInConsole(gatewayPaymentId, { amount });
  const moved = ({ gatewayPaymentId }: Returned) => movedAt(on.ledgerOf(name), gatewayPaymentId);

  it("requested after the console's cancel, it is not sent again by itself", async () => {
    const scenario = await on.returned(name, [3_000]);
    const { refund, paymentId } = scenario;
    await inConsole(scenario, 3_000);
    expect(codeOf(await requestAndDrain(on.t, refund))).toBe("ok");
    for (const pause of [HOUR, 24 * HOUR]) await on.t.pass(pause);
    expect(await moved(scenario)).toEqual({ amount: 3_000, times: 1 });
    expect(await stateOf(on.t, refund)).toBe("awaitingApproval");
    expect(await alarmsOf(on.t, paymentId)).toContain(namesAmounts ? "MONEY_MAY_HAVE_MOVED" : "AMOUNT_UNKNOWN");
    // It was this refund: nothing more is owed.
    expect(codeOf(await cancel(on.t, refund))).toBe("ok");
    expect(await moved(scenario)).toEqual({ amount: 3_000, times: 1 });
  });

  it("cancelled in the console and then accepted for a bank transfer: seen by the look before, and not on one person's word", async () => {
    const scenario = await on.returned(name, [3_000]);
    const { refund } = scenario;
    await inConsole(scenario, 3_000);
    await changeAccount(on.t, refund, ACCOUNT, AGENT);
    // The look has changed the refund, so whoever asked is told to read it again.
    expect(codeOf(await fallBack(on.t, refund))).toBe("VERSION_CONFLICT");
    expect(codeOf(await fallBack(on.t, refund))).toBe(namesAmounts ? "ok" : "EVIDENCE_DISAGREES");
    const { state, approvalReasons } = await now(on.t, refund);
    expect(state).toBe(namesAmounts ? "accepted.awaitingApproval" : "returnCollected");
    expect(approvalReasons).toEqual(namesAmounts ? ["MONEY_MAY_HAVE_MOVED", "NO_REFUSAL_BEHIND"] : []);
  });

  it("accepted for a bank transfer and then cancelled in the console: it goes back to its second person", async () => {
    const scenario = await on.returned(name, [3_000]);
    const { refund, paymentId } = scenario;
    await changeAccount(on.t, refund, ACCOUNT, AGENT);
    expect(codeOf(await fallBack(on.t, refund))).toBe("ok");
    expect(codeOf(await approve(on.t, refund))).toBe("ok");
    expect(await stateOf(on.t, refund)).toBe("accepted.unprocessed");
    await inConsole(scenario, 3_000);
    await lookUpPayment(on.t.context, paymentId, "RECONCILER");
    expect(await now(on.t, refund)).toMatchObject({
      state: "accepted.awaitingApproval",
      approvedBy: null,
      approvalReasons: ["MONEY_MAY_HAVE_MOVED"],
    });
    expect(await alarmsOf(on.t, paymentId)).toContain(namesAmounts ? "MONEY_MAY_HAVE_MOVED" : "AMOUNT_UNKNOWN");
  });

  it("cancelled whole in the console: there is nothing left to pay by any way", async () => {
    const scenario = await on.returned(name, [10_000]);
    const { refund } = scenario;
    await inConsole(scenario, 10_000);
    await changeAccount(on.t, refund, ACCOUNT, AGENT);
    expect(codeOf(await fallBack(on.t, refund))).toBe("VERSION_CONFLICT");
    // Of exactly its amount, and no room for another: it was this refund.
    expect(codeOf(await fallBack(on.t, refund))).toBe("REFUND_STATE_CONFLICT");
    expect(await stateOf(on.t, refund)).toBe("completed");
    expect(await moved(scenario)).toEqual({ amount: 10_000, times: 1 });
  });
});
