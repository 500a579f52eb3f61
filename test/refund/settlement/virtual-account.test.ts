/** A virtual account takes money in only: its refunds go to the customer's own account, by a transfer that ends later, or fails. */
import { describe, expect, it } from "@jest/globals";
import { koreanDay } from "../../../src/clock.js";
import { plusBusinessDays } from "../../../src/gateway-rules/calendar.js";
import { HOUR, MINUTE } from "../../kit/clock.js";
import { openTestService } from "../../kit/test-service.js";
import { balanceOf, codeOf, collectedReturn, now, pathOf, request } from "../../kit/fixtures.js";
import { ACCOUNT, account, intoVirtualAccount } from "../accounts.js";
import { alarmsOf, attemptOf, assertLedgersAgree, postsOf, returnedInParts, stateOf } from "../ledgers.js";
import { changeAccount, retry } from "../mutations.js";
import { sharedTestService } from "../../kit/shared-test-service.js";

const t = sharedTestService();

describe("before the button", () => {
  it("is blocked without an account, and free with one", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, [intoVirtualAccount(10_000)]);
    expect(codeOf(await request(t, refund))).toBe("REFUND_ACCOUNT_MISSING");
    expect(codeOf(await changeAccount(t, refund, ACCOUNT))).toBe("ok");
    expect(codeOf(await request(t, refund))).toBe("ok");
    await t.drain();
    const [post] = await postsOf(t, gatewayPaymentId);
    expect(JSON.parse(post?.body ?? "{}")).toMatchObject({ refundAccount: { bank: "SHINHAN", number: "***789" } });
  });

  it("is blocked without a contract with the provider, which Toss Payments does not need", async () => {
    const withAccount = { return: { refundAccount: ACCOUNT } };
    const nice = await collectedReturn(t, [intoVirtualAccount(10_000, { provider: "NICE" })], withAccount);
    expect((await request(t, nice.refund)).outcome).toMatchObject({
      problem: { code: "CONTRACT_MISSING", detail: { provider: "NICE" } },
    });
    const toss = await collectedReturn(t, [intoVirtualAccount(10_000, { provider: "TOSS_PAYMENTS" })], withAccount);
    expect(codeOf(await request(t, toss.refund))).toBe("ok");
  });

  it("needs the holder's telephone number at Smartro, and never goes at Danal", async () => {
    const smartro = await openTestService({ settings: { refundContracts: new Set(["SMARTRO", "DANAL"]) } });
    const withAccount = { return: { refundAccount: ACCOUNT } };
    try {
      const paid = intoVirtualAccount(10_000, { provider: "SMARTRO", atGateway: { pgProvider: "SMARTRO" } });
      const { refund } = await collectedReturn(smartro, [paid], withAccount);
      expect(codeOf(await request(smartro, refund))).toBe("REFUND_ACCOUNT_PHONE_MISSING");
      expect(codeOf(await changeAccount(smartro, refund, account({ phone: "01012345678" })))).toBe("ok");
      expect(codeOf(await request(smartro, refund))).toBe("ok");
      await smartro.drain();
      expect((await now(smartro, refund)).state).toBe("refundRequested.pending");
      const danal = await collectedReturn(smartro, [intoVirtualAccount(10_000, { provider: "DANAL" })], withAccount);
      expect(codeOf(await request(smartro, danal.refund))).toBe("NOT_SUPPORTED");
    } finally {
      await smartro.close();
    }
  });

  it("sends no account where the money goes back the way it came", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, 10_000, { return: { refundAccount: ACCOUNT } });
    await request(t, refund);
    await t.drain();
    const [post] = await postsOf(t, gatewayPaymentId);
    expect(JSON.parse(post?.body ?? "{}")).not.toHaveProperty("refundAccount");
    expect(await stateOf(t, refund)).toBe("completed");
  });
});

async function transferUnderWay(amount = 10_000) {
  const scenario = await collectedReturn(t, [intoVirtualAccount(amount)], { return: { refundAccount: ACCOUNT } });
  await request(t, scenario.refund);
  await t.drain();
  await t.pass(MINUTE);
  expect(await stateOf(t, scenario.refund)).toBe("pending");
  return scenario;
}

describe("the transfer", () => {
  it("is waited for: only then the refund is completed, with the days on which the customer should see it", async () => {
    const { refund, gatewayPaymentId } = await transferUnderWay();
    await t.pass(HOUR);
    expect(await pathOf(t, refund)).toEqual(["returnCollected", "submitting", "pending"]);
    expect(await balanceOf(t, refund.paymentId)).toMatchObject({ refundedAtGateway: 0, reserved: 10_000 });
    await t.sandbox.settleTransfer(gatewayPaymentId, "COMPLETED");
    await t.pass(HOUR);
    const today = koreanDay(t.clock.now());
    expect(await now(t, refund)).toMatchObject({
      state: "completed",
      expectedFrom: plusBusinessDays(today, 1),
      expectedBy: plusBusinessDays(today, 2),
      paidToCustomer: 10_000,
    });
    expect(await balanceOf(t, refund.paymentId)).toMatchObject({ refundedAtGateway: 10_000, reserved: 0 });
    expect(await alarmsOf(t, refund.paymentId)).toEqual([]);
    expect(await postsOf(t, gatewayPaymentId)).toHaveLength(1);
  });

  it("that failed is no refund: refused and still owed, with one alarm however often it is looked at", async () => {
    const { refund, gatewayPaymentId } = await transferUnderWay();
    await t.sandbox.settleTransfer(gatewayPaymentId, "FAILED");
    await t.pass(HOUR);
    expect(await now(t, refund)).toMatchObject({
      state: "refundRequested.refused",
      refusalCause: "TRANSFER_FAILED",
      paidToCustomer: null,
      completedAt: null,
    });
    expect(await balanceOf(t, refund.paymentId)).toMatchObject({
      refundedAtGateway: 10_000,
      reserved: 10_000,
      excess: 0,
    });
    expect(await alarmsOf(t, refund.paymentId)).toEqual(["TRANSFER_FAILED"]);
    const [alarm] = await t.rows<{ refund_id: string; detail: object }>(
      `select refund_id, detail from alarm where payment_id = ?`,
      [refund.paymentId],
    );
    expect(alarm).toMatchObject({ refund_id: refund.id, detail: { amount: 10_000 } });
    for (const _ of [1, 2]) {
      await t.context.jobs.enqueue(t.context.root.fork(), "payment.look-up", { paymentId: refund.paymentId });
      await t.drain();
    }
    expect(await alarmsOf(t, refund.paymentId)).toEqual(["TRANSFER_FAILED"]);
  });

  it("of a second part is another cancel: the failed one of the first part is told once, and its own once", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(
      t,
      intoVirtualAccount(10_000),
      [3_000, 4_000],
    );
    for (const [index, outcome] of (["FAILED", "PARTIAL_REFUND_FAILED"] as const).entries()) {
      const refund = refunds[index]!;
      await changeAccount(t, refund, ACCOUNT);
      expect(codeOf(await request(t, refund))).toBe("ok");
      await t.drain();
      await t.pass(MINUTE);
      expect(await stateOf(t, refund)).toBe("pending");
      await t.sandbox.settleTransfer(gatewayPaymentId, outcome);
      await t.pass(HOUR);
      expect(await stateOf(t, refund)).toBe("refused");
      expect(await alarmsOf(t, paymentId)).toHaveLength(index + 1);
    }
  });
});

it("refused by the gateway for its account: another account, another attempt", async () => {
  // KFTC knows SBI's savings bank, PortOne has no name for it.
  const { refund, gatewayPaymentId } = await collectedReturn(t, [intoVirtualAccount(10_000)], {
    return: { refundAccount: account({ bankCode: "103" }) },
  });
  await request(t, refund);
  await t.drain();
  expect(await now(t, refund)).toMatchObject({ state: "refundRequested.refused", refusalCause: "ACCOUNT_REJECTED" });
  expect(await postsOf(t, gatewayPaymentId)).toEqual([]);
  const before = await attemptOf(t, refund);
  expect(codeOf(await changeAccount(t, refund, ACCOUNT))).toBe("ok");
  expect(codeOf(await retry(t, refund))).toBe("ok");
  await t.drain();
  expect(await stateOf(t, refund)).toBe("pending");
  expect((await attemptOf(t, refund)).id).not.toBe(before.id);
});

it("once every transfer has ended, our books are the gateway's", async () => {
  await t.drain();
  for (const { paymentId } of await t.sandbox.totals()) {
    const payment = await t.sandbox.payment(paymentId);
    if (payment?.refundStatus === "PENDING") await t.sandbox.settleTransfer(paymentId, "COMPLETED");
  }
  await t.pass(HOUR);
  expect(
    await t.rows(
      `select 1 from refund where state like 'refundRequested.%' and refusal_cause is distinct from 'TRANSFER_FAILED'`,
    ),
  ).toEqual([]);
  await assertLedgersAgree(t);
});
