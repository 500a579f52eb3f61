/** Work items that follow a refund's state: opened and closed with each step, once, and never left behind. */
import { transact } from "../../../src/refund/context.js";
import { raiseAlarm } from "../../../src/refund/record/alarm.js";
import { Refund } from "../../../src/refund/record/refund.entity.js";
import { HOUR, MINUTE } from "../../kit/clock.js";
import { codeOf, collectedReturn, now, OPERATOR, request, requestAndDrain } from "../../kit/fixtures.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { chosen, record, recordMade } from "../../manual-refund/results.js";
import { IS_ALARM } from "../../kit/work-items.js";
import { ACCOUNT } from "../accounts.js";
import { planFault, requestedReturn, unknownRefund } from "../ledgers.js";
import { approve, cancel, decline, fallBack, retry, stateResult, twoPeopleState } from "../mutations.js";
import { ABOVE_LIMIT, REACHED_STATES, refundIn } from "../states.js";

const t = sharedTestService();

const FAILED = { result: "FAILED", failureCause: "BANK_ACCOUNT_CLOSED" } as const;

interface Row {
  kind: string;
  open: boolean;
  visible: boolean;
  by: string | null;
}

const itemsOf = ({ id }: { id: string }): Promise<Row[]> =>
  t.rows<Row>(
    `select kind, closed_at is null as open, visible_from <= ? as visible, closed_by as by from work_item
     where refund_id = ? and not (${IS_ALARM}) order by opened_at, id`,
    [t.clock.now(), id],
  );

const OF_STATE: Record<string, { kind: string; visible: boolean }> = {
  "refundRequested.awaitingApproval": { kind: "APPROVAL_WAITING", visible: true },
  "refundRequested.unknown": { kind: "OUTCOME_UNKNOWN", visible: true },
  "refundRequested.refused": { kind: "REFUSED", visible: true },
  "refundRequested.pending": { kind: "PENDING_LONG", visible: false },
  "refundRequested.deferred": { kind: "DEFERRED_LONG", visible: false },
};

it.each(REACHED_STATES)("a refund that is %s has exactly its item open, whatever it was before", async (state) => {
  const refund = await refundIn(t, state);
  const expected = OF_STATE[refund.state];
  const open = (await itemsOf(refund)).filter((item) => item.open);
  expect(open).toEqual(expected ? [{ ...expected, open: true, by: null }] : []);
});

it("an unknown one closes by itself when the money shows, and stays readable", async () => {
  const { refund } = await unknownRefund(t, { moved: true });
  expect(await itemsOf(refund)).toMatchObject([{ kind: "OUTCOME_UNKNOWN", open: true }]);
  await t.pass(10 * MINUTE);
  expect((await now(t, refund)).state).toBe("completed");
  expect(await itemsOf(refund)).toEqual([{ kind: "OUTCOME_UNKNOWN", open: false, visible: true, by: null }]);
});

it("a statement is an item beside it, one however often it is made anew; both close when it is confirmed", async () => {
  const { refund } = await unknownRefund(t, { moved: false });
  await stateResult(t, refund);
  await stateResult(t, refund);
  expect((await itemsOf(refund)).map(({ kind }) => kind).sort()).toEqual(["OUTCOME_STATED", "OUTCOME_UNKNOWN"]);
  await twoPeopleState(t, refund);
  const left = await itemsOf(refund);
  expect(left.filter(({ open }) => open).map(({ kind }) => kind)).not.toContain("OUTCOME_STATED");
  expect(left.filter(({ open }) => open).map(({ kind }) => kind)).not.toContain("OUTCOME_UNKNOWN");
});

it("a refused one ends with the retry, and its second refusal is an item of its own", async () => {
  const { refund, gatewayPaymentId } = await requestedReturn(t, 10_000, { fault: { kind: "REFUSE" } });
  expect(await itemsOf(refund)).toMatchObject([{ kind: "REFUSED", open: true }]);
  await planFault(t, "cancel", gatewayPaymentId, { kind: "REFUSE" });
  await retry(t, refund);
  await t.drain();
  expect(await itemsOf(refund)).toMatchObject([
    { kind: "REFUSED", open: false },
    { kind: "REFUSED", open: true },
  ]);
  await cancel(t, refund);
  expect((await itemsOf(refund)).filter(({ open }) => open)).toEqual([]);
});

it.each(["TRIES_EXHAUSTED", "OVERTAKEN"] as const)(
  "an alarm %s closes by itself when the refund is refused no more",
  async (kind) => {
    const { refund } = await requestedReturn(t, 10_000, { fault: { kind: "REFUSE" } });
    await transact(t.context, async (em) => {
      const refused = await em.findOneOrFail(Refund, refund.id);
      raiseAlarm(t.context, em, kind, { refund: refused, at: t.clock.now(), detail: {} });
    });
    const alarm = () =>
      t.rows(`select closed_at is null as open, closed_by as by from work_item where refund_id = ? and kind = ?`, [
        refund.id,
        kind,
      ]);
    expect(await alarm()).toEqual([{ open: true, by: null }]);
    await retry(t, refund);
    expect(await alarm()).toEqual([{ open: false, by: null }]);
  },
);

it("a short wait leaves no trace, a long one is to be looked at", async () => {
  const short = await refundIn(t, "refundRequested.deferred");
  expect(await itemsOf(short)).toEqual([{ kind: "DEFERRED_LONG", open: true, visible: false, by: null }]);
  await t.pass(11 * MINUTE);
  expect((await now(t, short)).state).toBe("completed");
  expect(await itemsOf(short)).toEqual([]);

  const long = await refundIn(t, "refundRequested.pending");
  t.clock.advance(25 * HOUR);
  expect(await itemsOf(long)).toMatchObject([{ kind: "PENDING_LONG", open: true, visible: true }]);
});

it("one that is put off again and again counts from the first time, and one that became long stays readable", async () => {
  const { refund, gatewayPaymentId } = await collectedReturn(t, 10_000);
  await planFault(t, "cancel", gatewayPaymentId, { kind: "TOO_MANY_REQUESTS" }, 2);
  await requestAndDrain(t, refund);
  const opened = () => t.rows(`select id, opened_at from work_item where refund_id = ?`, [refund.id]);
  const first = await opened();
  await t.pass(11 * MINUTE);
  expect((await now(t, refund)).state).toBe("refundRequested.deferred");
  expect(await opened()).toEqual(first);
  await t.pass(25 * HOUR);
  expect((await now(t, refund)).state).toBe("completed");
  expect(await itemsOf(refund)).toEqual([{ kind: "DEFERRED_LONG", open: false, visible: true, by: null }]);
});

it("a transfer that failed is an item until it is recorded anew; one that waits for its approval, too", async () => {
  const { refund } = await collectedReturn(t, ABOVE_LIMIT, { refundAccount: ACCOUNT });
  expect(codeOf(await fallBack(t, refund))).toBe("ok");
  expect(await itemsOf(refund)).toMatchObject([{ kind: "APPROVAL_WAITING", open: true }]);
  expect(codeOf(await approve(t, refund))).toBe("ok");
  for (const _ of [1, 2]) expect(codeOf(await record(t, await chosen(t, refund, FAILED)))).toBe("ok");
  expect(await itemsOf(refund)).toMatchObject([
    { kind: "APPROVAL_WAITING", open: false },
    { kind: "TRANSFER_NOT_MADE", open: true },
  ]);
  expect(codeOf(await recordMade(t, refund))).toBe("ok");
  expect((await itemsOf(refund)).filter(({ open }) => open)).toEqual([]);
});

it("an approval that is given or declined closes its item", async () => {
  const given = await refundIn(t, "refundRequested.awaitingApproval");
  expect(codeOf(await approve(t, given))).toBe("ok");
  const declined = await refundIn(t, "refundRequested.awaitingApproval");
  expect(codeOf(await decline(t, declined))).toBe("ok");
  for (const refund of [given, declined])
    expect(await itemsOf(refund)).toMatchObject([{ kind: "APPROVAL_WAITING", open: false, by: null }]);
});

it("a step that is refused leaves the item as it was", async () => {
  const { refund } = await unknownRefund(t, { moved: true });
  const before = await itemsOf(refund);
  expect(codeOf(await request(t, refund, OPERATOR))).toBe("REFUND_STATE_CONFLICT");
  expect(await itemsOf(refund)).toEqual(before);
});
