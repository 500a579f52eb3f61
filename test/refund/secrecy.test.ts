/** S3: the customer, and whatever people write about him, stand in clear in no table, job, event, answer, log line or metric. */
import { approveRefund, declineRefund } from "../../src/refund/commands/decide-refund.js";
import { cancelRefund, withdrawReturn } from "../../src/refund/commands/cancel-refund.js";
import { collectReturn } from "../../src/refund/commands/collect-return.js";
import type { RefundContext } from "../../src/refund/context.js";
import { resolveUnknown } from "../../src/refund/settlement/resolve-unknown.js";
import { Secret } from "../../src/secret.js";
import { createLogger } from "../../src/telemetry/logger.js";
import { Order } from "../../src/orders/order.entity.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import {
  APPROVER,
  codeOf,
  key,
  OPERATOR,
  orderFacts,
  payAtGateway,
  person,
  refundsOfReturn,
  RETURN_SERVICE,
  returnFacts,
  request,
} from "../kit/fixtures.js";
import { seen } from "./mutations.js";
import { ABOVE_LIMIT } from "./states.js";
import { everyTable } from "../hostile/canary.js";

const CANARIES = {
  id: "canary-customer-4711",
  name: "카나리아새",
  memo: "canary-memo: 고객이 국민 110-234-567890 으로 요청",
  evidence: "canary-evidence: 홍씨가 010-1234-5678 로 전화함",
};
/** Cut into pieces too: a canary must not hide behind a truncation. */
const PIECES = [...Object.values(CANARIES), "canary-", "카나리", "110-234-567890", "010-1234-5678"];

const t = sharedTestService();
let context: RefundContext;
const said: string[] = [];
beforeAll(async () => {
  t.context.log = createLogger({ level: "trace", destination: { write: (line) => void said.push(line) } });
  context = t.context;
});

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
  const received = { order, return: returnFacts(), idempotencyKey: key() };
  const { outcome } = keep(await collectReturn(context, RETURN_SERVICE, received));
  // Contradicting it: the answer names the fact and not the person.
  const other = { ...order, customerId: new Secret(`${CANARIES.id}-other`) };
  keep(await collectReturn(context, RETURN_SERVICE, { ...received, order: other, idempotencyKey: key() }));
  if (!outcome.ok) throw new Error(outcome.problem.code);
  const [refund] = await refundsOfReturn(t, outcome.value.returnId);
  return { order, received, refund: refund! };
}

const shown = async (refund: { id: string }) => ({ ...(await seen(t, refund)), memo: CANARIES.memo });

const everything = async () => (await everyTable(t)).map(([, rows]) => rows).join("\n");

it("canaries that went in at every door are found nowhere in clear", async () => {
  const approved = await collected(ABOVE_LIMIT);
  await request(t, approved.refund);
  keep(
    await declineRefund(context, APPROVER, {
      ...(await shown(approved.refund)),
      reasonCode: "TOO_MUCH",
      cancelReason: null,
    }),
  );
  await request(t, approved.refund);
  expect(codeOf(keep(await approveRefund(context, APPROVER, await shown(approved.refund))))).toBe("ok");
  keep(await approveRefund(context, APPROVER, { ...(await shown(approved.refund)), expectedVersion: 1 }));

  const dropped = await collected(10_000);
  expect(
    codeOf(keep(await cancelRefund(context, OPERATOR, { ...(await shown(dropped.refund)), reason: "NOT_OWED" }))),
  ).toBe("ok");
  const withdrawn = await collected(10_000);
  const { returnNo } = withdrawn.received.return;
  keep(await withdrawReturn(context, RETURN_SERVICE, { returnNo, idempotencyKey: key(), memo: CANARIES.memo }));

  const unknown = await collected(10_000);
  const fault = { kind: "LOSE_ANSWER_BEFORE_EFFECT" as const };
  const paymentId = unknown.order.payments[0]!.gatewayPaymentId;
  await t.sandbox.planFault({ hits: "cancel", fault, paymentId });
  await request(t, unknown.refund);
  // The customer has got more than the limit back today.
  keep(await approveRefund(context, APPROVER, await shown(unknown.refund)));
  await t.drain();
  const { memo: _, ...statement } = { ...(await shown(unknown.refund)), evidence: CANARIES.evidence };
  const stated = keep(
    await resolveUnknown(context, OPERATOR, {
      ...statement,
      outcome: "NOT_REFUNDED",
      amount: null,
      confirmsStatementId: null,
    }),
  );
  if (!stated.outcome.ok) throw new Error(stated.outcome.problem.code);
  const { statementId } = stated.outcome.value;
  const { memo: __, ...again } = { ...(await shown(unknown.refund)), evidence: CANARIES.evidence };
  keep(
    await resolveUnknown(context, person("lee.second", "refund-operator"), {
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
    metrics: await context.metrics.registry.metrics(),
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
  const order = await context.root.fork().findOneOrFail(Order, approved.refund.orderId);
  const place = { table: "orders", column: "customer_name", rowId: order.id };
  expect(context.cipher.open(order.customerNameSealed, place).reveal()).toBe(CANARIES.name);
  expect(await t.rows(`select 1 from refund_memo`)).toHaveLength(5);
  expect(await t.rows(`select 1 from refund_statement`)).toHaveLength(1);
});
