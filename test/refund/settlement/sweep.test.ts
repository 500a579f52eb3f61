/** A job is only a wake-up: what is lost is found by the sweeper; what is poison is set aside and can be redriven (J1). */
import { setTimeout as sleep } from "node:timers/promises";
import type { FaultInput } from "../../../sandbox/portone-v2/control.js";
import { startJobs } from "../../../src/jobs/queue.js";
import { lookUpPayment } from "../../../src/refund/settlement/look-up-attempt.js";
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { noteDeadJobs } from "../../../src/refund/settlement/dead-jobs.js";
import { sweep } from "../../../src/refund/settlement/sweep.js";
import { HOUR, MINUTE, SECOND } from "../../kit/clock.js";
import { collectedReturn, request } from "../../kit/fixtures.js";
import {
  requestedReturn,
  attemptOf,
  assertLedgersAgree,
  callsOf,
  postsOf,
  untilQuiet,
  stateOf,
  unknownRefund,
} from "../ledgers.js";
import { expireLease, heldUp, sendingHeldUp } from "./held-up.js";
import { sharedTestService } from "../../kit/shared-test-service.js";

const t = sharedTestService();
afterEach(() => assertLedgersAgree(t));

const loseAllJobs = (): Promise<unknown> => t.rows(`delete from pgboss.job returning 1`);

describe("the sweeper, when every job is lost", () => {
  it("sends what was requested", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, 10_000);
    await request(t, refund);
    await loseAllJobs();
    await t.drain();
    expect(await callsOf(t, gatewayPaymentId)).toEqual([]);
    await t.pass(MINUTE);
    expect(await stateOf(t, refund)).toBe("completed");
  });

  const PHASES: [string, FaultInput][] = [
    ["unknown", { kind: "LOSE_ANSWER_AFTER_EFFECT" }],
    ["pending", { kind: "PENDING", delayMs: 30 * SECOND }],
    ["deferred", { kind: "TOO_MANY_REQUESTS", retryAfterSeconds: 90 }],
  ];
  it.each(PHASES)("goes on with what is %s", async (phase, fault) => {
    const { refund } = await requestedReturn(t, 10_000, { fault });
    expect(await stateOf(t, refund)).toBe(phase);
    for (let turn = 0; turn < 1_000 && (await stateOf(t, refund)) !== "completed"; turn += 1) {
      await loseAllJobs();
      await sleep(50);
      await t.pass(MINUTE);
    }
    expect(await stateOf(t, refund)).toBe("completed");
  });

  it("tries a call again that never left", async () => {
    const { refund } = await collectedReturn(t, 10_000);
    await request(t, refund);
    await t.stopSandbox();
    try {
      await t.drain();
    } finally {
      await t.restoreSandbox();
    }
    await loseAllJobs();
    await t.pass(MINUTE);
    expect(await stateOf(t, refund)).toBe("completed");
  });

  it("ends the lease of a worker that died", async () => {
    const { refund } = await collectedReturn(t, 10_000);
    await request(t, refund);
    const { id } = await attemptOf(t, refund);
    const worker = await sendingHeldUp(t, id, "after-call");
    await loseAllJobs();
    await t.pass(MINUTE);
    expect(await stateOf(t, refund)).toBe("submitting");
    await expireLease(t, id);
    await untilQuiet(t, [refund]);
    expect(await stateOf(t, refund)).toBe("completed");
    await worker.finish();
  });
});

describe("look-ups", () => {
  it("do not multiply: however many wake-ups pile up, one look is made and one is planned", async () => {
    const { refund, gatewayPaymentId } = await unknownRefund(t, { moved: false, times: 100 });
    await loseAllJobs();
    // No worker for a while; the sweeper goes on waking them.
    for (let turn = 0; turn < 8; turn += 1) {
      t.clock.advance(20 * SECOND);
      await sweep(t.context);
    }
    const gets = async () => (await callsOf(t, gatewayPaymentId)).filter((call) => call.method === "GET").length;
    const before = await gets();
    await t.drain();
    expect(await gets()).toBe(before + 1);
    // A hint looks at once, whatever is planned.
    for (let hint = 0; hint < 3; hint += 1) await lookUpPayment(t.context, refund.paymentId, "WEBHOOK");
    expect(await gets()).toBe(before + 4);
    // Each look planned a next one; only the last plan counts.
    await t.rows(`update pgboss.job set start_after = now() where name like 'attempt.look-up%' returning 1`);
    await t.drain();
    expect(await gets()).toBe(before + 4);
    await t.sandbox.clearFaults();
    await untilQuiet(t, [refund]);
  });
});

describe("a hint", () => {
  it("that comes while another looks is not lost: the look comes again", async () => {
    const { refund, gatewayPaymentId } = await requestedReturn(t, 10_000, {
      fault: { kind: "PENDING", delayMs: null },
    });
    const worker = heldUp(t, "after-look");
    const held = lookUpPayment(worker.context, refund.paymentId, "RECONCILER");
    await worker.reached;
    const [cancellation] = await t.sandbox.cancellationsOf(gatewayPaymentId);
    await t.sandbox.settle(cancellation?.id ?? "", "SUCCEEDED");
    await lookUpPayment(t.context, refund.paymentId, "WEBHOOK");
    worker.resume();
    await held;
    expect(await stateOf(t, refund)).toBe("pending");
    await t.rows(`update pgboss.job set start_after = now() where name like 'payment.look-up%' returning 1`);
    await t.drain();
    expect(await stateOf(t, refund)).toBe("completed");
  });
});

describe("real workers and a poison job", () => {
  it("the poison is set aside after its tries without blocking others, and does its work once it is redriven", async () => {
    // Its pauses are the queue's own; the test need not wait for them.
    await t.rows(`update pgboss.queue set retry_delay = 0, retry_backoff = false returning 1`);
    const cases = [];
    for (let n = 0; n < 12; n += 1) cases.push(await collectedReturn(t, 1_000 + n));
    const refunds = cases.map(({ refund }) => refund);
    const poisoned = refunds[3] as Refund;
    for (const refund of refunds) await request(t, refund);
    const { id: poison } = await attemptOf(t, poisoned);

    let repaired = false;
    let poisonRuns = 0;
    const jobs = await startJobs({ url: t.databaseUrl, pollMs: 500, drainTimeoutMs: 5_000, onError: () => {} });
    try {
      jobs.work({
        ...t.handlers,
        "attempt.send": async (data) => {
          if (data.attemptId === poison && !repaired) {
            poisonRuns += 1;
            throw new Error("poison");
          }
          await t.handlers["attempt.send"](data);
        },
      });
      await until(async () => (await jobs.deadLetters()).length > 0);
      const others = refunds.filter((refund) => refund !== poisoned);
      await until(async () =>
        (await Promise.all(others.map((refund) => stateOf(t, refund)))).every((state) => state === "completed"),
      );
      expect(await stateOf(t, poisoned)).toBe("submitting");
      expect(poisonRuns).toBe(6);
      expect(await jobs.deadLetters()).toMatchObject([
        { queue: "attempt.send/PORTONE_V2", data: { attemptId: poison } },
      ]);
      const items = () =>
        t.rows(`select detail->'jobs' as jobs, closed_at is null as open from work_item where kind = 'JOBS_FAILED'`);
      // Two sweepers find it at once.
      await Promise.all([noteDeadJobs(t.context), noteDeadJobs(t.context)]);
      expect(await items()).toEqual([{ jobs: 1, open: true }]);

      repaired = true;
      expect(await jobs.redrive()).toBe(1);
      await until(async () => (await stateOf(t, poisoned)) === "completed");
      expect(await jobs.deadLetters()).toEqual([]);
      await noteDeadJobs(t.context);
      expect(await items()).toEqual([{ jobs: 1, open: false }]);
    } finally {
      await jobs.stop();
    }
    for (const { gatewayPaymentId } of cases) expect(await postsOf(t, gatewayPaymentId)).toHaveLength(1);
    await t.pass(HOUR);
  });
});

/** Workers work in their own time; a test that waits in vain fails by Jest's limit. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(50);
}
