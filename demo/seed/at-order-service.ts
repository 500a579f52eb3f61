/** The story as the shop's own order service knows it: who had how many points (적립금) and deposits (예치금), and what orders spent. */
import type {
  AccountFacts,
  Behaviour,
  OrderServiceControl,
  PaymentFacts,
} from "../../sandbox/order-service/control.js";
import { always, faultsOnce, lasting, once, SLOW_MS, type Troubles } from "./behaviour.js";
import { paymentsAt, type Seed, type SeedOrder, type SeedPayment } from "./facts.js";

type Fault = Behaviour | { kind: "LOSE_REPORT"; arrives: boolean };

/** Slots of twenty like the gateways', but only what this service can do. */
export const ORDER_SERVICE_TROUBLES: Troubles<Fault> = {
  of: 20,
  stride: 7,
  list: [
    once({ kind: "LOSE_REPORT", arrives: false }),
    always({ kind: "SLOW", ms: SLOW_MS }),
    always({ kind: "REFUSE", reason: "탈퇴 신청 중인 회원의 적립금·예치금입니다." }),
    once({ kind: "LOSE_REPORT", arrives: true }),
  ],
};

/** The balance the customer has left after the order. */
const LEFT_OVER = 1_000;

/** An account is one customer's points, or one customer's deposit. */
const accountOf = ({ method }: SeedPayment, { customer }: SeedOrder): string => `${method}-${customer.id}`;

export const accountFacts = (payment: SeedPayment, order: SeedOrder): AccountFacts => ({
  id: accountOf(payment, order),
  kind: payment.method === "DEPOSIT" ? "DEPOSIT" : "POINTS",
  balance: payment.amount + LEFT_OVER,
});

export const spentFacts = (payment: SeedPayment, order: SeedOrder): PaymentFacts => ({
  id: payment.gatewayPaymentId,
  accountId: accountOf(payment, order),
  amount: payment.amount,
  ...(lasting(ORDER_SERVICE_TROUBLES, payment.turn) as Pick<PaymentFacts, "behaviour">),
});

/** May be told again after a killed start. */
export async function openCreditAccounts(control: OrderServiceControl, orders: Seed): Promise<void> {
  const done = orders.orders.flatMap((order) =>
    order.payments.filter(({ gateway }) => gateway === "MERCHANT_LEDGER").map((payment) => ({ payment, order })),
  );
  await control.openAccounts(done.map(({ payment, order }) => accountFacts(payment, order)));
  await control.createPayments(done.map(({ payment, order }) => spentFacts(payment, order)));
  await control.clearFaults();
  const payments = paymentsAt(orders, "MERCHANT_LEDGER");
  for (const plan of faultsOnce(ORDER_SERVICE_TROUBLES, payments)) await control.planFault(plan);
}
