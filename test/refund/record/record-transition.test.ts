/** The one writer of a refund's state: the row, its history and its event are written together, or none of them is. */
import { advance, type RefundEvent } from "../../../machines/transition.js";
import { transact } from "../../../src/refund/context.js";
import { RefundHistory } from "../../../src/refund/record/history.entity.js";
import {
  CHAIN_START,
  hashOfHistory,
  recordNote,
  recordTransition,
  type TransitionOrigin,
} from "../../../src/refund/record/record-transition.js";
import { Refund } from "../../../src/refund/record/refund.entity.js";
import { faultIn } from "../../../src/refund/record/verify-history.js";
import { MINUTE } from "../../kit/clock.js";
import { collectedReturn, everyRow, now, OPERATOR } from "../../kit/fixtures.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { eventsOf } from "../ledgers.js";

const t = sharedTestService();

const originOf = (over: Partial<TransitionOrigin> = {}): TransitionOrigin => ({
  cause: "OPERATOR",
  actor: OPERATOR.subject,
  at: t.clock.now(),
  ...over,
});

/** Writes the step that `event` makes, and nothing of its effects. */
const record = ({ id }: Pick<Refund, "id">, event: RefundEvent, over: Partial<TransitionOrigin> = {}) =>
  transact(t.context, async (em) => {
    const refund = await em.findOneOrFail(Refund, id);
    const transition = advance(refund.state, event);
    if (!transition) throw new Error(`${event.type} does not fit ${refund.state}`);
    if (event.type === "CANCEL") refund.cancelReason = "NOT_OWED";
    return recordTransition(em, refund, transition, originOf(over));
  });

const historyOf = ({ id }: Pick<Refund, "id">): Promise<RefundHistory[]> =>
  t.context.root.fork().find(RefundHistory, { refundId: id }, { orderBy: { sequence: "asc" } });

it("version, history and event go on together, and say the same", async () => {
  const { refund } = await collectedReturn(t, 10_000);
  t.clock.advance(MINUTE);
  const origin = { reasonCode: "NOT_OWED", at: t.clock.now() };
  await record(refund, { type: "CANCEL" }, origin);

  const is = await now(t, refund);
  expect(is).toMatchObject({
    version: refund.version + 1,
    state: "cancelled",
    status: "CANCELLED",
    changedBy: OPERATOR.subject,
    changedAt: origin.at,
  });
  const [created, cancelled, ...more] = await historyOf(refund);
  expect(more).toEqual([]);
  expect(created).toMatchObject({ sequence: 1, fromState: null, event: "CREATED", previousHash: CHAIN_START });
  expect(cancelled).toMatchObject({
    sequence: is.version,
    fromState: "returnCollected",
    toState: "cancelled",
    event: "CANCEL",
    cause: "OPERATOR",
    actor: OPERATOR.subject,
    reasonCode: "NOT_OWED",
    amount: 10_000,
    attemptId: null,
    at: origin.at,
    previousHash: created?.hash,
    hash: is.historyHash,
  });
  expect((await eventsOf(t, refund)).at(-1)).toEqual({
    refundNo: is.refundNo,
    returnId: is.returnId,
    version: is.version,
    from: "returnCollected",
    to: "cancelled",
    event: "CANCEL",
    cause: "OPERATOR",
  });
  expect(await eventsOf(t, refund)).toHaveLength(2);
});

it("each row's hash covers the row and the one before it", async () => {
  const { refund } = await collectedReturn(t, 10_000);
  await record(refund, { type: "ACCEPT_MANUALLY", needsApproval: false });
  await record(refund, { type: "RECORD_FAILURE" });
  await record(refund, { type: "RECORD_SUCCESS" });
  const rows = await historyOf(refund);
  expect(rows.map(({ hash }) => hash)).toEqual(rows.map(hashOfHistory));
  expect(rows.map(({ previousHash }) => previousHash)).toEqual([
    CHAIN_START,
    ...rows.slice(0, -1).map(({ hash }) => hash),
  ]);
  expect(faultIn(await now(t, refund), rows)).toBeNull();
});

it("the columns that are derived from the state follow it, and a recorded success stays one", async () => {
  const { refund } = await collectedReturn(t, 10_000);
  const columns = async () => {
    const { status, gatewayPhase, processingResult, completedAt } = await now(t, refund);
    return [status, gatewayPhase, processingResult, completedAt];
  };
  await record(refund, { type: "REQUEST", needsApproval: true });
  expect(await columns()).toEqual(["REFUND_REQUESTED", "AWAITING_APPROVAL", null, null]);
  await record(refund, { type: "DECLINE" });
  expect(await columns()).toEqual(["RETURN_COLLECTED", null, null, null]);
  await record(refund, { type: "ACCEPT_MANUALLY", needsApproval: false });
  expect(await columns()).toEqual(["ACCEPTED", null, "UNPROCESSED", null]);
  await record(refund, { type: "RECORD_FAILURE" });
  expect(await columns()).toEqual(["ACCEPTED", null, "FAILED", null]);
  const paidAt = t.clock.now();
  await record(refund, { type: "RECORD_SUCCESS" });
  expect(await columns()).toEqual(["COMPLETED", null, "SUCCEEDED", paidAt]);
  t.clock.advance(MINUTE);
  // It was completed when it was, whatever is recorded later.
  await record(refund, { type: "REVERSED" });
  expect((await columns())[3]).toEqual(paidAt);
});

it("a note moves the version and the history, and leaves the state", async () => {
  const { refund } = await collectedReturn(t, 10_000);
  await transact(t.context, async (em) =>
    recordNote(em, await em.findOneOrFail(Refund, refund.id), "ACCOUNT_CHANGED", originOf()),
  );
  const [is, rows] = [await now(t, refund), await historyOf(refund)];
  expect(is).toMatchObject({ state: refund.state, status: refund.status, version: refund.version + 1 });
  expect(rows.at(-1)).toMatchObject({ fromState: refund.state, toState: refund.state, event: "ACCOUNT_CHANGED" });
  expect((await eventsOf(t, refund)).at(-1)).toMatchObject({ version: is.version, event: "ACCOUNT_CHANGED" });
  expect(faultIn(is, rows)).toBeNull();
});

it("a transaction that is rolled back leaves neither row nor event nor version", async () => {
  const { refund } = await collectedReturn(t, 10_000);
  const before = await everyRow(t);
  const undone = transact(t.context, async (em) => {
    const loaded = await em.findOneOrFail(Refund, refund.id);
    loaded.cancelReason = "NOT_OWED";
    recordTransition(em, loaded, advance(loaded.state, { type: "CANCEL" })!, originOf());
    await em.flush();
    throw new Error("the connection broke");
  });
  await expect(undone).rejects.toThrow("the connection broke");
  expect(await everyRow(t)).toEqual(before);
});

it("of two that write a step from the same version one is refused whole", async () => {
  const { refund } = await collectedReturn(t, 10_000);
  const [first, second] = [t.context.root.fork(), t.context.root.fork()];
  const seen = await Promise.all([first, second].map((em) => em.findOneOrFail(Refund, refund.id)));
  seen[0]!.cancelReason = "NOT_OWED";
  recordTransition(first, seen[0]!, advance(refund.state, { type: "CANCEL" })!, originOf());
  recordTransition(second, seen[1]!, advance(refund.state, { type: "REQUEST", needsApproval: true })!, originOf());
  await first.flush();
  await expect(second.flush()).rejects.toThrow("refund_history");
  expect((await now(t, refund)).state).toBe("cancelled");
  expect(faultIn(await now(t, refund), await historyOf(refund))).toBeNull();
  expect(await eventsOf(t, refund)).toHaveLength(2);
});
