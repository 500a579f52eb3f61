/** A start that cannot go on for a reason the person at the keyboard can mend. */

/** The message is one sentence that says what is wrong and what to do; print it alone, without a stack. */
export class StartUpProblem extends Error {
  override readonly name = "StartUpProblem";
}
