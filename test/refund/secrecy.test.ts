/** S3: the customer, and whatever people write about him, stand in clear in no table, job, event, answer, log line or metric. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { approveRefund, declineRefund } from "../../src/refund/decide-refund.js";
import { cancelRefund, withdrawReturn } from "../../src/refund/cancel-refund.js";
import { collectReturn } from "../../src/refund/collect-return.js";
import type { Desk } from "../../src/refund/desk.js";
import { resolveUnknown } from "../../src/refund/attempt/resolve-unknown.js";
import { Secret } from "../../src/secret.js";
import { createLogger } from "../../src/telemetry/logger.js";
import { Order } from "../../src/orders/order.entity.js";
import { openDesk, type TestDesk } from "../kit/desk.js";
import {
  APPROVER,
  codeOf,
  key,
  now,
  OPERATOR,
  orderFacts,
  payAtGateway,
  person,
  refundsOfReturn,
  RETURN_SERVICE,
  returnFacts,
} from "../kit/story.js";
import { request } from "./mutations.js";
import { ABOVE_LIMIT } from "./states.js";

const CANARIES = {
  id: "canary-customer-4711",
  name: "카나리아새",
  memo: "canary-memo: 고객이 국민 110-234-567890 으로 요청",
  evidence: "canary-evidence: 홍씨가 010-1234-5678 로 전화함",
};
/** Cut into pieces too: a canary must not hide behind a truncation. */
const PIECES = [...Object.values(CANARIES), "canary-", "카나리", "110-234-567890", "010-1234-5678"];

let t: TestDesk;
let desk: Desk;
const said: string[] = [];
beforeAll(async () => {
  t = await openDesk();
  t.desk.log = createLogger({ level: "trace", destination: { write: (line) => void said.push(line) } });
  desk = t.desk;
});
afterAll(() => t.close());

const answers: unknown[] = [];
const keep = <T>(answer: T): T => {
  answers.push(answer);
  return answer;
};

async function collected(amount: number) {
  const order = {
    ...orderFacts([{ amount }]),
    customerId: new Secret(CANARIES.id),
    customerName: new Secret(CANARIES.name),
  };
  await payAtGateway(t, order, [{ amount }]);
  const told = { order, return: returnFacts(), idempotencyKey: key() };
  const { outcome } = keep(await collectReturn(desk, RETURN_SERVICE, told));
  // Contradicting it: the answer names the fact and not the person.
  const other = { ...order, customerId: new Secret(`${CANARIES.id}-other`) };
  keep(await collectReturn(desk, RETURN_SERVICE, { ...told, order: other, idempotencyKey: key() }));
  if (!outcome.ok) throw new Error(outcome.problem.code);
  const [refund] = await refundsOfReturn(t, outcome.value.returnId);
  return { order, told, refund: refund! };
}

const seen = async (refund: { id: string }) => {
  const { id, version } = await now(t, refund);
  return { id, expectedVersion: version, idempotencyKey: key(), memo: CANARIES.memo };
};

/** Every row of every table of every schema, as text. */
async function everything(): Promise<string> {
  const tables = await t.rows<{ name: string }>(
    `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`,
  );
  const texts = [];
  for (const { name } of tables) {
    for (const { row } of await t.rows<{ row: string }>(`select x::text as row from ${name} x`)) texts.push(row);
  }
  return texts.join("\n");
}

it("canaries that went in at every door are found nowhere in clear", async () => {
  const approved = await collected(ABOVE_LIMIT);
  await request(t, approved.refund);
  keep(await declineRefund(desk, APPROVER, { ...(await seen(approved.refund)), reasonCode: "TOO_MUCH" }));
  await request(t, approved.refund);
  expect(codeOf(keep(await approveRefund(desk, APPROVER, await seen(approved.refund))))).toBe("ok");
  keep(await approveRefund(desk, APPROVER, { ...(await seen(approved.refund)), expectedVersion: 1 }));

  const dropped = await collected(10_000);
  expect(
    codeOf(keep(await cancelRefund(desk, OPERATOR, { ...(await seen(dropped.refund)), reason: "NOT_OWED" }))),
  ).toBe("ok");
  const withdrawn = await collected(10_000);
  const { returnNo } = withdrawn.told.return;
  keep(await withdrawReturn(desk, RETURN_SERVICE, { returnNo, idempotencyKey: key(), memo: CANARIES.memo }));

  const unknown = await collected(10_000);
  const fault = { kind: "LOSE_ANSWER_BEFORE_EFFECT" as const };
  const paymentId = unknown.order.payments[0]!.gatewayPaymentId;
  await t.sandbox.planFault({ hits: "cancel", fault, paymentId });
  await request(t, unknown.refund);
  await t.drain();
  const { memo: _, ...statement } = { ...(await seen(unknown.refund)), evidence: CANARIES.evidence };
  const stated = keep(
    await resolveUnknown(desk, OPERATOR, {
      ...statement,
      outcome: "NOT_REFUNDED",
      amount: null,
      confirmsStatementId: null,
    }),
  );
  if (!stated.outcome.ok) throw new Error(stated.outcome.problem.code);
  const { statementId } = stated.outcome.value;
  const { memo: __, ...again } = { ...(await seen(unknown.refund)), evidence: CANARIES.evidence };
  keep(
    await resolveUnknown(desk, person("lee.second", "refund-operator"), {
      ...again,
      outcome: "NOT_REFUNDED",
      amount: null,
      confirmsStatementId: statementId,
    }),
  );
  await t.drain();

  const places = {
    database: await everything(),
    log: said.join(""),
    answers: JSON.stringify(answers),
    metrics: await desk.metrics.registry.metrics(),
    gateway: JSON.stringify(await t.sandbox.requests()),
  };
  for (const [place, text] of Object.entries(places)) {
    for (const piece of PIECES) expect([place, piece, text.includes(piece)]).toEqual([place, piece, false]);
  }
  // The search does find what stands there in clear, and the sealed values do open.
  expect(places.database).toContain(approved.refund.refundNo);
  expect(places.database).toContain(approved.refund.id);
  expect(places.log).toContain("attempt answered");
  expect(places.gateway).toContain(paymentId);
  const order = await desk.root.fork().findOneOrFail(Order, approved.refund.orderId);
  const place = { table: "orders", column: "customer_name", rowId: order.id };
  expect(desk.cipher.open(order.customerNameSealed, place).reveal()).toBe(CANARIES.name);
  expect(await t.rows(`select 1 from refund_memo`)).toHaveLength(4);
  expect(await t.rows(`select 1 from refund_statement`)).toHaveLength(1);
});
