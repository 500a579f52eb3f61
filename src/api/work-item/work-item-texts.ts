/** The sentences of a work item: what happened, what it means for the customer, what to do. */
import { render } from "../../messages/catalogue.js";
import type { Language } from "../../messages/language.js";
import type { MessageKey } from "../../messages/sentence.js";
import type { Params, Sentence, Text } from "../../messages/text.js";
import type { BlockingObjectionCode } from "../../refund/eligibility/objections.js";
import { FAILURES, type FailureCause } from "../../refund/eligibility/failure.js";
import type { WorkItemKind } from "../../refund/record/work-item.entity.js";
import type { WorkItemType } from "./work-item.type.js";

type About = Pick<WorkItemType, "kind" | "detail">;

/** Values that are not among the facts. */
interface Beside {
  currency?: string | undefined;
  refundNo?: string | undefined;
  /** The display name of who stated it. */
  statedBy?: string | undefined;
}

const isCause = (cause: unknown): cause is FailureCause => typeof cause === "string" && Object.hasOwn(FAILURES, cause);

/** A refusal without a cause counts as the provider's, a failed transfer without one as the bank's. */
function causeOf({ kind, detail }: About): FailureCause {
  const { cause } = detail;
  if (isCause(cause)) return cause;
  return kind === "TRANSFER_NOT_MADE" ? "BANK_REFUSED" : "PROVIDER_REFUSED";
}

/** Sentences for the objection and for the way past it. */
function blockedParams({ kind, detail }: About): Params {
  if (kind !== "BLOCKED") return {};
  const { refundNo: _refundNo, amount: _amount, task: _task, code, ...reason } = detail;
  return {
    reason: { sentence: `problems.${code as BlockingObjectionCode}` satisfies MessageKey, with: reason },
    nextStep: { sentence: `unblock.${code as BlockingObjectionCode}` satisfies MessageKey },
  };
}

function paramsOf(about: About, { currency, refundNo, statedBy }: Beside): Params {
  const { meaning, next } = FAILURES[causeOf(about)];
  const { canDo } = about.detail;
  const remedy: Text = typeof canDo === "string" ? ({ sentence: `remedies.${canDo}` } satisfies Sentence) : "";
  const given = { currency, refundNo, statedBy };
  return {
    ...about.detail,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    cause: { sentence: meaning },
    nextStep: { sentence: next },
    remedy,
    ...blockedParams(about),
  } as Params;
}

type Part = "happened" | "meaning" | "toDo";

/** Of a refund or of a payment alone: an alarm about no refund does not name one. */
export function itemText(part: Part, about: About, language: Language, beside: Beside): string {
  const key = `workItems.${about.kind satisfies WorkItemKind}.${part}` as const satisfies MessageKey;
  return render(language, { sentence: key, with: paramsOf(about, beside) });
}
