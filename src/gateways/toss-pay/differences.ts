/** The balance Toss Pay counts after a refund, against our books: another figure means that one of both is wrong. Pure. */
import type { AnswerDifference, CancelCommand, Verdict } from "../port.js";

/** Of a believed success only. Left out, the balance says nothing; the next look-up compares it anyway. */
export function differencesIn(
  verdict: Verdict,
  { cancellableBefore }: Pick<CancelCommand, "cancellableBefore">,
): AnswerDifference[] {
  if (verdict.kind !== "SUCCEEDED") return [];
  const { amount, left } = verdict.cancellation;
  const ours = cancellableBefore - amount;
  const theirs = left?.refundable;
  if (theirs === undefined || theirs === ours) return [];
  return [{ field: "refundableAmount", sent: ours, answered: theirs, ofOurBooks: true }];
}
