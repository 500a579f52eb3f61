/** One line of `doctor`: that all is well, that a person should know something, or what is wrong and what to do. */
export interface Finding {
  kind: "WELL" | "WARNING" | "UNWELL";
  sentence: string;
}

export const well = (sentence: string): Finding => ({ kind: "WELL", sentence });
/** Not wrong on a new installation, so it does not fail the command. */
export const warning = (sentence: string): Finding => ({ kind: "WARNING", sentence });
export const unwell = (sentence: string): Finding => ({ kind: "UNWELL", sentence });

export const MARKS: Readonly<Record<Finding["kind"], string>> = { WELL: "ok    ", WARNING: "warn  ", UNWELL: "not ok" };
