/** Payments as a shop's checkout sends them to a gateway: what several gateways take under the same names. */
import { lasting, type Troubles } from "./behaviour.js";
import type { SeedPayment } from "./facts.js";

export const checkoutFacts = <F>(payment: SeedPayment, troubles: Troubles<F>) => ({
  id: payment.gatewayPaymentId,
  paidAt: payment.paidAt.toISOString(),
  ...lasting(troubles, payment.turn),
});

/** Before discounts, divided for the tax office. */
export const amountFacts = ({ amount, taxFree, vat }: SeedPayment) => ({
  total: amount,
  taxFree,
  ...(vat !== null && { vat }),
});

/** PortOne's, in either version. */
export const portoneFacts = <F>(payment: SeedPayment, troubles: Troubles<F>) => {
  const { paidByCustomer, atGateway } = payment;
  const { pgProvider, orderName } = atGateway;
  return {
    ...checkoutFacts(payment, troubles),
    amount: { ...amountFacts(payment), ...(paidByCustomer !== null && { paid: paidByCustomer }) },
    orderName,
    ...(pgProvider !== null && { pgProvider }),
  };
};
