/** Tells the sandbox of the story's payments, as the shop's checkout had, and how it is to behave when they are cancelled. */
import { PortoneV2Control, type PaymentFacts } from "../../sandbox/portone-v2/control.js";
import type { Method, Story, StoryPayment } from "./facts.js";

/** PortOne's own names. The sandbox has no gift certificates of its own; like them, easy pay is cancelled in parts. */
const METHOD_AT_GATEWAY: Readonly<Record<Method, PaymentFacts["method"]>> = {
  CARD: "card",
  EASY_PAY: "easyPay",
  BANK_TRANSFER: "transfer",
  VIRTUAL_ACCOUNT: "virtualAccount",
  MOBILE: "mobile",
  GIFT_CERTIFICATE: "easyPay",
};

export function gatewayFacts(payment: StoryPayment): PaymentFacts {
  const { paid, ...circumstances } = payment.atGateway;
  return {
    id: payment.gatewayPaymentId,
    amount: {
      total: payment.amount,
      taxFree: payment.taxFree,
      ...(payment.vat !== null && { vat: payment.vat }),
      ...(paid !== undefined && { paid }),
    },
    method: METHOD_AT_GATEWAY[payment.method],
    paidAt: payment.paidAt.toISOString(),
    ...(payment.behaviour?.lasts === "ALWAYS" && { behaviour: payment.behaviour.fault }),
    ...circumstances,
  };
}

/** May be told again after a killed start: payments are opened once, and faults planned before are forgotten first. */
export async function tellGateway(control: PortoneV2Control, story: Story): Promise<void> {
  const payments = story.orders.flatMap((order) => order.payments);
  await control.createPayments(payments.map(gatewayFacts));
  await control.clearFaults();
  for (const { gatewayPaymentId, behaviour } of payments) {
    if (behaviour?.lasts !== "ONCE") continue;
    await control.planFault({ hits: "cancel", paymentId: gatewayPaymentId, fault: behaviour.fault });
  }
}
