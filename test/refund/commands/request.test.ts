/** refundsRequest, and what every mutation answers in every state: a list of results, compare-and-set, and no row touched by a no. */
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { requestRefunds, type WantedRefund } from "../../../src/refund/commands/request-refunds.js";
import { won } from "../../../src/money/minor-units.js";
import { newId } from "../../../src/identifier.js";
import {
  codeOf,
  collectedReturn,
  everyRow,
  key,
  now,
  OPERATOR,
  person,
  refundsOfReturn,
  reportReturn,
  request,
} from "../../kit/fixtures.js";
import { cancel, type MutationName, MUTATIONS } from "../mutations.js";
import { REACHED_STATES, refundIn, type ReachedState } from "../states.js";
import { sharedTestService } from "../../kit/shared-test-service.js";

const t = sharedTestService();

const wanted = ({ id, version, amount }: Refund): WantedRefund => ({
  id,
  expectedVersion: version,
  expectedRefundableAmount: amount.total,
});
const bulk = (refunds: WantedRefund[], idempotencyKey = key()) =>
  requestRefunds(t.context, OPERATOR, { refunds, idempotencyKey });

/** Codes of a bulk's answers in order; throws when the bulk as a whole was refused. */
function codes(answer: Awaited<ReturnType<typeof bulk>>): string[] {
  if (!answer.ok) throw new Error(answer.problem.code);
  return answer.value.map(({ answered }) => codeOf(answered));
}

/** `count` refunds, ten on each payment, whole and alone in what each may take. */
async function many(count: number): Promise<Refund[]> {
  const refunds: Refund[] = [];
  while (refunds.length < count) {
    const { order, refund } = await collectedReturn(t, 10_000, { sold: [{ amount: 10_000, quantity: 10 }] });
    refunds.push(refund);
    for (let unit = 1; unit < 10; unit += 1) {
      const { outcome } = await reportReturn(t, order);
      if (outcome.ok) refunds.push(...(await refundsOfReturn(t, (outcome.value as { returnId: string }).returnId)));
    }
  }
  return refunds;
}

describe("a bulk", () => {
  it("refuses a refund that stands twice", async () => {
    const { refund } = await collectedReturn(t, 10_000);
    expect(await bulk([wanted(refund), wanted(refund)])).toMatchObject({ problem: { code: "INVALID_INPUT" } });
    expect((await now(t, refund)).state).toBe("returnCollected");
  });

  it("one that fails stops none of the others, whatever is wrong with it", async () => {
    const good = await collectedReturn(t, 10_000);
    const stale = await collectedReturn(t, 10_000);
    const other = await collectedReturn(t, 10_000);
    const answer = await bulk([
      { ...wanted(good.refund), id: newId() },
      { ...wanted(good.refund), id: "no-uuid-at-all" },
      wanted(good.refund),
      { ...wanted(stale.refund), expectedVersion: 0 },
      wanted(other.refund),
    ]);
    expect(codes(answer)).toEqual(["NOT_FOUND", "NOT_FOUND", "ok", "VERSION_CONFLICT", "ok"]);
    expect((await now(t, stale.refund)).state).toBe("returnCollected");
  });
});

describe("compare-and-set", () => {
  it("a stale version names what it is now and who changed it", async () => {
    const { refund } = await collectedReturn(t, 10_000);
    const park = person("park.operator", "refund-operator");
    await request(t, refund, park);
    const answer = await bulk([wanted(refund)]);
    expect(answer.ok && answer.value[0]?.answered.outcome).toMatchObject({
      problem: {
        code: "VERSION_CONFLICT",
        field: ["expectedVersion"],
        detail: { currentVersion: 2, currentState: "refundRequested.submitting", changedBy: "park.operator" },
      },
    });
  });

  it("another refundable amount than the page showed is answered with the present one", async () => {
    const { refund } = await collectedReturn(t, 10_000);
    const before = await everyRow(t);
    for (const shown of [9_999, 10_001]) {
      const answer = await bulk([{ ...wanted(refund), expectedRefundableAmount: won(shown) }]);
      expect(answer.ok && answer.value[0]?.answered.outcome).toMatchObject({
        problem: { code: "REFUNDABLE_AMOUNT_CHANGED", detail: { refundableAmount: 10_000 } },
      });
    }
    expect(await everyRow(t)).toEqual(before);
  });

  it("of two who request the same refund at once, one is told that the other did", async () => {
    const { refund } = await collectedReturn(t, 10_000);
    const answers = await Promise.all(Array.from({ length: 6 }, () => bulk([wanted(refund)])));
    expect(answers.flatMap(codes).sort()).toEqual([...Array(5).fill("VERSION_CONFLICT"), "ok"]);
    expect(await t.rows(`select 1 from gateway_attempt where refund_id = ?`, [refund.id])).toHaveLength(1);
  });
});

describe("what stands in the way", () => {
  it("before capture (매입 전) only the whole payment can be refunded", async () => {
    const paid = [{ amount: 10_000, captureState: "AUTHORISED" as const }];
    const part = await collectedReturn(t, paid, { sold: [{ amount: 10_000, quantity: 2 }] });
    expect(codeOf(await request(t, part.refund))).toBe("NOT_CAPTURED");
    const full = await collectedReturn(t, paid);
    expect(codeOf(await request(t, full.refund))).toBe("ok");
  });

  it("a disputed payment's refunds are blocked, to be retried as well", async () => {
    const { refund } = await collectedReturn(t, 10_000);
    const refused = await refundIn(t, "refundRequested.refused");
    await t.rows(`update payment set disputed = true where id in (?, ?)`, [refund.paymentId, refused.paymentId]);
    const before = await everyRow(t);
    expect(codeOf(await request(t, refund))).toBe("PAYMENT_DISPUTED");
    expect(codeOf(await MUTATIONS.retry(t, refused))).toBe("PAYMENT_DISPUTED");
    expect(await everyRow(t)).toEqual(before);
    await t.rows(`update payment set disputed = false where id = ?`, [refund.paymentId]);
    expect(codeOf(await request(t, refund))).toBe("ok");
  });
});

/** What a person may do in each state; written by hand from the table in the design, not read from the machine. */
const ALLOWED: Record<ReachedState, MutationName[]> = {
  returnCollected: ["request", "cancel"],
  "refundRequested.awaitingApproval": ["approve", "decline", "cancel"],
  "refundRequested.submitting": [],
  "refundRequested.deferred": ["retry", "cancel"],
  "refundRequested.pending": [],
  "refundRequested.unknown": ["state"],
  "refundRequested.refused": ["retry", "cancel"],
  completed: [],
  cancelled: ["reopen"],
};

describe.each(REACHED_STATES)("in %s", (state) => {
  it("whatever is not allowed is answered with the state and changes no row, also while something else is in its way", async () => {
    const refund = await refundIn(t, state);
    // Rules that would refuse too must not hide that it cannot be done at all.
    await t.rows(`update payment set disputed = true where id = ?`, [refund.paymentId]);
    const before = await everyRow(t);
    for (const name of Object.keys(MUTATIONS) as MutationName[]) {
      if (ALLOWED[state].includes(name)) continue;
      for (const by of [OPERATOR, person("someone.else", "approver")]) {
        const { outcome } = await MUTATIONS[name](t, refund, by);
        expect([name, outcome]).toMatchObject([
          name,
          { problem: { code: "REFUND_STATE_CONFLICT", detail: { state } } },
        ]);
      }
    }
    expect(await everyRow(t)).toEqual(before);
  });

  if (ALLOWED[state].length === 0) return;
  it("whatever is allowed is done", async () => {
    for (const name of ALLOWED[state]) {
      const refund = await refundIn(t, state);
      expect([name, codeOf(await MUTATIONS[name](t, refund))]).toEqual([name, "ok"]);
    }
  });
});

it("a cancel stands in the history with its reason, by code, and with who did it", async () => {
  const { refund } = await collectedReturn(t, 10_000);
  expect(codeOf(await cancel(t, refund))).toBe("ok");
  const [last] = await t.rows(
    `select event, actor, reason_code from refund_history where refund_id = ? and sequence = 2`,
    [refund.id],
  );
  expect(last).toEqual({ event: "CANCEL", actor: "kim.operator", reason_code: "REOPEN_LATER" });
});

// Last, for nothing after it has to work its hundred attempts off.
describe("a page of checkboxes", () => {
  it("takes 100 and answers one by one, in order; 101 are refused as a whole", async () => {
    const refunds = (await many(100)).reverse();
    // Room that others hold is not in what the page shows for one of them.
    const list = refunds.map(wanted);
    const before = await everyRow(t);
    expect(await bulk([...list, { ...list[0]!, id: newId() }])).toMatchObject({
      problem: { code: "TOO_MANY", detail: { limit: 100 } },
    });
    expect(await everyRow(t)).toEqual(before);

    const answer = await bulk(list);
    expect(codes(answer)).toEqual(Array(100).fill("ok"));
    expect(answer.ok && answer.value.map(({ refundId }) => refundId)).toEqual(list.map(({ id }) => id));
    const states = await t.rows<{ state: string; n: number }>(
      `select state, count(*)::int as n from refund where id in (${list.map(() => "?").join(", ")}) group by state`,
      list.map(({ id }) => id),
    );
    expect(states).toEqual([{ state: "refundRequested.submitting", n: 100 }]);
  });
});
