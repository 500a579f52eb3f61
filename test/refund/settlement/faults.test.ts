/** M3: whatever goes wrong on the way to the gateway or back, a refund ends right, with at most one effect. The gateway's ledger is the oracle. */
import type { FaultInput } from "../../../sandbox/portone-v2/control.js";
import { sendAttempt } from "../../../src/refund/settlement/send-attempt.js";
import { HOUR, SECOND } from "../../kit/clock.js";
import { patience } from "../../gateways/contract/gateway-under-test.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import {
  balanceOf,
  cancelledAtGateway,
  collectedReturn,
  key,
  now,
  pathOf,
  request,
  requestAndDrain,
} from "../../kit/fixtures.js";
import {
  planFault,
  requestedReturn,
  alarmsOf,
  attemptOf,
  attemptsOf,
  assertLedgersAgree,
  callsOf,
  drainTogether,
  postsOf,
  returnedInParts,
  untilQuiet,
  unknownRefund,
  stateOf,
} from "../ledgers.js";
import { retry } from "../mutations.js";
import { mulberry32 } from "../../gateways/random.js";

/** How long we wait for an answer that is late or never comes, and only for such a one; a fault that is "slow" takes longer. */
const TIMEOUT_MS = 2_000;
const SLOW_MS = TIMEOUT_MS + 1_000;

const SILENT = ["SLOW", "HALF_OPEN"];
const hasty = patience();

const t = sharedTestService({ portone: { http: hasty.http } });
afterEach(() => hasty.giveUpAfter(Number.POSITIVE_INFINITY));

interface TransitionOrigin {
  title: string;
  fault: FaultInput;
  path: string[];
}

const THROUGH_UNKNOWN = ["returnCollected", "submitting", "unknown", "completed"];
const AFTER_A_PAUSE = ["returnCollected", "submitting", "deferred", "submitting", "completed"];
const REFUSED = ["returnCollected", "submitting", "refused"];

const CASES: TransitionOrigin[] = [
  { title: "answer lost before the effect", fault: { kind: "LOSE_ANSWER_BEFORE_EFFECT" }, path: THROUGH_UNKNOWN },
  { title: "answer lost after the effect", fault: { kind: "LOSE_ANSWER_AFTER_EFFECT" }, path: THROUGH_UNKNOWN },
  { title: "500 before the effect", fault: { kind: "STATUS_5XX", effect: false }, path: THROUGH_UNKNOWN },
  { title: "503 after the effect", fault: { kind: "STATUS_5XX", status: 503 }, path: THROUGH_UNKNOWN },
  { title: "an HTML page instead of the effect", fault: { kind: "HTML", effect: false }, path: THROUGH_UNKNOWN },
  { title: "an HTML page after the effect", fault: { kind: "HTML" }, path: THROUGH_UNKNOWN },
  {
    title: "truncated JSON without an effect",
    fault: { kind: "TRUNCATED_JSON", effect: false },
    path: THROUGH_UNKNOWN,
  },
  { title: "truncated JSON after the effect", fault: { kind: "TRUNCATED_JSON" }, path: THROUGH_UNKNOWN },
  {
    title: "slow, the effect at once",
    fault: { kind: "SLOW", ms: SLOW_MS, effect: "BEFORE_WAIT" },
    path: THROUGH_UNKNOWN,
  },
  { title: "slow, the effect late", fault: { kind: "SLOW", ms: SLOW_MS, effect: "AFTER_WAIT" }, path: THROUGH_UNKNOWN },
  { title: "a half-open socket without an effect", fault: { kind: "HALF_OPEN", effect: false }, path: THROUGH_UNKNOWN },
  { title: "a half-open socket after the effect", fault: { kind: "HALF_OPEN" }, path: THROUGH_UNKNOWN },
  { title: "409, the key is still being worked on", fault: { kind: "OUTSTANDING" }, path: THROUGH_UNKNOWN },
  { title: "401", fault: { kind: "UNAUTHORIZED" }, path: AFTER_A_PAUSE },
  { title: "429", fault: { kind: "TOO_MANY_REQUESTS", retryAfterSeconds: 90 }, path: AFTER_A_PAUSE },
  {
    title: "accepted, and done later",
    fault: { kind: "PENDING", delayMs: 5 * 60 * SECOND },
    path: ["returnCollected", "submitting", "pending", "completed"],
  },
  {
    title: "accepted, and failed later",
    fault: { kind: "PENDING", delayMs: 5 * 60 * SECOND, outcome: "FAILED" },
    path: ["returnCollected", "submitting", "pending", "refused"],
  },
  {
    title: "refused by the provider",
    fault: { kind: "REFUSE", pgCode: "PERIOD_OVER", pgMessage: "취소 기한 초과" },
    path: REFUSED,
  },
  { title: "200 with a cancellation that failed", fault: { kind: "FAIL" }, path: REFUSED },
  {
    title: "the balance is another one, it says, and it is not",
    fault: { kind: "REFUSE", type: "CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN" },
    path: ["returnCollected", "submitting", "unknown", "refused"],
  },
];

describe("one refund, one fault", () => {
  it.each(CASES)("$title", async ({ fault, path }) => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, [{ amount: 12_340, taxFree: 2_340 }], {
      sold: [{ amount: 10_000 }, { amount: 2_340, taxCategory: "TAX_FREE" }],
      return: { lines: ["1", "2"].map((lineNo) => ({ lineNo, quantity: 1, amount: null })) },
    });
    await t.sandbox.planFault({ hits: "cancel", paymentId: gatewayPaymentId, fault });
    if (SILENT.includes(fault.kind)) hasty.giveUpAfter(TIMEOUT_MS);
    await requestAndDrain(t, refund);
    await untilQuiet(t, [refund]);

    expect(await pathOf(t, refund)).toEqual(path);
    const done = path.at(-1) === "completed";
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(done ? 12_340 : 0);
    expect(await balanceOf(t, refund.paymentId)).toEqual({
      amount: 12_340,
      refundedAtGateway: done ? 12_340 : 0,
      reserved: done ? 0 : 12_340,
      refundedByHand: 0,
      reversed: 0,
      excess: 0,
    });
    expect(await alarmsOf(t, refund.paymentId)).toEqual([]);
    await assertLedgersAgree(t);
  });

  it("the look before the call fails: the call is not made, and the next try succeeds", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, 9_000);
    await t.sandbox.planFault({ hits: "get", paymentId: gatewayPaymentId, fault: { kind: "HTML", effect: false } });
    await requestAndDrain(t, refund);
    expect(await postsOf(t, gatewayPaymentId)).toEqual([]);
    await untilQuiet(t, [refund]);
    expect(await pathOf(t, refund)).toEqual(["returnCollected", "submitting", "submitting", "completed"]);
    expect(await attemptsOf(t, refund)).toHaveLength(1);
  });

  it("the answer is lost and look-ups fail for an hour: unknown until one succeeds", async () => {
    const { refund, gatewayPaymentId } = await unknownRefund(t, { amount: 9_000, moved: true });
    await planFault(t, "get", gatewayPaymentId, { kind: "STATUS_5XX" }, 1_000);
    for (let minutes = 0; minutes < 60; minutes += 10) await t.pass(HOUR / 6);
    expect((await now(t, refund)).state).toBe("refundRequested.unknown");
    await t.sandbox.clearFaults();
    await untilQuiet(t, [refund]);
    expect(await pathOf(t, refund)).toEqual(THROUGH_UNKNOWN);
    expect(await postsOf(t, gatewayPaymentId)).toHaveLength(1);
  });

  it("a job that is delivered twice calls once", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, 9_000);
    await request(t, refund);
    const { id } = await attemptOf(t, refund);
    await Promise.all([sendAttempt(t.context, id), sendAttempt(t.context, id), sendAttempt(t.context, id)]);
    await sendAttempt(t.context, id);
    await t.drain();
    expect(await postsOf(t, gatewayPaymentId)).toHaveLength(1);
    expect(await pathOf(t, refund)).toEqual(["returnCollected", "submitting", "completed"]);
  });

  it.each([
    ["a payment the gateway does not know", { id: "elsewhere" }, "PAYMENT_NOT_FOUND"],
    ["a payment that was never completed", { status: "READY" as const }, "GATEWAY_STATE_DIFFERS"],
    ["a payment of another amount", { amount: { total: 8_999 } }, "GATEWAY_STATE_DIFFERS"],
  ])("%s is refused without a call", async (_title, atGateway, cause) => {
    const { refund, gatewayPaymentId } = await requestedReturn(t, [
      { amount: 9_000, atGateway: { ...atGateway, ...("id" in atGateway && { id: key() }) } },
    ]);
    expect(await now(t, refund)).toMatchObject({ state: "refundRequested.refused", refusalCause: cause });
    expect((await callsOf(t, gatewayPaymentId)).map((call) => call.method)).toEqual(["GET"]);
  });
});

function randomFrom(seed: number) {
  const next = mulberry32(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  return { below, pick: <T>(from: readonly T[]): T => from[below(from.length)] as T };
}

const QUICK_FAULTS: FaultInput[] = CASES.map(({ fault }) => fault).filter(({ kind }) => !SILENT.includes(kind));
const GET_FAULTS: FaultInput[] = [
  { kind: "HTML" },
  { kind: "STATUS_5XX" },
  { kind: "TRUNCATED_JSON" },
  { kind: "LOSE_ANSWER_AFTER_EFFECT" },
];
const PAYMENTS = 10;

describe("many refunds, any faults", () => {
  it("leaves books that agree with the gateway to the won", async () => {
    const seed = Date.now() % 1_000_000;
    console.info(`faults.test seed ${seed}`);
    const { below, pick } = randomFrom(seed);
    const refunds = [];
    const payments: string[] = [];
    for (let n = 0; n < PAYMENTS; n += 1) {
      const parts = Array.from({ length: 1 + below(4) }, () => 1 + below(30_000));
      const paid = parts.reduce((sum, part) => sum + part, 0) + pick([0, 0, below(20_000)]);
      const returned = await returnedInParts(t, { amount: paid, vat: below(Math.floor(paid / 11)) }, parts);
      refunds.push(...returned.refunds);
      payments.push(returned.gatewayPaymentId);
      for (let faults = below(4); faults > 0; faults -= 1) {
        await planFault(t, "cancel", returned.gatewayPaymentId, pick(QUICK_FAULTS), 1 + below(2));
      }
      for (let faults = below(2); faults > 0; faults -= 1) {
        await planFault(t, "get", returned.gatewayPaymentId, pick(GET_FAULTS), 1 + below(3));
      }
    }
    await Promise.all(refunds.map((refund) => request(t, refund)));
    await drainTogether(t);
    for (const gatewayPaymentId of payments) {
      const { total, cancelled, pending } = (await t.sandbox.payment(gatewayPaymentId)) ?? {
        total: 0,
        cancelled: 0,
        pending: 0,
      };
      const left = total - cancelled - pending;
      if (below(5) === 0 && left > 0) await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 1 + below(left) });
    }
    hasty.giveUpAfter(TIMEOUT_MS);
    await t.sandbox.planFault({ hits: "cancel", fault: { kind: "SLOW", ms: SLOW_MS, effect: "AFTER_WAIT" } });
    await untilQuiet(t, refunds);

    // People try what was refused once more, now that the gateway is well.
    await t.sandbox.clearFaults();
    for (const refund of refunds) {
      if ((await stateOf(t, refund)) === "refused") await retry(t, refund);
    }
    await drainTogether(t);
    await untilQuiet(t, refunds);
    // Whatever the gateway did beside us is found by asking for each payment once.
    for (const paymentId of new Set(refunds.map((refund) => refund.paymentId))) {
      await t.context.root.transactional((em) =>
        t.context.jobs.enqueue(em, "payment.look-up", { gateway: "PORTONE_V2", paymentId }),
      );
    }
    await t.drain();
    await assertLedgersAgree(t);
  });
});
