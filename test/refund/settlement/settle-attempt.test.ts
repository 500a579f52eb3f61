/** What an answer of the gateway becomes: each verdict leads to its state, its attempt and its balance; whoever lost the lease writes nothing. */
import { minorUnits } from "../../../src/money/minor-units.js";
import { ownText } from "../../../src/personal-data/redacted-text.js";
import { lease, type Lease } from "../../../src/refund/record/attempt.js";
import { OPEN_ATTEMPT_STATUSES } from "../../../src/refund/record/attempt.entity.js";
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { settleAttempt, settleExpired, type Answer } from "../../../src/refund/settlement/settle-attempt.js";
import { HOUR } from "../../kit/clock.js";
import { changingNothing, balanceOf, collectedReturn, everyRow, now, pathOf, request } from "../../kit/fixtures.js";
import { alarmsOf, attemptOf, cancellationsOn, returnedInParts } from "../ledgers.js";
import { expireLease } from "./held-up.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { UNTOLD } from "../../gateways/answers.js";

const t = sharedTestService();

type Verdict = Answer["verdict"];
const words = { code: ownText("CODE"), message: ownText("a sentence") };
const said = { finding: null, ...words };
const UNKNOWN: Verdict = { kind: "UNKNOWN", claim: "NOTHING", ...said };
const REFUSED: Verdict = { kind: "REFUSED", cause: "PROVIDER_REFUSED", ...said };
const UNTIL = new Date("2031-03-05T00:00:00Z");

let ids = 0;
const succeeded = (amount: number, cancellationId = `cancellation-${(ids += 1)}`): Verdict => ({
  kind: "SUCCEEDED",
  cancellation: {
    ...UNTOLD,
    cancellationId: ownText(cancellationId),
    amount: minorUnits(amount),
    paidToCustomer: minorUnits(amount),
  },
});

/** As a worker takes an attempt before it calls. */
async function leaseOf(refund: Pick<Refund, "id">): Promise<Lease> {
  const { id } = await attemptOf(t, refund);
  const held = await lease(t.context, id, OPEN_ATTEMPT_STATUSES, HOUR);
  if (!held) throw new Error("another worker has the attempt");
  return held;
}

const settle = (held: Lease, verdict: Verdict, more: Partial<Answer> = {}) =>
  settleAttempt(t.context, held, { verdict, exchange: null, cause: "OPERATOR", ...more });

async function requested(amount = 10_000) {
  const { refund } = await collectedReturn(t, amount);
  await request(t, refund);
  return refund;
}

const jobsAbout = async (name: string, id: string): Promise<number> =>
  (
    await t.rows(
      `select 1 from pgboss.job where split_part(name, '/', 1) = ? and state = 'created' and data::text like ?`,
      [name, `%${id}%`],
    )
  ).length;

interface Case {
  title: string;
  /** Answers before, each under a lease of its own. */
  before?: Verdict[];
  verdict: () => Verdict;
  state: string;
  attempt: string;
  balance: { refundedAtGateway: number; reserved: number };
  refund?: Partial<Refund>;
  alarms?: string[];
}

const HELD = { refundedAtGateway: 0, reserved: 10_000 };
const PAID = { refundedAtGateway: 10_000, reserved: 0 };

const CASES: Case[] = [
  { title: "SUCCEEDED", verdict: () => succeeded(10_000), state: "completed", attempt: "SUCCEEDED", balance: PAID },
  {
    title: "SUCCEEDED with less than was asked for",
    verdict: () => succeeded(9_000),
    state: "completed",
    attempt: "SUCCEEDED",
    balance: { refundedAtGateway: 9_000, reserved: 1_000 },
    refund: { paidToCustomer: minorUnits(9_000) },
    alarms: ["AMOUNT_DIFFERS"],
  },
  {
    title: "PENDING",
    verdict: () => ({ kind: "PENDING", cancellationId: ownText("later") }),
    state: "refundRequested.pending",
    attempt: "PENDING",
    balance: HELD,
  },
  {
    title: "REFUSED",
    verdict: () => REFUSED,
    state: "refundRequested.refused",
    attempt: "REFUSED",
    balance: HELD,
    refund: { refusalCause: "PROVIDER_REFUSED", gatewayMessage: said.message },
  },
  {
    title: "DEFERRED",
    verdict: () => ({ kind: "DEFERRED", until: UNTIL, ...said }),
    state: "refundRequested.deferred",
    attempt: "DEFERRED",
    balance: HELD,
    refund: { deferredUntil: UNTIL },
  },
  {
    title: "NOT_SENT",
    verdict: () => ({ kind: "NOT_SENT", ...said }),
    state: "refundRequested.submitting",
    attempt: "SUBMITTING",
    balance: HELD,
  },
  {
    title: "UNKNOWN",
    verdict: () => UNKNOWN,
    state: "refundRequested.unknown",
    attempt: "UNKNOWN",
    balance: HELD,
  },
  {
    title: "SUCCEEDED after all, when it was unknown",
    before: [UNKNOWN],
    verdict: () => succeeded(10_000),
    state: "completed",
    attempt: "SUCCEEDED",
    balance: PAID,
  },
  {
    title: "REFUSED after all, when it was pending",
    before: [{ kind: "PENDING", cancellationId: null }],
    verdict: () => REFUSED,
    state: "refundRequested.refused",
    attempt: "REFUSED",
    balance: HELD,
  },
  {
    title: "NOT_EXECUTED, when it was unknown",
    before: [UNKNOWN],
    verdict: () => ({ kind: "NOT_EXECUTED" }),
    state: "refundRequested.deferred",
    attempt: "NOT_EXECUTED",
    balance: HELD,
  },
];

describe("each verdict leads to its state and balance", () => {
  it.each(CASES)("$title", async ({ before = [], verdict, state, attempt, balance, refund: columns, alarms = [] }) => {
    const refund = await requested();
    for (const earlier of before) expect(await settle(await leaseOf(refund), earlier)).toBe("SETTLED");
    expect(await settle(await leaseOf(refund), verdict())).toBe("SETTLED");
    expect(await now(t, refund)).toMatchObject({
      state,
      holdsReservation: state !== "completed" && balance.reserved > 0,
      ...columns,
    });
    expect(await attemptOf(t, refund)).toMatchObject({ status: attempt });
    expect(await balanceOf(t, refund.paymentId)).toMatchObject({ ...balance, excess: 0 });
    expect(await alarmsOf(t, refund.paymentId)).toEqual(alarms);
    const booked = balance.refundedAtGateway > 0 ? [{ amount_total: String(balance.refundedAtGateway) }] : [];
    expect(await cancellationsOn(t, refund.paymentId)).toMatchObject(booked);
    const [row] = await t.rows<{ free: boolean }>(
      `select lease_until is null as free from gateway_attempt where refund_id = ?`,
      [refund.id],
    );
    expect(row?.free).toBe(true);
  });

  it("a lease that ran out leaves the refund unknown, and one that runs is left alone", async () => {
    const refund = await requested();
    const { attemptId } = await leaseOf(refund);
    await changingNothing(t, () => settleExpired(t.context, attemptId));
    await expireLease(t, attemptId);
    await settleExpired(t.context, attemptId);
    expect((await now(t, refund)).state).toBe("refundRequested.unknown");
    expect(await attemptOf(t, refund)).toMatchObject({ status: "UNKNOWN" });
    expect(await balanceOf(t, refund.paymentId)).toMatchObject(HELD);
  });

  it("what was said is kept with the attempt", async () => {
    const refund = await requested();
    const exchange = {
      request: { method: ownText("POST"), path: ownText("/cancel"), body: null },
      response: null,
      error: ownText("reset"),
      durationMs: 1,
    } as unknown as Answer["exchange"];
    await settle(await leaseOf(refund), UNKNOWN, { exchange });
    const [row] = await t.rows(`select code, message, exchange from gateway_attempt where refund_id = ?`, [refund.id]);
    expect(row).toEqual({ ...words, exchange });
  });
});

describe("a worker whose lease is lost", () => {
  it.each([
    ["SUCCEEDED", () => succeeded(10_000), 1],
    ["PENDING", (): Verdict => ({ kind: "PENDING", cancellationId: null }), 1],
    ["UNKNOWN", () => UNKNOWN, 1],
    ["REFUSED", () => REFUSED, 0],
    ["NOT_SENT", (): Verdict => ({ kind: "NOT_SENT", ...said }), 0],
  ])("writes nothing of %s, and has the gateway asked again where money may have moved", async (_, verdict, asks) => {
    const refund = await requested();
    const old = await leaseOf(refund);
    await expireLease(t, old.attemptId);
    await settleExpired(t.context, old.attemptId);
    const before = await everyRow(t);
    expect(await settle(old, verdict())).toBe("STALE");
    expect(await everyRow(t)).toEqual(before);
    expect(await jobsAbout("payment.look-up", refund.paymentId)).toBe(asks);
  });

  it("settles once: the same answer a second time finds the attempt closed", async () => {
    const refund = await requested();
    const held = await leaseOf(refund);
    const verdict = succeeded(10_000);
    expect(await settle(held, verdict)).toBe("SETTLED");
    const before = await everyRow(t);
    expect(await settle(held, verdict)).toBe("STALE");
    expect(await everyRow(t)).toEqual(before);
  });

  it("and of many at once with the same lease one settles", async () => {
    const refund = await requested();
    const held = await leaseOf(refund);
    const verdict = succeeded(10_000);
    const ends = await Promise.all(Array.from({ length: 8 }, () => settle(held, verdict)));
    expect(ends.toSorted()).toEqual(["SETTLED", ...Array<string>(7).fill("STALE")]);
    expect(await balanceOf(t, refund.paymentId)).toMatchObject(PAID);
    expect(await cancellationsOn(t, refund.paymentId)).toHaveLength(1);
  });
});

describe("an effect that was claimed stands", () => {
  const WORDS = { code: ownText("8133"), message: ownText("기취소된 거래 입니다.") };
  const CLAIMED = { finding: null, ...WORDS };
  const LATER: [string, Verdict][] = [
    ["a no", REFUSED],
    ["not now", { kind: "DEFERRED", until: UNTIL, ...said }],
    ["a look-up that gave nothing", UNKNOWN],
    ["another state", { kind: "UNKNOWN", claim: "STATE_DIFFERS", cause: "DEADLINE_PASSED", ...said }],
  ];
  it.each(LATER)("against %s, with its code and message", async (_, later) => {
    for (const claim of ["DONE_ALREADY", "PERHAPS_DONE"] as const) {
      const refund = await requested();
      expect(await settle(await leaseOf(refund), { kind: "UNKNOWN", claim, ...CLAIMED })).toBe("SETTLED");
      expect(await settle(await leaseOf(refund), later)).toBe("SETTLED");
      expect(await now(t, refund)).toMatchObject({
        state: "refundRequested.unknown",
        refusalCause: null,
        gatewayMessage: CLAIMED.message,
      });
      const [row] = await t.rows(
        `select status, claim, code, message, refusal_cause from gateway_attempt where refund_id = ?`,
        [refund.id],
      );
      expect(row).toEqual({ status: "UNKNOWN", claim, ...WORDS, refusal_cause: null });
    }
  });

  it("until the money shows; the attempt goes on saying what was claimed", async () => {
    const refund = await requested();
    await settle(await leaseOf(refund), { kind: "UNKNOWN", claim: "PERHAPS_DONE", ...CLAIMED });
    await settle(await leaseOf(refund), succeeded(10_000));
    expect((await now(t, refund)).state).toBe("completed");
    const [row] = await t.rows(`select status, code, message from gateway_attempt where refund_id = ?`, [refund.id]);
    expect(row).toEqual({ status: "SUCCEEDED", ...WORDS });
  });
});

describe("an answer that says nothing new", () => {
  it("makes no step: the next look-up is only later", async () => {
    const refund = await requested();
    await settle(await leaseOf(refund), UNKNOWN);
    const path = await pathOf(t, refund);
    await settle(await leaseOf(refund), UNKNOWN);
    expect(await pathOf(t, refund)).toEqual(path);
    const [row] = await t.rows(`select status, look_ups from gateway_attempt where refund_id = ?`, [refund.id]);
    expect(row).toEqual({ status: "UNKNOWN", look_ups: 1 });
    // The newer plan has taken the older one's place.
    expect(await jobsAbout("attempt.look-up", (await attemptOf(t, refund)).id)).toBe(1);
  });

  it("a cancellation that is booked already is no answer to trust: unknown, and counted once", async () => {
    const { refunds, paymentId } = await returnedInParts(t, 10_000, [3_000, 3_000]);
    const [first, second] = refunds as [Refund, Refund];
    for (const refund of refunds) await request(t, refund);
    await settle(await leaseOf(first), succeeded(3_000, "the-same"));
    await settle(await leaseOf(second), succeeded(3_000, "the-same"));
    expect((await now(t, first)).state).toBe("completed");
    expect((await now(t, second)).state).toBe("refundRequested.unknown");
    expect(await attemptOf(t, second)).toMatchObject({
      status: "UNKNOWN",
      code: null,
      finding_code: "CANCELLATION_ALREADY_BOOKED",
    });
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 3_000, reserved: 3_000 });
    expect(await cancellationsOn(t, paymentId)).toHaveLength(1);
  });
});
