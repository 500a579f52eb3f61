/** M4: after an unknown outcome the gateway is asked before anything is sent again, and then only as its keys allow. The sandbox's request log tells. */
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { HOUR, MINUTE, SECOND } from "../../kit/clock.js";
import { collectedReturn, now, pathOf, request, requestAndDrain } from "../../kit/fixtures.js";
import {
  planFault,
  requestedReturn,
  attemptOf,
  attemptsOf,
  assertLedgersAgree,
  callsOf,
  keyOf,
  postsOf,
  returnedInParts,
  untilQuiet,
  unknownRefund,
} from "../ledgers.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { retry } from "../mutations.js";

const t = sharedTestService();
afterEach(() => assertLedgersAgree(t));

const methodsOf = async (gatewayPaymentId: string): Promise<string> =>
  (await callsOf(t, gatewayPaymentId)).map((call) => call.method).join(" ");

const bodyOf = (call: { body: string | null } | undefined): Record<string, unknown> =>
  JSON.parse(call?.body ?? "{}") as Record<string, unknown>;

describe("after an unknown outcome", () => {
  it("looks first, and within three hours sends the same key and body again", async () => {
    const { refund, gatewayPaymentId } = await unknownRefund(t, { moved: false, times: 3 });
    expect(await methodsOf(gatewayPaymentId)).toBe("GET POST");
    for (const pause of [MINUTE, HOUR, HOUR]) await t.pass(pause);

    expect(await methodsOf(gatewayPaymentId)).toBe("GET POST GET POST GET POST GET POST");
    const posts = await postsOf(t, gatewayPaymentId);
    const { id } = await attemptOf(t, refund);
    expect(posts.map(keyOf)).toEqual([id, id, id, id]);
    expect(new Set(posts.map((call) => call.body)).size).toBe(1);
    expect((await now(t, refund)).state).toBe("completed");
  });

  it("sends nothing again when the look shows the effect", async () => {
    const { refund, gatewayPaymentId } = await unknownRefund(t, { moved: true });
    await t.pass(MINUTE);
    expect(await methodsOf(gatewayPaymentId)).toBe("GET POST GET");
    expect((await now(t, refund)).state).toBe("completed");
  });

  it("sends nothing again when the look fails", async () => {
    const { refund, gatewayPaymentId } = await unknownRefund(t, { moved: false });
    await t.sandbox.planFault({ hits: "get", paymentId: gatewayPaymentId, times: 2, fault: { kind: "STATUS_5XX" } });
    await t.pass(MINUTE);
    await t.pass(HOUR);
    expect(await methodsOf(gatewayPaymentId)).toBe("GET POST GET GET");
    await untilQuiet(t, [refund]);
    expect(await methodsOf(gatewayPaymentId)).toBe("GET POST GET GET GET POST");
  });

  it("after three hours only looks, and two looks past the horizon open a new attempt with the old balance", async () => {
    const { refund, gatewayPaymentId } = await unknownRefund(t, { moved: false });
    const first = await attemptOf(t, refund);

    await t.pass(3 * HOUR);
    expect(await methodsOf(gatewayPaymentId)).toBe("GET POST GET");
    expect((await now(t, refund)).state).toBe("refundRequested.unknown");
    await t.pass(HOUR);
    expect((await attemptsOf(t, refund))[0]).toMatchObject({ id: first.id, status: "NOT_EXECUTED" });
    await untilQuiet(t, [refund]);

    expect(await pathOf(t, refund)).toEqual([
      "returnCollected",
      "submitting",
      "unknown",
      "deferred",
      "submitting",
      "completed",
    ]);
    expect(await methodsOf(gatewayPaymentId)).toBe("GET POST GET GET GET POST");
    const posts = await postsOf(t, gatewayPaymentId);
    const second = await attemptOf(t, refund);
    expect(posts.map(keyOf)).toEqual([first.id, second.id]);
    expect(second.id).not.toBe(first.id);
    expect(posts.map((call) => bodyOf(call)["currentCancellableAmount"])).toEqual([10_000, 10_000]);
  });

  it("a late replay counts as a send: the horizon begins after it", async () => {
    const { refund, gatewayPaymentId } = await unknownRefund(t, { moved: false, times: 2 });
    await t.pass(2 * HOUR + 49 * MINUTE);
    expect(await methodsOf(gatewayPaymentId)).toBe("GET POST GET POST");
    await t.pass(16 * MINUTE);
    await t.pass(10 * MINUTE);
    expect((await now(t, refund)).state).toBe("refundRequested.unknown");
    await t.pass(16 * MINUTE);
    expect((await attemptsOf(t, refund))[0]).toMatchObject({ status: "NOT_EXECUTED" });
    await untilQuiet(t, [refund]);
  });

  it("a replay that is turned away, or called malformed, says nothing of the first call", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, 10_000);
    const plan = { hits: "cancel", paymentId: gatewayPaymentId } as const;
    await t.sandbox.planFault({ ...plan, fault: { kind: "LOSE_ANSWER_BEFORE_EFFECT" } });
    await t.sandbox.planFault({ ...plan, fault: { kind: "UNAUTHORIZED" } });
    await t.sandbox.planFault({ ...plan, fault: { kind: "TOO_MANY_REQUESTS" } });
    await requestAndDrain(t, refund);
    await t.pass(MINUTE);
    await t.pass(MINUTE);
    expect((await now(t, refund)).state).toBe("refundRequested.unknown");
    // What a gateway says of another body under a known key, as after a release that words the reason differently.
    await t.sandbox.planFault({ ...plan, fault: { kind: "REFUSE", type: "INVALID_REQUEST" } });
    await t.pass(10 * MINUTE);
    expect(await now(t, refund)).toMatchObject({ state: "refundRequested.unknown" });
    expect(await attemptsOf(t, refund)).toHaveLength(1);
    await untilQuiet(t, [refund]);
    expect((await now(t, refund)).state).toBe("completed");
  });
});

describe("after a definite answer", () => {
  it("refused: a person's retry has a new key and the balance of that moment", async () => {
    const { refunds, gatewayPaymentId } = await returnedInParts(t, 10_000, [4_000, 3_000]);
    const [refused, other] = refunds as [Refund, Refund];
    await planFault(t, "cancel", gatewayPaymentId, {
      kind: "REFUSE",
      pgCode: "X",
      pgMessage: "카드사에서 취소를 거절했습니다.",
    });
    await requestAndDrain(t, refused);
    await requestAndDrain(t, other);
    expect((await retry(t, refused)).outcome).toMatchObject({ ok: true });
    await t.drain();

    const posts = await postsOf(t, gatewayPaymentId);
    expect(new Set(posts.map(keyOf)).size).toBe(3);
    expect(posts.map((call) => bodyOf(call)["currentCancellableAmount"])).toEqual([10_000, 10_000, 7_000]);
    expect((await attemptsOf(t, refused)).map(({ status }) => status)).toEqual(["REFUSED", "SUCCEEDED"]);
    expect(posts.map(keyOf)).toEqual([
      (await attemptsOf(t, refused))[0]?.id,
      (await attemptOf(t, other)).id,
      (await attemptsOf(t, refused))[1]?.id,
    ]);
  });

  it("deferred: the next try comes when the gateway said, with a new key", async () => {
    const { refund, gatewayPaymentId } = await requestedReturn(t, 10_000, {
      fault: { kind: "TOO_MANY_REQUESTS", retryAfterSeconds: 1_800 },
    });
    await t.pass(29 * MINUTE);
    expect((await now(t, refund)).state).toBe("refundRequested.deferred");
    expect(await postsOf(t, gatewayPaymentId)).toHaveLength(1);
    await t.pass(2 * MINUTE);
    expect((await now(t, refund)).state).toBe("completed");
    const keys = (await postsOf(t, gatewayPaymentId)).map(keyOf);
    expect(keys).toEqual((await attemptsOf(t, refund)).map(({ id }) => id));
    expect(new Set(keys).size).toBe(2);
  });
});

describe("a call that never left", () => {
  it("is the same attempt's next try, three times; then it is deferred and comes back by itself", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, 10_000);
    await request(t, refund);
    await t.stopSandbox();
    try {
      await t.drain();
      expect(await attemptsOf(t, refund)).toMatchObject([{ status: "SUBMITTING", tries: 1 }]);
      await t.pass(20 * SECOND);
      expect(await attemptsOf(t, refund)).toMatchObject([{ status: "SUBMITTING", tries: 2 }]);
      await t.pass(20 * SECOND);
      expect(await attemptsOf(t, refund)).toMatchObject([{ status: "DEFERRED", tries: 3 }]);
      expect((await now(t, refund)).state).toBe("refundRequested.deferred");
    } finally {
      await t.restoreSandbox();
    }
    await untilQuiet(t, [refund]);
    expect(await pathOf(t, refund)).toEqual([
      "returnCollected",
      "submitting",
      "submitting",
      "submitting",
      "deferred",
      "submitting",
      "completed",
    ]);
    expect(await postsOf(t, gatewayPaymentId)).toHaveLength(1);
  });

  it("is the same key when the gateway is there again in time", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, 10_000);
    await request(t, refund);
    await t.stopSandbox();
    try {
      await t.drain();
    } finally {
      await t.restoreSandbox();
    }
    await untilQuiet(t, [refund]);
    const attempts = await attemptsOf(t, refund);
    expect(attempts).toMatchObject([{ status: "SUCCEEDED" }]);
    expect((await postsOf(t, gatewayPaymentId)).map(keyOf)).toEqual([attempts[0]?.id]);
  });
});
