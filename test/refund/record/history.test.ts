/** The story of a refund: append-only, chained by hashes, and told as an event if and only if it was committed. */
import { LockMode } from "@mikro-orm/core";
import { cancelRefund } from "../../../src/refund/commands/cancel-refund.js";
import { transact } from "../../../src/refund/context.js";
import { RefundHistory } from "../../../src/refund/record/history.entity.js";
import { CHAIN_START, hashOfHistory } from "../../../src/refund/record/record-transition.js";
import { Refund } from "../../../src/refund/record/refund.entity.js";
import { applyTransition } from "../../../src/refund/record/apply-transition.js";
import { codeOf, collectedReturn, everyRow, now, OPERATOR, request } from "../../kit/fixtures.js";
import { approve, cancel, seen } from "../mutations.js";
import { ABOVE_LIMIT, REACHED_STATES, refundIn } from "../states.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { eventsOf } from "../ledgers.js";

const t = sharedTestService();

const historyOf = (refund: { id: string }): Promise<RefundHistory[]> =>
  t.context.root.fork().find(RefundHistory, { refundId: refund.id }, { orderBy: { sequence: "asc" } });

/** The first row whose hash, number or link is not what it must be; null when the chain holds to the refund itself. */
function breakIn(rows: RefundHistory[], refund: Refund): string | null {
  let previous = CHAIN_START;
  for (const [index, row] of rows.entries()) {
    if (row.sequence !== index + 1) return `row ${index + 1} is numbered ${row.sequence}`;
    if (row.previousHash !== previous) return `row ${row.sequence} does not follow its predecessor`;
    if (row.hash !== hashOfHistory(row)) return `row ${row.sequence} was changed`;
    previous = row.hash;
  }
  if (refund.version !== rows.length) return `the refund is at version ${refund.version}, its story at ${rows.length}`;
  return refund.historyHash === previous ? null : "the tail was cut";
}

describe("history and events", () => {
  it.each([
    ["an edit", "update refund_history set actor = 'nobody'"],
    ["an edit that changes nothing", "update refund_history set actor = actor"],
    ["a deletion", "delete from refund_history"],
    ["emptying", "truncate refund_history cascade"],
    ["an edit of an event", "update event_log set payload = '{}'"],
    ["another place in the stream", "update event_log set position = position + 1000 where position is not null"],
    ["a place and an edit at once", "update event_log set position = 999999, at = now() where position is null"],
    ["the deletion of an event", "delete from event_log"],
    ["emptying the stream", "truncate event_log"],
  ])("refuse %s", async (_, sql) => {
    // One with a place in the stream, and one that has none yet.
    await collectedReturn(t, 10_000);
    await t.drain();
    await collectedReturn(t, 10_000);
    const before = await everyRow(t);
    await expect(t.rows(sql)).rejects.toThrow(/append-only/);
    expect(await everyRow(t)).toEqual(before);
  });

  it.each(REACHED_STATES)("chain from the creation to %s, one event a step, in order", async (state) => {
    const refund = await refundIn(t, state);
    const rows = await historyOf(refund);
    expect(breakIn(rows, await now(t, refund))).toBeNull();
    expect(rows.at(-1)!.toState).toBe(state);
    const published = await eventsOf<{ version: number; from: string; to: string; event: string }>(t, refund);
    expect(published.map(({ version, from, to, event }) => [version, from, to, event])).toEqual(
      rows.map((row) => [row.sequence, row.fromState, row.toState, row.event]),
    );
  });

  it("the chain breaks at whatever is changed, in any column, and where a row is missing", async () => {
    const { refund } = await collectedReturn(t, ABOVE_LIMIT);
    await request(t, refund);
    await approve(t, refund);
    await t.drain();
    const [present, rows] = [await now(t, refund), await historyOf(refund)];
    expect(rows).toHaveLength(4);
    expect(breakIn(rows, present)).toBeNull();
    const another: Partial<Record<keyof RefundHistory, unknown>> = {
      refundId: "another",
      fromState: "cancelled",
      toState: "cancelled",
      event: "DECLINE",
      cause: "UPLOAD",
      actor: "nobody",
      reasonCode: "X",
      amount: 1,
      attemptId: "another",
      at: new Date(1),
      previousHash: "f".repeat(64),
    };
    for (const [column, value] of Object.entries(another)) {
      const changed = rows.map((row, index) =>
        index === 1 ? Object.assign(new RefundHistory(), row, { [column]: value }) : row,
      );
      expect([column, breakIn(changed, present)]).not.toEqual([column, null]);
    }
    for (let gone = 0; gone < rows.length; gone += 1) {
      expect([gone, breakIn(rows.toSpliced(gone, 1), present)]).not.toEqual([gone, null]);
    }
    expect(breakIn([rows[0]!, rows[2]!, rows[1]!, rows[3]!], present)).not.toBeNull();
  });
});

describe("an event exists if and only if its change committed", () => {
  it("a transaction that is rolled back after the step leaves neither", async () => {
    const { refund } = await collectedReturn(t, 10_000);
    const before = await everyRow(t);
    const doomed = transact(t.context, async (em) => {
      const locked = await em.findOneOrFail(Refund, refund.id, { lockMode: LockMode.PESSIMISTIC_WRITE });
      locked.cancelReason = "NOT_OWED";
      const scenario = { cause: "OPERATOR", actor: OPERATOR.subject, at: t.clock.now() } as const;
      expect((await applyTransition(t.context, em, locked, { type: "CANCEL" }, scenario)).ok).toBe(true);
      await em.flush();
      throw new Error("the connection broke");
    });
    await expect(doomed).rejects.toThrow("the connection broke");
    expect(await everyRow(t)).toEqual(before);
  });

  it("over everything that was done here, steps and events are the same in number", async () => {
    const { refund } = await collectedReturn(t, 10_000);
    const twice = { ...(await seen(t, refund)), reason: "NOT_OWED" as const, memo: null };
    await Promise.all(Array.from({ length: 5 }, () => cancelRefund(t.context, OPERATOR, twice)));
    expect(codeOf(await cancel(t, refund))).toBe("REFUND_STATE_CONFLICT");
    const [counts] = await t.rows(
      `select (select count(*) from refund_history)::int - (select count(*) from event_log where type = 'refund.changed')::int as difference,
              (select count(*) from refund_history where refund_id = ?)::int as steps`,
      [refund.id],
    );
    expect(counts).toEqual({ difference: 0, steps: 2 });
  });
});
