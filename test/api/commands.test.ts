/** Every mutation's door once: what it hands to its use case, and how it answers. The use cases have tests of their own. */
import { randomUUID } from "node:crypto";
import { sharedTestService } from "../kit/shared-test-service.js";
import {
  APPROVER,
  collectedReturn,
  key,
  OPERATOR,
  payAtGateway,
  orderFacts,
  request,
  RETURN_SERVICE,
} from "../kit/fixtures.js";
import { mutationOf, mutate, ask, dataOf } from "./ask.js";

const t = sharedTestService();

const ERRORS = `userErrors { __typename code message field
  ... on AmountExceedsRefundable { refundableAmount } ... on VersionConflict { currentVersion currentState changedBy changedAt }
  ... on StateConflict { currentState event refundId } ... on QuantityExceeded { lineNo returnableQuantity } }`;

const COLLECTED = `replayed ${ERRORS} return { returnNo refundStatus collectedAt order { customerName } lines { lineNo quantity amount { amount } } refunds { id status amount { amount } } }`;

/** What a return service sends: one line of 3 units for 30,000 on one card. */
function received(over: object = {}, order: object = {}) {
  const orderNo = `O-${randomUUID()}`;
  return {
    order: {
      orderNo,
      currencyCode: "KRW",
      customerId: "honggildong77",
      customerName: " 홍길동 ",
      payments: [
        {
          paymentNo: "1",
          gateway: "PORTONE_V2",
          gatewayPaymentId: `pay-${orderNo}`,
          method: "CARD",
          captureState: "CAPTURED",
          paidAt: "2031-03-01T09:00:00+09:00",
          amount: 30_000,
        },
      ],
      lines: [{ lineNo: "1", kind: "PHYSICAL", taxCategory: "TAXABLE", name: "상품", quantity: 3, amount: 30_000 }],
      ...order,
    },
    return: {
      returnNo: `R-${randomUUID()}`,
      collectedAt: "2031-03-02T05:00:00.000Z",
      lines: [{ lineNo: "1", quantity: 1 }],
      ...over,
    },
    idempotencyKey: key(),
  };
}

interface Collected {
  return: { refunds: { id: string }[] } | null;
  replayed: boolean;
  userErrors: object[];
}
const collect = (input: object) => mutate<Collected>(t, "returnCollect", input, COLLECTED, RETURN_SERVICE);

describe("returnCollect", () => {
  it("takes a return, and tells the same again for the same key and for the same facts", async () => {
    const input = received();
    const first = await collect(input);
    expect(first).toMatchObject({
      replayed: false,
      userErrors: [],
      return: {
        refundStatus: "AWAITING",
        order: { customerName: "홍*동" },
        lines: [{ lineNo: "1", quantity: 1, amount: { amount: 10_000 } }],
        refunds: [{ status: "RETURN_COLLECTED", amount: { amount: 10_000 } }],
      },
    });
    expect(await collect(input)).toEqual({ ...first, replayed: true });
    expect(await collect({ ...input, idempotencyKey: key() })).toEqual(first);
    const other = await collect({ ...input, return: { ...input.return, collectedAt: "2031-03-02T06:00:00Z" } });
    expect(other).toMatchObject({
      return: null,
      userErrors: [{ code: "IDEMPOTENCY_KEY_REUSED", field: ["idempotencyKey"] }],
    });
  });

  it("answers a problem with its facts and its path", async () => {
    expect(await collect(received({ lines: [{ lineNo: "1", quantity: 4 }] }))).toMatchObject({
      return: null,
      userErrors: [
        { __typename: "QuantityExceeded", lineNo: "1", returnableQuantity: 3, field: ["return", "lines", "0"] },
      ],
    });
    expect(await collect(received({ lines: [{ lineNo: "1", quantity: 1, amount: 30_001 }] }))).toMatchObject({
      userErrors: [{ __typename: "AmountExceedsRefundable", refundableAmount: 30_000 }],
    });
  });

  const HUGE = Number.MAX_SAFE_INTEGER;
  const line = { lineNo: "1", kind: "PHYSICAL", taxCategory: "TAXABLE", name: "상품", quantity: 1, amount: HUGE };
  const FAULTS: [string, object, string[]][] = [
    ["blanks for a number", received({ returnNo: "  " }), ["return", "returnNo"]],
    ["NUL", received({ returnNo: "R\0" }), ["return", "returnNo"]],
    ["half a surrogate pair in a name", received({}, { customerName: "\ud800" }), ["order", "customerName"]],
    ["a name of many lines", received({}, { customerName: "a\nb" }), ["order", "customerName"]],
    ["no currency", received({}, { currencyCode: "won" }), ["order", "currencyCode"]],
    ["no lines", received({ lines: [] }), ["return", "lines"]],
    [
      "201 lines",
      received({ lines: Array.from({ length: 201 }, (_, n) => ({ lineNo: String(n), quantity: 1 })) }),
      ["return", "lines"],
    ],
    ["a negative quantity", received({ lines: [{ lineNo: "1", quantity: -1 }] }), ["return", "lines", "0", "quantity"]],
    [
      "a deduction of nothing",
      received({ deductions: [{ kind: "OTHER", amount: 0 }] }),
      ["return", "deductions", "0", "amount"],
    ],
    ["amounts beyond what JSON carries", received({}, { lines: [line, { ...line, lineNo: "2" }] }), ["order", "lines"]],
    ["too short a key", { ...received(), idempotencyKey: "1234567" }, ["idempotencyKey"]],
    ["a key with a blank", { ...received(), idempotencyKey: "12345678 9" }, ["idempotencyKey"]],
  ];
  it.each(FAULTS)("refuses %s at the door", async (_, input, field) => {
    const { userErrors } = await collect(input);
    expect(userErrors).toMatchObject([{ code: "INVALID_INPUT", field }]);
    expect(JSON.stringify(userErrors)).not.toContain("honggildong");
  });
});

it("refundPreview shows what returnCollect would do, and stores nothing", async () => {
  const input = received();
  await collect(input);
  const PREVIEW = `query ($input: RefundPreviewInput!) { refundPreview(input: $input) { ${ERRORS} legs {
    paymentNo needsApproval dueOn amount { amount currencyCode } parts { vat { amount } } lines { lineNo amount { amount } } deductions { kind amount { amount } } blockedReasons { code } payment { reserved { total { amount } } } } } }`;
  const wanted = {
    orderNo: input.order.orderNo,
    lines: [{ lineNo: "1", quantity: 2 }],
    deductions: [{ kind: "RETURN_SHIPPING", amount: 2_500 }],
  };
  expect(await dataOf(t, PREVIEW, { input: wanted })).toMatchObject({
    refundPreview: {
      userErrors: [],
      legs: [
        {
          paymentNo: "1",
          needsApproval: false,
          amount: { amount: 17_500, currencyCode: "KRW" },
          lines: [{ lineNo: "1", amount: { amount: 20_000 } }],
          deductions: [{ kind: "RETURN_SHIPPING", amount: { amount: 2_500 } }],
          blockedReasons: [],
          payment: { reserved: { total: { amount: 10_000 } } },
        },
      ],
    },
  });
  expect(await dataOf(t, PREVIEW, { input: { ...wanted, orderNo: "none" } })).toMatchObject({
    refundPreview: { legs: null, userErrors: [{ code: "NOT_FOUND", field: ["orderNo"] }] },
  });
});

it("refundsRequest answers one result per refund, in order, each by itself", async () => {
  const [good, stale, changed] = [
    await collectedReturn(t, 5_000),
    await collectedReturn(t, 6_000),
    await collectedReturn(t, 7_000),
  ];
  const none = "0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee";
  const wanted = (id: string, expectedRefundableAmount: number, expectedVersion = 1) => ({
    id,
    expectedVersion,
    expectedRefundableAmount,
  });
  const input = {
    refunds: [
      wanted(none, 1),
      wanted(good.refund.id.toUpperCase(), 5_000),
      wanted(stale.refund.id, 6_000, 9),
      wanted(changed.refund.id, 6_999),
    ],
    idempotencyKey: key(),
  };
  const ask = (asked: object) =>
    mutate<{ results: { replayed: boolean }[] }>(
      t,
      "refundsRequest",
      asked,
      `userErrors { code } results { refundId replayed refund { status gatewayPhase } ${ERRORS} }`,
    );
  expect(await ask(input)).toMatchObject({
    userErrors: [],
    results: [
      { refundId: none, refund: null, userErrors: [{ code: "NOT_FOUND" }] },
      {
        refundId: good.refund.id,
        replayed: false,
        refund: { status: "REFUND_REQUESTED", gatewayPhase: "SUBMITTING" },
        userErrors: [],
      },
      {
        userErrors: [
          {
            __typename: "VersionConflict",
            currentVersion: 1,
            currentState: "returnCollected",
            changedBy: "return-service",
            field: ["refunds", "2", "expectedVersion"],
          },
        ],
      },
      {
        userErrors: [
          {
            code: "REFUNDABLE_AMOUNT_CHANGED",
            refundableAmount: 7_000,
            field: ["refunds", "3", "expectedRefundableAmount"],
          },
        ],
      },
    ],
  });
  expect((await ask(input)).results.map(({ replayed }) => replayed)).toEqual([true, true, true, true]);
  const twice = { ...input, refunds: [input.refunds[1], input.refunds[1]], idempotencyKey: key() };
  expect(await ask(twice)).toMatchObject({ results: [], userErrors: [{ code: "INVALID_INPUT" }] });
});

it("a refund above the limit is declined, requested again and approved", async () => {
  const { refund } = await collectedReturn(t, 1_500_000);
  await request(t, refund);
  const decide = (mutation: string, input: object, by = APPROVER) =>
    mutate(t, mutation, input, `replayed refund { status gatewayPhase requestedBy approvedBy version } ${ERRORS}`, by);
  const one = (expectedVersion: number) => ({ id: refund.id, expectedVersion, idempotencyKey: key() });
  expect(await decide("refundDecline", { ...one(2), reasonCode: "kim said no" })).toMatchObject({
    refund: null,
    userErrors: [{ code: "INVALID_INPUT", field: ["reasonCode"] }],
  });
  expect(await decide("refundDecline", { ...one(2), reasonCode: "WRONG_AMOUNT", memo: "다시 확인" })).toMatchObject({
    refund: { status: "RETURN_COLLECTED", requestedBy: null, version: 3 },
    userErrors: [],
  });
  await request(t, refund);
  const both = { ...APPROVER, subject: OPERATOR.subject };
  expect(await decide("refundApprove", one(4), both)).toMatchObject({
    refund: null,
    userErrors: [{ code: "SAME_PERSON" }],
  });
  expect(await decide("refundApprove", one(4))).toMatchObject({
    refund: { gatewayPhase: "SUBMITTING", approvedBy: APPROVER.subject },
    userErrors: [],
  });
  expect(await decide("refundCancel", { ...one(5), reason: "NOT_OWED" }, OPERATOR)).toMatchObject({
    userErrors: [
      { __typename: "StateConflict", currentState: "refundRequested.submitting", event: "CANCEL", refundId: refund.id },
    ],
  });
  expect(await decide("refundRetry", one(5), OPERATOR)).toMatchObject({
    userErrors: [{ code: "REFUND_STATE_CONFLICT" }],
  });
  const resolve = { ...one(5), outcome: "NOT_REFUNDED", evidence: "콘솔에서 확인" };
  expect(await mutate(t, "refundResolveUnknown", resolve, `confirmed statementId ${ERRORS}`)).toMatchObject({
    confirmed: false,
    statementId: null,
    userErrors: [{ code: "REFUND_STATE_CONFLICT" }],
  });
});

it("a return is withdrawn, a payment is captured", async () => {
  const input = received();
  await collect(input);
  const withdraw = { returnNo: input.return.returnNo, idempotencyKey: key() };
  const WITHDRAWN = `replayed ${ERRORS} return { refundStatus withdrawnAt refunds { status cancelReason } }`;
  expect(await mutate(t, "returnWithdraw", withdraw, WITHDRAWN, RETURN_SERVICE)).toMatchObject({
    userErrors: [],
    return: { refundStatus: "WITHDRAWN", refunds: [{ status: "CANCELLED", cancelReason: "NOT_OWED" }] },
  });
  const paid = [{ amount: 8_000, captureState: "AUTHORISED" as const }];
  const order = orderFacts(paid);
  await payAtGateway(t, order, paid);
  const { gatewayPaymentId } = (await collectedReturn(t, paid)) as { gatewayPaymentId: string };
  const report = (id: string) => {
    const captured = { gateway: "PORTONE_V2", gatewayPaymentId: id, idempotencyKey: key() };
    return mutate(t, "paymentCaptureReport", captured, `payment { captureState } ${ERRORS}`, RETURN_SERVICE);
  };
  expect(await report(gatewayPaymentId)).toMatchObject({ payment: { captureState: "CAPTURED" }, userErrors: [] });
  expect(await report("none")).toMatchObject({ payment: null, userErrors: [{ code: "NOT_FOUND" }] });
});

it("an amount that is no whole number never reaches a use case", async () => {
  const input = received({ lines: [{ lineNo: "1", quantity: 1, amount: 0.5 }] });
  const { data, errors } = await ask(t, mutationOf("returnCollect", COLLECTED), { input }, { by: RETURN_SERVICE });
  expect(data).toBeUndefined();
  expect(errors?.[0]?.message).toContain("MinorUnits must be a whole number");
});
