/** One step of a refund: every effect the machine names becomes its rows, all in the caller's transaction; what does not fit changes nothing. */
import { EVERY_EVENT } from "../../../machines/events.js";
import { advance, type Effect, type RefundEvent } from "../../../machines/transition.js";
import { won } from "../../../src/money/minor-units.js";
import { partsOf } from "../../../src/money/parts.js";
import { transact } from "../../../src/refund/context.js";
import { applyTransition, type EffectInputs } from "../../../src/refund/record/apply-transition.js";
import { GatewayAttempt } from "../../../src/refund/record/attempt.entity.js";
import type { TransitionOrigin } from "../../../src/refund/record/record-transition.js";
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { lockRefund } from "../../../src/refund/record/repository.js";
import { balanceOf, codeOf, everyRow, now, OPERATOR, pathOf } from "../../kit/fixtures.js";
import { alarmsOf, attemptOf, attemptsOf } from "../ledgers.js";
import { REACHED_STATES, refundIn, type ReachedState } from "../states.js";
import { sharedTestService } from "../../kit/shared-test-service.js";

const t = sharedTestService();

const UNDONE = new Error("the caller changed its mind");

/** Takes the step in a transaction of its own, which is rolled back where the caller says so. */
async function apply(
  refund: Pick<Refund, "id">,
  event: RefundEvent,
  inputs: Omit<EffectInputs, "attempt"> & { ofAttempt?: boolean } = {},
  { thenUndo = false } = {},
) {
  const { ofAttempt, ...others } = inputs;
  const origin: TransitionOrigin = { cause: "OPERATOR", actor: OPERATOR.subject, at: t.clock.now() };
  return transact(t.context, async (em) => {
    const locked = await lockRefund(em, refund.id);
    if (!locked.ok) return locked;
    if (event.type === "CANCEL" && advance(locked.value.state, event)) locked.value.cancelReason = "REOPEN_LATER";
    const attempt = ofAttempt
      ? await em.findOneOrFail(GatewayAttempt, { refundId: refund.id }, { orderBy: { sequence: "desc" } })
      : undefined;
    const outcome = await applyTransition(t.context, em, locked.value, event, origin, {
      ...others,
      ...(attempt && { attempt }),
    });
    await em.flush();
    if (thenUndo) throw UNDONE;
    return outcome;
  });
}

/** The jobs that name one of the refund's rows, by queue. */
async function jobsOf(refund: Pick<Refund, "id">): Promise<string[]> {
  const rows = await t.rows<{ name: string }>(
    `select split_part(name, '/', 1) as name from pgboss.job where state = 'created' and (data->>'refundId' = ? or data->>'attemptId' in
       (select id::text from gateway_attempt where refund_id = ?)) order by created_on, name`,
    [refund.id, refund.id],
  );
  return rows.map(({ name }) => name);
}

/** What a step can leave behind, as far as money, attempts, work and alarms go. */
async function seen(refund: Pick<Refund, "id">) {
  const { paymentId, refusalCause, holdsReservation, deferredUntil, reversedAt } = await now(t, refund);
  return {
    ...(await balanceOf(t, paymentId)),
    attempts: (await attemptsOf(t, refund)).map(({ status }) => status),
    jobs: await jobsOf(refund),
    alarms: await alarmsOf(t, paymentId),
    refusalCause,
    holdsReservation,
    deferredUntil,
    reversedAt,
  };
}

interface Case {
  effects: Effect[];
  state: ReachedState;
  /** Steps before the one that is looked at. */
  before?: RefundEvent[];
  event: RefundEvent;
  inputs?: Parameters<typeof apply>[2];
  /** What is different afterwards. */
  becomes: Record<string, unknown>;
}

const MOVED = { moved: partsOf({ taxable: 9_091, vat: 909 }) };
const NOTHING_HELD = { reserved: 0, holdsReservation: false };
const REFUNDED = { ...NOTHING_HELD, refundedAtGateway: 10_000 };

const CASES: Case[] = [
  {
    effects: ["openAttempt"],
    state: "returnCollected",
    event: { type: "REQUEST", needsApproval: false },
    becomes: { attempts: ["SUBMITTING"], jobs: ["attempt.send"] },
  },
  {
    effects: ["yieldReservation"],
    state: "returnCollected",
    event: { type: "OVERTAKEN" },
    becomes: { ...NOTHING_HELD, refusalCause: "OVERTAKEN", alarms: ["OVERTAKEN"] },
  },
  {
    effects: ["reserve", "openAttempt"],
    state: "returnCollected",
    before: [{ type: "OVERTAKEN" }],
    event: { type: "RETRY", needsApproval: false },
    becomes: {
      reserved: 10_000,
      holdsReservation: true,
      refusalCause: null,
      attempts: ["SUBMITTING"],
      jobs: ["attempt.send"],
    },
  },
  { effects: ["releaseReservation"], state: "returnCollected", event: { type: "CANCEL" }, becomes: NOTHING_HELD },
  {
    effects: ["settleAtGateway", "closeAttempt"],
    state: "refundRequested.submitting",
    event: { type: "GATEWAY_SUCCEEDED" },
    inputs: { ofAttempt: true, result: { status: "SUCCEEDED" }, ...MOVED },
    becomes: { ...REFUNDED, attempts: ["SUCCEEDED"] },
  },
  {
    effects: ["closeAttempt"],
    state: "refundRequested.submitting",
    event: { type: "GATEWAY_REFUSED" },
    inputs: { ofAttempt: true, result: { status: "REFUSED", cause: "DEADLINE_PASSED" } },
    becomes: { refusalCause: "DEADLINE_PASSED", attempts: ["REFUSED"] },
  },
  {
    effects: ["retryAttempt"],
    state: "refundRequested.submitting",
    event: { type: "GATEWAY_NOT_SENT", triesExhausted: false },
    inputs: { ofAttempt: true },
    // The same job, for a later moment.
    becomes: { jobs: ["attempt.send"] },
  },
  {
    effects: ["closeAttempt", "scheduleRetry"],
    state: "refundRequested.submitting",
    event: { type: "GATEWAY_DEFERRED" },
    inputs: { ofAttempt: true, result: { status: "DEFERRED" }, retryAt: new Date("2031-03-05T00:00:00Z") },
    becomes: {
      attempts: ["DEFERRED"],
      deferredUntil: new Date("2031-03-05T00:00:00Z"),
      jobs: ["attempt.send", "refund.retry"],
    },
  },
  {
    effects: ["scheduleLookUp"],
    state: "refundRequested.submitting",
    event: { type: "GATEWAY_UNKNOWN" },
    inputs: { ofAttempt: true },
    becomes: { jobs: ["attempt.send", "attempt.look-up"] },
  },
  {
    effects: ["settleAtGateway", "raiseAlarm"],
    state: "refundRequested.refused",
    event: { type: "GATEWAY_SUCCEEDED" },
    inputs: MOVED,
    becomes: { ...REFUNDED, alarms: ["UNEXPECTED_SUCCESS"] },
  },
  {
    effects: ["settleByHand"],
    state: "returnCollected",
    before: [{ type: "ACCEPT_MANUALLY", needsApproval: false }],
    event: { type: "RECORD_SUCCESS" },
    becomes: { ...NOTHING_HELD, refundedByHand: 10_000 },
  },
  {
    effects: ["settleAtGateway", "pullFromBatch", "raiseAlarm"],
    state: "returnCollected",
    before: [{ type: "ACCEPT_MANUALLY", needsApproval: false }],
    event: { type: "GATEWAY_SUCCEEDED" },
    inputs: MOVED,
    becomes: { ...REFUNDED, alarms: ["UNEXPECTED_SUCCESS"] },
  },
  {
    effects: ["recordReversal", "raiseAlarm"],
    state: "completed",
    event: { type: "REVERSED" },
    inputs: { payableByHand: won(10_000) },
    // The successor holds the money that came back.
    becomes: { reversed: 10_000, reserved: 10_000, alarms: ["REVERSED"], reversedAt: expect.any(Date) },
  },
];

describe("every effect becomes its rows", () => {
  it.each(CASES)("$effects of $event.type", async ({ effects, state, before = [], event, inputs, becomes }) => {
    const refund = await refundIn(t, state);
    for (const earlier of before) expect(codeOf({ outcome: await apply(refund, earlier) })).toBe("ok");
    // The alarms before are those of the steps before.
    const [{ alarms, ...was }, path] = [await seen(refund), await pathOf(t, refund)];
    const outcome = await apply(refund, event, inputs);
    expect(outcome).toMatchObject({ ok: true, value: { event: event.type, effects } });
    const is = await seen(refund);
    expect(is).toEqual({ ...was, ...becomes, alarms: [...alarms, ...((becomes["alarms"] as string[]) ?? [])] });
    expect(await pathOf(t, refund)).toHaveLength(path.length + 1);
  });

  it("and no effect is without a case", () => {
    const tried = new Set(CASES.flatMap(({ effects }) => effects));
    const named = new Set(
      REACHED_STATES.flatMap((state) => EVERY_EVENT.flatMap((event) => advance(state, event)?.effects ?? [])),
    );
    expect([...named].filter((effect) => !tried.has(effect))).toEqual([]);
  });

  it("an attempt that is closed makes room for the next one of its payment", async () => {
    const refund = await refundIn(t, "refundRequested.submitting");
    const { id } = await attemptOf(t, refund);
    // A second one that waits, as if another refund of the payment had been requested.
    await t.rows(
      `insert into gateway_attempt select (json_populate_record(a, json_build_object(
         'id', gen_random_uuid(), 'status', 'QUEUED', 'sequence', 2))).* from gateway_attempt a where id = ? returning 1`,
      [id],
    );
    const refused = { ofAttempt: false, result: { status: "REFUSED", cause: "PROVIDER_REFUSED" } } as const;
    await transact(t.context, async (em) => {
      const locked = await lockRefund(em, refund.id);
      if (!locked.ok) throw new Error("no such refund");
      const attempt = await em.findOneOrFail(GatewayAttempt, id);
      const origin: TransitionOrigin = { cause: "OPERATOR", actor: OPERATOR.subject, at: t.clock.now() };
      const event = { type: "GATEWAY_REFUSED" } as const;
      expect((await applyTransition(t.context, em, locked.value, event, origin, { ...refused, attempt })).ok).toBe(
        true,
      );
    });
    expect((await attemptsOf(t, refund)).map(({ status }) => status)).toEqual(["REFUSED", "SUBMITTING"]);
    expect(await jobsOf(refund)).toEqual(["attempt.send", "attempt.send"]);
  });
});

describe("all of it is the caller's transaction", () => {
  it.each(CASES)("$effects of $event.type are undone with it", async ({ state, before = [], event, inputs }) => {
    const refund = await refundIn(t, state);
    for (const earlier of before) await apply(refund, earlier);
    const [rows, jobs] = [await everyRow(t), await jobsOf(refund)];
    await expect(apply(refund, event, inputs, { thenUndo: true })).rejects.toThrow(UNDONE);
    expect(await everyRow(t)).toEqual(rows);
    expect(await jobsOf(refund)).toEqual(jobs);
  });
});

describe("an event that does not fit", () => {
  it.each(REACHED_STATES)("is a conflict in %s and changes nothing", async (state) => {
    const refund = await refundIn(t, state);
    const [rows, jobs] = [await everyRow(t), await jobsOf(refund)];
    const unfit = EVERY_EVENT.filter((event) => advance(state, event) === null);
    expect(unfit.length).toBeGreaterThan(0);
    for (const event of unfit) {
      const outcome = await apply(refund, event, { ofAttempt: false, ...MOVED });
      expect(outcome).toMatchObject({
        ok: false,
        problem: { code: "REFUND_STATE_CONFLICT", detail: { refundId: refund.id, state, event: event.type } },
      });
    }
    expect(await everyRow(t)).toEqual(rows);
    expect(await jobsOf(refund)).toEqual(jobs);
  });

  it("nor does an effect without room: the reservation is refused, and the caller rolls back", async () => {
    const refund = await refundIn(t, "returnCollected");
    await apply(refund, { type: "OVERTAKEN" });
    await t.rows(
      `update payment set reserved_total = amount_total, reserved_taxable = amount_taxable, reserved_vat = amount_vat where id = ? returning 1`,
      [refund.paymentId],
    );
    const outcome = await apply(refund, { type: "RETRY", needsApproval: false });
    expect(codeOf({ outcome })).toBe("REFUND_AMOUNT_EXCEEDED");
    expect((await now(t, refund)).state).toBe("refundRequested.refused");
    expect(await attemptsOf(t, refund)).toEqual([]);
  });
});
