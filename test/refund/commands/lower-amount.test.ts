/** refundAmountLower: a refund that lost its room is brought to what is left, and that is paid. */
import { lowerAmount } from "../../../src/refund/commands/lower-amount.js";
import { won } from "../../../src/money/minor-units.js";
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { lookUpPayment } from "../../../src/refund/settlement/look-up-attempt.js";
import { readRefund } from "../../api/ask.js";
import {
  APPROVER,
  balanceOf,
  cancelledAtGateway,
  codeOf,
  collectedReturn,
  key,
  now,
  OPERATOR,
  requestAndDrain,
} from "../../kit/fixtures.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { ACCOUNT } from "../accounts.js";
import { successorOf, assertBooksAgree, returnedInParts, stateOf } from "../ledgers.js";
import { act, approve, cancel, fallBack, reopen, retry } from "../mutations.js";

const t = sharedTestService();
afterEach(() => assertBooksAgree(t));
beforeEach(() => t.sandbox.clearFaults());

const lower = (refund: Pick<Refund, "id">, amount: number, by = OPERATOR) =>
  act(t, refund, lowerAmount, by, { amount: won(amount), memo: "콘솔 취소는 다른 건의 보상이었음" });

const SHOWN = `availableActions blockedReasons { code weight fallBack message } failure { cause actions }
  refundableAmount { amount } history(first: 20) { edges { node { event amount { amount } } } }`;
interface Seen {
  availableActions: string[];
  blockedReasons: object[];
  failure: { cause: string; actions: string[] } | null;
  refundableAmount: { amount: number };
  history: { edges: { node: { event: string; amount: { amount: number } } }[] };
}
const seen = (refund: Pick<Refund, "id">): Promise<Seen> => readRefund(t, refund, SHOWN);

/** A refund of 30,000 that was overtaken by a cancel of so much in the console. */
async function overtaken(amount: number, more: object = {}) {
  const scenario = await collectedReturn(t, 30_000, { refundAccount: ACCOUNT, ...more });
  await t.sandbox.cancelInConsole(scenario.gatewayPaymentId, { amount });
  await lookUpPayment(t.context, scenario.refund.paymentId, "RECONCILER");
  expect(await now(t, scenario.refund)).toMatchObject({
    state: "refundRequested.refused",
    refusalCause: "OVERTAKEN",
    holdsReservation: false,
  });
  return scenario;
}

it("brings an overtaken refund to what is left, and the gateway pays it: both amounts stay in the history", async () => {
  const { refund, gatewayPaymentId } = await overtaken(10_000);
  const before = await seen(refund);
  expect(before.availableActions).toEqual(["CANCEL", "MATCH_CANCELLATION", "LOWER_AMOUNT"]);
  expect(before.failure).toEqual({ cause: "OVERTAKEN", actions: ["MATCH_CANCELLATION", "LOWER_AMOUNT", "CANCEL"] });
  expect(before.blockedReasons[0]).toEqual({
    code: "REFUND_AMOUNT_EXCEEDED",
    weight: "BLOCKS",
    fallBack: false,
    message: "More than can be refunded (KRW 20,000).",
  });
  expect(codeOf(await retry(t, refund))).toBe("REFUND_AMOUNT_EXCEEDED");

  expect(codeOf(await lower(refund, before.refundableAmount.amount))).toBe("ok");
  const after = await seen(refund);
  expect(after.availableActions).toEqual(expect.arrayContaining(["RETRY", "FALL_BACK_TO_MANUAL"]));
  expect(after.history.edges.map(({ node }) => [node.event, node.amount.amount])).toEqual([
    ["CREATED", 30_000],
    ["OVERTAKEN", 30_000],
    ["AMOUNT_LOWERED", 20_000],
  ]);
  expect(codeOf(await retry(t, refund))).toBe("ok");
  // The console's cancel is matched with nothing, so a second person agrees that this is paid in addition.
  expect(await now(t, refund)).toMatchObject({ approvalReasons: ["MONEY_MAY_HAVE_MOVED"] });
  expect(codeOf(await approve(t, refund))).toBe("ok");
  await t.drain();
  expect(await now(t, refund)).toMatchObject({ state: "completed", paidToCustomer: 20_000 });
  expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(30_000);
});

it("pays what is left by bank transfer, too, and no more", async () => {
  const { refund } = await overtaken(10_000);
  expect(codeOf(await fallBack(t, refund))).toBe("REFUND_AMOUNT_EXCEEDED");
  expect(codeOf(await lower(refund, 20_000))).toBe("ok");
  expect(codeOf(await fallBack(t, refund))).toBe("ok");
  expect(await now(t, refund)).toMatchObject({ payableByHand: 20_000, amount: { total: 20_000 } });
});

it("gives up what it held: another return of the payment may have it", async () => {
  const { refund, paymentId } = await returnedInParts(t, 30_000, [11_000]);
  expect(codeOf(await lower(refund, 4_000))).toBe("ok");
  expect(await now(t, refund)).toMatchObject({ state: "returnCollected", amount: { total: 4_000 } });
  expect(await balanceOf(t, paymentId)).toMatchObject({ reserved: 4_000 });
  expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
  expect(await now(t, refund)).toMatchObject({ state: "completed", paidToCustomer: 4_000 });
});

it("is lowered again after it was cancelled and re-opened, to the amount it has now", async () => {
  const { refund } = await overtaken(10_000);
  await lower(refund, 15_000);
  await cancel(t, refund);
  expect(codeOf(await reopen(t, refund))).toBe("ok");
  const successor = await successorOf(t, refund);
  expect(successor).toMatchObject({ amount: { total: 15_000 } });
  expect(codeOf(await lower(successor, 5_000))).toBe("ok");
});

it("is refused where it would not be less, or an approval or a transfer stands on the amount", async () => {
  const { refund } = await collectedReturn(t, 30_000, { refundAccount: ACCOUNT });
  const same = await lower(refund, 30_000);
  expect(same.outcome).toMatchObject({ problem: { code: "INVALID_INPUT", field: ["amount"] } });
  expect(codeOf(await lower(refund, 31_000))).toBe("INVALID_INPUT");
  await fallBack(t, refund);
  expect(codeOf(await lower(refund, 20_000))).toBe("REFUND_STATE_CONFLICT");
  await approve(t, refund, APPROVER);
  expect(codeOf(await lower(refund, 20_000))).toBe("REFUND_STATE_CONFLICT");
  expect((await seen(refund)).availableActions).not.toContain("LOWER_AMOUNT");
  expect(await stateOf(t, refund)).toBe("accepted.unprocessed");
});

it("two people at once lower it once: the second has seen another version", async () => {
  const { refund } = await collectedReturn(t, 30_000);
  const { id, version: expectedVersion } = await now(t, refund);
  const asked = { id, expectedVersion, memo: "일부는 매장에서 지급" };
  const codes = await Promise.all(
    [20_000, 10_000].map(async (amount) =>
      codeOf(await lowerAmount(t.context, OPERATOR, { ...asked, amount: won(amount), idempotencyKey: key() })),
    ),
  );
  expect(codes.toSorted()).toEqual(["VERSION_CONFLICT", "ok"]);
});
