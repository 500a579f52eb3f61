/** Tells every sandbox of its payments, as the shop's checkout had, and how it is to behave when they are cancelled. */
import type { EbpControl } from "../../sandbox/ebp/control.js";
import type { IamportV1Control } from "../../sandbox/iamport-v1/control.js";
import type { PortoneV2Control } from "../../sandbox/portone-v2/control.js";
import type { TossPayControl } from "../../sandbox/toss-pay/control.js";
import { EBP_TROUBLES, ebpFacts } from "./at-ebp.js";
import { IAMPORT_V1_TROUBLES, iamportV1Facts } from "./at-iamport-v1.js";
import { PORTONE_V2_TROUBLES, portoneV2Facts } from "./at-portone-v2.js";
import { TOSS_PAY_TROUBLES, tossPayFacts } from "./at-toss-pay.js";
import { openAt } from "./behaviour.js";
import { paymentsAt, type Seed, type SeedPayment } from "./facts.js";

export interface Controls {
  portoneV2: PortoneV2Control;
  iamportV1: IamportV1Control;
  tossPay: TossPayControl;
  ebp: EbpControl;
}

export async function openPayments(controls: Controls, orders: Seed): Promise<void> {
  const orderOf = new Map(orders.orders.flatMap((order) => order.payments.map((payment) => [payment, order] as const)));
  const { portoneV2, iamportV1, tossPay, ebp } = controls;
  const factsAtEbp = (payment: SeedPayment) => ebpFacts(payment, orderOf.get(payment)!);
  await Promise.all([
    openAt(portoneV2, paymentsAt(orders, "PORTONE_V2"), portoneV2Facts, PORTONE_V2_TROUBLES),
    openAt(iamportV1, paymentsAt(orders, "IAMPORT_V1"), iamportV1Facts, IAMPORT_V1_TROUBLES),
    openAt(tossPay, paymentsAt(orders, "TOSS_PAY"), tossPayFacts, TOSS_PAY_TROUBLES),
    openAt(ebp, paymentsAt(orders, "EBP"), factsAtEbp, EBP_TROUBLES),
  ]);
}
