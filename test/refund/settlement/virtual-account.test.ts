/** A virtual account takes money in only: its refunds go to the customer's own account, by a transfer that ends later, or fails. */
import assert from "node:assert/strict";
import { inTransaction } from "../../../src/database/transaction.js";
import { koreanDay } from "../../../src/clock.js";
import { calendarOf } from "../../../src/calendar/business-days.js";
import { recordRule } from "../../../src/gateway-rules/rule-book.js";
import { won } from "../../../src/money/minor-units.js";
import { Payment } from "../../../src/orders/payment.entity.js";
import { GatewayAttempt } from "../../../src/refund/record/attempt.entity.js";
import { commandOf } from "../../../src/refund/settlement/cancel-command.js";
import { HOUR, MINUTE } from "../../kit/clock.js";
import { openTestService } from "../../kit/test-service.js";
import { balanceOf, codeOf, collectedReturn, now, pathOf, request, requestAndDrain } from "../../kit/fixtures.js";
import { handedOver } from "../handed-over.js";
import { ACCOUNT, account, intoVirtualAccount } from "../accounts.js";
import {
  requestedReturn,
  alarmsOf,
  attemptOf,
  assertLedgersAgree,
  postsOf,
  returnedInParts,
  stateOf,
} from "../ledgers.js";
import { changeAccount, retry } from "../mutations.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { IS_ALARM } from "../../kit/work-items.js";

const t = sharedTestService();

describe("before the button", () => {
  it("is blocked without an account, and free with one", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, [intoVirtualAccount(10_000)]);
    expect(codeOf(await request(t, refund))).toBe("REFUND_ACCOUNT_MISSING");
    expect(codeOf(await changeAccount(t, refund, ACCOUNT))).toBe("ok");
    expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
    const [post] = await postsOf(t, gatewayPaymentId);
    expect(JSON.parse(post?.body ?? "{}")).toMatchObject({ refundAccount: { bank: "SHINHAN", number: "***789" } });
  });

  it("is blocked without a contract with the provider, which Toss Payments does not need", async () => {
    const withAccount = { refundAccount: ACCOUNT };
    const nice = await collectedReturn(t, [intoVirtualAccount(10_000, { provider: "NICE" })], withAccount);
    expect((await request(t, nice.refund)).outcome).toMatchObject({
      problem: { code: "CONTRACT_MISSING", detail: { provider: "NICE" } },
    });
    const toss = await collectedReturn(t, [intoVirtualAccount(10_000, { provider: "TOSS_PAYMENTS" })], withAccount);
    expect(codeOf(await request(t, toss.refund))).toBe("ok");
  });

  it("needs the holder's telephone number at Smartro, and never goes at Danal", async () => {
    const smartro = await openTestService({ contracts: ["SMARTRO", "DANAL"] });
    const withAccount = { refundAccount: ACCOUNT };
    try {
      const paid = intoVirtualAccount(10_000, { provider: "SMARTRO", atGateway: { pgProvider: "SMARTRO" } });
      const { refund } = await collectedReturn(smartro, [paid], withAccount);
      expect(codeOf(await request(smartro, refund))).toBe("REFUND_ACCOUNT_PHONE_MISSING");
      expect(codeOf(await changeAccount(smartro, refund, account({ phone: "01012345678" })))).toBe("ok");
      expect(codeOf(await requestAndDrain(smartro, refund))).toBe("ok");
      expect((await now(smartro, refund)).state).toBe("refundRequested.pending");
      const danal = await collectedReturn(smartro, [intoVirtualAccount(10_000, { provider: "DANAL" })], withAccount);
      expect(codeOf(await request(smartro, danal.refund))).toBe("NOT_SUPPORTED");
    } finally {
      await smartro.close();
    }
  });

  it("takes the number of a bank that was merged as its successor's, and says that one's name to the gateway", async () => {
    const slug = "bank-005-merged-into-hana";
    const atGateway = { method: "virtualAccount", pgProvider: "TOSSPAYMENTS" } as const;
    const { refund, gatewayPaymentId } = await handedOver(t, slug, atGateway);
    expect(refund.accountBankCode).toBe("081");
    expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
    const [post] = await postsOf(t, gatewayPaymentId);
    expect(JSON.parse(post?.body ?? "{}")).toMatchObject({ refundAccount: { bank: "HANA", number: "***789" } });
    const naming = (bankCode: string) =>
      handedOver(t, slug, atGateway, {
        change: ({ return: { refundAccount } }) => {
          assert(refundAccount);
          refundAccount.bankCode = bankCode;
        },
      });
    expect((await naming("021")).refund.accountBankCode).toBe("088");
    await expect(naming("018")).rejects.toThrow("must be a bank code (KFTC's three digits, such as 088)");
  });

  it("sends the holder's name in composed letters, however it was stored", async () => {
    const named = account({ holder: "홍길동".normalize("NFD") });
    const { refund } = await collectedReturn(t, [intoVirtualAccount(1_000)], { refundAccount: named });
    expect(codeOf(await request(t, refund))).toBe("ok");
    const em = t.context.root.fork();
    const attempt = await em.findOneOrFail(GatewayAttempt, { refundId: refund.id });
    const payment = await em.findOneOrFail(Payment, refund.paymentId);
    const command = await commandOf(t.context, attempt, payment, {
      cancellableBefore: won(1_000),
      seen: undefined,
    });
    expect(command.refundAccount?.holder.reveal()).toBe("홍길동".normalize("NFC"));
  });

  it("sends no account where the money goes back the way it came", async () => {
    const { refund, gatewayPaymentId } = await requestedReturn(t, 10_000, { refundAccount: ACCOUNT });
    const [post] = await postsOf(t, gatewayPaymentId);
    expect(JSON.parse(post?.body ?? "{}")).not.toHaveProperty("refundAccount");
    expect(await stateOf(t, refund)).toBe("completed");
  });
});

async function transferUnderWay(amount = 10_000) {
  const scenario = await collectedReturn(t, [intoVirtualAccount(amount)], { refundAccount: ACCOUNT });
  await requestAndDrain(t, scenario.refund);
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
    const calendar = calendarOf([], { labourDay: true });
    expect(await now(t, refund)).toMatchObject({
      state: "completed",
      expectedFrom: calendar.plusBusinessDays(today, 1),
      expectedBy: calendar.plusBusinessDays(today, 2),
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
      `select refund_id, detail from work_item where payment_id = ? and ${IS_ALARM}`,
      [refund.paymentId],
    );
    expect(alarm).toMatchObject({ refund_id: refund.id, detail: { amount: 10_000 } });
    for (const _ of [1, 2]) {
      await t.context.jobs.enqueue(t.context.root.fork(), "payment.look-up", {
        gateway: "PORTONE_V2",
        paymentId: refund.paymentId,
      });
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
      expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
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
  // A rule says that any bank will do; KFTC knows SBI's savings bank, and PortOne has no name for it.
  const anyBank = { kind: "BANKS", value: { codes: null } } as const;
  const scope = { gateway: "PORTONE_V2", provider: "KCP", method: null } as const;
  const rule = { ...scope, content: anyBank, validFrom: "2031-01-01", source: "a letter", note: null };
  await inTransaction(t.orm.em.fork(), (em) => recordRule(em, rule, { subject: "lee.approver", at: t.clock.now() }));
  const { refund, gatewayPaymentId } = await requestedReturn(t, [intoVirtualAccount(10_000)], {
    refundAccount: account({ bankCode: "103" }),
  });
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
