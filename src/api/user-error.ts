/** A problem as its caller reads it: persons by their names, and behind what is to be done, who can do it. */
import { UNBLOCKED_BY } from "../refund/eligibility/advice.js";
import { isAdvised } from "../refund/eligibility/objections.js";
import { messageOf, type Problem } from "../problem.js";
import type { Context } from "./context.js";
import { nameInSentence } from "./person/display-name.js";
import { whoCan } from "./refund/advice.js";
import { userErrorOf, type UserError } from "./problem/user-error.type.js";

/** @param within where the use case's input lies in the mutation's, for the field path. */
export async function userError(
  problem: Problem,
  ctx: Pick<Context, "language" | "loaders">,
  within: readonly string[] = [],
): Promise<UserError> {
  const { language } = ctx;
  const message = messageOf({ ...problem, detail: { ...problem.detail, ...(await names(problem, ctx)) } }, language);
  const who = isAdvised(problem.code) ? whoCan(UNBLOCKED_BY[problem.code], [], language) : [];
  return userErrorOf(problem, [message, ...who].join(" "), within);
}

async function names(
  { detail: { changedBy } }: Problem,
  { loaders, language }: Pick<Context, "language" | "loaders">,
): Promise<{ changedBy?: string }> {
  if (typeof changedBy !== "string") return {};
  return { changedBy: nameInSentence(await loaders.person(changedBy), language) };
}
