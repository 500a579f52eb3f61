/** The story as i'mport (PortOne V1) knows it: an older shop of the same seller whose checkout was never moved to V2. */
import type { FaultInput, PaymentFacts } from "../../sandbox/iamport-v1/control.js";
import type { ProviderName, PaymentMethod } from "../../src/gateways/port.js";
import { always, once, SLOW_MS, SOON_MS, type Troubles } from "./behaviour.js";
import { portoneFacts } from "./checkout.js";
import type { SeedPayment } from "./facts.js";

/** As V1 writes its PGs. Each wants the bank of a refund account in a format of its own. */
export const PROVIDER_OF: Readonly<Record<string, ProviderName>> = {
  kcp: "KCP",
  html5_inicis: "INICIS",
  nice_v2: "NICE_V2",
  tosspayments: "TOSS_PAYMENTS",
  naverpay: "NAVER_PAY",
  danal: "DANAL",
};

export const PGS: Readonly<Partial<Record<PaymentMethod, readonly string[]>>> = {
  CARD: ["kcp", "html5_inicis", "nice_v2", "tosspayments"],
  EASY_PAY: ["naverpay"],
  BANK_TRANSFER: ["tosspayments"],
  VIRTUAL_ACCOUNT: ["kcp", "html5_inicis"],
  MOBILE: ["danal"],
};

const METHOD_AT_GATEWAY: Readonly<Partial<Record<PaymentMethod, PaymentFacts["method"]>>> = {
  CARD: "card",
  EASY_PAY: "point",
  BANK_TRANSFER: "trans",
  VIRTUAL_ACCOUNT: "vbank",
  MOBILE: "phone",
};

/** i'mport's code for what a PG refuses. */
const PG_SAYS_NO = -1;

export const IAMPORT_V1_TROUBLES: Troubles<FaultInput> = {
  of: 20,
  stride: 7,
  list: [
    always({ kind: "REFUSE", code: PG_SAYS_NO, message: "[CARD_CLOSED] 해지된 카드라 취소가 거절되었습니다." }),
    once({ kind: "LOSE_ANSWER_AFTER_EFFECT" }),
    // Its token has just ended: the service fetches another and sends the same call again.
    once({ kind: "UNAUTHORIZED" }),
    always({ kind: "PENDING", delayMs: SOON_MS, outcome: "SUCCEEDED" }),
    once({ kind: "LOSE_ANSWER_BEFORE_EFFECT" }),
    always({ kind: "SLOW", ms: SLOW_MS, effect: "AFTER_WAIT" }),
    once({ kind: "HTML", effect: true }),
  ],
};

export const iamportV1Facts = (payment: SeedPayment): PaymentFacts => ({
  ...portoneFacts(payment, IAMPORT_V1_TROUBLES),
  method: METHOD_AT_GATEWAY[payment.method],
  // 가상계좌 특약: signed with both PGs this shop gives virtual accounts of.
  ...(payment.method === "VIRTUAL_ACCOUNT" && { refundContract: true }),
});
