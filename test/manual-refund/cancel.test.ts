/** manualRefundsCancel (환불접수 취소): many accepted refunds at once, each with its own answer. */
import { cancelManualRefunds } from "../../src/manual-refund/cancel.js";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import { balanceOf, codeOf, collectedReturn, key, now } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { assertBooksAgree } from "../refund/ledgers.js";
import { AGENT, approve } from "../refund/mutations.js";
import { registered } from "./accepted.js";
import { recordMade } from "./results.js";

const t = sharedTestService();

async function payment() {
  const { refund } = await collectedReturn(t, 20_000, { sold: [{ amount: 10_000 }, { amount: 10_000 }] });
  return { paymentId: refund.paymentId, collected: refund };
}

const shown = async (refund: Refund) => ({ id: refund.id, expectedVersion: (await now(t, refund)).version });

async function cancelAll(refunds: { id: string; expectedVersion: number }[], idempotencyKey = key()) {
  const input = { refunds, reason: "NOT_OWED", memo: "고객이 철회", idempotencyKey } as const;
  const bulk = await cancelManualRefunds(t.context, AGENT, input);
  if (!bulk.ok) return bulk.problem.code;
  return bulk.value.map(({ answered }) => `${codeOf(answered)}${answered.replayed ? " again" : ""}`);
}

it("cancels what is accepted, says why, gives the money back, and refuses each of the others by name", async () => {
  const { paymentId, collected } = await payment();
  const waiting = await registered(t, paymentId, 1_000);
  const approved = await registered(t, paymentId, 2_000);
  await approve(t, approved);
  const paid = await registered(t, paymentId, 3_000);
  await approve(t, paid);
  await recordMade(t, paid);
  const stale = await registered(t, paymentId, 500);
  const idempotencyKey = key();
  const refunds = [
    ...(await Promise.all([waiting, approved, paid, collected].map(shown))),
    { ...(await shown(stale)), expectedVersion: 9 },
    { id: "01890000-0000-7000-8000-000000000000", expectedVersion: 1 },
  ];
  expect(await cancelAll(refunds, idempotencyKey)).toEqual([
    "ok",
    "ok",
    "REFUND_STATE_CONFLICT",
    "REFUND_STATE_CONFLICT",
    "VERSION_CONFLICT",
    "NOT_FOUND",
  ]);
  expect(await now(t, waiting)).toMatchObject({ state: "cancelled", cancelReason: "NOT_OWED" });
  expect(await now(t, approved)).toMatchObject({ state: "cancelled", cancelReason: "NOT_OWED" });
  expect(await now(t, paid)).toMatchObject({ state: "completed" });
  expect(await now(t, collected)).toMatchObject({ state: "returnCollected" });
  expect(await balanceOf(t, paymentId)).toMatchObject({ reserved: 10_500, refundedByHand: 3_000 });
  expect((await cancelAll(refunds, idempotencyKey)).slice(0, 2)).toEqual(["ok again", "ok again"]);
  expect(await cancelAll(refunds.slice(1), idempotencyKey)).toBe("IDEMPOTENCY_KEY_REUSED");
  await assertBooksAgree(t);
});
