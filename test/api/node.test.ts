/** `node` and `nodes`: each id is read as what it is of, in the order asked for, and only by who may read that. */
import { randomUUID } from "node:crypto";
import { rulesOf } from "../../src/api/guard.js";
import { raiseAlarm } from "../../src/refund/record/alarm.js";
import { collectedReturn, now, person } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { apiSchema, ask, countStatements, dataOf, errorOf } from "./ask.js";

const t = sharedTestService();
const PRIVACY = person("jung.privacy", "privacy-officer");

const NODE = `query ($id: ID!) { node(id: $id) { __typename id ... on Refund { refundNo } ... on Order { orderNo } } }`;
const NODES = `query ($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename id
    ... on Refund { refundNo amount { amount } order { id } }
    ... on Return { returnNo }
    ... on Payment { gatewayPaymentId }
    ... on Order { orderNo }
    ... on WorkItem { kind }
  }
}`;

async function scene() {
  const { refund, returnId, order, gatewayPaymentId } = await collectedReturn(t, [{ amount: 30_000 }]);
  const [ids] = await t.rows<{ order: string; payment: string }>(
    `select order_id as "order", payment_id as payment from refund where id = ?`,
    [refund.id],
  );
  const em = t.orm.em.fork();
  raiseAlarm(t.context, em, "EXCESS", { refund: await now(t, refund), at: t.context.clock.now(), detail: {} });
  await em.flush();
  const [alarm] = await t.rows<{ id: string }>(`select id from work_item where refund_id = ?`, [refund.id]);
  return {
    refund,
    returnId,
    order,
    gatewayPaymentId,
    orderId: ids!.order,
    paymentId: ids!.payment,
    alarmId: alarm!.id,
  };
}

it("finds each kind by its id alone", async () => {
  const { refund, returnId, order, gatewayPaymentId, orderId, paymentId, alarmId } = await scene();
  const ids = [alarmId, orderId, randomUUID(), paymentId, refund.id.toUpperCase(), returnId, refund.id];
  const { nodes } = await dataOf<{ nodes: unknown[] }>(t, NODES, { ids });
  const asRefund = {
    __typename: "Refund",
    id: refund.id,
    refundNo: refund.refundNo,
    amount: { amount: 30_000 },
    order: { id: orderId },
  };
  expect(nodes).toEqual([
    { __typename: "WorkItem", id: alarmId, kind: "EXCESS" },
    { __typename: "Order", id: orderId, orderNo: order.orderNo },
    null,
    { __typename: "Payment", id: paymentId, gatewayPaymentId },
    asRefund,
    expect.objectContaining({ __typename: "Return", id: returnId }),
    asRefund,
  ]);
  expect(await dataOf(t, NODE, { id: orderId })).toEqual({
    node: { __typename: "Order", id: orderId, orderNo: order.orderNo },
  });
  expect(await dataOf(t, NODE, { id: randomUUID() })).toEqual({ node: null });
});

it("asks what the found type needs, each by itself", async () => {
  const { refund, orderId } = await scene();
  const { data, errors } = await ask(t, NODES, { ids: [orderId, refund.id] }, { by: PRIVACY });
  // The order, and the way to it from the refund.
  expect(
    errors?.map(({ path, extensions }) => [path?.join("."), extensions["code"], extensions["permission"]]),
  ).toEqual(expect.arrayContaining([["nodes.0", "FORBIDDEN", "ORDER_READ"]]));
  expect(data?.["nodes"]).toEqual([null, expect.objectContaining({ __typename: "Refund", id: refund.id })]);
  expect(await errorOf(t, NODE, { id: orderId }, { by: PRIVACY })).toMatchObject({ code: "FORBIDDEN" });
  expect(await errorOf(t, NODE, { id: orderId }, { by: null })).toMatchObject({ code: "UNAUTHENTICATED" });
});

it("has a type with a rule of its own behind every node", async () => {
  const schema = await apiSchema();
  const node = schema.getType("Node");
  const types = schema.getPossibleTypes(node as never);
  expect(types.map(({ name }) => name).sort()).toEqual(["Order", "Payment", "Refund", "Return", "WorkItem"]);
  for (const type of types) expect(rulesOf(schema, { type, extensions: {} })).toMatchObject([{ kind: "PERMISSION" }]);
});

it.each([
  ["no id", ["refund-1"], "ids is not an id"],
  ["an empty text", [""], "ids is not an id"],
  ["101 ids", Array.from({ length: 101 }, () => randomUUID()), "ids: at most 100 values"],
])("refuses %s", async (_, ids, message) => {
  const answer = await errorOf(t, `query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`, { ids });
  expect(answer).toEqual({ code: "BAD_USER_INPUT", message: expect.stringContaining(message) });
});

it("reads a hundred ids with one look for their types and one statement per type", async () => {
  const { refund, orderId } = await scene();
  const count = await countStatements(t);
  const ids = Array.from({ length: 50 }, () => [refund.id, orderId]).flat();
  const sent = await count.of(() => dataOf(t, `query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`, { ids }));
  expect(sent).toHaveLength(3);
});
