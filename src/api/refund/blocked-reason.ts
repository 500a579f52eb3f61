/** The sentences for what stands in the way of a refund. */
import { fail, messageOf, type Language } from "../../problem.js";
import type { BlockingObjectionCode, Objection, ObjectionCode } from "../../refund/eligibility/objections.js";
import { BlockedReason } from "./refund-parts.type.js";

type Sentence = Readonly<Record<Language, string>>;

/** Those that do not forbid a request, and so are no problems of their own. `{name}` takes the detail of that name. */
const SENTENCES: Readonly<Record<Exclude<ObjectionCode, BlockingObjectionCode>, Sentence>> = {
  PAYMENT_BUSY: {
    ko: "같은 결제의 다른 환불이 결제사에서 처리 중입니다. 요청하면 차례를 기다립니다.",
    en: "Another refund of this payment is at the gateway; a request waits its turn.",
  },
  OUTSIDE_HOURS: {
    ko: "결제사가 {from}~{to}에만 환불을 받습니다. 요청하면 그때 보냅니다.",
    en: "The provider takes refunds from {from} to {to} (Korean time); a request is sent then.",
  },
  PROVIDER_UNKNOWN: {
    ko: "결제 기관(PG)을 알 수 없어 특약과 은행을 미리 확인할 수 없습니다. 결제사 조회로 확인되지 않으면 거절될 수 있습니다. 결제 정보를 정정(orderFactsCorrect)하세요.",
    en: "Nobody reported the provider (PG), so its contract and its banks cannot be checked before: where the gateway does not name it either, it may refuse. orderFactsCorrect records it.",
  },
  DEADLINE_UNCERTAIN: {
    ko: "통상 기한({lastDay})이 지나 결제사가 거절할 수 있습니다.",
    en: "The usual deadline ({lastDay}) has passed: the gateway may refuse.",
  },
};

const isReported = (code: ObjectionCode): code is keyof typeof SENTENCES => Object.hasOwn(SENTENCES, code);

export function reasonOf({ code, weight, manual, detail }: Objection, language: Language): BlockedReason {
  const message = isReported(code)
    ? SENTENCES[code][language].replace(/\{(\w+)\}/g, (_, name: string) => String(detail[name] ?? "?"))
    : messageOf(fail(code, detail).problem, language);
  return { code, weight, fallBack: manual, message };
}
