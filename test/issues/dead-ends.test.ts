/** Reported: refunds whose offered actions could not succeed, or that offered none, and the ways out they have now. */
import { lookUpPayment } from "../../src/refund/settlement/look-up-attempt.js";
import { readRefund } from "../api/ask.js";
import { MINUTE } from "../kit/clock.js";
import {
  APPROVER,
  balanceOf,
  cancelledAtGateway,
  codeOf,
  collectedReturn,
  now,
  OPERATOR,
  request,
  requestAndDrain,
} from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { account, ACCOUNT, intoVirtualAccount } from "../refund/accounts.js";
import { handedOver } from "../refund/handed-over.js";
import { planFault, alarmsOf, assertBooksAgree, postsOf, stateOf } from "../refund/ledgers.js";
import { AGENT, approve, cancel, changeAccount, fallBack, retry } from "../refund/mutations.js";

const t = sharedTestService();

const SHOWN = `status gatewayPhase availableActions refundableAmount { amount } failure { cause message actions }`;

interface Read {
  status: string;
  gatewayPhase: string | null;
  availableActions: string[];
  refundableAmount: { amount: number };
  failure: { cause: string; message: string; actions: string[] } | null;
}

const read = (refund: { id: string }, by = OPERATOR): Promise<Read> => readRefund(t, refund, SHOWN, { by });

describe("deferred-fall-back-needs-an-account: an account is recorded while a refund is deferred", () => {
  it("and the bank transfer it is needed for is accepted", async () => {
    const { refund, gatewayPaymentId } = await handedOver(t, "deferred-fall-back-needs-an-account");
    await planFault(t, "cancel", gatewayPaymentId, { kind: "TOO_MANY_REQUESTS" }, 50);
    expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
    expect(await stateOf(t, refund)).toBe("deferred");
    expect((await read(refund, AGENT)).availableActions).toEqual(["CANCEL", "CHANGE_ACCOUNT"]);
    expect(codeOf(await changeAccount(t, refund, ACCOUNT))).toBe("ok");
    // By card it goes back the way it came: nobody has to agree to an account that is not used for it.
    expect(await stateOf(t, refund)).toBe("deferred");
    expect((await read(refund)).availableActions).toContain("FALL_BACK_TO_MANUAL");
    expect(codeOf(await fallBack(t, refund))).toBe("ok");
    expect(await now(t, refund)).toMatchObject({ status: "ACCEPTED", payableByHand: 20_000 });
  });

  it("but it is not sent there by itself on an approval that was given for another account", async () => {
    const paid = intoVirtualAccount(1_200_000);
    const { refund, gatewayPaymentId } = await collectedReturn(t, [paid], { refundAccount: ACCOUNT });
    await planFault(t, "cancel", gatewayPaymentId, { kind: "TOO_MANY_REQUESTS" });
    await request(t, refund);
    expect(codeOf(await approve(t, refund))).toBe("ok");
    await t.drain();
    expect(await stateOf(t, refund)).toBe("deferred");
    expect(codeOf(await changeAccount(t, refund, account({ number: "999888777666" })))).toBe("ok");
    expect(await now(t, refund)).toMatchObject({
      state: "refundRequested.awaitingApproval",
      approvedBy: null,
      approvalReasons: ["ABOVE_LIMIT"],
      deferredUntil: null,
    });
    const sent = (await postsOf(t, gatewayPaymentId)).length;
    await t.pass(24 * 60 * MINUTE);
    expect(await postsOf(t, gatewayPaymentId)).toHaveLength(sent);
    expect(codeOf(await approve(t, refund, AGENT))).toBe("SAME_PERSON");
    expect(codeOf(await approve(t, refund, APPROVER))).toBe("ok");
    await t.drain();
    expect(await postsOf(t, gatewayPaymentId)).toHaveLength(sent + 1);
  });
});

describe("chargeback-told-as-console-cancel: a chargeback is told as one", () => {
  it("of all: nothing is paid again, and nothing that cannot succeed is offered", async () => {
    const { refund, gatewayPaymentId } = await handedOver(t, "chargeback-told-as-console-cancel");
    await t.sandbox.chargeback(gatewayPaymentId);
    await lookUpPayment(t.context, refund.paymentId, "WEBHOOK");
    const seen = await read(refund);
    expect(seen).toMatchObject({
      status: "REFUND_REQUESTED",
      gatewayPhase: "REFUSED",
      refundableAmount: { amount: 0 },
      failure: { cause: "CHARGED_BACK", actions: ["CANCEL", "LOWER_AMOUNT"] },
    });
    expect(seen.failure?.message).toContain("chargeback");
    expect(seen.availableActions).not.toContain("RETRY");
    expect(await alarmsOf(t, refund.paymentId)).toEqual(expect.arrayContaining(["OVERTAKEN"]));
    expect(codeOf(await retry(t, refund))).toBe("REFUND_AMOUNT_EXCEEDED");
    expect(codeOf(await cancel(t, refund))).toBe("ok");
    expect(await postsOf(t, gatewayPaymentId)).toEqual([]);
    await assertBooksAgree(t);
  });

  it("of a part: what it left is paid once the refund was lowered to it", async () => {
    const { refund, gatewayPaymentId } = await handedOver(t, "chargeback-told-as-console-cancel");
    await t.sandbox.chargeback(gatewayPaymentId, { amount: 5_000 });
    await lookUpPayment(t.context, refund.paymentId, "WEBHOOK");
    expect(await read(refund)).toMatchObject({
      refundableAmount: { amount: 15_000 },
      failure: { cause: "CHARGED_BACK", actions: ["CANCEL", "LOWER_AMOUNT"] },
    });
    expect(await balanceOf(t, refund.paymentId)).toMatchObject({ refundedAtGateway: 5_000, reserved: 0, excess: 0 });
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(5_000);
  });
});
