/** orderFactsCorrect of lines: an item that was reported wrongly is corrected by two people, and EBP is sent the right one. */
import { randomUUID } from "node:crypto";
import { mutate } from "../../api/ask.js";
import { APPROVER, codeOf, collectedReturn, OPERATOR, reportReturn, request } from "../../kit/fixtures.js";
import { shared } from "../../kit/shared-resource.js";
import { openHooks } from "../../webhooks/open-hooks.js";
import { stateOf } from "../ledgers.js";

const h = shared(openHooks);

const CORRECTED = `correctionId confirmed userErrors { code message field }
  payment { openCorrection { facts { name value } } order { lines { lineNo itemId seq } factChanges { kind lineNo actor facts { name before after } } } }`;

interface Answer {
  correctionId: string | null;
  confirmed: boolean;
  payment: { order: { lines: object[]; factChanges: object[] } } | null;
  userErrors: { code: string; message: string; field: string[] }[];
}

async function correct(paymentId: string, facts: object, by = OPERATOR, confirmsCorrectionId?: string | null) {
  const input = { paymentId, facts, confirmsCorrectionId, reason: "EBP 관리자 화면", idempotencyKey: randomUUID() };
  return mutate<Answer>(h.t, "orderFactsCorrect", input, CORRECTED, by);
}

/** Proposed by one person and confirmed by another. */
async function corrected(paymentId: string, facts: object): Promise<Answer> {
  const { correctionId } = await correct(paymentId, facts);
  return correct(paymentId, facts, APPROVER, correctionId);
}

let count = 0;

/** A return of line 1 (of 10,000) of an order with two; at EBP the line is item P777 with the seq 7, and was reported as P001 with 1. */
async function misreported() {
  const orderNo = `ORD_I_${process.pid}_${(count += 1)}`;
  const registered = { itemType: "PHYSICAL" as const, quantity: 1, amount: 10_000, taxAmount: 909 };
  await h.ebp.control.createPayment({
    id: orderNo,
    amount: { total: 20_000 },
    items: [
      { ...registered, itemId: "P777", seq: 7 },
      { ...registered, itemId: "P002", seq: 2 },
    ],
  });
  const paid = { amount: 20_000, gateway: "EBP" as const, gatewayPaymentId: orderNo };
  const returned = await collectedReturn(h.t, [paid], { sold: [{ amount: 10_000 }, { amount: 10_000 }] });
  return { ...returned, orderNo, paymentId: returned.refund.paymentId };
}

const RIGHT = { lines: [{ lineNo: "1", itemId: "P777", seq: 7 }] };

it("the corrected item is what EBP is sent, and what it was is kept", async () => {
  const { refund, orderNo, paymentId } = await misreported();
  const proposed = await correct(paymentId, RIGHT);
  expect(proposed).toMatchObject({
    userErrors: [],
    confirmed: false,
    payment: {
      openCorrection: {
        facts: [
          { name: "itemId of line 1", value: "P777" },
          { name: "seq of line 1", value: "7" },
        ],
      },
    },
  });
  expect(proposed.payment?.order.lines).toContainEqual({ lineNo: "1", itemId: "P001", seq: 1 });
  const { correctionId } = proposed;
  expect((await correct(paymentId, RIGHT, OPERATOR, correctionId)).userErrors).toMatchObject([{ code: "SAME_PERSON" }]);
  const other = { lines: [{ lineNo: "1", itemId: "P777" }] };
  expect((await correct(paymentId, other, APPROVER, correctionId)).userErrors).toMatchObject([
    { code: "STATEMENT_CONFLICT" },
  ]);
  const confirmed = await correct(paymentId, RIGHT, APPROVER, correctionId);
  expect(confirmed).toMatchObject({ userErrors: [], confirmed: true });
  expect(confirmed.payment?.order.lines).toContainEqual({ lineNo: "1", itemId: "P777", seq: 7 });
  expect(confirmed.payment?.order.factChanges).toEqual([
    {
      kind: "CORRECTED",
      lineNo: "1",
      actor: APPROVER.subject,
      facts: [
        { name: "itemId", before: "P001", after: "P777" },
        { name: "seq", before: "1", after: "7" },
      ],
    },
  ]);

  expect(codeOf(await request(h.t, refund))).toBe("ok");
  await h.app.drainJobs();
  expect(await stateOf(h.t, refund)).toBe("completed");
  const cancellations = await h.ebp.control.cancellationsOf(orderNo);
  expect(cancellations).toMatchObject([{ total: 10_000, items: [{ itemId: "P777", seq: 7 }] }]);
});

describe("a correction of lines", () => {
  it("may be beside one of the payment, and of one fact alone", async () => {
    const { paymentId } = await misreported();
    const both = { provider: "KCP", lines: [{ lineNo: "2", seq: 9 }] };
    const { payment } = await corrected(paymentId, both);
    expect(payment?.order.lines).toContainEqual({ lineNo: "2", itemId: "P002", seq: 9 });
    expect(payment?.order.factChanges).toMatchObject([
      { lineNo: null, facts: [{ name: "provider", before: null, after: "KCP" }] },
      { lineNo: "2", facts: [{ name: "seq", before: "2", after: "9" }] },
    ]);
  });

  it("is contradicted by no report of before, and changed by none", async () => {
    const { paymentId, order } = await misreported();
    await corrected(paymentId, RIGHT);
    const again = await reportReturn(h.t, order, { lines: [{ lineNo: "2", quantity: 1, amount: null }] });
    expect(codeOf(again)).toBe("ok");
    const never = { ...order, lines: order.lines.map((line) => ({ ...line, itemId: "P999" })) };
    expect(codeOf(await reportReturn(h.t, never, { lines: [{ lineNo: "2", quantity: 1, amount: null }] }))).toBe(
      "FACTS_CONFLICT",
    );
    expect(
      await h.t.rows(
        `select line_no, item_id, seq from order_line where item_id = 'P777' and order_id =
        (select order_id from payment where id = ?)`,
        [paymentId],
      ),
    ).toEqual([{ line_no: "1", item_id: "P777", seq: 7 }]);
  });

  it.each([
    ["of another line's seq", [{ lineNo: "1", seq: 2 }], "FACTS_INCONSISTENT", "line 2 has the serial number 2"],
    ["of a line that is not there", [{ lineNo: "3", seq: 3 }], "NOT_FOUND", "There is no line 3"],
    ["that changes nothing", [{ lineNo: "1", itemId: "P001", seq: 1 }], "INVALID_INPUT", "known with these facts"],
    ["of a line named twice", [1, 2].map((seq) => ({ lineNo: "1", seq: seq + 3 })), "INVALID_INPUT", "each line once"],
    ["without a fact", [{ lineNo: "1" }], "INVALID_INPUT", "must have an item id or a serial number"],
    ["with a seq below 1", [{ lineNo: "1", seq: 0 }], "INVALID_INPUT", "must be 1 or more"],
    ["of nothing", [], "INVALID_INPUT", "must not be empty"],
  ])("%s is refused", async (_, lines, code, message) => {
    const { paymentId } = await misreported();
    const { userErrors, payment } = await correct(paymentId, { lines });
    expect(payment).toBeNull();
    expect(userErrors).toMatchObject([{ code, message: expect.stringContaining(message) }]);
  });

  it("may exchange the seqs of two lines", async () => {
    const { paymentId } = await misreported();
    const exchanged = [
      { lineNo: "1", seq: 2 },
      { lineNo: "2", seq: 1 },
    ];
    const { payment, userErrors } = await corrected(paymentId, { lines: exchanged });
    expect(userErrors).toEqual([]);
    expect(payment?.order.lines).toMatchObject([{ seq: 2 }, { seq: 1 }]);
  });

  it("waits while a call of the order is open: each try must be the same", async () => {
    const { paymentId, refund } = await misreported();
    const { correctionId } = await correct(paymentId, RIGHT);
    expect(codeOf(await request(h.t, refund))).toBe("ok");
    expect((await correct(paymentId, RIGHT, APPROVER, correctionId)).userErrors).toMatchObject([
      { code: "REFUND_STATE_CONFLICT" },
    ]);
    await h.app.drainJobs();
  });
});
