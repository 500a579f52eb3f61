/** History is never rewritten: what was stored as BORN before 2026-11 is read as CREATED everywhere, and its hashes hold. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { hashOfHistory } from "../../../src/refund/record/record-transition.js";
import { RefundHistory } from "../../../src/refund/record/history.entity.js";
import { Refund } from "../../../src/refund/record/refund.entity.js";
import { verifyHistory } from "../../../src/refund/record/verify-history.js";
import { parse, subscribe, type ExecutionResult } from "graphql";
import { cursorOf } from "../../../src/api/event-stream.js";
import { lastPosition, watchEvents } from "../../../src/events/stream.js";
import { openTail } from "../../../src/events/tail.js";
import { readRefund, apiSchema, contextFor } from "../../api/ask.js";
import { collectedReturn, now, request } from "../../kit/fixtures.js";
import { sharedTestService } from "../../kit/shared-test-service.js";

const t = sharedTestService();

/** As a release of before had written it: only a superuser can, and only with the triggers off. */
async function createdBefore(): Promise<Refund> {
  const { refund } = await collectedReturn(t, 10_000);
  await t.orm.em.fork().transactional(async (em: EntityManager) => {
    await em.execute(`alter table refund_history disable trigger refund_history_append_only`);
    await em.execute(`alter table event_log disable trigger event_log_append_only`);
    const row = await t.orm.em.fork().findOneOrFail(RefundHistory, { refundId: refund.id, sequence: 1 });
    const hash = hashOfHistory(Object.assign(row, { event: "BORN" }));
    await em.execute(`update refund_history set event = 'BORN', hash = ? where refund_id = ?`, [hash, refund.id]);
    await em.execute(`update refund set history_hash = ? where id = ?`, [hash, refund.id]);
    await em.execute(
      `update event_log set payload = jsonb_set(payload, '{event}', '"BORN"') where subject_id = ? and type = 'refund.changed'`,
      [refund.id],
    );
    await em.execute(`alter table event_log enable trigger event_log_append_only`);
    await em.execute(`alter table refund_history enable trigger refund_history_append_only`);
  });
  return now(t, refund);
}

it("is read as CREATED, goes on, and passes the audit", async () => {
  const refund = await createdBefore();
  await request(t, refund);
  const { history } = await readRefund<{ history: { edges: { node: { event: string } }[] } }>(
    t,
    refund,
    `history(first: 10) { edges { node { event } } }`,
  );
  expect(history.edges.map(({ node }) => node.event)).toEqual(["CREATED", "REQUEST"]);
  const stored = await t.rows<{ event: string }>(
    `select event from refund_history where refund_id = ? order by sequence`,
    [refund.id],
  );
  expect(stored.map(({ event }) => event)).toEqual(["BORN", "REQUEST"]);
  expect(await verifyHistory(t.context.root, { refundNo: refund.refundNo })).toMatchObject({ steps: 2, faults: [] });
});

it("is streamed as CREATED", async () => {
  await t.drain();
  const start = cursorOf(await lastPosition(t.orm.em.fork()));
  const refund = await createdBefore();
  await t.drain();
  const signals = watchEvents(t.databaseUrl, { pollMs: 50, onError });
  const tail = openTail({ root: t.context.root, signals, onError });
  try {
    const stream = await subscribe({
      schema: await apiSchema(),
      document: parse(`subscription ($after: String) { refundChanged(after: $after) { event refund { id } } }`),
      variableValues: { after: start },
      contextValue: contextFor(t, { tail }),
    });
    const { value } = await (stream as AsyncIterableIterator<ExecutionResult>).next();
    expect(value).toEqual({ data: { refundChanged: { event: "CREATED", refund: { id: refund.id } } } });
  } finally {
    await tail.stop();
    await signals.stop();
  }
});

function onError(error: Error): void {
  throw error;
}
