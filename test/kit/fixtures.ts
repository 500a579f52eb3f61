/** Little stories tests begin with: an order that was paid and came back, told as a return service would tell it. */
import { randomUUID } from "node:crypto";
import type { Principal } from "../../src/access/principal.js";
import { SCOPES, type Role } from "../../src/access/permission.js";
import type { RefundAccount } from "../../src/gateways/port.js";
import { won } from "../../src/money/minor-units.js";
import type { OrderFacts, OrderLineFacts, PaymentFacts } from "../../src/orders/facts.js";
import { collectReturn } from "../../src/refund/commands/collect-return.js";
import type { ReturnFacts } from "../../src/refund/commands/create-return.js";
import { Refund } from "../../src/refund/record/refund.entity.js";
import { requestRefunds } from "../../src/refund/commands/request-refunds.js";
import { refundableFor } from "../../src/refund/eligibility/load-facts.js";
import type { Outcome } from "../../src/problem.js";
import { Secret } from "../../src/secret.js";
import type { PaymentFacts as SandboxPayment } from "../../sandbox/portone-v2/control.js";
import type { TestService } from "./test-service.js";

export const key = (): string => randomUUID();

export const person = (subject: string, ...roles: Role[]): Principal => ({
  subject,
  name: subject,
  kind: "PERSON",
  roles,
  scopes: [],
  grants: [],
  expiresAt: new Date("2099-01-01T00:00:00Z"),
});

export const OPERATOR = person("kim.operator", "refund-operator");
export const APPROVER = person("lee.approver", "approver");
export const RETURN_SERVICE: Principal = { ...person("return-service", "service"), kind: "SERVICE", scopes: SCOPES };

export interface Paid {
  amount: number;
  taxFree?: number;
  vat?: number;
  captureState?: PaymentFacts["captureState"];
  gateway?: PaymentFacts["gateway"];
  gatewayPaymentId?: string;
  method?: PaymentFacts["method"];
  provider?: PaymentFacts["provider"];
  walletSource?: PaymentFacts["walletSource"];
  promotion?: PaymentFacts["promotion"];
  paidByCustomer?: number;
  paidAt?: Date;
  /** What the sandbox is told beside the amounts: a lasting fault, a promotion … */
  atGateway?: Partial<SandboxPayment>;
}

export interface Sold {
  amount: number;
  quantity?: number;
  taxCategory?: OrderLineFacts["taxCategory"];
}

/** The item of an order's line as the shop registered it with EBP: neither is our line number. */
export const itemOf = (lineNo: number): { itemId: string; seq: number } => ({
  itemId: `P00${lineNo}`,
  seq: lineNo,
});

let count = 0;

/** Facts of an order; by default one taxable line for the whole of one payment. */
export function orderFacts(paid: Paid[], sold?: Sold[]): OrderFacts {
  count += 1;
  const orderNo = `O-${process.pid}-${count}-${randomUUID().slice(0, 8)}`;
  const byItem = paid.some(({ gateway }) => gateway === "EBP");
  const total = paid.reduce((sum, p) => sum + p.amount, 0);
  return {
    orderNo,
    currency: "KRW",
    // Of each order another: what one customer gets back in a day is looked at together.
    customerId: new Secret(`honggildong${orderNo}`),
    customerName: new Secret("홍길동"),
    payments: paid.map(({ amount, taxFree = 0, vat, captureState = "CAPTURED", ...received }, index) => ({
      paymentNo: String(index + 1),
      gateway: received.gateway ?? "PORTONE_V2",
      gatewayPaymentId: received.gatewayPaymentId ?? `pay-${orderNo}-${index + 1}`,
      method: received.method ?? "CARD",
      provider: received.provider ?? null,
      walletSource: received.walletSource,
      promotion: received.promotion ?? "RELEASE",
      paidByCustomer: received.paidByCustomer === undefined ? null : won(received.paidByCustomer),
      captureState,
      paidAt: received.paidAt ?? new Date("2031-02-20T03:00:00.000Z"),
      amount: won(amount),
      taxFree: won(taxFree),
      serviceFee: won(0),
      vat: vat === undefined ? null : won(vat),
    })),
    lines: (sold ?? [{ amount: total }]).map(({ amount, quantity = 1, taxCategory = "TAXABLE" }, index) => ({
      lineNo: String(index + 1),
      kind: "PHYSICAL",
      taxCategory,
      name: `상품 ${index + 1}`,
      ...(byItem && itemOf(index + 1)),
      quantity,
      amount: won(amount),
    })),
  };
}

/** Tells the sandbox of an order's payments, as the checkout had. */
export async function payAtGateway(t: TestService, order: OrderFacts, paid: Paid[]): Promise<void> {
  const atPortone = order.payments.flatMap((payment, index) =>
    payment.gateway === "PORTONE_V2" ? [{ payment, index }] : [],
  );
  if (atPortone.length === 0) return;
  await t.sandbox.createPayments(
    atPortone.map(({ payment, index }) => ({
      id: payment.gatewayPaymentId,
      amount: { total: payment.amount, taxFree: payment.taxFree, ...(payment.vat !== null && { vat: payment.vat }) },
      paidAt: payment.paidAt.toISOString(),
      ...paid[index]?.atGateway,
    })),
  );
}

let returns = 0;
export const returnFacts = (over: Partial<ReturnFacts> = {}): ReturnFacts => {
  returns += 1;
  return {
    returnNo: `R-${process.pid}-${returns}-${randomUUID().slice(0, 8)}`,
    collectedAt: new Date("2031-03-02T05:00:00.000Z"),
    lines: [{ lineNo: "1", quantity: 1, amount: null }],
    deductions: [],
    ...over,
  };
};

const atMost = (at: Date, latest: Date): Date => (at < latest ? at : latest);

/** At a service whose clock stands earlier, the goods are back now, and were paid for now. */
const notBefore = (t: TestService, facts: ReturnFacts): ReturnFacts => ({
  ...facts,
  collectedAt: atMost(facts.collectedAt, t.clock.now()),
});
const paidBefore = (t: TestService, order: OrderFacts): OrderFacts => ({
  ...order,
  payments: order.payments.map((payment) => ({ ...payment, paidAt: atMost(payment.paidAt, t.clock.now()) })),
});

export async function refundsOfReturn(t: TestService, returnId: string | null): Promise<Refund[]> {
  return t.context.root.fork().find(Refund, { returnId }, { orderBy: { id: "asc" } });
}

/** A paid order of which everything came back: its refunds, one per payment. */
export async function collectedReturn(
  t: TestService,
  paid: Paid[] | number,
  over: { sold?: Sold[]; return?: Partial<ReturnFacts>; refundAccount?: RefundAccount } = {},
): Promise<{ order: OrderFacts; returnId: string; refunds: Refund[]; refund: Refund; gatewayPaymentId: string }> {
  const payments = typeof paid === "number" ? [{ amount: paid }] : paid;
  const order = paidBefore(t, orderFacts(payments, over.sold));
  await payAtGateway(t, order, payments);
  const { outcome } = await collectReturn(t.context, RETURN_SERVICE, {
    order,
    return: { ...notBefore(t, returnFacts({ refundAccount: over.refundAccount })), ...over.return },
    idempotencyKey: key(),
  });
  if (!outcome.ok) throw new Error(`the story does not hold: ${JSON.stringify(outcome.problem)}`);
  const { returnId } = outcome.value;
  const refunds = await refundsOfReturn(t, returnId);
  return {
    order,
    returnId,
    refunds,
    refund: refunds[0] as Refund,
    gatewayPaymentId: order.payments[0]?.gatewayPaymentId ?? "",
  };
}

/** The refund as the database has it now. */
export const now = (t: TestService, { id }: Pick<Refund, "id">): Promise<Refund> =>
  t.context.root.fork().findOneOrFail(Refund, id);

/** An operator requests a refund, as the page shows it now. */
export async function request(t: TestService, { id }: Pick<Refund, "id">, by = OPERATOR, idempotencyKey = key()) {
  const em = t.context.root.fork();
  const refund = await em.findOneOrFail(Refund, id);
  const bulk = await requestRefunds(t.context, by, {
    refunds: [{ id, expectedVersion: refund.version, expectedRefundableAmount: await refundableFor(em, refund) }],
    idempotencyKey,
  });
  if (!bulk.ok) return { outcome: bulk, replayed: false };
  return bulk.value[0]!.answered;
}

/** The same, and every job that is due by then is run: where nothing is in the way, the refund is sent. */
export async function requestAndDrain(t: TestService, refund: Pick<Refund, "id">, by = OPERATOR) {
  const answered = await request(t, refund, by);
  await t.drain();
  return answered;
}

export interface Balance {
  amount: number;
  refundedAtGateway: number;
  refundedByHand: number;
  reserved: number;
  reversed: number;
  excess: number;
}

/** The totals of a payment's balance. */
export async function balanceOf(t: TestService, paymentId: string): Promise<Balance> {
  const [row] = await t.rows<Record<string, string>>(
    `select amount_total, refunded_at_gateway_total, refunded_by_hand_total, reserved_total, reversed_total, excess_total from payment where id = ?`,
    [paymentId],
  );
  const number = (name: string) => Number(row?.[name]);
  return {
    amount: number("amount_total"),
    refundedAtGateway: number("refunded_at_gateway_total"),
    refundedByHand: number("refunded_by_hand_total"),
    reserved: number("reserved_total"),
    reversed: number("reversed_total"),
    excess: number("excess_total"),
  };
}

/** What the gateway's own ledger says has been cancelled of a payment. */
export async function cancelledAtGateway(t: TestService, gatewayPaymentId: string): Promise<number> {
  const cancellations = await t.sandbox.cancellationsOf(gatewayPaymentId);
  return cancellations.filter((c) => c.status === "SUCCEEDED").reduce((sum, c) => sum + c.total, 0);
}

/** The states a refund has been in, oldest first. */
export async function pathOf(t: TestService, { id }: Pick<Refund, "id">): Promise<string[]> {
  const rows = await t.rows<{ to_state: string }>(
    `select to_state from refund_history where refund_id = ? order by sequence`,
    [id],
  );
  return rows.map((row) => row.to_state.replace("refundRequested.", ""));
}

/** A return told of an order; what the return service is answered. */
export const reportReturn = (
  t: TestService,
  order: OrderFacts,
  received: Partial<ReturnFacts> = {},
  { by = RETURN_SERVICE, idempotencyKey = key() } = {},
) => collectReturn(t.context, by, { order, return: returnFacts(received), idempotencyKey });

/** What was answered, or the problem's code: short enough to compare. */
export const codeOf = ({ outcome }: { outcome: Outcome<unknown> }): string =>
  outcome.ok ? "ok" : outcome.problem.code;

/** Tables that take notes of having been asked, whatever came of it. */
const NOTES = ["idempotency_key", "gateway_circuit"];

/** Every row of every business table as text, so that two moments can be compared. */
export async function everyRow(t: TestService): Promise<Record<string, string[]>> {
  const tables = await t.rows<{ name: string }>(
    `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );
  const dump: Record<string, string[]> = {};
  for (const { name } of tables) {
    if (NOTES.includes(name)) continue;
    const rows = await t.rows<{ row: string }>(`select x::text as row from "${name}" x order by 1`);
    dump[name] = rows.map(({ row }) => row);
  }
  return dump;
}

/** Does something that must leave every row as it is; what was answered. */
export async function changingNothing<Answer>(t: TestService, act: () => Promise<Answer>): Promise<Answer> {
  const before = await everyRow(t);
  const answer = await act();
  expect(await everyRow(t)).toEqual(before);
  return answer;
}
