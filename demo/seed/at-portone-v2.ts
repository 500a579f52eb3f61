/** The story as PortOne V2 knows it: payments as the shop's checkout had made them, and how their cancels are met. */
import type { FaultInput, PaymentFacts } from "../../sandbox/portone-v2/control.js";
import type { ProviderName, PaymentMethod } from "../../src/gateways/port.js";
import { always, LATER_MS, once, SLOW_MS, SOON_MS, type Behaviour, type Troubles } from "./behaviour.js";
import { portoneFacts } from "./checkout.js";
import type { SeedPayment } from "./facts.js";

/** PortOne's own names of its channels' modules. */
export const PROVIDER_OF: Readonly<Record<string, ProviderName>> = {
  TOSSPAYMENTS: "TOSS_PAYMENTS",
  KCP_V2: "KCP",
  INICIS_V2: "INICIS",
  NICE_V2: "NICE_V2",
  DANAL: "DANAL",
  KAKAOPAY: "KAKAO_PAY",
};

export const PGS: Readonly<Partial<Record<PaymentMethod, readonly string[]>>> = {
  CARD: ["TOSSPAYMENTS", "KCP_V2", "INICIS_V2", "NICE_V2"],
  EASY_PAY: ["KAKAOPAY"],
  BANK_TRANSFER: ["TOSSPAYMENTS"],
  VIRTUAL_ACCOUNT: ["TOSSPAYMENTS", "KCP_V2", "INICIS_V2", "TOSSPAYMENTS", "NICE_V2", "DANAL"],
  MOBILE: ["DANAL", "KCP_V2"],
  GIFT_CERTIFICATE: ["KCP_V2"],
};
/** The shop has no contract with this one for refunds to accounts (환불 특약): the service says so before anybody asks. */
const WITHOUT_CONTRACT = "NICE_V2";

/** The sandbox has no gift certificates of its own; like them, easy pay is cancelled in parts. */
const METHOD_AT_GATEWAY: Readonly<Partial<Record<PaymentMethod, PaymentFacts["method"]>>> = {
  CARD: "card",
  EASY_PAY: "easyPay",
  BANK_TRANSFER: "transfer",
  VIRTUAL_ACCOUNT: "virtualAccount",
  MOBILE: "mobile",
  GIFT_CERTIFICATE: "easyPay",
};

const refusal = (pgCode: string, pgMessage: string): Behaviour<FaultInput> =>
  always<FaultInput>({ kind: "REFUSE", type: "PG_PROVIDER", pgCode, pgMessage });
const later = (delayMs: number, outcome: "SUCCEEDED" | "FAILED"): Behaviour<FaultInput> =>
  always<FaultInput>({ kind: "PENDING", delayMs, outcome });

/** PortOne names seconds in Retry-After. */
const RETRY_AFTER_S = 20;

export const PORTONE_V2_TROUBLES: Troubles<FaultInput> = {
  of: 100,
  stride: 37,
  list: [
    refusal("CARD_CLOSED", "해지된 카드라 취소가 거절되었습니다."),
    refusal("CANCEL_PERIOD_OVER", "취소 가능 기간이 지났습니다."),
    refusal("PARTIAL_NOT_ALLOWED", "부분취소가 불가능한 거래입니다."),
    // Refused, and yet the money will come: two people have to look at the provider's own page.
    refusal("2211", "취소 요청이 접수되어 익영업일에 처리될 예정입니다."),
    refusal("ISSUER_REFUSED", "카드사에서 취소를 거절했습니다."),
    once({ kind: "LOSE_ANSWER_AFTER_EFFECT" }),
    once({ kind: "LOSE_ANSWER_AFTER_EFFECT" }),
    once({ kind: "TRUNCATED_JSON" }),
    once({ kind: "LOSE_ANSWER_BEFORE_EFFECT" }),
    once({ kind: "LOSE_ANSWER_BEFORE_EFFECT" }),
    once({ kind: "LOSE_ANSWER_BEFORE_EFFECT" }),
    later(SOON_MS, "SUCCEEDED"),
    later(SOON_MS, "SUCCEEDED"),
    later(LATER_MS, "SUCCEEDED"),
    later(LATER_MS, "SUCCEEDED"),
    later(SOON_MS, "FAILED"),
    always({ kind: "SLOW", ms: SLOW_MS, effect: "BEFORE_WAIT" }),
    always({ kind: "SLOW", ms: SLOW_MS, effect: "AFTER_WAIT" }),
    once({ kind: "STATUS_5XX", status: 500, effect: true }),
    once({ kind: "STATUS_5XX", status: 503, effect: false }),
    once({ kind: "HTML", effect: true }),
    once({ kind: "TOO_MANY_REQUESTS", retryAfterSeconds: RETRY_AFTER_S }),
    // A card company's failure to answer looks like a refusal and is none: it must not be taken for a no.
    once({ kind: "REFUSE", type: "PG_PROVIDER", pgCode: "9999", pgMessage: "카드사 시스템 점검 중입니다." }),
  ],
};

export const portoneV2Facts = (payment: SeedPayment): PaymentFacts => {
  const { pgProvider, promotion } = payment.atGateway;
  return {
    ...portoneFacts(payment, PORTONE_V2_TROUBLES),
    method: METHOD_AT_GATEWAY[payment.method],
    ...(promotion && { promotion }),
    ...(payment.method === "VIRTUAL_ACCOUNT" && {
      refundContract: pgProvider !== WITHOUT_CONTRACT,
      transferDelayMs: SOON_MS,
    }),
  };
};
