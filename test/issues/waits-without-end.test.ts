/**
 * A refund that could not be sent was tried for ever: an answer nobody can read cost 288 rows of history a day, a part
 * cancelled in EBP's console 28,800 attempts a day, and nobody was told.
 */
import { exchangeJson, type HttpExchange } from "../../src/gateways/http.js";
import { openContractService, sendsOf, twoPeopleSay } from "../gateways/contract/contract-service.js";
import { ebp } from "../gateways/contract/ebp.js";
import { HOUR, MINUTE, SECOND } from "../kit/clock.js";
import { codeOf, collectedReturn, now, pathOf, requestAndDrain } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { shared } from "../kit/shared-resource.js";
import { alarmsOf, assertBooksAgree, callsOf, postsOf } from "../refund/ledgers.js";
import { approve, fallBack, retry } from "../refund/mutations.js";
import { account } from "../refund/accounts.js";

const DAY = 24 * HOUR;

const THRICE = ["submitting", "deferred", "submitting", "deferred", "submitting", "refused"];

describe("at PortOne", () => {
  /** Payments whose status is a word that no document knows. */
  const strange = new Set<string>();
  const http: HttpExchange = async (request) => {
    const result = await exchangeJson(request);
    const isStrange = [...strange].some((id) => request.method === "GET" && request.url.includes(id));
    if (!isStrange || result.kind !== "ANSWERED") return result;
    return { ...result, json: { ...(result.json as object), status: "A_WORD_OF_TOMORROW" } };
  };
  const t = sharedTestService({ portone: { http } });

  it("an answer nobody can read puts it off three times, then it is refused with that cause and a person is told", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, 9_000, { refundAccount: account({}) });
    strange.add(gatewayPaymentId);
    await requestAndDrain(t, refund);
    for (let turn = 0; turn < 30; turn += 1) await t.pass(10 * MINUTE);
    expect(await pathOf(t, refund)).toEqual(["returnCollected", ...THRICE]);
    expect(await now(t, refund)).toMatchObject({ refusalCause: "ANSWER_UNREADABLE" });
    expect(await alarmsOf(t, refund.paymentId)).toEqual(["TRIES_EXHAUSTED"]);
    expect((await callsOf(t, gatewayPaymentId)).map(({ method }) => method)).toEqual(["GET", "GET", "GET"]);

    // Who tries again has the whole budget.
    expect(codeOf(await retry(t, refund))).toBe("ok");
    await t.drain();
    for (let turn = 0; turn < 6; turn += 1) await t.pass(10 * MINUTE);
    expect(await pathOf(t, refund)).toEqual(["returnCollected", ...THRICE, ...THRICE]);
    // That the gateway could not be understood is no refusal of it: cash needs a second person.
    expect(codeOf(await fallBack(t, refund, undefined, "its console shows the payment"))).toBe("ok");
    expect(await now(t, refund)).toMatchObject({ approvalReasons: expect.arrayContaining(["NO_REFUSAL_BEHIND"]) });
    await assertBooksAgree(t);
  });

  it("a provider's limit of the day without a time is tried each hour, and after a week a person is told", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, 9_000);
    const fault = { kind: "REFUSE", pgCode: "2023", pgMessage: "취소 한도 초과" } as const;
    await t.sandbox.planFault({ hits: "cancel", paymentId: gatewayPaymentId, times: 1_000, fault });
    await requestAndDrain(t, refund);
    for (let turn = 0; turn < 7; turn += 1) await t.pass(10 * MINUTE);
    expect(await postsOf(t, gatewayPaymentId)).toHaveLength(2);
    for (let turn = 0; turn < 27; turn += 1) await t.pass(6 * HOUR);
    expect((await now(t, refund)).state).toBe("refundRequested.deferred");
    for (let turn = 0; turn < 3; turn += 1) await t.pass(6 * HOUR);
    expect(await now(t, refund)).toMatchObject({ state: "refundRequested.refused", refusalCause: "PROVIDER_REFUSED" });
    expect(await alarmsOf(t, refund.paymentId)).toEqual(["TRIES_EXHAUSTED"]);
  });

  it("a deadline that passes while it waits refuses it with that cause", async () => {
    const paidAt = new Date(t.clock.now().getTime() - DAY);
    const { refund, gatewayPaymentId } = await collectedReturn(t, [{ amount: 9_000, method: "MOBILE", paidAt }], {
      return: { collectedAt: t.clock.now() },
    });
    await t.sandbox.planFault({ hits: "cancel", paymentId: gatewayPaymentId, fault: { kind: "UNAUTHORIZED" } });
    expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
    expect(await pathOf(t, refund)).toEqual(["returnCollected", "submitting", "deferred"]);
    await t.pass(40 * DAY);
    expect(await now(t, refund)).toMatchObject({ state: "refundRequested.refused", refusalCause: "DEADLINE_PASSED" });
    expect(await alarmsOf(t, refund.paymentId)).toEqual(["TRIES_EXHAUSTED"]);
    expect(await postsOf(t, gatewayPaymentId)).toHaveLength(1);
    await assertBooksAgree(t);
  });
});

describe("at the others", () => {
  const on = shared(openContractService);

  it("a part that was cancelled in EBP's console ends in a refusal and two work items, with no call", async () => {
    const scenario = await on.returned("EBP", [4_000]);
    await on.ledgerOf("EBP").cancelInConsole(scenario.gatewayPaymentId, { amount: 3_000 });
    await requestAndDrain(on.t, scenario.refund);
    expect(await now(on.t, scenario.refund)).toMatchObject({ state: "refundRequested.awaitingApproval" });
    await on.t.pass(MINUTE);
    expect(codeOf(await approve(on.t, scenario.refund))).toBe("ok");
    for (let turn = 0; turn < 20; turn += 1) await on.t.pass(10 * SECOND);
    expect(await now(on.t, scenario.refund)).toMatchObject({
      state: "refundRequested.refused",
      refusalCause: "GATEWAY_STATE_DIFFERS",
    });
    expect((await pathOf(on.t, scenario.refund)).slice(-6)).toEqual(THRICE);
    expect((await alarmsOf(on.t, scenario.paymentId)).sort()).toEqual(["AMOUNT_UNKNOWN", "TRIES_EXHAUSTED"]);
    expect(await sendsOf(on, ebp, scenario)).toEqual([]);
  });

  it("Toss Pay's limit of the day is waited for day by day, and after a week a person is told", async () => {
    const scenario = await on.returned("TOSS_PAY", [4_000]);
    const refuse = { hits: "cancel", times: 100, fault: { kind: "REFUSE", code: "REFUND_EXCEED_DAILY" } } as const;
    await on.ledgerOf("TOSS_PAY").planFault({ ...refuse, paymentId: scenario.gatewayPaymentId } as never);
    await requestAndDrain(on.t, scenario.refund);
    for (let day = 0; day < 6; day += 1) await on.t.pass(DAY);
    expect(await now(on.t, scenario.refund)).toMatchObject({ state: "refundRequested.deferred" });
    for (let day = 0; day < 4; day += 1) await on.t.pass(DAY);
    expect(await now(on.t, scenario.refund)).toMatchObject({
      state: "refundRequested.refused",
      refusalCause: "GATEWAY_UNAVAILABLE",
    });
    expect(await alarmsOf(on.t, scenario.paymentId)).toEqual(["TRIES_EXHAUSTED"]);
  });

  it("what i'mport accepted and never did can be ended by two people the same day", async () => {
    const scenario = await on.returned("IAMPORT_V1", [4_000]);
    await on.acceptForLater("IAMPORT_V1", scenario.gatewayPaymentId);
    await requestAndDrain(on.t, scenario.refund);
    const [accepted] = await on.ledgerOf("IAMPORT_V1").cancellationsOf(scenario.gatewayPaymentId);
    await on.ledgerOf("IAMPORT_V1").settle(accepted?.id ?? "", "FAILED");
    for (let hours = 0; hours < 5; hours += 1) await on.t.pass(HOUR);
    expect((await now(on.t, scenario.refund)).state).toBe("refundRequested.pending");
    for (let hours = 0; hours < 2; hours += 1) await on.t.pass(HOUR);
    expect((await now(on.t, scenario.refund)).state).toBe("refundRequested.unknown");
    await twoPeopleSay(on, scenario.refund, null);
    expect(await now(on.t, scenario.refund)).toMatchObject({
      state: "refundRequested.refused",
      refusalCause: "CONFIRMED_NOT_REFUNDED",
    });
  });
});
