/** The sentences for what stands in the way of a refund, and for what takes it out of the way. */
import { may, type Principal } from "../../access/principal.js";
import { render } from "../../messages/catalogue.js";
import type { Language } from "../../messages/language.js";
import type { MessageKey } from "../../messages/sentence.js";
import { openTo, possibleNow, UNBLOCKED_BY } from "../../refund/eligibility/advice.js";
import type { BlockingObjectionCode, Objection, ObjectionCode } from "../../refund/eligibility/objections.js";
import type { Action, RefundFacts } from "../../refund/eligibility/rules.js";
import { adviceText } from "./advice.js";
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

interface Reader {
  language: Language;
  /** Null: of a refund that is not there yet, so that nothing can be done about it. */
  facts: RefundFacts | null;
  caller: { principal: Principal; available: readonly Action[] } | null;
}

export function reasonOf(
  { code, weight, manual, detail }: Objection,
  { language, facts, caller }: Reader,
): BlockedReason {
  const key: MessageKey = isReported(code) ? `blockedReasons.${code}` : `problems.${code}`;
  const tasks = facts ? possibleNow(UNBLOCKED_BY[code], facts) : UNBLOCKED_BY[code];
  const mine = caller
    ? openTo(tasks, { available: caller.available, may: (permission) => may(caller.principal, permission) })
    : [];
  return {
    code,
    weight,
    fallBack: manual,
    message: render(language, { sentence: key, with: detail }),
    nextStep: adviceText({ next: `unblock.${code}`, tasks, mine }, language),
  };
}
