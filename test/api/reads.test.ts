/** What the API answers about refunds that really lived: values, masks, permissions, and how many statements it takes. */
import { Permission } from "../../src/access/permission.js";
import { cancelRefund } from "../../src/refund/commands/cancel-refund.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { APPROVER, collectedReturn, key, OPERATOR, person, request, RETURN_SERVICE } from "../kit/fixtures.js";
import { availableActionsOf, readRefund, mutate, ask, countStatements, dataOf, errorOf } from "./ask.js";
import { requestedReturn } from "../refund/ledgers.js";

const t = sharedTestService();

const ACCOUNTANT = person("park.books", "accountant");
const ANALYST = person("choi.data", "analyst");

describe("a refund", () => {
  it("is told with everything that hangs on it", async () => {
    const { refund, refunds, order, returnId } = await collectedReturn(t, [{ amount: 30_000 }, { amount: 12_000 }], {
      sold: [{ amount: 40_000, quantity: 4 }, { amount: 2_000 }],
      return: {
        lines: [
          { lineNo: "1", quantity: 4, amount: null },
          { lineNo: "2", quantity: 1, amount: null },
        ],
        deductions: [{ kind: "RETURN_SHIPPING", amount: 3_000 as never }],
      },
    });
    const { refund: received } = await dataOf<{ refund: Record<string, never> }>(
      t,
      `query ($id: ID!) {
        refund(id: $id) {
          refundNo status gatewayPhase version overdue dueOn createdAt
          amount { amount currencyCode } refundableAmount { amount }
          parts { total { amount } taxable { amount } vat { amount } taxFree { amount } serviceFee { amount } }
          lines { lineNo name quantity amount { amount } orderLine { quantity returnedQuantity reserved { amount } } }
          deductions { kind amount { amount } }
          payment { gatewayPaymentId reserved { total { amount } } refundable { amount } cancellations { id } refunds { id } }
          order { orderNo customerId customerName payments { paymentNo } lines { lineNo } returns { id } refunds { id } }
          return { id returnNo refundStatus lines { lineNo quantity } deductions { amount { amount } } refunds { id } }
          attempts { id } openStatement { id } predecessor { id } successor { id }
          availableActions blockedReasons { code }
          history(first: 10) { totalCount { count precision } edges { node { sequence from to event cause actor hash } } }
        }
      }`,
      { id: refund.id },
    );
    expect(received).toMatchObject({
      refundNo: refund.refundNo,
      status: "RETURN_COLLECTED",
      gatewayPhase: null,
      version: 1,
      overdue: false,
      dueOn: "2031-03-05",
      createdAt: "2031-03-03T01:00:00.000Z",
      amount: { amount: refund.amount.total, currencyCode: "KRW" },
      refundableAmount: { amount: 30_000 },
      order: { orderNo: order.orderNo, customerId: "ho***", customerName: "홍*동" },
      return: { id: returnId, refundStatus: "AWAITING", deductions: [{ amount: { amount: 3_000 } }] },
      attempts: [],
      openStatement: null,
      predecessor: null,
      successor: null,
      availableActions: ["REQUEST", "CANCEL", "LOWER_AMOUNT"],
      blockedReasons: [],
      history: {
        totalCount: { count: 1, precision: "EXACT" },
        edges: [
          {
            node: {
              sequence: 1,
              from: null,
              to: "RETURN_COLLECTED",
              event: "CREATED",
              cause: "SERVICE",
              actor: "return-service",
            },
          },
        ],
      },
    });
    const { parts, lines, deductions } = received as unknown as {
      parts: Record<string, { amount: number }>;
      lines: { lineNo: string; quantity: number; amount: { amount: number } }[];
      deductions: { amount: { amount: number } }[];
    };
    expect(parts["taxable"]!.amount + parts["vat"]!.amount).toBe(parts["total"]!.amount);
    expect(lines.map(({ lineNo, quantity }) => [lineNo, quantity])).toEqual([
      ["1", 4],
      ["2", 1],
    ]);
    const sum = (of: { amount: { amount: number } }[]) => of.reduce((total, each) => total + each.amount.amount, 0);
    expect(sum(lines) - sum(deductions)).toBe(refund.amount.total);
    const ids = refunds.map(({ id }) => ({ id }));
    expect(received).toMatchObject({
      order: { refunds: ids },
      return: { refunds: ids },
      payment: { refunds: [{ id: refund.id }] },
    });
  });

  it("shows its attempt, the effect and the exchange once it was paid", async () => {
    const { refund, gatewayPaymentId } = await requestedReturn(t, 15_000);
    const { refundByNo } = await dataOf<{ refundByNo: Record<string, never> }>(
      t,
      `query ($no: String!) {
        refundByNo(refundNo: $no) {
          status requestedBy completedAt paidToCustomer { amount } availableActions
          attempts { sequence status amount { amount } exchange { method path status requestBody responseBody error } }
          payment { refundedAtGateway { total { amount } } cancellations { cause attemptId amount { total { amount } } } }
          history(last: 1) { edges { node { to event } } pageInfo { hasPreviousPage } }
        }
      }`,
      { no: refund.refundNo },
    );
    expect(refundByNo).toMatchObject({
      status: "COMPLETED",
      requestedBy: OPERATOR.subject,
      availableActions: ["RECORD_REVERSAL"],
      attempts: [
        { sequence: 1, status: "SUCCEEDED", amount: { amount: 15_000 }, exchange: { method: "POST", error: null } },
      ],
      payment: {
        refundedAtGateway: { total: { amount: 15_000 } },
        cancellations: [{ cause: "API", amount: { total: { amount: 15_000 } } }],
      },
      history: {
        edges: [{ node: { to: "COMPLETED", event: "GATEWAY_SUCCEEDED" } }],
        pageInfo: { hasPreviousPage: true },
      },
    });
    const [{ exchange }] = refundByNo["attempts"] as unknown as [{ exchange: { path: string; requestBody: string } }];
    expect(exchange.path).toContain(encodeURIComponent(gatewayPaymentId));
    expect(JSON.parse(exchange.requestBody)).toMatchObject({ amount: 15_000 });
  });

  it("says what is possible to each who asks, as the request would", async () => {
    const { refund } = await collectedReturn(t, [{ amount: 1_500_000 }]);
    await request(t, refund);
    expect(await availableActionsOf(t, refund, OPERATOR)).toEqual(["CANCEL"]);
    expect(await availableActionsOf(t, refund, APPROVER)).toEqual(["APPROVE", "DECLINE"]);
    expect(await availableActionsOf(t, refund, { ...APPROVER, subject: OPERATOR.subject })).toEqual(["DECLINE"]);
    expect(await availableActionsOf(t, refund, ANALYST)).toEqual([]);
  });

  it("is found from its successor and back", async () => {
    const { refund } = await collectedReturn(t, 9_000);
    await cancelRefund(t.context, OPERATOR, {
      id: refund.id,
      expectedVersion: 1,
      idempotencyKey: key(),
      reason: "REOPEN_LATER",
      memo: null,
    });
    const REOPENED = `refund { id predecessor { id successor { id } availableActions } } userErrors { code }`;
    const input = { id: refund.id, expectedVersion: 2, idempotencyKey: key() };
    const reopened = await mutate<{ refund: { id: string }; userErrors: [] }>(t, "refundReopen", input, REOPENED);
    expect(reopened.userErrors).toEqual([]);
    expect(reopened.refund).toMatchObject({
      predecessor: { id: refund.id, successor: { id: reopened.refund.id }, availableActions: [] },
    });
    const refused = `refund { id } userErrors { code ... on HasSuccessor { successorId successorNo } }`;
    expect(await mutate(t, "refundReopen", { ...input, idempotencyKey: key() }, refused)).toMatchObject({
      refund: null,
      userErrors: [{ code: "REFUND_ALREADY_REOPENED", successorId: reopened.refund.id }],
    });
  });

  it("says why it cannot be sent", async () => {
    const { refund } = await collectedReturn(t, [{ amount: 20_000, captureState: "AUTHORISED" }], {
      sold: [{ amount: 20_000, quantity: 2 }],
      return: { lines: [{ lineNo: "1", quantity: 1, amount: null }] },
    });
    const fields = `blockedReasons { code message } availableActions`;
    expect(await readRefund(t, refund, fields, { language: "ko" })).toEqual({
      blockedReasons: [{ code: "NOT_CAPTURED", message: "매입 전 결제는 전액 취소만 가능합니다." }],
      availableActions: ["CANCEL", "LOWER_AMOUNT"],
    });
  });
});

describe("statements", () => {
  it("a list with lines is two, whatever the size of the page; each nested kind is one more", async () => {
    for (let n = 0; n < 12; n += 1) await collectedReturn(t, 1_000 + n);
    const counter = await countStatements(t);
    const statements = (selection: string, first: number) =>
      counter.of(() =>
        dataOf(t, `{ refunds(first: ${first}) { edges { node { id ${selection} } } } }`, {}, { by: OPERATOR }),
      );
    const COST: [string, number][] = [
      ["amount { amount } status", 1],
      ["lines { lineNo amount { amount } }", 2],
      ["deductions { kind }", 2],
      ["payment { gateway }", 2],
      ["order { customerName }", 2],
      ["return { returnNo }", 2],
      ["history(first: 5) { edges { node { to } } }", 2],
      ["attempts { status }", 2],
      // None of them has been tried, so there is no exchange to ask for.
      ["attempts { exchange { path } }", 2],
      ["refundableAmount { amount }", 2],
      // The payments, what has happened on them at the gateway, and the gateways' rules.
      ["blockedReasons { code } availableActions", 4],
      ["refundableAmount { amount } blockedReasons { code } availableActions payment { gateway }", 4],
      [
        "lines { orderLine { quantity } } payment { cancellations { id } } order { lines { lineNo } } return { refunds { id } }",
        9,
      ],
    ];
    for (const [selection, cost] of COST) {
      for (const first of [2, 10]) {
        expect([selection, first, (await statements(selection, first)).length]).toEqual([selection, first, cost]);
      }
    }
    expect(
      await counter.of(() => dataOf(t, `{ refunds(first: 5) { totalCount { count } edges { node { id } } } }`)),
    ).toHaveLength(2);
    expect(
      await counter.of(() =>
        dataOf(t, `{ returnsAwaitingRefund(first: 10) { edges { node { id refunds { id lines { lineNo } } } } } }`),
      ),
    ).toHaveLength(3);
  });

  it("reads nothing that may not be read", async () => {
    const counter = await countStatements(t);
    expect(
      await counter.of(() =>
        ask(t, `{ refunds(first: 5) { edges { node { order { id } } } } }`, {}, { by: ACCOUNTANT }),
      ),
    ).toHaveLength(1);
    expect(
      await counter.of(() => ask(t, `{ refunds(first: 5) { edges { node { id } } } }`, {}, { by: null })),
    ).toHaveLength(0);
  });
});

describe("permissions", () => {
  it("asks for a token, then for the permission, in the caller's language", async () => {
    const query = "{ approvalsWaiting(first: 1) { edges { node { id } } } }";
    expect(await errorOf(t, query, {}, { by: null })).toMatchObject({ code: "UNAUTHENTICATED" });
    expect(await errorOf(t, query, {}, { by: person("nobody") })).toEqual({
      code: "FORBIDDEN",
      message:
        "This needs the permission for reading refunds, which these roles hold: refund operator, customer-service agent, accountant, approver, privacy officer, analyst.",
    });
    expect(await errorOf(t, query, {}, { by: person("nobody"), language: "ko" })).toEqual({
      code: "FORBIDDEN",
      message:
        "환불 조회 권한이 필요합니다. 권한이 있는 역할: 환불 운영자, 상담원, 회계 담당자, 승인자, 개인정보 보호책임자, 분석가.",
    });
  });

  it("of programs alone names their scopes", async () => {
    const query = `mutation { paymentCaptureReport(input: { gateway: PORTONE_V2, gatewayPaymentId: "1", idempotencyKey: "12345678" }) { replayed } }`;
    expect(await errorOf(t, query, {}, { language: "ko" })).toEqual({
      code: "FORBIDDEN",
      message: "매입 보고 권한이 필요합니다. 권한이 있는 프로그램: 정산 서비스.",
    });
    expect(await errorOf(t, query)).toMatchObject({
      message: "This needs the permission for reporting captures, which these programs hold: Settlement service.",
    });
  });

  it("takes no token past its end", async () => {
    const by = { ...OPERATOR, expiresAt: t.clock.now() };
    expect(await errorOf(t, "{ viewer { subject } }", {}, { by })).toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("gives the rest when one part may not be read", async () => {
    const { refund } = await collectedReturn(t, 5_000);
    const query = `query ($id: ID!) { refund(id: $id) { refundNo order { customerName } } }`;
    const { data, errors } = await ask(t, query, { id: refund.id }, { by: ACCOUNTANT });
    expect(data).toEqual({ refund: { refundNo: refund.refundNo, order: null } });
    expect(errors).toMatchObject([
      { path: ["refund", "order"], extensions: { code: "FORBIDDEN", permission: Permission.OrderRead } },
    ]);
  });

  it("shows raw exchanges to those who may resolve, to nobody else", async () => {
    const { refund } = await requestedReturn(t, 5_000);
    const query = `query ($id: ID!) { refund(id: $id) { attempts { exchange { method } } } }`;
    expect(await errorOf(t, query, { id: refund.id }, { by: ANALYST })).toMatchObject({ code: "FORBIDDEN" });
    expect(await dataOf(t, query, { id: refund.id }, { by: APPROVER })).toMatchObject({
      refund: { attempts: [{ exchange: { method: "POST" } }] },
    });
  });

  it("never shows the customer in clear, whatever is granted", async () => {
    const { order } = await collectedReturn(t, 5_000);
    const by = {
      ...OPERATOR,
      grants: ["PERSONAL_DATA_ID", "PERSONAL_DATA_NAME", "PERSONAL_DATA_ACCOUNT_NUMBER"],
    } as typeof OPERATOR;
    const query = `query ($no: String!) { order(orderNo: $no) { customerId customerName } }`;
    expect(await dataOf(t, query, { no: order.orderNo }, { by })).toEqual({
      order: { customerId: "ho***", customerName: "홍*동" },
    });
  });

  it("tells the viewer who they are", async () => {
    const { viewer } = await dataOf<{ viewer: { permissions: string[] } }>(
      t,
      "{ viewer { subject kind roles grants permissions expiresAt } }",
      {},
      { by: RETURN_SERVICE },
    );
    expect(viewer).toMatchObject({ subject: "return-service", kind: "SERVICE", roles: ["service"], grants: [] });
    expect(viewer.permissions).toContain("RETURN_COLLECT");
    expect(viewer.permissions).not.toContain("REFUND_REQUEST");
  });
});

describe("what cannot be meant", () => {
  const BAD: [string, string][] = [
    ["an id", `{ refund(id: "1 or 1=1") { id } }`],
    ["a payment's id", `{ payment(id: "") { id } }`],
    ["both id and number", `{ order(id: "0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee", orderNo: "O-1") { id } }`],
    ["neither", `{ order { id } }`],
    ["NUL in a number", `{ refundByNo(refundNo: "RF\\u0000") { id } }`],
    ["an empty number", `{ refundByNo(refundNo: "") { id } }`],
    ["two ends", `{ refunds(first: 1, last: 1) { edges { cursor } } }`],
    ["no end", `{ refunds { edges { cursor } } }`],
    ["too large a page", `{ returnsAwaitingRefund(first: 101) { edges { cursor } } }`],
    ["a foreign cursor", `{ refunds(first: 1, after: "abc") { edges { cursor } } }`],
    ["NUL in a filter", `{ refunds(first: 1, where: {orderNo: "a\\u0000b"}) { edges { cursor } } }`],
  ];
  it.each(BAD)("%s is bad input, not a fault", async (_, query) => {
    expect(await errorOf(t, query)).toMatchObject({ code: "BAD_USER_INPUT" });
  });

  it("what is not there is null", async () => {
    const id = "0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee";
    const query = `{ refund(id: "${id}") { id } payment(id: "${id}") { id } order(orderNo: "none") { id } refundByNo(refundNo: "none") { id } }`;
    expect(await dataOf(t, query)).toEqual({ refund: null, payment: null, order: null, refundByNo: null });
  });

  it("a mutation names each fault with its path", async () => {
    const input = { refunds: [{ id: "x", expectedVersion: 0, expectedRefundableAmount: 1 }], idempotencyKey: "short" };
    const answered = `results { refundId } userErrors { __typename code message field }`;
    expect(await mutate(t, "refundsRequest", input, answered)).toMatchObject({
      results: [],
      userErrors: [
        { __typename: "PlainUserError", code: "INVALID_INPUT", field: ["refunds", "0", "id"] },
        { code: "INVALID_INPUT", field: ["refunds", "0", "expectedVersion"] },
        { code: "INVALID_INPUT", field: ["idempotencyKey"] },
      ],
    });
  });

  it("a bad history cursor spoils no other page of the request", async () => {
    const { refund } = await collectedReturn(t, 5_000);
    const { data, errors } = await ask(
      t,
      `query ($id: ID!) { refund(id: $id) { good: history(first: 1) { edges { node { sequence } } } bad: history(first: 1, after: "abc") { edges { cursor } } } }`,
      { id: refund.id },
    );
    expect(data).toEqual({ refund: { good: { edges: [{ node: { sequence: 1 } }] }, bad: null } });
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
  });
});
