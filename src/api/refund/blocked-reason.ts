/** The sentences for what stands in the way of a refund. */
import { render } from "../../messages/catalogue.js";
import type { Language } from "../../messages/language.js";
import type { MessageKey } from "../../messages/sentence.js";
import type { BlockingObjectionCode, Objection, ObjectionCode } from "../../refund/eligibility/objections.js";
import { BlockedReason } from "./refund-parts.type.js";

type ReportedCode = Exclude<ObjectionCode, BlockingObjectionCode>;

/** Those that do not forbid a request, and so are no problems of their own. */
const REPORTED = {
  PAYMENT_BUSY: true,
  OUTSIDE_HOURS: true,
  PROVIDER_UNKNOWN: true,
  DEADLINE_UNCERTAIN: true,
} as const satisfies Record<ReportedCode, true>;

const isReported = (code: ObjectionCode): code is ReportedCode => Object.hasOwn(REPORTED, code);

export function reasonOf({ code, weight, manual, detail }: Objection, language: Language): BlockedReason {
  const key: MessageKey = isReported(code) ? `blockedReasons.${code}` : `problems.${code}`;
  return { code, weight, fallBack: manual, message: render(language, { sentence: key, with: detail }) };
}
