/** The sentences for what stands in the way of a refund. */
import { fail, messageOf, type Language } from "../../problem.js";
import type { Block } from "../../refund/rules.js";

const BUSY: Readonly<Record<Language, string>> = {
  ko: "같은 결제의 다른 환불이 결제사에서 처리 중입니다. 요청하면 차례를 기다립니다.",
  en: "Another refund of this payment is at the gateway; a request waits its turn.",
};

export const messageOfBlock = (block: Block, language: Language): string =>
  block === "PAYMENT_BUSY" ? BUSY[language] : messageOf(fail(block).problem, language);
