/** The next step in words: what to do, and who can. */
import { say } from "../../messages/catalogue.js";
import type { Language } from "../../messages/language.js";
import type { MessageKey } from "../../messages/sentence.js";
import { holdersOf, IN_TWO, type Task } from "../../refund/eligibility/advice.js";

interface Advice {
  /** The step itself; none has a value in it. */
  next: Extract<MessageKey, `nextSteps.${string}` | `unblock.${string}`>;
  tasks: readonly Task[];
  /** Those of them the caller can do at once. */
  mine: readonly Task[];
}

/** `특약을 맺고 … . 수기 환불 접수는 지금 직접 할 수 있습니다. 결제사 규칙 기록은 승인자가 할 수 있습니다.` */
export const adviceText = ({ next, tasks, mine }: Advice, language: Language): string =>
  [say(language, next), ...whoCan(tasks, mine, language)].join(" ");

/** One sentence for what the caller can do, and one for each group of people who can do something else. */
export function whoCan(tasks: readonly Task[], mine: readonly Task[], language: Language): string[] {
  if (tasks.length === 0) return [say(language, "advice.nothingNow")];
  const others = Map.groupBy(
    tasks.filter((task) => !mine.includes(task)),
    (task) => holdersOf(task).join(),
  );
  const key = tasks.length === 1 ? "advice.only" : "advice.others";
  return [
    ...(mine.length > 0 ? [say(language, "advice.mine", { tasks: mine })] : []),
    ...[...others.values()].map((their) => say(language, key, { tasks: their, holders: holdersOf(their[0] as Task) })),
    ...(tasks.some((task) => IN_TWO.has(task)) ? [say(language, "advice.inTwo")] : []),
  ];
}
